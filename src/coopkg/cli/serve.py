"""`coopkg serve`: build if the inputs have changed, then serve; or serve a dataset without reasoning."""

from dataclasses import replace
from pathlib import Path

import click

from coopkg.bootstrap.build import build_if_stale
from coopkg.bootstrap.plain import begin_plain, build_plain_app
from coopkg.bootstrap.plain_load import plain_settings
from coopkg.bootstrap.store import snapshots_of
from coopkg.bootstrap.supervisor import serve
from coopkg.bootstrap.updates import reasoning_writer
from coopkg.bootstrap.web import build_app
from coopkg.bootstrap.writer import plain_writer
from coopkg.cli.examples import Command
from coopkg.cli.progress import stages
from coopkg.errors import FaultsError, SnapshotError
from coopkg.settings import Settings

EXAMPLES = ("coopkg serve --port 8080", "COOPKG_TOKENS=sha256:… coopkg serve --plain --store scratch")


@click.command("serve", cls=Command, examples=EXAMPLES)
@click.option("--host", help="The address to listen on.  [default: HOST, else 127.0.0.1]")
@click.option("--port", type=click.IntRange(1, 65535), help="The port to listen on.  [default: PORT, else 8000]")
@click.option("--store", type=click.Path(path_type=Path, file_okay=False), help="The directory of the store.")
@click.option("--plain", is_flag=True, help="Serve a dataset of its own: empty at first, no ontology, no reasoning.")
@click.pass_obj
def command(settings: Settings, host: str | None, port: int | None, store: Path | None, *, plain: bool) -> None:
    """Serve SPARQL, linked data, pages and exports; build first where the inputs have changed since the snapshot.

    If the inputs have faults these are told, and the snapshot before is served, if there is one. With --plain only
    SPARQL and the graph store are served, from `plain/` in the store's directory.
    """
    settings = replace(
        settings, host=host or settings.host, port=port or settings.port, store_dir=store or settings.store_dir
    )
    if plain:
        settings = plain_settings(settings)
        begin_plain(settings)
        serve(settings, build_plain_app, lambda: _tell(settings), plain_writer)
        return
    _build(settings)
    # Without a token nobody may write, so there is nothing for a writer to do.
    serve(settings, build_app, lambda: _tell(settings), reasoning_writer if settings.changes.tokens else None)


def _build(settings: Settings) -> None:
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


def _tell(settings: Settings) -> None:
    shown = f"[{settings.host}]" if ":" in settings.host else settings.host
    click.echo(f"serving http://{shown}:{settings.port}  (Ctrl-C stops)")
