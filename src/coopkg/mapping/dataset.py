"""All stated quads of the registry, the articles and the facts: each statement in the graph of the one who makes it."""

from collections.abc import Iterable, Iterator

from coopkg.domain.article import Article
from coopkg.domain.entities import Entity
from coopkg.domain.facts import Fact
from coopkg.mapping.description import Names
from coopkg.mapping.iris import claim_iri, graph_iri
from coopkg.mapping.labels import calls_of, claim_labels, label_triples
from coopkg.mapping.provenance import article_triples, claim_triples
from coopkg.mapping.registry import entity_triples
from coopkg.mapping.triples import description_of
from coopkg.rdf.terms import Iri, Quad, Triple


def quads_of(
    facts: Iterable[Fact], articles: Iterable[Article], registry: Iterable[Entity], base: Iri
) -> Iterator[Quad]:
    """Yield the registry graph, the provenance graph and the graph of each stated claim.

    The order is that of slugs and fact ids, whatever the order given. Every entity that a fact names must be in
    `registry` (KeyError: reading has checked it). The ontology is not among the quads.
    """
    entities = sorted(registry, key=lambda entity: entity.slug)
    names = names_of(entities, base)
    registry_graph, provenance_graph = graph_iri(base, "registry"), graph_iri(base, "provenance")
    for entity in entities:
        yield from _in_graph(entity_triples(entity, base), registry_graph)
    for article in sorted(articles, key=lambda article: article.slug):
        yield from _in_graph(article_triples(article, base), provenance_graph)
    for fact in sorted(facts, key=lambda fact: fact.id):
        yield from quads_of_fact(fact, names)


def names_of(registry: Iterable[Entity], base: Iri) -> Names:
    """Return how the names of `registry` become IRIs under `base`."""
    entities = {entity.slug: entity for entity in registry}
    return Names(
        base,
        {slug: entity.kind for slug, entity in entities.items()},
        {slug: calls_of(entity) for slug, entity in entities.items()},
    )


def quads_of_fact(fact: Fact, names: Names) -> Iterator[Quad]:
    """Yield the claim that `fact` makes and, if it is stated, its content in the claim's own graph, with labels.

    A claim is called what its subject is called; so one that states nothing tells what it is about without a label
    of the node itself.
    """
    description = description_of(fact, names)
    labels = tuple(label_triples(fact, description, names))
    claim = claim_iri(names.base, fact.id)
    named = claim_labels(claim, description.node, labels, names)
    yield from _in_graph((*claim_triples(fact, description, names), *named), graph_iri(names.base, "provenance"))
    if fact.is_stated:
        yield from _in_graph((*description.triples, *labels), claim)


def _in_graph(triples: Iterable[Triple], graph: Iri) -> Iterator[Quad]:
    return (Quad(*triple, graph) for triple in triples)
