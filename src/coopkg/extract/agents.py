"""The ways `subject` and `agent`: who does what a match says."""

from collections.abc import Iterator

from coopkg.extract.clauses import MAIN
from coopkg.extract.patterns import Match
from coopkg.extract.reading import Filler, Reading
from coopkg.extract.sources import Source
from coopkg.extract.subjects import first_agent, subject_after, subject_at, unknown_subject

# Things that may be a subject, though they are no agents.
_THINGS = frozenset({"EVT", "PRJ", "DOC", "AGR"})


def agent_fillers(reading: Reading, match: Match, _source: Source) -> Iterator[Filler]:
    """Yield the first agent of the sentence before the match, with those joined to it."""
    for place in first_agent(reading.sentence, match.first) or ():
        yield from reading.values_at(place)


def speaker_fillers(reading: Reading, match: Match, _source: Source) -> Iterator[Filler]:
    """Yield who says what the match says: the person who is the subject of the last verb of saying before it."""
    places = range(match.first - 1, -1, -1)
    verb = next((at for at in places if reading.tokens[at].tag in MAIN and not reading.tokens[at].label), None)
    if verb is None:
        return
    places_of = subject_at(reading.sentence, verb) or first_agent(reading.sentence, verb) or ()
    people = (each for at in places_of if reading.tokens[at].label == "PER" for each in reading.values_at(at))
    yield from (Filler(each.value) for each in people)


def frame_fillers(reading: Reading, match: Match, _source: Source) -> Iterator[Filler]:
    """Yield the body within which something is done: «trong khuôn khổ APO, …», «dẫn dắt ACCSQ …»."""
    for place in range(match.first - 1, 0, -1):
        before = reading.tokens[place - 1]
        is_led = before.tag == "lead" or before.form in reading.sentence.lexicon.particles.framing
        if reading.tokens[place].label == "ORG" and is_led:
            yield from reading.values_at(place)
            return


def doer_fillers(reading: Reading, match: Match, source: Source) -> Iterator[Filler]:
    """Yield the subject of the last verb before the match, whatever stands between; else the first agent."""
    earlier = [at for at in reading.subjects if at <= match.first]
    if earlier:
        yield from map(Filler, reading.subjects[max(earlier)])
    elif first_agent(reading.sentence, match.first):
        yield from agent_fillers(reading, match, source)
    else:
        yield from map(Filler, reading.last_subject)


def subject_fillers(reading: Reading, match: Match, source: Source) -> Iterator[Filler]:
    """Yield the subject: who stands right before the match; else that of an earlier verb, or of the sentence before."""
    places = subject_at(reading.sentence, match.first)
    if source.is_adjacent:
        yield from (each for place in places or () for each in reading.values_at(place))
        return
    if places is None:
        unknown = unknown_subject(reading.sentence, match.first)
        if unknown is not None:
            yield from _unknown(reading, unknown, source)
            return
        if match.first not in reading.subjects:
            earlier = [at for at in reading.subjects if at < match.first]
            if earlier:
                yield from map(Filler, reading.subjects[max(earlier)])
                return
            places = first_agent(reading.sentence, match.first) or subject_after(reading.sentence, match.first)
    if places is None:
        yield from map(Filler, reading.last_subject)
        return
    fillers = [filler for place in places for filler in reading.values_at(place)]
    reading.note_subject(match.first, fillers)
    yield from fillers


def _unknown(reading: Reading, places: range, source: Source) -> Iterator[Filler]:
    """Yield a subject that is no known agent: a known thing, or a new group called by its words."""
    first, last = places[0], places[-1]
    if reading.tokens[last].label in _THINGS:
        yield from reading.values_at(last)
    elif source.is_any:
        yield Filler(reading.discourse.named(reading.written(first, last), "group"), first, last)
