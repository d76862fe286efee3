"""Replacements in the files of `data/`, line by line, that can be undone: what others wrote around them stays."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from coopkg.curation.changes import FileChange
from coopkg.errors import OutputError, RefusedError


@dataclass(frozen=True, slots=True)
class Splice:
    """In the file at `path`, `old` gives way to `new`; where `old` is empty, `new` comes at the end.

    `is_new` tells that there was no such file.
    """

    path: Path
    old: bytes
    new: bytes
    is_new: bool = False


@dataclass(slots=True)
class Texts:
    """The files as they were read, and as they shall be."""

    before: dict[Path, bytes | None] = field(default_factory=dict)
    after: dict[Path, bytes | None] = field(default_factory=dict)

    def read(self, path: Path) -> bytes | None:
        """Return what the file shall hold as far as that is settled, None for no file; OutputError if unreadable."""
        if path not in self.after:
            self.before[path] = self.after[path] = _read(path)
        return self.after[path]

    def appended(self, path: Path, lines: bytes) -> Splice:
        """Put `lines` at the end of a file, and return what that is."""
        content = self.read(path)
        glue = b"\n" if content and not content.endswith(b"\n") else b""
        splice = Splice(path, b"", glue + lines, is_new=content is None)
        self.after[path] = (content or b"") + splice.new
        return splice

    def replaced(self, path: Path, old: bytes, new: bytes) -> Splice:
        """Put `new` in the place of `old`, which stands there once, and return what that is."""
        self.after[path] = _replaced(path, self.read(path) or b"", old, new)
        return Splice(path, old, new)

    def undo(self, splices: Iterable[Splice]) -> None:
        """Undo `splices`, the last first; RefusedError where what they wrote is no longer there."""
        for splice in reversed(list(splices)):
            content = self.read(splice.path) or b""
            new = splice.new
            if splice.old == b"" and new.startswith(b"\n") and not content.endswith(new):
                # Somebody has gone on after it: the line end that came with it ends the line before it.
                new = new.removeprefix(b"\n")
            rest = _replaced(splice.path, content, new, splice.old)
            self.after[splice.path] = None if splice.is_new and not rest else rest

    def changes(self) -> list[FileChange]:
        """Return what changes, in the order in which the files were read first."""
        return [FileChange(path, before, self.after[path]) for path, before in self.before.items()]


def _replaced(path: Path, content: bytes, old: bytes, new: bytes) -> bytes:
    if content.count(old) != 1:
        raise RefusedError(str(path), "what was written there has been changed since; edit the file by hand")
    return content.replace(old, new)


def _read(path: Path) -> bytes | None:
    try:
        return path.read_bytes()
    except FileNotFoundError:
        return None
    except OSError as error:
        raise OutputError(path, error.strerror or str(error)) from error
