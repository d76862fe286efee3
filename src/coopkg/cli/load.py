"""`coopkg load`: RDF of any syntax into a user graph, or into a dataset without reasoning."""

from dataclasses import replace
from pathlib import Path

import click

from coopkg.bootstrap.plain_load import load_plain
from coopkg.cli.examples import Command
from coopkg.rdf.terms import Iri
from coopkg.settings import Settings

EXAMPLES = (
    "coopkg load partners.ttl --graph https://example.org/partners",
    "coopkg load --plain --store scratch dump.nq.gz",
)


@click.command("load", cls=Command, examples=EXAMPLES)
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option(
    "--graph",
    metavar="IRI",
    type=Iri,
    help="The graph for statements that name none.  [default: <base>graph/users; with --plain the default graph]",
)
@click.option("--store", type=click.Path(path_type=Path, file_okay=False), help="The directory of the store.")
@click.option("--plain", is_flag=True, help="Into the dataset of `coopkg serve --plain`: nothing is inferred.")
@click.pass_obj
def command(settings: Settings, files: tuple[Path, ...], graph: Iri | None, store: Path | None, *, plain: bool) -> None:
    """Add the statements of RDF files to user graphs, and publish a snapshot with all that follows from them.

    Either all files are loaded or none. What is loaded is kept in the store's journal and is part of every later build.
    With --plain a server that runs on the store loads the files; without one they are loaded for the next one.
    """
    settings = replace(settings, store_dir=store or settings.store_dir)
    if plain:
        click.echo(f"snapshot {load_plain(settings, files, graph).snapshot}")
        return
    # The reasoner takes longer to import than a small file takes to load.
    from coopkg.bootstrap.build import load  # noqa: PLC0415  (see above)
    from coopkg.cli.progress import stages, told  # noqa: PLC0415  (see above)

    with stages() as report:
        built = load(settings, files, graph, report)
    click.echo(told(built))
