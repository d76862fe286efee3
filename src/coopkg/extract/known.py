"""The first reading of a sentence: dates, numbers, titles and names that are known already become single tokens."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from coopkg.domain.entities import KINDS
from coopkg.extract.dates import dates_in
from coopkg.extract.discourse import Discourse
from coopkg.extract.gazetteer import LABELS, Entry, fitting
from coopkg.extract.lexicon import Lexicon
from coopkg.extract.phrases import Phrases
from coopkg.extract.quantities import quantities_in
from coopkg.extract.tokens import Token, tokens_of
from coopkg.extract.values import Money, Title, Value

# The number of a legal document (32/2018/TT-BYT), and a standard (ISO/IEC 17025:2017, TCVN 7568-1).
_DOCUMENT = re.compile(
    r"\d+/(?:\d{4}/)?[A-ZĐ][\w&-]*[A-ZĐ](?:\d+)?|"
    r"(?:TCVN|QCVN|ISO/IEC|ISO|IEC|OIML R|CODEX STAN|EN|ASTM)(?:/[A-Z]+)? ?\d{2,6}(?:-\d+)*(?::\d{4})?"
)
_HYPHENS = frozenset("-‑")


@dataclass(frozen=True, slots=True)
class Known:
    """What is known before an article is read: the gazetteer and the lexicon."""

    lexicon: Lexicon
    gazetteer: Phrases[Entry]


def known_tokens(known: Known, discourse: Discourse, start: int, end: int) -> list[Token]:
    """Return the tokens of the sentence `text[start:end]`, known names, dates and numbers merged."""
    words = list(tokens_of(discourse.text, discourse.folded, start, end))
    words = list(_with_figures(words, sorted(_figures(discourse, start, end), key=lambda token: token.start)))
    forms = [word.form if not word.label else "" for word in words]
    tokens: list[Token] = []
    place = 0
    while place < len(words):
        length, token = _named_at(known, discourse, words, forms, place)
        tokens.append(token)
        place += length
    return tokens


def _figures(discourse: Discourse, start: int, end: int) -> Iterator[Token]:
    """Yield dates, document numbers, sums and numbers; of two that overlap the one named first here."""
    taken: list[tuple[int, int]] = []
    for first, last, label, value in _found_figures(discourse, start, end):
        if any(first < other_last and other_first < last for other_first, other_last in taken):
            continue
        taken.append((first, last))
        yield Token(first, last, discourse.folded[first:last], label, "", value)


def _found_figures(discourse: Discourse, start: int, end: int) -> Iterator[tuple[int, int, str, Value]]:
    folded = discourse.folded[start:end]
    for match in _DOCUMENT.finditer(discourse.text, start, end):
        yield match.start(), match.end(), "DOC", discourse.named(match[0], "document")
    for date in dates_in(folded):
        yield start + date.start, start + date.end, "TERM" if date.when.is_term else "WHEN", date.when
    for found in quantities_in(folded):
        label = "MONEY" if isinstance(found.value, Money) else "NUM"
        if discourse.text[start + found.end : start + found.end + 1] not in {"-", "‑"}:  # «two-day» counts nothing
            yield start + found.start, start + found.end, label, found.value


def _with_figures(words: Sequence[Token], figures: Sequence[Token]) -> Iterator[Token]:
    """Yield `words` with the figures in the place of the words that they are made of."""
    place = 0
    for figure in figures:
        while place < len(words) and words[place].end <= figure.start:
            yield words[place]
            place += 1
        if place < len(words) and words[place].start < figure.start:
            continue  # it begins inside a word: it is part of a name (COP26)
        yield figure
        while place < len(words) and words[place].start < figure.end:
            place += 1
    yield from words[place:]


def _named_at(
    known: Known, discourse: Discourse, words: Sequence[Token], forms: Sequence[str], place: int
) -> tuple[int, Token]:
    word = words[place]
    if word.label:
        return 1, word
    best = max(_candidates(known, discourse, words, forms, place), key=lambda found: found[0], default=None)
    return best or (1, word)


def _candidates(
    known: Known, discourse: Discourse, words: Sequence[Token], forms: Sequence[str], place: int
) -> Iterator[tuple[int, Token]]:
    names = known.lexicon.names
    local = discourse.local.longest(forms, place)
    if local is not None and words[place].is_capital and not _goes_on(known, words, forms, place, local[0]):
        length, referent = local
        yield length, _merged(words, place, length, LABELS[KINDS[referent.kind]], referent)
    # A head of a name («Hội đồng», «Đại hội đồng ISO») that is longer hides what begins inside it.
    entry = fitting(known.gazetteer.at(forms, place), _Written(discourse.text, words, place))
    if entry is not None and not _goes_on(known, words, forms, place, entry[0]):
        referent = discourse.registered(entry[1].thing)
        yield entry[0], _merged(words, place, entry[0], LABELS[KINDS[referent.kind]], referent)
    role = _role_at(known, words, forms, place)
    head = names.heads.longest(forms, place)
    # «Đại sứ quán» begins the name of a body, and no title.
    if role is not None and (head is None or head[0] < role[0]):
        yield role
    where = names.places.longest(forms, place)
    if where is not None and words[place].is_capital:
        yield where[0], _merged(words, place, where[0], "PLACE", discourse.named(where[1], "place"))
    capacity = names.capacities.longest(forms, place)
    if capacity is not None:
        title = Title(capacity[1], " ".join(forms[place : place + capacity[0]]))
        yield capacity[0], _merged(words, place, capacity[0], "CAP", title)


def _goes_on(known: Known, words: Sequence[Token], forms: Sequence[str], place: int, length: int) -> bool:
    """Tell whether a head noun that an article calls a body by goes on into another name: «Tổng cục Thống kê»."""
    head, after = known.lexicon.names.heads.longest(forms, place), place + length
    if head is None or head[0] != length or after >= len(words):
        return False
    # A sentence does not begin in the middle of one; «Tổng cục ISO …» are two names.
    return words[after].is_capital and known.gazetteer.longest(forms, after) is None


class _Written(dict[int, str]):
    """The text of the first so many words from a place on, made when it is asked for."""

    def __init__(self, text: str, words: Sequence[Token], place: int) -> None:
        super().__init__()
        self._text, self._words, self._place = text, words, place

    def __missing__(self, length: int) -> str:
        return self._text[self._words[self._place].start : self._words[self._place + length - 1].end]


def _role_at(known: Known, words: Sequence[Token], forms: Sequence[str], place: int) -> tuple[int, Token] | None:
    names = known.lexicon.names
    state = names.role_prefixes.get(forms[place], "")
    first = place + 1 if state else place
    if first >= len(forms):
        return None
    found = names.roles.longest(forms, first)
    if found is None:
        return None
    length = first - place + found[0]
    # Who is acting does not hold the office: the word belongs to the title.
    title = Title(found[1], " ".join(forms[place if state == "acting" else first : first + found[0]]), state)
    return length, _merged(words, place, length, "ROLE", title)


def _merged(words: Sequence[Token], place: int, length: int, label: str, value: Value) -> Token:
    first, last = words[place], words[place + length - 1]
    form = " ".join(word.form for word in words[place : place + length])
    return Token(first.start, last.end, form, label, "", value, first.is_capital)
