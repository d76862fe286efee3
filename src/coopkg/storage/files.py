"""RDF files of any syntax, read into canonical N-Quads and written from them.

What is read here is what crosses into the dictionary, the reasoner and the store: one statement a line, each once,
terms in the form in which the store keeps them. A context of JSON-LD on another host is never fetched.
"""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from itertools import chain
from pathlib import Path

import pyoxigraph as ox

from coopkg.errors import BadInputError
from coopkg.rdf.lines import KEPT_LITERAL
from coopkg.rdf.terms import Iri, Quad, Triple
from coopkg.storage.dataset import Syntax
from coopkg.storage.documents import Document, digest_of, document_at, document_of, parsing, refusal_of
from coopkg.storage.oxigraph import RDF_FORMATS, serialize
from coopkg.storage.terms import is_iri, ox_iri, ox_subject, ox_term

_STRING = rb'"(?:[^"\\\n]|\\.)*+"'
_LITERAL = re.compile(rb"(" + _STRING + rb")(\^\^<[^>]*>)?")
_BLANK = re.compile(_STRING + rb"|<[^>]*>|(_:[^\s]+)")
_GRAPHLESS = re.compile(rb"^(\S+ \S+ (?:<[^>]*>|_:\S+|" + _STRING + rb"(?:@\S+|\^\^<[^>]*>)?)) \.$", re.MULTILINE)
# RDF 1.2: a triple term, or a text with a base direction, in the place of the object.
_RDF_12 = re.compile(rb"^\S+ \S+ (?:<<\(|" + _STRING + rb"@[A-Za-z0-9-]+--)", re.MULTILINE)


def read_quads(path: Path, *, graph: Iri | None = None, base: Iri | None = None) -> bytes:
    """Return the statements of an RDF file, gzipped or not, as `parse_rdf` gives them; BadInputError where it has none.

    With `graph` the statements of the default graph are put into it, with `base` blank nodes become IRIs under it.
    """
    if graph is not None and not is_iri(graph):
        raise BadInputError(path, 0, f"the graph for its statements is no absolute IRI: {graph!r}")
    document = document_at(path)
    with document.opened() as file:
        content = file.read()
    quads = parse_rdf(content, document.syntax, source=path, skolem_base=base)
    return quads if graph is None else in_graph(quads, graph)


def canonical_nquads(quads: bytes) -> bytes:
    """Return N-Quads in canonical form, each statement once; BadInputError where they are none."""
    return parse_rdf(quads, "nquads", source="N-Quads")


def parse_rdf(
    content: bytes,
    syntax: Syntax,
    *,
    source: Path | str = "input",
    skolem_base: Iri | None = None,
    base_iri: Iri | None = None,
) -> bytes:
    """Return the statements of an RDF document as canonical N-Quads, in its order, each once.

    Literals have the form in which the store keeps them. Blank nodes are renamed by the document's digest and their
    order in it, so that equal documents give equal labels and two different ones share none; with `skolem_base` they
    become IRIs under it (RDF 1.1 Concepts, section 3.5). `source` is named in BadInputError.
    """
    document = document_of(content, syntax, source, base_iri)
    try:
        with parsing(document) as statements:
            quads = serialize(statements, ox.RdfFormat.N_QUADS)
    except ValueError as error:
        raise BadInputError(source, 0, f"not an absolute IRI: {base_iri!r} ({error})") from error
    blank_nodes = BlankNodes(lambda: digest_of(document), skolem_base)
    return _each_once(canonical(quads, blank_nodes, document))


@dataclass(slots=True)
class BlankNodes:
    """The blank nodes of one document under their new names, which are numbered in the order of the document.

    `digest` is asked for the hexadecimal SHA-256 of the document once there is a blank node; with `skolem_base` the
    names are IRIs under it.
    """

    digest: Callable[[], str]
    skolem_base: Iri | None = None
    _prefix: str = ""
    _names: dict[bytes, bytes] = field(default_factory=dict)

    def rename(self, quads: bytes) -> bytes:
        """Return the N-Quads, all or the next of the document, with its blank nodes renamed."""
        return _BLANK.sub(self._renamed, quads) if b"_:" in quads else quads

    def _renamed(self, match: re.Match[bytes]) -> bytes:
        label = match.group(1)
        if label is None:
            return match.group()
        if label not in self._names:
            self._prefix = self._prefix or self.digest()[:16]
            name = f"{self._prefix}-{len(self._names)}"
            iri = f"<{self.skolem_base}.well-known/genid/{name}>" if self.skolem_base is not None else f"_:b{name}"
            self._names[label] = iri.encode()
        return self._names[label]


def canonical(quads: bytes, blank_nodes: BlankNodes, document: Document) -> bytes:
    """Return N-Quads as the parser gives them with blank nodes renamed and literals as the store keeps them.

    BadInputError, with its place in the document, where they hold what RDF 1.1 has not.
    """
    if (b"<<(" in quads or b"--" in quads) and _RDF_12.search(quads):
        raise refusal_of(document)
    return canonical_literals(blank_nodes.rename(quads))


def canonical_literals(quads: bytes) -> bytes:
    """Return the N-Quads with each typed literal as the store keeps it: `"01"^^xsd:integer` is `"1"^^xsd:integer`."""
    if b'"^^<' not in quads:
        return quads
    given = {match.group() for match in _LITERAL.finditer(quads) if match.group(2) is not None}
    kept = _as_kept(sorted(literal for literal in given if not KEPT_LITERAL.fullmatch(literal)))
    changed = {literal: canonical for literal, canonical in kept.items() if literal != canonical}
    if not changed:
        return quads
    return _LITERAL.sub(lambda match: changed.get(match.group(), match.group()), quads)


def _as_kept(literals: list[bytes]) -> dict[bytes, bytes]:
    """Return what each literal becomes in a store: the store itself is asked."""
    store = ox.Store()
    lines = b"".join(b"<x:%d> <x:p> %s .\n" % (index, literal) for index, literal in enumerate(literals))
    store.load(lines, ox.RdfFormat.N_TRIPLES)
    dumped = store.dump(format=ox.RdfFormat.N_TRIPLES, from_graph=ox.DefaultGraph()) or b""
    kept = {}
    for line in dumped.splitlines():
        subject, _, literal = line.removesuffix(b" .").split(b" ", 2)
        kept[literals[int(subject[3:-1])]] = literal
    return kept


def _each_once(quads: bytes) -> bytes:
    lines = quads.splitlines(keepends=True)
    unique = dict.fromkeys(lines)
    return quads if len(unique) == len(lines) else b"".join(unique)


def in_graph(quads: bytes, graph: Iri) -> bytes:
    """Return the N-Quads with the statements of the default graph put into `graph`."""
    return _GRAPHLESS.sub(rb"\1 <" + graph.encode().replace(b"\\", b"\\\\") + rb"> .", quads)


def has_graphs(quads: bytes) -> bool:
    """Tell whether any of the N-Quads, as `parse_rdf` gives them, is in a named graph."""
    return sum(1 for _ in _GRAPHLESS.finditer(quads)) < quads.count(b"\n")


def serialize_rdf(ntriples: Iterable[bytes], syntax: Syntax, prefixes: Mapping[str, str] | None = None) -> bytes:
    """Return N-Triples, in pieces of whole lines and each triple once, in another syntax.

    BadInputError where the syntax cannot hold them.
    """
    statements = chain.from_iterable(ox.parse(piece, ox.RdfFormat.N_TRIPLES) for piece in ntriples)
    try:
        if RDF_FORMATS[syntax].supports_datasets:
            return serialize(statements, RDF_FORMATS[syntax], prefixes)
        return serialize((quad.triple for quad in statements), RDF_FORMATS[syntax], prefixes)
    except (SyntaxError, ValueError, OSError) as error:
        raise BadInputError(
            "input", getattr(error, "lineno", 0) or 0, f"cannot be written as {syntax}: {error}"
        ) from error


def serialize_triples(triples: Iterable[Triple], syntax: str, prefixes: Mapping[str, str] | None = None) -> bytes:
    """Return triples in the syntax of that name (one of `dataset.Syntax`), each once and in order."""
    ordered = dict.fromkeys(triples)
    statements = (ox.Triple(ox_subject(s), ox_iri(p), ox_term(o)) for s, p, o in ordered)
    return serialize(statements, RDF_FORMATS[syntax], prefixes)


def serialize_quads(quads: Iterable[Quad], syntax: str, prefixes: Mapping[str, str] | None = None) -> bytes:
    """Return quads in the syntax of that name (TriG, N-Quads or JSON-LD), each once and in order."""
    ordered = dict.fromkeys(quads)
    statements = (
        ox.Quad(ox_subject(s), ox_iri(p), ox_term(o), ox.DefaultGraph() if g is None else ox_iri(g))
        for s, p, o, g in ordered
    )
    return serialize(statements, RDF_FORMATS[syntax], prefixes)
