"""`coopkg spark`: what follows from more RDF than one machine holds, closed by Spark."""

from typing import Unpack

import click

from coopkg.cli.closing import ClosingOptions, with_closing_options
from coopkg.cli.examples import Command
from coopkg.errors import SettingError


class Options(ClosingOptions):
    """The options of the command, by name."""

    inputs: tuple[str, ...]
    output: str
    checkpoints: str | None


@click.command("spark", cls=Command, examples=("coopkg spark data/*.nq --ontology org.ttl -o closure",))
@click.argument("inputs", nargs=-1, required=True)
@click.option("-o", "--output", required=True, help="The directory to write, of any file system that Spark knows.")
@with_closing_options
@click.option("--checkpoints", help="A directory that all nodes reach, to survive the loss of one.")
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
