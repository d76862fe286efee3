"""`/graph-store`: the SPARQL 1.1 Graph Store HTTP Protocol (W3C Recommendation of 21 March 2013).

A graph is named by `?graph=`, by `?default`, or directly: `/graph-store/<name>` is the IRI of a graph, too.
"""

from dataclasses import dataclass
from urllib.parse import quote
from uuid import uuid4

from flask import Blueprint, Request, Response, request

from coopkg.errors import UnknownTermError
from coopkg.publish.media_types import GRAPH_FORMATS
from coopkg.rdf.names import prefixes_under
from coopkg.rdf.terms import Iri
from coopkg.serving.writing import Commit
from coopkg.storage.terms import is_iri
from coopkg.web.answers import answer
from coopkg.web.bodies import read_triples
from coopkg.web.problems import Problem, RequestError, bad_parameter
from coopkg.web.requests import Parameters, choose_format, optional, parse_parameters, site_url
from coopkg.web.site import Site
from coopkg.web.tokens import allowed_writer
from coopkg.web.updates import told

_PATH = "graph-store"
_METHODS = ["GET", "PUT", "POST", "DELETE"]
# What may stand in the path of a URI as it is (RFC 3986, section 3.3).
_SAFE = "/:@!$&'()*+,;=~"
_CREATED, _NO_CONTENT = 201, 204


@dataclass(frozen=True, slots=True)
class Target:
    """The graph that a request is about: its IRI, or None for the default graph of a dataset that has one of its own.

    `address` is where it can be had, relative IRIs of its content are resolved against `base`. A default graph
    (`is_default`) is always there, be it empty.
    """

    graph: Iri | None
    address: str
    base: Iri
    is_default: bool = False


def graph_store_blueprint(site: Site) -> Blueprint:
    """Return the routes of the graph store."""
    blueprint = Blueprint("graph_store", __name__)

    @blueprint.route(f"/{_PATH}", methods=_METHODS)
    def indirect() -> Response:
        parameters = parse_parameters(request.query_string)
        if request.method == "POST" and not {"graph", "default"} & set(parameters):
            return _create(site)
        return _act(site, _named(site, parameters), parameters)

    @blueprint.route(f"/{_PATH}/<path:name>", methods=_METHODS)
    def direct(name: str) -> Response:
        parameters = parse_parameters(request.query_string)
        if {"graph", "default"} & set(parameters):
            raise bad_parameter("graph", "The address names one graph, its parameters another.", "Name one.")
        return _act(site, _direct(site, name), parameters)

    return blueprint


def _named(site: Site, parameters: Parameters) -> Target:
    """Return what `?default` or `?graph=` names (section 4.2: indirect graph identification)."""
    name = optional(parameters, "graph")
    address = f"{site_url(request, site.public_url)}{_PATH}"
    if "default" in parameters:
        if name is not None or optional(parameters, "default"):
            raise bad_parameter("default", "The default graph has no name.", "Write ?default or ?graph=<IRI>.")
        return Target(site.users, f"{address}?default", Iri(address), is_default=True)
    if name is None:
        raise bad_parameter("graph", "No graph is named.", "Write ?default or ?graph=<IRI>, percent-encoded.")
    if not is_iri(name):
        raise bad_parameter("graph", f"Not an absolute IRI: {name!r}", "Write the whole IRI, percent-encoded.")
    return Target(Iri(name), f"{address}?graph={quote(name, safe='')}", Iri(name))


def _direct(site: Site, name: str) -> Target:
    """Return what the address itself names (section 4.1: direct graph identification)."""
    if "\ufffd" in name:
        raise RequestError(Problem(400, "The path is not UTF-8.", "Encode it as UTF-8, percent-encoded."))
    iri = f"{site_url(request, site.public_url)}{_PATH}/{quote(name, safe=_SAFE)}"
    return Target(Iri(iri), iri, Iri(iri))


def _act(site: Site, target: Target, parameters: Parameters) -> Response:
    match request.method:
        case "PUT":
            return _put(site, target)
        case "POST":
            return _post(site, target)
        case "DELETE":
            return told(allowed_writer(request, site.writing).delete(target.graph))
        case _:
            return _get(site, target, parameters)


def _get(site: Site, target: Target, parameters: Parameters) -> Response:
    published = site.current()
    if target.graph is not None and not published.dataset.has_graph(target.graph) and not target.is_default:
        raise UnknownTermError(target.graph, "There is no such graph.")
    choice = choose_format(request, parameters, GRAPH_FORMATS)
    prefixes = prefixes_under(published.snapshot.manifest.base)
    return answer(published.dataset.dump_graph(target.graph, choice.format.name, prefixes), choice, published.snapshot)


def _put(site: Site, target: Target) -> Response:
    writer = allowed_writer(request, site.writing)
    commit = writer.put(target.graph, _content(request, site, target))
    return _created(commit, target) if commit.is_created else Response(status=_NO_CONTENT)


def _post(site: Site, target: Target) -> Response:
    writer = allowed_writer(request, site.writing)
    commit = writer.post(target.graph, _content(request, site, target))
    return _created(commit, target) if commit.is_created else told(commit)


def _create(site: Site) -> Response:
    """Make a new graph of what is posted to the store itself (section 5.5)."""
    writer = allowed_writer(request, site.writing)
    target = _direct(site, str(uuid4()))
    return _created(writer.put(target.graph, _content(request, site, target)), target)


def _created(commit: Commit, target: Target) -> Response:
    response = told(commit, _CREATED)
    response.headers["Location"] = target.address
    return response


def _content(asked: Request, site: Site, target: Target) -> bytes:
    # Where things are inferred, nodes need names that last; elsewhere they stay blank.
    skolem_base = None if site.is_plain else Iri(site.current().snapshot.manifest.base)
    return read_triples(asked, site.writing.body_bytes, target.base, skolem_base)
