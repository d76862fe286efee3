"""RDF documents as they are found: their syntax by name, unpacked, without byte order mark; and where a fault is."""

import gzip
import re
import zlib
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager, suppress
from dataclasses import dataclass
from functools import partial
from hashlib import sha256
from io import BufferedReader, BytesIO
from pathlib import Path
from typing import IO, cast
from xml.parsers import expat

import pyoxigraph as ox

from coopkg.errors import BadInputError
from coopkg.storage.dataset import Syntax
from coopkg.storage.nesting import TooDeepError, check_nesting, watch_elements
from coopkg.storage.oxigraph import RDF_FORMATS

SYNTAXES: Mapping[str, Syntax] = {
    ".ttl": "turtle",
    ".nt": "ntriples",
    ".nq": "nquads",
    ".trig": "trig",
    ".rdf": "rdfxml",
    ".owl": "rdfxml",
    ".xml": "rdfxml",
    ".jsonld": "jsonld",
    ".json": "jsonld",
}
_BOM = b"\xef\xbb\xbf"
# Where the parser's own message tells the line.
_LINE = re.compile(r"(?<=\bline )\d+")
_NO_RDF_12 = "triple terms and base directions (RDF 1.2) are not supported; leave them out"
# Small enough to go byte by byte to a fault in one of them.
_PIECE_BYTES = 1 << 12
# The bytes of a character in UTF-8 but its first.
_CONTINUING = bytes(range(0x80, 0xC0))
_TOO_LONG = "a term is longer than the parser takes (16 MB); shorten it or leave it out"


_CUT_OFF = "; the file may have been cut off"
_XML_ADVICE = {
    expat.errors.codes[expat.errors.XML_ERROR_NO_ELEMENTS]: _CUT_OFF,
    expat.errors.codes[expat.errors.XML_ERROR_UNCLOSED_TOKEN]: _CUT_OFF,
    expat.errors.codes[expat.errors.XML_ERROR_INVALID_TOKEN]: "; save the file as UTF-8, without control characters",
}


@dataclass(frozen=True, slots=True)
class Document:
    """An RDF document: its `name` in messages, its syntax, and `opened`, which gives it from its beginning.

    `base_iri` is that of its relative IRIs until it names another.
    """

    name: Path | str
    syntax: Syntax
    opened: Callable[[], AbstractContextManager[IO[bytes]]]
    base_iri: str | None = None

    def statements(self, file: IO[bytes]) -> Iterator[ox.Quad]:
        """Return what `file` states, read as this document; SyntaxError or MemoryError as it is taken."""
        return ox.parse(file, RDF_FORMATS[self.syntax], base_iri=self.base_iri)


def syntax_of(path: Path) -> Syntax:
    """Return the syntax that the name of the file tells, `.gz` set aside; BadInputError where it tells none.

    >>> syntax_of(Path("members.ttl.gz"))
    'turtle'
    """
    suffix = Path(path.name.removesuffix(".gz")).suffix.lower()
    if suffix not in SYNTAXES:
        raise BadInputError(
            path, 0, f"unknown RDF syntax; the name of the file must end in one of {', '.join(SYNTAXES)}"
        )
    return SYNTAXES[suffix]


def document_at(path: Path) -> Document:
    """Return the document in a file; BadInputError where its name tells no syntax."""
    return Document(path, syntax_of(path), partial(_opened, path))


def document_of(content: bytes, syntax: Syntax, name: Path | str, base_iri: str | None = None) -> Document:
    """Return the document that `content` is, called `name` in messages."""
    return Document(name, syntax, lambda: BytesIO(content.removeprefix(_BOM)), base_iri)


@contextmanager
def _opened(path: Path) -> Iterator[IO[bytes]]:
    """Give the content of a file, unpacked if it is gzipped; BadInputError where it cannot be read."""
    try:
        if path.exists() and not path.is_file():
            # A pipe could not be read twice, as blank nodes and faults need it.
            raise BadInputError(path, 0, "cannot be read: not a regular file; write its content to a file")
        with _unpacked(path) if path.name.endswith(".gz") else path.open("rb") as file:
            if file.read(len(_BOM)) != _BOM:
                file.seek(0)
            yield file
    except (OSError, EOFError, zlib.error) as error:
        raise BadInputError(path, 0, f"cannot be read: {error}") from error


def _unpacked(path: Path) -> BufferedReader:
    if path.stat().st_size == 0:
        raise EOFError("the file is empty, which no gzipped file is")
    # A GzipFile is a RawIOBase by its methods, though not by its type.
    return BufferedReader(gzip.open(path))


def digest_of(document: Document) -> str:
    """Return the hexadecimal SHA-256 of a document's content."""
    digest = sha256()
    with document.opened() as file:
        while piece := file.read(_PIECE_BYTES):
            digest.update(piece)
    return digest.hexdigest()


@contextmanager
def parsing(document: Document) -> Iterator[Iterator[ox.Quad]]:
    """Give the statements of a document, to be taken inside the block; BadInputError, with its place, for a fault.

    ValueError where its base is no absolute IRI.
    """
    with reading(document) as file:
        yield document.statements(file)


@contextmanager
def reading(document: Document) -> Iterator[IO[bytes]]:
    """Give a document to a parser of Oxigraph inside the block; BadInputError, with its place, for a fault."""
    if document.syntax == "rdfxml":
        _check_xml(document)
    with document.opened() as file:
        try:
            check_nesting(file, document.syntax)
        except TooDeepError as error:
            raise BadInputError(document.name, 0, str(error)) from error
    with document.opened() as file:
        try:
            yield file
        except (SyntaxError, MemoryError) as error:
            raise fault_of(document, error) from error


def _check_xml(document: Document) -> None:
    """Raise BadInputError where a document is not well-formed XML: the RDF parser lets a missing end pass."""
    parser = expat.ParserCreate()
    watch_elements(parser)
    with document.opened() as file:
        try:
            parser.ParseFile(file)
        except TooDeepError as error:
            raise BadInputError(document.name, parser.CurrentLineNumber, str(error)) from error
        except expat.ExpatError as error:
            reason = f"not well-formed XML at column {error.offset + 1}: {expat.ErrorString(error.code)}"
            raise BadInputError(document.name, error.lineno, reason + _XML_ADVICE.get(error.code, "")) from error


def fault_of(document: Document, error: SyntaxError | MemoryError, *, before: int = 0) -> BadInputError:
    """Return the parser's error with its place; `before` lines of the document came before what was parsed.

    A MemoryError that is not the parser's own comes through.
    """
    if isinstance(error, MemoryError):
        if "buffer" not in str(error):
            raise error
        return BadInputError(document.name, 0, _TOO_LONG)
    if error.lineno is None:
        line, column = _place(document)
        return BadInputError(document.name, line, f"up to column {column}: {_reason(error.msg)}")
    place, colon, message = error.msg.partition(":")
    told = _LINE.sub(lambda match: str(int(match.group()) + before), place) + colon + message
    return BadInputError(document.name, error.lineno + before, _reason(told))


def refusal_of(document: Document) -> BadInputError:
    """Return the error for a document that holds what RDF 1.1 has not, with the line of the first such term."""
    return BadInputError(document.name, _place(document)[0], _NO_RDF_12)


def _reason(message: str) -> str:
    if "LoadDocumentCallback" in message:
        return "the JSON-LD context is on another host, which is never asked; put the context into the file"
    if "No scheme found" in message:
        message += ": a relative IRI needs a base IRI"
    if "UTF-8" in message:
        message += "; save the file as UTF-8"
    return "".join(each if each.isprintable() else each.encode("unicode_escape").decode() for each in message)


class _Trickle:
    """A file in small pieces, then byte by byte from `fine_from` on: its reader has read little more than it must.

    `line` and `column` (in characters) are those of the last byte that was given, `before` is where its piece began.
    """

    __slots__ = ("_file", "_fine_from", "_given", "_last", "before", "column", "line")

    def __init__(self, file: IO[bytes], fine_from: int | None = None) -> None:
        self._file = file
        self._fine_from = fine_from
        self._given = self.before = 0
        self._last = b""
        self.line = self.column = 1

    def read(self, size: int) -> bytes:
        """Return at most `size` bytes of the next piece, none at the end."""
        left = _PIECE_BYTES if self._fine_from is None else max(self._fine_from - self._given, 1)
        piece = self._file.read(min(size, left, _PIECE_BYTES))
        if piece:
            passed = self._last + piece[:-1]
            self.line += passed.count(b"\n")
            passed_here = passed.translate(None, _CONTINUING).rpartition(b"\n")
            self.column = len(passed_here[2]) + (1 if passed_here[1] else self.column)
            self.before, self._given, self._last = self._given, self._given + len(piece), piece[-1:]
        return piece


def _place(document: Document) -> tuple[int, int]:
    """Return line and column of the first fault, or of the first term that RDF 1.1 has not, or soon behind it."""
    near = _passed(document)
    exact = _passed(document, near.before)
    return exact.line, exact.column


def _passed(document: Document, fine_from: int | None = None) -> _Trickle:
    """Return the document as it is when the parser has come to the fault."""
    with document.opened() as file, suppress(SyntaxError):
        trickle = _Trickle(file, fine_from)
        # Of a file the parser wants `read` and nothing else.
        any(map(_is_rdf_12, document.statements(cast("IO[bytes]", trickle))))
    return trickle


def _is_rdf_12(quad: ox.Quad) -> bool:
    term = quad.object
    return isinstance(term, ox.Triple) or (isinstance(term, ox.Literal) and term.direction is not None)
