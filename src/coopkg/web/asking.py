"""What a request to `/sparql` asks, as a question for the query workers; alike for each way in which it may come."""

import re
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from functools import lru_cache

from coopkg.errors import CoopkgError, QueryError, SnapshotError
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
from coopkg.rdf.terms import Iri
from coopkg.serving.questions import Answer, Question
from coopkg.storage.dataset import Form
from coopkg.storage.snapshots import Snapshot
from coopkg.web.bases import based, unbased
from coopkg.web.problems import Problem, RequestError, bad_parameter
from coopkg.web.requests import Parameters, optional, required
from coopkg.web.site import Site

FORMATS: dict[Form, tuple[Format, ...]] = {
    "solutions": (*SOLUTION_FORMATS, HTML),
    "boolean": (*BOOLEAN_FORMATS, HTML),
    "triples": (*GRAPH_FORMATS, HTML),
}
UPDATE = "application/sparql-update"
_SECONDS = re.compile(r"[0-9]{1,6}(?:\.[0-9]{1,6})?")
# The answer that a page is made from is read into memory whole, and a page of more helps nobody.
_MOST_OF_A_PAGE = 8 * 1024 * 1024
# A snapshot is kept until two newer ones are there.
_ATTEMPTS = 3
_MOST_CHOICES = 256

Choices = Mapping[Form, Choice | None]


@dataclass(frozen=True, slots=True)
class Asked:
    """What a request asks: the query as it came, the question that it is, and the formats that the client takes.

    `timeout_s` is how long the client is willing to wait, None where it does not say.
    """

    query: str
    question: Question
    choices: Choices
    timeout_s: float | None
    parameters: Parameters


@dataclass(frozen=True, slots=True)
class Answered:
    """What came of asking: an answer, and the snapshot that it is made of."""

    snapshot: Snapshot
    answer: Answer


#: Where it stands, in the environment of a request, what came of asking before the application was called.
OUTCOME = "coopkg.outcome"
Outcome = Answered | CoopkgError


def asked_by(parameters: Parameters, query: str | None, accept: str, address: str) -> Asked:
    """Return what a request asks; RequestError where it does not ask as the protocol says.

    `query` is given where it is no parameter; `accept` is the header, `address` that of the site.
    """
    if "update" in parameters:
        remedy = f"POST it: as the parameter update of a form, or as the body with the type {UPDATE}."
        problem = Problem(400, "An update does not stand in the address.", remedy, {"parameter": "update"})
        raise RequestError(problem)
    text = query if query is not None else required(parameters, "query")
    choices = choices_of(accept, tuple(parameters.get("format", ())))
    question = Question(
        based(text, address),
        {form: None if choice is None else _format_of(form, choice) for form, choice in choices.items()},
        tuple(map(Iri, parameters.get("default-graph-uri", ()))),
        tuple(map(Iri, parameters.get("named-graph-uri", ()))),
        _MOST_OF_A_PAGE if is_page(choices) else None,
    )
    return Asked(text, question, choices, _timeout_s(parameters), parameters)


# Clients ask with few different headers, and reading one takes as long as a small query.
@lru_cache(maxsize=_MOST_CHOICES)
def choices_of(accept: str, names: tuple[str, ...]) -> Choices:
    """Return the format of an answer of each form; None where the client takes none of those that it has."""
    choices: dict[Form, Choice | None] = {}
    for form, offered in FORMATS.items():
        found = [named(name, offered) for name in names] if names else [negotiate(accept, offered)]
        choices[form] = next((choice for choice in found if choice is not None), None)
    return choices


def is_page(choices: Choices) -> bool:
    """Tell whether an answer may become a page."""
    return any(choice is not None and choice.format is HTML for choice in choices.values())


def _format_of(form: Form, choice: Choice) -> str:
    """Return the format that the answer is asked in; a page is made from JSON or Turtle."""
    if choice.format is HTML:
        return "turtle" if form == "triples" else "json"
    return choice.format.name


def _timeout_s(parameters: Parameters) -> float | None:
    """Return the seconds that the client is willing to wait, None where it does not say."""
    text = optional(parameters, "timeout")
    if text is None:
        return None
    if not _SECONDS.fullmatch(text) or not float(text):
        raise bad_parameter("timeout", "The parameter timeout is no number of seconds.", "Write ?timeout=2.5, say.")
    return float(text)


def answered(site: Site, asked: Asked, client: str) -> Answered:
    """Return the answer and what it is about; errors as `coopkg.serving.questions.Ask`, with places in the query."""
    question = asked.question
    try:
        for _ in range(_ATTEMPTS - 1):
            snapshot = site.current.snapshot()
            # A snapshot may be removed before a worker has opened it.
            with suppress(SnapshotError):
                return Answered(snapshot, site.ask(snapshot, question, asked.timeout_s, client))
        snapshot = site.current.snapshot()
        return Answered(snapshot, site.ask(snapshot, question, asked.timeout_s, client))
    except QueryError as error:
        raise unbased(error, question.text, asked.query) from error
