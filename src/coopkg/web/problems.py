"""Errors as problem documents (RFC 9457): what went wrong, where, and what to do; JSON, or a page for a browser."""

import json
import logging
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import assert_never
from urllib.parse import quote

from flask import Flask, Request, Response, request
from werkzeug.exceptions import HTTPException

from coopkg.errors import (
    BusyError,
    CoopkgError,
    InconsistencyError,
    LimitError,
    LoadError,
    NoSpaceError,
    OntologyError,
    QueryError,
    RefusedError,
    SettingError,
    SnapshotError,
    UnknownTermError,
    WorkerError,
    WriterError,
)
from coopkg.publish.labels import LANGUAGES
from coopkg.publish.media_types import HTML, PROBLEM, Format, negotiate
from coopkg.web.languages import preferred_language
from coopkg.web.texts import problem_texts
from coopkg.web.views import render

logger = logging.getLogger(__name__)

_NOT_FOUND_HINT = "Look for it from the home page, or ask /sparql."


@dataclass(frozen=True, slots=True)
class Problem:
    """A problem: status, what went wrong, what to do, and where (extension members such as line, parameter)."""

    status: int
    detail: str
    remedy: str = ""
    place: dict[str, object] = field(default_factory=dict)
    headers: dict[str, str] = field(default_factory=dict)

    @property
    def title(self) -> str:
        """Return the phrase of the status."""
        return HTTPStatus(self.status).phrase


class RequestError(Exception):
    """The request cannot be answered; a view raises it with the problem to show."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.detail)
        self.problem = problem


def bad_parameter(name: str, detail: str, remedy: str) -> RequestError:
    """Return the error for a parameter that is missing, repeated or wrong."""
    return RequestError(Problem(400, detail, remedy, {"parameter": name}))


def not_acceptable(offered: tuple[Format, ...]) -> RequestError:
    """Return the error for a request that accepts none of what there is, with what there is."""
    types = [media_type for format_ in offered for media_type in format_.media_types[:1]]
    names = ", ".join(f"{format_.name} ({format_.media_type})" for format_ in offered)
    return RequestError(
        Problem(
            406, "Nothing that the request accepts can be given.", f"Ask for one of: {names}.", {"available": types}
        )
    )


def accepted(request: Request) -> str:
    """Return what the request accepts: several Accept lines mean one list (RFC 9110, section 5.3)."""
    return ", ".join(request.headers.getlist("Accept"))


def register_problems(app: Flask) -> None:
    """Have `app` answer every error with a problem document."""
    app.register_error_handler(RequestError, lambda error: respond(error.problem))
    app.register_error_handler(CoopkgError, lambda error: respond(problem_of(error)))
    app.register_error_handler(HTTPException, lambda error: respond(_of_http(error)))
    app.register_error_handler(Exception, _of_bug)


def problem_of(error: CoopkgError) -> Problem:
    """Return the problem that an error of the floors below is to a client; what is our own fault says nothing more."""
    match error:
        case QueryError(reason=reason, line=line, column=column):
            place: dict[str, object] = {"line": line, "column": column} if line else {}
            return Problem(400, reason, "Correct it." if line else "Correct it, or choose another format.", place)
        case UnknownTermError(term=term, reason=reason):
            return Problem(404, reason, _NOT_FOUND_HINT, {"term": term})
        case RefusedError() | InconsistencyError() | OntologyError() | LoadError() | WriterError():
            return _of_unmade(error)
        case LimitError() | BusyError() | WorkerError() | SnapshotError():
            return _of_unanswered(error)
        case SettingError(reason=reason):
            return Problem(501, reason, "Build again with the reasoner that it names.")
        case _:
            # The others are about what a build reads, and no request should meet them.
            logger.error("unexpected in a request: %s", error)
            return Problem(500, "The server failed; the failure is logged.", "Try again later.")


def _of_unmade(error: RefusedError | InconsistencyError | OntologyError | LoadError | WriterError) -> Problem:
    """Return the problem of a change that is valid and was not made, or not for certain."""
    match error:
        case RefusedError(subject=subject, reason=reason):
            return Problem(403, reason, "Change another graph, or change data/ and build again.", {"subject": subject})
        case InconsistencyError(clashes=clashes):
            detail = "The change contradicts what the ontology says, so nothing was changed."
            return Problem(409, detail, "Leave out what contradicts.", {"contradictions": list(clashes)})
        case OntologyError(subject=subject, reason=reason):
            return Problem(409, f"Nothing was changed: {reason}.", "State the axiom whole.", {"subject": subject})
        case LoadError(source=source, reason=reason):
            return Problem(502, reason, "See whether the document is there and is RDF, or send it.", {"source": source})
        case WriterError(reason=reason):
            logger.error("a change was not answered: %s", reason)
            return Problem(503, reason, "Try again soon.", headers={"Retry-After": "2"})
        case _:
            assert_never(error)


def _of_unanswered(error: LimitError | BusyError | WorkerError | SnapshotError) -> Problem:
    """Return the problem of what could be answered another time, or elsewhere."""
    match error:
        case LimitError(limit=limit, value=value, remedy=remedy):
            detail = f"The query was stopped at a limit of this server: {limit}, {value}."
            return Problem(503, detail, remedy, {"limit": limit, "value": value})
        case BusyError(retry_after_s=seconds):
            detail = "Too many queries are being answered at the moment."
            return Problem(503, detail, f"Ask again in {seconds} s.", headers={"Retry-After": str(seconds)})
        case WorkerError(reason=reason, remedy=remedy):
            logger.error("a query has no answer: %s", reason)
            return Problem(503, "The process that answers queries failed; the failure is logged.", remedy)
        case NoSpaceError():
            logger.error("a change was not made: %s", error)
            detail = "The disk of the server is full, so nothing was changed."
            return Problem(507, detail, "Try again when it has room.")
        case SnapshotError():
            logger.error("no snapshot can be read: %s", error)
            return Problem(503, "There is no published graph to answer from.", "Run: coopkg build")
        case _:
            assert_never(error)


def _of_http(error: HTTPException) -> Problem:
    status = error.code or 500
    details = {
        404: ("There is nothing at this address.", _NOT_FOUND_HINT),
        405: (f"{request.method} is not possible here.", "Use one of the methods in the header Allow."),
        413: ("The body of the request is too large.", "Send at most 1 MiB."),
    }
    detail, remedy = details.get(status, (error.description or "The request cannot be answered.", ""))
    given = error.get_response().headers
    return Problem(
        status, detail, remedy, headers={name: given[name] for name in ("Allow", "Retry-After") if name in given}
    )


def _of_bug(error: Exception) -> Response:
    logger.error("a request failed: %s %s", request.method, quote(request.path), exc_info=error)
    return respond(Problem(500, "The server failed; the failure is logged.", "Try again later."))


def _language() -> str:
    """Return the language of a page whose request may be wrong in just that."""
    wanted = request.args.get("lang", "")
    return wanted if wanted in LANGUAGES else preferred_language(request.headers.get("Accept-Language", ""))


def respond(problem: Problem) -> Response:
    """Return the problem as the client likes it: a page where it prefers HTML, else `application/problem+json`."""
    chosen = negotiate(accepted(request), (PROBLEM, HTML))
    if chosen is not None and chosen.format is HTML:
        title, remedy = problem_texts(problem.status, language := _language())
        body = render("problem.html", language, problem=problem, title=title, remedy=remedy)
        response = Response(body, status=problem.status, content_type="text/html; charset=utf-8")
    else:
        members = {"type": "about:blank", "title": problem.title, "status": problem.status, "detail": problem.detail}
        if problem.remedy:
            members["remedy"] = problem.remedy
        text = json.dumps({**members, **problem.place}, ensure_ascii=False)
        response = Response(text, status=problem.status, content_type=PROBLEM.media_type)
    response.headers.update(problem.headers)
    return response
