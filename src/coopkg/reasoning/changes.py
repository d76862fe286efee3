"""What an update changed: the triples, under all names, that were not there before it and are now, and back."""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass
from itertools import chain, product

import numpy as np

from coopkg.rdf.dictionary import FIRST_LITERAL, EncodedTriples, Ids, Terms
from coopkg.reasoning.equality import Flags
from coopkg.reasoning.relation import LOW, about_resources, class_key, contains
from coopkg.reasoning.relations import IdTriple, encoded
from coopkg.reasoning.state import State

# So many keys are looked at one by one.
_FEW = 100
_NONE: Ids = np.empty(0, np.int64)


@dataclass(frozen=True, slots=True, eq=False)
class Change:
    """What an update did: the triples, stated or inferred, that were not there and now are, and the other way round."""

    added: EncodedTriples
    removed: EncodedTriples


class Tracker:
    """An update that is watched from its beginning on.

    Where a thing has one name before and after, the rounds of the update say what is new. Of the others it is written
    down which names were one, and what was said of them under the representative that they had; so that in the end only
    those names have to be looked at that have come together, or have parted.
    """

    __slots__ = ("_fallen", "_fresh", "_names", "_new", "_old", "_said", "_start", "_state")

    def __init__(self, state: State, new: Collection[IdTriple]) -> None:
        """Begin to watch; `new` is what the update states and was not stated before."""
        self._state = state
        self._start = state.round
        self._new = {triple for triple in new if not self._holds(triple)}
        self._fresh = {triple for triple in self._new if state.facts.stamp(triple) is None}
        self._fallen: list[IdTriple] = []
        self._old: set[IdTriple] = set()
        self._said: set[IdTriple] = set()
        self._names: dict[int, list[int]] = {}
        state.log.clear()
        state.facts.witnesses[:] = [self._is_about_to_change]

    def fall(self, triples: Iterable[IdTriple], stated: Iterable[IdTriple]) -> None:
        """Take note of what fell, while names are as they were, and of what of it was `stated`."""
        self._fallen += triples
        self._old = set(stated)
        self._said.update(self._before(triple) for triple in self._fallen if self._has_names(triple))

    def _is_about_to_change(self, name: int) -> None:
        """Write down what is said of the thing that `name` is a name of, unless that is done."""
        facts = self._state.facts
        if facts.equality is None or name in self._names:
            return
        names = list(facts.equality.names(name))
        self._names.update(dict.fromkeys(names, names))
        for relations, triple in facts.touching(names[0]):
            stamp = facts.stamp(triple) or 0
            if relations is facts.relations and stamp <= self._start and triple not in self._fresh:
                self._said.add(self._before(triple))

    def _has_names(self, triple: IdTriple) -> bool:
        """Tell whether a term has, or had at the beginning, several names."""
        equality = self._state.equality
        return any(term in self._names or (equality is not None and equality.has_others(term)) for term in triple)

    def _names_before(self, term: int) -> list[int]:
        """Return the names that the thing had at the beginning, its representative then first."""
        equality = self._state.equality
        return self._names.get(term) or ([term] if equality is None else equality.names(term))

    def _names_now(self, term: int) -> list[int]:
        equality = self._state.equality
        return [term] if equality is None else equality.names(term)

    def _before(self, triple: IdTriple) -> IdTriple:
        """Return the triple under the representatives of the beginning."""
        subject, predicate, object_ = (self._names_before(term)[0] for term in triple)
        return subject, predicate, object_

    def _was_said(self, triple: IdTriple) -> bool:
        """Tell whether a triple under the representatives of the beginning was there then."""
        if triple in self._said:
            return True
        stamp = self._state.facts.stamp(triple)
        return stamp is not None and stamp <= self._start and triple not in self._fresh

    def _is_said(self, triple: IdTriple) -> bool:
        """Tell whether a triple under representatives is there now."""
        return self._state.relations.stamp(triple) is not None

    def _is_untold(self, triple: IdTriple) -> bool:
        subject, predicate, object_ = triple
        if subject >= FIRST_LITERAL or self._is_with_literal(triple):
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
        # Some had one name when they fell, and have got others since.
        self._said.update(map(self._before, fallen))
        plain_fallen = self._state.grouped(set(self._fallen).difference(fallen))
        plain_come, named_come = self._come()
        added = list(self._state.grouped(self._named_added(named_come)).items())
        removed = list(self._state.grouped(self._named_removed(fallen)).items())
        for name, keys in plain_come:
            added.append((name, keys[~contains(plain_fallen.get(name, _NONE), keys)]))
        for name, keys in plain_fallen.items():
            relation = self._state.relations.get(name)
            removed.append((name, keys if relation is None else keys[~contains(relation.among(keys), keys)]))
        return Change(self._told(added, self._new), self._told(removed, self._old))

    def _told(self, pieces: Iterable[tuple[int, Ids]], stated: Iterable[IdTriple]) -> EncodedTriples:
        """Return what of `pieces` is told: of a literal nothing, of equality with a literal what was `stated`."""
        same_as, with_literal = self._state.facts.same_as, filter(self._is_with_literal, stated)
        kept = [
            (name, keys[keys & LOW < FIRST_LITERAL] if name == same_as else about_resources(name, keys))
            for name, keys in pieces
        ]
        return self._encoded([*kept, *self._state.grouped(with_literal).items()])

    def _is_with_literal(self, triple: IdTriple) -> bool:
        """Tell whether `triple` says that a thing is the same as a literal, which is told where it is stated."""
        return triple[1] == self._state.facts.same_as and triple[2] >= FIRST_LITERAL

    def _come(self) -> tuple[list[tuple[int, Ids]], list[IdTriple]]:
        """Return the keys that have come in by relation, and as triples those with a name that is one of several."""
        triple_at = self._state.relations.triple_at
        plain: list[tuple[int, Ids]] = []
        named: list[IdTriple] = []
        for name, keys in (each for delta in self._state.log for each in delta.items()):
            have_names = self._have_names(name, keys)
            plain.append((name, keys[~have_names]))
            named += (triple_at(name, key) for key in keys[have_names].tolist())
        return plain, named

    def _have_names(self, name: int, keys: Ids) -> Flags:
        """Tell of keys of one relation what `_has_names` tells of a triple."""
        equality, triple_at = self._state.equality, self._state.relations.triple_at
        if len(keys) <= _FEW:
            return np.array([self._has_names(triple_at(name, key)) for key in keys.tolist()], np.bool_)
        changed = np.sort(np.fromiter(self._names, np.int64))
        terms = (keys,) if name < 0 else (keys >> 32, keys & LOW)
        found = np.full(len(keys), self._has_names((name, name, name) if name >= 0 else (class_key(name),) * 3))
        for each in terms:
            found |= contains(changed, each)
            found |= False if equality is None else equality.have_others(each)
        return found

    def _named_added(self, come: Iterable[IdTriple]) -> set[IdTriple]:
        facts, equality = self._state.facts, self._state.equality
        reps = {equality.name(name) for name in self._names} if equality is not None else set()
        about = (triple for rep in reps for relations, triple in facts.touching(rep) if relations is facts.relations)
        found = {triple for triple in self._new if self._has_names(triple)}
        for triple in dict.fromkeys(chain(come, about)):
            groups = [_grouped(self._names_now(term), self._names_before) for term in triple]
            found.update(self._across(groups, self._was_said))
        return {triple for triple in found if self._holds(triple)}

    def _named_removed(self, fallen: Iterable[IdTriple]) -> set[IdTriple]:
        found = {triple for triple in fallen if triple in self._old}
        for triple in self._said:
            groups = [_grouped(self._names_before(term), self._names_now) for term in triple]
            found.update(self._across(groups, self._is_said))
        return {triple for triple in found if not self._holds(triple)}

    def _across(self, groups: list[dict[int, list[int]]], is_there: Callable[[IdTriple], bool]) -> Iterator[IdTriple]:
        """Yield the triples by names of each group of which the triple of representatives is not there on that side."""
        for one, two, three in product(*groups):
            if not is_there((one, two, three)):
                named = product(groups[0][one], groups[1][two], groups[2][three])
                yield from (triple for triple in named if not self._is_untold(triple))

    def _encoded(self, pieces: Iterable[tuple[int, Ids]]) -> EncodedTriples:
        dictionary = self._state.dictionary
        told = ((name, keys) for name, keys in pieces if name < 0 or not dictionary.token_of(name).startswith("_:"))
        return encoded(told, self._state.relations.type_id, dictionary)


def _grouped(names: Iterable[int], others: Callable[[int], list[int]]) -> dict[int, list[int]]:
    """Return names by the representative that they have on the other side of the update."""
    found: dict[int, list[int]] = defaultdict(list)
    for name in names:
        found[others(name)[0]].append(name)
    return found


def difference(before: EncodedTriples, after: EncodedTriples) -> Change:
    """Return what has changed between two sets of triples of one dictionary."""
    one, other = map(_rows, (before, after))
    return Change(_of_rows(other - one, after.dictionary), _of_rows(one - other, before.dictionary))


def _rows(triples: EncodedTriples) -> set[IdTriple]:
    return set(zip(triples.subjects.tolist(), triples.predicates.tolist(), triples.objects.tolist(), strict=True))


def _of_rows(rows: Collection[IdTriple], dictionary: Terms) -> EncodedTriples:
    columns = np.array(list(rows), np.int64).reshape(-1, 3)
    return EncodedTriples(dictionary, columns[:, 0], columns[:, 1], columns[:, 2])
