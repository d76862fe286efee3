"""Recalls: a head noun alone means the thing it was last said of («buổi lễ», «Tổng cục», «Tổ chức này»)."""

from coopkg.extract.spots import Merged, Spot
from coopkg.extract.values import Referent

# An event that was mentioned so many others ago is not pointed at.
_MOST_EVENTS = 6
_ANY_EVENT = frozenset({"event", "meeting"})


def recalled(spot: Spot, length: int, label: str) -> Merged | None:
    """Return the head noun of `length` tokens as what it means here, None where nothing like it was spoken of."""
    head, particles = spot.words(length), spot.particles
    before = spot.sentence.forms[spot.place - 1] if spot.place else ""
    if before in particles.one:
        return spot.merged(length, label, _new(spot, head), head)
    after = spot.place + length
    following = spot.sentence.forms[after] if after < len(spot.sentence.forms) else ""
    if label == "AGR" and following in particles.signed:
        return None
    referent = spot.discourse.last((label,), head)
    opens = not spot.place and spot.token.is_capital and label in {"AGR", "DOC"}
    is_pointed = following in particles.pointing or (label == "EVT" and before in particles.pointing_before)
    if referent is None and (is_pointed or opens):
        referent = _last_alike(spot, label) if label == "EVT" else spot.discourse.last((label,))
    if referent is None and label == "EVT" and spot.token.is_capital:
        referent = spot.discourse.containing(label, head)
    if referent is None:
        return None
    return spot.merged(length + (following in particles.pointing_within), label, referent, head)


def _last_alike(spot: Spot, label: str) -> Referent | None:
    """Return the event of the same kind that was last mentioned: «the workshop» is no ceremony; an event is any."""
    meaning = spot.sentence.head_at(spot.place)
    kind = meaning[1][1] if meaning else "event"
    events = spot.discourse.lasts((label,), _MOST_EVENTS)
    return next((event for event in events if kind in _ANY_EVENT or event.kind == kind), None)


def _new(spot: Spot, head: str) -> Referent:
    meaning = spot.sentence.head_at(spot.place)
    return spot.discourse.fresh(head, meaning[1][1] if meaning else "event")
