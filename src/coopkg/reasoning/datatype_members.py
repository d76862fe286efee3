"""Literals as instances of their datatypes (dt-type2), for those datatypes of which a rule goes on from an instance.

They are there from the beginning, with the stamp of what is stated, and stay though no triple has the literal any more:
what a literal is depends on nothing.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

import numpy as np

from coopkg.rdf.dictionary import FIRST_LITERAL, Dictionary, Ids
from coopkg.reasoning.axiomatic import DATATYPES
from coopkg.reasoning.datatypes import Value, is_of
from coopkg.reasoning.facts import Delta, Facts
from coopkg.reasoning.literal_values import Literals
from coopkg.reasoning.relation import LOW, class_key, contains, unique
from coopkg.reasoning.relations import Relations


def datatypes_in(dictionary: Dictionary) -> dict[int, str]:
    """Return the datatypes of OWL 2 RL, IRIs by ids, which are added to `dictionary`."""
    return {dictionary.encode(token): token[1:-1] for token in DATATYPES}


def literal_classes_in(facts: Facts) -> frozenset[int]:
    """Return the classes that have literals among their instances."""
    both = ((relations, name) for relations in (facts.relations, facts.retired) for name in relations if name < 0)
    relations = ((class_key(name), each.get(name)) for each, name in both)
    return frozenset(
        class_id
        for class_id, relation in relations
        if relation is not None and len(relation) and int(relation.keys[-1]) >= FIRST_LITERAL
    )


def literals_in(relations: Relations) -> Ids:
    """Return the literals that are objects of triples, ascending."""
    found = [np.empty(0, np.int64)]
    for relation in (relations.get(name) for name in relations if name >= 0):
        if relation is not None:
            objects = relation.keys & LOW
            found.append(unique(objects[objects >= FIRST_LITERAL]))
    return unique(*found)


@dataclass(slots=True)
class Members:
    """How many literals of the dictionary have been put into each datatype, where that leads on."""

    _passed: dict[int, int] = field(default_factory=dict)

    def are_behind(self, dictionary: Dictionary) -> bool:
        """Tell whether there are literals that have not been looked at."""
        return any(number < dictionary.count_literals() for number in self._passed.values())

    def put(self, datatypes: Mapping[int, str], literals: Literals, relations: Relations) -> Delta:
        """Put the literals of the dictionary into those of `datatypes` that have their values; return what was new."""
        count = literals.dictionary.count_literals()
        behind = {each: self._passed.get(each, 0) for each in datatypes if self._passed.get(each, 0) < count}
        found: dict[int, list[int]] = {each: [] for each in behind}
        for number, value in _values(literals, min(behind.values(), default=count), count):
            for each, passed in behind.items():
                if number - FIRST_LITERAL >= passed and is_of(value, datatypes[each]):
                    found[each].append(number)
        self._passed.update(dict.fromkeys(behind, count))
        delta: Delta = {}
        for each, numbers in found.items():
            name, keys = class_key(each), np.array(numbers, np.int64)
            relation = relations.get(name)
            new = keys if relation is None else keys[~contains(relation.keys, keys)]
            if len(keys):
                relations.merge(name, keys, np.zeros(len(keys), np.int32))
            if len(new):
                delta[name] = new
        return delta


def _values(literals: Literals, start: int, end: int) -> Iterator[tuple[int, Value]]:
    """Yield the literals between two places in the dictionary that have a known value, with that."""
    for number in range(FIRST_LITERAL + start, FIRST_LITERAL + end):
        value = literals.peek(number)
        if value is not None:
            yield number, value
