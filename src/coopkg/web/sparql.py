"""`/sparql`: queries by the SPARQL 1.1 Protocol (W3C Recommendation of 21 March 2013)."""

from flask import Blueprint, Request, Response, request

from coopkg.errors import CoopkgError
from coopkg.publish.media_types import GRAPH_FORMATS, HTML
from coopkg.publish.service_description import service_triples
from coopkg.rdf.names import prefixes_under
from coopkg.storage.files import serialize_triples
from coopkg.web.answers import answer
from coopkg.web.asking import FORMATS, OUTCOME, UPDATE, Answered, Asked, Outcome, answered, asked_by
from coopkg.web.problems import Problem, RequestError, accepted, not_acceptable
from coopkg.web.requests import (
    Parameters,
    check_utf8,
    choose_format,
    decoded,
    language_of,
    parse_parameters,
    read_body,
    read_form,
    site_url,
    unread,
)
from coopkg.web.site import Site
from coopkg.web.sparql_pages import query_page, result_page
from coopkg.web.updates import FORM, change_asked, changed

_QUERY = "application/sparql-query"


def sparql_blueprint(site: Site) -> Blueprint:
    """Return the route of the endpoint."""
    blueprint = Blueprint("sparql", __name__)

    @blueprint.route("/sparql", methods=["GET"])
    def get() -> Response:
        parameters = parse_parameters(request.query_string)
        if not {"query", "update"} & set(parameters):
            return _description(site, parameters)
        return _answer(site, _asked(site, parameters))

    @blueprint.route("/sparql", methods=["POST"])
    def post() -> Response:
        change = change_asked(request, site)
        if change is not None:
            return changed(request, site, change)
        return _answer(site, _posted(site, request))

    return blueprint


def _posted(site: Site, asked: Request) -> Asked:
    """Return what a POST asks: a form, or the query itself with the dataset in the address (sections 2.1.2, 2.1.3)."""
    parameters = parse_parameters(asked.query_string)
    match asked.mimetype:
        case "application/x-www-form-urlencoded":
            for name, values in read_form(asked).items():
                parameters.setdefault(name, []).extend(values)
            return _asked(site, parameters)
        case "application/sparql-query":
            if "query" in parameters:
                raise RequestError(Problem(400, "There are two queries: in the address and in the body.", "Send one."))
            check_utf8(asked, "A query")
            return _asked(site, parameters, decoded(read_body(asked), "The query"))
        case other:
            raise unread(other, (FORM, _QUERY, UPDATE))


def _asked(site: Site, parameters: Parameters, query: str | None = None) -> Asked:
    return asked_by(parameters, query, accepted(request), site_url(request, site.public_url))


def _answer(site: Site, asked: Asked) -> Response:
    found = _outcome(site, asked)
    choice = asked.choices[found.answer.form]
    if choice is None:
        raise not_acceptable(FORMATS[found.answer.form])
    made_of = None if asked.question.is_volatile else found.snapshot
    if choice.format is HTML:
        base = None if site.is_plain else found.snapshot.manifest.base
        page = result_page(asked.query, found.answer, base, language_of(request, asked.parameters))
        return answer(page, choice, made_of)
    return answer(found.answer.body, choice, made_of)


def _outcome(site: Site, asked: Asked) -> Answered:
    """Return what came of asking: perhaps the question has been put already, on the short way (`quick.py`)."""
    outcome: Outcome | None = request.environ.get(OUTCOME)
    if isinstance(outcome, CoopkgError):
        raise outcome
    return outcome or answered(site, asked, request.remote_addr or "")


def _description(site: Site, parameters: Parameters) -> Response:
    """Answer a bare GET: the service description to programs, a form to people (Service Description, section 2)."""
    published = site.current()
    choice = choose_format(request, parameters, (*GRAPH_FORMATS, HTML))
    base = published.snapshot.manifest.base
    if choice.format is HTML:
        page = query_page(None if site.is_plain else base, language_of(request, parameters))
        return answer(page, choice, published.snapshot)
    endpoint = f"{site_url(request, site.public_url)}sparql"
    takes_updates = site.writing.writer is not None and bool(site.writing.tokens)
    triples = service_triples(
        published.dataset, base, endpoint, is_reasoned=not site.is_plain, takes_updates=takes_updates
    )
    return answer(serialize_triples(triples, choice.format.name, prefixes_under(base)), choice, published.snapshot)
