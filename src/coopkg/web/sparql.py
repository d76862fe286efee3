"""`/sparql`: queries by the SPARQL 1.1 Protocol (W3C Recommendation of 21 March 2013)."""

import re
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from functools import lru_cache

from flask import Blueprint, Request, Response, request

from coopkg.errors import QueryError, SnapshotError
from coopkg.publish.media_types import (
    BOOLEAN_FORMATS,
    GRAPH_FORMATS,
    HTML,
    SOLUTION_FORMATS,
    Choice,
    Format,
    named,
    negotiate,
)
from coopkg.publish.service_description import service_triples
from coopkg.rdf.names import prefixes_under
from coopkg.rdf.terms import Iri
from coopkg.serving.questions import Answer, Question
from coopkg.storage.current import Published
from coopkg.storage.dataset import Form
from coopkg.storage.files import serialize_triples
from coopkg.web.answers import answer
from coopkg.web.bases import based, unbased
from coopkg.web.problems import Problem, RequestError, accepted, bad_parameter, not_acceptable
from coopkg.web.requests import (
    Parameters,
    check_utf8,
    choose_format,
    decoded,
    language_of,
    optional,
    parse_parameters,
    read_body,
    read_form,
    required,
    site_url,
    unread,
)
from coopkg.web.site import Site
from coopkg.web.sparql_pages import query_page, result_page
from coopkg.web.updates import FORM, UPDATE, change_asked, changed

_FORMATS: dict[Form, tuple[Format, ...]] = {
    "solutions": (*SOLUTION_FORMATS, HTML),
    "boolean": (*BOOLEAN_FORMATS, HTML),
    "triples": (*GRAPH_FORMATS, HTML),
}
_QUERY = "application/sparql-query"
_SECONDS = re.compile(r"[0-9]{1,6}(?:\.[0-9]{1,6})?")
# The answer that a page is made from is read into memory whole, and a page of more helps nobody.
_MOST_OF_A_PAGE = 8 * 1024 * 1024
# A snapshot is kept until two newer ones are there.
_ATTEMPTS = 3
_MOST_CHOICES = 256


Choices = Mapping[Form, Choice | None]


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
    # Clients ask with few different headers, and reading one takes as long as a small query.
    choices = lru_cache(maxsize=_MOST_CHOICES)(_choices)

    @blueprint.route("/sparql", methods=["GET"])
    def get() -> Response:
        parameters = parse_parameters(request.query_string)
        if not {"query", "update"} & set(parameters):
            return _description(site, parameters)
        return _answer(
            site, _asked(parameters, required(parameters, "query") if "query" in parameters else None), choices
        )

    @blueprint.route("/sparql", methods=["POST"])
    def post() -> Response:
        change = change_asked(request, site)
        if change is not None:
            return changed(request, site, change)
        return _answer(site, _posted(request), choices)

    return blueprint


def _posted(asked: Request) -> Asked:
    """Return what a POST asks: a form, or the query itself with the dataset in the address (sections 2.1.2, 2.1.3)."""
    parameters = parse_parameters(asked.query_string)
    match asked.mimetype:
        case "application/x-www-form-urlencoded":
            for name, values in read_form(asked).items():
                parameters.setdefault(name, []).extend(values)
            return _asked(parameters, None)
        case "application/sparql-query":
            if "query" in parameters:
                raise RequestError(Problem(400, "There are two queries: in the address and in the body.", "Send one."))
            check_utf8(asked, "A query")
            return _asked(parameters, decoded(read_body(asked), "The query"))
        case other:
            raise unread(other, (FORM, _QUERY, UPDATE))


def _misplaced_update() -> RequestError:
    remedy = f"POST it: as the parameter update of a form, or as the body with the type {UPDATE}."
    return RequestError(Problem(400, "An update does not stand in the address.", remedy, {"parameter": "update"}))


def _asked(parameters: Parameters, query: str | None) -> Asked:
    if "update" in parameters:
        raise _misplaced_update()
    text = query if query is not None else required(parameters, "query")
    default = tuple(Iri(value) for value in parameters.get("default-graph-uri", []))
    named = tuple(Iri(value) for value in parameters.get("named-graph-uri", []))
    return Asked(text, default, named, parameters)


def _answer(site: Site, asked: Asked, choices_of: Callable[[str, tuple[str, ...]], Choices]) -> Response:
    choices = choices_of(accepted(request), tuple(asked.parameters.get("format", ())))
    is_page = any(choice is not None and choice.format is HTML for choice in choices.values())
    text = based(asked.query, request, site.public_url)
    question = Question(
        text,
        {form: None if choice is None else _format_of(form, choice) for form, choice in choices.items()},
        asked.default_graphs,
        asked.named_graphs,
        _MOST_OF_A_PAGE if is_page else None,
    )
    try:
        published, answered = _asked_of_current(site, question, _timeout_s(asked.parameters))
    except QueryError as error:
        raise unbased(error, text, asked.query) from error
    choice = choices[answered.form]
    if choice is None:
        raise not_acceptable(_FORMATS[answered.form])
    body = answered.body
    if choice.format is HTML:
        base = None if site.is_plain else published.snapshot.manifest.base
        page = result_page(asked.query, answered, base, language_of(request, asked.parameters))
        return answer(page, choice, None if question.is_volatile else published)
    return answer(body, choice, None if question.is_volatile else published)


def _choices(accept: str, names: tuple[str, ...]) -> Choices:
    """Return the format of an answer of each form; None where the client takes none of those that it has."""
    choices: dict[Form, Choice | None] = {}
    for form, offered in _FORMATS.items():
        found = [named(name, offered) for name in names] if names else [negotiate(accept, offered)]
        choices[form] = next((choice for choice in found if choice is not None), None)
    return choices


def _format_of(form: Form, choice: Choice) -> str:
    """Return the format that the answer is asked in; a page is made from JSON or Turtle."""
    if choice.format is HTML:
        return "turtle" if form == "triples" else "json"
    return choice.format.name


def _asked_of_current(site: Site, question: Question, timeout_s: float | None) -> tuple[Published, Answer]:
    """Return the answer and what it is about; a snapshot may be removed before a worker has opened it."""
    for _ in range(_ATTEMPTS - 1):
        published = site.current()
        with suppress(SnapshotError):
            return published, site.ask(published.snapshot, question, timeout_s, request.remote_addr or "")
    published = site.current()
    return published, site.ask(published.snapshot, question, timeout_s, request.remote_addr or "")


def _timeout_s(parameters: Parameters) -> float | None:
    """Return the seconds that the client is willing to wait, None where it does not say."""
    text = optional(parameters, "timeout")
    if text is None:
        return None
    if not _SECONDS.fullmatch(text) or not float(text):
        raise bad_parameter("timeout", "The parameter timeout is no number of seconds.", "Write ?timeout=2.5, say.")
    return float(text)


def _description(site: Site, parameters: Parameters) -> Response:
    """Answer a bare GET: the service description to programs, a form to people (Service Description, section 2)."""
    published = site.current()
    choice = choose_format(request, parameters, (*GRAPH_FORMATS, HTML))
    base = published.snapshot.manifest.base
    if choice.format is HTML:
        page = query_page(None if site.is_plain else base, language_of(request, parameters))
        return answer(page, choice, published)
    endpoint = f"{site_url(request, site.public_url)}sparql"
    takes_updates = site.writing.writer is not None and bool(site.writing.tokens)
    triples = service_triples(
        published.dataset, base, endpoint, is_reasoned=not site.is_plain, takes_updates=takes_updates
    )
    return answer(serialize_triples(triples, choice.format.name, prefixes_under(base)), choice, published)
