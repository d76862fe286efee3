"""The evaluator over rows: what follows from one triple, and from what a triple follows, by look-up in the relations.

For a handful of triples this is far quicker than columns are, whose every join has a price of its own. Each way into a
rule (a triple that meets one pattern of its body, or its head) is planned once, at first use (`plans`).
"""

from collections.abc import Iterable, Iterator

from coopkg.rdf.dictionary import FIRST_LITERAL
from coopkg.reasoning.equality import NEVER, Equality, naming
from coopkg.reasoning.plans import UNSET, Join, Plan, Registers, is_there, oldest, plan_into
from coopkg.reasoning.relations import AnyRelations, IdTriple
from coopkg.reasoning.specialize import SpecializedRule
from coopkg.reasoning.ways import Ways

_ONCE = (None,)


class Matcher:
    """Rules that can be asked triple by triple, over relations that may change between the questions.

    `reading` and `concluding` are the ways into their bodies and heads. While an answer is being read the relations
    must stay as they are.
    """

    __slots__ = ("_equality", "_from_body", "_from_head", "_relations", "concluding", "reading")

    def __init__(
        self, relations: AnyRelations, rules: Iterable[SpecializedRule], equality: Equality | None = None
    ) -> None:
        self._relations = relations
        self._equality = equality
        self.reading, self.concluding = Ways(relations.type_id), Ways(relations.type_id)
        self._from_body: dict[int, list[Plan]] = {}
        self._from_head: dict[int, list[Plan]] = {}
        for rule in rules:
            self.add(rule)

    def add(self, rule: SpecializedRule) -> None:
        """Ask `rule` from now on, if it concludes anything."""
        if rule.head:
            self.reading.add(rule, rule.body)
            self.concluding.add(rule, rule.head)
            self._forget_plans()

    def discard(self, rule: SpecializedRule) -> None:
        """Ask `rule` no longer."""
        if rule.head:
            self.reading.discard(rule, rule.body)
            self.concluding.discard(rule, rule.head)
            self._forget_plans()

    def _forget_plans(self) -> None:
        self._from_body.clear()
        self._from_head.clear()

    def conclusions(self, triple: IdTriple) -> Iterator[tuple[SpecializedRule, IdTriple]]:
        """Yield what follows in one step from `triple` with the triples that are there; a conclusion may come again."""
        name = self._relations.name_of(triple[1], triple[2])
        plans = self._from_body.get(name)
        if plans is None:
            type_id = self._relations.type_id
            plans = self._from_body[name] = [plan_into(rule, place, type_id) for rule, place in self.reading.to(name)]
        for plan in plans:
            registers = self._entered(plan, triple)
            if registers is not None:
                for _ in self._solved(plan, registers, plan.joins):
                    if plan.leaves and not self._have_leaves(plan, registers):
                        continue
                    for subject, predicate, object_ in plan.head:
                        if not plan.rule.is_of_resources or registers[subject] < FIRST_LITERAL:
                            yield plan.rule, (registers[subject], registers[predicate], registers[object_])

    def derivations(self, triple: IdTriple) -> Iterator[tuple[SpecializedRule, tuple[IdTriple, ...]]]:
        """Yield each way in which a rule concludes `triple` from triples that are there: the rule and these triples."""
        for plan in self._plans_to(triple):
            registers = self._entered(plan, triple)
            if registers is not None:
                for _ in self._solved(plan, registers, (*plan.joins, *(Join(step, ()) for step in plan.leaves))):
                    yield plan.rule, tuple((registers[s], registers[p], registers[o]) for s, p, o in plan.body)

    def supports(self, triple: IdTriple, before: int) -> Iterator[tuple[SpecializedRule, int]]:
        """Yield ways in which a rule concludes `triple`, each as the rule and the highest stamp of its premises.

        Of ways that differ in one premise only the oldest may be told. One that meets the rule's filters, but not by
        names that the terms had `before` some stamp, is told with that stamp.
        """
        for plan in self._plans_to(triple):
            registers = self._entered(plan, triple)
            if registers is None:
                continue
            for _ in self._solved(plan, registers, plan.joins):
                newest = self._newest(plan, registers, before)
                if newest is not None:
                    is_late = plan.filters and self._equality and not self._is_met(plan, registers, before)
                    yield plan.rule, max(newest, before if is_late else 0)

    def _plans_to(self, triple: IdTriple) -> list[Plan]:
        name = self._relations.name_of(triple[1], triple[2])
        plans = self._from_head.get(name)
        if plans is None:
            type_id = self._relations.type_id
            ways = self.concluding.to(name)
            plans = self._from_head[name] = [plan_into(rule, ~place, type_id) for rule, place in ways]
        return plans

    def _newest(self, plan: Plan, registers: Registers, enough: int) -> int | None:
        """Return the highest stamp of the body's triples, of leaves the oldest; None where there is no such leaf."""
        newest, relations = 0, self._relations
        for step in plan.leaves:
            stamp = oldest(relations, step, registers, enough)
            if stamp is None:
                return None
            newest = max(newest, stamp)
        for place, (subject, predicate, object_) in plan.others:
            known = registers[place]
            if known == UNSET:
                known = relations.stamp((registers[subject], registers[predicate], registers[object_])) or 0
            newest = max(newest, known)
        return newest

    def _entered(self, plan: Plan, triple: IdTriple) -> Registers | None:
        """Return the registers that `triple` sets, None where it does not agree or what it calls for is not there."""
        if plan.rule.is_of_resources and triple[0] >= FIRST_LITERAL:
            return None
        registers = [*plan.registers]
        for place, part in plan.sets:
            registers[place] = triple[part]
        for place, part in plan.checks:
            if registers[place] != triple[part]:
                return None
        return registers if not plan.tests or is_there(self._relations, plan.tests, registers) else None

    def _have_leaves(self, plan: Plan, registers: Registers) -> bool:
        return all(oldest(self._relations, step, registers, NEVER) is not None for step in plan.leaves)

    def _solved(self, plan: Plan, registers: Registers, joins: tuple[Join, ...]) -> Iterable[None]:
        """Return something to be passed through once for each solution, with the `registers` set to it."""
        if not plan.filters and not plan.rule.is_of_resources:
            return self._joined(joins, registers)
        return (each for each in self._joined(joins, registers) if self._is_met(plan, registers))

    def _joined(self, joins: tuple[Join, ...], registers: Registers) -> Iterable[None]:
        """Return something to be passed through once for each way to meet all `joins`, with the `registers` set."""
        return _joined(self._relations, joins, registers) if joins else _ONCE

    def _is_met(self, plan: Plan, registers: Registers, before: int = NEVER) -> bool:
        """Tell whether no subject is a literal that must not be one, and the filters are met.

        Where there is an equality, they are met by some names that the values had `before` some stamp.
        """
        if plan.rule.is_of_resources and any(registers[each[0]] >= FIRST_LITERAL for each in plan.body):
            return False
        if not self._equality or not plan.filters:
            return all(registers[left] != registers[right] for left, right in plan.filters)
        values = dict(zip(plan.slots, registers, strict=False))
        return naming(plan.rule.filters, values, self._equality, before) is not None


def _joined(relations: AnyRelations, joins: tuple[Join, ...], registers: Registers) -> Iterator[None]:
    # No recursion: a chain may have more members than Python has frames.
    waiting = [_looked_up(relations, joins[0], registers)]
    while waiting:
        join = joins[len(waiting) - 1]
        into, tests, is_last = join.step.into, join.tests, len(waiting) == len(joins)
        for value in waiting[-1]:
            registers[into] = value
            if tests and not is_there(relations, tests, registers):
                continue
            if not is_last:
                waiting.append(_looked_up(relations, joins[len(waiting)], registers))
                break
            yield
        else:
            waiting.pop()


def _looked_up(relations: AnyRelations, join: Join, registers: Registers) -> Iterator[int]:
    return iter(join.step.look(relations, join.step, registers) if join.step.look is not None else ())
