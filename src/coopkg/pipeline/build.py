"""Building: what was checked and closed becomes an immutable snapshot."""

from pathlib import Path

from coopkg.mapping.iris import graph_iri
from coopkg.pipeline.check import Checked, checked
from coopkg.pipeline.sources import Sources
from coopkg.pipeline.stages import Report
from coopkg.rdf.terms import Iri
from coopkg.reasoning.closure import Engine
from coopkg.storage.files import in_graph
from coopkg.storage.oxigraph import write_store
from coopkg.storage.snapshots import CLOSURE, STORE, Manifest, Snapshot, Snapshots


def build(sources: Sources, engine: Engine, snapshots: Snapshots, report: Report) -> Snapshot:
    """Check and close the sources, and publish a snapshot; FaultsError, with nothing changed, if anything is wrong."""
    # The digest comes first: what changes while we read makes the snapshot stale, and not silently current.
    digest = sources.digest()
    return _published(checked(sources, engine, report), digest, sources.base, snapshots, report)


def load(sources: Sources, engine: Engine, snapshots: Snapshots, report: Report) -> Snapshot:
    """Build with the pending quads, and keep them in the journal; FaultsError, and nothing kept, if any is wrong."""
    found = checked(sources, engine, report)
    sources.journal.append(sources.pending)
    return _published(found, sources.digest(), sources.base, snapshots, report)


def _published(found: Checked, digest: str, base: Iri, snapshots: Snapshots, report: Report) -> Snapshot:
    done = report("publish")

    def fill(directory: Path) -> None:
        write_store(directory / STORE, _dataset(found, base))
        found.closure.save(directory / CLOSURE)

    snapshot = snapshots.publish(fill, Manifest(digest, found.closure.engine, base, _counts(found)))
    done(f"snapshot {snapshot.manifest.number}")
    return snapshot


def _dataset(found: Checked, base: Iri) -> bytes:
    """Return all named graphs, what is implied in one of its own, and the merged graph as the default graph."""
    implied = in_graph(found.closure.inferred_ntriples(), graph_iri(base, "implied"))
    return found.stated + implied + found.closure.ntriples()


def _counts(found: Checked) -> dict[str, int]:
    inferred = len(found.closure.inferred())
    return {
        "articles": len(found.inputs.articles),
        "facts": len(found.inputs.facts),
        "entities": len(found.inputs.registry.entities),
        "stated": len(found.closure) - inferred,
        "implied": inferred,
    }
