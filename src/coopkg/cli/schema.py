"""`coopkg schema`: the JSON Schema of fact records."""

import json

import click

from coopkg.cli.examples import Command
from coopkg.ingest.schema import json_schema


@click.command("schema", cls=Command, examples=("coopkg schema > facts.schema.json",))
def command() -> None:
    """Print the JSON Schema (2020-12) that the records under `data/facts/` follow."""
    click.echo(json.dumps(json_schema(), ensure_ascii=False, indent=2))
