"""Fillers: what each of the ways of a rule (`coopkg.extract.rules`) finds around a match."""

from collections.abc import Callable, Iterator, Mapping

from coopkg.extract.agents import agent_fillers, doer_fillers, frame_fillers, speaker_fillers, subject_fillers
from coopkg.extract.clauses import clause_end
from coopkg.extract.counts import comparator_fillers, counted_fillers, sum_fillers
from coopkg.extract.patterns import Match
from coopkg.extract.reading import Filler, Reading
from coopkg.extract.sources import Source
from coopkg.extract.values import Title
from coopkg.extract.wordings import named_fillers, wording_fillers

Way = Callable[[Reading, Match, Source], Iterator[Filler]]


def fillers_of(reading: Reading, match: Match, source: Source) -> Iterator[Filler]:
    """Yield what fills an argument that comes from `source`, whether or not the fact can take it."""
    return _WAYS[source.way](reading, match, source)


def _constant(_reading: Reading, _match: Match, source: Source) -> Iterator[Filler]:
    yield Filler(source.text)


def _role(_reading: Reading, _match: Match, source: Source) -> Iterator[Filler]:
    """Yield a title that no words name: who chairs is the chair."""
    yield Filler(Title(source.text, source.text))


def _capture(reading: Reading, match: Match, source: Source) -> Iterator[Filler]:
    if source.text in match.captures:
        yield from reading.joined_at(match.captures[source.text], source)


def _setting(reading: Reading, match: Match, _source: Source) -> Iterator[Filler]:
    # People speak at an event; what bodies and countries hope, and commit themselves to, is often told beside it.
    setting, doers = reading.discourse.setting, reading.subjects.get(match.first, ())
    is_beside = bool(doers) and all(doer.kind != "person" for doer in doers)
    if setting is not None and (
        not is_beside or any(token.value is setting for token in reading.tokens[: match.first])
    ):
        yield Filler(setting)


def _last(reading: Reading, _match: Match, source: Source) -> Iterator[Filler]:
    referent = reading.discourse.last(sorted(source.labels))
    if referent is not None:
        yield Filler(referent)


def _earlier(reading: Reading, _match: Match, source: Source) -> Iterator[Filler]:
    referent = reading.discourse.earlier(source.labels)
    if referent is not None:
        yield Filler(referent)


def _after(reading: Reading, match: Match, source: Source) -> Iterator[Filler]:
    tokens = reading.tokens
    for place in range(match.last, min(clause_end(reading.sentence, match.last), match.last + source.within)):
        is_counted = tokens[place].label == "EVT" and tokens[place - 1].label == "NUM"
        if tokens[place].label in source.labels and not is_counted:
            yield from reading.joined_at(place, source)
            return


def _before(reading: Reading, match: Match, source: Source) -> Iterator[Filler]:
    for place in range(match.first - 1, max(-1, match.first - 1 - source.within), -1):
        if reading.tokens[place].label in source.labels:
            yield from reading.joined_at(place, source)
            return


def _near(reading: Reading, match: Match, source: Source) -> Iterator[Filler]:
    """Yield the nearest thing with one of the labels in the sentence, on either side of the match."""
    labelled = (at for at, token in enumerate(reading.tokens) if token.label in source.labels)
    places = [at for at in labelled if not match.first <= at < match.last]
    if places:
        yield from reading.values_at(min(places, key=lambda at: abs(at - match.first)))


_WAYS: Mapping[str, Way] = {
    "constant": _constant,
    "role": _role,
    "capture": _capture,
    "subject": subject_fillers,
    "agent": agent_fillers,
    "doer": doer_fillers,
    "speaker": speaker_fillers,
    "frame": frame_fillers,
    "after": _after,
    "before": _before,
    "near": _near,
    "last": _last,
    "earlier": _earlier,
    "setting": _setting,
    "sums": sum_fillers,
    "counted": counted_fillers,
    "comparator": comparator_fillers,
    "rest": wording_fillers,
    "clause": wording_fillers,
    "around": wording_fillers,
    "so_far": wording_fillers,
    "quoted": wording_fillers,
    "words": wording_fillers,
    "named": named_fillers,
}
