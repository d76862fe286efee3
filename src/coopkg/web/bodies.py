"""RDF in the body of a request: one document, or several as the files of a form (multipart/form-data)."""

from collections.abc import Iterator
from pathlib import Path

from flask import Request
from werkzeug.exceptions import RequestEntityTooLarge

from coopkg.errors import BadInputError
from coopkg.publish.media_types import JSON_LD, N_TRIPLES, RDF_XML, TURTLE, Format
from coopkg.rdf.terms import Iri
from coopkg.storage.dataset import Syntax
from coopkg.storage.documents import syntax_of
from coopkg.storage.files import has_graphs, parse_rdf
from coopkg.web.problems import Problem, RequestError
from coopkg.web.requests import check_length, check_utf8, read_body, too_large, unread

_MULTIPART = "multipart/form-data"
_FORMATS: tuple[tuple[Format, Syntax], ...] = (
    (TURTLE, "turtle"),
    (N_TRIPLES, "ntriples"),
    (RDF_XML, "rdfxml"),
    (JSON_LD, "jsonld"),
)
_SYNTAXES = {media_type: syntax for format_, syntax in _FORMATS for media_type in format_.media_types}
_READ = (*(format_.media_type for format_, _ in _FORMATS), _MULTIPART)


def read_triples(asked: Request, most_bytes: int, base: Iri, skolem_base: Iri | None) -> bytes:
    """Return the triples of the body as canonical N-Triples.

    Relative IRIs are resolved against `base`; with `skolem_base` blank nodes become IRIs under it. RequestError: 400
    where it is not what its type says, or names graphs, 411, 413, 415.
    """
    check_length(asked)
    documents = list(_documents(asked, most_bytes))
    return b"".join(_parsed(content, syntax, name, base, skolem_base) for content, syntax, name in documents)


def _documents(asked: Request, most_bytes: int) -> Iterator[tuple[bytes, Syntax, str]]:
    """Yield content, syntax and name of each document."""
    if asked.mimetype == _MULTIPART:
        yield from _files(asked, most_bytes)
        return
    if asked.mimetype not in _SYNTAXES:
        raise unread(asked.mimetype, _READ)
    check_utf8(asked, "RDF")
    yield read_body(asked, most_bytes), _SYNTAXES[asked.mimetype], "body"


def _files(asked: Request, most_bytes: int) -> Iterator[tuple[bytes, Syntax, str]]:
    asked.max_content_length = most_bytes
    asked.max_form_memory_size = most_bytes
    try:
        files = [file for _, file in asked.files.items(multi=True)]
        is_more = bool(asked.form)
    except RequestEntityTooLarge as error:
        raise too_large(most_bytes) from error
    if is_more or not files:
        remedy = 'Give each part a file name: Content-Disposition: form-data; name="a"; filename="a.ttl"'
        raise RequestError(Problem(400, "The form has parts that are no files, or none at all.", remedy))
    for file in files:
        name = file.filename or "part"
        yield file.read(), _SYNTAXES.get(file.mimetype) or _syntax_by_name(name, file.mimetype), name


def _syntax_by_name(name: str, mimetype: str) -> Syntax:
    try:
        syntax = syntax_of(Path(name))
    except BadInputError as error:
        raise unread(mimetype, _READ) from error
    if syntax not in _SYNTAXES.values():
        raise unread(mimetype, _READ)
    return syntax


def _parsed(content: bytes, syntax: Syntax, name: str, base: Iri, skolem_base: Iri | None) -> bytes:
    try:
        quads = parse_rdf(content, syntax, source=name, base_iri=base, skolem_base=skolem_base)
    except BadInputError as error:
        place: dict[str, object] = {"line": error.line} if error.line else {}
        raise RequestError(Problem(400, f"The {name} cannot be read: {error.reason}", "Correct it.", place)) from error
    if has_graphs(quads):
        detail = f"The {name} names graphs, but what a graph holds is triples."
        raise RequestError(Problem(400, detail, "Send the content of one graph; use an update for several."))
    return quads
