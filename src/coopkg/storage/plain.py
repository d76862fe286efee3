"""A dataset without reasoning, that can be changed: a live Oxigraph store, of which each change becomes a snapshot.

The snapshots are the truth: each is forced to the disk before it becomes current, so a change that has been told as
made survives a power cut, and there is no journal. The live store is a copy of the current one (`checkpoints.py`) that
is made anew at each start, and whenever a change fails: what failed half-way is nowhere.
"""

import gzip
import shutil
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from uuid import uuid4

import pyoxigraph as ox

from coopkg.errors import QueryError, UnknownTermError
from coopkg.rdf.terms import Iri
from coopkg.storage.checkpoints import Copy, opened_copy
from coopkg.storage.documents import Document, reading
from coopkg.storage.durable import unwritten
from coopkg.storage.oxigraph import RDF_FORMATS
from coopkg.storage.snapshots import STORE, Manifest, Snapshot, Snapshots
from coopkg.storage.terms import ox_iri

#: What the manifest of such a snapshot names as its reasoner.
NO_REASONER = "none"
_LIVE = ".live-"


def begin(snapshots: Snapshots, base: str) -> None:
    """Publish an empty dataset where there is none yet; SnapshotError where nothing can be written."""
    if not _is_begun(snapshots):
        with snapshots.held():
            if not _is_begun(snapshots):
                snapshots.publish_held(partial(_made, lambda path: ox.Store(str(path)).flush(), base))


def _is_begun(snapshots: Snapshots) -> bool:
    return (snapshots.directory / "current").is_symlink()


def _made(write: Callable[[Path], None], base: str, path: Path) -> Manifest:
    with _storing(path):
        write(path / STORE)
    return Manifest("", NO_REASONER, base)


class PlainStore:
    """The dataset whose current snapshot is in `snapshots`; it is begun, empty, where there is none.

    `base` is told in the manifests. Only one process may have it, and one thread of it at a time. Each change is all or
    nothing; SnapshotError where the disk takes no more.
    """

    __slots__ = ("_base", "_copy", "_snapshots")

    def __init__(self, snapshots: Snapshots, base: str) -> None:
        self._snapshots = snapshots
        self._base = base
        begin(snapshots, base)
        self._copy: Copy | None = self._opened()

    def change(self, make: Callable[[ox.Store], None]) -> Snapshot:
        """Publish what `make` makes of the dataset; where it raises, that comes through and nothing has changed."""
        copy, self._copy = self._live(), None
        with _storing(self._snapshots.directory):
            make(copy.store)
        snapshot = self._snapshots.publish(partial(_made, copy.checkpoint, self._base))
        self._copy = copy
        return snapshot

    def _live(self) -> Copy:
        """Return the live store, opened anew where the change before failed: who knows how far it had come."""
        if self._copy is None:
            self._copy = self._opened()
        return self._copy

    def put(self, graph: Iri | None, triples: bytes) -> tuple[Snapshot, bool]:
        """Make the N-Triples all that `graph` holds, None is the default graph; and tell whether it is new."""
        name = _named(graph)
        is_new = not self._has(name)

        def replace(store: ox.Store) -> None:
            store.remove_graph(name)
            _add(store, name, triples)

        return self.change(replace), is_new

    def post(self, graph: Iri | None, triples: bytes) -> tuple[Snapshot, bool]:
        """Add the N-Triples to `graph`; and tell whether it is new."""
        name = _named(graph)
        is_new = not self._has(name)
        return self.change(lambda store: _add(store, name, triples)), is_new

    def delete(self, graph: Iri | None) -> Snapshot:
        """Remove `graph`, or empty the default graph; UnknownTermError where there is no such graph."""
        name = _named(graph)
        if graph is not None and not self._has(name):
            raise UnknownTermError(graph, "There is no such graph.")
        return self.change(lambda store: store.remove_graph(name))

    def load(self, documents: Sequence[Document], graph: Iri | None) -> Snapshot:
        """Add what documents state, as fast as the disk takes it; BadInputError, with its place, for a fault.

        What names no graph goes to `graph`, None is the default graph.
        """

        def add(store: ox.Store) -> None:
            for document in documents:
                _bulk_load(store, document, _named(graph))

        return self.change(add)

    def _has(self, name: ox.NamedNode | ox.DefaultGraph) -> bool:
        """Tell whether there is the graph; the default graph always is, but it counts from its first triple on."""
        if isinstance(name, ox.DefaultGraph):
            return any(True for _ in self._live().store.quads_for_pattern(None, None, None, name))
        return self._live().store.contains_named_graph(name)

    def _opened(self) -> Copy:
        """Return a live store that holds what the current snapshot holds."""
        directory = self._snapshots.directory
        for old in directory.glob(f"{_LIVE}*"):
            shutil.rmtree(old, ignore_errors=True)
        path = directory / f"{_LIVE}{uuid4().hex}"
        return opened_copy(self._snapshots.current().path / STORE, path, "take a backup: coopkg restore")


@contextmanager
def _storing(path: Path) -> Iterator[None]:
    """Turn what Oxigraph raises where it cannot write or open a store into SnapshotError."""
    try:
        yield
    except (OSError, RuntimeError) as error:
        raise unwritten(path, "the store cannot be written", error) from error


def _named(graph: Iri | None) -> ox.NamedNode | ox.DefaultGraph:
    return ox.DefaultGraph() if graph is None else ox_iri(graph)


def _add(store: ox.Store, name: ox.NamedNode | ox.DefaultGraph, triples: bytes) -> None:
    try:
        if isinstance(name, ox.NamedNode):
            store.add_graph(name)
        store.load(triples, ox.RdfFormat.N_TRIPLES, to_graph=name)
    except SyntaxError as error:
        raise QueryError(f"not N-Triples: {error}") from error
    except (OSError, RuntimeError) as error:
        raise unwritten(Path(_LIVE), "the store cannot be written", error) from error


def _bulk_load(store: ox.Store, document: Document, name: ox.NamedNode | ox.DefaultGraph) -> None:
    with reading(document) as file:
        try:
            store.bulk_load(file, RDF_FORMATS[document.syntax], base_iri=document.base_iri, to_graph=name)
        except gzip.BadGzipFile:
            raise
        except (OSError, RuntimeError) as error:
            raise unwritten(Path(_LIVE), "the store cannot be written", error) from error
