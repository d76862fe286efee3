"""A set of files with names, as a directory or as a tar file: written whole or not at all, and checked when it is read.

The first file, `backup.json`, names all others with their lengths and SHA-256.
"""

import gzip
import hashlib
import json
import shutil
import tarfile
import tempfile
import zlib
from collections.abc import Generator, Iterator, Mapping
from contextlib import closing, contextmanager
from pathlib import Path, PurePosixPath
from typing import IO, Any, Literal

from coopkg.errors import BadInputError, OutputError
from coopkg.storage.durable import check_output, fsync_path, fsync_tree, replacing

HEAD = "backup.json"
_FORMAT = 1
_PIECE_BYTES = 1 << 20


def is_tar(path: Path) -> bool:
    """Tell whether the name is that of a tar file: `.tar`, `.tar.gz` or `.tgz`."""
    return path.name.endswith((".tar", ".tar.gz", ".tgz"))


def write_archive(target: Path, head: Mapping[str, object], files: Mapping[str, Path]) -> None:
    """Write the files, by their names in it, and `head` to `target`, which is a tar file or a directory by its name.

    A file there is replaced, a directory is not. OutputError where it cannot be written; nothing has changed then.
    """
    told = {name: {"bytes": path.stat().st_size, "sha256": _digest(path)} for name, path in sorted(files.items())}
    text = json.dumps({"format": _FORMAT, **head, "files": told}, indent=2).encode() + b"\n"
    if is_tar(target):
        _write_tar(target, text, files)
    else:
        _write_directory(target, text, files)


def _write_tar(target: Path, head: bytes, files: Mapping[str, Path]) -> None:
    with tempfile.TemporaryDirectory() as directory, replacing(target) as output:
        (Path(directory) / HEAD).write_bytes(head)
        # The form pax has no bound for the length of a file or of its name.
        mode: Literal["w|", "w|gz"] = "w|" if target.suffix == ".tar" else "w|gz"
        with tarfile.open(fileobj=output, mode=mode, format=tarfile.PAX_FORMAT) as tar:
            for name, path in {HEAD: Path(directory) / HEAD, **files}.items():
                tar.add(path, name, recursive=False, filter=_as_file)


def _as_file(member: tarfile.TarInfo) -> tarfile.TarInfo:
    """Return the member as a file of its own, of nobody: links and owners mean nothing elsewhere."""
    member.uid = member.gid = 0
    member.uname = member.gname = ""
    member.mode = 0o644
    return member


def _write_directory(target: Path, head: bytes, files: Mapping[str, Path]) -> None:
    if target.exists() or target.is_symlink():
        raise OutputError(target, "there is something already; choose another name")
    check_output(target)
    try:
        beside = Path(tempfile.mkdtemp(dir=target.absolute().parent, prefix=f".{target.name[:40]}."))
        try:
            (beside / HEAD).write_bytes(head)
            for name, path in files.items():
                copy = beside / name
                copy.parent.mkdir(parents=True, exist_ok=True)
                shutil.copyfile(path, copy)
            beside.chmod(0o755)
            fsync_tree(beside)
            beside.rename(target)
        except BaseException:
            shutil.rmtree(beside, ignore_errors=True)
            raise
        fsync_path(target.absolute().parent)
    except OSError as error:
        raise OutputError(target, error.strerror or str(error)) from error


def read_head(source: Path) -> dict[str, Any]:
    """Return what `backup.json` says; BadInputError where `source` is no such archive."""
    with _reading(source), closing(_members(source)) as members:
        name, file = next(members, ("", None))
        if name != HEAD or file is None:
            raise BadInputError(source, 0, f"is no backup: it does not begin with {HEAD}")
        head = json.load(file)
    if not isinstance(head, dict) or head.get("format") != _FORMAT or not isinstance(head.get("files"), dict):
        raise BadInputError(source, 0, f"{HEAD}: is of no form that this version of coopkg knows")
    return head


def unpack(source: Path, directory: Path) -> None:
    """Write the files of the archive into `directory`; BadInputError where any is missing, or is not as it was.

    OSError where they cannot be written.
    """
    wanted = read_head(source)["files"]
    with _reading(source), closing(_members(source)) as members:
        for name, file in members:
            if name == HEAD:
                continue
            told = wanted.pop(name, None)
            if told is None or not _is_inside(name):
                raise BadInputError(source, 0, f"{name!r} is in it, and not in its list")
            if told != _copied(file, directory / name):
                raise BadInputError(source, 0, f"{name} is damaged; take another backup")
    for name in sorted(wanted):
        raise BadInputError(source, 0, f"{name} is missing; take another backup")


def _members(source: Path) -> Generator[tuple[str, IO[bytes]], None, None]:
    """Yield each file with its name, the head first."""
    if source.is_dir():
        names = (path.relative_to(source).as_posix() for path in sorted(source.rglob("*")) if path.is_file())
        for name in sorted(names, key=lambda name: (name != HEAD, name)):
            with (source / name).open("rb") as file:
                yield name, file
        return
    with tarfile.open(source, mode="r|*") as tar:
        for member in tar:
            content = tar.extractfile(member) if member.isreg() else None
            if content is not None:
                yield member.name, content


@contextmanager
def _reading(source: Path) -> Iterator[None]:
    """Turn what libraries raise where they cannot read an archive into BadInputError."""
    try:
        yield
    except (tarfile.TarError, gzip.BadGzipFile, EOFError, zlib.error, ValueError) as error:
        raise BadInputError(source, 0, f"is no whole backup: {error}") from error


def _is_inside(name: str) -> bool:
    path = PurePosixPath(name)
    return not path.is_absolute() and ".." not in path.parts and name == path.as_posix()


def _copied(file: IO[bytes], path: Path) -> dict[str, object]:
    """Copy the file, and tell what it is as the head does."""
    path.parent.mkdir(parents=True, exist_ok=True)
    digest, size = hashlib.sha256(), 0
    with path.open("wb") as copy:
        while piece := file.read(_PIECE_BYTES):
            digest.update(piece)
            size += copy.write(piece)
    return {"bytes": size, "sha256": digest.hexdigest()}


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
