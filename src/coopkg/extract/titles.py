"""Titles: «Phó Chủ tịch ISO» with its body, and the titles that stand before or after the name of their holder."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from coopkg.domain.dates import Edtf
from coopkg.extract.owned_titles import body_before
from coopkg.extract.sentence import Sentence
from coopkg.extract.tokens import Token
from coopkg.extract.values import Referent, Title, When

_BODIES = frozenset({"ORG", "LAND"})
_WHERE = frozenset({"LAND", "PLACE", "ORG"})
_JOINTS = frozenset({"-", ",", "("})
# So many words may stand between a title and its body («của», «mới của»).
_MOST_BETWEEN = 2
# So long is a remark in brackets between a name and a title.
_MOST_REMARK = 8


@dataclass(frozen=True, slots=True)
class Titled:
    """A title with its body and its term, if they stand beside it: the tokens from `first` to before `after`."""

    title: Title
    body: Referent | None
    first: int
    after: int
    term: Edtf | None = None


def titled_at(sentence: Sentence, place: int) -> Titled | None:
    """Return the title that begins at `place`, perhaps after an article, with its body where it stands beside it."""
    tokens = sentence.tokens
    if place + 1 < len(tokens) and tokens[place].form in sentence.lexicon.particles.articles:
        inner = titled_at(sentence, place + 1)
        return None if inner is None else replace(inner, first=place)
    size = body_before(sentence, place)
    if size:
        return _after_body(sentence, place, size)
    title = tokens[place].value if place < len(tokens) and tokens[place].label == "ROLE" else None
    if not isinstance(title, Title):
        return None
    after, term = _term_at(sentence, place + 1)
    at = after
    while at < len(tokens) and at - after < _MOST_BETWEEN and tokens[at].form in sentence.lexicon.particles.office_of:
        at += 1
    body = tokens[at].value if at < len(tokens) and tokens[at].label in _BODIES else None
    if not isinstance(body, Referent):
        return Titled(title, None, place, after, term)
    end, later = _term_at(sentence, _after_where(sentence, at + 1))
    return Titled(title, body, place, end, term or later)


def _term_at(sentence: Sentence, place: int) -> tuple[int, Edtf | None]:
    """Return the place after a term of office at `place`, and the term: «nhiệm kỳ 2022-2023», «trong nhiệm kỳ …»."""
    tokens = sentence.tokens
    at = place + 1 if place < len(tokens) and tokens[place].tag == "at" else place
    term = tokens[at].value if at < len(tokens) and tokens[at].label == "TERM" else None
    return (at + 1, term.edtf) if isinstance(term, When) and term.is_office else (place, None)


def holder_after(sentence: Sentence, place: int) -> int:
    """Return how many tokens go to the holder who is named at `place`, 0 where none is."""
    tokens = sentence.tokens
    if place < len(tokens) and tokens[place].label == "PER":
        return 1
    if place + 1 >= len(tokens) or tokens[place + 1].label != "PER":
        return 0
    if tokens[place].form == ",":
        # «…, ông A» goes on with the holder only where an honorific or a dash says so.
        return 2 if tokens[place + 1].tag else 0
    return 2 if tokens[place].form == "-" or tokens[place].form in sentence.lexicon.particles.copula else 0


def titles_before(sentence: Sentence, place: int) -> list[Titled]:
    """Return the titles from `place` on that belong to one holder: «Thứ trưởng, Chủ tịch Ủy ban …, ông A»."""
    first = titled_at(sentence, place)
    if first is None:
        return []
    found, end = [first], first.after
    while end + 1 < len(sentence.tokens) and _joins_titles(sentence, end):
        more = titled_at(sentence, end + 1)
        if more is None or not holder_after(sentence, more.after):
            break
        found.append(more)
        end = more.after
    return found


def titles_after(sentence: Sentence, end: int) -> tuple[list[Titled], int]:
    """Return the titles that follow a name which ends before `end`, and where they end."""
    tokens, particles = sentence.tokens, sentence.lexicon.particles
    joints = _JOINTS | particles.copula
    found: list[Titled] = []
    end = _after_remark(tokens, end)
    while end + 1 < len(tokens) and tokens[end].form in (joints | particles.titles_after if found else joints):
        titled = titled_at(sentence, end + 1)
        if titled is None or (titled.body is None and tokens[end].form in particles.copula):
            break
        # «ông A, Chủ tịch ISO, và bà B»: a name after the title is another person's.
        if holder_after(sentence, titled.after) == 1:
            break
        found.append(titled)
        end = titled.after
    if found and end < len(tokens) and tokens[end].form == ")":
        end += 1
    return found, end


def _after_body(sentence: Sentence, place: int, size: int) -> Titled | None:
    body, title = sentence.tokens[place].value, sentence.tokens[place + size].value
    if not isinstance(body, Referent) or not isinstance(title, Title):
        return None
    # «Viet Nam's Minister of Health»: the title has a body of its own.
    own = titled_at(sentence, place + size)
    return replace(own, first=place) if own is not None and own.body else Titled(title, body, place, place + size + 1)


def _after_where(sentence: Sentence, place: int) -> int:
    """Return the place after the country or body in which an office is held.

    «Trưởng đại diện FAO tại Việt Nam»: where it is done is no body.
    """
    tokens = sentence.tokens
    is_where = place + 1 < len(tokens) and tokens[place].form in sentence.lexicon.particles.office_where
    return place + 2 if is_where and tokens[place + 1].label in _WHERE else place


def _joins_titles(sentence: Sentence, place: int) -> bool:
    form = sentence.tokens[place].form
    is_joint = form == "," or form in sentence.lexicon.particles.titles_before
    return is_joint and sentence.tokens[place + 1].label == "ROLE"


def _after_remark(tokens: Sequence[Token], end: int) -> int:
    """Return the place after a remark in brackets that stands before a title: «ông A (thứ hai, trái), Cục trưởng …»."""
    if end >= len(tokens) or tokens[end].form != "(":
        return end
    closing = next((at for at in range(end, min(end + _MOST_REMARK, len(tokens))) if tokens[at].form == ")"), None)
    if closing is None or closing + 2 >= len(tokens) or tokens[closing + 2].label != "ROLE":
        return end
    return closing + 1
