"""Wiring of the store: where the snapshots of some settings lie, and the current one opened."""

from coopkg.settings import Settings
from coopkg.storage.current import Published
from coopkg.storage.oxigraph import open_store
from coopkg.storage.snapshots import STORE, Snapshots

# Changes may follow one another faster than a reader opens a snapshot, and a query may wait for its turn.
_GRACE_S = 30.0


def snapshots_of(settings: Settings) -> Snapshots:
    """Return the snapshots of the store."""
    return Snapshots(settings.store_dir / "snapshots")


def changing_snapshots_of(settings: Settings) -> Snapshots:
    """Return the snapshots of the store as who publishes one for each change has them: old ones stay a while."""
    return Snapshots(snapshots_of(settings).directory, grace_s=_GRACE_S)


def open_published(settings: Settings) -> Published:
    """Return the current snapshot and its dataset; SnapshotError where nothing has been built."""
    # It brings the reasoner along, which who only asks for the place has no use for.
    from coopkg.bootstrap.functions import functions_of  # noqa: PLC0415  (see above)

    snapshot = snapshots_of(settings).current()
    return Published(snapshot, open_store(snapshot.path / STORE, functions_of(snapshot)))
