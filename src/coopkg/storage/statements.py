"""RDF files of any size and syntax, read piece by piece into ids: no more than one piece of text is ever held.

Lines of N-Triples and N-Quads that are certainly in canonical form need no parser; see `coopkg.rdf.lines`. All else
goes through the parser, and comes out as `coopkg.storage.files.parse_rdf` would give it, blank nodes included.
"""

import gzip
import zlib
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from hashlib import sha256
from io import BufferedReader
from itertools import islice
from pathlib import Path
from typing import IO

import numpy as np
import pyoxigraph as ox

from coopkg.errors import BadInputError
from coopkg.rdf.dictionary import Dictionary, EncodedTriples, read_triples
from coopkg.rdf.lines import encode_lines
from coopkg.storage.dataset import Syntax
from coopkg.storage.files import BlankNodes, canonical, syntax_fault, syntax_of
from coopkg.storage.oxigraph import RDF_FORMATS, serialize

# A piece and what is made of it should stay in the processor's cache: larger pieces are slower.
_PIECE_BYTES = 1 << 18
# About as much text.
_BYTES_A_STATEMENT = 1 << 5


def read_statements(
    paths: Iterable[Path], dictionary: Dictionary, *, piece_bytes: int = _PIECE_BYTES
) -> EncodedTriples:
    """Return what the RDF files state, gzipped or not, in ids of `dictionary`; graphs are left out, rows may repeat.

    About `piece_bytes` of text are held at a time. BadInputError, with its line, where a file cannot be read or is not
    what its name says.
    """
    # Ids end below 2³²: until all are there, half the memory is enough.
    nothing = np.empty(0, np.uint32)
    subjects, predicates, objects = [nothing], [nothing], [nothing]
    for path in paths:
        document = _Document(path, syntax_of(path), dictionary, BlankNodes(partial(_digest, path)))
        for piece in document.pieces(piece_bytes):
            subjects.append(piece.subjects.astype(np.uint32))
            predicates.append(piece.predicates.astype(np.uint32))
            objects.append(piece.objects.astype(np.uint32))
    columns = (np.concatenate(column, dtype=np.int64) for column in (subjects, predicates, objects))
    return EncodedTriples(dictionary, *columns)


@dataclass(frozen=True, slots=True, eq=False)
class _Document:
    path: Path
    syntax: Syntax
    dictionary: Dictionary
    blank_nodes: BlankNodes

    def pieces(self, size: int) -> Iterator[EncodedTriples]:
        """Yield what the document states, piece by piece."""
        if self.syntax not in ("ntriples", "nquads"):
            yield from map(self._encoded, self._parsed(size // _BYTES_A_STATEMENT + 1))
            return
        before = 0
        for lines in _whole_lines(self.path, size):
            certain, others = encode_lines(lines, self.dictionary, has_graphs=self.syntax == "nquads")
            yield certain
            if others:
                yield self._encoded(self._parsed_lines(others, lines, before))
            before += _line_ends(lines)

    def _encoded(self, quads: bytes) -> EncodedTriples:
        return read_triples(canonical(quads, self.blank_nodes, self.path), self.dictionary)

    def _parsed(self, size: int) -> Iterator[bytes]:
        """Yield the statements as N-Quads, `size` at a time."""
        with _opened(self.path) as file:
            try:
                statements = ox.parse(file, RDF_FORMATS[self.syntax])
                while quads := serialize(islice(statements, size), ox.RdfFormat.N_QUADS):
                    yield quads
            except SyntaxError as error:
                raise syntax_fault(self.path, error) from error

    def _parsed_lines(self, others: bytes, lines: bytes, before: int) -> bytes:
        """Return the statements of `others`, some of the `lines`, as N-Quads; `before` lines came before them."""
        try:
            return serialize(ox.parse(others, RDF_FORMATS[self.syntax]), ox.RdfFormat.N_QUADS)
        except SyntaxError:
            # Parsed once more with the lines between, the fault has its true place.
            try:
                return serialize(ox.parse(lines, RDF_FORMATS[self.syntax]), ox.RdfFormat.N_QUADS)
            except SyntaxError as error:
                raise syntax_fault(self.path, error, before=before) from error


def _whole_lines(path: Path, size: int) -> Iterator[bytes]:
    """Yield the file in pieces of `size` bytes and what is left of their last line."""
    with _opened(path) as file:
        while piece := file.read(size):
            yield piece + file.readline()


def _line_ends(lines: bytes) -> int:
    """Return how many line ends the parser counts: a CR of its own is one, a CR LF is one."""
    count = lines.count(b"\n")
    return count + lines.count(b"\r") - lines.count(b"\r\n") if b"\r" in lines else count


@contextmanager
def _opened(path: Path) -> Iterator[IO[bytes]]:
    """Give the content of a file, unpacked if it is gzipped; BadInputError where it cannot be read."""
    try:
        with BufferedReader(gzip.open(path)) if path.name.endswith(".gz") else path.open("rb") as file:
            yield file
    except (OSError, EOFError, zlib.error) as error:
        raise BadInputError(path, 0, f"cannot be read: {error}") from error


def _digest(path: Path) -> str:
    """Return the digest of the file's content, as `parse_rdf` makes it."""
    digest = sha256()
    with _opened(path) as file:
        while piece := file.read(_PIECE_BYTES):
            digest.update(piece)
    return digest.hexdigest()
