"""The dataset of the current snapshot, opened once and again only when another snapshot is published."""

from collections.abc import Callable
from dataclasses import dataclass
from threading import Lock
from typing import TypeVar

from coopkg.errors import SnapshotError
from coopkg.storage.dataset import Dataset
from coopkg.storage.oxigraph import Functions, open_store
from coopkg.storage.snapshots import STORE, Snapshot, Snapshots

# A snapshot may be replaced twice and removed between reading its name and opening it.
_ATTEMPTS = 5

_T = TypeVar("_T")


@dataclass(frozen=True, slots=True)
class Published:
    """A snapshot and its dataset, which stay usable when newer ones come."""

    snapshot: Snapshot
    dataset: Dataset


def no_functions(snapshot: Snapshot) -> Functions:
    """Return no function that queries on `snapshot` may call beyond those of SPARQL."""
    del snapshot
    return {}


class CurrentDataset:
    """Call it for what is published now; it may be called from several threads.

    `functions_of` gives the functions that queries on a snapshot may call.

    Where nothing has changed a call costs one system call. SnapshotError where no snapshot can be read.
    """

    __slots__ = ("_functions_of", "_lock", "_published", "_snapshot", "_snapshots")

    def __init__(self, snapshots: Snapshots, functions_of: Callable[[Snapshot], Functions] = no_functions) -> None:
        self._snapshots = snapshots
        self._functions_of = functions_of
        self._lock = Lock()
        self._snapshot: Snapshot | None = None
        self._published: Published | None = None

    def __call__(self) -> Published:
        """Return what is published now."""
        with self._lock:
            if self._published is None or self._snapshots.current_name() != self._published.snapshot.path.name:
                self._published = self._attempted(self._opened)
                self._snapshot = self._published.snapshot
            return self._published

    def snapshot(self) -> Snapshot:
        """Return the snapshot that is published now, for who asks others about it: its store is not opened here."""
        snapshot = self._snapshot
        if snapshot is None or self._snapshots.current_name() != snapshot.path.name:
            snapshot = self._snapshot = self._attempted(self._snapshots.current)
        return snapshot

    def _opened(self) -> Published:
        snapshot = self._snapshots.current()
        return Published(snapshot, open_store(snapshot.path / STORE, self._functions_of(snapshot)))

    def _attempted(self, read: Callable[[], _T]) -> _T:
        for attempt in range(_ATTEMPTS):
            name = self._snapshots.current_name()
            try:
                return read()
            except SnapshotError:
                if self._snapshots.current_name() == name or attempt == _ATTEMPTS - 1:
                    raise
        raise SnapshotError(self._snapshots.directory, "snapshots are replaced faster than they can be opened")
