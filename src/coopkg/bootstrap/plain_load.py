"""Wiring of what the dataset without reasoning is kept in, and of filling it from files."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from coopkg.bootstrap.store import snapshots_of
from coopkg.bootstrap.writer import client_of, only_writer
from coopkg.rdf.terms import Iri
from coopkg.serving.plain_writer import PlainWriter
from coopkg.serving.writing import Commit
from coopkg.settings import Settings
from coopkg.storage.plain import PlainStore

# Beside what `coopkg build` makes in the same store, so neither can take the other's snapshots for its own.
_DIRECTORY = "plain"
# A writer that loads a file of a hundred million quads is not dead.
_LOADED_WITHIN_S = 24 * 3600.0


def plain_settings(settings: Settings) -> Settings:
    """Return the settings whose store is the one of the dataset without reasoning."""
    return replace(settings, store_dir=settings.store_dir / _DIRECTORY)


def load_plain(settings: Settings, paths: Sequence[Path], graph: Iri | None) -> Commit:
    """Add what the files state to the dataset without reasoning: by the server that has the store, or without one.

    Either all is loaded or nothing. BadInputError for a fault in a file, SnapshotError where the disk takes no more.
    """
    settings = plain_settings(settings)
    client = client_of(settings)
    if client.is_there():
        return replace(client, patience_s=_LOADED_WITHIN_S).load(paths, graph)
    with only_writer(settings.store_dir):
        return PlainWriter(PlainStore(snapshots_of(settings), settings.base)).load(paths, graph)
