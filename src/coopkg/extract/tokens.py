"""Tokens: the words of a text and the longer spans that later steps merge, each with its place in the text."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from coopkg.extract.folding import fold
from coopkg.extract.values import Value

# A number keeps its separators, a word its digits and ampersands (COP26, KH&CN); every other sign stands alone.
_TOKEN = re.compile(r"\d+(?:[.,]\d+)*(?![^\W_])|[^\W_]+(?:&[^\W_]+)*|[^\s\w]|_")


@dataclass(frozen=True, slots=True)
class Token:
    """A piece of a text, from `start` to `end` in code points.

    `form` is its folded text. `label` is the kind of a merged piece (`ORG`, `DATE` …), `tag` the word class that the
    lexicon gives it (`attend`); both are empty for a word that is neither. `value` is what a merged piece means.
    """

    start: int
    end: int
    form: str
    label: str = ""
    tag: str = ""
    value: Value | None = None
    is_capital: bool = False


def tokens_of(text: str, folded: str, start: int, end: int) -> Iterator[Token]:
    """Yield the words and signs of `text[start:end]`; `folded` is the folded whole text."""
    for match in _TOKEN.finditer(text, start, end):
        first, last = match.span()
        # After folding a hyphen between letters is a space: no sign stands there.
        if folded[first:last].isspace():
            continue
        yield Token(first, last, folded[first:last], is_capital=text[first].isupper())


def folded_words(phrase: str) -> tuple[str, ...]:
    """Return the forms of the tokens of a phrase.

    >>> folded_words("Châu Á – Thái Bình Dương (APEC)")
    ('châu', 'á', '-', 'thái', 'bình', 'dương', '(', 'apec', ')')
    """
    return tuple(token.form for token in tokens_of(phrase, fold(phrase), 0, len(phrase)))
