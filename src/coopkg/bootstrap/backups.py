"""Wiring of backups: of the dataset with reasoning, and of the one without."""

from pathlib import Path

from coopkg.bootstrap.build import sources_of
from coopkg.bootstrap.plain_load import plain_settings
from coopkg.bootstrap.store import snapshots_of
from coopkg.bootstrap.writer import only_writer
from coopkg.settings import Settings
from coopkg.storage import backups
from coopkg.storage.backups import Backup
from coopkg.storage.snapshots import Snapshot


def back_up(settings: Settings, target: Path, *, is_plain: bool) -> Backup:
    """Write what is published now to `target`; errors as `coopkg.storage.backups.back_up`."""
    if is_plain:
        return backups.back_up(snapshots_of(plain_settings(settings)), None, target)
    return backups.back_up(snapshots_of(settings), sources_of(settings).journal, target)


def restore(settings: Settings, source: Path) -> tuple[Backup, Snapshot]:
    """Publish what the backup at `source` holds, and return both.

    WriterError where a server writes to the store; other errors as `coopkg.storage.backups.restore`.
    """
    backup = backups.backup_of(source)
    own = plain_settings(settings) if backup.is_plain else settings
    journal = None if backup.is_plain else sources_of(settings).journal
    with only_writer(own.store_dir):
        return backup, backups.restore(source, snapshots_of(own), journal, settings.base)
