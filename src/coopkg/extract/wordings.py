"""The ways `words`, `rest`, `clause`, `around`, `so_far`, `quoted` and `named`: the words of the article themselves."""

import re
from collections.abc import Iterator
from dataclasses import replace

from coopkg.extract.clauses import clause_end, clause_start
from coopkg.extract.patterns import Match
from coopkg.extract.reading import Filler, Reading
from coopkg.extract.sources import Source

_DASH = re.compile(r"\s[-–—]\s")
# A rest that is shorter says nothing.
_LEAST_REST = 2
_SIGNS = frozenset({",", ":", "-"})
_QUOTE = '"'
_OPENING = _SIGNS | {_QUOTE}
# Before a verb these are no part of what it names.
_BEFORE_VERB = frozenset({"adverb", "future"})


def wording_fillers(reading: Reading, match: Match, source: Source) -> Iterator[Filler]:
    """Yield the words of the match or of its clause, without the signs around them and what begins a quotation."""
    tokens, quoting = reading.tokens, reading.sentence.lexicon.particles.quoting
    first, last = _extent(reading, match, source.way)
    while first < last and (tokens[first].form in _OPENING or tokens[first].form in quoting):
        first += 1
    while last > first and tokens[last - 1].form in _SIGNS:
        last -= 1
    if last - first < _LEAST_REST and source.way == "rest":
        return
    for each in _enumerated(reading, first, last) if source.each else [range(first, last)]:
        if each:
            yield Filler(reading.written(each[0], each[-1]), each[0], each[-1])


def _enumerated(reading: Reading, first: int, last: int) -> list[range]:
    """Return the parts of an enumeration that begin with one verb: «nâng cao …, nâng cao …»."""
    forms = [token.form for token in reading.tokens[: last + 1]]
    begins = [at + 1 for at in range(first, last - 1) if forms[at] in _SIGNS and forms[at + 1] == forms[first]]
    return [range(one, other) for one, other in zip([first, *begins], [*(at - 1 for at in begins), last], strict=True)]


def named_fillers(reading: Reading, match: Match, source: Source) -> Iterator[Filler]:
    """Yield a new thing that is called by the clause, from its verb on: «buổi tiếp ngài Đại sứ»."""
    places = range(match.first, match.last)
    verb = next((at for at in places if reading.tokens[at].tag not in _BEFORE_VERB), match.first)
    kind, _, prefix = source.text.partition(" ")
    for words in wording_fillers(reading, replace(match, first=verb), Source("clause")):
        # «gặp Tân Chủ tịch ISO – bà Ulrika Francke»: a title names whom one meets as well as the name after it.
        name = _DASH.split(f"{prefix} {words.value}".strip())[0]
        referent = reading.discourse.named(name, kind)
        if prefix:
            reading.discourse.seen("EVT", f"{prefix} {reading.tokens[verb].form}", referent)
        yield Filler(referent, words.first, words.last)


def _extent(reading: Reading, match: Match, way: str) -> tuple[int, int]:
    """Return the places of the first token that a way takes, and of the one after its last."""
    if way == "words":
        return match.first, match.last
    if way == "so_far":
        return 0, match.first
    if way == "quoted":
        return _quotation(reading, match)
    end = clause_end(reading.sentence, match.last)
    if way == "rest":
        return match.last, end
    return clause_start(reading.sentence, match.first) if way == "around" else match.first, end


def _quotation(reading: Reading, match: Match) -> tuple[int, int]:
    """Return the extent of the quotation that ends with the match or before it, else of the one that follows it.

    A mark that is missing stands in another sentence.
    """
    marks = [at for at, token in enumerate(reading.tokens) if token.form == _QUOTE and not token.label]
    before, after = [at for at in marks if at < match.last], [at for at in marks if at >= match.last]
    if before:
        return (before[-2] + 1 if before[1:] else 0), before[-1]
    if after:
        return after[0] + 1, after[1] if after[1:] else len(reading.tokens)
    return match.first, match.first
