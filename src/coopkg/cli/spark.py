"""`coopkg spark`: what follows from more RDF than one machine holds, closed by Spark."""

from pathlib import Path
from typing import TypedDict, Unpack

import click

from coopkg.cli.examples import Command
from coopkg.errors import SettingError

_FILE = click.Path(path_type=Path, exists=True, dir_okay=False)


class Options(TypedDict):
    """The options of the command, by name."""

    inputs: tuple[str, ...]
    output: str
    ontologies: tuple[Path, ...]
    rules: Path | None
    checkpoints: str | None
    is_inferred_only: bool
    is_with_axiomatic: bool


@click.command("spark", cls=Command, examples=("coopkg spark data/*.nq --ontology org.ttl -o closure",))
@click.argument("inputs", nargs=-1, required=True)
@click.option("-o", "--output", required=True, help="The directory to write, of any file system that Spark knows.")
@click.option("--ontology", "ontologies", multiple=True, type=_FILE, help="A local file of axioms, any syntax.")
@click.option(
    "--rules",
    type=click.Path(path_type=Path, exists=True, file_okay=False),
    help="A directory of user rules (*.rq, SPARQL CONSTRUCT).",
)
@click.option("--checkpoints", help="A directory that all nodes reach, to survive the loss of one.")
@click.option("--inferred-only", "is_inferred_only", is_flag=True, help="Write only what follows, not what was given.")
@click.option(
    "--with-axiomatic",
    "is_with_axiomatic",
    is_flag=True,
    help="Write reflexive and axiomatic triples too, which hold of everything named.",
)
def command(**options: Unpack[Options]) -> None:
    """Write the OWL 2 RL closure of N-Quads or Parquet (*.parquet) with Spark, here or by spark-submit."""
    try:
        # PySpark is an extra, which need not be installed.
        from coopkg.bootstrap.spark import SparkInference, infer_in_spark  # noqa: PLC0415  (an extra, or slow to import)
        from coopkg.reasoning.spark_files import Files  # noqa: PLC0415  (an extra, or slow to import)
    except ModuleNotFoundError as error:
        raise SettingError("spark", f"needs {error.name}: pip install 'coopkg[spark]'") from error
    files = Files(options["inputs"], options["output"], options["is_inferred_only"], options["checkpoints"] is not None)
    given, inferred = infer_in_spark(
        SparkInference(
            files, options["ontologies"], options["rules"], options["checkpoints"], options["is_with_axiomatic"]
        )
    )
    click.echo(f"{given} triples given, {inferred} inferred, in {options['output']}")
