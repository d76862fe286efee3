"""`/sparql`: queries by the SPARQL 1.1 Protocol (W3C Recommendation of 21 March 2013)."""

import re
from dataclasses import dataclass

from flask import Blueprint, Request, Response, request

from coopkg.publish.media_types import BOOLEAN_FORMATS, GRAPH_FORMATS, HTML, SOLUTION_FORMATS, Format
from coopkg.publish.service_description import service_triples
from coopkg.rdf.names import prefixes_under
from coopkg.rdf.terms import Iri
from coopkg.storage.dataset import Form
from coopkg.storage.files import serialize_triples
from coopkg.web.answers import answer
from coopkg.web.problems import Problem, RequestError
from coopkg.web.requests import (
    Parameters,
    choose_format,
    language_of,
    parse_parameters,
    read_body,
    required,
    site_url,
)
from coopkg.web.site import Site
from coopkg.web.sparql_pages import query_page, result_page

_FORMATS: dict[Form, tuple[Format, ...]] = {
    "solutions": (*SOLUTION_FORMATS, HTML),
    "boolean": (*BOOLEAN_FORMATS, HTML),
    "triples": (*GRAPH_FORMATS, HTML),
}
_FORM = "application/x-www-form-urlencoded"
_QUERY = "application/sparql-query"
_UPDATE = "application/sparql-update"
# These functions give another answer each time they are asked, so no answer with them is still good later.
_VOLATILE = re.compile(r"\b(?:NOW|RAND|UUID|STRUUID)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Asked:
    """What a request asks: the query, the dataset that it names, and all of its parameters."""

    query: str
    default_graphs: tuple[Iri, ...]
    named_graphs: tuple[Iri, ...]
    parameters: Parameters


def sparql_blueprint(site: Site) -> Blueprint:
    """Return the route of the endpoint."""
    blueprint = Blueprint("sparql", __name__)

    @blueprint.route("/sparql", methods=["GET"])
    def get() -> Response:
        parameters = parse_parameters(request.query_string)
        if not {"query", "update"} & set(parameters):
            return _description(site, parameters)
        return _answer(site, _asked(parameters, required(parameters, "query") if "query" in parameters else None))

    @blueprint.route("/sparql", methods=["POST"])
    def post() -> Response:
        return _answer(site, _posted(request))

    return blueprint


def _posted(asked: Request) -> Asked:
    """Return what a POST asks: a form, or the query itself with the dataset in the address (sections 2.1.2, 2.1.3)."""
    parameters = parse_parameters(asked.query_string)
    match asked.mimetype:
        case "application/x-www-form-urlencoded":
            for name, values in parse_parameters(_ascii(read_body(asked))).items():
                parameters.setdefault(name, []).extend(values)
            return _asked(parameters, None)
        case "application/sparql-query":
            if "query" in parameters:
                raise RequestError(Problem(400, "There are two queries: in the address and in the body.", "Send one."))
            return _asked(parameters, _decoded(read_body(asked)))
        case "application/sparql-update":
            raise _no_updates()
        case other:
            detail = f"A body of type {other or 'unknown'} is not read here."
            headers = {"Accept-Post": f"{_FORM}, {_QUERY}"}
            raise RequestError(Problem(415, detail, f"Send {_FORM} or {_QUERY}.", headers=headers))


def _ascii(body: bytes) -> bytes:
    """Return the form with bytes beyond ASCII percent-encoded, as some clients forget to do."""
    return re.sub(rb"[^\x00-\x7f]", lambda match: b"%%%02X" % match.group()[0], body)


def _decoded(body: bytes) -> str:
    try:
        return body.decode("utf-8")
    except UnicodeDecodeError as error:
        place: dict[str, object] = {"byte": error.start}
        raise RequestError(Problem(400, "The query is not UTF-8.", "Encode it as UTF-8.", place)) from error


def _no_updates() -> RequestError:
    remedy = "Change data/ and build again, or use: coopkg load"
    return RequestError(Problem(403, "This endpoint answers queries; it takes no updates.", remedy))


def _asked(parameters: Parameters, query: str | None) -> Asked:
    if "update" in parameters:
        raise _no_updates()
    text = query if query is not None else required(parameters, "query")
    default = tuple(Iri(value) for value in parameters.get("default-graph-uri", []))
    named = tuple(Iri(value) for value in parameters.get("named-graph-uri", []))
    return Asked(text, default, named, parameters)


def _answer(site: Site, asked: Asked) -> Response:
    published = site.current()
    result = published.dataset.query(asked.query, default_graphs=asked.default_graphs, named_graphs=asked.named_graphs)
    choice = choose_format(request, asked.parameters, _FORMATS[result.form])
    base = published.snapshot.manifest.base
    if choice.format is HTML:
        page: bytes | str = result_page(asked.query, result, base, language_of(request, asked.parameters))
    else:
        page = result.serialize(choice.format.name, prefixes_under(base))
    return answer(page, choice, None if _VOLATILE.search(asked.query) else published)


def _description(site: Site, parameters: Parameters) -> Response:
    """Answer a bare GET: the service description to programs, a form to people (Service Description, section 2)."""
    published = site.current()
    choice = choose_format(request, parameters, (*GRAPH_FORMATS, HTML))
    base = published.snapshot.manifest.base
    if choice.format is HTML:
        return answer(query_page(base, language_of(request, parameters)), choice, published)
    endpoint = f"{site_url(request, site.public_url)}sparql"
    triples = service_triples(published.dataset, base, endpoint)
    return answer(serialize_triples(triples, choice.format.name, prefixes_under(base)), choice, published)
