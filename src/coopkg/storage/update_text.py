"""A SPARQL Update request turned into operations that can be applied to any dataset.

There is no grammar here: Oxigraph checks each operation, reads its templates and evaluates its WHERE clause; the shape
of its keywords tells which it is. Nothing is executed and nobody is called.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from coopkg.errors import QueryError
from coopkg.rdf.nquads import serialize_term
from coopkg.rdf.terms import Iri
from coopkg.storage.query_text import outline_of
from coopkg.storage.sparql_syntax import moved, resolved
from coopkg.storage.sparql_tokens import tokens_in
from coopkg.storage.templates import has_blank_nodes, read_quads, read_template, variables_of
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
    TemplateQuad,
    TokenQuad,
)
from coopkg.storage.update_outline import OperationText, Span, operation_texts

_MODIFY = re.compile(r"(WITH <> )?(DELETE {} )?(INSERT {} )?((?:USING (?:NAMED )?<> )*)WHERE {}")
_LOAD = re.compile(r"LOAD (SILENT )?<>(?: INTO GRAPH <>)?")
_CREATE = re.compile(r"CREATE (SILENT )?GRAPH <>")
_REMOVE = re.compile(r"(CLEAR|DROP) (SILENT )?(GRAPH <>|DEFAULT|NAMED|ALL)")
_TRANSFER = re.compile(r"(ADD|MOVE|COPY) (SILENT )?(DEFAULT|(?:GRAPH )?<>) TO (DEFAULT|(?:GRAPH )?<>)")
_TRANSFERS: Mapping[str, type[Add | Move | Copy]] = {"ADD": Add, "MOVE": Move, "COPY": Copy}
_GRAPH = re.compile("GRAPH", re.IGNORECASE)


def operations(
    text: str, *, using: Sequence[Iri] = (), using_named: Sequence[Iri] = (), base_iri: Iri | None = None
) -> tuple[Operation, ...]:
    """Return the operations of a SPARQL Update request, in order; none where it holds only declarations.

    `using` and `using_named` are those of the protocol (SPARQL 1.1 Protocol, section 2.2): they take the place of
    `USING` and `USING NAMED`. `base_iri` is that of the request where it names none. QueryError, with line and column
    in `text`, where it is no update, asks another host for solutions, has a WHERE beyond the bounds of a query, or has
    a `USING` or `WITH` beside the protocol's.
    """
    labels: tuple[set[str], set[str]] = (set(), set())
    found: list[Operation] = []
    for operation in operation_texts(text, base_iri):
        _refuse_shared_labels(operation, labels)
        read = _operation(operation)
        if isinstance(read, Modify) and (using or using_named):
            if read.with_graph is not None or read.using or read.using_named:
                reason = "WITH and USING cannot stand beside using-graph-uri and using-named-graph-uri; leave one out"
                raise operation.error(reason)
            read = replace(read, using=tuple(using), using_named=tuple(using_named))
        found.append(read)
    return tuple(found)


def _operation(text: OperationText) -> Operation:
    match text.shape:
        case "INSERT DATA {}":
            return InsertData(_quads(text))
        case "DELETE DATA {}":
            return DeleteData(_quads(text))
        case "DELETE WHERE {}":
            return _modify(text, _Clauses(delete=text.blocks[0]))
        case _:
            return _managed(text) if not text.blocks else _modify(text, _clauses(text))


def _quads(text: OperationText) -> tuple[TokenQuad, ...]:
    try:
        return read_quads(text.prologue, text.block(0))
    except QueryError as error:
        raise text.located(error, text.blocks[0].start) from error


def _managed(text: OperationText) -> Operation:
    """Return the operation that has no braces."""
    names = _resolved(text)
    if found := _LOAD.fullmatch(text.shape):
        return Load(names[0], names[1] if len(names) > 1 else None, is_silent=found.group(1) is not None)
    if found := _CREATE.fullmatch(text.shape):
        return Create(names[0], is_silent=found.group(1) is not None)
    if found := _REMOVE.fullmatch(text.shape):
        kind = Clear if found.group(1) == "CLEAR" else Drop
        return kind(_target(found.group(3), names), is_silent=found.group(2) is not None)
    if found := _TRANSFER.fullmatch(text.shape):
        transfer = _TRANSFERS[found.group(1)]
        source, target = (None if part == "DEFAULT" else names.pop(0) for part in found.group(3, 4))
        return transfer(source, target, is_silent=found.group(2) is not None)
    raise _not_understood(text)


def _not_understood(text: OperationText) -> QueryError:
    return text.error("not an operation of SPARQL Update; write a space between its words")


def _resolved(text: OperationText) -> list[Iri]:
    try:
        return resolved(text.prologue, text.names)
    except SyntaxError as error:
        # Oxigraph reads `TO:g` as a word and a name, SPARQL as a name.
        raise _not_understood(text) from error


def _target(words: str, names: Sequence[Iri]) -> Iri | Graphs | None:
    if words == "DEFAULT":
        return None
    return names[0] if words.startswith("GRAPH") else Graphs(words)


@dataclass(frozen=True, slots=True)
class _Clauses:
    """The clauses of an operation with a WHERE; `DELETE WHERE` has one block for both, so it has no `where`."""

    delete: Span | None = None
    insert: Span | None = None
    where: Span | None = None
    with_graph: Iri | None = None
    using: tuple[Iri, ...] = ()
    using_named: tuple[Iri, ...] = ()


def _clauses(text: OperationText) -> _Clauses:
    found = _MODIFY.fullmatch(text.shape)
    if found is None:
        raise _not_understood(text)
    blocks, names = list(text.blocks), _resolved(text)
    with_graph = names.pop(0) if found.group(1) else None
    is_named = [words.startswith("NAMED") for words in found.group(4).split("USING ")[1:]]
    return _Clauses(
        delete=blocks.pop(0) if found.group(2) else None,
        insert=blocks.pop(0) if found.group(3) else None,
        where=blocks.pop(),
        with_graph=with_graph,
        using=tuple(name for name, named in zip(names, is_named, strict=True) if not named),
        using_named=tuple(name for name, named in zip(names, is_named, strict=True) if named),
    )


def _modify(text: OperationText, clauses: _Clauses) -> Modify:
    delete = _template(text, clauses.delete, clauses.with_graph)
    insert = _template(text, clauses.insert, clauses.with_graph)
    where = clauses.where or text.blocks[-1]
    pattern = text.request[where.start : where.end]
    names = [f"?{name}" for name in variables_of((*delete, *insert))] or [f"(1 AS {_new_variable(pattern)})"]
    # Equal solutions give equal quads, but each of them new blank nodes.
    distinct = "" if has_blank_nodes(insert) else "DISTINCT "
    head = f"{text.prologue}SELECT {distinct}{' '.join(names)} WHERE\n"
    try:
        outline_of(head + pattern)
    except QueryError as error:
        raise text.located(moved(error, -head.count("\n")), where.start) from error
    return Modify(
        delete, insert, head + pattern, clauses.with_graph, clauses.using, clauses.using_named,
        has_graph_clause=_GRAPH.search(pattern) is not None,
    )  # fmt: skip


def _new_variable(pattern: str) -> str:
    name = "?found"
    while name[1:] in pattern:
        name += "_"
    return name


def _template(text: OperationText, block: Span | None, with_graph: Iri | None) -> tuple[TemplateQuad, ...]:
    if block is None:
        return ()
    try:
        quads = read_template(text.prologue, text.request[block.start : block.end])
    except QueryError as error:
        raise text.located(error, block.start) from error
    if with_graph is None:
        return quads
    graph = serialize_term(with_graph)
    return tuple(quad if quad.graph is not None else replace(quad, graph=graph) for quad in quads)


def _refuse_shared_labels(text: OperationText, seen: tuple[set[str], set[str]]) -> None:
    """Raise QueryError where a label of a blank node stands in two INSERT DATA or in two WHERE of a request.

    SPARQL 1.1 Query, section 19.6; `seen` are the labels of earlier operations, which come to hold those of this one.
    """
    earlier = seen[0] if text.shape == "INSERT DATA {}" else seen[1]
    last = text.blocks[-1] if text.blocks else Span(0, 0)
    if "_:" not in text.request[last.start : last.end]:
        return
    own: set[str] = set()
    for token in tokens_in(text.request, last.start, last.end):
        label = token.group().rstrip(".")
        if token.lastgroup == "name" and label.startswith("_:"):
            if label in earlier:
                raise text.error(f"the blank node {label} stands in an earlier operation already", token.start())
            own.add(label)
    earlier |= own
