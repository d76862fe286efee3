"""Oxigraph behind the interface of `dataset.py`: an immutable store, and how one is made."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import IO, cast

import pyoxigraph as ox

from coopkg.errors import QueryError, SnapshotError
from coopkg.rdf.terms import Iri, Subject, Term, Triple
from coopkg.storage.checkpoints import check_logs
from coopkg.storage.dataset import Form, Syntax
from coopkg.storage.output import CheckedXml, Output, checked_xml
from coopkg.storage.query_text import is_harmless, outline_of
from coopkg.storage.sparql_syntax import resolved, syntax_error
from coopkg.storage.terms import OxTerm, ox_iri, ox_subject, ox_term, term_of, triple_of

RDF_FORMATS: Mapping[str, ox.RdfFormat] = {
    "turtle": ox.RdfFormat.TURTLE,
    "ntriples": ox.RdfFormat.N_TRIPLES,
    "nquads": ox.RdfFormat.N_QUADS,
    "trig": ox.RdfFormat.TRIG,
    "rdfxml": ox.RdfFormat.RDF_XML,
    "jsonld": ox.RdfFormat.JSON_LD,
}
_RESULT_FORMATS: Mapping[str, ox.QueryResultsFormat] = {
    "json": ox.QueryResultsFormat.JSON,
    "xml": ox.QueryResultsFormat.XML,
    "csv": ox.QueryResultsFormat.CSV,
    "tsv": ox.QueryResultsFormat.TSV,
}
# The prefixes that Oxigraph declares at the head of Turtle and TriG, and a name with a prefix (or what looks like one).
_HEAD = re.compile(rb"(?:@prefix [^\n]*\n)*+")
_PREFIXED = re.compile(rb"(?<![^\s^])([A-Za-z][\w-]*+):")
#: How RocksDB begins to tell of files that it cannot read or write, or that are not as it wrote them.
DAMAGE = re.compile("Corruption: |IO error: ")
_DEFAULT_GRAPH = ox.DefaultGraph()
#: Functions that queries may call, by IRI: terms in, one term or nothing out (SPARQL 1.1, section 17.6).
Functions = Mapping[Iri, Callable[..., Term | None]]
_Graphs = list[ox.NamedNode | ox.BlankNode | ox.DefaultGraph]
_Raw = ox.QuerySolutions | ox.QueryBoolean | ox.QueryTriples


@contextmanager
def _evaluating() -> Iterator[None]:
    """Turn what Oxigraph raises while an answer is read into QueryError; a damaged store into SnapshotError."""
    try:
        yield
    except (RuntimeError, OSError, ValueError, SyntaxError) as error:
        raise _unevaluated(error) from error


def _unevaluated(error: Exception) -> QueryError | SnapshotError:
    if DAMAGE.match(str(error)):
        return SnapshotError(Path("store"), f"the store cannot be read: {error}")
    return QueryError(f"the query could not be evaluated: {error}")


class OxigraphResult:
    """One answer of Oxigraph; see `coopkg.storage.dataset.Result`."""

    __slots__ = ("_raw",)

    def __init__(self, raw: _Raw) -> None:
        self._raw = raw

    @property
    def form(self) -> Form:
        """Return which of the three forms the answer has."""
        match self._raw:
            case ox.QuerySolutions():
                return "solutions"
            case ox.QueryBoolean():
                return "boolean"
            case _:
                return "triples"

    @property
    def variables(self) -> tuple[str, ...]:
        """Return the names of the variables of solutions, without question marks; else nothing."""
        if isinstance(self._raw, ox.QuerySolutions):
            return tuple(variable.value for variable in self._raw.variables)
        return ()

    def rows(self) -> list[dict[str, Term]]:
        """Return the solutions; an unbound variable is not in its row."""
        if not isinstance(self._raw, ox.QuerySolutions):
            raise TypeError(f"a query for {self.form} has no rows")
        names = self.variables
        with _evaluating():
            return [
                {name: term_of(term) for name, term in zip(names, solution, strict=True) if term is not None}
                for solution in self._raw
            ]

    def token_rows(self) -> list[dict[str, str]]:
        """Return the solutions with each term as a token, as N-Triples spells it."""
        if not isinstance(self._raw, ox.QuerySolutions):
            raise TypeError(f"a query for {self.form} has no rows")
        names = self.variables
        with _evaluating():
            return [
                {name: str(term) for name, term in zip(names, solution, strict=True) if term is not None}
                for solution in self._raw
            ]

    def triples(self) -> list[Triple]:
        """Return the triples, each once."""
        if not isinstance(self._raw, ox.QueryTriples):
            raise TypeError(f"a query for {self.form} has no triples")
        with _evaluating():
            return list(dict.fromkeys(triple_of(triple) for triple in self._raw))

    def boolean(self) -> bool:
        """Return the answer to an ASK."""
        if not isinstance(self._raw, ox.QueryBoolean):
            raise TypeError(f"a query for {self.form} has no truth value")
        return bool(self._raw)

    def write(self, form: str, output: Output, prefixes: Mapping[str, str] | None = None) -> None:
        """Write what `serialize` returns to `output`, solutions in pieces as they are found.

        What `output` raises comes through, where it is no error that evaluation could raise.
        """
        if isinstance(self._raw, ox.QueryTriples) or form not in _RESULT_FORMATS:
            output.write(self.serialize(form, prefixes))
            return
        checked = CheckedXml(output) if form == "xml" else output
        with _evaluating():
            self._raw.serialize(cast(IO[bytes], checked), format=_RESULT_FORMATS[form])

    def serialize(self, form: str, prefixes: Mapping[str, str] | None = None) -> bytes:
        """Return the answer in a `ResultFormat` (solutions, boolean) or a `Syntax` (triples), by its name."""
        if form not in (RDF_FORMATS if self.form == "triples" else _RESULT_FORMATS):
            raise TypeError(f"{form} cannot hold {self.form}")
        with _evaluating():
            if isinstance(self._raw, ox.QueryTriples):
                # A triple that several solutions construct comes once for each of them.
                return serialize(dict.fromkeys(self._raw), RDF_FORMATS[form], prefixes)
            content = self._raw.serialize(format=_RESULT_FORMATS[form]) or b""
        return checked_xml(content) if form == "xml" else content


def serialize(
    statements: Iterable[ox.Triple] | Iterable[ox.Quad], form: ox.RdfFormat, prefixes: Mapping[str, str] | None = None
) -> bytes:
    """Return the statements in an RDF syntax, with those prefixes where it has any; QueryError where it cannot."""
    content = ox.serialize(statements, format=form, prefixes=dict(prefixes or {})) or b""
    if form in (ox.RdfFormat.TURTLE, ox.RdfFormat.TRIG):
        return _with_tidy_head(content)
    return checked_xml(content) if form == ox.RdfFormat.RDF_XML else content


def _with_tidy_head(content: bytes) -> bytes:
    """Return Turtle or TriG with the prefixes that it uses, in order: Oxigraph declares all, as its hashes fall."""
    head = _HEAD.match(content)
    end = head.end() if head is not None else 0
    used = set(_PREFIXED.findall(content, end))
    lines = content[:end].splitlines(keepends=True)
    return b"".join(sorted(line for line in lines if line.split()[1][:-1] in used)) + content[end:]


class OxigraphDataset:
    """An immutable dataset in an Oxigraph store; see `coopkg.storage.dataset.Dataset`."""

    __slots__ = ("_functions", "_store")

    def __init__(self, store: ox.Store, functions: Functions | None = None) -> None:
        self._store = store
        self._functions = {ox_iri(iri): _on_ox_terms(function) for iri, function in (functions or {}).items()}

    def query(
        self, text: str, *, default_graphs: Sequence[Iri] = (), named_graphs: Sequence[Iri] = ()
    ) -> OxigraphResult:
        """Return the answer to the SPARQL query `text`; QueryError, with its place, where it cannot be answered."""
        outline = None if is_harmless(text) else outline_of(text)
        try:
            if default_graphs or named_graphs:
                return OxigraphResult(self._query_over(text, default_graphs, named_graphs))
            if outline is None or len(outline.default_graphs) <= 1:
                return OxigraphResult(self._store.query(text, custom_functions=self._functions))
            default = resolved(outline.prologue, outline.default_graphs)
            return OxigraphResult(self._query_over(text, default, resolved(outline.prologue, outline.named_graphs)))
        except SyntaxError as error:
            raise syntax_error(text, str(error)) from error
        except (RuntimeError, OSError) as error:
            raise _unevaluated(error) from error

    def _query_over(self, text: str, default_graphs: Sequence[Iri], named_graphs: Sequence[Iri]) -> _Raw:
        default: _Graphs = [ox_iri(iri) for iri in dict.fromkeys(default_graphs)]
        named: list[ox.NamedNode | ox.BlankNode] = [ox_iri(iri) for iri in dict.fromkeys(named_graphs)]
        functions = self._functions
        if len(default) <= 1:
            return self._store.query(text, default_graph=default, named_graphs=named, custom_functions=functions)
        # Oxigraph concatenates several default graphs; their merge must hold each triple once.
        scratch = self._scratch(default, named)
        return scratch.query(text, default_graph=_DEFAULT_GRAPH, named_graphs=named, custom_functions=functions)

    def _scratch(self, default: _Graphs, named: Sequence[ox.NamedNode | ox.BlankNode]) -> ox.Store:
        scratch = ox.Store()
        for graph in default:
            triples = self._store.quads_for_pattern(None, None, None, graph)
            scratch.extend(ox.Quad(quad.subject, quad.predicate, quad.object) for quad in triples)
        for graph in named:
            scratch.extend(self._store.quads_for_pattern(None, None, None, graph))
        return scratch

    def triples(
        self, subject: Subject | None = None, predicate: Iri | None = None, value: Term | None = None
    ) -> Iterator[Triple]:
        """Yield the triples of the merged graph that match; None matches every term."""
        quads = self._store.quads_for_pattern(
            None if subject is None else ox_subject(subject),
            None if predicate is None else ox_iri(predicate),
            None if value is None else ox_term(value),
            _DEFAULT_GRAPH,
        )
        return map(triple_of, quads)

    def triples_in(self, graph: Iri) -> Iterator[Triple]:
        """Yield the triples of one named graph; nothing where there is no such graph."""
        return map(triple_of, self._store.quads_for_pattern(None, None, None, ox_iri(graph)))

    def graphs_of(self, triple: Triple) -> tuple[Iri, ...]:
        """Return the names of the graphs that hold `triple`, in order."""
        quads = self._store.quads_for_pattern(
            ox_subject(triple.subject), ox_iri(triple.predicate), ox_term(triple.object), None
        )
        names = (quad.graph_name for quad in quads)
        return tuple(sorted(Iri(name.value) for name in names if isinstance(name, ox.NamedNode)))

    def has_graph(self, graph: Iri) -> bool:
        """Tell whether there is a named graph of that name, be it empty."""
        return self._store.contains_named_graph(ox_iri(graph))

    def graph_names(self) -> tuple[Iri, ...]:
        """Return the names of all named graphs, in order."""
        return tuple(sorted(Iri(name.value) for name in self._store.named_graphs() if isinstance(name, ox.NamedNode)))

    def dump_graph(self, graph: Iri | None, syntax: str, prefixes: Mapping[str, str] | None = None) -> bytes:
        """Return one named graph, or with None the default graph, in the `Syntax` of that name."""
        name = _DEFAULT_GRAPH if graph is None else ox_iri(graph)
        triples = (quad.triple for quad in self._store.quads_for_pattern(None, None, None, name))
        return serialize(triples, RDF_FORMATS[syntax], prefixes)

    def dump(self, syntax: Syntax, *, prefixes: Mapping[str, str] | None = None, without: Iri | None = None) -> bytes:
        """Return the merged graph, or, as TriG and N-Quads, all named graphs; without what one named graph holds."""
        if syntax in {"trig", "nquads"}:
            graphs = [graph for graph in self.graph_names() if graph != without]
            quads = (quad for name in graphs for quad in self._store.quads_for_pattern(None, None, None, ox_iri(name)))
            return serialize(quads, RDF_FORMATS[syntax], prefixes)
        merged = self._store.quads_for_pattern(None, None, None, _DEFAULT_GRAPH)
        hidden = self._store.quads_for_pattern(None, None, None, ox_iri(without)) if without is not None else ()
        left_out = {quad.triple for quad in hidden}
        triples = (quad.triple for quad in merged if quad.triple not in left_out)
        return serialize(triples, RDF_FORMATS[syntax], prefixes)


def _on_ox_terms(function: Callable[..., Term | None]) -> Callable[..., OxTerm | None]:
    def called(*arguments: OxTerm) -> OxTerm | None:
        value = function(*map(term_of, arguments))
        return None if value is None else ox_term(value)

    return called


def open_store(path: Path, functions: Functions | None = None) -> OxigraphDataset:
    """Return the dataset in the store at `path`, opened read-only; SnapshotError where it is none or broken.

    Its queries may call the `functions`.
    """
    check_logs(path)
    try:
        return OxigraphDataset(ox.Store.read_only(str(path)), functions)
    except (OSError, RuntimeError, ValueError) as error:
        raise SnapshotError(path, f"the store cannot be opened: {error}") from error


def dataset_of(quads: bytes) -> OxigraphDataset:
    """Return a dataset in memory that holds those N-Quads; QueryError where they are none."""
    store = ox.Store()
    try:
        store.bulk_load(quads, ox.RdfFormat.N_QUADS)
    except SyntaxError as error:
        raise QueryError(f"not N-Quads: {error}") from error
    return OxigraphDataset(store)


def write_store(path: Path, quads: bytes) -> None:
    """Make a new store at `path` that holds those N-Quads: lines without a graph are the merged graph.

    SnapshotError where the store cannot be written; `path` is then not to be used.
    """
    try:
        store = ox.Store(str(path))
        store.bulk_load(quads, ox.RdfFormat.N_QUADS)
        # Or the first commits would wait until it is done: ten seconds, where there are ten million quads.
        store.optimize()
        store.flush()
    except (OSError, RuntimeError, SyntaxError) as error:
        raise SnapshotError(path, f"the store cannot be written: {error}") from error
