"""What a dataset can be asked: the interface that Oxigraph implements and that tests may fake.

The default graph of a dataset is the merged graph: everything stated and everything implied, each triple once. The
named graphs tell who says what.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Literal, Protocol

from coopkg.rdf.terms import Iri, Subject, Term, Triple

#: The RDF syntaxes that are read and written.
Syntax = Literal["turtle", "ntriples", "nquads", "trig", "rdfxml", "jsonld"]
#: The SPARQL result formats (SPARQL 1.1 Query Results JSON, XML, CSV and TSV).
ResultFormat = Literal["json", "xml", "csv", "tsv"]
#: SELECT gives solutions, ASK a boolean, CONSTRUCT and DESCRIBE triples.
Form = Literal["solutions", "boolean", "triples"]


class Result(Protocol):
    """The answer to one query; it is evaluated while it is read, so it is read once and by one thread.

    Each method raises QueryError where the evaluation fails, and TypeError where the answer has another form.
    """

    @property
    def form(self) -> Form:
        """Return which of the three forms the answer has."""

    @property
    def variables(self) -> tuple[str, ...]:
        """Return the names of the variables of solutions, without question marks; else nothing."""

    def token_rows(self) -> list[dict[str, str]]:
        """Return the solutions with each term as a token, as N-Triples spells it."""

    def rows(self) -> list[dict[str, Term]]:
        """Return the solutions; an unbound variable is not in its row."""

    def triples(self) -> list[Triple]:
        """Return the triples, each once."""

    def boolean(self) -> bool:
        """Return the answer to an ASK."""

    def serialize(self, form: str, prefixes: Mapping[str, str] | None = None) -> bytes:
        """Return the answer in a `ResultFormat` (solutions, boolean) or a `Syntax` (triples), by its name."""


class Dataset(Protocol):
    """An immutable RDF dataset."""

    def query(self, text: str, *, default_graphs: Sequence[Iri] = (), named_graphs: Sequence[Iri] = ()) -> Result:
        """Return the answer to the SPARQL query `text`; QueryError, with its place, where it cannot be answered.

        `default_graphs` and `named_graphs` win over the query's own `FROM` and `FROM NAMED` (SPARQL 1.1 Protocol,
        section 2.1.4).
        """

    def triples(
        self, subject: Subject | None = None, predicate: Iri | None = None, value: Term | None = None
    ) -> Iterator[Triple]:
        """Yield the triples of the merged graph that match; None matches every term."""

    def triples_in(self, graph: Iri) -> Iterator[Triple]:
        """Yield the triples of one named graph; nothing where there is no such graph."""

    def graphs_of(self, triple: Triple) -> tuple[Iri, ...]:
        """Return the names of the graphs that hold `triple`, in order."""

    def has_graph(self, graph: Iri) -> bool:
        """Tell whether there is a named graph of that name, be it empty."""

    def graph_names(self) -> tuple[Iri, ...]:
        """Return the names of all named graphs, in order."""

    def dump_graph(self, graph: Iri | None, syntax: str, prefixes: Mapping[str, str] | None = None) -> bytes:
        """Return one named graph, or with None the default graph, in the `Syntax` of that name, as its default graph.

        A graph that is not there is empty. QueryError where the syntax cannot hold it.
        """

    def dump(self, syntax: Syntax, *, prefixes: Mapping[str, str] | None = None, without: Iri | None = None) -> bytes:
        """Return the merged graph, or all named graphs where `syntax` is TriG or N-Quads.

        What the named graph `without` holds is left out.
        """
