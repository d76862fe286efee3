"""`coopkg bench serve`: measure the SPARQL service and its peers on this machine."""

import tempfile
from pathlib import Path

import click

from coopkg.bench.serve import PARTS, ServePlan, benchmark
from coopkg.bench.servers import SERVERS
from coopkg.cli.examples import Command

_PLAN = ServePlan()


@click.command(
    "serve",
    cls=Command,
    examples=("coopkg bench serve --size 100000", "coopkg bench serve --part hostile --seconds 60 -o figures.md"),
)
@click.option("--size", "sizes", type=click.IntRange(1), multiple=True, help="Quads of data; may be repeated.")
@click.option(
    "--server",
    "servers",
    type=click.Choice([server.name for server in SERVERS]),
    multiple=True,
    help="May be repeated. Without it all that are installed, up to the size each is fit for.",
)
@click.option("--part", "parts", type=click.Choice(PARTS), multiple=True, help="What to measure; may be repeated.")
@click.option(
    "--repeat", "repeats", type=click.IntRange(1), default=_PLAN.repeats, show_default=True, help="Runs of each."
)
@click.option("--seconds", type=click.IntRange(1), default=_PLAN.seconds, show_default=True, help="Length of a run.")
@click.option(
    "--server-cores", default=_PLAN.server_cores, show_default=True, help="Cores for servers, as for taskset."
)
@click.option(
    "--client-cores", default=_PLAN.client_cores, show_default=True, help="Cores for clients, as for taskset."
)
@click.option("--updates", type=click.IntRange(1), default=_PLAN.updates, show_default=True, help="How many updates.")
@click.option(
    "--closure",
    type=click.IntRange(1000),
    default=_PLAN.closure,
    show_default=True,
    help="About how many triples the closure that is updated has.",
)
@click.option(
    "-o", "--output", type=click.Path(path_type=Path, dir_okay=False), help="Write the report to this file too."
)
@click.option(
    "--directory",
    type=click.Path(path_type=Path, exists=True, file_okay=False),
    help="Where data and stores go: gigabytes for millions of quads.",
)
def command(output: Path | None, directory: Path | None, **plan: object) -> None:
    """Measure queries, loads, updates and attacks, side by side with other servers; report as Markdown."""
    given = {name: value for name, value in plan.items() if value not in ((), None)}
    told = []
    with tempfile.TemporaryDirectory(prefix="coopkg-bench-", dir=directory) as place:
        for line in benchmark(ServePlan(**given), Path(place), lambda text: click.echo(text, err=True)):  # type: ignore[arg-type]  # click has checked them
            click.echo(line)
            told.append(line)
    if output is not None:
        output.write_text("\n".join([*told, ""]), encoding="utf-8")
