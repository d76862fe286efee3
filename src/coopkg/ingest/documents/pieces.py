"""Where articles are: files, folders, lists of articles, addresses, standard input; one piece after the other."""

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Literal

from coopkg.ingest.documents.document import MOST_BYTES, Piece, Skipped
from coopkg.ingest.documents.lines import record_lines
from coopkg.ingest.documents.remote import ENDINGS, PAGES, Kind, fetched_pieces
from coopkg.network.fetching import FetchPolicy


@dataclass(frozen=True, slots=True)
class Reach:
    """What is beyond files: standard input, and which addresses may be called."""

    standard_input: BinaryIO
    policy: FetchPolicy = PAGES


def pieces_of(source: str, reach: Reach) -> Iterator[Piece | Skipped]:
    """Yield what may hold an article in a source: `-`, an address, a file or a folder, in the order of its names."""
    if source == "-":
        yield from _standard_input(reach.standard_input)
    elif "://" in source:
        yield from fetched_pieces(source, reach.policy)
    else:
        yield from _at_path(Path(source))


def _at_path(path: Path) -> Iterator[Piece | Skipped]:
    try:
        if path.is_dir():
            yield from _in_folder(path)
        elif path.exists():
            yield from _in_file(path, ENDINGS.get(path.suffix.lower(), "unknown"))
        else:
            yield Skipped(str(path), "there is no such file")
    except OSError as error:
        yield Skipped(str(path), f"cannot be read: {error.strerror}")


def _in_file(path: Path, form: Kind) -> Iterator[Piece | Skipped]:
    if form != "lines":
        yield Piece(str(path), form, path, name=path.stem)
        return
    try:
        with path.open("rb") as file:
            yield from record_lines(str(path), file)
    except OSError as error:
        yield Skipped(str(path), f"cannot be read: {error.strerror}")


def _in_folder(folder: Path) -> Iterator[Piece | Skipped]:
    """Yield what is in a folder and in those below it; hidden files and editors' backups (`x~`) are passed over.

    A link to a folder is not followed: it may lead back.
    """
    waiting = [folder]
    while waiting:
        path = waiting.pop()
        if path != folder and not _is(path, "folder"):
            yield from _entry(path)
        elif path != folder and path.is_symlink():
            yield Skipped(str(path), "a link to a folder: name it to have it read")
        else:
            try:
                entries = [each for each in path.iterdir() if each.name[0] != "." and each.name[-1] != "~"]
            except OSError as error:
                yield Skipped(str(path), f"cannot be read: {error.strerror}")
                continue
            waiting.extend(sorted(entries, reverse=True))


def _entry(path: Path) -> Iterator[Piece | Skipped]:
    form = ENDINGS.get(path.suffix.lower())
    if form is None:
        yield Skipped(str(path), f"not a kind of file that is read: {', '.join(ENDINGS)}")
    elif not _is(path, "file"):
        yield Skipped(str(path), "no file that can be read, or a link to none")
    else:
        yield from _in_file(path, form)


def _is(path: Path, kind: Literal["file", "folder"]) -> bool:
    # A link to itself is neither.
    with suppress(OSError):
        return path.is_dir() if kind == "folder" else path.is_file()
    return False


def _standard_input(stream: BinaryIO) -> Iterator[Piece | Skipped]:
    first = stream.readline(MOST_BYTES + 1)
    if first.lstrip(b"\xef\xbb\xbf \t").startswith(b"{"):
        yield from record_lines("standard input", stream, first)
    else:
        yield Piece("standard input", "unknown", first + stream.read(MOST_BYTES + 1))
