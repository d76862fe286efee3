"""`coopkg bench`: measure the reasoner, the service and their peers on this machine."""

import tempfile
from dataclasses import replace
from pathlib import Path
from typing import TypedDict, Unpack

import click

from coopkg.bench.engines import ENGINES, Places
from coopkg.bench.reason import PARTS, Plan, benchmark, quick
from coopkg.bench.rounds import Bounds
from coopkg.bench.shapes import SHAPES, lines
from coopkg.cli.bench_serve import command as serve
from coopkg.cli.examples import Command, write_examples

_DIRECTORY = click.Path(path_type=Path, exists=True, file_okay=False)
_FILE = click.Path(path_type=Path, dir_okay=False)
_PLAN = Plan()


class Options(TypedDict):
    """The options of `coopkg bench reason`, by name."""

    sizes: tuple[int, ...]
    shapes: tuple[str, ...]
    engines: tuple[str, ...]
    parts: tuple[str, ...]
    repeats: int | None
    limit_s: float | None
    is_quick: bool
    output: Path | None
    directory: Path | None
    jena: Path
    node_modules: Path


class _Group(click.Group):
    """The group, with an example at the end of its help."""

    def format_epilog(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the examples."""
        del ctx
        write_examples(formatter, ("coopkg bench reason --quick", "coopkg bench data coop 100000 coop.nt"))


@click.group("bench", cls=_Group)
def command() -> None:
    """Measure the reasoner, the service and their peers on this machine."""


@command.command(
    "reason",
    cls=Command,
    examples=(
        "coopkg bench reason --quick",
        "coopkg bench reason --size 1000000 --shape coop --engine nemo --engine duckdb -o figures.md",
        "coopkg bench reason --size 1000000 --size 10000000 --engine columns --part closure",
    ),
)
@click.option("--size", "sizes", type=click.IntRange(1), multiple=True, help="Triples of data; may be repeated.")
@click.option("--shape", "shapes", type=click.Choice(SHAPES), multiple=True, help="Which data; may be repeated.")
@click.option(
    "--engine",
    "engines",
    type=click.Choice([engine.name for engine in ENGINES]),
    multiple=True,
    help="Beside coopkg's columns; may be repeated. Without it all that are installed, up to the size each is fit for.",
)
@click.option("--part", "parts", type=click.Choice(PARTS), multiple=True, help="What to measure; may be repeated.")
@click.option("--repeat", "repeats", type=click.IntRange(1), help=f"Runs of each.  [default: {_PLAN.bounds.repeats}]")
@click.option(
    "--limit",
    "limit_s",
    type=click.FloatRange(1),
    help=f"Seconds after which a run is stopped.  [default: {_PLAN.bounds.limit_s}]",
)
@click.option(
    "--quick",
    "is_quick",
    is_flag=True,
    help="Less than a minute, to see that it works; no figure to keep. What other options say is done as they say.",
)
@click.option("-o", "--output", type=_FILE, help="Write the report to this file too.")
@click.option("--directory", type=_DIRECTORY, help="Where data and closures go: gigabytes for ten million triples.")
@click.option(
    "--jena",
    type=click.Path(path_type=Path, file_okay=False),
    default=_PLAN.places.jena,
    show_default=True,
    help="Jena's jars.",
)
@click.option(
    "--node-modules",
    type=click.Path(path_type=Path, file_okay=False),
    default=_PLAN.places.node_modules,
    show_default=True,
    help="Where eyereasoner is.",
)
def reason(**options: Unpack[Options]) -> None:
    """Measure the closure, side by side with other reasoners, and changes, names and proofs; report as Markdown."""
    plan = _plan(options)
    told = []
    with tempfile.TemporaryDirectory(prefix="coopkg-bench-", dir=options["directory"]) as directory:
        for line in benchmark(plan, Path(directory), lambda text: click.echo(text, err=True)):
            click.echo(line)
            told.append(line)
    if options["output"] is not None:
        options["output"].write_text("\n".join([*told, ""]), encoding="utf-8")


def _plan(options: Options) -> Plan:
    places = Places(options["jena"].absolute(), options["node_modules"].absolute())
    plan = quick(places) if options["is_quick"] else replace(_PLAN, places=places)
    return replace(
        plan,
        shapes=options["shapes"] or plan.shapes,
        sizes=tuple(sorted(options["sizes"])) or plan.sizes,
        engines=options["engines"] or plan.engines,
        parts=options["parts"] or plan.parts,
        bounds=Bounds(options["repeats"] or plan.bounds.repeats, options["limit_s"] or plan.bounds.limit_s),
    )


@command.command("data", cls=Command, examples=("coopkg bench data coop 100000 coop.nt",))
@click.argument("shape", type=click.Choice(SHAPES))
@click.argument("size", type=click.IntRange(1))
@click.argument("path", type=_FILE)
def data(shape: str, size: int, path: Path) -> None:
    """Write SIZE triples of the data that are measured on to PATH, as N-Triples: the same bytes everywhere."""
    with path.open("w", encoding="utf-8") as file:
        file.writelines(lines(shape, size))


command.add_command(serve)
