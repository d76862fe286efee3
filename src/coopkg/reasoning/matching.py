"""The evaluator over rows: what follows from one triple, and from what a triple follows, by look-up in the relations.

For a handful of triples this is far quicker than columns are, whose every join has a price of its own. Each way into a
rule (a triple that meets one pattern of its body, or its head) is planned once, at first use: the patterns that are
left, the most bound first. Variables and constants of a rule are numbered, so a solution is one list of ids.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TypeAlias

from coopkg.rdf.dictionary import FIRST_LITERAL
from coopkg.reasoning.equality import Equality, Slot, naming
from coopkg.reasoning.joins import Pattern
from coopkg.reasoning.order import cheapest_first
from coopkg.reasoning.relation import LOW, AnyRelation, class_key
from coopkg.reasoning.relations import AnyRelations, IdTriple
from coopkg.reasoning.specialize import SpecializedRule
from coopkg.reasoning.ways import Ways

Registers: TypeAlias = list[int]
Places: TypeAlias = tuple[int, int, int]
"""The registers of subject, predicate and object."""

_FREE = -1
_NO_MORE = object()


@dataclass(frozen=True, slots=True)
class Plan:
    """How to solve a rule that a triple has entered: `enter` takes the triple, `steps` the other patterns in order."""

    rule: SpecializedRule
    registers: tuple[int, ...]
    enter: Places
    steps: tuple[Places, ...]
    body: tuple[Places, ...]
    head: tuple[Places, ...]
    filters: tuple[tuple[int, int], ...]
    slots: tuple[Slot, ...]


class Matcher:
    """Rules that can be asked triple by triple, over relations that may change between the questions.

    `reading` and `concluding` are the ways into their bodies and heads. While an answer is being read the relations
    must stay as they are.
    """

    __slots__ = ("_equality", "_plans", "_relations", "concluding", "reading")

    def __init__(
        self, relations: AnyRelations, rules: Iterable[SpecializedRule], equality: Equality | None = None
    ) -> None:
        self._relations = relations
        self._equality = equality
        self.reading, self.concluding = Ways(relations.type_id), Ways(relations.type_id)
        self._plans: dict[tuple[int, int], Plan] = {}
        for rule in rules:
            self.add(rule)

    def add(self, rule: SpecializedRule) -> None:
        """Ask `rule` from now on, if it concludes anything."""
        if rule.head:
            self.reading.add(rule, rule.body)
            self.concluding.add(rule, rule.head)

    def discard(self, rule: SpecializedRule) -> None:
        """Ask `rule` no longer."""
        if rule.head:
            self.reading.discard(rule, rule.body)
            self.concluding.discard(rule, rule.head)
            for place in (*range(len(rule.body)), *(~place for place in range(len(rule.head)))):
                self._plans.pop((id(rule), place), None)

    def conclusions(self, triple: IdTriple) -> Iterator[tuple[SpecializedRule, IdTriple]]:
        """Yield what follows in one step from `triple` with the triples that are there; a conclusion may come again."""
        for rule, place in self.reading.to(self._relations.place_of(triple)[0]):
            plan = self._plan(rule, place)
            for registers in self._solutions(plan, triple):
                for subject, predicate, object_ in plan.head:
                    if not rule.is_of_resources or registers[subject] < FIRST_LITERAL:
                        yield rule, (registers[subject], registers[predicate], registers[object_])

    def derivations(self, triple: IdTriple) -> Iterator[tuple[SpecializedRule, tuple[IdTriple, ...]]]:
        """Yield each way in which a rule concludes `triple` from triples that are there: the rule and these triples."""
        for rule, place in self.concluding.to(self._relations.place_of(triple)[0]):
            plan = self._plan(rule, ~place)
            for registers in self._solutions(plan, triple):
                yield rule, tuple((registers[s], registers[p], registers[o]) for s, p, o in plan.body)

    def _plan(self, rule: SpecializedRule, place: int) -> Plan:
        plan = self._plans.get((id(rule), place))
        if plan is None:
            plan = self._plans[id(rule), place] = _planned(rule, place)
        return plan

    def _solutions(self, plan: Plan, triple: IdTriple) -> Iterator[Registers]:
        if plan.rule.is_of_resources and triple[0] >= FIRST_LITERAL:
            return
        registers = list(plan.registers)
        for place, part in zip(plan.enter, triple, strict=True):
            if registers[place] == _FREE:
                registers[place] = part
            elif registers[place] != part:
                return
        for _ in self._solved(plan.steps, registers):
            if not (plan.filters or plan.rule.is_of_resources) or self._is_met(plan, registers):
                yield registers

    def _is_met(self, plan: Plan, registers: Registers) -> bool:
        """Tell whether no subject is a literal that must not be one, and the filters are met (by some names)."""
        if plan.rule.is_of_resources and any(registers[each[0]] >= FIRST_LITERAL for each in plan.body):
            return False
        if not self._equality or not plan.filters:
            return all(registers[left] != registers[right] for left, right in plan.filters)
        values = dict(zip(plan.slots, registers, strict=True))
        return naming(plan.rule.filters, values, self._equality) is not None

    def _solved(self, steps: tuple[Places, ...], registers: Registers) -> Iterator[None]:
        """Yield once for each way to meet all `steps`, with the `registers` set to it."""
        # No recursion: a chain may have more members than Python has frames.
        waiting: list[Iterator[None]] = []
        while True:
            if len(waiting) < len(steps):
                waiting.append(self._met(steps[len(waiting)], registers))
            else:
                yield
            while waiting and next(waiting[-1], _NO_MORE) is _NO_MORE:
                waiting.pop()
            if not waiting:
                return

    def _met(self, step: Places, registers: Registers) -> Iterator[None]:
        subject, predicate, object_ = step
        known = registers[predicate]
        if known == _FREE:
            yield from self._met_anywhere(step, registers)
        elif known == self._relations.type_id:
            yield from self._met_by_instance(subject, object_, registers)
        elif (relation := self._relations.get(known)) is not None:
            yield from _met_in(relation, subject, object_, registers)

    def _met_by_instance(self, subject: int, class_: int, registers: Registers) -> Iterator[None]:
        is_known = registers[class_] != _FREE
        names = [class_key(registers[class_])] if is_known else self._relations.names_of(self._relations.type_id)
        for name in names:
            relation = self._relations.get(name)
            if relation is None:
                continue
            if not is_known:
                registers[class_] = class_key(name)
            if registers[subject] == _FREE:
                yield from _set(relation.keys.tolist(), subject, registers)
            elif relation.stamp_of(registers[subject]) is not None:
                yield
        if not is_known:
            registers[class_] = _FREE

    def _met_anywhere(self, step: Places, registers: Registers) -> Iterator[None]:
        for predicate in self._relations.predicates():
            registers[step[1]] = predicate
            yield from self._met(step, registers)
        registers[step[1]] = _FREE


def _met_in(relation: AnyRelation, subject: int, object_: int, registers: Registers) -> Iterator[None]:
    one, other = registers[subject], registers[object_]
    if one == _FREE and other == _FREE:
        yield from _set_both(relation.keys.tolist(), (subject, object_), registers)
    elif one == _FREE:
        yield from _set(relation.highs(other), subject, registers)
    elif other == _FREE:
        yield from _set(relation.lows(one), object_, registers)
    elif relation.stamp_of(one << 32 | other) is not None:
        yield


def _set(values: Iterable[int], place: int, registers: Registers) -> Iterator[None]:
    for value in values:
        registers[place] = value
        yield
    registers[place] = _FREE


def _set_both(keys: Iterable[int], places: tuple[int, int], registers: Registers) -> Iterator[None]:
    one, other = places
    for key in keys:
        if one != other or key >> 32 == key & LOW:
            registers[one], registers[other] = key >> 32, key & LOW
            yield
    registers[one] = registers[other] = _FREE


def _planned(rule: SpecializedRule, place: int) -> Plan:
    """Return the plan for a triple at `place` of the body, or at `~place` of the head."""
    numbers: dict[Slot, int] = {}

    def places(pattern: Pattern) -> Places:
        subject, predicate, object_ = (numbers.setdefault(slot, len(numbers)) for slot in pattern.slots)
        return subject, predicate, object_

    body, head = tuple(map(places, rule.body)), tuple(map(places, rule.head))
    filters = tuple(
        (numbers.setdefault(left, len(numbers)), numbers.setdefault(right, len(numbers)))
        for left, right in rule.filters
    )
    enter = body[place] if place >= 0 else head[~place]
    others = [each for number, each in enumerate(body) if number != place]
    bound = {number for slot, number in numbers.items() if isinstance(slot, int)}
    order = cheapest_first(others, bound.union(enter), lambda place, known: _unboundness(others[place], known))
    registers = tuple(slot if isinstance(slot, int) else _FREE for slot in numbers)
    steps = tuple(others[place] for place in order)
    return Plan(rule, registers, enter, steps, body, head, filters, tuple(numbers))


def _unboundness(step: Places, known: set[int]) -> tuple[int, int]:
    """Rank a step: those with a known predicate and most known ends, a known subject before an object."""
    return -(step[1] in known), -2 * (step[0] in known) - (step[2] in known)
