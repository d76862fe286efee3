"""Copies of a store on one file system: links to the tables, which never change, and copies of the little that does.

Oxigraph's own backup first writes what is in memory to a dozen small tables and forces each to the disk: twenty
milliseconds for ten triples, and more for bringing the tables together later. All that is in memory is in the log as
well, so for a few times the log is copied instead; who opens the copy reads it. (RocksDB's files: `CURRENT` names the
manifest, the manifest the tables; what no table holds yet is in the logs. A backup of a copy that is open for reading
only would lack these.) RocksDB takes damage in a log for its end, so what the logs of a copy are is noted beside them
and looked at before it is opened.
"""

import json
import os
import shutil
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from zlib import crc32

import pyoxigraph as ox

from coopkg.errors import SnapshotError
from coopkg.storage.durable import unwritten

_CURRENT, _TABLE, _LOG = "CURRENT", ".sst", ".log"
# The names of the logs of a copy, with the length and checksum of each.
_NOTED = "logs.json"
# Who opens a copy reads the log: after so many changes, or a large one, writing it to tables once costs less.
_MOST_IN_LOG = 8
_MOST_LOGGED_BYTES = 1024 * 1024
# Tables are brought together in the background, which is seldom and short.
_ATTEMPTS = 20


@dataclass(slots=True, eq=False)
class Copy:
    """A store that is open at `path`, to be changed by this process alone."""

    path: Path
    store: ox.Store
    _in_log: int = 0
    # RocksDB keeps some older logs: what they tell is in tables.
    _first_log: int = 0

    def checkpoint(self, target: Path) -> None:
        """Make at `target` a store that holds what this one holds now, and is not changed by it any more.

        Nobody may change this one meanwhile. OSError or RuntimeError where the disk does not take it.
        """
        is_short = self._in_log < _MOST_IN_LOG and self._logged_bytes() <= _MOST_LOGGED_BYTES
        if is_short and _is_copied(self.path, target, self._first_log):
            self._in_log += 1
            return
        self.store.backup(str(target))
        self._in_log = 0
        self._first_log = max(map(_number, _logs(self.path)), default=0)

    def _logged_bytes(self) -> int:
        total = 0
        for log in _logs(self.path, self._first_log):
            # What is in tables by now may be gone.
            with suppress(FileNotFoundError):
                total += log.stat().st_size
        return total


def opened_copy(source: Path, target: Path, remedy: str) -> Copy:
    """Return a copy, made at `target`, of the store at `source` that nobody changes.

    SnapshotError, with the remedy, where `source` is none or damaged, or the disk does not take the copy.
    """
    try:
        fault = _fault_of_logs(source)
        if fault is None and not _is_copied(source, target):
            fault = "files are missing"
        if fault is None:
            return Copy(target, ox.Store(str(target)))
    except (OSError, RuntimeError) as error:
        raise unwritten(source, f"the store cannot be opened to be changed ({remedy})", error) from error
    raise SnapshotError(source, f"the store cannot be opened to be changed ({remedy}): {fault}")


def check_logs(path: Path) -> None:
    """Return if the logs of the copy at `path` are what they were when it was made; SnapshotError otherwise."""
    if (fault := _fault_of_logs(path)) is not None:
        raise SnapshotError(path, f"the store cannot be opened: {fault}")


def _fault_of_logs(path: Path) -> str | None:
    noted = path / _NOTED
    if not noted.exists():
        return None
    try:
        damaged = [
            name for name, note in json.loads(noted.read_bytes()).items() if _note((path / name).read_bytes()) != note
        ]
    except (OSError, ValueError, AttributeError) as error:
        return f"its logs cannot be read ({error})"
    return f"its log {damaged[0]} is damaged" if damaged else None


def _note(content: bytes) -> list[int]:
    return [len(content), crc32(content)]


def _logs(path: Path, first: int = 0) -> list[Path]:
    return [log for log in path.glob(f"*{_LOG}") if _number(log) >= first]


def _number(log: Path) -> int:
    return int(log.stem)


def _is_copied(source: Path, target: Path, first_log: int = 0) -> bool:
    """Make the copy; False, and nothing is at `target`, where files were missing again and again."""
    for _ in range(_ATTEMPTS):
        target.mkdir()
        # Tables that are brought together take the place of others.
        with suppress(FileNotFoundError):
            if _is_whole(source, target, first_log):
                return True
        shutil.rmtree(target)
    return False


def _is_whole(source: Path, target: Path, first_log: int) -> bool:
    """Copy what is there; tell whether it is what the manifest named all the while, so that no table is missing."""
    name = (source / _CURRENT).read_text().strip()
    manifest = (source / name).read_bytes()
    for entry in os.scandir(source):
        if entry.name.endswith(_TABLE):
            # Only what the manifest does not name any more is removed.
            with suppress(FileNotFoundError):
                os.link(entry.path, target / entry.name)
    notes = {}
    for log in _logs(source, first_log):
        content = log.read_bytes()
        (target / log.name).write_bytes(content)
        notes[log.name] = _note(content)
    (target / _NOTED).write_text(json.dumps(notes))
    (target / name).write_bytes(manifest)
    (target / _CURRENT).write_text(f"{name}\n")
    return (source / _CURRENT).read_text().strip() == name and (source / name).stat().st_size == len(manifest)
