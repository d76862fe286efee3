"""Brackets: «Full Name (ABC)», whether what stands in brackets is another name of what stands before them."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from coopkg.extract.discourse import Discourse
from coopkg.extract.sentence import Sentence
from coopkg.extract.tokens import Token

#: The labels of what may have an acronym.
NAMED = frozenset({"ORG", "GROUP", "EVT", "DOC", "AGR", "PRJ"})
_MOST_TOKENS = 7
# «(sau đây gọi là Ủy ban)»: what is said before the other name.
_CALLED = re.compile(
    r"^(?:sau đây )?(?:được )?"
    r"(?:gọi (?:tắt )?là|viết tắt (?:là|theo tiếng anh là)?|tên (?:viết tắt|tiếng anh|gọi tắt) là|tiếng anh(?: là)?:?|"
    r"hereinafter(?: referred to as)?|known as|or|hay(?: còn gọi là)?)\s+|^(?:the )"
)
_SHORT = re.compile(r"[A-ZĐ][\w&./+-]*(?:[ -][A-ZĐ0-9][\w&./+-]*){0,4}")
# Brackets that begin with one of these tell when, how many, who or where.
_REMARKS = frozenset({"WHEN", "TERM", "NUM", "MONEY", "PER", "LAND", "PLACE"})
_NO_NAMED = frozenset({"PLACE", "LAND", "PER"})


@dataclass(frozen=True, slots=True)
class Bracket:
    """The brackets that open at the token `opening` of a sentence and close at `closing`."""

    sentence: Sentence
    opening: int
    closing: int

    @property
    def before(self) -> Token:
        """The token before the brackets."""
        return self.sentence.tokens[self.opening - 1]

    @property
    def inside(self) -> Sequence[Token]:
        """The tokens within the brackets."""
        return self.sentence.tokens[self.opening + 1 : self.closing]

    @property
    def end(self) -> int:
        """Where the brackets end in the text."""
        return self.sentence.tokens[self.closing].end


def bracket_at(sentence: Sentence, place: int) -> Bracket | None:
    """Return the brackets that open at `place` and hold something short."""
    tokens = sentence.tokens
    if tokens[place].form != "(" or not place:
        return None
    ends = range(place + 2, min(place + 2 + _MOST_TOKENS, len(tokens)))
    closing = next((at for at in ends if tokens[at].form == ")"), None)
    return None if closing is None else Bracket(sentence, place, closing)


def name_in(bracket: Bracket, discourse: Discourse) -> str | None:
    """Return the name that stands in brackets, None where they hold something else: a place, a year, a remark."""
    inner = slice(bracket.sentence.tokens[bracket.opening].end, bracket.sentence.tokens[bracket.closing].start)
    written = discourse.text[inner].strip()
    told = _CALLED.match(discourse.folded[inner].strip())
    if told is not None:
        return written[told.end() :].strip() or None
    first = bracket.inside[0]
    if first.label in _REMARKS:
        return None
    is_single = bracket.before.label in NAMED and len(bracket.inside) == 1
    if is_single and first.label in NAMED:
        return written
    return written if _is_name(bracket, written, is_single=is_single) else None


def _is_name(bracket: Bracket, written: str, *, is_single: bool) -> bool:
    """Tell whether what is written is a name: a part of a longer list, or what somebody thinks, is none."""
    particles = bracket.sentence.lexicon.particles
    if _SHORT.fullmatch(written) is None or written.startswith(tuple(particles.city_signs)):
        return False
    if bracket.before.label in _NO_NAMED:
        return False
    return is_single or _is_acronym(written, particles.news_agencies) or _is_foreign(written)


def _is_acronym(written: str, agencies: frozenset[str]) -> bool:
    """Tell whether a word has two capitals or more (ISO, K-Petro), or a capital and a figure (Quatest 1)."""
    first = written.split(maxsplit=1)[0]
    has_number = " " in written and written[-1].isdigit() and first not in agencies
    return sum(letter.isupper() for letter in first) > 1 or has_number


def _is_foreign(written: str) -> bool:
    return written.isascii() and written[:1].isupper() and len(written.split()) > 2  # noqa: PLR2004  (a place has fewer)
