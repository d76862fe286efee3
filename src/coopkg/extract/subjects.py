"""Subjects: who does what a verb says."""

from collections.abc import Sequence

from coopkg.extract.clauses import AGENTS, BETWEEN, MAIN, coordinated
from coopkg.extract.sentence import Sentence
from coopkg.extract.tokens import Token

_BETWEEN_LABELS = frozenset({"WHEN", "TERM"})
# What stands after these belongs to another noun, or is where and with whom something is done.
_GOVERNED = frozenset({"of", "at", "with", "to", "about", "according"})
_FOR_WHOM = frozenset({"as_role", "represent"})
_MOST_UNKNOWN = 9
# An opening that goes on longer is a clause with a subject of its own.
_MOST_OPENING = 12
_NOUNS = frozenset({"EVT", "PRJ", "DOC", "AGR", "NUM", "LAND", "ORG", "PLACE", "ROLE", "GROUP"})
_IN_NOUNS = frozenset({"", "of", "about"})
_BEFORE_NOUNS = MAIN | {"", "and", "first", "adverb", "noun", "say_weakly", "refute"}


def subject_at(sentence: Sentence, place: int) -> list[int] | None:
    """Return the places of the subject that stands right before the verb at `place`, None where none does."""
    tokens = sentence.tokens
    at = _before_verb(sentence, place)
    if at < 0 or tokens[at].label not in AGENTS:
        return None
    first = _first_joined(sentence, at)
    if first and tokens[first - 1].form in sentence.lexicon.particles.through:
        # «Chính phủ Nhật Bản thông qua APO cam kết»: through whom it is done is not who does it.
        return subject_at(sentence, first - 1)
    if first and tokens[first - 1].tag in _FOR_WHOM:
        # «Tổng cục với tư cách là cơ quan tiêu chuẩn quốc gia tham gia»: as what, or for whom, is not who does it.
        return subject_at(sentence, first - 1)
    if first and tokens[first - 1].tag in _GOVERNED:
        return None
    return list(coordinated(sentence, first, AGENTS, at + 1))


def unknown_subject(sentence: Sentence, place: int) -> range | None:
    """Return the words right before the verb at `place` that name its subject, where they are no known name.

    «thành phố đặt mục tiêu»: nobody else of the sentence is the subject then.
    """
    tokens, end = sentence.tokens, place
    while end and (_is_between(tokens[end - 1]) or tokens[end - 1].form in sentence.lexicon.particles.before_verbs):
        end -= 1
    first = end
    while first and end - first < _MOST_UNKNOWN and _is_noun(sentence, tokens[first - 1]):
        first -= 1
    if first == end or (first and tokens[first - 1].tag not in _BEFORE_NOUNS):
        return None
    return range(first, end)


def first_agent(sentence: Sentence, place: int) -> list[int] | None:
    """Return the places of the first agent before `place` that could be the subject of the sentence."""
    tokens = sentence.tokens
    for at in range(place):
        if tokens[at].label in AGENTS and not (at and tokens[at - 1].tag in _GOVERNED):
            return list(coordinated(sentence, at, AGENTS, place))
    return None


def subject_after(sentence: Sentence, place: int) -> list[int] | None:
    """Return the places of the subject of a verb that opens its sentence: «Gia nhập APO năm 1996, Việt Nam …»."""
    tokens = sentence.tokens
    if any(not _is_between(token) for token in tokens[:place]):
        return None
    commas = (at for at in range(place, min(place + _MOST_OPENING, len(tokens) - 1)) if tokens[at].form == ",")
    after = next(commas, None)
    if after is None or tokens[after + 1].label not in AGENTS:
        return None
    return list(coordinated(sentence, after + 1, AGENTS))


def _before_verb(sentence: Sentence, place: int) -> int:
    """Return the place of what the verb at `place` follows, over adverbs, dates, remarks; below 0 where it is first."""
    tokens, small = sentence.tokens, sentence.lexicon.particles.before_verbs
    at = place - 1
    while at >= 0:
        token = tokens[at]
        if token.form == ")":
            at = next((each for each in range(at, -1, -1) if tokens[each].form == "("), 0) - 1
        elif _is_between(token) or (token.form in small and not token.label) or _closes_apposition(tokens, at):
            at -= 1
        else:
            break
    return at


def _is_between(token: Token) -> bool:
    return token.tag in BETWEEN or token.label in _BETWEEN_LABELS


def _closes_apposition(tokens: Sequence[Token], place: int) -> bool:
    """Tell whether the comma after a title stands at `place`: «ông A, Tổng Thư ký ISO, thăm …»."""
    before = tokens[place - 1] if place else None
    return tokens[place].form == "," and before is not None and before.label == "PER" and "," in before.form


def _first_joined(sentence: Sentence, place: int) -> int:
    """Return the place of the first of the agents that are joined to the one at `place`."""
    first = place
    # «…, ông A»: a comma alone joins no subjects; «A, B và C» ends with «và».
    while first and (first != place or _ends_list(sentence, place)):
        before = _joined_before(sentence, first)
        if before is None:
            break
        first = before
    return first


def _ends_list(sentence: Sentence, place: int) -> bool:
    """Tell whether «and» stands before the agent at `place`: «Việt Nam and the ITU»."""
    joint = place - 1
    if joint and sentence.tokens[joint].form in sentence.lexicon.particles.articles:
        joint -= 1
    return sentence.tokens[joint].tag == "and"


def _joined_before(sentence: Sentence, place: int) -> int | None:
    """Return the place of the agent that is joined to the one at `place` from the left, None where none is."""
    tokens, joint = sentence.tokens, place - 1
    if joint and tokens[joint].form in sentence.lexicon.particles.articles:
        joint -= 1
    if tokens[joint].form != "," and tokens[joint].tag != "and":
        return None
    if joint and tokens[joint].tag == "and" and tokens[joint - 1].form == ",":
        joint -= 1
    return joint - 1 if joint and tokens[joint - 1].label in AGENTS else None


def _is_noun(sentence: Sentence, token: Token) -> bool:
    if token.label:
        return token.label in _NOUNS
    is_word = token.form[:1].isalnum() and token.tag in _IN_NOUNS
    return is_word and token.form not in sentence.lexicon.particles.before_verbs
