"""How one rule comes to one triple: the oldest triples of a closure that meet its body.

*Oldest* are those whose newest premise or axiom has the lowest stamp; of several, those with the lowest sum of
stamps; then those with the lowest ids. Few candidates are looked up one by one, many are joined as columns: for a
step of a proof, look-up is several times quicker.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np

from coopkg.rdf.dictionary import FIRST_LITERAL, Ids
from coopkg.reasoning.equality import NEVER, Equality, Slot, naming
from coopkg.reasoning.joins import Bindings, Pattern, distinct, filtered, stamps_in
from coopkg.reasoning.plans import Plan, Registers, Step, plan_into, stamp_at
from coopkg.reasoning.relation import Stamped
from coopkg.reasoning.relations import AnyRelations, IdTriple
from coopkg.reasoning.resources import read_by
from coopkg.reasoning.solutions import solutions
from coopkg.reasoning.specialize import SpecializedRule
from coopkg.reasoning.ways import Way

Values: TypeAlias = dict[Slot, int]
Rank: TypeAlias = tuple[int, int]
"""Newest stamp of premises and axioms, sum of all."""

# Beyond so many candidates for one step columns are quicker.
_MOST_LOOKED_UP = 100
_ANY_SUM = 1 << 62


@dataclass(frozen=True, slots=True)
class Use:
    """One use of a rule: the triples that meet its body, in its order; `place` is the rule's among all."""

    rule: SpecializedRule
    premises: tuple[IdTriple, ...]
    rank: Rank
    place: int

    @property
    def age(self) -> tuple[Rank, int, tuple[IdTriple, ...]]:
        """Return what is lower for the older of two, and equal for none."""
        return self.rank, self.place, self.premises

    @property
    def grounds(self) -> tuple[IdTriple, ...]:
        """Return all triples that it rests on."""
        return self.premises + self.rule.axioms


def unified(head: Pattern, triple: IdTriple) -> Values | None:
    """Return the values that make `head` the triple, None where there are none."""
    values: Values = {}
    for slot, part in zip(head.slots, triple, strict=True):
        if (slot if isinstance(slot, int) else values.setdefault(slot, part)) != part:
            return None
    return values


@dataclass(frozen=True, slots=True)
class Goal:
    """A rule and the atom of its head that it is to conclude; `place` is the rule's among all.

    `plan` is how the body is looked up, `names` are the relations that it reads for sure.
    """

    place: int
    rule: SpecializedRule
    head: Pattern
    plan: Plan
    names: tuple[int, ...]
    equality: Equality | None


def goal_of(way: Way, place: int, relations: AnyRelations, equality: Equality | None) -> Goal:
    """Return the rule with a plan to conclude this atom of its head."""
    rule, number = way
    fixed = (pattern for pattern in rule.body if isinstance(pattern.predicate, int))
    names = [
        relations.name_of(int(pattern.predicate), pattern.object if isinstance(pattern.object, int) else 0)
        for pattern in fixed
        if pattern.predicate != relations.type_id or isinstance(pattern.object, int)
    ]
    plan = plan_into(rule, ~number, relations.type_id)
    return Goal(place, rule, rule.head[number], plan, tuple(dict.fromkeys(names)), equality)


def can_be_met(goal: Goal, relations: AnyRelations) -> bool:
    """Tell whether there are triples at all in each relation that the rule reads."""
    return all(relations.get(name) is not None for name in goal.names)


def oldest_use(goal: Goal, values: Values, axioms: Rank, most: int, relations: AnyRelations) -> Use | None:
    """Return the use of the rule with the oldest premises and no stamp above `most`, None where there is none.

    `axioms` are the newest and the sum of the stamps of the rule's axioms.
    """
    if axioms[0] > most:
        return None
    plan = goal.plan
    # A body that is very long is never looked up: that goes as deep as it is long.
    if len(plan.joins) <= _MOST_LOOKED_UP:
        registers = [values.get(slot, known) for slot, known in zip(plan.slots, plan.registers, strict=False)]
        search = _Lookup(goal, relations, registers, (most, _ANY_SUM), most + 1)
        search.begin(axioms)
        if not search.is_over:
            return search.best
    found = _oldest_by_columns(goal, values, (axioms, most + 1), relations)
    return min((use for use in found if use.rank[0] <= most), key=lambda use: use.age, default=None)


@dataclass(slots=True)
class _Lookup:
    """A search one by one, which gives up after a while: then `is_over` and the rest is for columns.

    What is younger than `limit` is not gone into, which falls as ways are found.
    """

    goal: Goal
    relations: AnyRelations
    registers: Registers
    limit: Rank
    before: int
    left: int = _MOST_LOOKED_UP
    is_over: bool = False
    best: Use | None = None

    def begin(self, axioms: Rank) -> None:
        """Look at all ways to meet the body, together with axioms of this rank."""
        rank = self._tested(self.goal.plan.tests, axioms)
        if rank is not None:
            self._run(0, rank)

    def _run(self, number: int, rank: Rank) -> None:
        """Look at all ways to meet the joins from this `number` on."""
        if number == len(self.goal.plan.joins):
            self._with_leaves(rank)
            return
        join = self.goal.plan.joins[number]
        into = join.step.into
        for stamp, value in self._candidates(join.step):
            if stamp > self.limit[0] or self.is_over:
                break
            self.registers[into] = value
            grown = self._tested(join.tests, (max(rank[0], stamp), rank[1] + stamp))
            if grown is not None:
                self._run(number + 1, grown)

    def _tested(self, tests: tuple[Step, ...], rank: Rank) -> Rank | None:
        """Return the rank together with the triples that `tests` ask for; None where one is not there or too young."""
        newest, total = rank
        for step in tests:
            stamp = stamp_at(self.relations, step, self.registers)
            if stamp is None:
                return None
            newest, total = max(newest, stamp), total + stamp
        return (newest, total) if (newest, total) <= self.limit else None

    def _candidates(self, step: Step) -> list[Stamped]:
        """Return the values that triples give to the register of a step, with their stamps, the oldest first."""
        if step.name is None or step.is_class or (step.free[0] and step.free[2]):
            self.is_over = True
            return []
        found = self._stamped(step)
        self.left -= len(found)
        self.is_over = self.left < 0
        return sorted(found)

    def _stamped(self, step: Step) -> list[Stamped]:
        subject, _, object_ = step.places
        relation = self.relations.get(step.name or 0)
        if relation is None:
            return []
        if step.free[0]:
            return relation.stamped_highs(self.registers[object_])
        return relation.stamped_lows(self.registers[subject])

    def _with_leaves(self, rank: Rank) -> None:
        """Take the oldest triple for each leaf: they have nothing to do with each other."""
        newest, total = rank
        for step in self.goal.plan.leaves:
            found = self._stamped(step)
            if not found:
                return
            stamp, self.registers[step.into] = min(found)
            newest, total = max(newest, stamp), total + stamp
        if (newest, total) <= self.limit:
            self._keep((newest, total))

    def _keep(self, rank: Rank) -> None:
        goal, plan, registers = self.goal, self.goal.plan, self.registers
        if goal.rule.filters or goal.rule.is_of_resources:
            values = dict(zip(plan.slots, registers, strict=False))
            if not are_met(goal.rule, values, goal.equality, self.before):
                return
        premises = tuple((registers[s], registers[p], registers[o]) for s, p, o in plan.body)
        use = Use(goal.rule, premises, rank, goal.place)
        if self.best is None or use.age < self.best.age:
            self.best, self.limit = use, rank


def are_met(rule: SpecializedRule, values: Values, equality: Equality | None, before: int) -> bool:
    """Tell whether the rule's filters are met, by names that the values had `before` some stamp.

    And whether nothing is a literal that the rule does not know as a subject.
    """
    if rule.is_of_resources and any(values.get(each.subject, 0) >= FIRST_LITERAL for each in rule.body):
        return False
    if not rule.filters:
        return True
    if equality:
        return naming(rule.filters, values, equality, before) is not None
    return all(values.get(left, left) != values.get(right, right) for left, right in rule.filters)


def instance(pattern: Pattern, values: Values) -> IdTriple:
    """Return the triple that `pattern` is with these values of its variables."""
    subject, predicate, object_ = (slot if isinstance(slot, int) else values[slot] for slot in pattern.slots)
    return subject, predicate, object_


Columns: TypeAlias = tuple[int | Ids, int, int | Ids]


def _oldest_by_columns(goal: Goal, values: Values, limits: tuple[Rank, int], relations: AnyRelations) -> Iterator[Use]:
    """Yield the oldest of each piece of the solutions; `limits` are the axioms' rank and a stamp that is too young."""
    axioms, before = limits
    start = Bindings(1, {str(slot): value for slot, value in values.items()})
    for piece in solutions(goal.rule.body, start, read_by(goal.rule, relations)):
        rows = filtered(goal.rule.filters, piece, goal.equality, before if goal.equality else NEVER)
        if rows.length:
            pairs = [premise_column(pattern, rows, relations) for pattern in goal.rule.body]
            columns, stamps = (
                [triples for triples, _ in pairs],
                [np.broadcast_to(each, rows.length) for _, each in pairs],
            )
            newest = np.max([np.full(rows.length, axioms[0]), *stamps], axis=0)
            total = np.sum([np.full(rows.length, axioms[1]), *stamps], axis=0)
            parts = [part for triples in reversed(columns) for part in reversed(triples) if not isinstance(part, int)]
            row = int(np.lexsort((*parts, total, newest))[0])
            premises = tuple(triple_at(triples, row) for triples in columns)
            yield Use(goal.rule, premises, (int(newest[row]), int(total[row])), goal.place)


def premise_column(pattern: Pattern, rows: Bindings, relations: AnyRelations) -> tuple[Columns, Ids]:
    """Return the triples that `pattern` is in each row, and their stamps; one for all rows where they are the same."""
    stamps = stamps_in(pattern, rows, relations).astype(np.int64)
    subject, predicate, object_ = map(rows.known, pattern.slots)
    return (subject, distinct(predicate)[0], object_), stamps


def triple_at(columns: Columns, row: int) -> IdTriple:
    """Return one row of the columns."""
    subject, predicate, object_ = (part if isinstance(part, int) else int(part[row]) for part in columns)
    return subject, predicate, object_
