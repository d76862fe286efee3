"""Dereferencing: `/id/…`, `/claim/…`, `/article/…`, `/graph/…` lead to a page or to data by what the client accepts.

After «Cool URIs for the Semantic Web» (W3C Note, 3 December 2008): 303 from the thing to a document about it.
"""

from urllib.parse import quote, urlencode

from flask import Blueprint, Response, redirect, request
from werkzeug.wrappers import Response as BaseResponse

from coopkg.errors import UnknownTermError
from coopkg.publish.description import quads_about
from coopkg.publish.media_types import GRAPH_FORMATS, HTML, Choice, Format, named
from coopkg.rdf.names import KINDS, prefixes_under
from coopkg.rdf.terms import Iri, Quad
from coopkg.storage.current import Published
from coopkg.storage.files import serialize_quads, serialize_triples
from coopkg.web.answers import answer
from coopkg.web.requests import choose_format, optional, parse_parameters
from coopkg.web.site import PATH, Site, iri_of


def linked_data_blueprint(site: Site) -> Blueprint:
    """Return the routes of things and of the data about them."""
    blueprint = Blueprint("linked_data", __name__)

    def thing(kind: str) -> None:
        def see_other(path: str) -> BaseResponse:
            return _see_other(site, path if kind == "id" else f"{kind}/{path}")

        blueprint.add_url_rule(f"/{kind}/<path:path>", f"thing_{kind}", see_other)

    for kind in KINDS:
        thing(kind)

    @blueprint.route("/data/<path:path>")
    def data(path: str) -> Response:
        return _data(site, path)

    return blueprint


def checked_iri(published: Published, path: str) -> Iri:
    """Return the IRI that a path speaks of; UnknownTermError for a path that no IRI of ours has."""
    if not PATH.fullmatch(path):
        raise UnknownTermError(path, "no name here looks like this")
    return iri_of(published.snapshot.manifest.base, path)


def _see_other(site: Site, path: str) -> BaseResponse:
    published = site.current()
    quads_about(published.dataset, checked_iri(published, path))
    parameters = parse_parameters(request.query_string)
    choice = choose_format(request, parameters, (HTML, *GRAPH_FORMATS))
    if choice.format is HTML:
        language = optional(parameters, "lang")
        asked = "" if language is None else "?" + urlencode({"lang": language})
        return redirect(f"/page/{quote(path)}{asked}", 303)
    extension = "" if optional(parameters, "format") is None else f".{choice.format.extension}"
    return redirect(f"/data/{quote(path)}{extension}", 303)


def _data(site: Site, path: str) -> Response:
    published = site.current()
    stem, dot, extension = path.rpartition(".")
    by_name = named(extension, GRAPH_FORMATS) if dot else None
    iri = checked_iri(published, stem if by_name is not None else path)
    quads = quads_about(published.dataset, iri)
    choice = by_name or choose_format(request, parse_parameters(request.query_string), GRAPH_FORMATS)
    response = answer(_serialized(quads, choice, published), choice, published.snapshot)
    response.headers["Link"] = f'<{iri}>; rel="describes"'
    return response


def _serialized(quads: tuple[Quad, ...], choice: Choice, published: Published) -> bytes:
    prefixes = prefixes_under(published.snapshot.manifest.base)
    if _has_graphs(choice.format):
        return serialize_quads(quads, choice.format.name, prefixes)
    return serialize_triples((quad.triple for quad in quads), choice.format.name, prefixes)


def _has_graphs(format_: Format) -> bool:
    return format_.name in {"trig", "nquads"}
