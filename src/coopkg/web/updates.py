"""`/sparql`: updates by the SPARQL 1.1 Protocol (section 2.2)."""

import json
from dataclasses import dataclass

from flask import Request, Response

from coopkg.errors import QueryError
from coopkg.publish.media_types import JSON
from coopkg.rdf.terms import Iri
from coopkg.serving.writing import Commit, Writer
from coopkg.storage.terms import is_iri
from coopkg.web.asking import UPDATE
from coopkg.web.bases import based, unbased
from coopkg.web.problems import bad_parameter
from coopkg.web.requests import (
    MAX_BODY,
    Parameters,
    check_length,
    check_utf8,
    decoded,
    parse_parameters,
    read_body,
    read_form,
    required,
    site_url,
)
from coopkg.web.site import Site
from coopkg.web.tokens import allowed_writer, is_bearer

FORM = "application/x-www-form-urlencoded"


@dataclass(frozen=True, slots=True)
class Change:
    """An update that is asked for: its text, the dataset of its patterns, and who carries it out."""

    text: str
    using: tuple[Iri, ...]
    using_named: tuple[Iri, ...]
    writer: Writer


def change_asked(asked: Request, site: Site) -> Change | None:
    """Return the update that a POST asks for, None where it asks for something else.

    RequestError where it may not, or is not made as the protocol says. Who brings no token gets no long body read.
    """
    parameters = parse_parameters(asked.query_string)
    if asked.mimetype == UPDATE:
        writer = allowed_writer(asked, site.writing)
        check_length(asked)
        check_utf8(asked, "An update")
        _refuse(parameters, {"update", "query"})
        return _change(decoded(read_body(asked, site.writing.body_bytes), "The update"), parameters, writer)
    if asked.mimetype != FORM:
        return None
    form = read_form(asked, site.writing.body_bytes if is_bearer(asked, site.writing) else MAX_BODY)
    if "update" not in form:
        return None
    check_length(asked)
    _refuse(parameters, {"update", "query"})
    _refuse(form, {"query"})
    writer = allowed_writer(asked, site.writing)
    merged = {name: [*parameters.get(name, []), *form.get(name, [])] for name in {*parameters, *form}}
    return _change(required(form, "update"), merged, writer)


def _refuse(parameters: Parameters, names: set[str]) -> None:
    for name in sorted(names & set(parameters)):
        raise bad_parameter(name, f"There is an update, and the parameter {name} besides.", "Send one of them.")


def _change(text: str, parameters: Parameters, writer: Writer) -> Change:
    for name in ("default-graph-uri", "named-graph-uri"):
        if name in parameters:
            instead = f"using-{name.removeprefix('default-')}"
            raise bad_parameter(name, f"The parameter {name} is for queries.", f"For an update write {instead}.")
    return Change(text, _iris(parameters, "using-graph-uri"), _iris(parameters, "using-named-graph-uri"), writer)


def _iris(parameters: Parameters, name: str) -> tuple[Iri, ...]:
    values = parameters.get(name, [])
    for value in values:
        if not is_iri(value):
            raise bad_parameter(name, f"Not an absolute IRI: {value!r}", "Write the IRI of a graph, percent-encoded.")
    return tuple(Iri(value) for value in values)


def changed(asked: Request, site: Site, change: Change) -> Response:
    """Carry out the update, and answer with the snapshot that has what came of it."""
    text = based(change.text, site_url(asked, site.public_url))
    try:
        return told(change.writer.update(text, change.using, change.using_named))
    except QueryError as error:
        raise unbased(error, text, change.text) from error


def told(commit: Commit, status: int = 200) -> Response:
    """Return the answer that tells of a commit, as JSON."""
    members: dict[str, object] = {"snapshot": commit.snapshot}
    members |= {name: n for name, n in (("added", commit.added), ("removed", commit.removed)) if n is not None}
    response = Response(json.dumps(members), status=status, content_type=JSON.media_type)
    response.headers["Cache-Control"] = "no-store"
    return response
