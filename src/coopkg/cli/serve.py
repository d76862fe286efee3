"""`coopkg serve`: build if the inputs have changed, then serve."""

from dataclasses import replace

import click

from coopkg.bootstrap.build import build_if_stale
from coopkg.bootstrap.store import snapshots_of
from coopkg.bootstrap.web import serve
from coopkg.cli.examples import Command
from coopkg.cli.progress import stages
from coopkg.errors import FaultsError, SnapshotError
from coopkg.settings import Settings


@click.command("serve", cls=Command, examples=("coopkg serve --port 8080",))
@click.option("--host", help="The address to listen on.  [default: HOST, else 127.0.0.1]")
@click.option("--port", type=click.IntRange(1, 65535), help="The port to listen on.  [default: PORT, else 8000]")
@click.pass_obj
def command(settings: Settings, host: str | None, port: int | None) -> None:
    """Serve SPARQL, linked data, pages and exports; build first where the inputs have changed since the snapshot.

    If the inputs have faults these are told, and the snapshot before is served, if there is one.
    """
    settings = replace(settings, host=host or settings.host, port=port or settings.port)
    try:
        with stages() as report:
            build_if_stale(settings, report)
    except FaultsError as error:
        # What was published stays published: a slip in the data must not take the server down.
        try:
            snapshot = snapshots_of(settings).current()
        except SnapshotError:
            raise error from None
        click.echo(f"coopkg: {error}\nserving snapshot {snapshot.manifest.number}, made before these faults", err=True)
    shown = f"[{settings.host}]" if ":" in settings.host else settings.host
    serve(settings, lambda: click.echo(f"serving http://{shown}:{settings.port}  (Ctrl-C stops)"))
