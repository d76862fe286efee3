"""Who says it: articles, claims, evidence, and what a claim says without its being stated.

All of this stands in `<base>graph/provenance`. A claim that is not stated (a hope, a plan, a request, what is reported,
denied, not yet accepted or taken back) has no graph of its own: what it would state is described, triple by triple, by
RDF reification (RDF 1.1 Semantics, appendix D.1), which asserts nothing.
"""

from collections.abc import Iterator
from datetime import date

from coopkg.domain.article import Article
from coopkg.domain.dates import bounds_of
from coopkg.domain.facts import (
    Commitment,
    Contribution,
    Definition,
    Evidence,
    Fact,
    Plan,
    Stance,
    Statement,
    Statistic,
    Text,
)
from coopkg.mapping.description import Description, Names, links, own_term, texts
from coopkg.mapping.iris import article_iri, claim_iri, evidence_iri, statement_iri
from coopkg.mapping.times import date_literal, edtf_triples, time_triples
from coopkg.rdf.terms import Iri, Literal, Triple
from coopkg.rdf.vocabulary import COOP, DCTERMS, OA, PROV, RDF, RDFS, SCHEMA, XSD


def article_triples(article: Article, base: Iri) -> Iterator[Triple]:
    """Yield what is known of `article`, its text included."""
    node = article_iri(base, article.slug)
    is_brief = article.kind == "brief"
    yield Triple(node, RDF["type"], COOP["Brief" if is_brief else "Article"])
    yield Triple(node, RDFS["label"], Literal(article.title, language=article.language))
    yield Triple(node, SCHEMA["headline"], Literal(article.title, language=article.language))
    yield Triple(node, SCHEMA["inLanguage"], Literal(article.language))
    yield Triple(node, SCHEMA["articleBody"], Literal(article.text, language=article.language))
    if article.publisher is not None:
        yield Triple(node, SCHEMA["publisher"], Literal(article.publisher))
    if article.url is not None:
        # The address is the publication's: a brief has none of its own, and is derived from what is found there.
        predicate = PROV["wasDerivedFrom"] if is_brief else SCHEMA["url"]
        yield Triple(node, predicate, Iri(article.url))
    if article.published is not None:
        bounds = bounds_of(article.published)
        yield from edtf_triples(node, article.published, bounds)
        if bounds.earliest_start is not None and bounds.earliest_start == bounds.latest_end:
            yield Triple(node, SCHEMA["datePublished"], date_literal(bounds.earliest_start))


def claim_triples(fact: Fact, description: Description, names: Names) -> Iterator[Triple]:
    """Yield the claim that `fact` makes, with its evidence, and with what it says where that is not stated."""
    claim = claim_iri(names.base, fact.id)
    yield Triple(claim, RDF["type"], COOP["Claim"])
    yield Triple(claim, COOP["factType"], own_term(f"{fact.type}_fact"))
    yield Triple(claim, COOP["modality"], own_term(fact.modality))
    yield Triple(claim, COOP["reviewStatus"], own_term(fact.status))
    yield Triple(claim, COOP["extractor"], Literal(fact.extractor))
    if fact.reviewed_by is not None:
        yield Triple(claim, COOP["reviewedBy"], Literal(fact.reviewed_by))
    yield from _known(claim, fact.entered, fact.withdrawn)
    yield from time_triples(claim, fact)
    yield Triple(claim, COOP["subject"], description.node)
    yield from links(claim, names, {COOP["claimant"]: _claimant(fact), COOP["spokenBy"]: _spokesperson(fact)})
    yield from texts(claim, {DCTERMS["description"]: _words(fact)})
    yield from _mentions(claim, fact, description, names)
    yield from _evidence(claim, fact, names.base)
    if not fact.is_stated:
        yield from _reified(claim, fact, description, names.base)


def _known(claim: Iri, entered: date, withdrawn: date | None) -> Iterator[Triple]:
    yield Triple(claim, COOP["enteredOn"], date_literal(entered))
    if withdrawn is not None:
        yield Triple(claim, COOP["withdrawnOn"], date_literal(withdrawn))


def _claimant(fact: Fact) -> str | None:
    """Return the one whose word it is: who promises, hopes, plans, says; None where it is the article's own."""
    match fact.content:
        case Commitment(debtor=claimant) | Stance(holder=claimant) | Plan(agent=claimant):
            return claimant
        case Statement(speaker=speaker):
            return speaker
        case Definition(according_to=source) | Contribution(according_to=source):
            return source
        case _:
            return None


def _spokesperson(fact: Fact) -> str | None:
    match fact.content:
        case Stance(spoken_by=person) | Plan(spoken_by=person):
            return person
        case _:
            return None


def _words(fact: Fact) -> Text | None:
    match fact.content:
        case Statistic(subject=words):
            return words
        case content:
            return getattr(content, "content", None)


def _mentions(claim: Iri, fact: Fact, description: Description, names: Names) -> Iterator[Triple]:
    """Yield a triple for each registry entity that the fact names, in the order of its triples."""
    terms = [term for triple in description.triples for term in (triple.subject, triple.object)]
    # According to whom a thing is defined stands on no triple of the content.
    terms += [names.entity(slug) for slug in (_claimant(fact), _spokesperson(fact)) if slug is not None]
    prefix = f"{names.base}id/"
    for term in dict.fromkeys(terms):
        if isinstance(term, str) and term.startswith(prefix) and term.removeprefix(prefix) in names.kinds:
            yield Triple(claim, SCHEMA["mentions"], term)


def _evidence(claim: Iri, fact: Fact, base: Iri) -> Iterator[Triple]:
    for slug in dict.fromkeys(evidence.article for evidence in fact.evidence):
        yield Triple(claim, PROV["wasDerivedFrom"], article_iri(base, slug))
    for number, evidence in enumerate(fact.evidence, start=1):
        node = evidence_iri(base, fact.id, number)
        yield Triple(claim, COOP["evidence"], node)
        yield from _quotation(node, evidence, base)


def _quotation(node: Iri, evidence: Evidence, base: Iri) -> Iterator[Triple]:
    """Yield a quotation as Web Annotation Data Model says it (sections 4.2.4 and 4.2.5): its words and its place."""
    quote, position = Iri(f"{node}/quote"), Iri(f"{node}/position")
    yield Triple(node, RDF["type"], OA["SpecificResource"])
    yield Triple(node, OA["hasSource"], article_iri(base, evidence.article))
    yield Triple(node, OA["hasSelector"], quote)
    yield Triple(node, OA["hasSelector"], position)
    yield Triple(quote, RDF["type"], OA["TextQuoteSelector"])
    yield Triple(quote, OA["exact"], Literal(evidence.quote))
    yield Triple(position, RDF["type"], OA["TextPositionSelector"])
    yield Triple(position, OA["start"], Literal(str(evidence.start), XSD["integer"]))
    yield Triple(position, OA["end"], Literal(str(evidence.end), XSD["integer"]))


def _reified(claim: Iri, fact: Fact, description: Description, base: Iri) -> Iterator[Triple]:
    for number, triple in enumerate(description.triples, start=1):
        node = statement_iri(base, fact.id, number)
        yield Triple(claim, COOP["states"], node)
        yield Triple(node, RDF["type"], RDF["Statement"])
        yield Triple(node, RDF["subject"], triple.subject)
        yield Triple(node, RDF["predicate"], triple.predicate)
        yield Triple(node, RDF["object"], triple.object)
