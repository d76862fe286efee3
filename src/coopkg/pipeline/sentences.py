"""The sentences behind stated triples while there is no snapshot yet: who says so, in which words."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from coopkg.domain.facts import Fact
from coopkg.ingest.inputs import Inputs
from coopkg.publish.explanation import Saying
from coopkg.rdf.dictionary import TokenTriple
from coopkg.rdf.terms import Iri


@dataclass(frozen=True, slots=True)
class Sentences:
    """What `data/` says, and everything that is stated as canonical N-Quads with a graph in each line."""

    inputs: Inputs
    stated: bytes
    base: Iri

    def notes(self, triples: Iterable[TokenTriple]) -> dict[TokenTriple, list[str]]:
        """Return for each triple a line for each sentence that says it, and for each graph that is no claim's."""
        wanted = {" ".join(triple).encode(): triple for triple in triples}
        facts = {fact.id: fact for fact in self.inputs.facts}
        found: dict[TokenTriple, list[str]] = defaultdict(list)
        for line in self.stated.splitlines():
            triple, _, graph = line.removesuffix(b"> .").rpartition(b" <")
            if triple in wanted:
                found[wanted[triple]] += [each.note(self.base) for each in self._sayings(Iri(graph.decode()), facts)]
        return dict(found)

    def _sayings(self, graph: Iri, facts: dict[str, Fact]) -> Iterator[Saying]:
        """Yield what a graph quotes, where it is that of a claim; else the graph alone."""
        kind, _, name = graph.removeprefix(self.base).partition("/")
        fact = facts.get(name) if kind == "claim" else None
        if fact is None:
            yield Saying(graph)
            return
        for evidence in fact.evidence:
            article = self.inputs.articles[evidence.article]
            is_brief = article.kind == "brief"
            yield Saying(graph, None, article.title, evidence.quote, article.language, is_brief, evidence.start)
