"""A disk that forgets, in a power cut, whatever was not forced to it.

`Disk.watch` stands in for `os.fsync`: it notes what a file then holds, or which names a directory then has. Afterwards
`Disk.after` makes a directory of what was on the disk at any of these moments.
"""

import os
import stat
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from threading import Lock


@dataclass(frozen=True, slots=True)
class Moment:
    """What came to the disk at one moment, and the names of all directories as processes saw them, by inode."""

    contents: dict[int, bytes]
    names: dict[int, dict[str, int | str]]
    seen: dict[int, dict[str, int | str]]


@dataclass
class Disk:
    """The disk under the directory `root`, empty at first.

    Of names the target of a symbolic link is kept, of all others the inode; it is kept open, or it might be used again.
    """

    root: Path
    moments: list[Moment] = field(default_factory=list)

    def __post_init__(self):
        self._lock, self._open, self._fsync = Lock(), {}, os.fsync
        self._root = self._inode(self.root)
        self._synced = set()

    def close(self):
        for descriptor in self._open.values():
            os.close(descriptor)

    def watch(self, descriptor):
        self._fsync(descriptor)
        path = Path(f"/proc/self/fd/{descriptor}").readlink()
        if not path.is_relative_to(self.root):
            return
        with self._lock:
            inode, contents, names = self._inode(path), {}, {}
            if path.is_dir():
                names[inode] = self._names(path)
                if path.name == "store":
                    # Tables are forced to the disk by RocksDB itself, where it writes them, and linked from there.
                    contents = {self._inode(each): each.read_bytes() for each in path.glob("*.sst")}
                    contents = {each: text for each, text in contents.items() if each not in self._synced}
            else:
                contents[inode] = path.read_bytes()
            self._synced |= contents.keys()
            seen = {self._inode(each): self._names(each) for each in (self.root, *self._directories())}
            self.moments.append(Moment(contents, names, seen))

    def _directories(self):
        # A live store is in no snapshot, and its own threads remove files.
        for path, names, _ in os.walk(self.root):
            names[:] = [name for name in names if not name.startswith(".live-")]
            yield from (Path(path, name) for name in names if not Path(path, name).is_symlink())

    def _inode(self, path):
        inode = path.stat().st_ino
        if inode not in self._open:
            self._open[inode] = os.open(path, os.O_RDONLY)
        return inode

    def _names(self, directory):
        names = {}
        for path in directory.iterdir():
            with suppress(FileNotFoundError):
                names[path.name] = str(path.readlink()) if path.is_symlink() else self._inode(path)
        return names

    def after(self, number, target, *, are_names_kept):
        """Make at `target` what is on the disk after so many moments.

        What was not forced to it is lost; or, where `are_names_kept`, only what files hold is.
        """
        contents, names = {}, {}
        for moment in self.moments[:number]:
            contents |= moment.contents
            names |= moment.names
        self._make(target, self._root, contents, self.moments[number - 1].seen if are_names_kept else names)

    def _make(self, target, inode, contents, names):
        target.mkdir()
        for name, entry in names.get(inode, {}).items():
            if isinstance(entry, str):
                (target / name).symlink_to(entry)
            elif stat.S_ISDIR(os.fstat(self._open[entry]).st_mode):
                self._make(target / name, entry, contents, names)
            else:
                (target / name).write_bytes(contents.get(entry, b""))
