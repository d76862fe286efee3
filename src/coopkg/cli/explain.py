"""`coopkg explain`: the proof of one triple, down to the sentences."""

from typing import Literal

import click

from coopkg.bootstrap.explain import explain
from coopkg.cli.examples import Command
from coopkg.settings import Settings


@click.command(
    "explain",
    cls=Command,
    examples=("coopkg explain id:viet-nam org:memberOf id:iso", "coopkg explain --all id:viet-nam org:memberOf id:iso"),
)
@click.argument("subject")
@click.argument("predicate")
@click.argument("object_", metavar="OBJECT")
@click.option("--format", "format_", type=click.Choice(["text", "json"]), default="text", show_default=True)
@click.option("--all", "is_all", is_flag=True, help="All last steps that lead to the triple, at most 100.")
@click.pass_obj
def command(settings: Settings, /, *, format_: Literal["text", "json"], is_all: bool, **names: str) -> None:
    """Show why a triple is in the graph: rule by rule, down to the quoted sentences.

    A term is an IRI (`<…>` or bare), a prefixed name (`org:memberOf`, `id:iso`), or a literal in N-Triples form.
    """
    triple = names["subject"], names["predicate"], names["object_"]
    click.echo(explain(settings, triple, format_, is_all=is_all))
