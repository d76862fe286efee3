"""What an update changed: the triples, under all names, that were not there before it and are now, and back."""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from itertools import product

import numpy as np

from coopkg.rdf.dictionary import FIRST_LITERAL, EncodedTriples, Ids, Terms
from coopkg.reasoning.relation import contains
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

    __slots__ = ("_before", "_fallen", "_is_by_name", "_new", "_old", "_seen", "_start", "_state")

    def __init__(self, state: State, new: Collection[IdTriple]) -> None:
        """Begin to watch; `new` is what the update states and was not stated before."""
        self._state = state
        self._start = state.round
        self._new = {triple for triple in new if not self._holds(triple)}
        self._fallen: list[IdTriple] = []
        self._before: set[IdTriple] = set()
        self._seen: dict[int, list[int]] = {}
        self._old: list[IdTriple] = []
        self._is_by_name = bool(state.equality)
        state.log.clear()
        state.facts.witnesses[:] = [self._is_about_to_change]

    def fall(self, triples: Iterable[IdTriple], stated: Iterable[IdTriple]) -> None:
        """Take note of what fell, while names are as they were, and of what of it was `stated`."""
        self._fallen += triples
        self._old = list(stated)
        if self._is_by_name:
            self._note_fallen()

    def _note_fallen(self) -> None:
        self._before.update(self._old)
        for triple in self._fallen:
            self._before.update(self._told(triple))

    def _is_about_to_change(self, name: int) -> None:
        """Write down what is said of the thing that `name` is a name of, unless that is done."""
        facts = self._state.facts
        if facts.equality is None or name in self._seen:
            return
        if not self._is_by_name:
            self._is_by_name = True
            self._note_fallen()
        names = list(facts.equality.names(name))
        self._seen.update(dict.fromkeys(names, names))
        for relations, triple in facts.touching(names[0]):
            stamp = facts.stamp(triple) or 0
            if relations is facts.relations and stamp <= self._start and triple not in self._new:
                self._before.update(self._told(triple))

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
        if not self._is_by_name:
            return self._by_rounds()
        seen, self._seen = self._seen, {}
        after = ({each for triple in self._come(seen) for each in self._told(triple)} | self._new) - self._before
        added = [triple for triple in after if self._holds(triple)]
        removed = [triple for triple in self._before if not self._holds(triple)]
        grouped = self._state.grouped
        return Change(self._encoded(grouped(added).items()), self._encoded(grouped(removed).items()))

    def _come(self, seen: Iterable[int]) -> Iterator[IdTriple]:
        """Yield the triples under representatives of which something may be new."""
        facts = self._state.facts
        for delta in self._state.log:
            for name, keys in delta.items():
                yield from (facts.relations.triple_at(name, key) for key in keys.tolist())
        for rep in {facts.equality.name(name) for name in seen} if facts.equality is not None else ():
            yield from (triple for relations, triple in facts.touching(rep) if relations is facts.relations)

    def _by_rounds(self) -> Change:
        state = self._state
        gone = [triple for triple in self._fallen if state.relations.stamp(triple) is None]
        before = state.grouped(self._fallen)
        come = (
            (name, keys[~contains(before.get(name, _NONE), keys)])
            for delta in state.log
            for name, keys in delta.items()
        )
        return Change(self._encoded(come), self._encoded(state.grouped(gone).items()))

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
