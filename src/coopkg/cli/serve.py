"""`coopkg serve`: build if the inputs have changed, then serve."""

from dataclasses import replace

import click

from coopkg.bootstrap.build import build_if_stale
from coopkg.bootstrap.web import serve
from coopkg.cli.examples import Command
from coopkg.cli.progress import stages
from coopkg.settings import Settings


@click.command("serve", cls=Command, examples=("coopkg serve --port 8080",))
@click.option("--host", help="The address to listen on.  [default: HOST, else 127.0.0.1]")
@click.option("--port", type=click.IntRange(1, 65535), help="The port to listen on.  [default: PORT, else 8000]")
@click.pass_obj
def command(settings: Settings, host: str | None, port: int | None) -> None:
    """Serve SPARQL, linked data, pages and exports; build first where the inputs have changed since the snapshot."""
    settings = replace(settings, host=host or settings.host, port=port or settings.port)
    with stages() as report:
        build_if_stale(settings, report)
    shown = f"[{settings.host}]" if ":" in settings.host else settings.host
    serve(settings, lambda: click.echo(f"serving http://{shown}:{settings.port}  (Ctrl-C stops)"))
