"""`coopkg query`: a SPARQL query on the published snapshot, or on an endpoint elsewhere."""

import sys
from pathlib import Path
from typing import TypedDict, Unpack

import click

from coopkg.bootstrap.query import RESULT_FORMATS, answer, questions
from coopkg.cli.examples import Command
from coopkg.errors import BadInputError, UnknownTermError
from coopkg.settings import Settings


class Options(TypedDict):
    """The options of the command, by name."""

    query: str | None
    form: str
    language: str
    endpoint: str | None
    is_listing: bool


@click.command(
    "query",
    cls=Command,
    examples=(
        "coopkg query --list",
        "coopkg query memberships --lang en",
        "coopkg query my.rq --format csv",
        "echo 'ASK { ?s ?p ?o }' | coopkg query - --endpoint http://127.0.0.1:8000/sparql",
    ),
)
@click.argument("query", metavar="FILE|NAME|-", required=False)
@click.option("--format", "form", type=click.Choice(RESULT_FORMATS), default=RESULT_FORMATS[0], show_default=True)
@click.option(
    "--lang",
    "language",
    type=click.Choice(["vi", "en"]),
    default="vi",
    show_default=True,
    help="The language of names in the answer to a competency question.",
)
@click.option("--endpoint", metavar="URL", help="Ask this SPARQL endpoint instead of the local snapshot.")
@click.option("--list", "is_listing", is_flag=True, help="List the competency questions that have a name.")
@click.pass_obj
def command(settings: Settings, **options: Unpack[Options]) -> None:
    """Answer a SPARQL query: a FILE, `-` for standard input, or the NAME of a competency question."""
    if options["is_listing"]:
        for question in questions(settings, options["language"]):
            click.echo(f"{question.name:<20} {question.question['vi']}\n{'':<20} {question.question['en']}")
        return
    if options["query"] is None:
        raise click.UsageError("name a FILE, a competency question (see --list), or - for standard input")
    text = _text_of(settings, options["query"], options["language"])
    sys.stdout.buffer.write(_answer(settings, text, options["form"], options["endpoint"]))
    sys.stdout.buffer.flush()


def _answer(settings: Settings, query: str, form: str, endpoint: str | None) -> bytes:
    if endpoint is None:
        return answer(settings, query, form)
    # SPARQLWrapper brings rdflib with it: a local query starts faster without.
    from coopkg.bootstrap.remote import answer_remotely  # noqa: PLC0415  (an extra, or slow to import)

    return answer_remotely(settings, endpoint, query, form)


def _text_of(settings: Settings, query: str, language: str) -> str:
    if query == "-":
        return _decoded(sys.stdin.buffer.read(), "standard input")
    named = {question.name: question.query for question in questions(settings, language)}
    if query in named and not Path(query).exists():
        return named[query]
    try:
        return _decoded(Path(query).read_bytes(), query)
    except OSError as error:
        raise UnknownTermError(query, "neither a readable file nor a competency question (see --list)") from error


def _decoded(content: bytes, source: str) -> str:
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise BadInputError(source, 0, f"not UTF-8: {error.reason} at byte {error.start}") from error
