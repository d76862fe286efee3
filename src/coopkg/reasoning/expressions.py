"""Class expressions and data ranges as they are written in triples, judged by the position in which they stand."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np

from coopkg.rdf.dictionary import EncodedTriples, Terms
from coopkg.rdf.vocabulary import OWL, RDF, XSD
from coopkg.reasoning.axiomatic import DATATYPES
from coopkg.reasoning.owl2rl import RDF_FIRST, RDF_REST, THING
from coopkg.reasoning.profile import (
    CONSTRUCTORS,
    DATATYPE_REMEDY,
    INNER,
    POSITIONS,
    REMEDIES,
    THING_REMEDY,
    Position,
)
from coopkg.reasoning.proof import short
from coopkg.reasoning.schema import cardinality_of

Kind: TypeAlias = tuple[str, str]
"""What is outside (a construct where it stands), and what to do about it."""

Fault: TypeAlias = tuple[int, int, Kind]
"""Subject and object of an axiom, and what is outside."""

Pairs: TypeAlias = Mapping[str, list[tuple[int, int]]]
"""Ids of subjects and objects by predicate (a token)."""

_IRIS = {f"<{OWL[name]}>": name for name in sorted(CONSTRUCTORS)}
_OF_OPERANDS = ("intersectionOf", "unionOf")
_AT_LEAST = ("minCardinality", "minQualifiedCardinality")
_AT_MOST = ("maxCardinality", "maxQualifiedCardinality")
_DATATYPES = frozenset(DATATYPES)
# Those of OWL 2 and RDF that OWL 2 RL has not, beside those of XSD.
_OTHER_DATATYPES = {
    *(f"<{OWL[name]}>" for name in ("real", "rational")),
    *(f"<{RDF[name]}>" for name in ("langString", "dirLangString", "HTML", "JSON")),
}

WORDS = (*_IRIS, RDF_FIRST, RDF_REST)
"""The predicates of which expressions are made."""


@dataclass(frozen=True, slots=True)
class Expressions:
    """The constructors of each node with their objects, and the cells of all lists; ids of `terms`."""

    terms: Terms
    constructors: Mapping[int, list[tuple[str, int]]]
    firsts: Mapping[int, int]
    rests: Mapping[int, int]

    def members(self, head: int) -> Iterator[int]:
        """Yield the members of an rdf:List as far as it is whole."""
        passed: set[int] = set()
        node: int | None = head
        while node is not None and node in self.firsts and node not in passed:
            passed.add(node)
            yield self.firsts[node]
            node = self.rests.get(node)

    def kinds(self, root: int, position: Position) -> Iterator[Kind]:
        """Yield the kinds of what is outside in the expression `root`, if it is one, and in those inside it."""
        waiting = [(root, position)]
        passed: set[tuple[int, Position]] = set()
        while waiting:
            node, where = waiting.pop()
            token = self.terms.token_of(node)
            if token in _OTHER_DATATYPES or (token.startswith(f"<{XSD}") and token not in _DATATYPES):
                yield f"the datatype {short(token)}", DATATYPE_REMEDY
            if (node, where) not in passed:
                passed.add((node, where))
                for name, value in self.constructors.get(node, ()):
                    yield from self._fault(name, value, where)
                    waiting += self._inside(name, value, where)

    def _fault(self, name: str, value: int, position: Position) -> Iterator[Kind]:
        """Yield what is outside about one constructor, whatever may stand inside it."""
        if name in REMEDIES[position] and not self._is_acted_on(name, value, position):
            yield f"owl:{name} as a {POSITIONS[position]}", REMEDIES[position][name]
        elif name == "unionOf" and THING in map(self.terms.token_of, self.members(value)):
            yield "owl:Thing as a subclass", THING_REMEDY

    def _is_acted_on(self, name: str, value: int, position: Position) -> bool:
        """Tell whether rules act on the constructor; that there are 0 values at least is true, so nothing is lost."""
        number = cardinality_of(self.terms.token_of(value))
        if name in _AT_LEAST:
            return position == "super" and number == "0"
        return name in INNER[position] and (name not in _AT_MOST or number in {"0", "1"})

    def _inside(self, name: str, value: int, position: Position) -> list[tuple[int, Position]]:
        inner = INNER[position].get(name)
        if inner is None:
            return []
        return [(each, inner) for each in (self.members(value) if name in _OF_OPERANDS else (value,))]


def is_blank(token: str) -> bool:
    """Tell whether `token` is a blank node, or the IRI made for one (RDF 1.1 Concepts, section 3.5)."""
    return token.startswith("_:") or "/.well-known/genid/" in token


def pairs_of(stated: EncodedTriples, predicates: tuple[str, ...]) -> Pairs:
    """Return the triples with one of these predicates."""
    ids = {number: token for token in predicates if (number := stated.dictionary.id_of(token)) is not None}
    found: dict[str, list[tuple[int, int]]] = defaultdict(list)
    rows = np.flatnonzero(np.isin(stated.predicates, list(ids)))
    columns = (column[rows].tolist() for column in (stated.subjects, stated.predicates, stated.objects))
    for subject, predicate, object_ in zip(*columns, strict=True):
        found[ids[predicate]].append((subject, object_))
    return found


def expressions_of(pairs: Pairs, terms: Terms) -> Expressions:
    """Return the expressions among triples, which must be those of `WORDS`."""
    constructors: dict[int, list[tuple[str, int]]] = defaultdict(list)
    for token, name in _IRIS.items():
        for node, value in pairs.get(token, ()):
            constructors[node].append((name, value))
    return Expressions(terms, dict(constructors), dict(pairs.get(RDF_FIRST, ())), dict(pairs.get(RDF_REST, ())))
