"""`coopkg load`: RDF of any syntax into a user graph."""

from pathlib import Path

import click

from coopkg.bootstrap.build import load
from coopkg.cli.examples import Command
from coopkg.cli.progress import stages, told
from coopkg.rdf.terms import Iri
from coopkg.settings import Settings


@click.command("load", cls=Command, examples=("coopkg load partners.ttl --graph https://example.org/partners",))
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option(
    "--graph", metavar="IRI", type=Iri, help="The graph for statements that name none.  [default: <base>graph/users]"
)
@click.pass_obj
def command(settings: Settings, files: tuple[Path, ...], graph: Iri | None) -> None:
    """Add the statements of RDF files to user graphs, and publish a snapshot with all that follows from them.

    Either all files are loaded or none. What is loaded is kept in the store's journal and is part of every later build.
    """
    with stages() as report:
        built = load(settings, files, graph, report)
    click.echo(told(built))
