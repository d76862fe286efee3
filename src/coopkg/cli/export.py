"""`coopkg export`: the graph as a file."""

import sys
from pathlib import Path

import click

from coopkg.bootstrap.query import EXPORT_FORMATS, export
from coopkg.cli.examples import Command
from coopkg.settings import Settings


@click.command("export", cls=Command, examples=("coopkg export --format turtle -o coopkg.ttl",))
@click.option("--format", "format_", type=click.Choice(EXPORT_FORMATS), default=EXPORT_FORMATS[0], show_default=True)
@click.option("--stated-only", "is_stated_only", is_flag=True, help="Leave out what was inferred.")
@click.option(
    "-o", "--output", type=click.Path(path_type=Path, dir_okay=False), help="Write here, not to standard output."
)
@click.pass_obj
def command(settings: Settings, format_: str, output: Path | None, *, is_stated_only: bool) -> None:
    """Write the published graph in one of the RDF syntaxes, or as GraphML or GEXF for graph tools.

    TriG and N-Quads keep the named graphs (who says what); the others hold the merged graph.
    """
    exported = export(settings, format_, output, is_stated_only=is_stated_only)
    if exported is not None:
        sys.stdout.buffer.write(exported)
        sys.stdout.buffer.flush()
