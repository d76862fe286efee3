"""Wiring of what writes the store: check, build, load."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from coopkg.bootstrap.engines import REASONERS, engine_of
from coopkg.bootstrap.store import snapshots_of
from coopkg.errors import BadInputError, SnapshotError
from coopkg.pipeline.build import build as build_from
from coopkg.pipeline.check import Checked, checked
from coopkg.pipeline.refresh import refresh as refresh_from
from coopkg.pipeline.sources import Sources
from coopkg.pipeline.stages import Report
from coopkg.rdf.terms import Iri
from coopkg.reasoning.closure import open_closure
from coopkg.settings import Settings
from coopkg.storage.files import read_quads
from coopkg.storage.journal import Journal, behind
from coopkg.storage.oxigraph import open_store
from coopkg.storage.snapshots import CLOSURE, STORE, Snapshot


def check(settings: Settings, report: Report) -> Checked:
    """Return what the inputs say where they are without fault; FaultsError with all their faults."""
    return checked(sources_of(settings), engine_of(REASONERS[0]), report)


def build(settings: Settings, reasoner: str, report: Report) -> Snapshot:
    """Publish a snapshot of the inputs; FaultsError, with nothing published, where anything is wrong."""
    return build_from(sources_of(settings), engine_of(reasoner), snapshots_of(settings), report)


def refresh(settings: Settings, report: Report) -> Snapshot:
    """Publish a snapshot of the inputs as `build` does; where that will do, by what has changed since the current one.

    FaultsError, with nothing published, where anything is wrong.
    """
    refreshed = refresh_from(sources_of(settings), snapshots_of(settings), report)
    return build(settings, REASONERS[0], report) if refreshed is None else refreshed


def build_if_stale(settings: Settings, report: Report, *, will_replay: bool = False) -> Snapshot:
    """Return the current snapshot, building it first where none can be read or the inputs have changed.

    SnapshotError where the journal is damaged, or has lost what the snapshot has. Who `will_replay` what it has beyond
    the snapshot needs no build for that.
    """
    try:
        current = snapshots_of(settings).current()
    except SnapshotError:
        return build(settings, REASONERS[0], report)
    sources, manifest = sources_of(settings), current.manifest
    last = sources.journal.last()
    if last < manifest.transaction:
        raise behind(sources.journal.path, last, manifest.transaction)
    is_replayed = manifest.transaction == last or (will_replay and manifest.transaction < last)
    if is_replayed and manifest.inputs == sources.digest() and _is_readable(current):
        return current
    return build(settings, current.manifest.reasoner, report)


def _is_readable(snapshot: Snapshot) -> bool:
    """Tell whether the snapshot can be opened: it may be damaged, or saved by another version in its own form."""
    try:
        open_store(snapshot.path / STORE)
        open_closure(snapshot.path / CLOSURE)
    except SnapshotError:
        return False
    return True


def load(settings: Settings, files: Sequence[Path], graph: Iri | None, report: Report) -> Snapshot:
    """Add the files' statements to user graphs and publish what follows; nothing is kept where anything is wrong."""
    sources = sources_of(settings)
    done = report("parse")
    pending = b"".join(_user_quads(path, graph, sources) for path in files)
    done(f"{len(pending.splitlines())} quads")
    return build_from(replace(sources, pending=pending), engine_of(REASONERS[0]), snapshots_of(settings), report)


def _user_quads(path: Path, graph: Iri | None, sources: Sources) -> bytes:
    quads = read_quads(path, graph=graph, base=sources.base)
    if not quads:
        raise BadInputError(path, 0, "holds no statements, so there is nothing to load")
    return sources.journal.placed(quads, source=path)


def sources_of(settings: Settings) -> Sources:
    """Return what a build of these settings is made from."""
    base = Iri(settings.base)
    return Sources(settings.data_dir, settings.ontology_dir, Journal(settings.store_dir / "journal", base), base)
