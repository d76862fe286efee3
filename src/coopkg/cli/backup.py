"""`coopkg backup`: what is published now, to a directory or a file."""

from dataclasses import replace
from pathlib import Path

import click

from coopkg.bootstrap.backups import back_up
from coopkg.cli.examples import Command
from coopkg.settings import Settings


@click.command("backup", cls=Command, examples=("coopkg backup coopkg-2026-11-20.tar.gz",))
@click.argument("target", type=click.Path(path_type=Path))
@click.option("--store", type=click.Path(path_type=Path, file_okay=False), help="The directory of the store.")
@click.option("--plain", is_flag=True, help="The dataset of `coopkg serve --plain`.")
@click.pass_obj
def command(settings: Settings, target: Path, store: Path | None, *, plain: bool) -> None:
    """Write what is published now to a new directory, or to a file that is named `.tar`, `.tar.gz` or `.tgz`.

    It is the state of one moment, and a server that takes updates goes on meanwhile.
    """
    backup = back_up(replace(settings, store_dir=store or settings.store_dir), target, is_plain=plain)
    click.echo(f"snapshot {backup.snapshot}, made at {backup.created}: {target}")
