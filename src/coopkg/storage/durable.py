"""Writing that survives a crash: beside, fsync, rename, fsync of the directory (POSIX rename is atomic)."""

import errno
import fcntl
import os
import stat
import tempfile
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from coopkg.errors import NoSpaceError, OutputError, SnapshotError

# A name may have 255 bytes: of a long one only so many characters stand in the name of the file beside it.
_NAME_LENGTH = 40

_AT_ONCE = 8
_FULL = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})
# What comes through Oxigraph has no number.
_FULL_TEXTS = tuple(os.strerror(number) for number in sorted(_FULL))


def unwritten(path: Path, what: str, error: Exception) -> SnapshotError:
    """Return the error for what the disk did not take: NoSpaceError where it is full.

    >>> unwritten(Path("var"), "no snapshot can be made", OSError(errno.ENOSPC, "No space left on device"))
    NoSpaceError('var: no snapshot can be made: No space left on device')
    """
    text = str(getattr(error, "strerror", None) or error)
    kind = NoSpaceError if any(each in text for each in _FULL_TEXTS) else SnapshotError
    return kind(path, f"{what}: {text}")


def make_directory(path: Path) -> None:
    """Make a directory, with those above it, so that a power cut does not take it away; OSError where that fails."""
    missing = [each for each in (path, *path.parents) if not each.exists()]
    path.mkdir(parents=True, exist_ok=True)
    for each in missing:
        fsync_path(each.parent)


def fsync_path(path: Path) -> None:
    """Force the file or directory at `path` to the disk."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def fsync_tree(directory: Path, *, is_without_links: bool = False) -> None:
    """Force everything under `directory`, and the directory itself, to the disk; or all but files with other links."""
    paths = [directory]
    for path in directory.rglob("*"):
        status = path.lstat()
        is_linked = is_without_links and stat.S_ISREG(status.st_mode) and status.st_nlink > 1
        if not stat.S_ISLNK(status.st_mode) and not is_linked:
            paths.append(path)
    # The file system takes what is asked for at once to the disk at once.
    with ThreadPoolExecutor(_AT_ONCE) as threads:
        for _ in threads.map(fsync_path, paths):
            pass


def is_locked(file: IO[str]) -> bool:
    """Lock the file, and tell whether that was possible; the lock ends with the process, however that ends."""
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


@contextmanager
def _beside(path: Path) -> Iterator[tuple[Path, IO[bytes]]]:
    """Give a new file in the directory of `path`, and its path; synced at the end, removed where the block raises."""
    descriptor, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name[:_NAME_LENGTH]}.")
    try:
        with os.fdopen(descriptor, "wb") as file:
            yield Path(name), file
            file.flush()
            os.fsync(file.fileno())
            # mkstemp gives 0600, which would hide what is published from other users.
            Path(name).chmod(0o644)
    except BaseException:
        Path(name).unlink()
        raise


def write_beside(path: Path, content: bytes) -> Path:
    """Write `content` to a new, synced file in the directory of `path` and return its path; OSError leaves nothing."""
    with _beside(path) as (beside, file):
        file.write(content)
    return beside


def check_output(path: Path) -> None:
    """Raise OutputError where it can be told beforehand that no file can be put at `path`."""
    if not _target(path).parent.is_dir():
        raise OutputError(path, "there is no such directory; make it first")
    if path.exists() and not path.is_file():
        raise OutputError(path, "what is there is no regular file; choose another name")
    if not os.access(_target(path).parent, os.W_OK):
        raise OutputError(path, "nothing may be written in its directory; choose another")


def _target(path: Path) -> Path:
    """Return what `path` leads to; unlike `Path.resolve` it takes a link to itself."""
    return Path(os.path.realpath(path))


@contextmanager
def replacing(path: Path) -> Iterator[IO[bytes]]:
    """Give a file to write, which takes the place of `path` when the block ends: whole, or not at all where it raises.

    Where `path` is a link it stays one, and what it points to is replaced. OutputError where it cannot be written.
    """
    check_output(path)
    target = _target(path)
    try:
        with _beside(target) as (beside, file):
            yield file
        try:
            beside.replace(target)
        except OSError:
            beside.unlink()
            raise
        fsync_path(target.parent)
    except OSError as error:
        raise OutputError(path, error.strerror or str(error)) from error


def write_bytes(path: Path, content: bytes) -> None:
    """Put `content` at `path`, whole or not at all, whatever happens meanwhile.

    OutputError where it cannot be written there.
    """
    with replacing(path) as file:
        file.write(content)
