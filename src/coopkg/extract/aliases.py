"""Aliases: «Full Name (ABC)» gives a thing a second name, by which the article calls it from there on."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from coopkg.extract.brackets import NAMED, Bracket, bracket_at, name_in
from coopkg.extract.discourse import Discourse
from coopkg.extract.sentence import Sentence
from coopkg.extract.tokens import Token, tokens_of
from coopkg.extract.values import Referent

_MOST_NAME_TOKENS = 16
_IN_NAMES = frozenset({"", "ORG", "LAND", "PLACE"})
# Their names may end with the name of a body.
_HOLDING_BODIES = frozenset({"GROUP", "EVT"})


@dataclass(frozen=True, slots=True)
class AliasFound:
    """That a thing is also called `name`, told by the text from `start` to `end`."""

    referent: Referent
    name: str
    start: int
    end: int


def with_aliases(sentence: Sentence, discourse: Discourse) -> tuple[list[Token], list[AliasFound]]:
    """Return the tokens with «Full Name (ABC)» merged into one, and the names that are given so."""
    found: list[Token] = []
    aliases: list[AliasFound] = []
    place = 0
    while place < len(sentence.tokens):
        bracket = bracket_at(sentence, place)
        alias = _alias(bracket, found, discourse) if bracket is not None else None
        if bracket is None or alias is None:
            found.append(sentence.tokens[place])
            place += 1
            continue
        aliases.append(alias)
        place = bracket.closing + 1
    return found, aliases


def _alias(bracket: Bracket, found: list[Token], discourse: Discourse) -> AliasFound | None:
    """Return the name that brackets give to what stands before them, which becomes one token of `found` with them."""
    name = name_in(bracket, discourse)
    if name is None:
        return None
    full, size = _full_name(bracket, found, discourse)
    inside = bracket.inside[0]
    if full is None or not isinstance(full.value, Referent) or _is_another(inside, full, is_acronym=name.isupper()):
        return None
    named = _known_by(full.value, inside, discourse)
    found[len(found) - size :] = [replace(full, end=bracket.end, value=named)]
    label, start, body = full.label, full.start, _inner_body(bracket.sentence, full, discourse)
    if body is not None:
        label, (named, start) = "ORG", body
    discourse.alias(named, name)
    discourse.seen(label, full.tag, named)
    return AliasFound(named, name, start, bracket.end)


def _inner_body(sentence: Sentence, full: Token, discourse: Discourse) -> tuple[Referent, int] | None:
    """Return the body with which the name of a group or a meeting ends, and where its name begins.

    «đoàn Tổng cục Tiêu chuẩn … (STAMEQ)»: the acronym is that of the body.
    """
    if full.label not in _HOLDING_BODIES:
        return None
    words = list(tokens_of(discourse.text, discourse.folded, full.start, full.end))
    name = Sentence.of(words, sentence.lexicon)
    place = next((at for at in range(1, len(name.tokens)) if name.begins_body(at)), None)
    head = name.head_at(place) if place is not None else None
    if place is None or head is None:
        return None
    start = name.tokens[place].start
    return discourse.named(discourse.text[start : full.end], head[1][1]), start


def _known_by(new: Referent, inside: Token, discourse: Discourse) -> Referent:
    """Return the thing of the registry whose acronym stands in the brackets after a new name; else what is `new`."""
    known = inside.value
    if not isinstance(known, Referent) or known.slug is None or new.slug is not None:
        return new
    discourse.rename(new, known)
    known.call(*new.names)
    return known


def _is_another(inside: Token, full: Token, *, is_acronym: bool) -> bool:
    """Tell whether another known thing stands in the brackets: «Cục Y tế dự phòng (Bộ Y tế)»."""
    return inside.label in NAMED and " " in inside.form and not is_acronym and inside.value is not full.value


def _full_name(bracket: Bracket, found: Sequence[Token], discourse: Discourse) -> tuple[Token | None, int]:
    """Return the name that ends before the bracket, and of how many of the tokens before it is made."""
    if not found or found[-1].end > bracket.sentence.tokens[bracket.opening].start:
        return None, 0
    if found[-1].label in NAMED:
        return found[-1], 1
    size = _capitals(bracket.sentence, found)
    if not size:
        return None, 0
    first, last = found[-size], found[-1]
    form = " ".join(token.form for token in found[-size:])
    referent = discourse.named(discourse.text[first.start : last.end], "organization")
    return Token(first.start, last.end, form, "ORG", "", referent, is_capital=True), size


def _capitals(sentence: Sentence, found: Sequence[Token]) -> int:
    """Return how many of the last tokens may be a name that no head noun begins: from the first capital on."""
    stops, size = sentence.lexicon.names.stops, 0
    for count, token in enumerate(reversed(found[-_MOST_NAME_TOKENS:]), start=1):
        if token.label not in _IN_NAMES or not token.form[:1].isalnum():
            break
        if not token.label and not token.is_capital and stops.longest([token.form], 0):
            break
        # A capital that only begins the sentence begins no name before small letters.
        opens = count == len(found) and count > 1 and not found[1].is_capital
        if token.is_capital and not token.label and not opens:
            size = count
    return size
