"""The vertical partition: one relation for each property and for each class, as sorted int64 keys with stamps.

A property's triple has the key `subject << 32 | object`, a class's instance the key `subject`. So that both kinds live
in one mapping, a relation is named by an int: the property's id, or `class_key` of the class's id, which is negative.
"""

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

from coopkg.rdf.dictionary import EncodedTriples, Ids, Terms

Stamps: TypeAlias = npt.NDArray[np.int32]
IdTriple: TypeAlias = tuple[int, int, int]

LOW = (1 << 32) - 1

_FILES = ("keys", "stamps", "relations", "starts", "type")


def class_key(class_id: int) -> int:
    """Return the name of the relation that holds the instances of a class; its own inverse.

    >>> class_key(class_key(7))
    7
    """
    return -1 - class_id


def swapped(keys: Ids) -> Ids:
    """Return `object << 32 | subject` for each key, in the same order."""
    return ((keys & LOW) << 32) | (keys >> 32)


def unique(keys: Ids) -> Ids:
    """Return the keys in ascending order, each once."""
    ordered = np.sort(keys)
    is_first = np.ones(len(ordered), np.bool_)
    np.not_equal(ordered[1:], ordered[:-1], out=is_first[1:])
    return ordered[is_first]


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
    if not len(keys):
        return np.empty(0, np.int64), np.empty(0, np.int64)
    lowest = highs << 32
    first = np.searchsorted(keys, lowest)
    # Most joins are selective, so the end is looked for only where there is a beginning.
    found = np.flatnonzero(keys[np.minimum(first, len(keys) - 1)] & ~LOW == lowest)
    first = first[found]
    counts = np.searchsorted(keys, lowest[found] | LOW, side="right") - first
    within = np.arange(int(counts.sum())) - np.repeat(np.cumsum(counts) - counts, counts)
    return np.repeat(found, counts), keys[np.repeat(first, counts) + within] & LOW


class Relation:
    """The triples of one property, or the instances of one class.

    `keys` ascend, each once; `stamps` says in which round each came in. Both are replaced, never written in place.
    """

    __slots__ = ("_reversed", "keys", "stamps")

    def __init__(self, keys: Ids, stamps: Stamps) -> None:
        self.keys = keys
        self.stamps = stamps
        self._reversed: Ids | None = None

    def __len__(self) -> int:
        return len(self.keys)

    def reversed(self) -> Ids:
        """Return the keys with subject and object exchanged, ascending; made once, kept until the relation grows."""
        if self._reversed is None:
            self._reversed = np.sort(swapped(self.keys))
        return self._reversed

    def add(self, new: Ids, stamp: int) -> None:
        """Put in the keys `new`, which ascend and are not yet there, all with one stamp."""
        if not len(self.keys):
            self.keys, self.stamps = new, np.full(len(new), stamp, np.int32)
            return
        places = np.searchsorted(self.keys, new) + np.arange(len(new))
        is_old = np.ones(len(self.keys) + len(new), np.bool_)
        is_old[places] = False
        keys = np.empty(len(is_old), np.int64)
        stamps = np.full(len(is_old), stamp, np.int32)
        keys[places], keys[is_old], stamps[is_old] = new, self.keys, self.stamps
        self.keys, self.stamps, self._reversed = keys, stamps, None

    def stamps_of(self, keys: Ids) -> Stamps:
        """Return the stamp of each of `keys`, which must all be there."""
        return self.stamps[np.searchsorted(self.keys, keys)]


class Relations:
    """All relations by name; `type_id` is the id of rdf:type, whose triples are the classes' instances."""

    __slots__ = ("_by_name", "type_id")

    def __init__(self, type_id: int) -> None:
        self.type_id = type_id
        self._by_name: dict[int, Relation] = {}

    def __len__(self) -> int:
        return sum(map(len, self._by_name.values()))

    def __iter__(self) -> Iterator[int]:
        return iter(self._by_name)

    def get(self, name: int) -> Relation | None:
        """Return the relation called `name`, None where it is empty."""
        return self._by_name.get(name)

    def names_of(self, predicate: int) -> list[int]:
        """Return the names of the relations that hold the triples with this predicate."""
        if predicate != self.type_id:
            return [predicate] if predicate in self._by_name else []
        return [name for name in self._by_name if name < 0]

    def name_of(self, predicate: int, object_: int) -> int:
        """Return the name of the relation that holds, or would hold, a triple with these."""
        return class_key(object_) if predicate == self.type_id else predicate

    def stamp(self, triple: IdTriple) -> int | None:
        """Return the stamp of one triple, None where it is not there."""
        subject, predicate, object_ = triple
        relation = self._by_name.get(self.name_of(predicate, object_))
        if relation is None:
            return None
        key = subject if predicate == self.type_id else subject << 32 | object_
        place = int(relation.keys.searchsorted(key))
        if place == len(relation) or relation.keys[place] != key:
            return None
        return int(relation.stamps[place])

    def absorb(self, batches: dict[int, list[Ids]], stamp: int) -> dict[int, Ids]:
        """Add what is new in `batches` of keys with this stamp; return what was new, ascending, by relation."""
        added = {}
        for name, batch in batches.items():
            new = unique(np.concatenate(batch) if len(batch) > 1 else batch[0])
            relation = self._by_name.get(name)
            if relation is None:
                relation = self._by_name[name] = Relation(np.empty(0, np.int64), np.empty(0, np.int32))
            elif len(relation):
                new = new[~contains(relation.keys, new)]
            if len(new):
                relation.add(new, stamp)
                added[name] = new
        return added

    def columns(self, *, is_inferred: bool) -> Iterator[tuple[int, Ids]]:
        """Yield each relation's name with the keys of its inferred triples, or of all, where there are any."""
        for name, relation in self._by_name.items():
            keys = relation.keys[relation.stamps > 0] if is_inferred else relation.keys
            if len(keys):
                yield name, keys

    def save(self, directory: Path) -> None:
        """Write the relations as `.npy` files into the existing `directory`, for `open_relations`."""
        relations = self._by_name.values()
        starts = np.zeros(len(self._by_name) + 1, np.int64)
        np.cumsum(np.fromiter(map(len, relations), np.int64, len(self._by_name)), out=starts[1:])
        arrays: tuple[npt.NDArray[np.generic], ...] = (
            np.concatenate([relation.keys for relation in relations] or [np.empty(0, np.int64)]),
            np.concatenate([relation.stamps for relation in relations] or [np.empty(0, np.int32)]),
            np.fromiter(self._by_name, np.int64, len(self._by_name)),
            starts,
            np.array([self.type_id], np.int64),
        )
        for name, array in zip(_FILES, arrays, strict=True):
            np.save(directory / f"{name}.npy", array)


def open_relations(directory: Path) -> Relations:
    """Return what `Relations.save` wrote into `directory`, memory-mapped; OSError or ValueError where it is damaged."""
    keys, stamps, names, starts, type_id = (
        np.asarray(np.load(directory / f"{name}.npy", mmap_mode="r")) for name in _FILES
    )
    relations = Relations(int(type_id[0]))
    bounds = starts.tolist()
    for name, start, end in zip(names.tolist(), bounds, bounds[1:], strict=False):
        relations._by_name[name] = Relation(keys[start:end], stamps[start:end])  # noqa: SLF001  (its own constructor)
    return relations


def partition(triples: EncodedTriples, type_id: int) -> dict[int, list[Ids]]:
    """Return the keys of `triples` by the name of their relation; neither ordered nor unique."""
    is_type = triples.predicates == type_id
    names = np.where(is_type, -1 - triples.objects, triples.predicates)
    keys = np.where(is_type, triples.subjects, (triples.subjects << 32) | triples.objects)
    order = np.argsort(names, kind="stable")
    names, keys = names[order], keys[order]
    starts = np.flatnonzero(np.concatenate((np.ones(min(len(names), 1), np.bool_), names[1:] != names[:-1])))
    pieces = np.split(keys, starts[1:]) if len(starts) else []
    return {int(names[start]): [piece] for start, piece in zip(starts, pieces, strict=True)}


def encoded(pieces: Iterable[tuple[int, Ids]], type_id: int, dictionary: Terms) -> EncodedTriples:
    """Return keys by relation as columns of subjects, predicates and objects."""
    subjects, predicates, objects = [], [], []
    for name, keys in pieces:
        is_class = name < 0
        subjects.append(keys if is_class else keys >> 32)
        predicates.append(np.full(len(keys), type_id if is_class else name, np.int64))
        objects.append(np.full(len(keys), class_key(name), np.int64) if is_class else keys & LOW)
    columns = [
        np.concatenate(column) if column else np.empty(0, np.int64) for column in (subjects, predicates, objects)
    ]
    return EncodedTriples(dictionary, *columns)
