r"""`coopkg schema`: the JSON Schema of fact records."""

import json

import click

from coopkg.ingest.schema import json_schema


@click.command("schema")
def command() -> None:
    r"""Print the JSON Schema (2020-12) that the records under `data/facts/` follow.

    \b
    Example:
      coopkg schema > facts.schema.json
    """
    click.echo(json.dumps(json_schema(), ensure_ascii=False, indent=2))
