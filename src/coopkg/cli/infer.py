"""`coopkg infer`: what follows from any RDF, file to file."""

from pathlib import Path
from typing import Unpack

import click

from coopkg.bootstrap.engines import REASONERS
from coopkg.bootstrap.infer import infer
from coopkg.cli.closing import FILE, ClosingOptions, with_closing_options
from coopkg.cli.examples import Command
from coopkg.cli.progress import stages
from coopkg.pipeline.infer import Inference


class Options(ClosingOptions):
    """The options of the command, by name."""

    inputs: tuple[Path, ...]
    output: Path
    reasoner: str


@click.command("infer", cls=Command, examples=("coopkg infer people.ttl --ontology org.ttl -o closure.nt",))
@click.argument("inputs", nargs=-1, required=True, type=FILE)
@click.option(
    "-o",
    "--output",
    required=True,
    type=click.Path(path_type=Path, dir_okay=False),
    help="The file to write; its ending chooses the syntax.",
)
@with_closing_options
@click.option("--reasoner", type=click.Choice(REASONERS), default=REASONERS[0], show_default=True)
def command(**options: Unpack[Options]) -> None:
    """Write the OWL 2 RL closure of RDF files: any syntax in (also .gz), any syntax out."""
    inference = Inference(
        (*options["inputs"], *options["ontologies"]),
        options["rules"],
        options["output"],
        options["is_inferred_only"],
        options["is_with_axiomatic"],
    )
    with stages() as report:
        given, inferred = infer(inference, options["reasoner"], report)
    click.echo(f"{given} triples given, {inferred} inferred, in {options['output']}")
