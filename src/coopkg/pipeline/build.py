"""Building: what was checked and closed becomes an immutable snapshot."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from coopkg.ingest.inputs import Inputs
from coopkg.mapping.iris import graph_iri
from coopkg.pipeline.check import Checked, checked
from coopkg.pipeline.sources import Sources
from coopkg.pipeline.stages import Report
from coopkg.rdf.terms import Iri
from coopkg.reasoning.closure import Engine
from coopkg.storage.oxigraph import write_store
from coopkg.storage.snapshots import CLOSURE, STORE, Manifest, Snapshot, Snapshots


def build(sources: Sources, engine: Engine, snapshots: Snapshots, report: Report) -> Snapshot:
    """Check and close the sources, and publish a snapshot; FaultsError, with nothing changed, if anything is wrong.

    What is pending goes into the journal when all else is done, so it is never there without having been checked
    together with what was there before it; and out of it again where no snapshot can be published.
    """
    pending = 0

    def make(directory: Path) -> Manifest:
        nonlocal pending
        # The digest comes first: what changes while we read makes the snapshot stale, and not silently current.
        digest, ontology = sources.digest(), sources.ontology_digest()
        found = checked(sources, engine, report)
        done = report("publish")
        # Oxigraph works on one core, and lets others go on; a closure that has just been made changes no more.
        with ThreadPoolExecutor(1) as beside:
            saving = beside.submit(found.closure.save, directory / CLOSURE)
            write_store(directory / STORE, _dataset(found, sources.base))
            saving.result()
        sources.journal.compact()
        if sources.pending:
            pending = sources.journal.append(dict.fromkeys(sources.pending.splitlines()))
        done(f"{len(found.closure)} triples")
        transaction = sources.journal.last()
        return Manifest(
            digest, found.closure.engine, sources.base, _counts(found), transaction=transaction, ontology=ontology
        )

    with snapshots.held():
        snapshots.remove_leftovers()
        try:
            return snapshots.publish_held(make)
        except BaseException:
            if pending and not snapshots.has(pending):
                sources.journal.take_back(pending)
            raise


def _dataset(found: Checked, base: Iri) -> bytes:
    """Return all named graphs, what is implied in one of its own, and the merged graph as the default graph."""
    # A line of N-Triples ends only where it ends: what breaks a line inside a literal is escaped.
    end = f" <{graph_iri(base, 'implied')}> .\n".encode()
    implied = found.closure.inferred_ntriples().replace(b" .\n", end)
    return found.stated + implied + found.closure.ntriples()


def _counts(found: Checked) -> dict[str, int]:
    inferred = len(found.closure.inferred())
    return counts_of(found.inputs) | {"stated": len(found.closure) - inferred, "implied": inferred}


def counts_of(inputs: Inputs) -> dict[str, int]:
    """Return what a manifest tells of the inputs."""
    return {
        "articles": len(inputs.articles),
        "facts": len(inputs.facts),
        "entities": len(inputs.registry.entities),
    }
