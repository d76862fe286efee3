"""`/sparql`: queries by the SPARQL 1.1 Protocol (W3C Recommendation of 21 March 2013)."""

import re
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from functools import lru_cache

from flask import Blueprint, Request, Response, request

from coopkg.errors import SnapshotError
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
from coopkg.web.problems import Problem, RequestError, accepted, bad_parameter, not_acceptable
from coopkg.web.requests import (
    Parameters,
    choose_format,
    language_of,
    optional,
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
        return _answer(site, _posted(request), choices)

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


def _answer(site: Site, asked: Asked, choices_of: Callable[[str, tuple[str, ...]], Choices]) -> Response:
    choices = choices_of(accepted(request), tuple(asked.parameters.get("format", ())))
    is_page = any(choice is not None and choice.format is HTML for choice in choices.values())
    question = Question(
        asked.query,
        {form: None if choice is None else _format_of(form, choice) for form, choice in choices.items()},
        asked.default_graphs,
        asked.named_graphs,
        _MOST_OF_A_PAGE if is_page else None,
    )
    published, answered = _asked_of_current(site, question, _timeout_s(asked.parameters))
    choice = choices[answered.form]
    if choice is None:
        raise not_acceptable(_FORMATS[answered.form])
    body = answered.body
    if choice.format is HTML:
        base = published.snapshot.manifest.base
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
        return answer(query_page(base, language_of(request, parameters)), choice, published)
    endpoint = f"{site_url(request, site.public_url)}sparql"
    triples = service_triples(published.dataset, base, endpoint)
    return answer(serialize_triples(triples, choice.format.name, prefixes_under(base)), choice, published)
