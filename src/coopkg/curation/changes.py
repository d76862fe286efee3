"""Changes of several files of `data/` that are one: all of them are made, whatever happens in between.

What is to be written is first written into a journal beside the directories of `data/`, forced to the disk. Then the
files are replaced one by one, and the journal goes. Whoever comes next finds a journal only if the change was cut
short, and completes it. One process changes `data/` at a time: a lock on the directory itself, of which no file stays.
"""

import fcntl
import json
import os
import re
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any

from coopkg.errors import CoopkgError, OutputError, RefusedError
from coopkg.storage.durable import fsync_path, make_directory, write_bytes

#: The journal of the change under way, in `data/`.
JOURNAL = ".curation-journal"
_WAIT_S = 0.05
_PATIENCE_S = 30.0


@dataclass(frozen=True, slots=True)
class FileChange:
    """What a file holds before and after; None is no file."""

    path: Path
    before: bytes | None
    after: bytes | None


@contextmanager
def data_held(data_dir: Path, patience_s: float = _PATIENCE_S) -> Iterator[None]:
    """Hold the lock of who changes `data_dir`; what a crash has cut short is completed first.

    RefusedError where another process goes on for `patience_s` seconds, OutputError where nothing can be written. The
    system lets go of the lock when the process ends, however it ends.
    """
    descriptor = os.open(data_dir, os.O_RDONLY)
    try:
        deadline = time.monotonic() + patience_s
        while not _is_locked(descriptor):
            if time.monotonic() >= deadline:
                raise RefusedError(str(data_dir), "another process is changing the data; try again when it is done")
            time.sleep(_WAIT_S)
        recover(data_dir)
        yield
    finally:
        os.close(descriptor)


def _is_locked(descriptor: int) -> bool:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def write_changes(data_dir: Path, changes: Iterable[FileChange]) -> None:
    """Make all the changes or none; the lock must be held.

    RefusedError where a file is not as it was read, OutputError where one cannot be written; nothing has changed then.
    """
    wanted = [change for change in changes if change.before != change.after]
    for change in wanted:
        if _content(change.path) != change.before:
            raise RefusedError(str(change.path), "it was changed meanwhile; nothing was written, try again")
    if not wanted:
        return
    write_bytes(data_dir / JOURNAL, _journal(data_dir, wanted))
    try:
        for change in wanted:
            put(change.path, change.after)
    except CoopkgError:
        # If this fails too the journal stays, and the change is completed by whoever comes next.
        for change in wanted:
            put(change.path, change.before)
        _remove(data_dir / JOURNAL)
        raise
    _remove(data_dir / JOURNAL)


def recover(data_dir: Path) -> bool:
    """Complete a change that was cut short; tell whether there was one. The lock must be held.

    RefusedError where a file is neither as it was before the change nor as it should be after it.
    """
    journal = data_dir / JOURNAL
    _remove_leftovers(journal)
    if not journal.exists():
        return False
    entries = json.loads(journal.read_bytes())["files"]
    for entry in entries:
        now = _digest(_content(data_dir / entry["path"]))
        if now not in (entry["before"], _digest(_encoded(entry["after"]))):
            reason = (
                f"it was edited after a change of it was cut short; what that change would make of it is in {journal}: "
                "put the two together, then remove that file"
            )
            raise RefusedError(str(data_dir / entry["path"]), reason)
    for entry in entries:
        path = data_dir / entry["path"]
        _remove_leftovers(path)
        put(path, _encoded(entry["after"]))
    _remove(journal)
    return True


def put(path: Path, content: bytes | None) -> None:
    """Make `content` what is at `path`, whole or not at all; None removes it. OutputError where that cannot be done."""
    if content is not None:
        try:
            make_directory(path.parent)
        except OSError as error:
            raise OutputError(path, error.strerror or str(error)) from error
        write_bytes(path, content)
    elif path.exists():
        _remove(path)


def _remove(path: Path) -> None:
    try:
        path.unlink()
        fsync_path(path.parent)
    except OSError as error:
        raise OutputError(path, error.strerror or str(error)) from error


def _remove_leftovers(path: Path) -> None:
    """Remove what a process that was killed left half written beside `path`."""
    name = re.compile(re.escape(f".{path.name[:40]}.") + "[a-z0-9_]{8}")
    for each in path.parent.glob(".*"):
        if name.fullmatch(each.name):
            with suppress(OSError):
                each.unlink()


def _journal(data_dir: Path, changes: Iterable[FileChange]) -> bytes:
    files: list[dict[str, Any]] = [
        {
            "path": change.path.relative_to(data_dir).as_posix(),
            "before": _digest(change.before),
            "after": None if change.after is None else change.after.decode("utf-8", "surrogateescape"),
        }
        for change in changes
    ]
    return json.dumps({"files": files}).encode()


def _encoded(text: str | None) -> bytes | None:
    return None if text is None else text.encode("utf-8", "surrogateescape")


def _digest(content: bytes | None) -> str | None:
    return None if content is None else sha256(content).hexdigest()


def _content(path: Path) -> bytes | None:
    try:
        return path.read_bytes()
    except FileNotFoundError:
        return None
