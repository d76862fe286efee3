"""The ways `counted`, `comparator` and `sums`: what a number counts, how it is compared, and sums of money."""

from collections.abc import Iterator

from coopkg.extract.patterns import Match
from coopkg.extract.reading import Filler, Reading
from coopkg.extract.sentence import Sentence
from coopkg.extract.sources import Source
from coopkg.extract.tokens import Token
from coopkg.extract.values import Money, Quantity

_MOST_COUNTED = 9
# The same sum in another currency stands within so many tokens.
_MOST_BETWEEN = 4
_COUNTED = frozenset({"EVT", "ORG", "LAND", "GROUP", "AGR", "DOC", "PRJ", "PLACE", "CAP"})
# Classes whose words may stand in what is counted.
_NO_NOUNS = frozenset({"of", "at", "with", "to", "and", "about", "by", "via", "future", "deny", "happen", "purpose"})
_IN_COUNTED = frozenset({"", "of", "cooperate", "online", "support", "noun"})


def comparator_fillers(reading: Reading, match: Match, _source: Source) -> Iterator[Filler]:
    """Yield how the number with which a match begins is compared with what is counted."""
    value = reading.tokens[match.first].value
    if isinstance(value, Quantity | Money):
        yield Filler(value.comparator)


def counted_fillers(reading: Reading, match: Match, _source: Source) -> Iterator[Filler]:
    """Yield what the number with which a match begins counts: its unit with the words after it, or a currency."""
    value = reading.tokens[match.first].value
    if isinstance(value, Money):
        yield Filler(value.currency)
    elif isinstance(value, Quantity):
        yield from _counted(reading, match, value.unit)


def sum_fillers(reading: Reading, match: Match, source: Source) -> Iterator[Filler]:
    """Yield the sum that follows the match, and the same sum in other currencies; else the one before."""
    tokens = reading.tokens
    after = range(match.last, min(match.last + source.within, len(tokens)))
    before = range(match.first - 1, max(-1, match.first - 1 - source.within), -1)
    at = next((at for at in (*after, *before) if tokens[at].label == "MONEY"), None)
    while at is not None:
        yield from reading.values_at(at)
        at = _equal_sum(reading.sentence, at)


def _counted(reading: Reading, match: Match, unit: str) -> Iterator[Filler]:
    last, most = match.last, min(len(reading.tokens), match.last + _MOST_COUNTED)
    if last < most and _begins_counted(reading.sentence, reading.tokens[last]):
        # «59 thông báo»: right after a number every word is a noun.
        last += 1
        while last < most and _is_counted(reading.tokens[last]):
            last += 1
    if last > match.last:
        yield Filler(f"{unit} {reading.written(match.last, last - 1)}".strip(), match.last, last - 1)
    elif unit:
        yield Filler(unit, match.first, match.first)


def _is_counted(token: Token) -> bool:
    if token.label:
        return token.label in _COUNTED
    return token.form[:1].isalnum() and token.tag in _IN_COUNTED


def _begins_counted(sentence: Sentence, token: Token) -> bool:
    """Tell whether what is counted may begin with a token: not with a name, and not with a word that counts nothing."""
    if token.label:
        return token.label in _COUNTED
    is_word = token.form[:1].isalnum() and token.tag not in _NO_NOUNS
    return is_word and not (token.is_capital or token.form in sentence.lexicon.particles.not_counted)


def _equal_sum(sentence: Sentence, place: int) -> int | None:
    """Return the place of the sum that is said to equal the one at `place`.

    «57 triệu Yên, tương đương 11 tỷ đồng», «450.000 USD (khoảng 11,4 tỷ đồng)»
    """
    tokens = sentence.tokens
    places = range(place + 1, min(place + 1 + _MOST_BETWEEN, len(tokens)))
    other = next((at for at in places if tokens[at].label == "MONEY"), None)
    if other is None:
        return None
    between = {token.form for token in tokens[place + 1 : other]}
    return other if "(" in between or between & sentence.lexicon.particles.equal else None
