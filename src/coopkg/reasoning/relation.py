"""One relation: the triples of a property, or the instances of a class, as sorted int64 keys with stamps.

A property's triple has the key `subject << 32 | object`, a class's instance the key `subject`. Whole columns are read
as arrays; single triples are put in and dropped beside the arrays and folded into them when a column is asked for.
"""

from collections import defaultdict
from collections.abc import Iterable
from typing import Protocol, TypeAlias

import numpy as np
import numpy.typing as npt

from coopkg.rdf.dictionary import FIRST_LITERAL, Ids

Stamps: TypeAlias = npt.NDArray[np.int32]
Halves: TypeAlias = dict[int, set[int]]
Stamped: TypeAlias = tuple[int, int]
"""A stamp, and one half of the key that has it."""

LOW = (1 << 32) - 1

# Beside the arrays a triple takes some 300 bytes instead of 12, so there are never many.
_MOST_BESIDE = 1 << 14
# So many are looked up one by one rather than have what is beside the arrays folded into them.
_FEW = 100
# A key costs so much less to pass over than a high half to search for.
_TABLED = 16
# So many keys are passed one by one rather than have the end of a range searched for.
_NEAR = 4


def class_key(class_id: int) -> int:
    """Return the name of the relation that holds the instances of a class; its own inverse.

    >>> class_key(class_key(7))
    7
    """
    return -1 - class_id


def about_resources(name: int, keys: Ids) -> Ids:
    """Return those of the keys of one relation whose subjects are no literals."""
    first = FIRST_LITERAL if name < 0 else FIRST_LITERAL << 32
    return keys[keys < first] if len(keys) and keys.max() >= first else keys


def swapped(keys: Ids) -> Ids:
    """Return `object << 32 | subject` for each key, in the same order."""
    return ((keys & LOW) << 32) | (keys >> 32)


def unique(*parts: Ids) -> Ids:
    """Return the keys of all parts in ascending order, each once."""
    # To touch new memory costs as much as to sort what is in it: what need not be copied is not.
    ordered = np.concatenate(parts)
    ordered.sort()
    is_first = np.ones(len(ordered), np.bool_)
    np.not_equal(ordered[1:], ordered[:-1], out=is_first[1:])
    return ordered if is_first.all() else ordered[is_first]


def contains(keys: Ids, sought: Ids) -> npt.NDArray[np.bool_]:
    """Tell for each of `sought` whether it is one of `keys`, which ascend."""
    if not len(keys):
        return np.zeros(len(sought), np.bool_)
    places = np.searchsorted(keys, sought)
    places[places == len(keys)] = len(keys) - 1
    found: npt.NDArray[np.bool_] = keys[places] == sought
    return found


def expanded(keys: Ids, highs: Ids) -> tuple[Ids, Ids]:
    """Return for each of `highs` the low halves of the `keys` with that high half: (index into `highs`, low half)."""
    if not len(keys) or not len(highs):
        return np.empty(0, np.int64), np.empty(0, np.int64)
    first, counts = _ranges(keys, highs)
    found = np.flatnonzero(counts)
    first, counts = first[found], counts[found]
    ends = np.cumsum(counts)
    places = np.arange(int(ends[-1]) if len(ends) else 0) + np.repeat(first - ends + counts, counts)
    return np.repeat(found, counts), keys[places] & LOW


def _ranges(keys: Ids, highs: Ids) -> tuple[Ids, Ids]:
    """Return for each of `highs` where in `keys` the first key with it would be, and how many there are.

    Many are looked up in a table of where each high half starts, which costs a pass over the keys and is read ten times
    as fast as they are searched.
    """
    lowest, highest = int(keys[0]) >> 32, int(keys[-1]) >> 32
    if highest - lowest + len(keys) > _TABLED * len(highs):
        first = np.searchsorted(keys, highs << 32)
        # Most joins are selective, so the end is looked for only where there is a beginning.
        is_found = keys[np.minimum(first, len(keys) - 1)] >> 32 == highs
        counts = np.zeros(len(highs), np.int64)
        counts[is_found] = np.searchsorted(keys, highs[is_found] << 32 | LOW, side="right") - first[is_found]
        return first, counts
    starts = np.zeros(highest - lowest + 3, np.int64)
    np.cumsum(np.bincount((keys >> 32) - lowest), out=starts[1:-1])
    starts[-1] = starts[-2]
    places = np.clip(highs - lowest, -1, highest - lowest + 1)
    first = starts[places]
    return first, np.where(places < 0, 0, starts[places + 1] - first)


def fan_out(keys: Ids, highs: Ids) -> int:
    """Return how many rows `expanded` would return."""
    return int(_ranges(keys, highs)[1].sum()) if len(keys) and len(highs) else 0


class AnyRelation(Protocol):
    """What can be read of a relation; see `Relation`."""

    @property
    def keys(self) -> Ids: ...  # noqa: D102  (as below)
    def __len__(self) -> int: ...
    @property
    def is_reversed(self) -> bool: ...  # noqa: D102  (as below)
    def reversed(self) -> Ids: ...  # noqa: D102  (as below)
    def stamps_of(self, keys: Ids) -> Stamps: ...  # noqa: D102  (as below)
    def stamp_of(self, key: int) -> int | None: ...  # noqa: D102  (as below)
    def lows(self, high: int) -> list[int]: ...  # noqa: D102  (as below)
    def highs(self, low: int) -> list[int]: ...  # noqa: D102  (as below)
    def stamped_lows(self, high: int) -> list[Stamped]: ...  # noqa: D102  (as below)
    def stamped_highs(self, low: int) -> list[Stamped]: ...  # noqa: D102  (as below)
    def oldest_of_high(self, high: int) -> int | None: ...  # noqa: D102  (as below)
    def oldest_of_low(self, low: int, enough: int) -> int | None: ...  # noqa: D102  (as below)


class Relation:
    """The triples of one property, or the instances of one class.

    `keys` ascend, each once; `stamps` says in which round each came in. Arrays are replaced, never written in place.
    """

    __slots__ = ("_beside", "_by_high", "_by_low", "_dropped", "_keys", "_reversed", "_stamps")

    def __init__(self, keys: Ids, stamps: Stamps) -> None:
        self._keys = keys
        self._stamps = stamps
        self._reversed: Ids | None = None
        self._beside: dict[int, int] = {}
        self._dropped: set[int] = set()
        self._by_high: Halves = defaultdict(set)
        self._by_low: Halves = defaultdict(set)

    def __len__(self) -> int:
        # What is beside the arrays with another stamp counts as dropped from them.
        return len(self._keys) - len(self._dropped) + len(self._beside)

    @property
    def keys(self) -> Ids:
        """Return all keys, ascending."""
        if self._beside or self._dropped:
            self._fold()
        return self._keys

    @property
    def stamps(self) -> Stamps:
        """Return the stamp of each of `keys`."""
        if self._beside or self._dropped:
            self._fold()
        return self._stamps

    @property
    def is_reversed(self) -> bool:
        """Tell whether `reversed` is there already."""
        return self._reversed is not None

    def reversed(self) -> Ids:
        """Return the keys with subject and object exchanged, ascending; made once and kept up to date."""
        if self._beside or self._dropped:
            self._fold()
        return self._ordered_by_low()

    def _ordered_by_low(self) -> Ids:
        """Return `reversed` without what is beside the arrays."""
        if self._reversed is None:
            self._reversed = np.sort(swapped(self._keys))
        return self._reversed

    @property
    def folded(self) -> tuple[Ids, Stamps]:
        """Return the arrays of keys and stamps as they are, without what is beside them."""
        return self._keys, self._stamps

    def beside(self) -> tuple[dict[int, int], set[int]]:
        """Return the stamps of the keys that are beside the arrays, and the keys that count no more in the arrays."""
        return self._beside, self._dropped

    def absorb(self, keys: Ids, stamp: int) -> Ids:
        """Put in those of `keys`, which ascend, each once, that are not yet there, with one stamp; return them."""
        old, old_stamps = self.keys, self.stamps
        if not len(old):
            self._keys, self._stamps, self._reversed = keys, np.full(len(keys), stamp, np.int32), None
            return keys
        places = np.searchsorted(old, keys)
        is_new = old[np.minimum(places, len(old) - 1)] != keys
        keys, places = keys[is_new], places[is_new]
        if len(keys):
            self._insert((old, old_stamps), places, keys, np.full(len(keys), stamp, np.int32))
        return keys

    def remove(self, old: Ids) -> None:
        """Take out the keys `old`, which ascend and are all there."""
        is_kept = ~contains(old, self.keys)
        self._keys, self._stamps = self._keys[is_kept], self._stamps[is_kept]
        if self._reversed is not None:
            self._reversed = self._reversed[~contains(np.sort(swapped(old)), self._reversed)]

    def merge(self, keys: Ids, stamps: Stamps) -> None:
        """Put in keys, ascending and each once, each with a stamp; of those that are there the older stamp stays."""
        is_there = contains(self.keys, keys)
        if is_there.any():
            places = np.searchsorted(self._keys, keys[is_there])
            self._stamps = self._stamps.copy()
            self._stamps[places] = np.minimum(self._stamps[places], stamps[is_there])
        new = keys[~is_there]
        self._insert((self._keys, self._stamps), np.searchsorted(self._keys, new), new, stamps[~is_there])

    def among(self, keys: Ids) -> Ids:
        """Return those of `keys` that are there."""
        if len(keys) > _FEW:
            return keys[contains(self.keys, keys)]
        return keys[np.fromiter((self.stamp_of(key) is not None for key in keys.tolist()), np.bool_, len(keys))]

    def stamps_of(self, keys: Ids) -> Stamps:
        """Return the stamp of each of `keys`, which must all be there."""
        return self.stamps[np.searchsorted(self.keys, keys)]

    def stamp_of(self, key: int) -> int | None:
        """Return the stamp of one key, None where it is not there."""
        if (stamp := self._beside.get(key)) is not None:
            return stamp
        if key in self._dropped:
            return None
        place = int(self._keys.searchsorted(key))
        if place == len(self._keys) or self._keys.item(place) != key:
            return None
        return self._stamps.item(place)

    def lows(self, high: int) -> list[int]:
        """Return the low halves of the keys with this high half: the objects of a subject."""
        found = _lows(self._keys, high)
        if self._dropped:
            found = [low for low in found if high << 32 | low not in self._dropped]
        return [*found, *self._by_high[high]] if high in self._by_high else found

    def highs(self, low: int) -> list[int]:
        """Return the high halves of the keys with this low half: the subjects of an object."""
        found = _lows(self._ordered_by_low(), low)
        if self._dropped:
            found = [high for high in found if high << 32 | low not in self._dropped]
        return [*found, *self._by_low[low]] if low in self._by_low else found

    def stamped_lows(self, high: int) -> list[Stamped]:
        """Return what `lows` returns, each after the stamp of its key."""
        first, last = _range(self._keys, high)
        found = self._stamped(self._keys[first:last], self._stamps[first:last])
        found += ((self._beside[high << 32 | low], low) for low in self._by_high.get(high, ()))
        return found

    def stamped_highs(self, low: int) -> list[Stamped]:
        """Return what `highs` returns, each after the stamp of its key."""
        ordered = self._ordered_by_low()
        first, last = _range(ordered, low)
        keys = (ordered[first:last] & LOW) << 32 | low
        found = self._stamped(keys, self._stamps[self._keys.searchsorted(keys)], is_high=True)
        found += ((self._beside[high << 32 | low], high) for high in self._by_low.get(low, ()))
        return found

    def _stamped(self, keys: Ids, stamps: Stamps, *, is_high: bool = False) -> list[Stamped]:
        halves = keys >> 32 if is_high else keys & LOW
        found = zip(stamps.tolist(), halves.tolist(), strict=True)
        if not self._dropped:
            return list(found)
        return [each for key, each in zip(keys.tolist(), found, strict=True) if key not in self._dropped]

    def oldest_of_high(self, high: int) -> int | None:
        """Return the lowest stamp of the keys with this high half, None where there are none."""
        first, last = _range(self._keys, high)
        stamps = [self._beside[high << 32 | low] for low in self._by_high.get(high, ())]
        if self._dropped:
            keys = self._keys[first:last].tolist()
            stamps += (self._stamps.item(first + n) for n, key in enumerate(keys) if key not in self._dropped)
        elif last - first > 1:
            stamps.append(int(self._stamps[first:last].min()))
        elif last > first:
            stamps.append(self._stamps.item(first))
        return min(stamps, default=None)

    def oldest_of_low(self, low: int, enough: int) -> int | None:
        """Return the lowest stamp of the keys with this low half, None where there are none.

        One that is lower than `enough` will do.
        """
        ordered = self._ordered_by_low()
        first, last = _range(ordered, low)
        oldest = min((self._beside[high << 32 | low] for high in self._by_low.get(low, ())), default=None)
        for start in range(first, last, _FEW):
            if oldest is not None and oldest < enough:
                break
            keys = (ordered[start : min(last, start + _FEW)] & LOW) << 32 | low
            if self._dropped:
                keys = keys[[key not in self._dropped for key in keys.tolist()]]
            if len(keys):
                stamp = int(self._stamps[self._keys.searchsorted(keys)].min())
                oldest = stamp if oldest is None else min(oldest, stamp)
        return oldest

    def keys_of(self, number: int) -> Ids:
        """Return the keys of a property that have this id as a half; neither ordered nor unique."""
        by_subject, by_object = _range(self.keys, number), _range(self.reversed(), number)
        return np.concatenate((self.keys[slice(*by_subject)], swapped(self.reversed()[slice(*by_object)])))

    def put(self, key: int, stamp: int) -> None:
        """Put in one key, or change its stamp."""
        if key not in self._beside:
            if key not in self._dropped and self.stamp_of(key) is not None:
                self._dropped.add(key)
            self._by_high[key >> 32].add(key & LOW)
            self._by_low[key & LOW].add(key >> 32)
        self._beside[key] = stamp
        if len(self._beside) > _MOST_BESIDE:
            self._fold()

    def drop(self, key: int) -> None:
        """Take out one key, which must be there."""
        if self._beside.pop(key, None) is None:
            self._dropped.add(key)
            return
        for halves, one, other in ((self._by_high, key >> 32, key & LOW), (self._by_low, key & LOW, key >> 32)):
            halves[one].remove(other)
            if not halves[one]:
                del halves[one]

    def _fold(self) -> None:
        """Bring what is beside the arrays into them."""
        beside, dropped = self._beside, _ascending(self._dropped)
        self._beside, self._dropped, self._by_high, self._by_low = {}, set(), defaultdict(set), defaultdict(set)
        if len(dropped):
            self.remove(dropped)
        if beside:
            new = _ascending(beside)
            stamps = np.fromiter(map(beside.__getitem__, new.tolist()), np.int32, len(new))
            self._insert((self._keys, self._stamps), np.searchsorted(self._keys, new), new, stamps)

    def _insert(self, old: tuple[Ids, Stamps], places: Ids, new: Ids, stamps: Stamps) -> None:
        """Have the `old` keys with the `new` ones, which are not among them, before these `places`."""
        places = places + np.arange(len(new))
        is_old = np.ones(len(old[0]) + len(new), np.bool_)
        is_old[places] = False
        self._keys, self._stamps = np.empty(len(is_old), np.int64), np.empty(len(is_old), np.int32)
        self._keys[places], self._keys[is_old] = new, old[0]
        self._stamps[places], self._stamps[is_old] = stamps, old[1]
        if self._reversed is not None:
            self._reversed = _merged(self._reversed, np.sort(swapped(new)))


def _ascending(keys: Iterable[int]) -> Ids:
    return np.sort(np.fromiter(keys, np.int64))


def _merged(keys: Ids, new: Ids) -> Ids:
    """Return both, which ascend and share none, as one ascending array."""
    merged = np.empty(len(keys) + len(new), np.int64)
    places = np.searchsorted(keys, new) + np.arange(len(new))
    is_old = np.ones(len(merged), np.bool_)
    is_old[places] = False
    merged[places], merged[is_old] = new, keys
    return merged


def _lows(keys: Ids, high: int) -> list[int]:
    first, last = _range(keys, high)
    return (keys[first:last] & LOW).tolist() if last > first else []


def _range(keys: Ids, high: int) -> tuple[int, int]:
    """Return where the keys with this high half begin, and where they end."""
    lowest = high << 32
    highest = lowest | LOW
    first = int(keys.searchsorted(lowest))
    # Most have none or one: then a second search, which would miss the processor's cache again, is spared.
    last = first
    while last < len(keys) and keys.item(last) <= highest:
        last += 1
        if last - first == _NEAR:
            return first, int(keys.searchsorted(highest, side="right"))
    return first, last


def empty_relation() -> Relation:
    """Return a relation that holds nothing yet."""
    return Relation(np.empty(0, np.int64), np.empty(0, np.int32))
