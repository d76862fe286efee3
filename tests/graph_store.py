"""A graph store as SPARQL Update describes it, to compare others with: operations applied to a store in memory.

The WHERE clause is evaluated by Oxigraph; all else is the text of the recommendation (SPARQL 1.1 Update, section 4.3).
"""

import pyoxigraph as ox

from coopkg.storage.templates import instantiated
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
)
from coopkg.storage.update_text import operations

DEFAULT = ox.DefaultGraph()


class FailureError(Exception):
    """An operation that fails without SILENT."""


def updated(store, text, *, load=None, **dataset):
    """Apply a request to `store`, all or nothing; `load` gives the quads of a document, without it none is found."""
    scratch = ox.Store()
    scratch.extend(store)
    for graph in store.named_graphs():
        scratch.add_graph(graph)
    for operation in operations(text, **dataset):
        try:
            _apply(scratch, operation, load)
        except FailureError:
            if not operation.is_silent:
                raise
    return scratch


def _apply(store, operation, load):
    match operation:
        case InsertData():
            store.extend(map(quad_of, operation.quads))
        case DeleteData():
            _remove(store, operation.quads)
        case Modify():
            _modify(store, operation)
        case Load() if load is not None:
            store.extend(ox.Quad(*triple, graph_of(operation.into)) for triple in load(operation.source))
        case Load():
            raise FailureError(operation.source)
        case _:
            _manage(store, operation)


def _manage(store, operation):
    match operation:
        case Create() if ox.NamedNode(operation.graph) in set(store.named_graphs()):
            raise FailureError(operation.graph)
        case Create():
            store.add_graph(ox.NamedNode(operation.graph))
        case Clear() | Drop():
            _clear(store, operation)
        case Add() | Move() | Copy():
            _transfer(store, operation)


def _modify(store, operation):
    solutions = _solutions(store, operation)
    names = [variable.value for variable in solutions.variables]
    bound = [zip(names, solution, strict=True) for solution in solutions]
    rows = [{name: str(value) for name, value in pairs if value is not None} for pairs in bound]
    _remove(store, instantiated(operation.delete, rows, lambda: "_:nobody"))
    store.extend(map(quad_of, instantiated(operation.insert, rows, lambda: f"_:{ox.BlankNode().value}")))


def _solutions(store, operation):
    if operation.using or operation.using_named:
        return store.query(
            operation.query,
            default_graph=[ox.NamedNode(iri) for iri in operation.using],
            named_graphs=[ox.NamedNode(iri) for iri in operation.using_named],
        )
    if operation.with_graph is not None:
        return store.query(operation.query, default_graph=ox.NamedNode(operation.with_graph))
    return store.query(operation.query)


def _clear(store, operation):
    named = list(store.named_graphs())
    match operation.target:
        case Graphs.ALL:
            graphs = [DEFAULT, *named]
        case Graphs.NAMED:
            graphs = named
        case target:
            graphs = [graph_of(target)]
    for graph in graphs:
        if graph != DEFAULT and graph not in named:
            raise FailureError(graph)
        store.clear_graph(graph)
        if isinstance(operation, Drop):
            _drop(store, graph)


def _transfer(store, operation):
    source, target = graph_of(operation.source), graph_of(operation.target)
    if source != DEFAULT and source not in set(store.named_graphs()):
        raise FailureError(source)
    if source == target:
        return
    if not isinstance(operation, Add):
        _drop(store, target)
    triples = [quad.triple for quad in store.quads_for_pattern(None, None, None, source)]
    store.extend(ox.Quad(*triple, target) for triple in triples)
    if isinstance(operation, Move):
        _drop(store, source)


def _drop(store, graph):
    store.clear_graph(graph)
    if graph != DEFAULT:
        store.remove_graph(graph)


def _remove(store, quads):
    for quad in list(map(quad_of, quads)):
        store.remove(quad)


def graph_of(iri):
    return DEFAULT if iri is None else ox.NamedNode(iri)


def quad_of(quad):
    tokens = [quad.subject, quad.predicate, quad.object, *([quad.graph] if quad.graph else [])]
    return next(iter(ox.parse(f"{' '.join(tokens)} .", ox.RdfFormat.N_QUADS)))


def canonical(quads):
    """The quads with canonical names for their blank nodes, to compare."""
    dataset = ox.Dataset(quads)
    dataset.canonicalize(ox.CanonicalizationAlgorithm.UNSTABLE)
    return set(dataset)
