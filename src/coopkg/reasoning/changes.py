"""What an update changed: the triples, under all names, that were not there before it and are now, and back."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from itertools import chain

import numpy as np

from coopkg.rdf.dictionary import FIRST_LITERAL, EncodedTriples, Ids, Terms
from coopkg.reasoning.equality import Flags
from coopkg.reasoning.relation import LOW, about_resources, class_key, contains, unique
from coopkg.reasoning.relations import IdTriple, encoded
from coopkg.reasoning.sides import Before, Now, Piece, across, is_untold, is_with_literal
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

    Where a thing has one name before and after, the rounds of the update say what is new. Of the others both sides are
    compared (`sides`): in the end only those names have to be looked at that have come together, or have parted.
    """

    __slots__ = ("_before", "_fallen", "_new", "_now", "_old", "_state")

    def __init__(self, state: State, new: Collection[IdTriple]) -> None:
        """Begin to watch; `new` is what the update states and was not stated before."""
        self._state = state
        self._new = {triple for triple in new if not self._holds(triple)}
        self._before = Before(state, {triple for triple in self._new if state.facts.stamp(triple) is None})
        self._now = Now(state)
        self._fallen: list[IdTriple] = []
        self._old: set[IdTriple] = set()
        state.log.clear()
        state.facts.witnesses[:] = [self._before.write_down_all]

    def fall(self, triples: Iterable[IdTriple], stated: Iterable[IdTriple]) -> None:
        """Take note of what fell, while names are as they were, and of what of it was `stated`."""
        self._fallen += triples
        self._old = set(stated)
        self._before.write_down(triple for triple in self._fallen if self._has_names(triple))

    def _has_names(self, triple: IdTriple) -> bool:
        """Tell whether a term has, or had at the beginning, several names."""
        equality, changed = self._state.equality, self._before.changed
        if equality is None:
            return False
        subject, predicate, object_ = triple
        has_others = equality.has_others
        if has_others(subject) or has_others(object_) or has_others(predicate):
            return True
        return bool(changed) and any(term in changed for term in triple)

    def _holds(self, triple: IdTriple) -> bool:
        facts = self._state.facts
        stamp = facts.stamp(triple)
        if stamp == 0:
            return True
        if is_untold(triple, self._state):
            return False
        return stamp is not None or (
            facts.equality is not None and facts.relations.stamp(facts.equality.canonical(triple)) is not None
        )

    def change(self) -> Change:
        """Return what has changed since the beginning."""
        self._state.facts.witnesses.clear()
        fallen = [triple for triple in self._fallen if self._has_names(triple)]
        # Some had one name when they fell, and have got others since.
        self._before.write_down(fallen)
        plain_fallen = self._state.grouped(set(self._fallen).difference(fallen))
        plain_come, named_come = self._come()
        added, removed = _united(self._named_added(named_come)), _united(self._named_removed(fallen))
        for name, keys in plain_come:
            added.append((name, keys[~contains(plain_fallen.get(name, _NONE), keys)]))
        for name, keys in plain_fallen.items():
            relation = self._state.relations.get(name)
            removed.append((name, keys if relation is None else keys[~contains(relation.among(keys), keys)]))
        return Change(self._told(added, self._new), self._told(removed, self._old))

    def _told(self, pieces: Iterable[Piece], stated: Iterable[IdTriple]) -> EncodedTriples:
        """Return what of `pieces` is told: of a literal nothing, of equality with a literal what was `stated`."""
        same_as = self._state.facts.same_as
        with_literal = (triple for triple in stated if is_with_literal(triple, self._state))
        kept = [
            (name, keys[keys & LOW < FIRST_LITERAL] if name == same_as else about_resources(name, keys))
            for name, keys in pieces
        ]
        return self._encoded([*kept, *self._state.grouped(with_literal).items()])

    def _come(self) -> tuple[list[Piece], list[IdTriple]]:
        """Return the keys that have come in by relation, and as triples those with a name that is one of several."""
        triple_at = self._state.relations.triple_at
        plain: list[Piece] = []
        named: list[IdTriple] = []
        for name, keys in (each for delta in self._state.log for each in delta.items()):
            have_names = self._have_names(name, keys)
            if not have_names.any():
                plain.append((name, keys))
                continue
            plain.append((name, keys[~have_names]))
            named += (triple_at(name, key) for key in keys[have_names].tolist())
        return plain, named

    def _have_names(self, name: int, keys: Ids) -> Flags:
        """Tell of keys of one relation what `_has_names` tells of a triple."""
        equality, triple_at = self._state.equality, self._state.relations.triple_at
        if len(keys) <= _FEW:
            return np.array([self._has_names(triple_at(name, key)) for key in keys.tolist()], np.bool_)
        changed = np.sort(np.fromiter(self._before.changed, np.int64))
        terms = (keys,) if name < 0 else (keys >> 32, keys & LOW)
        found = np.full(len(keys), self._has_names((name, name, name) if name >= 0 else (class_key(name),) * 3))
        for each in terms:
            found |= contains(changed, each)
            found |= False if equality is None else equality.have_others(each)
        return found

    def _named_added(self, come: Iterable[IdTriple]) -> Iterable[Piece]:
        facts, equality = self._state.facts, self._state.equality
        reps = {equality.name(name) for name in self._before.changed} if equality is not None else set()
        about = (triple for rep in reps for relations, triple in facts.touching(rep) if relations is facts.relations)
        new = (triple for triple in self._new if self._has_names(triple) and self._holds(triple))
        yield from self._state.grouped(new).items()
        for triple in dict.fromkeys(chain(come, about)):
            # Another name may have taken its place since it came in.
            if self._now.is_said(triple):
                yield from across(triple, self._now, self._before, self._state)

    def _named_removed(self, fallen: Iterable[IdTriple]) -> Iterable[Piece]:
        old = (triple for triple in fallen if triple in self._old and not self._holds(triple))
        yield from self._state.grouped(old).items()
        for triple in self._before.said:
            yield from across(triple, self._before, self._now, self._state)

    def _encoded(self, pieces: Iterable[Piece]) -> EncodedTriples:
        dictionary = self._state.dictionary
        told = ((name, keys) for name, keys in pieces if name < 0 or not dictionary.token_of(name).startswith("_:"))
        return encoded(told, self._state.relations.type_id, dictionary)


def _united(pieces: Iterable[Piece]) -> list[Piece]:
    """Return each key of a relation once."""
    batches: dict[int, list[Ids]] = defaultdict(list)
    for name, keys in pieces:
        batches[name].append(keys)
    return [(name, unique(*each)) for name, each in batches.items()]


def difference(before: EncodedTriples, after: EncodedTriples) -> Change:
    """Return what has changed between two sets of triples of one dictionary."""
    one, other = map(_rows, (before, after))
    return Change(_of_rows(other - one, after.dictionary), _of_rows(one - other, before.dictionary))


def _rows(triples: EncodedTriples) -> set[IdTriple]:
    return set(zip(triples.subjects.tolist(), triples.predicates.tolist(), triples.objects.tolist(), strict=True))


def _of_rows(rows: Collection[IdTriple], dictionary: Terms) -> EncodedTriples:
    columns = np.array(list(rows), np.int64).reshape(-1, 3)
    return EncodedTriples(dictionary, columns[:, 0], columns[:, 1], columns[:, 2])
