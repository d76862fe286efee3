"""What a build is made from, as stated quads and rules: data, ontology, and what users have loaded."""

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from coopkg import __version__
from coopkg.ingest.inputs import Inputs
from coopkg.mapping.dataset import quads_of
from coopkg.mapping.iris import graph_iri
from coopkg.rdf.terms import Iri, Quad
from coopkg.rdf.vocabulary import DEFAULT_BASE
from coopkg.reasoning.owl2rl import OWL2RL
from coopkg.reasoning.rules import Rule
from coopkg.reasoning.user_rules import read_user_rules, with_iris_under
from coopkg.storage.files import read_quads
from coopkg.storage.journal import Journal

#: The files of `ontology/` whose axioms the reasoner uses; the shapes only check.
AXIOMS = ("coopkg.ttl", "alignments.ttl")


@dataclass(frozen=True, slots=True)
class Sources:
    """Where a build reads: `data/`, `ontology/`, the journal of user graphs; and the base of the IRIs that it makes.

    `pending` are the quads of a load that is being tried and is not yet in the journal; they count as if they were.
    """

    data: Path
    ontology: Path
    journal: Journal
    base: Iri
    pending: bytes = b""

    def digest(self) -> str:
        """Return a digest of what determines the published graph beside the journal: files, base, version."""
        # What is only proposed is in no graph.
        files = (path for path in _files_in(self.data) if self.data / "proposals" != path.parent)
        return _digest(self.ontology_digest(), self.data, files)

    def ontology_digest(self) -> str:
        """Return a digest of all that a graph of other data could be made with: ontology, rules, base, version."""
        return _digest(f"{__version__} {self.base}", self.ontology, _files_in(self.ontology))

    def loaded(self) -> bytes:
        """Return what users have loaded, as canonical N-Quads: the journal, then what is pending."""
        return self.journal.replay() + self.pending


def _files_in(directory: Path) -> Iterator[Path]:
    return (path for path in directory.rglob("*") if path.is_file())


def _digest(start: str, directory: Path, files: Iterable[Path]) -> str:
    digest = hashlib.sha256(start.encode())
    for path in sorted(files):
        digest.update(f"\0{path.relative_to(directory).as_posix()}\0".encode())
        digest.update(hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()


def stated_by_data(inputs: Inputs, base: Iri) -> list[Quad]:
    """Return what registry, articles and facts state."""
    return list(quads_of(inputs.facts, inputs.articles.values(), inputs.registry.entities.values(), base))


def stated_by_ontology(sources: Sources) -> bytes:
    """Return the axioms, in the ontology's graph and without blank nodes, as canonical N-Quads."""
    graph = graph_iri(sources.base, "ontology")
    return b"".join(read_quads(sources.ontology / name, graph=graph, base=sources.base) for name in AXIOMS)


def rules_of(sources: Sources) -> tuple[Rule, ...]:
    """Return the rule table and the user rules of `ontology/rules/*.rq`; these speak of entities under the base."""
    user_rules = read_user_rules(sources.ontology / "rules")
    return (*OWL2RL, *with_iris_under(user_rules, f"{DEFAULT_BASE}id/", f"{sources.base}id/"))
