"""Contradictions between two members of one list, looked for in all of the list at once.

The Recommendation has one rule for each two of `n` disjoint classes. What is an instance of two is found by putting the
instances of all side by side in order, which costs what there are of them, and not `n`².
"""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import TypeAlias

import numpy as np

from coopkg.rdf.dictionary import FIRST_LITERAL, Ids
from coopkg.rdf.nquads import parse_term
from coopkg.rdf.terms import Literal
from coopkg.reasoning.closure import Closure
from coopkg.reasoning.datatype_members import literals_in
from coopkg.reasoning.datatypes import Value, value_of
from coopkg.reasoning.equality import Flags, Slot
from coopkg.reasoning.facts import Facts
from coopkg.reasoning.joins import Pattern
from coopkg.reasoning.owl2rl import THING
from coopkg.reasoning.relation import LOW, class_key, contains
from coopkg.reasoning.specialize import SpecializedRule

Values: TypeAlias = dict[Slot, int]
Members: TypeAlias = list[tuple[int, int]]
"""Members of a list, each after its place there."""


@dataclass(frozen=True, slots=True)
class Pairs:
    """The first ways in which two members contradict: the rule for these two, and values of the variables it has left.

    `total` is how many ways there are.
    """

    total: int
    uses: list[tuple[SpecializedRule, Values]]


def contradicting(rule: SpecializedRule, closure: Closure, most: int) -> Pairs:
    """Return in which ways the members of the list of `rule`, which is one of a `pair`, contradict; `most` are told."""
    facts, thing = closure.facts, closure.dictionary.id_of(THING)
    # Of owl:Thing, which everything is an instance of, there are rules for each other member, and of literals.
    named = [(place, each) for place, each in enumerate(rule.lists[-1][1]) if each < FIRST_LITERAL and each != thing]
    if len(rule.body) == 1:
        same = list(_equal(named, facts))
        return Pairs(len(same), [(_of_equal(rule, pair, facts), {}) for pair in same[:most]])
    shared = _shared(rule, named, closure)
    rows = np.lexsort((shared.keys, shared.other, shared.one))[:most]
    return Pairs(len(shared.one), [_of_two(rule, shared, row) for row in rows.tolist()])


def _equal(members: Members, facts: Facts) -> Iterator[tuple[int, int]]:
    """Yield each two members at different places of a list, in their order, that are the same."""
    same_as, equality = facts.relations.get(facts.same_as), facts.equality
    places: dict[int, list[tuple[int, int]]] = defaultdict(list)
    for place, member in members:
        places[member if equality is None else equality.name(member)].append((place, member))
    for place, member in members:
        if equality is not None:
            names = {equality.name(member)}
        else:
            names = {member, *(() if same_as is None else same_as.lows(member))}
        for _, other in sorted(each for name in names for each in places.get(name, ()) if each[0] > place):
            yield member, other


def _of_equal(rule: SpecializedRule, pair: tuple[int, int], facts: Facts) -> SpecializedRule:
    """Return the rule for two members that are the same; that a thing is itself need not be told."""
    one, other = pair
    body = () if one == other else (Pattern(one, facts.same_as, other),)
    return replace(rule, body=body, pair=None)


@dataclass(frozen=True, slots=True, eq=False)
class _Shared:
    """What two members of a list have in common, a row each: their places in it, and the key in either relation.

    The keys differ where they are of equal literals.
    """

    one: Ids
    other: Ids
    keys: Ids
    other_keys: Ids


def _shared(rule: SpecializedRule, members: Members, closure: Closure) -> _Shared:
    """Return which keys are in the relations of two members."""
    places, keys = _keys(members, closure, is_of_classes=_is_of_classes(rule))
    is_told = _are_told(keys if _is_of_classes(rule) else keys >> 32, closure)
    places, keys = places[is_told], keys[is_told]
    values = keys if _is_of_classes(rule) else _valued(keys, closure)
    order = np.lexsort((places, values))
    values, places, keys = values[order], places[order], keys[order]
    found: list[tuple[Ids, ...]] = [(places[:0], places[:0], keys[:0], keys[:0])]
    distance = 1
    while (rows := np.flatnonzero(values[distance:] == values[:-distance])).size:
        first, last = rows, rows + distance
        found.append((places[first], places[last], keys[first], keys[last]))
        distance += 1
    return _Shared(*(np.concatenate(column) for column in zip(*found, strict=True)))


def _is_of_classes(rule: SpecializedRule) -> bool:
    """Tell whether the members are classes, and not properties."""
    return rule.pair is not None and rule.body[0].object in rule.pair


def _keys(members: Members, closure: Closure, *, is_of_classes: bool) -> tuple[Ids, Ids]:
    """Return the keys in the relations of all members, and the place of each one's member in the list."""
    keys: list[Ids] = [np.empty(0, np.int64)]
    places: list[Ids] = [np.empty(0, np.int64)]
    for place, member in members:
        name = closure.facts.renamed_relation(class_key(member) if is_of_classes else member)
        relation = closure.relations.get(name)
        if relation is not None:
            keys.append(relation.keys)
            places.append(np.full(len(relation), place, np.int64))
    return np.concatenate(places), np.concatenate(keys)


def _are_told(subjects: Ids, closure: Closure) -> Flags:
    """Tell which subjects are resources, or literals that some triple has: others are of no interest."""
    is_told = subjects < FIRST_LITERAL
    if not is_told.all():
        is_told |= contains(literals_in(closure.relations), subjects)
    return is_told


def _valued(keys: Ids, closure: Closure) -> Ids:
    """Return the keys of properties with one of its equals in the place of each literal that may matter."""
    has_literal = keys & LOW >= FIRST_LITERAL
    subjects, counts = np.unique(keys[has_literal] >> 32, return_counts=True)
    rows = np.flatnonzero(has_literal & np.isin(keys >> 32, subjects[counts > 1]))
    valued = keys.copy()
    equals: dict[Value, int] = {}
    for row in rows.tolist():
        number = int(keys[row] & LOW)
        value = _value(closure.dictionary.token_of(number))
        if value is not None:
            valued[row] = keys[row] & ~LOW | equals.setdefault(value, number)
    return valued


def _value(token: str) -> Value | None:
    """Return the value of a literal, None where it is ill-typed or none that is known."""
    try:
        term = parse_term(token)
        return value_of(term) if isinstance(term, Literal) else None
    except ValueError:
        return None


def _of_two(rule: SpecializedRule, shared: _Shared, row: int) -> tuple[SpecializedRule, Values]:
    """Return the rule for the two members of one row, and what it is met by."""
    members = rule.lists[-1][1]
    one, other = rule.pair or ("", "")
    names: Values = {one: members[int(shared.one[row])], other: members[int(shared.other[row])]}
    body = [Pattern(*(names.get(slot, slot) for slot in pattern.slots)) for pattern in rule.body]
    key, other_key = int(shared.keys[row]), int(shared.other_keys[row])
    if _is_of_classes(rule):
        values: Values = {body[0].subject: key}
    else:
        values = {body[0].subject: key >> 32, body[0].object: key & LOW}
        if key != other_key:
            body = [replace(body[0], object=key & LOW), replace(body[1], object=other_key & LOW)]
    return replace(rule, body=tuple(dict.fromkeys(body)), pair=None), values
