"""Wiring of what reads the store: queries, competency questions, exports."""

from collections.abc import Mapping
from pathlib import Path

from coopkg.bootstrap.store import open_published, snapshots_of
from coopkg.errors import QueryError, SnapshotError
from coopkg.publish.competency import CompetencyQuestion, competency_questions
from coopkg.publish.exports import export as exported
from coopkg.publish.media_types import EXPORT_FORMATS as FORMATS
from coopkg.publish.tables import text_table
from coopkg.rdf.names import prefixes_under
from coopkg.settings import Settings
from coopkg.storage.dataset import Result, ResultFormat, Syntax
from coopkg.storage.durable import write_bytes

TABLE = "table"
_SOLUTIONS: Mapping[str, ResultFormat] = {"json": "json", "xml": "xml", "csv": "csv", "tsv": "tsv"}
_TRIPLES: Mapping[str, Syntax] = {
    "turtle": "turtle",
    "ntriples": "ntriples",
    "nquads": "nquads",
    "trig": "trig",
    "rdfxml": "rdfxml",
    "jsonld": "jsonld",
}
#: The forms in which an answer can be had, the default first: a table, or Turtle where the answer is triples.
RESULT_FORMATS = (TABLE, *_SOLUTIONS, *_TRIPLES)
EXPORT_FORMATS = tuple(each.name for each in FORMATS)


def questions(settings: Settings, language: str) -> tuple[CompetencyQuestion, ...]:
    """Return the competency questions in `language`, for entities under the base of what has been built.

    Where nothing has been built (an endpoint elsewhere is asked) the base is that of the settings.
    """
    try:
        base = snapshots_of(settings).current().manifest.base
    except SnapshotError:
        base = settings.base
    return competency_questions(base, language)


def answer(settings: Settings, query: str, form: str) -> bytes:
    """Return the current snapshot's answer to a SPARQL query in `form`, one of `RESULT_FORMATS`.

    QueryError where it cannot be answered, or not in that form; SnapshotError where nothing has been built.
    """
    published = open_published(settings)
    return rendered(published.dataset.query(query), form, published.snapshot.manifest.base)


def rendered(result: Result, form: str, base: str) -> bytes:
    """Return the answer in `form`; QueryError where an answer of its kind has no such form."""
    prefixes = prefixes_under(base)
    if result.form == "triples":
        syntax = _TRIPLES.get("turtle" if form == TABLE else form)
        if syntax is None:
            raise QueryError(f"the answer is triples; choose one of {', '.join(_TRIPLES)}")
        return result.serialize(syntax, prefixes)
    if form == TABLE:
        return _table(result, prefixes).encode()
    if form not in _SOLUTIONS:
        raise QueryError(f"the answer is no triples; choose one of {', '.join((TABLE, *_SOLUTIONS))}")
    return result.serialize(_SOLUTIONS[form])


def _table(result: Result, prefixes: Mapping[str, str]) -> str:
    if result.form == "boolean":
        return f"{str(result.boolean()).lower()}\n"
    return text_table(result.variables, result.rows(), prefixes)


def export(settings: Settings, form: str, output: Path | None, *, is_stated_only: bool) -> bytes | None:
    """Return the published graph in `form`, one of `EXPORT_FORMATS`; or write it to `output` and return None."""
    published = open_published(settings)
    format_ = next(each for each in FORMATS if each.name == form)
    content = exported(published.dataset, format_, published.snapshot.manifest.base, is_stated_only=is_stated_only)
    if output is None:
        return content
    write_bytes(output, content)
    return None
