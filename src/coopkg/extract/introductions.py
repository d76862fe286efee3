"""Introductions: people whom only a title beside their name tells: «António Guterres, the UN Secretary-General»."""

from coopkg.extract.people import name_length, person_named
from coopkg.extract.spots import Merged, Spot

_LEAST_NAMES = 2
_MOST_NAMES = 4
# So many tokens before the comma stands the title of «the Secretary-General of the United Nations, …».
_MOST_BEFORE = 6
# So many tokens after the comma it stands in «…, the UN Secretary-General».
_MOST_AFTER = 5
_BODIES = frozenset({"ORG", "LAND"})
#: The tag of who is named after a title and a comma: the title is theirs, as with an honorific.
INTRODUCED = "introduced"


def introduced_at(spot: Spot) -> Merged | None:
    """Return two to four capitals as a person, where a title beside them or a verb says so.

    Where people are not called by their last names, only a title right after the comma does.
    """
    count = name_length(spot.sentence, spot.place)
    if not _LEAST_NAMES <= count <= _MOST_NAMES:
        return None
    if "last_names" not in spot.sentence.lexicon.names.traits:
        # «Sergio Mujica, Tổng Thư ký ISO, …»: elsewhere capitals beside a title are mostly no person.
        return person_named(spot, count) if _is_titled(spot, count, within=1) else None
    if _opens_otherwise(spot):
        return None
    if _follows_title(spot) and _ends_apposition(spot, count):
        return person_named(spot, count, INTRODUCED)
    return person_named(spot, count) if _is_titled(spot, count) or _is_elected(spot, count) else None


def _opens_otherwise(spot: Spot) -> bool:
    """Tell whether the capital is that of a sentence that begins with a common word: «Yesterday Jo Cops was …»."""
    lexicon, forms = spot.sentence.lexicon, spot.sentence.forms
    is_word = lexicon.names.stops.longest(forms, spot.place) or lexicon.words.longest(forms, spot.place)
    return not spot.place and is_word is not None


def _follows_title(spot: Spot) -> bool:
    before = spot.before[-_MOST_BEFORE:]
    if len(before) < _LEAST_NAMES or before[-1].form != "," or before[-2].label not in _BODIES | {"ROLE"}:
        return False
    return any(token.label == "ROLE" for token in before)


def _ends_apposition(spot: Spot, count: int) -> bool:
    following = spot.following(count)
    return following is None or following.form in {",", "."} or spot.sentence.is_verb(spot.place + count)


def _is_titled(spot: Spot, count: int, within: int = _MOST_AFTER) -> bool:
    """Tell whether a title follows within so many tokens after a comma, perhaps with its body before it."""
    following, first = spot.following(count), spot.place + count + 1
    if following is None or following.form != ",":
        return False
    for token in spot.sentence.tokens[first : first + within]:
        if token.label == "ROLE":
            return True
        is_body = token.label in _BODIES or token.form == "'" or token.is_capital
        if not is_body and token.form not in spot.particles.articles | spot.particles.possessive:
            return False
    return False


def _is_elected(spot: Spot, count: int) -> bool:
    """Tell whether somebody is elected or appointed, as only people are, and countries, which are known."""
    after = spot.place + count
    word = spot.sentence.lexicon.words.longest(spot.sentence.forms, after) if spot.following(count) else None
    return word is not None and word[1] == "elect"
