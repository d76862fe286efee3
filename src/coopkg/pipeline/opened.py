"""A snapshot that is opened to be changed: its store live, its closure in memory."""

from pathlib import Path

from coopkg.errors import SnapshotError
from coopkg.pipeline.sources import Sources, rules_of
from coopkg.reasoning.incremental import Incremental
from coopkg.reasoning.saved import open_growing
from coopkg.storage.live import LiveStore
from coopkg.storage.snapshots import CLOSURE, STORE, Snapshot


class Opened:
    """The current snapshot, opened to be changed."""

    __slots__ = ("closure", "live", "saved", "snapshot")

    def __init__(self, snapshot: Snapshot, sources: Sources, directory: Path) -> None:
        """Open a snapshot; SnapshotError where that is impossible, or where it is no closure of ours."""
        closure, self.saved = open_growing(snapshot.path / CLOSURE)
        if closure.engine != "columns":
            raise SnapshotError(snapshot.path, f"the reasoner {closure.engine} takes no updates; build: coopkg build")
        self.closure = Incremental(closure, rules_of(sources))
        self.live = LiveStore.of(snapshot.path / STORE, directory)
        self.snapshot = snapshot
