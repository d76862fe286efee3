"""The two sides of an update, before it and now: which names are one, and what is said under their representatives.

What is said on one side and not on the other is found by names in groups: a thing of `n` names that gets one more has
two, those that were one before and the new one.
"""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from itertools import product
from math import prod
from typing import Protocol, TypeAlias

import numpy as np

from coopkg.rdf.dictionary import FIRST_LITERAL, Ids
from coopkg.reasoning.equality import Flags
from coopkg.reasoning.facts import Delta
from coopkg.reasoning.relation import LOW, class_key, contains
from coopkg.reasoning.relations import IdTriple
from coopkg.reasoning.state import State

Groups: TypeAlias = dict[int, list[int]]
"""Names by the representative that they have on the other side."""
Piece: TypeAlias = tuple[int, Ids]
"""Keys of the relation with this name; neither ordered nor unique."""

# So many triples of names are looked at one by one.
_FEW = 64


class Side(Protocol):
    """What can be asked of either side."""

    def names(self, term: int) -> list[int]:
        """Return the names of the thing that `term` is a name of, its representative first."""

    def is_said(self, triple: IdTriple) -> bool:
        """Tell whether a triple under representatives is there."""

    def are_said(self, name: int, keys: Ids) -> Flags:
        """Tell which keys of one relation, under representatives, are there."""


class Now:
    """The side of what is."""

    __slots__ = ("_state",)

    def __init__(self, state: State) -> None:
        self._state = state

    def names(self, term: int) -> list[int]:
        """Return the names of the thing that `term` is a name of, its representative first."""
        equality = self._state.equality
        return [term] if equality is None else equality.names(term)

    def is_said(self, triple: IdTriple) -> bool:
        """Tell whether a triple under representatives is there."""
        return self._state.relations.stamp(triple) is not None

    def are_said(self, name: int, keys: Ids) -> Flags:
        """Tell which keys of one relation, under representatives, are there."""
        relation = self._state.relations.get(name)
        return np.zeros(len(keys), np.bool_) if relation is None else contains(relation.keys, keys)


class Before:
    """The side of what was: written down while it changes.

    Where a thing keeps its names, triples with old stamps are what was there. Of the others it is written down which
    names were one, and what was said of them under the representative that they had.
    """

    __slots__ = ("_changed", "_fresh", "_said", "_start", "_state", "_written")

    def __init__(self, state: State, fresh: Collection[IdTriple]) -> None:
        """Begin; `fresh` are triples that are not there, and will be stated."""
        self._state = state
        self._start = state.round
        self._fresh = fresh
        self._said: set[IdTriple] = set()
        self._changed: dict[int, list[int]] = {}
        self._written: tuple[Delta, Delta] | None = None

    @property
    def changed(self) -> Collection[int]:
        """Return the names of all things of which the names may have changed."""
        return self._changed.keys()

    @property
    def said(self) -> Iterable[IdTriple]:
        """Return what was written down, under representatives."""
        return self._said

    def write_down(self, triples: Iterable[IdTriple]) -> None:
        """Write down triples that were there, under any names of then."""
        self._said.update(map(self._canonical, triples))

    def write_down_all(self, name: int) -> None:
        """Write down what is said of the thing that `name` is a name of, unless that is done: it is about to change."""
        facts = self._state.facts
        if facts.equality is None or name in self._changed:
            return
        names = list(facts.equality.names(name))
        self._changed.update(dict.fromkeys(names, names))
        about = (triple for relations, triple in facts.touching(names[0]) if relations is facts.relations)
        self.write_down(triple for triple in about if self._is_old(triple))

    def _canonical(self, triple: IdTriple) -> IdTriple:
        subject, predicate, object_ = (self.names(term)[0] for term in triple)
        return subject, predicate, object_

    def _is_old(self, triple: IdTriple) -> bool:
        stamp = self._state.facts.stamp(triple)
        return stamp is not None and stamp <= self._start and triple not in self._fresh

    def names(self, term: int) -> list[int]:
        """Return the names of the thing that `term` was a name of, its representative first."""
        equality = self._state.equality
        return self._changed.get(term) or ([term] if equality is None else equality.names(term))

    def is_said(self, triple: IdTriple) -> bool:
        """Tell whether a triple under representatives was there."""
        return triple in self._said or self._is_old(triple)

    def are_said(self, name: int, keys: Ids) -> Flags:
        """Tell which keys of one relation, under representatives, were there; asked when all is written down."""
        if self._written is None:
            self._written = self._state.grouped(self._said), self._state.grouped(self._fresh)
        said, fresh = (each.get(name, keys[:0]) for each in self._written)
        found = np.zeros(len(keys), np.bool_)
        for relations in (self._state.facts.relations, self._state.facts.retired):
            relation = relations.get(name)
            if relation is not None:
                places = np.flatnonzero(contains(relation.keys, keys))
                found[places] |= relation.stamps_of(keys[places]) <= self._start
        return contains(said, keys) | (found & ~contains(fresh, keys))


def across(triple: IdTriple, here: Side, there: Side, state: State) -> Iterator[Piece]:
    """Yield what `triple`, which is said on the side `here`, says by names of `here` that is not said `there`.

    What is never told, that a thing is itself or is the same as a literal, is left out.
    """
    groups = [_grouped(here.names(term), there.names) for term in triple]
    if prod(sum(map(len, each.values())) for each in groups) <= _FEW:
        triples = _across_few(groups, there)
        yield from state.grouped(each for each in triples if not is_untold(each, state)).items()
        return
    for predicate, names in groups[1].items():
        for name in names:
            yield from _across_columns(name, predicate, (groups[0], groups[2]), there, state)


def _across_few(groups: list[Groups], there: Side) -> Iterator[IdTriple]:
    subjects, predicates, objects = groups
    for one, two, three in product(subjects, predicates, objects):
        if not there.is_said((one, two, three)):
            yield from product(subjects[one], predicates[two], objects[three])


def is_untold(triple: IdTriple, state: State) -> bool:
    """Tell whether a triple is not told unless it is stated."""
    subject, predicate, object_ = triple
    if subject >= FIRST_LITERAL or is_with_literal(triple, state):
        return True
    return predicate in state.rules_out.reflexive and subject == object_


def is_with_literal(triple: IdTriple, state: State) -> bool:
    """Tell whether `triple` says that a thing is the same as a literal, which is told where it is stated."""
    return triple[1] == state.facts.same_as and triple[2] >= FIRST_LITERAL


def _grouped(names: Iterable[int], others: Callable[[int], list[int]]) -> Groups:
    found: Groups = defaultdict(list)
    for name in names:
        found[others(name)[0]].append(name)
    return found


def _across_columns(
    name: int, predicate: int, ends: tuple[Groups, Groups], there: Side, state: State
) -> Iterator[Piece]:
    """Yield as `across` what is said by one name of the predicate, which is represented by `predicate` there."""
    subjects, objects = ends
    if name == state.relations.type_id:
        reps, names, group = _columns(subjects)
        for class_, classes in objects.items():
            unsaid = ~there.are_said(class_key(class_), reps)
            yield from ((class_key(each), names[unsaid[group]]) for each in classes)
        return
    one_reps, ones, one_group = _columns(subjects)
    other_reps, others, other_group = _columns(objects)
    reps = np.add.outer(one_reps << 32, other_reps)
    is_unsaid = ~there.are_said(predicate, reps.ravel()).reshape(reps.shape)
    rows, places = np.nonzero(is_unsaid[one_group][:, other_group])
    keys = ones[rows] << 32 | others[places]
    if name in state.rules_out.reflexive:
        keys = keys[keys >> 32 != keys & LOW]
    yield name, keys[keys & LOW < FIRST_LITERAL] if name == state.facts.same_as else keys


def _columns(groups: Groups) -> tuple[Ids, Ids, Ids]:
    """Return the representatives, all names, and the place of each one's representative."""
    sizes: Sequence[int] = [len(names) for names in groups.values()]
    names = np.fromiter((name for each in groups.values() for name in each), np.int64, sum(sizes))
    return np.fromiter(groups, np.int64, len(groups)), names, np.repeat(np.arange(len(groups)), sizes)
