"""`coopkg restore`: a store as it was when a backup was made."""

from dataclasses import replace
from pathlib import Path

import click

from coopkg.bootstrap.backups import restore
from coopkg.cli.examples import Command
from coopkg.settings import Settings


@click.command("restore", cls=Command, examples=("coopkg restore coopkg-2026-11-20.tar.gz",))
@click.argument("source", type=click.Path(path_type=Path, exists=True))
@click.option("--store", type=click.Path(path_type=Path, file_okay=False), help="The directory of the store.")
@click.pass_obj
def command(settings: Settings, source: Path, store: Path | None) -> None:
    """Publish what a backup holds, in place of what the store holds now; made for a store or begun with it.

    A server that writes to the store must be stopped first.
    """
    backup, snapshot = restore(replace(settings, store_dir=store or settings.store_dir), source)
    click.echo(f"snapshot {snapshot.manifest.number}: what was snapshot {backup.snapshot}, made at {backup.created}")
