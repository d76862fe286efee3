"""RDF files of any size and syntax, read piece by piece into ids: no more than one piece of text is ever held.

Lines of N-Triples and N-Quads that are certainly in canonical form need no parser; see `coopkg.rdf.lines`. All else
goes through the parser, and comes out as `coopkg.storage.files.parse_rdf` would give it, blank nodes included.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import partial
from itertools import islice
from pathlib import Path

import numpy as np
import pyoxigraph as ox

from coopkg.rdf.dictionary import Dictionary, EncodedTriples, read_triples
from coopkg.rdf.lines import encode_lines
from coopkg.storage.documents import Document, digest_of, document_at, fault_of, parsing
from coopkg.storage.files import BlankNodes, canonical
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
        source = document_at(path)
        document = _Document(source, dictionary, BlankNodes(partial(digest_of, source)))
        for piece in document.pieces(piece_bytes):
            subjects.append(piece.subjects.astype(np.uint32))
            predicates.append(piece.predicates.astype(np.uint32))
            objects.append(piece.objects.astype(np.uint32))
    columns = (np.concatenate(column, dtype=np.int64) for column in (subjects, predicates, objects))
    return EncodedTriples(dictionary, *columns)


@dataclass(frozen=True, slots=True, eq=False)
class _Document:
    source: Document
    dictionary: Dictionary
    blank_nodes: BlankNodes

    def pieces(self, size: int) -> Iterator[EncodedTriples]:
        """Yield what the document states, piece by piece."""
        if self.source.syntax not in ("ntriples", "nquads"):
            yield from map(self._encoded, self._parsed(size // _BYTES_A_STATEMENT + 1))
            return
        before = 0
        for lines in _whole_lines(self.source, size):
            certain, others = encode_lines(lines, self.dictionary, has_graphs=self.source.syntax == "nquads")
            yield certain
            if others:
                yield self._encoded(self._parsed_lines(others, lines, before))
            before += _line_ends(lines)

    def _encoded(self, quads: bytes) -> EncodedTriples:
        return read_triples(canonical(quads, self.blank_nodes, self.source), self.dictionary)

    def _parsed(self, size: int) -> Iterator[bytes]:
        """Yield the statements as N-Quads, `size` at a time."""
        with parsing(self.source) as statements:
            while quads := serialize(islice(statements, size), ox.RdfFormat.N_QUADS):
                yield quads

    def _parsed_lines(self, others: bytes, lines: bytes, before: int) -> bytes:
        """Return the statements of `others`, some of the `lines`, as N-Quads; `before` lines came before them."""
        try:
            return serialize(ox.parse(others, RDF_FORMATS[self.source.syntax]), ox.RdfFormat.N_QUADS)
        except (SyntaxError, MemoryError):
            # Parsed once more with the lines between, the fault has its true place.
            try:
                return serialize(ox.parse(lines, RDF_FORMATS[self.source.syntax]), ox.RdfFormat.N_QUADS)
            except (SyntaxError, MemoryError) as error:
                raise fault_of(self.source, error, before=before) from error


def _whole_lines(source: Document, size: int) -> Iterator[bytes]:
    """Yield the file in pieces of `size` bytes and what is left of their last line."""
    with source.opened() as file:
        while piece := file.read(size):
            yield piece + file.readline()


def _line_ends(lines: bytes) -> int:
    """Return how many line ends the parser counts: a CR of its own is one, a CR LF is one."""
    count = lines.count(b"\n")
    return count + lines.count(b"\r") - lines.count(b"\r\n") if b"\r" in lines else count
