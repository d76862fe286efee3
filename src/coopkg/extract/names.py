"""New names by their form: what a head noun begins, people after their titles, acronyms, and groups of people."""

from collections.abc import Callable

from coopkg.extract.acronyms import acronym_at
from coopkg.extract.bodies import foreign_body_at, organization_at, portfolio_at
from coopkg.extract.discourse import Discourse
from coopkg.extract.groups import group_at, pair_at
from coopkg.extract.heads_last import head_last_at
from coopkg.extract.introductions import introduced_at
from coopkg.extract.people import person_at
from coopkg.extract.sentence import Sentence
from coopkg.extract.spots import Merged, Spot
from coopkg.extract.tokens import Token
from coopkg.extract.topics import topical_at


def with_names(sentence: Sentence, discourse: Discourse) -> list[Token]:
    """Return the tokens with the names merged that only their form tells; each mention is noted in the discourse."""
    found: list[Token] = []
    place = 0
    while place < len(sentence.tokens):
        length, token = _name_at(Spot(sentence, place, found, discourse))
        found.append(token)
        discourse.note(token)
        place += length
    return found


def _name_at(spot: Spot) -> Merged:
    """Return what begins at a spot: the first reader that finds something is right."""
    for read in _READERS_OF_KNOWN if spot.token.label else _READERS:
        found = read(spot)
        if found is not None:
            return found
    return 1, spot.token


def _headed_at(spot: Spot) -> Merged | None:
    """Return what a head noun begins, where it is none of the words that only look like one."""
    sentence, place = spot.sentence, spot.place
    head = sentence.head_at(place)
    no_head = sentence.lexicon.names.not_heads.longest(sentence.forms, place)
    if head is None or (no_head is not None and no_head[0] > head[0]):
        return None
    length, (label, kind) = head
    return organization_at(spot, length, kind) if label == "ORG" else topical_at(spot, length, label, kind)


_Reader = Callable[[Spot], Merged | None]
_READERS_OF_KNOWN: tuple[_Reader, ...] = (head_last_at, foreign_body_at)
_READERS: tuple[_Reader, ...] = (
    head_last_at,
    pair_at,
    portfolio_at,
    person_at,
    introduced_at,
    _headed_at,
    group_at,
    acronym_at,
)
