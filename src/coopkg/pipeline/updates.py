"""What users ask to be changed, by SPARQL Update and the Graph Store Protocol, carried out on a draft.

Where a request names no graph it means `<base>graph/users`; its patterns see what a query sees. Graphs are there as
long as they hold something. Blank nodes become IRIs when they are stored (RDF 1.1 Concepts, section 3.5).
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TypeAlias, assert_never
from uuid import uuid4

from coopkg.errors import QueryError, RefusedError, UnknownTermError
from coopkg.mapping.iris import graph_iri
from coopkg.pipeline.commits import Commits
from coopkg.pipeline.draft import Draft, in_graph
from coopkg.rdf.terms import Iri
from coopkg.serving.writing import Commit
from coopkg.storage.fetching import LoadPolicy, loaded_triples
from coopkg.storage.files import parse_rdf
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
    Operation,
    TokenQuad,
)
from coopkg.storage.update_text import operations

Row: TypeAlias = Mapping[str, str]
"""One solution: the tokens of its variables."""
Evaluate: TypeAlias = Callable[[Path, str, Sequence[Iri], Sequence[Iri]], Iterable[Row]]
"""Return the solutions of a SELECT over the store at a path, with these default graphs and named graphs, if any."""


@dataclass(frozen=True, slots=True)
class Updates:
    """The writer of a dataset with reasoning; it satisfies `coopkg.serving.writing.Writer`.

    The patterns of an update are evaluated by `evaluate`, in this process where that is None; `policy` tells what LOAD
    may fetch.
    """

    commits: Commits
    evaluate: Evaluate | None = None
    policy: LoadPolicy = field(default_factory=LoadPolicy)

    def update(self, text: str, using: Sequence[Iri], using_named: Sequence[Iri]) -> Commit:
        """Carry out a SPARQL Update; errors as the protocol has them."""
        asked = operations(text, using=using, using_named=using_named)

        def make(draft: Draft) -> None:
            for operation in asked:
                self._carry_out(operation, draft)

        return self.commits.commit(make)

    def put(self, graph: Iri | None, triples: bytes) -> Commit:
        """Make `triples`, canonical N-Triples, all that a user graph holds."""
        return self._changed(graph, lambda draft, name: draft.replace(name, self._read(triples)))

    def post(self, graph: Iri | None, triples: bytes) -> Commit:
        """Add `triples`, canonical N-Triples, to what a user graph holds."""
        return self._changed(
            graph, lambda draft, name: draft.apply(in_graph(triple, name) for triple in self._read(triples))
        )

    def delete(self, graph: Iri | None) -> Commit:
        """Remove a user graph; UnknownTermError where there is none."""

        def make(draft: Draft, name: Iri) -> None:
            draft.replace(name, ())
            if graph is not None and not draft.removed:
                raise UnknownTermError(name, "there is no such graph")

        return self._changed(graph, make)

    def _changed(self, graph: Iri | None, make: Callable[[Draft, Iri], None]) -> Commit:
        name = graph or self._users
        was_there = True

        def noted(draft: Draft) -> None:
            nonlocal was_there
            was_there = graph is None or draft.live.has_graph(name)
            make(draft, name)

        commit = self.commits.commit(noted)
        return replace(commit, is_created=not was_there)

    @property
    def _users(self) -> Iri:
        return graph_iri(self.commits.base, "users")

    def _read(self, triples: bytes) -> list[bytes]:
        quads = parse_rdf(triples, "ntriples", source="request", skolem_base=self.commits.base)
        return quads.splitlines()

    def _carry_out(self, operation: Operation, draft: Draft) -> None:
        match operation:
            case InsertData():
                draft.apply(self._lines(_skolemized(operation.quads, self._fresh)))
            case DeleteData():
                draft.apply((), self._lines(operation.quads))
            case Modify():
                self._modify(operation, draft)
            case Load():
                self._load(operation, draft)
            case Create():
                _create(operation, draft)
            case Clear() | Drop():
                draft.replace(self._cleared(operation.target), ())
            case Add() | Move() | Copy():
                self._transfer(operation, draft)
            case _:
                assert_never(operation)

    def _modify(self, operation: Modify, draft: Draft) -> None:
        rows = list(self._solutions(operation, draft))
        removed = self._lines(instantiated(operation.delete, rows, self._fresh))
        draft.apply(self._lines(instantiated(operation.insert, rows, self._fresh)), removed)

    def _solutions(self, operation: Modify, draft: Draft) -> Iterable[Row]:
        default, named = operation.dataset(draft.live.graph_names)
        if self.evaluate is not None:
            with draft.stored() as path:
                return list(self.evaluate(path, operation.query, default, named))
        found = draft.live.dataset.query(operation.query, default_graphs=default, named_graphs=named)
        return found.token_rows()

    def _load(self, operation: Load, draft: Draft) -> None:
        graph = operation.into or self._users
        draft.refuse([graph])
        triples = loaded_triples(operation, self.policy, skolem_base=self.commits.base)
        draft.apply(in_graph(triple, graph) for triple in triples.splitlines())

    def _cleared(self, target: Iri | Graphs | None) -> Iri:
        if isinstance(target, Graphs):
            reason = "these are graphs of the build too; clear the graphs that are yours, one by one"
            raise RefusedError(target.value, reason)
        return target or self._users

    def _transfer(self, operation: Add | Move | Copy, draft: Draft) -> None:
        source, target = operation.source or self._users, operation.target or self._users
        if operation.source is not None and not draft.live.has_graph(source):
            if operation.is_silent:
                return
            raise QueryError(f"there is no graph <{source}>")
        if source == target:
            return
        triples = draft.live.triples_in(source)
        if isinstance(operation, Add):
            draft.apply(in_graph(triple, target) for triple in triples)
        else:
            draft.replace(target, triples)
        if isinstance(operation, Move):
            draft.replace(source, ())

    def _lines(self, quads: Iterable[TokenQuad]) -> list[bytes]:
        users = f"<{self._users}>"
        return [f"{quad.subject} {quad.predicate} {quad.object} {quad.graph or users} .".encode() for quad in quads]

    def _fresh(self) -> str:
        """Return the token of a new IRI for a blank node."""
        return f"<{self.commits.base}.well-known/genid/{uuid4().hex}>"


def _create(operation: Create, draft: Draft) -> None:
    draft.refuse([operation.graph])
    if draft.live.has_graph(operation.graph) and not operation.is_silent:
        raise QueryError(f"there is a graph <{operation.graph}> already; leave CREATE out, or write CREATE SILENT")


def _skolemized(quads: Iterable[TokenQuad], fresh: Callable[[], str]) -> Iterator[TokenQuad]:
    names: dict[str, str] = {}
    for quad in quads:
        subject, value = (
            names.setdefault(term, names.get(term) or fresh()) if term.startswith("_:") else term
            for term in (quad.subject, quad.object)
        )
        yield quad._replace(subject=subject, object=value)
