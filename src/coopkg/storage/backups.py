"""Backups: one state of a store, taken while others go on, and a store brought back to that state.

A backup holds a snapshot and, where there is a journal, what users state in that snapshot, as a journal of one
transaction. While the lock is held only links are made; what is behind them never changes.
"""

import json
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory

from coopkg.errors import BadInputError, SnapshotError
from coopkg.storage.archives import read_head, unpack, write_archive
from coopkg.storage.durable import is_locked, unwritten
from coopkg.storage.journal import Journal
from coopkg.storage.patches import read_transactions
from coopkg.storage.plain import NO_REASONER
from coopkg.storage.snapshots import CLOSURE, STORE, Manifest, Snapshot, Snapshots

_PREFIX = ".backup-"
_JOURNAL = "journal.rdfp"
_SNAPSHOT = "snapshot"
_MANIFEST = f"{_SNAPSHOT}/manifest.json"


@dataclass(frozen=True, slots=True)
class Backup:
    """What a backup is of: the snapshot's number and time (UTC, ISO 8601), its base, whether nothing is inferred."""

    snapshot: int
    created: str
    base: str
    is_plain: bool


def backup_of(source: Path) -> Backup:
    """Return what the backup at `source` is of; BadInputError where it is none."""
    head = read_head(source)
    try:
        return Backup(int(head["snapshot"]), str(head["created"]), str(head["base"]), head["kind"] == "plain")
    except (KeyError, TypeError, ValueError) as error:
        raise BadInputError(source, 0, f"is no whole backup: {error}") from error


def back_up(snapshots: Snapshots, journal: Journal | None, target: Path) -> Backup:
    """Write the state that is published now to `target`, a new directory, or a tar file by its name.

    OutputError where it cannot be written; SnapshotError where nothing is published, the journal is damaged, or another
    backup is being made.
    """
    with _linked(snapshots, journal) as (snapshot, directory):
        manifest = snapshot.manifest
        is_plain = manifest.reasoner == NO_REASONER
        backup = Backup(manifest.number, manifest.created, manifest.base, is_plain)
        files = {path.relative_to(directory).as_posix(): path for path in directory.rglob("*") if path.is_file()}
        head = {"snapshot": backup.snapshot, "created": backup.created, "base": backup.base}
        write_archive(target, {"kind": "plain" if is_plain else "reasoning", **head}, files)
        return backup


@contextmanager
def _linked(snapshots: Snapshots, journal: Journal | None) -> Iterator[tuple[Snapshot, Path]]:
    """Give the current snapshot, and a directory with links to all that belongs into its backup."""
    snapshots.current_name()
    with (snapshots.directory / "backup.lock").open("w") as lock:
        if not is_locked(lock):
            raise SnapshotError(snapshots.directory, "another backup is being made; try again when it is done")
        for old in snapshots.directory.glob(f"{_PREFIX}*"):
            shutil.rmtree(old)
        with TemporaryDirectory(dir=snapshots.directory, prefix=_PREFIX) as name:
            directory = Path(name)
            with snapshots.held():
                snapshot = snapshots.current()
                shutil.copytree(snapshot.path, directory / _SNAPSHOT, copy_function=_link)
                if journal is not None:
                    (directory / _JOURNAL).write_bytes(journal.whole(snapshot.manifest.transaction))
            yield snapshot, directory


def _link(source: str, target: str) -> None:
    Path(target).hardlink_to(source)


def restore(source: Path, snapshots: Snapshots, journal: Journal | None, base: str) -> Snapshot:
    """Publish the state that the backup at `source` holds; a journal says afterwards what users state in it.

    All or nothing, whenever it is stopped. Nobody may have the store open to change it. BadInputError where the backup
    is damaged or of another base; SnapshotError where the disk does not take it.
    """
    backup = backup_of(source)
    if backup.base != base:
        raise BadInputError(source, 0, f"is of the base {backup.base}; set COOPKG_BASE={backup.base}")
    with snapshots.held():
        snapshots.remove_leftovers()
        with _unpacked(source, snapshots.directory) as directory:
            manifest = _manifest(source, directory)
            if journal is None:
                return _published(snapshots, directory, manifest)
            quads = _stated(source, directory)
            before = snapshots.transaction()
            # From here on a crash leaves a journal that the next start publishes: the same state of users' graphs.
            number = journal.state_anew(quads, after=before)
            try:
                return _published(snapshots, directory, replace(manifest, transaction=number))
            except BaseException:
                if not snapshots.has(number):
                    journal.put_back()
                raise


@contextmanager
def _unpacked(source: Path, directory: Path) -> Iterator[Path]:
    try:
        with TemporaryDirectory(dir=directory, prefix=_PREFIX) as name:
            unpack(source, Path(name))
            yield Path(name)
    except OSError as error:
        raise unwritten(directory, f"{source} cannot be restored", error) from error


def _manifest(source: Path, directory: Path) -> Manifest:
    try:
        fields: Mapping[str, object] = json.loads((directory / _MANIFEST).read_text(encoding="utf-8"))
        return Manifest(**fields)  # type: ignore[arg-type]  # a manifest of ours, as its checksum tells
    except (OSError, ValueError, TypeError) as error:
        raise BadInputError(source, 0, f"{_MANIFEST}: is of another version of coopkg ({error})") from error


def _stated(source: Path, directory: Path) -> tuple[bytes, ...]:
    path = directory / _JOURNAL
    records = list(read_transactions(path.read_bytes())) if path.exists() else []
    if len(records) != 1 or not records[0].transaction.is_whole:
        raise BadInputError(source, 0, f"{_JOURNAL}: is no journal of one transaction")
    return records[0].transaction.added


def _published(snapshots: Snapshots, directory: Path, manifest: Manifest) -> Snapshot:
    def make(path: Path) -> Manifest:
        for name in (STORE, CLOSURE):
            if (directory / _SNAPSHOT / name).is_dir():
                (directory / _SNAPSHOT / name).rename(path / name)
        return manifest

    return snapshots.publish_held(make)
