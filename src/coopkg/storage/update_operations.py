"""The operations of SPARQL 1.1 Update (section 3) as plain values.

Terms are tokens: `<iri>`, `_:label` and literals as `coopkg.rdf.nquads` writes them. In a template a term may also be
a variable, `?name`. A graph that is None is the default graph.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import Enum
from typing import NamedTuple, TypeAlias

from coopkg.rdf.terms import Iri


class TokenQuad(NamedTuple):
    """A quad, each term a token."""

    subject: str
    predicate: str
    object: str
    graph: str | None


@dataclass(frozen=True, slots=True)
class TemplateQuad:
    """A quad, each term a token or a variable."""

    subject: str
    predicate: str
    object: str
    graph: str | None


class Graphs(Enum):
    """Several graphs at once, in `CLEAR` and `DROP`."""

    NAMED = "NAMED"
    ALL = "ALL"


@dataclass(frozen=True, slots=True)
class InsertData:
    """Add quads; their blank nodes are new ones."""

    quads: tuple[TokenQuad, ...]


@dataclass(frozen=True, slots=True)
class DeleteData:
    """Remove quads, none of which has a blank node."""

    quads: tuple[TokenQuad, ...]


@dataclass(frozen=True, slots=True)
class Modify:
    """Remove what `delete` gives for the solutions of `query`, then add what `insert` gives for the same solutions.

    `query` is a SELECT without dataset clause. It is to be asked over the graphs `using` (merged) and `using_named`
    where there is one of either; else over the whole dataset, where `with_graph`, if any, takes the place of the
    default graph. Only where `has_graph_clause` does it look at named graphs at all. The templates have `with_graph`
    in them already.
    """

    delete: tuple[TemplateQuad, ...]
    insert: tuple[TemplateQuad, ...]
    query: str
    with_graph: Iri | None = None
    using: tuple[Iri, ...] = ()
    using_named: tuple[Iri, ...] = ()
    has_graph_clause: bool = True

    def dataset(self, graph_names: Callable[[], Iterable[str]]) -> tuple[tuple[Iri, ...], tuple[Iri, ...]]:
        """Return the default graphs and the named graphs to ask `query` over; none of either is the whole dataset.

        `graph_names` gives the named graphs there are. WITH takes the place of the default graph alone, so that all of
        them stay to be seen (SPARQL 1.1 Update, section 3.1.3).
        """
        if self.with_graph is None or self.using or self.using_named:
            return self.using, self.using_named
        return (self.with_graph,), tuple(map(Iri, graph_names())) if self.has_graph_clause else ()


@dataclass(frozen=True, slots=True)
class Load:
    """Read the document `source` into a graph."""

    source: Iri
    into: Iri | None
    is_silent: bool


@dataclass(frozen=True, slots=True)
class Create:
    """Make an empty named graph."""

    graph: Iri
    is_silent: bool


@dataclass(frozen=True, slots=True)
class Clear:
    """Remove the quads of one graph or of several."""

    target: Iri | Graphs | None
    is_silent: bool


@dataclass(frozen=True, slots=True)
class Drop:
    """Remove one graph or several with their quads."""

    target: Iri | Graphs | None
    is_silent: bool


@dataclass(frozen=True, slots=True)
class Add:
    """Add the triples of one graph to another."""

    source: Iri | None
    target: Iri | None
    is_silent: bool


@dataclass(frozen=True, slots=True)
class Move:
    """Put the triples of one graph in the place of another's, and remove the first graph."""

    source: Iri | None
    target: Iri | None
    is_silent: bool


@dataclass(frozen=True, slots=True)
class Copy:
    """Put the triples of one graph in the place of another's."""

    source: Iri | None
    target: Iri | None
    is_silent: bool


Operation: TypeAlias = InsertData | DeleteData | Modify | Load | Create | Clear | Drop | Add | Move | Copy
