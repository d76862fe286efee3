"""`coopkg ingest`: articles that nobody has prepared, to facts that a person can accept."""

import time
from pathlib import Path
from typing import Literal, TypedDict, Unpack

import click

from coopkg.cli.examples import Command
from coopkg.cli.models import asked_model, base_address, model_name
from coopkg.domain.dates import Edtf, parse_edtf
from coopkg.settings import Settings

EXAMPLES = (
    "coopkg ingest article.txt",
    "coopkg ingest https://news.example/1 --published 2022-02-17",
    "coopkg ingest --format jsonl page.html > proposals.jsonl",
    "coopkg ingest --jobs 4 -o ingested archive/ more.jsonl",
    "coopkg ingest --llm http://127.0.0.1:8080/v1 --model qwen3 article.txt",
)


def _date(context: click.Context, parameter: click.Parameter, value: str | None) -> Edtf | None:
    del context, parameter
    try:
        return None if value is None else parse_edtf(value)
    except ValueError as error:
        raise click.BadParameter(str(error)) from error


class Options(TypedDict):
    """The options of the command, by name."""

    sources: tuple[str, ...]
    directory: Path | None
    form: Literal["files", "jsonl"]
    is_again: bool
    publisher: str | None
    published: Edtf | None
    language: Literal["vi", "en"] | None
    jobs: int
    server: str | None
    model: str | None
    answer_s: float


@click.command("ingest", cls=Command, examples=EXAMPLES)
@click.argument("sources", metavar="SOURCE...", nargs=-1, required=True)
@click.option(
    "-o",
    "--output",
    "directory",
    metavar="DIR",
    type=click.Path(path_type=Path, file_okay=False),
    help="Where articles and proposals go.  [default: the data directory]",
)
@click.option(
    "--format",
    "form",
    type=click.Choice(["files", "jsonl"]),
    default="files",
    show_default=True,
    help="jsonl prints the proposals and writes no files.",
)
@click.option("--again", "is_again", is_flag=True, help="Read again what was read before; what was judged is kept.")
@click.option("--publisher", metavar="NAME", help="Who published all that is read.")
@click.option("--published", metavar="DATE", callback=_date, help="When it was published, as in 2022-02-17 or 2022.")
@click.option("--language", type=click.Choice(["vi", "en"]), help="Its language.  [default: told by the text]")
@click.option(
    "--jobs", metavar="N", type=click.IntRange(1, 64), default=1, show_default=True, help="How many processes read."
)
@click.option(
    "--llm",
    "server",
    metavar="BASE_URL",
    callback=base_address,
    help="Ask a language model, too: a server with chat completions. Its key is COOPKG_LLM_KEY.",
)
@click.option("--model", metavar="NAME", callback=model_name, help="Which model of that server.")
@click.option(
    "--llm-timeout",
    "answer_s",
    metavar="SECONDS",
    type=click.FloatRange(0.1, 3600),
    default=60.0,
    show_default=True,
    help="How long it may take for an answer; for an article it is three times that.",
)
@click.pass_context
def command(context: click.Context, **options: Unpack[Options]) -> None:
    """Read articles and propose the facts that they state, for a person to review.

    A SOURCE is a file (plain text, Markdown, HTML, JSON Lines), a folder of these, an http(s) address, or - for
    standard input. Articles go to DIR/articles, proposals to DIR/proposals. What was read before is passed over, what
    cannot be read is told. Exits 1 if nothing could be read.
    """
    # What reads articles takes long to import.
    from coopkg.bootstrap.ingest import Request, ingest_articles  # noqa: PLC0415  (see above)
    from coopkg.cli.ingested import report_of, watching  # noqa: PLC0415  (see above)
    from coopkg.ingest.documents.document import Given  # noqa: PLC0415  (see above)

    settings: Settings = context.obj
    request = Request(
        sources=options["sources"],
        given=Given(publisher=options["publisher"], published=options["published"], language=options["language"]),
        directory=options["directory"],
        print_line=click.echo if options["form"] == "jsonl" else None,
        is_again=options["is_again"],
        jobs=options["jobs"],
        model=asked_model(options["server"], options["model"], options["answer_s"]),
    )
    started = time.perf_counter()
    with watching() as tell:
        outcome = ingest_articles(settings, request, tell)
    for line in report_of(outcome, time.perf_counter() - started):
        click.echo(line, err=True)
    if not outcome.is_anything_read:
        context.exit(1)
