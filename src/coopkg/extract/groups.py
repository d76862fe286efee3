"""Groups of people and of bodies that a text does not name one by one («các nước thành viên», «hai bên»)."""

from coopkg.extract.body_extents import organization_end
from coopkg.extract.extents import Extent
from coopkg.extract.sentence import Sentence
from coopkg.extract.spots import Merged, Spot
from coopkg.extract.values import Title

# What goes on longer is a clause.
_MOST_SMALL = 6
_NAMES = frozenset({"ORG", "LAND", "PLACE", "NUM"})


def pair_at(spot: Spot) -> Merged | None:
    """Return «hai bên», «hai nước» as the two that were spoken of last."""
    found = spot.sentence.lexicon.names.both.longest(spot.sentence.forms, spot.place)
    if found is None:
        return None
    length, kind = found
    labels = ("LAND",) if kind == "countries" else ("ORG", "LAND")
    return spot.merged(length, "GROUP", tuple(reversed(spot.discourse.lasts(labels, 2))) or None)


def group_at(spot: Spot) -> Merged | None:
    """Return a group that is known as one, or a head noun («đại diện») with those whose it is."""
    names, forms, place = spot.sentence.lexicon.names, spot.sentence.forms, spot.place
    head = names.group_heads.longest(forms, place)
    whole = names.groups.longest(forms, place)
    if head is None and whole is None:
        return None
    if place and forms[place - 1] in spot.particles.no_group_after:
        return None
    after = place + max(head[0] if head else 0, whole[0] if whole else 0)
    end = _group_end(spot.sentence, after)
    if end == after and whole is None:
        return None
    if end == after and _goes_on_capacities(spot):
        return spot.merged(end - place, "CAP", Title(spot.words(end - place), spot.words(end - place)))
    return spot.named(end - place, "GROUP", "group")


def _goes_on_capacities(spot: Spot) -> bool:
    """Tell whether a capacity stands before the joint before a spot: «trong vai trò các diễn giả, chuyên gia»."""
    before = [token for token in spot.before[-2:] if token.tag != "and"]
    return len(spot.before) > 1 and spot.before[-2].label == "CAP" and before[-1].form in {",", "và", "and"}


def _group_end(sentence: Sentence, place: int) -> int:
    extent = Extent(place)
    while extent.place < len(sentence.tokens) and extent.run < _MOST_SMALL:
        token = sentence.tokens[extent.place]
        if token.label in _NAMES:
            extent.take_known()
        elif not token.label and sentence.begins_body(extent.place):
            # «chuyên gia Viện Nghiên cứu …»: a body that is no known name yet goes as far as its own name does.
            length = sentence.head_at(extent.place)
            extent.place = extent.end = organization_end(sentence, extent.place + (length[0] if length else 1))
            extent.run = 0
        elif token.label or _ends(sentence, extent.place):
            break
        elif token.form in sentence.lexicon.particles.group_links:
            extent.place += 1
        else:
            extent.place = extent.end = extent.place + 1
            extent.run += 1
    return extent.end


def _ends(sentence: Sentence, place: int) -> bool:
    is_stop = sentence.is_stop(place) and sentence.forms[place] not in sentence.lexicon.particles.group_stops
    return is_stop or sentence.is_verb(place)
