"""All that was ever stated or concluded in a closure, under the names it had: what proofs and retractions go by.

A rule that names a term has seen it under the representative of its time, which is one of the term's names now. So here
each rule stands once for each way to name its constants; nearly always that is one.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import product

from coopkg.rdf.dictionary import Ids
from coopkg.reasoning.conclusions import Unspoken
from coopkg.reasoning.equality import NEVER, Equality
from coopkg.reasoning.facts import Batches, Delta, Facts
from coopkg.reasoning.firing import Ground, collect, concluded, concluded_from_older, one_round
from coopkg.reasoning.matching import Matcher
from coopkg.reasoning.relation import AnyRelation, Relation, Stamped, Stamps, contains, unique
from coopkg.reasoning.relations import AnyRelations, IdTriple
from coopkg.reasoning.specialize import SpecializedRule, renamed


@dataclass(frozen=True, slots=True)
class Variation:
    """A `rule` as it may have been evaluated: that of the ontology, `origin`, with other names for its constants.

    `renaming` are the constants that have another name here, each with that name.
    """

    rule: SpecializedRule
    origin: SpecializedRule
    renaming: tuple[tuple[int, int], ...] = ()

    def since(self, equality: Equality | None) -> int:
        """Return since when the constants have these names."""
        return max((equality.since(*pair) for pair in self.renaming), default=0) if equality is not None else 0


def variations(rule: SpecializedRule, equality: Equality | None) -> Iterator[Variation]:
    """Yield the rule under all names of its constants, first as it is."""
    shared = [each for each in dict.fromkeys(rule.constants) if equality is not None and equality.has_others(each)]
    if equality is None or not shared:
        yield Variation(rule, rule)
        return
    for names in product(*map(equality.names, shared)):
        renaming = {one: other for one, other in zip(shared, names, strict=True) if one != other}
        yield Variation(renamed(rule, renaming), rule, tuple(renaming.items()))


class Both:
    """One relation in two parts, which share no key."""

    __slots__ = ("_joined", "_parts")

    def __init__(self, one: Relation, other: Relation) -> None:
        self._parts = one, other
        self._joined: Relation | None = None

    def __len__(self) -> int:
        return sum(map(len, self._parts))

    def _relation(self) -> Relation:
        if self._joined is None:
            one, other = self._parts
            self._joined = Relation(one.keys, one.stamps)
            self._joined.merge(other.keys, other.stamps)
        return self._joined

    @property
    def keys(self) -> Ids:
        """Return all keys, ascending."""
        return self._relation().keys

    @property
    def is_reversed(self) -> bool:
        """Tell whether `reversed` is there already."""
        return self._joined is not None and self._joined.is_reversed

    def reversed(self) -> Ids:
        """Return the keys with subject and object exchanged, ascending."""
        return self._relation().reversed()

    def stamps_of(self, keys: Ids) -> Stamps:
        """Return the stamp of each of `keys`, which must all be there."""
        return self._relation().stamps_of(keys)

    def stamp_of(self, key: int) -> int | None:
        """Return the stamp of one key, None where it is not there."""
        stamp = self._parts[0].stamp_of(key)
        return self._parts[1].stamp_of(key) if stamp is None else stamp

    def lows(self, high: int) -> list[int]:
        """Return the low halves of the keys with this high half: the objects of a subject."""
        return self._parts[0].lows(high) + self._parts[1].lows(high)

    def highs(self, low: int) -> list[int]:
        """Return the high halves of the keys with this low half: the subjects of an object."""
        return self._parts[0].highs(low) + self._parts[1].highs(low)

    def stamped_lows(self, high: int) -> list[Stamped]:
        """Return what `lows` returns, each after the stamp of its key."""
        return self._parts[0].stamped_lows(high) + self._parts[1].stamped_lows(high)

    def stamped_highs(self, low: int) -> list[Stamped]:
        """Return what `highs` returns, each after the stamp of its key."""
        return self._parts[0].stamped_highs(low) + self._parts[1].stamped_highs(low)

    def oldest_of_high(self, high: int) -> int | None:
        """Return the lowest stamp of the keys with this high half, None where there are none."""
        return _lower(*(part.oldest_of_high(high) for part in self._parts))

    def oldest_of_low(self, low: int, enough: int) -> int | None:
        """Return the lowest stamp of the keys with this low half, None where there are none, as `Relation`."""
        return _lower(*(part.oldest_of_low(low, enough) for part in self._parts))


def _lower(one: int | None, other: int | None) -> int | None:
    return other if one is None else one if other is None else min(one, other)


class Stored:
    """The relations of some facts, those of renamed triples included."""

    __slots__ = ("_facts", "_relations", "_retired", "type_id")

    def __init__(self, facts: Facts) -> None:
        self._facts = facts
        self._relations, self._retired = facts.relations, facts.retired
        self.type_id = facts.relations.type_id

    def get(self, name: int) -> AnyRelation | None:
        """Return the relation called `name`, None where it is empty."""
        one, other = self._relations.get(name), self._retired.get(name)
        if other is None or one is None or not len(other):
            return other if one is None else one
        return Both(one, other)

    def names_of(self, predicate: int) -> list[int]:
        """Return the names of the relations that hold the triples with this predicate."""
        parts = self._facts.relations, self._facts.retired
        return list(dict.fromkeys(name for part in parts for name in part.names_of(predicate)))

    def predicates(self) -> list[int]:
        """Return the predicates of all triples."""
        return list(dict.fromkeys((*self._facts.relations.predicates(), *self._facts.retired.predicates())))

    def place_of(self, triple: IdTriple) -> tuple[int, int]:
        """Return the name of the relation that holds, or would hold, a triple, and its key there."""
        return self._facts.relations.place_of(triple)

    def name_of(self, predicate: int, object_: int) -> int:
        """Return the name of the relation that holds, or would hold, a triple with these."""
        return self._facts.relations.name_of(predicate, object_)

    def stamp(self, triple: IdTriple) -> int | None:
        """Return the stamp of one triple, None where it is not there."""
        return self._facts.stamp(triple)


class Past:
    """What rules have concluded from what, over all that was ever stated or concluded."""

    __slots__ = ("_equality", "_ground", "_matcher", "_of", "relations")

    def __init__(self, facts: Facts, rules: Iterable[SpecializedRule], rules_out: Unspoken) -> None:
        self._equality = facts.equality or None
        self.relations: AnyRelations = Stored(facts) if self._equality else facts.relations
        varied = [each for rule in rules if rule.head for each in variations(rule, self._equality)]
        self._of = {id(each.rule): each for each in varied}
        self._matcher = Matcher(self.relations, (each.rule for each in varied), self._equality)
        # Names that represented nothing then may have been told to be themselves.
        out = replace(rules_out, reflexive=frozenset()) if self._equality else rules_out
        self._ground = Ground(self.relations, out, self._equality)

    def discard(self, rule: SpecializedRule) -> None:
        """Ask `rule` no longer."""
        for each in [each for each in self._of.values() if each.origin is rule]:
            self._matcher.discard(each.rule)

    def conclusions(self, triple: IdTriple) -> Iterator[IdTriple]:
        """Yield what was, or may have been, concluded in one step from `triple`."""
        return (each for _, each in self._matcher.conclusions(triple))

    def since(self, triple: IdTriple, enough: int) -> int:
        """Return above which stamp a rule concludes `triple`: the lowest for which the newest premise is no newer.

        One that is lower than `enough` will do. `NEVER` means that no rule concludes it from what is there.
        """
        since = NEVER
        for rule, newest in self._matcher.supports(triple, enough):
            if newest < since:
                axioms = (self.relations.stamp(each) or 0 for each in rule.axioms)
                since = min(since, max(newest, self._named(rule), *axioms))
                if since < enough:
                    break
        return since

    def _named(self, rule: SpecializedRule) -> int:
        """Return since when the constants of `rule` have their names."""
        variation = self._of[id(rule)]
        return variation.since(self._equality) if variation.renaming else 0

    def concluded_from(self, delta: Delta) -> Iterator[tuple[int, Ids, Stamps]]:
        """Yield what is there of what follows in one step from `delta`: relation, keys (ascending), stamps."""
        yield from self._there(one_round(self._ground, self._matcher.reading, delta))

    def concluded_by(self, rule: SpecializedRule) -> Iterator[tuple[int, Ids, Stamps]]:
        """Yield what is there of all that `rule` concludes, as `concluded_from`."""
        batches: Batches = defaultdict(list)
        for each in variations(rule, self._equality):
            collect(batches, concluded(self._ground, each.rule))
        yield from self._there(batches)

    def _there(self, batches: Batches) -> Iterator[tuple[int, Ids, Stamps]]:
        for name, pieces in batches.items():
            relation = self.relations.get(name)
            if relation is not None:
                keys = unique(*pieces)
                keys = keys[contains(relation.keys, keys)]
                yield name, keys, relation.stamps_of(keys)

    def supported(self, name: int, keys: Ids, stamp: int) -> Ids:
        """Return those of the `keys` of one relation that a rule concludes from triples older than `stamp`."""
        left = keys
        for rule, place in self._matcher.concluding.to(name):
            if len(left) and all((self.relations.stamp(each) or 0) < stamp for each in rule.axioms):
                found = list(concluded_from_older(self._ground, (rule, place), (name, left), stamp))
                if found and self._named(rule) < stamp:
                    left = left[~contains(unique(*found), left)]
        return keys[~contains(left, keys)]
