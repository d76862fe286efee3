"""Equality by union-find: of the names of one thing a representative stands for all, and a forest proves each pair.

Names are merged by edges, each a triple `a owl:sameAs b` that is stated or was concluded; an edge that joins two names
of one thing already is no part of the forest, so between two names there is exactly one path of edges. All that is said
of a name is kept under its representative (Motik, Nenov, Piro, Horrocks, Handling owl:sameAs via Rewriting, AAAI 2015).
"""

from collections import deque
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice, pairwise, product
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

from coopkg.rdf.dictionary import FIRST_LITERAL, Ids
from coopkg.reasoning.relation import LOW, Stamps
from coopkg.reasoning.relations import IdTriple

Slot: TypeAlias = int | str
"""A term's id, or the name of a variable."""
Filters: TypeAlias = tuple[tuple[Slot, Slot], ...]
"""Pairs that have to differ, as names."""

Flags: TypeAlias = npt.NDArray[np.bool_]

NEVER = 2**31 - 1
"""A stamp that is later than all."""


class Equality:
    """Which names stand for one thing. Names without another are their own representatives, and not kept here."""

    __slots__ = ("_edges", "_kept", "_members", "_rep", "version")

    def __init__(self) -> None:
        self._rep: dict[int, int] = {}
        self._members: dict[int, list[int]] = {}
        self._edges: dict[int, dict[int, int]] = {}
        self._kept: _Tables | None = None
        self.version = 0

    def __bool__(self) -> bool:
        return bool(self._members)

    def name(self, term: int) -> int:
        """Return the representative of `term`."""
        return self._rep.get(term, term)

    def names(self, term: int) -> list[int]:
        """Return all names of the thing that `term` is a name of, the representative first."""
        rep = self._rep.get(term, term)
        return self._members.get(rep, [rep])

    def has_others(self, term: int) -> bool:
        """Tell whether the thing that `term` is a name of has more names."""
        return self._rep.get(term, term) in self._members

    def cliques(self) -> Iterator[list[int]]:
        """Yield the names of each thing that has several, the representative first."""
        yield from self._members.values()

    def canonical(self, triple: IdTriple) -> IdTriple:
        """Return the triple with the representatives of its terms."""
        subject, predicate, object_ = triple
        rep = self._rep
        return rep.get(subject, subject), rep.get(predicate, predicate), rep.get(object_, object_)

    def variants(self, triple: IdTriple) -> Iterator[IdTriple]:
        """Yield the triple under all names of its terms."""
        subject, predicate, object_ = map(self.names, triple)
        return product(subject, predicate, object_)

    def merge(self, one: int, other: int, stamp: int, preferred: frozenset[int] = frozenset()) -> int | None:
        """Join the things that `one` and `other` name by an edge; return the name that represents nothing any more.

        None where they are one thing already. A name in `preferred` stays; otherwise the one with more names, then the
        one with the lower id.
        """
        first, second = self.name(one), self.name(other)
        if first == second:
            return None
        ranks = [(name in preferred, len(self._members.get(name, ())), -name) for name in (first, second)]
        kept, gone = (first, second) if ranks[0] > ranks[1] else (second, first)
        moved = self._members.pop(gone, [gone])
        self._members.setdefault(kept, [kept]).extend(moved)
        for name in moved:
            self._rep[name] = kept
        self.link(one, other, stamp)
        self._changed()
        return gone

    def join(self, edges: Ids, stamps: Stamps, reps: Ids) -> None:
        """Merge by `edges`, the oldest first; what is itself in `reps` represents. Both are keys of owl:sameAs."""
        preferred = frozenset((reps >> 32)[reps >> 32 == reps & LOW].tolist())
        for place in np.argsort(stamps, kind="stable").tolist():
            one, other = int(edges[place] >> 32), int(edges[place] & LOW)
            if one != other and other < FIRST_LITERAL:
                self.merge(one, other, int(stamps[place]), preferred)

    def dissolve(self, names: Iterable[int]) -> None:
        """Let the `names` of one thing, all of them, be names of one thing no longer."""
        for name in names:
            self._rep.pop(name, None)
            self._members.pop(name, None)
            self._edges.pop(name, None)
        self._changed()

    def _changed(self) -> None:
        self._kept = None
        self.version += 1

    def edges(self, names: Iterable[int]) -> list[tuple[int, int, int]]:
        """Return the edges between `names`, each once: its ends and its stamp, the oldest first."""
        found = [
            (one, other, stamp) for one in names for other, stamp in self._edges.get(one, {}).items() if one < other
        ]
        return sorted(found, key=lambda edge: edge[2])

    def is_edge(self, one: int, other: int) -> bool:
        """Tell whether the forest has the edge between these names."""
        return other in self._edges.get(one, ())

    def cut(self, one: int, other: int) -> None:
        """Take the edge between two names out of the forest; they still count as names of one thing."""
        del self._edges[one][other]
        del self._edges[other][one]

    def link(self, one: int, other: int, stamp: int) -> None:
        """Put an edge between two names of one thing into the forest, or change its stamp."""
        self._edges.setdefault(one, {})[other] = stamp
        self._edges.setdefault(other, {})[one] = stamp

    def connected(self, name: int) -> set[int]:
        """Return the names that edges lead to from `name`, itself included."""
        found, waiting = {name}, [name]
        while waiting:
            for other in self._edges.get(waiting.pop(), ()):
                if other not in found:
                    found.add(other)
                    waiting.append(other)
        return found

    def path(self, start: int, end: int) -> list[int] | None:
        """Return the names on the path of edges from `start` to `end`, both included; None where there is none."""
        before = {start: start}
        waiting = deque([start])
        while waiting and end not in before:
            name = waiting.popleft()
            for other in self._edges.get(name, ()):
                if other not in before:
                    before[other] = name
                    waiting.append(other)
        if end not in before:
            return None
        found = [end]
        while found[-1] != start:
            found.append(before[found[-1]])
        return found[::-1]

    def since(self, one: int, other: int) -> int:
        """Return the stamp of the newest edge between two names, 0 for one name, `NEVER` where they name two things."""
        if one == other:
            return 0
        path = self.path(one, other) if self.name(one) == self.name(other) else None
        if path is None:
            return NEVER
        return max(self._edges[first][second] for first, second in pairwise(path))

    def since_all(self, triple: IdTriple, other: IdTriple) -> int:
        """Return since when the terms of one triple are the same as those of the `other`, as `since`."""
        return max(self.since(one, two) for one, two in zip(triple, other, strict=True))

    def first_edge(self, name: int) -> tuple[int, int]:
        """Return the other end of the oldest edge at `name`, and its stamp; (-1, `NEVER`) where there is none."""
        return min(self._edges.get(name, {}).items(), key=lambda edge: edge[1], default=(-1, NEVER))

    def renamed(self, terms: Ids) -> Ids:
        """Return the representatives of a column of ids."""
        tables = self._tables()
        is_gone = flagged(tables.is_gone, terms)
        if not is_gone.any():
            return terms
        reps = terms.copy()
        reps[is_gone] = tables.their_reps[np.searchsorted(tables.gone, terms[is_gone])]
        return reps

    def are_shared(self, terms: Ids) -> Flags:
        """Tell for each id whether it represents a thing with several names."""
        return flagged(self._tables().is_rep, terms)

    def are_gone(self, terms: Ids) -> Flags:
        """Tell for each id whether it represents nothing any more."""
        return flagged(self._tables().is_gone, terms)

    def have_others(self, terms: Ids) -> Flags:
        """Tell for each id whether it is one of several names of a thing."""
        tables = self._tables()
        return flagged(tables.is_rep, terms) | flagged(tables.is_gone, terms)

    def _tables(self) -> "_Tables":
        if self._kept is None:
            self._kept = _tabulated(self._members)
        return self._kept

    def spread(self, keys: Ids, *, is_class: bool) -> Ids:
        """Return `keys` (of subjects if `is_class`) under all names of subjects and objects; in no promised order."""
        if is_class:
            return self._under_all_names(keys)[1]
        rows, subjects = self._under_all_names(keys >> 32)
        half = subjects << 32 | keys[rows] & LOW
        rows, objects = self._under_all_names(half & LOW)
        return half[rows] & ~LOW | objects

    def _under_all_names(self, terms: Ids) -> tuple[Ids, Ids]:
        """Return each id's row number and names, one below the other."""
        tables = self._tables()
        if not len(tables.reps):
            return np.arange(len(terms)), terms
        places = np.minimum(np.searchsorted(tables.reps, terms), len(tables.reps) - 1)
        is_shared = tables.reps[places] == terms
        counts = np.where(is_shared, tables.starts[places + 1] - tables.starts[places], 1)
        rows = np.repeat(np.arange(len(terms)), counts)
        within = np.arange(len(rows)) - np.repeat(np.cumsum(counts) - counts, counts)
        names = np.where(is_shared[rows], tables.starts[places][rows] + within, 0)
        return rows, np.where(is_shared[rows], tables.names[names], terms[rows])


@dataclass(frozen=True, slots=True, eq=False)
class _Tables:
    """Things with several names as columns: ascending representatives, where the names of each start among `names`.

    Beside them the names that represent nothing, ascending, and what represents these; and for each id up to the
    highest of its kind whether it is one, which is quicker to look up than to search for.
    """

    reps: Ids
    starts: Ids
    names: Ids
    gone: Ids
    their_reps: Ids
    is_rep: Flags
    is_gone: Flags


def flags(ids: Ids) -> Flags:
    """Return a flag for each id up to the highest of the ascending `ids`, and one more: whether it is one of them."""
    flags = np.zeros(int(ids[-1]) + 2 if len(ids) else 1, np.bool_)
    flags[ids] = True
    return flags


def flagged(flags: Flags, terms: Ids) -> Flags:
    """Tell for each of `terms` what `flags` says of it; much quicker than to search for it."""
    found: Flags = flags[np.minimum(terms, len(flags) - 1)]
    return found


def _tabulated(members: Mapping[int, Sequence[int]]) -> _Tables:
    reps = np.sort(np.fromiter(members, np.int64, len(members)))
    cliques = [members[rep] for rep in reps.tolist()]
    counts = np.fromiter(map(len, cliques), np.int64, len(cliques))
    names = np.fromiter((name for each in cliques for name in each), np.int64, int(counts.sum()))
    owners = np.repeat(reps, counts)
    is_gone = names != owners
    order = np.argsort(names[is_gone])
    starts = np.concatenate((np.zeros(1, np.int64), np.cumsum(counts)))
    gone = names[is_gone][order]
    return _Tables(reps, starts, names, gone, owners[is_gone][order], flags(reps), flags(gone))


def naming(
    filters: Filters, values: Mapping[Slot, int], equality: Equality, before: int = NEVER
) -> dict[Slot, int] | None:
    """Return names of the `values` (of variables) by which each pair of `filters` differs; None where there are none.

    Only names count that the values had `before` some stamp. Of each thing no more are tried than can be needed: one
    more than there are pairs.
    """
    named: dict[Slot, int] = {slot: slot for pair in filters for slot in pair if isinstance(slot, int)}
    named.update(values)
    if all(equality.name(named[left]) != equality.name(named[right]) for left, right in filters):
        return named
    variables = sorted({slot for pair in filters for slot in pair if isinstance(slot, str)})
    choices = [_names(named[variable], equality, len(filters) + 1, before) for variable in variables]
    for chosen in product(*choices):
        named.update(zip(variables, chosen, strict=True))
        if all(named[left] != named[right] for left, right in filters):
            return named
    return None


def _names(value: int, equality: Equality, most: int, before: int) -> list[int]:
    names = (name for name in equality.names(value) if before == NEVER or equality.since(value, name) < before)
    return list(islice(names, most))
