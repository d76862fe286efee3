"""`coopkg infer`: what follows from any RDF, file to file."""

from pathlib import Path
from typing import TypedDict, Unpack

import click

from coopkg.bootstrap.engines import REASONERS
from coopkg.bootstrap.infer import infer
from coopkg.cli.examples import Command
from coopkg.cli.progress import stages
from coopkg.pipeline.infer import Inference

_FILE = click.Path(path_type=Path, exists=True, dir_okay=False)


class Options(TypedDict):
    """The options of the command, by name."""

    inputs: tuple[Path, ...]
    output: Path
    ontologies: tuple[Path, ...]
    rules: Path | None
    reasoner: str
    is_inferred_only: bool
    is_with_axiomatic: bool


@click.command("infer", cls=Command, examples=("coopkg infer people.ttl --ontology org.ttl -o closure.nt",))
@click.argument("inputs", nargs=-1, required=True, type=_FILE)
@click.option(
    "-o",
    "--output",
    required=True,
    type=click.Path(path_type=Path, dir_okay=False),
    help="The file to write; its ending chooses the syntax.",
)
@click.option(
    "--ontology",
    "ontologies",
    multiple=True,
    type=_FILE,
    help="A file of axioms to reason with; may be repeated.",
)
@click.option(
    "--rules",
    type=click.Path(path_type=Path, exists=True, file_okay=False),
    help="A directory of user rules (*.rq, SPARQL CONSTRUCT).",
)
@click.option("--inferred-only", "is_inferred_only", is_flag=True, help="Write only what follows, not what was given.")
@click.option(
    "--with-axiomatic",
    "is_with_axiomatic",
    is_flag=True,
    help="Write reflexive and axiomatic triples too, which hold of everything named.",
)
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
