"""The ontology among the triples: its axioms indexed for look-up, its rdf:Lists read."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

import numpy as np

from coopkg.errors import OntologyError
from coopkg.rdf.dictionary import Dictionary
from coopkg.rdf.vocabulary import XSD
from coopkg.reasoning.facts import Facts
from coopkg.reasoning.owl2rl import (
    MAX,
    MAX_QUALIFIED,
    RDF_FIRST,
    RDF_NIL,
    RDF_REST,
    SCHEMA_CLASSES,
    SCHEMA_PREDICATES,
    SUB_CLASS,
    SUB_PROPERTY,
)
from coopkg.reasoning.relation import LOW, class_key
from coopkg.reasoning.relations import IdTriple, Relations

# The rule table writes cardinalities as OWL does; stores may keep the same number under another integer type.
_CARDINALITY = re.compile(
    rf'"\+?0*(\d+)"\^\^<{re.escape(XSD)}(?:\w+[iI]nteger|integer|\w*(?:long|int|short|byte)|unsigned\w+)>'
)

# Below this a rule for each triple costs nothing to speak of, and proofs are shorter for it.
_LONG = 2000
# Closing doubles the length of what is known in each round: in a chain the middle is one less than a power of two away.
_TRIED = sorted({2**power - 1 for power in range(14)} | set(range(64)))
_CELLS = (RDF_FIRST, RDF_REST)


@dataclass(frozen=True, slots=True)
class Schema:
    """The triples of the ontology by (predicate, subject or None, object or None), and its list cells as stated.

    A cardinality is found under its number as xsd:nonNegativeInteger, whatever integer type it is stated in. `implied`
    are triples of a long hierarchy that say no more than two older ones do.
    """

    dictionary: Dictionary
    triples: dict[tuple[int, int | None, int | None], list[IdTriple]]
    firsts: dict[int, list[int]]
    rests: dict[int, list[int]]
    implied: frozenset[IdTriple] = frozenset()

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
    """Return the ontology that the `facts` hold now."""
    triples: dict[tuple[int, int | None, int | None], list[IdTriple]] = defaultdict(list)
    cardinalities = {dictionary.encode(token) for token in (MAX, MAX_QUALIFIED)}
    for name in names:
        for triple in _triples_of(name, facts.relations):
            subject, predicate, object_ = triple
            if predicate in cardinalities:
                object_ = _cardinality(object_, dictionary)
            triples[predicate, None, None].append(triple)
            triples[predicate, subject, None].append(triple)
            triples[predicate, None, object_].append(triple)
            triples[predicate, subject, object_].append(triple)
    first, rest = (_stated_objects(facts, dictionary.encode(token)) for token in _CELLS)
    hierarchies = (dictionary.encode(token) for token in (SUB_CLASS, SUB_PROPERTY))
    implied = (triple for name in hierarchies for triple in _implied(name, facts.relations))
    return Schema(dictionary, dict(triples), first, rest, frozenset(implied))


def _implied(name: int, relations: Relations) -> Iterator[IdTriple]:
    """Yield triples `a p c` of a long hierarchy for which there are older ones `a p b` and `b p c`.

    What follows by them follows by the others one after another. Not all are found: of each `a` some `b` are tried.
    """
    relation = relations.get(name)
    if relation is None or len(relation) < _LONG:
        return
    keys, stamps = relation.keys, relation.stamps
    left = np.flatnonzero(stamps > 0)
    first = np.searchsorted(keys, keys >> 32 << 32)
    after = np.searchsorted(keys, keys | LOW, side="right")
    for nth in _TRIED:
        middle = np.minimum(first[left] + nth, len(keys) - 1)
        onward = (keys[middle] & LOW) << 32 | keys[left] & LOW
        place = np.minimum(np.searchsorted(keys, onward), len(keys) - 1)
        is_there = (first[left] + nth < after[left]) & (keys[place] == onward)
        is_implied = is_there & (np.maximum(stamps[middle], stamps[place]) < stamps[left])
        yield from (relations.triple_at(name, key) for key in keys[left[is_implied]].tolist())
        left = left[~is_implied]


def _triples_of(name: int, relations: Relations) -> list[IdTriple]:
    relation = relations.get(name)
    if relation is None:
        return []
    if name < 0:
        return [(subject, relations.type_id, class_key(name)) for subject in relation.keys.tolist()]
    return [(key >> 32, name, key & LOW) for key in relation.keys.tolist()]


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
