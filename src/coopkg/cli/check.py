"""`coopkg check`: everything that is wrong with the data, at once."""

import click

from coopkg.bootstrap.build import check
from coopkg.cli.examples import Command
from coopkg.cli.progress import stages
from coopkg.settings import Settings


@click.command("check", cls=Command, examples=("coopkg check",))
@click.pass_obj
def command(settings: Settings) -> None:
    """Report every fault of the data: facts against articles, SHACL shapes, consistency with the ontology.

    Exits 1 and names file and line of each fault; nothing is published.
    """
    with stages() as report:
        checked = check(settings, report)
    inputs = checked.inputs
    counts = f"articles: {len(inputs.articles)}, entities: {len(inputs.registry.entities)}, facts: {len(inputs.facts)}"
    click.echo(f"no faults in {settings.data_dir} ({counts})")
