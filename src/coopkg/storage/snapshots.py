"""Snapshots: numbered, immutable directories, of which one is current (decision «one writer and immutable snapshots»).

A snapshot is made beside the others, forced to the disk, renamed to its number, and then the link `current` is
switched, each step atomic: a crash at any point leaves the previous snapshot current and whole. Readers that have an
older one open keep it, whatever is removed.
"""

import json
import os
import shutil
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field, replace
from datetime import UTC, datetime
from itertools import pairwise
from pathlib import Path

from coopkg.errors import SnapshotError
from coopkg.storage.durable import fsync_path, fsync_tree, is_locked, make_directory, unwritten

_MAKING = ".making-"
_KEEP = 2
_WAIT_S = 0.05
#: The directories of a snapshot that hold its Oxigraph store and its closure.
STORE = "store"
CLOSURE = "closure"


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a snapshot was made from, by what, and how much it holds.

    `inputs` is a digest of all inputs but the journal, `ontology` of those that are no data; `transaction` is the
    number of the last transaction of the journal that is in; `number` and `created` (UTC, ISO 8601) are set by
    `Snapshots.publish`.
    """

    inputs: str
    reasoner: str
    base: str
    counts: Mapping[str, int] = field(default_factory=dict)
    number: int = 0
    created: str = ""
    transaction: int = 0
    ontology: str = ""


@dataclass(frozen=True, slots=True)
class Snapshot:
    """One published snapshot: the directory that holds it, and its manifest."""

    path: Path
    manifest: Manifest


class Snapshots:
    """The snapshots in one directory; who makes one waits `patience_s` seconds for another process that does.

    Of those that are no longer current the last one is kept, and each for `grace_s` seconds: who has read its name has
    the time to open it. Where there is such a time, old ones are removed in the background.
    """

    __slots__ = ("_current", "_grace_s", "_patience_s", "_remover", "directory")

    def __init__(self, directory: Path, patience_s: float = 60.0, grace_s: float = 0.0) -> None:
        self.directory = directory
        self._current = str(directory / "current")
        self._patience_s = patience_s
        self._grace_s = grace_s
        self._remover = ThreadPoolExecutor(1)

    def current_name(self) -> str:
        """Return the name of the current snapshot: one system call; SnapshotError where there is none."""
        try:
            # Asked at each request: making and taking apart paths would take longer than the call itself.
            return os.readlink(self._current)  # noqa: PTH115 - see above
        except OSError as error:
            raise SnapshotError(self.directory, "there is no snapshot yet; make one: coopkg build") from error

    def current(self) -> Snapshot:
        """Return the current snapshot; SnapshotError where there is none or its manifest cannot be read."""
        path = self.directory / self.current_name()
        return Snapshot(path, _read_manifest(path / "manifest.json"))

    def transaction(self) -> int:
        """Return the last transaction of the journal that is in the current snapshot, 0 where there is none."""
        try:
            return self.current().manifest.transaction
        except SnapshotError:
            return 0

    def has(self, transaction: int) -> bool:
        """Tell whether the transaction of the journal is in the current snapshot."""
        return self.transaction() >= transaction

    def publish(self, make: Callable[[Path], Manifest]) -> Snapshot:
        """Make a new snapshot of what `make` writes into the directory it is given, and make it the current one.

        No two processes are in `make` at once, so what it reads is not changed by another. Whatever it raises comes
        through, and nothing has changed. SnapshotError where nothing can be written, or another process goes on too
        long.
        """
        with self.held():
            self.remove_leftovers()
            return self.publish_held(make)

    def publish_held(self, make: Callable[[Path], Manifest]) -> Snapshot:
        """Make and publish a snapshot, as `publish`, where the lock is `held` already."""
        try:
            return self._published(make)
        except OSError as error:
            raise unwritten(self.directory, "no snapshot can be made", error) from error

    def _published(self, make: Callable[[Path], Manifest]) -> Snapshot:
        beside = Path(tempfile.mkdtemp(dir=self.directory, prefix=_MAKING))
        try:
            beside.chmod(0o755)
            manifest = self._numbered(beside, make(beside))
        except BaseException:
            shutil.rmtree(beside, ignore_errors=True)
            raise
        path = self.directory / f"{manifest.number:06d}"
        try:
            beside.rename(path)
            fsync_path(self.directory)
            self._switch(path.name)
        except BaseException:
            shutil.rmtree(beside, ignore_errors=True)
            if self._linked() != path.name:
                shutil.rmtree(path, ignore_errors=True)
            raise
        if self._grace_s:
            # Who publishes often does not wait for the removal of what nobody reads any more.
            self._remover.submit(self._remove_old)
        else:
            self._remove_old()
        return Snapshot(path, manifest)

    def _numbered(self, beside: Path, manifest: Manifest) -> Manifest:
        """Return the manifest with number and time, when all is on the disk."""
        number = max(self._numbers(), default=0) + 1
        created = datetime.now(UTC).isoformat(timespec="seconds")
        numbered = replace(manifest, number=number, created=created)
        text = json.dumps(asdict(numbered), ensure_ascii=False, indent=2, sort_keys=True)
        (beside / "manifest.json").write_text(text + "\n", encoding="utf-8")
        # What is linked was forced to the disk where it was made.
        fsync_tree(beside, is_without_links=True)
        return numbered

    def _switch(self, name: str) -> None:
        before = self._linked()
        self._link(name)
        try:
            fsync_path(self.directory)
        except OSError:
            # What may not be on the disk must not be seen: who publishes is told that it failed.
            if before:
                self._link(before)
            else:
                (self.directory / "current").unlink()
            raise

    def _linked(self) -> str:
        """Return the name of the current snapshot, "" where there is none."""
        try:
            return self.current_name()
        except SnapshotError:
            return ""

    def _link(self, name: str) -> None:
        link = self.directory / f"{_MAKING}current"
        link.unlink(missing_ok=True)
        link.symlink_to(name)
        link.replace(self.directory / "current")

    def _numbers(self) -> list[int]:
        names = (path.name for path in self.directory.iterdir() if path.is_dir() and not path.is_symlink())
        return sorted(int(name) for name in names if name.isascii() and name.isdigit())

    def _remove_old(self) -> None:
        current, numbers = int(self.current_name()), self._numbers()
        for number, following in pairwise(numbers[: 1 - _KEEP]):
            since = (self.directory / f"{following:06d}").stat().st_mtime
            if number != current and since <= time.time() - self._grace_s:
                shutil.rmtree(self.directory / f"{number:06d}", ignore_errors=True)

    def remove_leftovers(self) -> None:
        """Remove what a process that was killed left half made; the lock must be held."""
        for path in self.directory.glob(f"{_MAKING}*"):
            if path.is_dir() and not path.is_symlink():
                shutil.rmtree(path)
            else:
                path.unlink()

    @contextmanager
    def held(self) -> Iterator[None]:
        """Hold the lock of who changes the snapshots or the journal; SnapshotError where another goes on too long.

        The system lets go of it when the process ends, however it ends.
        """
        try:
            make_directory(self.directory)
            file = (self.directory / "lock").open("w")
        except OSError as error:
            raise unwritten(self.directory, "no snapshot can be made", error) from error
        with file:
            deadline = time.monotonic() + self._patience_s
            while not is_locked(file):
                if time.monotonic() >= deadline:
                    raise SnapshotError(self.directory, "another process is publishing; try again when it is done")
                time.sleep(_WAIT_S)
            yield


def _read_manifest(path: Path) -> Manifest:
    try:
        fields = json.loads(path.read_text(encoding="utf-8"))
        return Manifest(**fields)
    except (OSError, ValueError, TypeError) as error:
        raise SnapshotError(path, f"the manifest cannot be read ({error}); build again: coopkg build") from error
