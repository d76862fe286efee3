"""The vertical partition: one relation for each property and for each class.

So that both kinds live in one mapping, a relation is named by an int: the property's id, or `class_key` of the class's
id, which is negative.
"""

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Protocol, TypeAlias

import numpy as np
import numpy.typing as npt

from coopkg.rdf.dictionary import EncodedTriples, Ids, Terms
from coopkg.reasoning.relation import LOW, AnyRelation, Relation, Stamps, class_key, empty_relation, unique

IdTriple: TypeAlias = tuple[int, int, int]

_FILES = ("keys", "stamps", "relations", "starts", "type")


class AnyRelations(Protocol):
    """What can be read of relations by name; see `Relations`."""

    @property
    def type_id(self) -> int: ...  # noqa: D102  (as below)
    def get(self, name: int) -> AnyRelation | None: ...  # noqa: D102  (as below)
    def names_of(self, predicate: int) -> list[int]: ...  # noqa: D102  (as below)
    def predicates(self) -> list[int]: ...  # noqa: D102  (as below)
    def name_of(self, predicate: int, object_: int) -> int: ...  # noqa: D102  (as below)
    def place_of(self, triple: IdTriple) -> tuple[int, int]: ...  # noqa: D102  (as below)
    def stamp(self, triple: IdTriple) -> int | None: ...  # noqa: D102  (as below)


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

    def predicates(self) -> list[int]:
        """Return the predicates of all triples."""
        names = [name for name in self._by_name if name >= 0]
        return [*names, self.type_id] if len(names) < len(self._by_name) else names

    def name_of(self, predicate: int, object_: int) -> int:
        """Return the name of the relation that holds, or would hold, a triple with these."""
        return class_key(object_) if predicate == self.type_id else predicate

    def newest(self) -> int:
        """Return the highest stamp, 0 where nothing is there."""
        return max((int(relation.stamps.max()) for relation in self._by_name.values() if len(relation)), default=0)

    def stamp(self, triple: IdTriple) -> int | None:
        """Return the stamp of one triple, None where it is not there."""
        name, key = self.place_of(triple)
        relation = self._by_name.get(name)
        return None if relation is None else relation.stamp_of(key)

    def place_of(self, triple: IdTriple) -> tuple[int, int]:
        """Return the name of the relation that holds, or would hold, a triple, and its key there."""
        subject, predicate, object_ = triple
        if predicate == self.type_id:
            return class_key(object_), subject
        return predicate, subject << 32 | object_

    def triple_at(self, name: int, key: int) -> IdTriple:
        """Return the triple that has this key in the relation called `name`."""
        if name < 0:
            return key, self.type_id, class_key(name)
        return key >> 32, name, key & LOW

    def put(self, triple: IdTriple, stamp: int) -> None:
        """Put in one triple, or change its stamp."""
        name, key = self.place_of(triple)
        relation = self._by_name.get(name)
        if relation is None:
            relation = self._by_name[name] = empty_relation()
        relation.put(key, stamp)

    def drop(self, triple: IdTriple) -> None:
        """Take out one triple, which must be there."""
        name, key = self.place_of(triple)
        self._by_name[name].drop(key)

    def remove(self, batch: dict[int, Ids]) -> None:
        """Take out triples by relation, which must all be there; the keys ascend."""
        for name, keys in batch.items():
            self._by_name[name].remove(keys)

    def merge(self, name: int, keys: Ids, stamps: Stamps) -> None:
        """Put keys with their stamps into the relation called `name`, as `Relation.merge`."""
        self._by_name.setdefault(name, empty_relation()).merge(keys, stamps)

    def absorb(self, batches: dict[int, list[Ids]], stamp: int) -> dict[int, Ids]:
        """Add what is new in `batches` of keys with this stamp; return what was new, ascending, by relation."""
        added = {}
        for name, batch in batches.items():
            relation = self._by_name.setdefault(name, empty_relation())
            new = relation.absorb(unique(*batch), stamp)
            if len(new):
                added[name] = new
        return added

    def columns(self, *, is_inferred: bool) -> Iterator[tuple[int, Ids]]:
        """Yield each relation's name with the keys of its inferred triples, or of all, where there are any."""
        for name, relation in self._by_name.items():
            keys = relation.keys[relation.stamps > 0] if is_inferred else relation.keys
            if len(keys):
                yield name, keys

    def stated(self, name: int) -> Ids:
        """Return the keys of the stated triples of one relation, ascending."""
        relation = self._by_name.get(name)
        if relation is None:
            return np.empty(0, np.int64)
        keys: Ids = relation.keys[relation.stamps == 0]
        return keys

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
    order = _order(names)
    names, keys = names[order], keys[order]
    starts = np.flatnonzero(np.concatenate((np.ones(min(len(names), 1), np.bool_), names[1:] != names[:-1])))
    pieces = np.split(keys, starts[1:]) if len(starts) else []
    return {int(names[start]): [piece] for start, piece in zip(starts, pieces, strict=True)}


# Literals as classes have names far from all others; a table of so many names is made in no time.
_WIDEST = 1 << 24


def _order(names: Ids) -> Ids:
    """Return the order in which equal names stand together, each name's in the order they have.

    Few names are numbered in 16 bits, which sort several times as fast.
    """
    lowest, highest = (int(names.min()), int(names.max())) if len(names) else (0, 0)
    if highest - lowest > _WIDEST:
        return np.argsort(names, kind="stable")
    is_there = np.zeros(highest - lowest + 1, np.bool_)
    is_there[names - lowest] = True
    numbers = np.cumsum(is_there) - 1
    if numbers[-1] > np.iinfo(np.uint16).max:
        return np.argsort(names, kind="stable")
    return np.argsort(numbers.astype(np.uint16)[names - lowest], kind="stable")


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
