"""Refreshing: what has changed in `data/` since the current snapshot is carried through it, instead of a build anew.

Everything is read and checked as for a build. What is stated now and was not, and the other way round, goes into a copy
of the published store and through the closure as an update does; what comes of it is what a build would publish.
"""

from dataclasses import replace
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

from coopkg.errors import InconsistencyError, OntologyError, SnapshotError
from coopkg.pipeline.build import counts_of
from coopkg.pipeline.check import Prepared, prepared, refuse
from coopkg.pipeline.draft import Draft
from coopkg.pipeline.opened import Opened
from coopkg.pipeline.sources import Sources
from coopkg.pipeline.stages import Report
from coopkg.storage.snapshots import CLOSURE, STORE, Manifest, Snapshot, Snapshots


def refresh(sources: Sources, snapshots: Snapshots, report: Report) -> Snapshot | None:
    """Publish what the sources say now, by what has changed since the current snapshot.

    None, with nothing published, where that takes a build: there is no snapshot that can be gone on from, ontology or
    rules have changed, or the change contradicts them (the build tells where). FaultsError where anything else is
    wrong.
    """
    with snapshots.held():
        snapshots.remove_leftovers()
        current = _current(sources, snapshots)
        if current is None:
            return None
        digest, transaction = sources.digest(), sources.journal.last()
        ready = prepared(sources, report)
        refuse(ready.faults)
        # A place of its own: the process that writes has its live store among the snapshots.
        beside = snapshots.directory.parent
        with TemporaryDirectory(dir=beside, prefix=".refresh-", ignore_cleanup_errors=True) as directory:
            try:
                opened = Opened(current, sources, Path(directory))
                draft = _draft(opened, ready, sources, report)
            except (SnapshotError, InconsistencyError, OntologyError):
                return None
            counts = {name: current.manifest.counts[name] + change for name, change in draft.counts.items()}
            manifest = replace(
                current.manifest, inputs=digest, counts=counts_of(ready.inputs) | counts, transaction=transaction
            )
            return snapshots.publish_held(partial(_make, opened, manifest))


def _make(opened: Opened, manifest: Manifest, directory: Path) -> Manifest:
    opened.live.checkpoint(directory / STORE)
    opened.saved.save(opened.closure.closure, directory / CLOSURE, opened.snapshot.path / CLOSURE)
    return manifest


def _current(sources: Sources, snapshots: Snapshots) -> Snapshot | None:
    try:
        current = snapshots.current()
    except SnapshotError:
        return None
    manifest = current.manifest
    is_alike = manifest.base == sources.base and manifest.ontology == sources.ontology_digest()
    return current if is_alike and manifest.reasoner == "columns" else None


def _draft(opened: Opened, ready: Prepared, sources: Sources, report: Report) -> Draft:
    done = report("change")
    draft = Draft(opened, sources.base)
    draft.rebuild(ready.stated.splitlines())
    draft.check()
    done(f"{len(draft.added)} quads added, {len(draft.removed)} removed")
    return draft
