"""Proofs down to the sentences: for each stated step the claims that state it, with what they quote."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, TypeAlias

from coopkg.publish.claims import claim_of, tellings_of
from coopkg.publish.labels import compact
from coopkg.rdf.dictionary import TokenTriple
from coopkg.rdf.names import prefixes_under
from coopkg.rdf.nquads import parse_quads, parse_term
from coopkg.rdf.terms import Iri, Triple
from coopkg.reasoning.alternatives import Alternatives
from coopkg.reasoning.proof import Proof
from coopkg.storage.dataset import Dataset

#: Why a triple is in the graph: by one proof, or by all last steps that lead to it.
Explanation: TypeAlias = Proof | Alternatives


@dataclass(frozen=True, slots=True)
class Saying:
    """Where a stated triple comes from: a graph and, if it is that of a claim, one sentence that the claim quotes."""

    graph: Iri
    article: Iri | None = None
    title: str | None = None
    quote: str | None = None
    language: str | None = None
    is_brief: bool = False
    start: int | None = None

    def note(self, base: str) -> str:
        """Return one line for a person: who says so, in which words."""
        name = self.graph.removeprefix(base)
        if self.quote is None:
            return f"in {name}"
        whose = "tóm lược của chúng tôi / our summary of " if self.is_brief else ""
        place = "" if self.start is None else f", {self.start}–{self.start + len(self.quote)}"
        return f"{name}: «{self.quote}» ({whose}{self.title}{place})"


def sayings(explanation: Explanation, dataset: Dataset, base: str) -> dict[TokenTriple, tuple[Saying, ...]]:
    """Return for each stated triple that is rested on everything that states it, claims with their sentences."""
    return {triple: tuple(_sayings(triple, dataset, base)) for triple in sorted(explanation.stated())}


def _sayings(tokens: TokenTriple, dataset: Dataset, base: str) -> Iterable[Saying]:
    triple = _triple(tokens)
    for graph in dataset.graphs_of(triple):
        if not graph.startswith(f"{base}claim/"):
            yield Saying(graph)
            continue
        for evidence in claim_of(dataset, graph).evidence:
            source, quote = evidence.source, evidence.quote
            title = source.title.lexical
            yield Saying(graph, source.iri, title, quote, source.language, source.is_brief, evidence.start)


def _triple(tokens: TokenTriple) -> Triple:
    return next(iter(parse_quads(" ".join(tokens) + " ."))).triple


def told_instead(tokens: TokenTriple, dataset: Dataset, base: str) -> str:
    """Return what to add where a triple is not in the graph: the claims that speak of both ends without stating it."""
    ends = [parse_term(tokens[0]), parse_term(tokens[2])]
    things = [Iri(end) for end in ends if isinstance(end, str)]
    tellings = tellings_of(dataset, *things) if len(things) == len(ends) else ()
    if not tellings:
        return ""
    shown = (f"{each.claim.removeprefix(base)} ({compact(str(each.modality))})" for each in tellings)
    return f"; only told of by {', '.join(shown)}"


def explanation_text(explanation: Explanation, said: Mapping[TokenTriple, tuple[Saying, ...]], base: str) -> str:
    """Return the explanation as indented text, under each stated triple the sentences that say it."""
    notes = {triple: [saying.note(base) for saying in found] for triple, found in said.items()}
    return explanation.text(prefixes_under(base), notes)


def explanation_dict(explanation: Explanation, said: Mapping[TokenTriple, tuple[Saying, ...]]) -> dict[str, Any]:
    """Return the explanation for JSON; what is stated has its `sources`."""
    found = explanation.as_dict()
    found["steps"] = [_with_sources(step, said) for step in found["steps"]]
    return _with_sources(found, said) if isinstance(explanation, Alternatives) else found


def _with_sources(step: dict[str, Any], said: Mapping[TokenTriple, tuple[Saying, ...]]) -> dict[str, Any]:
    subject, predicate, object_ = step["triple"]
    found = said.get((subject, predicate, object_), ())
    return step | ({"sources": [_as_dict(saying) for saying in found]} if found else {})


def _as_dict(saying: Saying) -> dict[str, Any]:
    if saying.quote is None:
        return {"graph": saying.graph}
    return {
        "graph": saying.graph,
        "article": saying.article,
        "title": saying.title,
        "quote": saying.quote,
        "start": saying.start,
        "is_our_summary": saying.is_brief,
    }
