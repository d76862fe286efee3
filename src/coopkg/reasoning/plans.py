"""How a rule is solved once a triple has entered it: planned once, and then run for every such triple.

What is known at each step is known when planning: the variables of the patterns before it. So each step is one kind of
look-up, and what a variable was before need not be forgotten. Variables and constants are numbered, and a solution is
one list of ids, its registers.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import product
from typing import TypeAlias

from coopkg.reasoning.equality import Slot
from coopkg.reasoning.joins import Pattern
from coopkg.reasoning.order import cheapest_first
from coopkg.reasoning.relation import LOW, class_key
from coopkg.reasoning.relations import AnyRelations, IdTriple
from coopkg.reasoning.specialize import SpecializedRule

Registers: TypeAlias = list[int]
Places: TypeAlias = tuple[int, int, int]
"""The registers of subject, predicate and object."""

UNSET = -1


@dataclass(frozen=True, slots=True)
class Step:
    """One pattern of a body, of which some parts are known when it is looked up.

    `name` is that of its relation, None where that depends on a variable. `look` yields the values of the register
    `into`; it is None where all is known and the triple is there or not. `free` tells which parts have no value yet.
    `stamp` is the register for the stamp of the triple, which only a step without `look` sets.
    """

    places: Places
    name: int | None
    is_class: bool
    stamp: int
    free: tuple[bool, bool, bool]
    look: "Look | None" = None
    into: int = 0


Look: TypeAlias = Callable[[AnyRelations, Step, Registers], Iterable[int]]


@dataclass(frozen=True, slots=True)
class Join:
    """A step with several answers, and the `tests` that can be made as soon as there is one."""

    step: Step
    tests: tuple[Step, ...]


@dataclass(frozen=True, slots=True)
class Plan:
    """How to solve a rule that a triple has entered.

    `registers` are what there is before; `sets` (register, place in the triple) what the triple sets, `checks` what it
    must agree with; then come `tests`, and `joins` one after another. Of `leaves` no other pattern, no filter and not
    the conclusion has the variable, so all that matters is whether there is one, and how old the oldest is. `body` and
    `head` are the registers of the patterns, `others` those of the body but for the leaves, each after the register of
    its stamp.
    """

    rule: SpecializedRule
    registers: tuple[int, ...]
    sets: tuple[tuple[int, int], ...]
    checks: tuple[tuple[int, int], ...]
    tests: tuple[Step, ...]
    joins: tuple[Join, ...]
    leaves: tuple[Step, ...]
    body: tuple[Places, ...]
    head: tuple[Places, ...]
    others: tuple[tuple[int, Places], ...]
    filters: tuple[tuple[int, int], ...]
    slots: tuple[Slot, ...]


def plan_into(rule: SpecializedRule, place: int, type_id: int) -> Plan:
    """Return the plan for a triple at `place` of the body, or at `~place` of the head."""
    numbers: dict[Slot, int] = {}
    for slot in (slot for pattern in (*rule.body, *rule.head) for slot in pattern.slots):
        numbers.setdefault(slot, len(numbers))
    for slot in (slot for pair in rule.filters for slot in pair):
        numbers.setdefault(slot, len(numbers))
    entered = rule.body[place] if place >= 0 else rule.head[~place]
    sets, checks = _entry(entered, numbers, type_id)
    tests, joins = _grouped(_steps(rule, (place, entered), numbers, type_id))
    asked = Counter(slot for slots in _slots(rule) for slot in set(slots))
    lone = {number for slot, number in numbers.items() if asked[slot] == 1}
    # A rule of resources has to look at each subject that it finds: none may be a literal.
    looks = {_objects} if rule.is_of_resources else {_objects, _subjects}
    leaves = [each.step for each in joins if each.step.into in lone and each.step.look in looks]
    stamps = {each.stamp for each in leaves}
    body = tuple(_places(pattern, numbers) for pattern in rule.body)
    return Plan(
        rule,
        (*(slot if isinstance(slot, int) else UNSET for slot in numbers), *(UNSET for _ in body)),
        sets,
        checks,
        tests,
        tuple(each for each in joins if each.step not in leaves),
        tuple(leaves),
        body,
        tuple(_places(pattern, numbers) for pattern in rule.head),
        tuple((stamp, places) for stamp, places in enumerate(body, len(numbers)) if stamp not in stamps),
        tuple((numbers[left], numbers[right]) for left, right in rule.filters),
        tuple(numbers),
    )


def _places(pattern: Pattern, numbers: Mapping[Slot, int]) -> Places:
    return numbers[pattern.subject], numbers[pattern.predicate], numbers[pattern.object]


def _entry(
    pattern: Pattern, numbers: Mapping[Slot, int], type_id: int
) -> tuple[tuple[tuple[int, int], ...], tuple[tuple[int, int], ...]]:
    """Return the registers that a triple sets, and those that it must agree with; its relation agrees already."""
    sets: dict[int, int] = {}
    checks: list[tuple[int, int]] = []
    for part, slot in enumerate(pattern.slots):
        is_in_name = part == 1 or (part == 2 and pattern.predicate == type_id)  # noqa: PLR2004  (the object)
        if isinstance(slot, str) and numbers[slot] not in sets:
            sets[numbers[slot]] = part
        elif isinstance(slot, str) or not is_in_name:
            checks.append((numbers[slot], part))
    return tuple(sets.items()), tuple(checks)


def _steps(
    rule: SpecializedRule, entered: tuple[int, Pattern], numbers: Mapping[Slot, int], type_id: int
) -> Iterator[Step]:
    """Yield the steps for all patterns of the body but the one that was entered, the most bound first."""
    others = [number for number in range(len(rule.body)) if number != entered[0]]
    known = {slot for slot in numbers if isinstance(slot, int)}.union(entered[1].slots)
    order = cheapest_first(
        [rule.body[number].slots for number in others],
        known,
        lambda place, known: _unboundness(rule.body[others[place]], known, type_id),
    )
    for number in (others[place] for place in order):
        pattern = rule.body[number]
        yield _step(pattern, known, (_places(pattern, numbers), len(numbers) + number), type_id)
        known.update(pattern.slots)


def _unboundness(pattern: Pattern, known: set[Slot], type_id: int) -> tuple[int, int]:
    """Rank a pattern for look-up: those with a known predicate and most known ends, a known subject before an object.

    Of an instance's triple the class alone says little: there may be very many of it.
    """
    subject, predicate, object_ = (slot in known for slot in pattern.slots)
    return -predicate, -2 * subject - (object_ and (subject or pattern.predicate != type_id))


def _step(pattern: Pattern, known: set[Slot], registers: tuple[Places, int], type_id: int) -> Step:
    places, stamp = registers
    subject, predicate, object_ = pattern.slots
    is_class = predicate == type_id
    name = predicate if isinstance(predicate, int) else None
    if is_class:
        name = class_key(object_) if isinstance(object_, int) else None
    free = subject not in known, predicate not in known, object_ not in known
    look, into = _look(name, free, is_class=is_class)
    return Step(places, name, is_class, stamp, free, look, places[into])


def _look(name: int | None, free: tuple[bool, bool, bool], *, is_class: bool) -> tuple[Look | None, int]:
    """Return how a step is looked up, and the part of its triple that this gives."""
    if not any(free):
        return None, 0
    if name is not None and not is_class and free == (False, False, True):
        return _objects, 2
    if name is not None and not is_class and free == (True, False, False):
        return _subjects, 0
    return _matches, free.index(True)


def _grouped(steps: Iterable[Step]) -> tuple[tuple[Step, ...], tuple[Join, ...]]:
    """Return the steps that are tests at once, and the others, each with the tests after it."""
    groups: list[tuple[Step | None, list[Step]]] = [(None, [])]
    for step in steps:
        if step.look is None:
            groups[-1][1].append(step)
        else:
            groups.append((step, []))
    joins = tuple(Join(step, tuple(tests)) for step, tests in groups if step is not None)
    return tuple(groups[0][1]), joins


def _slots(rule: SpecializedRule) -> Iterator[tuple[Slot, ...]]:
    """Yield the slots of each pattern and each filter."""
    yield from (pattern.slots for pattern in (*rule.body, *rule.head))
    yield from rule.filters


def oldest(relations: AnyRelations, step: Step, registers: Registers, enough: int) -> int | None:
    """Return the lowest stamp of the triples that one of a plan's `leaves` may be, None where there are none.

    One that is lower than `enough` will do.
    """
    relation = relations.get(step.name or 0)
    if relation is None:
        return None
    subject, _, object_ = step.places
    if step.free[0]:
        return relation.oldest_of_low(registers[object_], enough)
    return relation.oldest_of_high(registers[subject])


def is_there(relations: AnyRelations, tests: tuple[Step, ...], registers: Registers) -> bool:
    """Tell whether the triples of steps at which all is known are there, and put down their stamps."""
    for step in tests:
        stamp = stamp_at(relations, step, registers)
        if stamp is None:
            return False
        registers[step.stamp] = stamp
    return True


def stamp_at(relations: AnyRelations, step: Step, registers: Registers) -> int | None:
    """Return the stamp of the triple of a step at which all is known, None where it is not there."""
    subject, predicate, object_ = step.places
    one = registers[subject]
    if step.name is None:
        return relations.stamp((one, registers[predicate], registers[object_]))
    relation = relations.get(step.name)
    return None if relation is None else relation.stamp_of(one if step.is_class else one << 32 | registers[object_])


def _objects(relations: AnyRelations, step: Step, registers: Registers) -> Iterable[int]:
    relation, subject = relations.get(step.name or 0), registers[step.places[0]]
    return () if relation is None else relation.lows(subject)


def _subjects(relations: AnyRelations, step: Step, registers: Registers) -> Iterable[int]:
    relation = relations.get(step.name or 0)
    return () if relation is None else relation.highs(registers[step.places[2]])


def _matches(relations: AnyRelations, step: Step, registers: Registers) -> Iterator[int]:
    """Yield once for each triple that the step may be, with all registers set to it."""
    parts = [None if is_free else registers[place] for place, is_free in zip(step.places, step.free, strict=True)]
    free = [number for number in range(3) if step.free[number]]
    for triple in _triples(relations, parts):
        for number in free:
            registers[step.places[number]] = triple[number]
        # A variable may stand in two parts.
        if all(registers[place] == part for place, part in zip(step.places, triple, strict=True)):
            yield registers[step.into]


def _triples(relations: AnyRelations, parts: list[int | None]) -> Iterator[IdTriple]:
    """Yield the triples that have these parts, where they are not None."""
    subject, predicate, object_ = parts
    for each in relations.predicates() if predicate is None else (predicate,):
        if each == relations.type_id:
            names = relations.names_of(each) if object_ is None else [class_key(object_)]
        else:
            names = [each]
        for name in names:
            for one, two in _pairs(relations, name, (subject, object_)):
                yield one, each, two


def _pairs(relations: AnyRelations, name: int, ends: tuple[int | None, int | None]) -> Iterable[tuple[int, int]]:
    """Return the subjects and objects in the relation called `name` that have these `ends`, where they are not None."""
    relation, (subject, object_) = relations.get(name), ends
    if relation is None:
        return ()
    if name < 0:
        is_there = subject is not None and relation.stamp_of(subject) is not None
        subjects = relation.keys.tolist() if subject is None else [subject] if is_there else []
        return product(subjects, (class_key(name),))
    if subject is not None and object_ is not None:
        return () if relation.stamp_of(subject << 32 | object_) is None else ((subject, object_),)
    if subject is not None:
        return product((subject,), relation.lows(subject))
    if object_ is not None:
        return product(relation.highs(object_), (object_,))
    return ((key >> 32, key & LOW) for key in relation.keys.tolist())
