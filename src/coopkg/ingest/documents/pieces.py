"""Where articles are: files, folders, lists of articles, addresses, standard input; one piece after the other."""

from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from io import BytesIO
from itertools import chain
from pathlib import Path
from typing import BinaryIO, Literal
from urllib.parse import urlsplit

from coopkg.errors import CoopkgError
from coopkg.ingest.documents.document import MOST_BYTES, Form, Piece, Skipped
from coopkg.network.fetching import Fetched, FetchPolicy, fetched

#: What each ending of a name tells; `lines` are many articles, one to a line.
_ENDINGS: Mapping[str, Form | Literal["lines"]] = {
    ".txt": "text",
    ".text": "text",
    ".md": "markdown",
    ".markdown": "markdown",
    ".html": "html",
    ".htm": "html",
    ".xhtml": "html",
    ".jsonl": "lines",
    ".ndjson": "lines",
}
_MEDIA_TYPES: Mapping[str, Form | Literal["lines"]] = {
    "text/html": "html",
    "application/xhtml+xml": "html",
    "text/markdown": "markdown",
    "text/plain": "text",
    "application/jsonl": "lines",
    "application/x-ndjson": "lines",
}
_VAGUE = frozenset({"", "text/plain", "application/octet-stream"})

#: What is asked of a server; whoever calls may change how much and how long.
PAGES = FetchPolicy(
    accept="text/html, application/xhtml+xml, text/markdown;q=0.9, text/plain;q=0.8, */*;q=0.1",
    max_bytes=MOST_BYTES,
    most_redirections=5,
)


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
        yield from _fetched(source, reach.policy)
    else:
        yield from _at_path(Path(source))


def _at_path(path: Path) -> Iterator[Piece | Skipped]:
    try:
        if path.is_dir():
            yield from _in_folder(path)
        elif path.exists():
            yield from _in_file(path, _ENDINGS.get(path.suffix.lower(), "unknown"))
        else:
            yield Skipped(str(path), "there is no such file")
    except OSError as error:
        yield Skipped(str(path), f"cannot be read: {error.strerror}")


def _in_file(path: Path, form: Form | Literal["lines"]) -> Iterator[Piece | Skipped]:
    if form != "lines":
        yield Piece(str(path), form, path, name=path.stem)
        return
    try:
        with path.open("rb") as file:
            yield from _records(str(path), file)
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
    form = _ENDINGS.get(path.suffix.lower())
    if form is None:
        yield Skipped(str(path), f"not a kind of file that is read: {', '.join(_ENDINGS)}")
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
        yield from _records("standard input", stream, first)
    else:
        yield Piece("standard input", "unknown", first + stream.read(MOST_BYTES + 1))


def _records(place: str, stream: BinaryIO, first: bytes = b"") -> Iterator[Piece | Skipped]:
    """Yield each line of a list of articles; what is held is one line, and of a long one its beginning."""
    lines = iter(lambda: stream.readline(MOST_BYTES + 1), b"")
    for number, line in enumerate(chain([first] if first else [], lines), start=1):
        at = f"{place}:{number}"
        if len(line) > MOST_BYTES and not line.endswith(b"\n"):
            _pass_over_line(stream)
            yield Skipped(at, f"longer than {MOST_BYTES >> 20} MiB, which no article is")
        elif line.strip():
            yield Piece(at, "record", line.removeprefix(b"\xef\xbb\xbf") if number == 1 else line)


def _pass_over_line(stream: BinaryIO) -> None:
    while (part := stream.readline(MOST_BYTES)) and not part.endswith(b"\n"):
        pass


def _fetched(address: str, policy: FetchPolicy) -> Iterator[Piece | Skipped]:
    try:
        document = fetched(address, policy)
    except CoopkgError as error:
        # What it names may be another host, that of a redirection.
        reason = str(error).removeprefix(f"{address}: ")
        yield Skipped(address, reason)
        return
    form = _form(document)
    if form is None:
        yield Skipped(address, f"no page and no text: the server calls it {document.media_type}")
    elif form == "lines":
        yield from _records(address, BytesIO(document.content))
    else:
        charset = document.headers.get("content-type", "").lower().partition("charset=")[2]
        charset = charset.partition(";")[0].strip(" \"'")
        yield Piece(address, form, document.content, address=document.address, charset=charset or None)


def _form(document: Fetched) -> Form | Literal["lines"] | None:
    found = _MEDIA_TYPES.get(document.media_type)
    if document.media_type not in _VAGUE:
        return found
    ending = Path(urlsplit(document.address).path).suffix.lower()
    return _ENDINGS.get(ending, found or "unknown")
