"""SPARQL Update on a dataset without reasoning: by Oxigraph itself, or operation by operation where it cannot."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import assert_never
from uuid import uuid4

import pyoxigraph as ox

from coopkg.errors import QueryError, UnknownTermError
from coopkg.rdf.terms import Iri
from coopkg.storage.oxigraph import DAMAGE, OxigraphDataset
from coopkg.storage.templates import instantiated
from coopkg.storage.terms import ox_iri
from coopkg.storage.update_operations import (
    Add,
    Clear,
    Copy,
    Create,
    DeleteData,
    Drop,
    Graphs,
    InsertData,
    Load,
    Modify,
    Move,
    Operation,
    TokenQuad,
)
from coopkg.storage.update_text import operations

#: Returns the triples of the document that an operation loads, as N-Triples.
Fetch = Callable[[Load], bytes]
_MISSING = re.compile(r"The graph <(.*)> does not exist")


def change_of(text: str, using: Sequence[Iri], using_named: Sequence[Iri], fetch: Fetch) -> Callable[[ox.Store], None]:
    """Return what carries out a SPARQL Update on a store; what it raises there leaves the store half changed.

    QueryError where the text is no update. Documents are read by `fetch`, and before anything is changed.
    """
    found = operations(text, using=using, using_named=using_named)
    loads = [each for each in found if isinstance(each, Load)]
    if not (loads or using or using_named):
        return lambda store: _by_oxigraph(store, text, found)
    documents = {each: fetch(each) for each in loads}
    return lambda store: _carry_out(store, found, documents)


def _by_oxigraph(store: ox.Store, text: str, found: Sequence[Operation]) -> None:
    with _evaluating():
        try:
            store.update(text)
        except SyntaxError:
            # It knows no declarations between operations, which the grammar has (SPARQL 1.1, rule 29).
            _carry_out(store, found, {})


@contextmanager
def _evaluating() -> Iterator[None]:
    """Turn what Oxigraph raises while it changes a store into QueryError, or UnknownTermError for a missing graph."""
    try:
        yield
    except (RuntimeError, OSError, ValueError) as error:
        if DAMAGE.match(str(error)):
            # It is not the update's fault; who asked for it tells the store's.
            raise
        missing = _MISSING.match(str(error))
        if missing is not None:
            raise UnknownTermError(missing.group(1), "There is no such graph; SILENT passes over it.") from error
        raise QueryError(f"the update could not be carried out: {error}") from error


def _carry_out(store: ox.Store, found: Iterable[Operation], documents: Mapping[Load, bytes]) -> None:
    for operation in found:
        with _evaluating():
            match operation:
                case InsertData(quads=quads):
                    store.extend(_quads(quads))
                case DeleteData(quads=quads):
                    _remove(store, _quads(quads))
                case Modify():
                    _modify(store, operation)
                case Load(into=into):
                    graph = ox.DefaultGraph() if into is None else ox_iri(into)
                    store.load(documents[operation], ox.RdfFormat.N_TRIPLES, to_graph=graph)
                case _:
                    _manage(store, operation)


def _modify(store: ox.Store, operation: Modify) -> None:
    dataset = OxigraphDataset(store)
    default, named = operation.dataset(dataset.graph_names)
    rows = dataset.query(operation.query, default_graphs=default, named_graphs=named).token_rows()
    added = _quads(instantiated(operation.insert, rows, _fresh_blank))
    _remove(store, _quads(instantiated(operation.delete, rows, _fresh_blank)))
    store.extend(added)


def _fresh_blank() -> str:
    return f"_:b{uuid4().hex}"


def _quads(quads: Iterable[TokenQuad]) -> list[ox.Quad]:
    lines = "".join(f"{' '.join(term for term in quad if term is not None)} .\n" for quad in quads)
    return list(ox.parse(lines, ox.RdfFormat.N_QUADS))


def _remove(store: ox.Store, quads: Iterable[ox.Quad]) -> None:
    for quad in quads:
        store.remove(quad)


def _manage(store: ox.Store, operation: Clear | Drop | Create | Add | Move | Copy) -> None:
    """Carry out an operation on whole graphs (SPARQL 1.1 Update, section 3.2), which Oxigraph does as it is written."""
    match operation:
        case Create(graph=graph):
            words = f"GRAPH <{graph}>"
        case Clear(target=target) | Drop(target=target):
            words = target.value if isinstance(target, Graphs) else _graph(target)
        case Add(source=source, target=to) | Move(source=source, target=to) | Copy(source=source, target=to):
            words = f"{_graph(source)} TO {_graph(to)}"
        case _:
            assert_never(operation)
    silent = "SILENT " if operation.is_silent else ""
    store.update(f"{type(operation).__name__.upper()} {silent}{words}")


def _graph(graph: Iri | None) -> str:
    return "DEFAULT" if graph is None else f"GRAPH <{graph}>"
