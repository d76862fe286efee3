"""The writer of `coopkg serve --plain`: what is stated is the dataset, and nothing follows from it."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from coopkg.rdf.terms import Iri
from coopkg.serving.writing import Commit
from coopkg.storage.documents import document_at
from coopkg.storage.fetching import LoadPolicy, loaded_triples
from coopkg.storage.plain import PlainStore
from coopkg.storage.plain_update import change_of


@dataclass(frozen=True, slots=True)
class PlainWriter:
    """A `coopkg.serving.writing.Writer` over a dataset without reasoning; it counts no quads.

    `loading` tells what LOAD may fetch: nothing, unless it names hosts.
    """

    store: PlainStore
    loading: LoadPolicy = field(default_factory=LoadPolicy)

    def update(self, text: str, using: Sequence[Iri], using_named: Sequence[Iri]) -> Commit:
        """Carry out a SPARQL Update."""
        change = change_of(text, using, using_named, partial(loaded_triples, policy=self.loading))
        return Commit(self.store.change(change).manifest.number)

    def put(self, graph: Iri | None, triples: bytes) -> Commit:
        """Make `triples` all that `graph` holds."""
        snapshot, is_created = self.store.put(graph, triples)
        return Commit(snapshot.manifest.number, is_created=is_created)

    def post(self, graph: Iri | None, triples: bytes) -> Commit:
        """Add `triples` to what `graph` holds."""
        snapshot, is_created = self.store.post(graph, triples)
        return Commit(snapshot.manifest.number, is_created=is_created)

    def delete(self, graph: Iri | None) -> Commit:
        """Remove `graph`."""
        return Commit(self.store.delete(graph).manifest.number)

    def load(self, paths: Sequence[Path], graph: Iri | None) -> Commit:
        """Add what the files state, `graph` for what names none; BadInputError for a fault, with its place."""
        return Commit(self.store.load([document_at(path) for path in paths], graph).manifest.number)
