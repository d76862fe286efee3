"""`coopkg build`: data and ontology to a published snapshot."""

import click

from coopkg.bootstrap.build import build
from coopkg.bootstrap.engines import REASONERS
from coopkg.cli.examples import Command
from coopkg.cli.progress import stages, told
from coopkg.settings import Settings


@click.command("build", cls=Command, examples=("coopkg build",))
@click.option(
    "--reasoner",
    type=click.Choice(REASONERS),
    default=REASONERS[0],
    show_default=True,
    help="Which evaluator closes the graph; owlrl is slow and independent, for comparison.",
)
@click.pass_obj
def command(settings: Settings, reasoner: str) -> None:
    """Read, check and close the data, and publish a new snapshot.

    Nothing is published when anything is wrong; `coopkg check` tells the same without building.
    """
    with stages() as report:
        built = build(settings, reasoner, report)
    click.echo(told(built))
