"""The live store: the dataset of the current snapshot, opened to be changed; each state of it becomes a snapshot.

It is a copy (see `checkpoints.py`) that nobody else sees, made anew at every start: what a crash leaves half done is in
no snapshot. Quads and triples are given and returned as canonical N-Quads and N-Triples in bytes, without line ends.
"""

import shutil
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import pyoxigraph as ox

from coopkg.rdf.terms import Iri
from coopkg.storage.checkpoints import Copy, opened_copy
from coopkg.storage.durable import unwritten
from coopkg.storage.oxigraph import OxigraphDataset, serialize
from coopkg.storage.terms import ox_iri

_PREFIX = ".live-"


class LiveStore:
    """An Oxigraph store that may be changed, in a directory of its own; SnapshotError where the disk fails it."""

    __slots__ = ("_copy", "_store", "path")

    def __init__(self, copy: Copy) -> None:
        """Take over a store that is nobody else's."""
        self.path = copy.path
        self._copy = copy
        self._store = copy.store

    @classmethod
    def of(cls, snapshot: Path, directory: Path) -> "LiveStore":
        """Return a live store in `directory` that holds what the store at `snapshot` holds; older ones are removed.

        `directory` must be on the same file system, and no other process may have a live store in it.
        """
        for old in directory.glob(f"{_PREFIX}*"):
            shutil.rmtree(old, ignore_errors=True)
        with _storing(directory):
            path = Path(tempfile.mkdtemp(dir=directory, prefix=_PREFIX)) / "store"
        return cls(opened_copy(snapshot, path, "build again: coopkg build"))

    @property
    def dataset(self) -> OxigraphDataset:
        """Return the dataset as it is whenever it is asked."""
        return OxigraphDataset(self._store)

    def graphs_of(self, triples: Iterable[bytes]) -> Iterator[set[str]]:
        """Yield for each triple the names of the graphs that hold it; the default graph is none of them."""
        for quad in _parsed(triples):
            with _storing(self.path):
                found = list(self._store.quads_for_pattern(quad.subject, quad.predicate, quad.object, None))
            names = (each.graph_name for each in found)
            yield {name.value for name in names if isinstance(name, ox.NamedNode)}

    def triples_in(self, graph: Iri) -> list[bytes]:
        """Return the triples of a named graph."""
        with _storing(self.path):
            quads = self._store.quads_for_pattern(None, None, None, ox_iri(graph))
            return serialize((quad.triple for quad in quads), ox.RdfFormat.N_TRIPLES).splitlines()

    def graph_names(self) -> list[str]:
        """Return the names of the named graphs that hold anything, in no promised order."""
        return [name.value for name in self._store.named_graphs() if isinstance(name, ox.NamedNode)]

    def has_graph(self, graph: Iri) -> bool:
        """Tell whether a named graph holds anything."""
        return not self._is_empty(ox_iri(graph))

    def change(self, added: Sequence[bytes], removed: Sequence[bytes]) -> None:
        """Put quads in and take quads out; those without a graph are of the default graph. No graph stays empty."""
        with _storing(self.path):
            self._store.extend(_parsed(added))
            graphs = set()
            for quad in _parsed(removed):
                self._store.remove(quad)
                graphs.add(quad.graph_name)
            for graph in graphs:
                if not isinstance(graph, ox.DefaultGraph) and self._is_empty(graph):
                    self._store.remove_graph(graph)

    def _is_empty(self, graph: ox.NamedNode | ox.BlankNode) -> bool:
        return next(iter(self._store.quads_for_pattern(None, None, None, graph)), None) is None

    def checkpoint(self, path: Path) -> None:
        """Make at `path` a store that holds what this one holds now and never changes."""
        with _storing(path):
            self._copy.checkpoint(path)


def _parsed(statements: Iterable[bytes]) -> Iterator[ox.Quad]:
    lines = b"\n".join(statements)
    return iter(ox.parse(lines, ox.RdfFormat.N_QUADS))


@contextmanager
def _storing(path: Path) -> Iterator[None]:
    """Turn what Oxigraph raises where it cannot read or write a store into SnapshotError."""
    try:
        yield
    except (OSError, RuntimeError, ValueError) as error:
        raise unwritten(path, "the store cannot be written", error) from error
