"""The W3C's tests over HTTP: a client of the running server, and when two results or two datasets are the same."""

import http.client
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote, urlsplit

import pyoxigraph as ox
from tests.w3c import Case, Node

UPDATE = "application/sparql-update"
QUERY = "application/sparql-query"
SYNTAXES = {".ttl": ox.RdfFormat.TURTLE, ".nt": ox.RdfFormat.N_TRIPLES, ".rdf": ox.RdfFormat.RDF_XML}
RESULTS = {
    ".srx": (ox.QueryResultsFormat.XML, "application/sparql-results+xml"),
    ".srj": (ox.QueryResultsFormat.JSON, "application/sparql-results+json"),
    ".tsv": (ox.QueryResultsFormat.TSV, "text/tab-separated-values"),
}
_TIMEOUT_S = 60
_SET = "http://www.w3.org/2001/sw/DataAccess/tests/result-set#"


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back; the names of its headers are in lower case."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def media_type(self) -> str:
        return self.headers.get("content-type", "").partition(";")[0]


@dataclass(frozen=True, slots=True)
class Server:
    """A server at `address`, and the token that allows to write."""

    address: str
    token: str

    def ask(
        self, method: str, path: str, body: bytes | None = None, headers: Mapping[str, str] | None = None
    ) -> Answer:
        """Send a request as it is, with the token and nothing else of our own."""
        host = urlsplit(self.address)
        connection = http.client.HTTPConnection(host.hostname, host.port, timeout=_TIMEOUT_S)
        try:
            connection.request(method, path, body, {"Authorization": f"Bearer {self.token}", **(headers or {})})
            answer = connection.getresponse()
            names = {name.lower(): value for name, value in answer.getheaders()}
            return Answer(answer.status, names, answer.read())
        finally:
            connection.close()

    def update(self, text: str) -> Answer:
        return self.ask("POST", "/sparql", text.encode(), {"Content-Type": UPDATE})

    def query(self, text: str, accept: str = "*/*") -> Answer:
        return self.ask("POST", "/sparql", text.encode(), {"Content-Type": QUERY, "Accept": accept})

    def fill(self, dataset: Mapping[str | None, bytes]) -> None:
        """Make the graphs, N-Triples by name (None is the default graph), the whole dataset, in one update."""
        graphs = [f"GRAPH <{name}> {{ {triples.decode()} }}" for name, triples in dataset.items() if name is not None]
        named = [f"CREATE GRAPH <{name}>" for name in dataset if name is not None]
        insert = f"INSERT DATA {{ {dataset.get(None, b'').decode()} {' '.join(graphs)} }}"
        answer = self.update(" ;\n".join(["DROP ALL", *named, insert]))
        assert answer.status == 200, answer.body

    def dataset(self) -> ox.Dataset:
        """Return all that the server holds."""
        rows = ox.parse_query_results(
            self.query("SELECT ?g { GRAPH ?g {} }", RESULTS[".srj"][1]).body, ox.QueryResultsFormat.JSON
        )
        graphs = {row["g"].value: f"graph={quote(row['g'].value, safe='')}" for row in rows}
        held = ox.Dataset()
        for name, parameter in {None: "default", **graphs}.items():
            answer = self.ask("GET", f"/graph-store?{parameter}", headers={"Accept": "application/n-triples"})
            assert answer.status == 200, answer.body
            for quad in quads_of(answer.body, ox.RdfFormat.N_TRIPLES, name):
                held.add(quad)
        return held


def quads_of(content: bytes, syntax: ox.RdfFormat, graph: str | None = None, base: str | None = None) -> list[ox.Quad]:
    """The triples of a document as quads of a graph."""
    name = ox.DefaultGraph() if graph is None else ox.NamedNode(graph)
    quads = ox.parse(content, syntax, base_iri=base)
    return [ox.Quad(quad.subject, quad.predicate, quad.object, name) for quad in quads]


def graphs_of(node: Node | None, default: str, named: str) -> dict[str | None, bytes]:
    """The dataset that a test's action or result describes: N-Triples by the names of graphs."""
    found: dict[str | None, bytes] = {}
    if node is None:
        return found
    for file in node.all(default):
        found[None] = found.get(None, b"") + triples_in(file)
    for graph in node.all(named):
        file = graph.get("ut:graph") or graph
        label = graph.get("rdfs:label")
        found[label.text if label is not None else file.text] = triples_in(file)
    return found


def triples_in(file: Node) -> bytes:
    """The triples of a file of the suite as N-Triples; its blank nodes are its own."""
    quads = quads_of(file.path.read_bytes(), SYNTAXES[file.path.suffix], base=file.text)
    content = ox.serialize([quad.triple for quad in quads], format=ox.RdfFormat.N_TRIPLES) or b""
    return content.replace(b"_:", b"_:" + file.path.stem.encode().replace(b"-", b"") + b"x")


def is_same_dataset(one: ox.Dataset, other: ox.Dataset) -> bool:
    """Tell whether two datasets differ by names of blank nodes and spellings of values at most.

    Empty graphs do not count.
    """
    kept = [with_kept_literals(each) for each in (one, other)]
    for each in kept:
        each.canonicalize(ox.CanonicalizationAlgorithm.UNSTABLE)
    return kept[0] == kept[1]


def with_kept_literals(dataset: ox.Dataset) -> ox.Dataset:
    """The dataset with values spelt as a store keeps them: 2.0 is 2, as SPARQL has it."""
    store = ox.Store()
    store.extend(dataset)
    return ox.Dataset(store)


def dataset_of(graphs: Mapping[str | None, bytes]) -> ox.Dataset:
    found = ox.Dataset()
    for name, triples in graphs.items():
        for quad in quads_of(triples, ox.RdfFormat.N_TRIPLES, name):
            found.add(quad)
    return found


def described(content: bytes, syntax: ox.QueryResultsFormat, *, is_ordered: bool) -> ox.Dataset | bool:
    """The solutions as a graph, so that they are the same where the graphs are; or the truth value."""
    results = ox.parse_query_results(content, syntax)
    if isinstance(results, ox.QueryBoolean):
        return bool(results)
    found = ox.Dataset()
    for variable in results.variables:
        found.add(ox.Quad(ox.NamedNode(f"{_SET}vars"), ox.NamedNode(f"{_SET}variable"), ox.Literal(variable.value)))
    for index, solution in enumerate(results):
        row = ox.BlankNode()
        # Equal rows count: each has its node, and its place where the order is asked for.
        found.add(ox.Quad(row, ox.NamedNode(f"{_SET}index"), ox.Literal(index if is_ordered else "row")))
        for variable, term in zip(results.variables, solution, strict=True):
            if term is not None:
                found.add(ox.Quad(row, ox.NamedNode(f"{_SET}{variable.value}"), term))
    return found


def described_in_turtle(content: bytes, base: str) -> ox.Dataset | None:
    """The same of solutions that are written in Turtle (`rs:ResultSet`); None where the Turtle is just a graph."""
    store = ox.Store()
    store.extend(quads_of(content, SYNTAXES[".ttl"], base=base))
    found = ox.Dataset()
    for quad in store.quads_for_pattern(None, ox.NamedNode(f"{_SET}resultVariable"), None, None):
        found.add(ox.Quad(ox.NamedNode(f"{_SET}vars"), ox.NamedNode(f"{_SET}variable"), quad.object))
    for solution in store.quads_for_pattern(None, ox.NamedNode(f"{_SET}solution"), None, None):
        row = solution.object
        found.add(ox.Quad(row, ox.NamedNode(f"{_SET}index"), ox.Literal("row")))
        for binding in store.quads_for_pattern(row, ox.NamedNode(f"{_SET}binding"), None, None):
            variable, value = (
                next(store.quads_for_pattern(binding.object, ox.NamedNode(f"{_SET}{name}"), None, None)).object
                for name in ("variable", "value")
            )
            found.add(ox.Quad(row, ox.NamedNode(f"{_SET}{variable.value}"), value))
    return found if len(found) else None


def check_same_results(given: bytes, expected: bytes, syntaxes: Iterable[ox.QueryResultsFormat], query: str) -> None:
    """Fail where the solutions or truth values are not the same, in the order that the query asks for, if it does."""
    is_ordered = "ORDER BY" in query.upper()
    one, other = (
        described(content, syntax, is_ordered=is_ordered)
        for content, syntax in zip((given, expected), syntaxes, strict=True)
    )
    if isinstance(one, bool) or isinstance(other, bool):
        assert one == other
    else:
        assert is_same_dataset(one, other), f"{one}\nis not\n{other}"


def text_of(case: Case, name: str) -> tuple[str, Path]:
    """The text of the query or update that a test names, with the base that its file gives it, and the file."""
    file = case.action.one(name)
    return f"BASE <{file.text}> {file.path.read_text(encoding='utf-8')}", file.path
