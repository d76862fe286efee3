"""Bodies: organizations by their head nouns, ministries by the field of a minister, namesakes in other countries."""

from coopkg.extract.body_extents import organization_end
from coopkg.extract.extents import PLACES
from coopkg.extract.people import person_at
from coopkg.extract.recalls import recalled
from coopkg.extract.spots import Merged, Spot
from coopkg.extract.tokens import Token
from coopkg.extract.values import Referent, Title, Value

# The country whose bodies the registry calls by their names alone.
_HOME = "viet-nam"
_NAMES = PLACES | {"ORG"}


def foreign_body_at(spot: Spot) -> Merged | None:
    """Return a known name with the country after it as another body.

    «Bộ Y tế Lào» is not the ministry of the registry, whatever that is called.
    """
    token, following = spot.token, spot.following(1)
    if token.label != "ORG" or following is None or following.label != "LAND" or " " not in token.form:
        return None
    land = following.value
    if not isinstance(land, Referent) or not isinstance(token.value, Referent) or land.slug == _HOME:
        return None
    return spot.named(2, "ORG", token.value.kind)


def portfolio_at(spot: Spot) -> Merged | None:
    """Return the field of a minister as the ministry: «Bộ trưởng Kế hoạch và Đầu tư Nguyễn Chí Dũng»."""
    title = _title_before(spot)
    head = spot.sentence.lexicon.names.portfolios.get(title.role) if isinstance(title, Title) else None
    if head is None or not spot.token.is_capital or person_at(Spot(spot.sentence, spot.place, (), spot.discourse)):
        return None
    other = spot.sentence.head_at(spot.place)
    if other is not None and other[1][0] == "ORG":
        return None
    length = organization_end(spot.sentence, spot.place) - spot.place
    if not length:
        return None
    ministry = spot.discourse.named(f"{head} {spot.written(length)}", "ministry")
    return spot.merged(length, "ORG", ministry, head)


def _title_before(spot: Spot) -> Value | None:
    """Return the title before a spot; where heads stand last a word stands between («Minister of Health»)."""
    before = list(spot.before[-2:])
    if before and before[-1].form in spot.particles.belonging | spot.particles.complements:
        before.pop()
    elif "heads_last" in spot.sentence.lexicon.names.traits:
        return None
    return before[-1].value if before and before[-1].label == "ROLE" else None


def organization_at(spot: Spot, length: int, kind: str) -> Merged | None:
    """Return the organization that a head noun of `length` tokens begins: its name, or the one last called so."""
    length = _with_full_stop(spot, length)
    following = spot.following(length)
    if not _may_begin(spot, length, following):
        return None
    if following is not None and following.form in spot.particles.pointing_within:
        return recalled(spot, length, "ORG")
    head, is_capital = spot.words(length), spot.token.is_capital
    # «Tổ chức ISO», «tỉnh Phú Yên»: the head says what the name is.
    if following is not None and following.label == "ORG" and _is_called(spot, head, following):
        return spot.merged(length + 1, "ORG", following.value, following.tag)
    after = spot.place + length
    end = organization_end(spot.sentence, after)
    if end == after:
        return recalled(spot, length, "ORG") if is_capital or _is_pointed_at(spot) else None
    if not is_capital and not any(_is_proper(token) for token in spot.sentence.tokens[after:end]):
        return None
    return spot.named(end - spot.place, "ORG", kind, head)


def _with_full_stop(spot: Spot, length: int) -> int:
    following = spot.following(length)
    is_abbreviated = spot.sentence.forms[spot.place] in spot.particles.abbreviated_heads
    return length + 1 if is_abbreviated and following is not None and following.form == "." else length


def _may_begin(spot: Spot, length: int, following: Token | None) -> bool:
    """Tell whether a head noun may begin a name, or stand for one."""
    if spot.token.is_capital or spot.sentence.forms[spot.place] in spot.particles.small_heads or _is_pointed_at(spot):
        return True
    # «tổ chức này» is the one that was spoken of.
    if length > 1 and following is not None and following.form in spot.particles.pointing_within:
        return True
    # In small letters a head of one syllable is mostly a part of another word («trụ sở», «cán bộ»).
    if length == 1:
        return False
    # «tổ chức Hội thảo …» is what somebody does.
    if following is not None and spot.sentence.head_at(spot.place + length) is not None:
        return False
    # «tỉnh Phú Yên» is a body, «cộng đồng Việt Nam» is none.
    return following is None or (_is_proper(following) and following.label not in PLACES)


def _is_pointed_at(spot: Spot) -> bool:
    """Tell whether a head in small letters is the one spoken of last: «the ministry», where an article says so."""
    before = spot.sentence.forms[spot.place - 1] if spot.place else ""
    return not spot.token.is_capital and before in spot.particles.pointing_before


def _is_called(spot: Spot, head: str, name: Token) -> bool:
    """Tell whether a head noun before an acronym belongs to its name: «Bộ KH&CN», «Tổ chức ISO», but not «Sở KH&CN»."""
    if not spot.discourse.text[name.start : name.end].isupper() or not isinstance(name.value, Referent):
        return False
    return head in spot.particles.before_acronyms or any(each.lower().startswith(head) for each in name.value.names)


def _is_proper(token: Token) -> bool:
    return token.label in _NAMES or (not token.label and token.is_capital)
