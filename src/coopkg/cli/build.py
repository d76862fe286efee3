"""`coopkg build`: data and ontology to a published snapshot."""

import click

from coopkg.bootstrap.build import build, refresh
from coopkg.bootstrap.engines import REASONERS
from coopkg.cli.examples import Command
from coopkg.cli.progress import stages, told
from coopkg.settings import Settings


@click.command("build", cls=Command, examples=("coopkg build", "coopkg build --changes"))
@click.option(
    "--reasoner",
    type=click.Choice(REASONERS),
    default=REASONERS[0],
    show_default=True,
    help="Which evaluator closes the graph; owlrl is slow and independent, for comparison.",
)
@click.option("--changes", "is_changing", is_flag=True, help="Go on from the current snapshot, if that is possible.")
@click.pass_obj
def command(settings: Settings, reasoner: str, *, is_changing: bool) -> None:
    """Read, check and close the data, and publish a new snapshot.

    Nothing is published when anything is wrong; `coopkg check` tells the same without building. With --changes what has
    changed since the current snapshot is carried through it; the result is the same.
    """
    if is_changing and reasoner != REASONERS[0]:
        raise click.UsageError(f"--changes goes on from what {REASONERS[0]} has closed")
    with stages() as report:
        built = refresh(settings, report) if is_changing else build(settings, reasoner, report)
    click.echo(told(built))
