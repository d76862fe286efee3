"""What an update changed: the triples, under all names, that were not there before it and are now, and back."""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from itertools import chain, product

import numpy as np

from coopkg.rdf.dictionary import FIRST_LITERAL, EncodedTriples, Ids, Terms
from coopkg.reasoning.relation import LOW, class_key, contains
from coopkg.reasoning.relations import IdTriple, encoded
from coopkg.reasoning.state import State

_NONE: Ids = np.empty(0, np.int64)


@dataclass(frozen=True, slots=True, eq=False)
class Change:
    """What an update did: the triples, stated or inferred, that were not there and now are, and the other way round."""

    added: EncodedTriples
    removed: EncodedTriples


class Tracker:
    """An update that is watched from its beginning on.

    Where nothing has several names the rounds of the update say what is new. Otherwise all that was said of a thing is
    written down before its names change, and compared with what is said of it in the end.
    """

    __slots__ = ("_before", "_fallen", "_fresh", "_new", "_old", "_seen", "_start", "_state")

    def __init__(self, state: State, new: Collection[IdTriple]) -> None:
        """Begin to watch; `new` is what the update states and was not stated before."""
        self._state = state
        self._start = state.round
        self._new = {triple for triple in new if not self._holds(triple)}
        self._fresh = {triple for triple in self._new if state.facts.stamp(triple) is None}
        self._fallen: list[IdTriple] = []
        self._before: set[IdTriple] = set()
        self._seen: dict[int, list[int]] = {}
        self._old: set[IdTriple] = set()
        state.log.clear()
        state.facts.witnesses[:] = [self._is_about_to_change]

    def fall(self, triples: Iterable[IdTriple], stated: Iterable[IdTriple]) -> None:
        """Take note of what fell, while names are as they were, and of what of it was `stated`."""
        self._fallen += triples
        self._old = set(stated)
        for triple in self._fallen:
            if self._has_names(triple):
                self._before.update(self._told(triple))

    def _has_names(self, triple: IdTriple) -> bool:
        """Tell whether a term has, or had at the beginning, several names."""
        equality, seen = self._state.equality, self._seen
        return bool(seen or equality) and any(
            term in seen or (equality is not None and equality.has_others(term)) for term in triple
        )

    def _is_about_to_change(self, name: int) -> None:
        """Write down what is said of the thing that `name` is a name of, unless that is done."""
        facts = self._state.facts
        if facts.equality is None or name in self._seen:
            return
        names = list(facts.equality.names(name))
        self._seen.update(dict.fromkeys(names, names))
        for relations, triple in facts.touching(names[0]):
            stamp = facts.stamp(triple) or 0
            if relations is facts.relations and stamp <= self._start and triple not in self._fresh:
                self._before.update(each for each in self._told(triple) if each not in self._new)

    def _told(self, triple: IdTriple) -> Iterator[IdTriple]:
        """Yield what `triple` tells under all names, of things that have changed those that they had before."""
        equality = self._state.equality
        names = [self._seen.get(term) or ([term] if equality is None else equality.names(term)) for term in triple]
        variants = ((one, two, three) for one, two, three in product(*names))
        return (each for each in variants if self._state.facts.stamp(each) == 0 or not self._is_untold(each))

    def _is_untold(self, triple: IdTriple) -> bool:
        subject, predicate, object_ = triple
        if predicate == self._state.facts.same_as and object_ >= FIRST_LITERAL:
            return True
        return predicate in self._state.rules_out.reflexive and subject == object_

    def _holds(self, triple: IdTriple) -> bool:
        facts = self._state.facts
        stamp = facts.stamp(triple)
        if stamp == 0:
            return True
        if self._is_untold(triple):
            return False
        return stamp is not None or (
            facts.equality is not None and facts.relations.stamp(facts.equality.canonical(triple)) is not None
        )

    def change(self) -> Change:
        """Return what has changed since the beginning."""
        self._state.facts.witnesses.clear()
        fallen = [triple for triple in self._fallen if self._has_names(triple)]
        plain_fallen = self._state.grouped(set(self._fallen).difference(fallen))
        plain_come, named_come = self._come()
        added, removed = self._of_named(fallen, named_come)
        for name, keys in plain_come:
            added.append((name, keys[~contains(plain_fallen.get(name, _NONE), keys)]))
        for name, keys in plain_fallen.items():
            relation = self._state.relations.get(name)
            removed.append((name, keys if relation is None else keys[~contains(relation.among(keys), keys)]))
        return Change(self._encoded(added), self._encoded(removed))

    def _come(self) -> tuple[list[tuple[int, Ids]], list[IdTriple]]:
        """Return the keys that have come in by relation, and as triples those with a name that is one of several."""
        facts, equality = self._state.facts, self._state.equality
        names = {*self._seen, *(name for each in (equality.cliques() if equality else ()) for name in each)}
        ids = np.sort(np.fromiter(names, np.int64))
        plain: list[tuple[int, Ids]] = []
        named: list[IdTriple] = []
        for name, keys in (each for delta in self._state.log for each in delta.items()):
            has_names = contains(ids, keys if name < 0 else keys >> 32) | contains(ids, keys & LOW)
            if name in names or class_key(name) in names:
                has_names[:] = True
            plain.append((name, keys[~has_names]))
            named += (facts.relations.triple_at(name, key) for key in keys[has_names].tolist())
        return plain, named

    def _of_named(
        self, fallen: Iterable[IdTriple], come: Iterable[IdTriple]
    ) -> tuple[list[tuple[int, Ids]], list[tuple[int, Ids]]]:
        """Return what has come and what has gone of triples whose terms have, or had, several names."""
        facts = self._state.facts
        self._before.update(triple for triple in fallen if triple in self._old or not self._is_untold(triple))
        new = {triple for triple in self._new if self._has_names(triple)}
        reps = {self._state.equality.name(name) for name in self._seen} if self._state.equality is not None else set()
        about = (triple for rep in reps for relations, triple in facts.touching(rep) if relations is facts.relations)
        self._seen = {}
        after = new.union(each for triple in chain(come, about) for each in self._told(triple)) - self._before
        grouped = self._state.grouped
        added = grouped(triple for triple in after if self._holds(triple))
        removed = grouped(triple for triple in self._before if not self._holds(triple))
        return list(added.items()), list(removed.items())

    def _encoded(self, pieces: Iterable[tuple[int, Ids]]) -> EncodedTriples:
        dictionary = self._state.dictionary
        told = ((name, keys) for name, keys in pieces if name < 0 or not dictionary.token_of(name).startswith("_:"))
        return encoded(told, self._state.relations.type_id, dictionary)


def difference(before: EncodedTriples, after: EncodedTriples) -> Change:
    """Return what has changed between two sets of triples of one dictionary."""
    one, other = map(_rows, (before, after))
    return Change(_of_rows(other - one, after.dictionary), _of_rows(one - other, before.dictionary))


def _rows(triples: EncodedTriples) -> set[IdTriple]:
    return set(zip(triples.subjects.tolist(), triples.predicates.tolist(), triples.objects.tolist(), strict=True))


def _of_rows(rows: Collection[IdTriple], dictionary: Terms) -> EncodedTriples:
    columns = np.array(list(rows), np.int64).reshape(-1, 3)
    return EncodedTriples(dictionary, columns[:, 0], columns[:, 1], columns[:, 2])
