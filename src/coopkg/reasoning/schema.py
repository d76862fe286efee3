"""The ontology among the triples: its axioms indexed for look-up, its rdf:Lists read."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

import numpy as np

from coopkg.errors import OntologyError
from coopkg.rdf.dictionary import Dictionary
from coopkg.rdf.vocabulary import XSD
from coopkg.reasoning.equality import Flags
from coopkg.reasoning.facts import Facts
from coopkg.reasoning.owl2rl import (
    MAX,
    MAX_QUALIFIED,
    RDF_FIRST,
    RDF_NIL,
    RDF_REST,
    SCHEMA_CLASSES,
    SCHEMA_PREDICATES,
)
from coopkg.reasoning.relation import LOW, Relation, class_key
from coopkg.reasoning.relations import IdTriple, Relations

# The rule table writes cardinalities as OWL does; stores may keep the same number under another integer type.
_CARDINALITY = re.compile(
    rf'"\+?0*(\d+)"\^\^<{re.escape(XSD)}(?:\w+[iI]nteger|integer|\w*(?:long|int|short|byte)|unsigned\w+)>'
)

# Below this a rule for each triple costs nothing to speak of, and proofs are shorter for it.
_LONG = 2000
# Closing doubles the length of what is known in each round: in a chain the middle is one less than a power of two away.
_TRIED = tuple(dict.fromkeys((*(2**power - 1 for power in range(14)), *range(64))))
_CELLS = (RDF_FIRST, RDF_REST)


@dataclass(frozen=True, slots=True)
class Schema:
    """The ontology in the `relations` called `names`, and its list cells as stated.

    A cardinality is found under its number as xsd:nonNegativeInteger, whatever integer type it is stated in: `numbers`
    has the triples that state one by predicate and that number.
    """

    dictionary: Dictionary
    relations: Relations
    names: frozenset[int]
    numbers: dict[tuple[int, int], list[IdTriple]]
    firsts: dict[int, list[int]]
    rests: dict[int, list[int]]

    def matching(self, predicate: int, subject: int | None, object_: int | None) -> Iterable[IdTriple]:
        """Return the triples of the ontology with these terms, any where they are None."""
        if object_ is not None and (predicate, object_) in self.numbers:
            return [each for each in self.numbers[predicate, object_] if subject in {None, each[0]}]
        if predicate == self.relations.type_id:
            names = [class_key(object_)] if object_ is not None else self.relations.names_of(predicate)
        else:
            names = [predicate]
        return [
            triple
            for name in names
            if name in self.names and (relation := self.relations.get(name)) is not None
            for triple in _matching(name, relation, self.relations, (subject, object_))
        ]

    def steps(self, predicate: int) -> Iterable[IdTriple]:
        """Return the triples of one property but for those, in a long hierarchy, that say no more than two older do."""
        relation = self.relations.get(predicate)
        keys = relation.keys[~_implied(relation)] if relation is not None else ()
        return [self.relations.triple_at(predicate, int(key)) for key in keys]

    def members(self, head: int) -> tuple[int, ...]:
        """Return the members of the rdf:List that begins at `head`; OntologyError names the node where it is broken."""
        nil = self.dictionary.encode(RDF_NIL)
        found: list[int] = []
        passed: set[int] = set()
        node = head
        while node != nil:
            token = self.dictionary.token_of(node)
            if node in passed:
                raise OntologyError(token, "this rdf:List leads back to itself; end it with rdf:nil")
            passed.add(node)
            first, rest = self.firsts.get(node, ()), self.rests.get(node, ())
            if len(first) != 1 or len(rest) != 1:
                reason = f"a node of an rdf:List has one rdf:first and one rdf:rest, not {len(first)} and {len(rest)}"
                raise OntologyError(token, reason)
            found.append(first[0])
            node = rest[0]
        return tuple(found)

    def members_or_none(self, head: int) -> tuple[int, ...] | None:
        """Return the members of the rdf:List that begins at `head`, None where it is broken."""
        try:
            return self.members(head)
        except OntologyError:
            return None

    def changed(self, new: Iterable[IdTriple], old: Iterable[IdTriple]) -> "Schema":
        """Return the same ontology with other list cells: `new` ones are stated, `old` ones no longer."""
        cells = tuple({node: list(objects) for node, objects in each.items()} for each in (self.firsts, self.rests))
        by_predicate = {self.dictionary.encode(token): cell for token, cell in zip(_CELLS, cells, strict=True)}
        for subject, predicate, object_ in old:
            if predicate in by_predicate:
                by_predicate[predicate][subject].remove(object_)
        for subject, predicate, object_ in new:
            if predicate in by_predicate:
                by_predicate[predicate].setdefault(subject, []).append(object_)
        return replace(self, firsts=cells[0], rests=cells[1])


def schema_names(dictionary: Dictionary) -> list[int]:
    """Return the names of the relations that make up the ontology."""
    return [dictionary.encode(token) for token in sorted(SCHEMA_PREDICATES)] + [
        class_key(dictionary.encode(token)) for token in sorted(SCHEMA_CLASSES)
    ]


def schema_size(relations: Relations, names: list[int]) -> int:
    """Return how many triples the ontology has.

    While triples are only added, an equal size is an equal ontology; whoever removes or renames some has to say so.
    """
    return sum(len(relation) for name in names if (relation := relations.get(name)) is not None)


def read_schema(facts: Facts, dictionary: Dictionary, names: list[int]) -> Schema:
    """Return the ontology that the `facts` hold now; it is of no use any more when they change."""
    numbers: dict[tuple[int, int], list[IdTriple]] = defaultdict(list)
    for predicate in (dictionary.encode(token) for token in (MAX, MAX_QUALIFIED)):
        relation = facts.relations.get(predicate)
        for key in relation.keys.tolist() if relation is not None else ():
            numbers[predicate, _cardinality(key & LOW, dictionary)].append(facts.relations.triple_at(predicate, key))
    first, rest = (_stated_objects(facts, dictionary.encode(token)) for token in _CELLS)
    return Schema(dictionary, facts.relations, frozenset(names), dict(numbers), first, rest)


def _matching(
    name: int, relation: Relation, relations: Relations, ends: tuple[int | None, int | None]
) -> Iterator[IdTriple]:
    """Yield the triples in the `relation` called `name` that have these ends, where they are not None."""
    subject, object_ = ends
    if subject is None and object_ is not None and name >= 0:
        keys = [high << 32 | object_ for high in relation.highs(object_)]
    elif subject is None:
        keys = relation.keys.tolist()
    elif object_ is None and name >= 0:
        keys = [subject << 32 | low for low in relation.lows(subject)]
    else:
        key = relations.place_of((subject, relations.type_id if name < 0 else name, object_ or class_key(name)))[1]
        keys = [key] if relation.stamp_of(key) is not None else []
    return (relations.triple_at(name, key) for key in keys)


def _implied(relation: Relation) -> Flags:
    """Tell for each triple `a p c` of a long hierarchy whether there are older ones `a p b` and `b p c`.

    What follows by it follows by the others one after another. Not all are found: of each `a` some `b` are tried.
    """
    keys, stamps = relation.keys, relation.stamps
    are_implied = np.zeros(len(keys), np.bool_)
    if len(keys) < _LONG:
        return are_implied
    left = np.flatnonzero(stamps > 0)
    first = np.searchsorted(keys, keys >> 32 << 32)
    after = np.searchsorted(keys, keys | LOW, side="right")
    for nth in _TRIED:
        middle = np.minimum(first[left] + nth, len(keys) - 1)
        onward = (keys[middle] & LOW) << 32 | keys[left] & LOW
        place = np.minimum(np.searchsorted(keys, onward), len(keys) - 1)
        is_there = (first[left] + nth < after[left]) & (keys[place] == onward)
        is_implied = is_there & (np.maximum(stamps[middle], stamps[place]) < stamps[left])
        are_implied[left[is_implied]] = True
        left = left[~is_implied]
    return are_implied


def cardinality_of(token: str) -> str | None:
    """Return the digits of an integer that is not negative, without leading zeros; None where `token` is none.

    >>> cardinality_of('"01"^^<http://www.w3.org/2001/XMLSchema#int>')
    '1'
    """
    match = _CARDINALITY.fullmatch(token)
    return None if match is None else match.group(1)


def _cardinality(number: int, dictionary: Dictionary) -> int:
    """Return the id of the same number as xsd:nonNegativeInteger, the id itself where it is no integer."""
    digits = cardinality_of(dictionary.token_of(number))
    return number if digits is None else dictionary.encode(f'"{digits}"^^<{XSD["nonNegativeInteger"]}>')


def _stated_objects(facts: Facts, predicate: int) -> dict[int, list[int]]:
    """Return the objects of each subject as stated: equality would give a list cell that has an alias two members."""
    found: dict[int, list[int]] = defaultdict(list)
    for relations in (facts.relations, facts.retired):
        for key in relations.stated(predicate).tolist():
            found[key >> 32].append(key & LOW)
    return found
