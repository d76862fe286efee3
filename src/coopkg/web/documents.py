"""The documents about the whole: exports, the description of the dataset."""

from flask import Blueprint, Response, request
from werkzeug.exceptions import NotFound

from coopkg.errors import BusyError
from coopkg.publish.exports import export
from coopkg.publish.media_types import EXPORT_FORMATS, GRAPH_FORMATS, Choice, named
from coopkg.publish.void import void_triples
from coopkg.rdf.names import prefixes_under
from coopkg.serving.lanes import Lane
from coopkg.storage.files import serialize_triples
from coopkg.web.answers import answer
from coopkg.web.requests import choose_format, flag, parse_parameters, site_url
from coopkg.web.site import Site

# All of the graph is in memory while it is written: that of two requests, not of a hundred.
_AT_ONCE, _MOST_WAITING, _PATIENCE_S = 2, 8, 20.0
_RETRY_AFTER_S = 20


def documents_blueprint(site: Site) -> Blueprint:
    """Return the routes of exports and VoID."""
    blueprint = Blueprint("documents", __name__)
    lane = Lane(_AT_ONCE, _MOST_WAITING)

    @blueprint.route("/export.<extension>")
    def exported(extension: str) -> Response:
        choice = named(extension, EXPORT_FORMATS)
        if choice is None or extension != choice.format.extension:
            raise NotFound
        if not lane.enter(request.remote_addr or "", _PATIENCE_S):
            raise BusyError(_RETRY_AFTER_S)
        try:
            return _exported(site, choice)
        finally:
            lane.leave()

    @blueprint.route("/.well-known/void")
    def void() -> Response:
        published = site.current()
        choice = choose_format(request, parse_parameters(request.query_string), GRAPH_FORMATS)
        manifest = published.snapshot.manifest
        address = site_url(request, site.public_url)
        triples = void_triples(published.dataset, manifest.base, address, manifest.created)
        body = serialize_triples(triples, choice.format.name, prefixes_under(manifest.base))
        return answer(body, choice, published.snapshot)

    return blueprint


def _exported(site: Site, choice: Choice) -> Response:
    published = site.current()
    is_stated_only = flag(parse_parameters(request.query_string), "stated-only")
    base = published.snapshot.manifest.base
    body = export(published.dataset, choice.format, base, is_stated_only=is_stated_only)
    response = answer(body, choice, published.snapshot)
    response.headers["Content-Disposition"] = f'attachment; filename="coopkg.{choice.format.extension}"'
    return response
