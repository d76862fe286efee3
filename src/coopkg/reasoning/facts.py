"""What a closure holds: triples under representatives, and those that were renamed, with the stamps they had.

Rules read and conclude `relations`, where each thing has one name. When two things turn out to be one, the triples of
the name that represents nothing any more move to `retired` and come back under the new representative, a round later.
So every triple that was ever stated or concluded is in one of the two, and premises are older than conclusions in both
together. Triples with a literal as subject are here for the rules to read, and are never told. In `relations` stands
`x owl:sameAs x` for each thing with several names; the edges that merged them (and all stated ones) are in `retired`.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Protocol, TypeAlias

import numpy as np

from coopkg.rdf.dictionary import FIRST_LITERAL, Ids
from coopkg.reasoning.equality import NEVER, Equality, flagged, flags
from coopkg.reasoning.overlay import Overlay
from coopkg.reasoning.relation import LOW, Relation, about_resources, class_key, contains, unique
from coopkg.reasoning.relations import IdTriple, Relations, open_relations

Batches: TypeAlias = dict[int, list[Ids]]
"""Keys by the name of their relation, in pieces; neither ordered nor unique."""
Delta: TypeAlias = dict[int, Ids]
"""Keys by the name of their relation, ascending, each once."""


#: The directory inside that of the triples which holds those that were renamed.
RETIRED = "retired"


class Preferences(Protocol):
    """Which names represent."""

    def stays(self, term: int) -> bool:
        """Tell whether nothing can be said to be the same as `term` by this treatment."""

    def prefers(self) -> frozenset[int]:
        """Return the names that represent rather than others."""


class Facts:
    """Triples with stamps, under representatives where there is an `equality`.

    `is_beyond` tells that something was said to be the same as a term that stays. `renamed` gets the names of the
    relations of which triples were renamed, `merged` the representatives of things that got more names. `witnesses` are
    told of each name before it becomes one of another thing.
    """

    __slots__ = ("equality", "is_beyond", "merged", "relations", "renamed", "retired", "same_as", "witnesses")

    def __init__(self, relations: Relations, same_as: int = -1, equality: Equality | None = None) -> None:
        self.relations = relations
        self.retired = Relations(relations.type_id)
        self.equality = equality
        self.same_as = same_as
        self.is_beyond = False
        self.renamed: set[int] = set()
        self.merged: set[int] = set()
        self.witnesses: list[Callable[[int], None]] = []

    def stamp(self, triple: IdTriple) -> int | None:
        """Return the stamp of a triple that was stated or concluded as it stands, None of any other."""
        stamp = self.relations.stamp(triple)
        return self.retired.stamp(triple) if stamp is None and self.equality else stamp

    def stamp_as_named(self, triple: IdTriple) -> int | None:
        """Return since when a triple holds that may hold because a variant of it does; None where it does not."""
        stamp = self.stamp(triple)
        if stamp is not None or not self.equality:
            return stamp
        subject, predicate, object_ = triple
        if predicate == self.same_as:
            is_one = subject != object_ and object_ < FIRST_LITERAL
            since = self.equality.since(subject, object_) if is_one else NEVER
        else:
            since = min((self._since(each, triple) for each in self.stored_variants(triple)), default=NEVER)
        return max(since, 1) if since != NEVER else None

    def _since(self, variant: IdTriple, triple: IdTriple) -> int:
        stamp = self.stamp(variant)
        if stamp is None or self.equality is None:
            return NEVER
        return max(stamp, self.equality.since_all(variant, triple))

    def stored_variants(self, triple: IdTriple) -> Iterator[IdTriple]:
        """Yield the triples that were stated or concluded and are `triple` under other names, or it itself."""
        if self.equality is None:
            return
        subject, predicate, object_ = triple
        subjects, objects = self.equality.names(subject), set(self.equality.names(object_))
        for relations in (self.relations, self.retired):
            for each in self.equality.names(predicate):
                if each == relations.type_id:
                    found = ((one, each, two) for one in subjects for two in objects)
                    yield from (variant for variant in found if relations.stamp(variant) is not None)
                elif (relation := relations.get(each)) is not None:
                    yield from ((one, each, two) for one in subjects for two in relation.lows(one) if two in objects)

    def save(self, directory: Path) -> None:
        """Write the triples as `.npy` files into the existing `directory`, for `open_facts`."""
        self.relations.save(directory)
        if self.equality is not None:
            (directory / RETIRED).mkdir(exist_ok=True)
            self.retired.save(directory / RETIRED)

    def newest(self) -> int:
        """Return the highest stamp."""
        return max(self.relations.newest(), self.retired.newest())

    def absorb(self, batches: Batches, stamps: tuple[int, int], preferences: Preferences) -> tuple[Delta, int]:
        """Take in what is new in `batches` with the first of `stamps`, and what is renamed by it with the second.

        Return what was new and is not renamed, and the last stamp that was given.
        """
        stamp, renaming = stamps
        same = batches.pop(self.same_as, None) if self.equality is not None else None
        delta = self.relations.absorb(batches, stamp)
        if same is None:
            return delta, stamp
        gone = self._merged(unique(*same), stamp, delta, preferences)
        return (self._renamed(gone, renaming, delta), renaming) if gone else (delta, stamp)

    def _merged(self, keys: Ids, stamp: int, delta: Delta, preferences: Preferences) -> set[int]:
        """Merge what `keys` of owl:sameAs say is one; return the names that represent nothing any more."""
        subjects, objects = keys >> 32, keys & LOW
        is_merge = (objects < FIRST_LITERAL) & (subjects != objects)
        delta |= self.relations.absorb({self.same_as: [keys[~is_merge]]}, stamp)
        pairs = keys[is_merge]
        gone: dict[int, int] = {}
        for key, one, other in zip(
            pairs.tolist(), subjects[is_merge].tolist(), objects[is_merge].tolist(), strict=True
        ):
            name = self.merge(one, other, stamp, preferences)
            if name is not None:
                gone[name] = key
        edges = pairs if stamp == 0 else np.sort(np.array(list(gone.values()), np.int64))
        self.retired.absorb({self.same_as: [edges]}, stamp)
        return set(gone)

    def merge(self, one: int, other: int, stamp: int, preferences: Preferences) -> int | None:
        """Merge two names, as `Equality.merge`; nothing is renamed yet."""
        if self.equality is None or preferences.stays(one) or preferences.stays(other):
            self.is_beyond = True
            return None
        if self.equality.name(one) == self.equality.name(other):
            return None
        for witness in self.witnesses:
            witness(one)
            witness(other)
        return self.equality.merge(one, other, stamp, preferences.prefers())

    def _renamed(self, gone: set[int], stamp: int, delta: Delta) -> Delta:
        """Rename all triples with a name in `gone`; return `delta` as it is then, and what came in by it."""
        if self.equality is None:
            raise AssertionError(gone)
        batches: Batches = defaultdict(list)
        ids = np.sort(np.array(list(gone), np.int64))
        for name in list(self.relations):
            relation = self.relations.get(name)
            if relation is not None and len(relation):
                new_name = self.renamed_relation(name)
                keys = relation.keys if new_name != name else touching(relation, ids, is_class=name < 0)
                if len(keys):
                    self.renamed.add(name)
                    self.retired.merge(name, keys, relation.stamps_of(keys))
                    relation.remove(keys)
                    batches[new_name].append(self._renamed_keys(name, keys))
        reps = np.array(sorted({self.equality.name(name) for name in gone}), np.int64)
        self.merged.update(reps.tolist())
        batches[self.same_as].append(reps << 32 | reps)
        fresh = self.relations.absorb(batches, stamp)
        return joined(self.unrenamed(delta), fresh)

    def renamed_relation(self, name: int) -> int:
        """Return the name of the relation that holds the triples of the one called `name` now."""
        if self.equality is None:
            return name
        return class_key(self.equality.name(class_key(name))) if name < 0 else self.equality.name(name)

    def _renamed_keys(self, name: int, keys: Ids) -> Ids:
        if self.equality is None:
            return keys
        if name < 0:
            return self.equality.renamed(keys)
        return self.equality.renamed(keys >> 32) << 32 | self.equality.renamed(keys & LOW)

    def drop(self, triples: Iterable[IdTriple]) -> None:
        """Take out triples, which must all be there, renamed or not."""
        for triple in triples:
            is_retired = self.relations.stamp(triple) is None
            (self.retired if is_retired else self.relations).drop(triple)

    def drop_all(self, delta: Delta) -> None:
        """Take out many triples, as `drop`."""
        kept = self.present(delta)
        self.relations.remove(kept)
        for name, keys in delta.items():
            others = keys[~contains(kept[name], keys)] if name in kept else keys
            if len(others):
                self.retired.remove({name: others})

    def touching(self, name: int) -> Iterator[tuple[Relations, IdTriple]]:
        """Yield each triple that has `name` as a term, and whether it is among the relations or the retired."""
        for relations in (self.relations, self.retired):
            for relation_name in list(relations):
                relation = relations.get(relation_name)
                if relation is None or not len(relation):
                    continue
                if relation_name in {name, class_key(name)}:
                    keys = relation.keys.tolist()
                elif relation_name < 0:
                    keys = [name] if relation.stamp_of(name) is not None else []
                else:
                    lows, highs = relation.lows(name), relation.highs(name)
                    keys = [name << 32 | low for low in lows] + [high << 32 | name for high in highs if high != name]
                for key in keys:
                    yield relations, relations.triple_at(relation_name, key)

    def rename(self, gone: Iterable[int], stamp: int) -> list[IdTriple]:
        """Rename, one by one, all triples with a name in `gone`; return what came in by it, with this stamp."""
        if self.equality is None:
            raise AssertionError(gone)
        found: list[IdTriple] = []
        for name in gone:
            for relations, triple in [*self.touching(name)]:
                if relations is self.relations:
                    self.renamed.add(relations.place_of(triple)[0])
                    self.retired.put(triple, self.relations.stamp(triple) or 0)
                    self.relations.drop(triple)
                    self._put_new(self.equality.canonical(triple), stamp, found)
            rep = self.equality.name(name)
            self.merged.add(rep)
            self._put_new((rep, self.same_as, rep), stamp, found)
        return [triple for triple in found if self.relations.stamp(triple) is not None]

    def _put_new(self, triple: IdTriple, stamp: int, found: list[IdTriple]) -> None:
        if self.relations.stamp(triple) is None:
            self.relations.put(triple, stamp)
            found.append(triple)

    def columns(self, *, is_inferred: bool, reflexive: frozenset[int]) -> Iterator[tuple[int, Ids]]:
        """Yield each relation's name with the keys of its inferred triples, or of all, under all names.

        Of predicates in `reflexive` a triple of one name with itself is told only where it is stated; so is equality
        with a literal.
        """
        if not self.equality:
            for name, keys in self.relations.columns(is_inferred=is_inferred):
                if len(told := self.told(name, keys)):
                    yield name, told
            return
        for relation_name in self._names_of_relations(self.equality):
            stated = self.stated(relation_name)
            relation = self.relations.get(self.renamed_relation(relation_name))
            inferred = self._spread(relation, relation_name, self.equality) if relation is not None else stated[:0]
            if relation_name in reflexive:
                inferred = inferred[inferred >> 32 != inferred & LOW]
            inferred = self.told(relation_name, inferred[~contains(stated, inferred)])
            keys = inferred if is_inferred else np.concatenate((stated, inferred))
            if len(keys):
                yield relation_name, keys

    def _names_of_relations(self, equality: Equality) -> list[int]:
        """Return the names of all relations that there are under all names of properties and classes."""
        found = {*self.relations, *self.retired}
        for name in self.relations:
            if name < 0:
                found.update(map(class_key, equality.names(class_key(name))))
            else:
                found.update(equality.names(name))
        return sorted(found)

    def stated(self, name: int) -> Ids:
        """Return the keys of the stated triples of one relation, ascending."""
        both = self.relations.stated(name), self.retired.stated(name)
        keys = np.sort(np.concatenate(both)) if len(both[0]) and len(both[1]) else both[not len(both[0])]
        return about_resources(name, keys)

    def told(self, name: int, keys: Ids) -> Ids:
        """Return those of the keys of one relation that are told: no literal is a subject, or said to be the same."""
        keys = about_resources(name, keys)
        if name != self.same_as:
            return keys
        is_told = keys & LOW < FIRST_LITERAL
        is_told[~is_told] = contains(self.stated(name), keys[~is_told])
        return keys[is_told]

    def _spread(self, relation: Relation, name: int, equality: Equality) -> Ids:
        keys = relation.keys
        is_shared = equality.are_shared(keys if name < 0 else keys >> 32)
        if name >= 0:
            is_shared |= equality.are_shared(keys & LOW)
        return np.concatenate((keys[~is_shared], equality.spread(keys[is_shared], is_class=name < 0)))

    def unrenamed(self, delta: Delta) -> Delta:
        """Return what of `delta`, which was in `relations`, is still: what has no name that represents nothing."""
        if not self.equality:
            return delta
        found = {}
        for name, keys in delta.items():
            if self.renamed_relation(name) == name:
                is_gone = self.equality.are_gone(keys if name < 0 else keys >> 32)
                if name >= 0:
                    is_gone |= self.equality.are_gone(keys & LOW)
                found[name] = keys[~is_gone] if is_gone.any() else keys
        return {name: keys for name, keys in found.items() if len(keys)}

    def present(self, delta: Delta) -> Delta:
        """Return what of `delta` is in `relations`."""
        found = {}
        for name, keys in delta.items():
            relation = self.relations.get(name)
            if relation is not None and len(kept := relation.among(keys)):
                found[name] = kept
        return found


def open_facts(directory: Path, same_as: int | None, overlay: Overlay | None = None) -> Facts:
    """Return what `Facts.save` wrote into `directory`, memory-mapped, with what `overlay` says of it.

    OSError or ValueError where it is damaged.
    """
    facts = Facts(open_relations(directory), -1 if same_as is None else same_as)
    if overlay is not None:
        overlay.amend(facts.relations, is_retired=False)
    if (directory / RETIRED).exists():
        facts.retired = open_relations(directory / RETIRED)
        if overlay is not None:
            overlay.amend(facts.retired, is_retired=True)
        facts.equality = Equality()
        edges, reps = facts.retired.get(facts.same_as), facts.relations.get(facts.same_as)
        if edges is not None and reps is not None:
            facts.equality.join(edges.keys, edges.stamps, reps.keys)
    return facts


def joined(one: Delta, other: Delta) -> Delta:
    """Return both deltas as one."""
    both = dict(one)
    for name, keys in other.items():
        both[name] = unique(both[name], keys) if name in both else keys
    return both


def touching(relation: Relation, ids: Ids, *, is_class: bool) -> Ids:
    """Return the keys, ascending, that have one of the ascending `ids` as a half, or are one if `is_class`."""
    keys = relation.keys
    if is_class:
        return ids[contains(keys, ids)] if len(ids) < len(keys) else keys[contains(ids, keys)]
    if _FEWER * len(ids) > len(keys):
        marks = flags(ids)
        return keys[flagged(marks, keys >> 32) | flagged(marks, keys & LOW)]
    found = [relation.keys_of(number) for number in ids.tolist()]
    return unique(*found) if found else keys[:0]


# Looking up an id in both orders of a relation takes about as long as testing so many of its keys.
_FEWER = 2000
