"""Commits: changes of user graphs, each one a transaction of the journal and a snapshot.

The live store and the closure in memory are those of the current snapshot. A change is tried on both, checked, forced
to the disk in the journal, and published; where any of that fails it is undone, and nobody has seen it. Commits, builds
and loads hold one lock, and who gets it looks first at what the others have done.
"""

import logging
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from coopkg.errors import CoopkgError, SnapshotError
from coopkg.pipeline.draft import Draft, in_graph
from coopkg.pipeline.opened import Opened
from coopkg.pipeline.sources import Sources
from coopkg.rdf.terms import Iri
from coopkg.serving.writing import Commit
from coopkg.storage.durable import is_locked
from coopkg.storage.journal import behind, is_of_build
from coopkg.storage.patches import Transaction
from coopkg.storage.snapshots import CLOSURE, STORE, Manifest, Snapshot, Snapshots

logger = logging.getLogger(__name__)


class Commits:
    """The one that commits changes of user graphs, in one process and one thread."""

    __slots__ = ("_lock", "_opened", "_snapshots", "_sources")

    def __init__(self, sources: Sources, snapshots: Snapshots) -> None:
        """Open the current snapshot, and publish what the journal has beyond it.

        SnapshotError where there is none, another process commits, or the journal is damaged.
        """
        self._sources = sources
        self._snapshots = snapshots
        self._opened: Opened | None = None
        self._lock = (snapshots.directory.parent / "writer.lock").open("w")
        try:
            self._begin()
        except BaseException:
            self._lock.close()
            raise

    def _begin(self) -> None:
        if not is_locked(self._lock):
            raise SnapshotError(self._snapshots.directory, "another process takes updates already; stop it first")
        with self._snapshots.held():
            self._snapshots.remove_leftovers()
            self._current()
            self._sources.journal.compact()

    def close(self) -> None:
        """Let another process commit."""
        self._opened = None
        self._lock.close()

    @property
    def base(self) -> Iri:
        """Return the base of the IRIs of the graphs."""
        return self._sources.base

    def commit(self, make: Callable[[Draft], None]) -> Commit:
        """Commit what `make` does to the draft that it is given; where it raises, nothing has changed.

        InconsistencyError, with the proofs, where it contradicts the ontology. SnapshotError where the disk does not
        take it, or another process goes on too long. All that changes nothing is no commit.
        """
        with self._snapshots.held():
            opened = self._current()
            draft = Draft(opened, self._sources.base)
            with self._undone_on_error(draft):
                make(draft)
                draft.check()
            if draft.added or draft.removed:
                opened.snapshot = self._committed(opened, draft)
            return Commit(opened.snapshot.manifest.number, len(draft.added), len(draft.removed))

    @contextmanager
    def _undone_on_error(self, draft: Draft) -> Iterator[None]:
        opened, self._opened = self._opened, None
        try:
            yield
        except SnapshotError:
            # How far the store has come with the change nobody knows: it is opened anew before the next commit.
            raise
        except CoopkgError:
            draft.undo()
            self._opened = opened
            raise
        # Whatever else goes wrong: the snapshot is opened anew before the next commit.
        self._opened = opened

    def _committed(self, opened: Opened, draft: Draft) -> Snapshot:
        journal = self._sources.journal
        self._opened = None
        number = journal.append(draft.added, draft.removed)
        try:
            snapshot = self._published(opened, draft, number)
        except BaseException:
            if not self._snapshots.has(number):
                journal.take_back(number)
            raise
        self._opened = opened
        return snapshot

    def _published(self, opened: Opened, draft: Draft, transaction: int) -> Snapshot:
        before = opened.snapshot

        def make(directory: Path) -> Manifest:
            opened.live.checkpoint(directory / STORE)
            opened.saved.save(opened.closure.closure, directory / CLOSURE, before.path / CLOSURE)
            counts = {name: count + draft.counts.get(name, 0) for name, count in before.manifest.counts.items()}
            return replace(before.manifest, counts=counts, transaction=transaction)

        return self._snapshots.publish_held(make)

    def _current(self) -> Opened:
        """Return the current snapshot, opened, with all that is in the journal; the lock must be held."""
        name = self._snapshots.current_name()
        opened = self._opened
        if opened is None or opened.snapshot.path.name != name:
            self._opened = None
            snapshot = self._snapshots.current()
            opened = self._opened = Opened(snapshot, self._sources, self._snapshots.directory)
        self._catch_up(opened)
        return opened

    def _catch_up(self, opened: Opened) -> None:
        """Publish what the journal has beyond the snapshot: a crash came between the two, or a load was cut short."""
        journal, known = self._sources.journal, opened.snapshot.manifest.transaction
        last = journal.last()
        if last == known:
            return
        if last < known:
            raise behind(journal.path, last, known)
        draft = Draft(opened, self._sources.base)
        self._opened = None
        for transaction in journal.transactions(after=known):
            _replay(transaction, draft)
        opened.snapshot = self._published(opened, draft, last)
        self._opened = opened
        logger.info("journal: replayed transactions %d to %d", known + 1, last)


def _replay(transaction: Transaction, draft: Draft) -> None:
    removed: Iterable[bytes] = transaction.removed
    if transaction.is_whole:
        graphs = (graph for graph in draft.live.graph_names() if not is_of_build(graph, draft.base))
        removed = (in_graph(triple, graph) for graph in graphs for triple in draft.live.triples_in(Iri(graph)))
    draft.apply(transaction.added, removed)
