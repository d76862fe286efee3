"""A small dataset of its own, published as a build publishes it: what tests of commits begin with, and measure by."""

from dataclasses import dataclass
from pathlib import Path

from coopkg.pipeline.sources import Sources, rules_of
from coopkg.rdf.dictionary import Dictionary, read_triples
from coopkg.rdf.terms import Iri
from coopkg.reasoning.columns import ColumnsEngine
from coopkg.reasoning.consistency import check_consistency
from coopkg.storage.files import canonical_literals, in_graph
from coopkg.storage.journal import Journal
from coopkg.storage.oxigraph import write_store
from coopkg.storage.snapshots import CLOSURE, STORE, Manifest, Snapshots

BASE = Iri("https://coop.example/")
IMPLIED = Iri(f"{BASE}graph/implied")


def quads_of(triples, graph):
    """N-Quads, without line ends, of triples of tokens; literals as the store keeps them."""
    return canonical_literals(b"".join(f"{' '.join(triple)} <{graph}> .\n".encode() for triple in triples)).splitlines()


def opened(path):
    """The place that is at `path` already, to be changed."""
    return Place(path, [])


@dataclass
class Place:
    """A directory with a store, and what the build would state there beside the journal: `built`, quads."""

    path: Path
    built: list[bytes]

    def __post_init__(self):
        (self.path / "rules").mkdir(parents=True, exist_ok=True)
        self.sources = Sources(self.path, self.path, Journal(self.path / "journal", BASE), BASE)
        self.snapshots = Snapshots(self.path / "snapshots", patience_s=5)

    def stated(self, users):
        """The triples that the build and the users state, as tokens."""
        return list(self._encoded(users).tokens())

    def _encoded(self, users):
        return read_triples(b"".join(quad + b"\n" for quad in [*self.built, *users]), Dictionary())

    def closure_of(self, users):
        """The closure from scratch of what the build and the users state."""
        return ColumnsEngine().closure(self._encoded(users), rules_of(self.sources))

    def dataset_of(self, users):
        """All quads of the dataset, from scratch, as lines; InconsistencyError or OntologyError where there is none."""
        closure = self.closure_of(users)
        check_consistency(closure)
        implied = in_graph(closure.inferred_ntriples(), IMPLIED).splitlines()
        return {*self.built, *users, *implied, *closure.ntriples().splitlines()}

    def build(self):
        """Publish anew, with all that is in the journal."""
        self.snapshots.publish(self._make)

    def _make(self, directory):
        users = dict.fromkeys(self.sources.journal.replay().splitlines())
        closure = self.closure_of(users)
        write_store(directory / STORE, b"".join(quad + b"\n" for quad in self.dataset_of(users)))
        closure.save(directory / CLOSURE)
        self.sources.journal.compact()
        inferred = len(closure.inferred())
        counts = {"stated": len(closure) - inferred, "implied": inferred}
        return Manifest("digest", "columns", BASE, counts, transaction=self.sources.journal.last())
