"""RDF 1.1 terms, triples and quads as plain values (RDF 1.1 Concepts, sections 3 and 4).

An IRI is a string with a meaning; a blank node and a literal are small frozen values. Nothing here parses or stores.
"""

from dataclasses import dataclass
from typing import NamedTuple, NewType

Iri = NewType("Iri", str)

XSD_STRING = Iri("http://www.w3.org/2001/XMLSchema#string")
RDF_LANG_STRING = Iri("http://www.w3.org/1999/02/22-rdf-syntax-ns#langString")


@dataclass(frozen=True, slots=True)
class BlankNode:
    """A blank node; `label` is local to one document and never shown to a user."""

    label: str


@dataclass(frozen=True, slots=True)
class Literal:
    """A literal: its lexical form, its datatype, and its language tag (lower case) if the datatype is rdf:langString.

    >>> Literal("Hội đồng ISO", language="vi").datatype == RDF_LANG_STRING
    True
    """

    lexical: str
    datatype: Iri = XSD_STRING
    language: str | None = None

    def __post_init__(self) -> None:
        if self.language is not None:
            object.__setattr__(self, "datatype", RDF_LANG_STRING)
            object.__setattr__(self, "language", self.language.lower())


Subject = Iri | BlankNode
Term = Iri | BlankNode | Literal


class Triple(NamedTuple):
    """A statement: subject, predicate, object."""

    subject: Subject
    predicate: Iri
    object: Term


class Quad(NamedTuple):
    """A statement in a graph; `graph` is None for the default graph."""

    subject: Subject
    predicate: Iri
    object: Term
    graph: Iri | None = None

    @property
    def triple(self) -> Triple:
        """Return the statement without its graph."""
        return Triple(self.subject, self.predicate, self.object)
