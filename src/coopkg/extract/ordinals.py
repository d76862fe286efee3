"""Ordinals: the name of an event tells which of its series it is («Phiên họp lần thứ 44»)."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from coopkg.extract.discourse import Discourse
from coopkg.extract.sentence import Sentence
from coopkg.extract.values import Referent

_WORDS: Mapping[str, int] = {
    "nhất": 1, "hai": 2, "ba": 3, "tư": 4, "năm": 5, "sáu": 6, "bảy": 7, "tám": 8, "chín": 9, "mười": 10,
    "first": 1, "second": 2, "third": 3, "fourth": 4, "fifth": 5, "sixth": 6, "seventh": 7, "eighth": 8, "ninth": 9,
    "tenth": 10,
}  # fmt: skip
_ORDINAL = re.compile(
    rf"lần thứ (?P<a>\d+|{'|'.join(_WORDS)})(?!\w)|(?P<b>\d+)(?:st|nd|rd|th)\b|"
    r"(?P<c>first|second|third|fourth|fifth|tenth)\b"
)


@dataclass(frozen=True, slots=True)
class OrdinalFound:
    """That an event is the `ordinal`th of its series, told by the text from `start` to `end`."""

    event: Referent
    ordinal: int
    start: int
    end: int


def ordinals_in(sentence: Sentence, discourse: Discourse) -> Iterator[OrdinalFound]:
    """Yield the events of a sentence whose names hold an ordinal."""
    for token in sentence.tokens:
        if token.label != "EVT" or not isinstance(token.value, Referent):
            continue
        match = _ORDINAL.search(discourse.folded, token.start, token.end)
        if match is not None:
            word = match["a"] or match["b"] or match["c"]
            ordinal = int(word) if word.isdigit() else _WORDS[word]
            yield OrdinalFound(token.value, ordinal, token.start, token.end)
