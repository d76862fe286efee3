"""Claims with their evidence: what one says, how it means it, and the sentences that say so, in their context."""

from collections.abc import Iterator
from dataclasses import dataclass

from coopkg.errors import UnknownTermError
from coopkg.publish.description import Statement
from coopkg.rdf.terms import Iri, Literal, Term, Triple
from coopkg.rdf.vocabulary import COOP, DCTERMS, OA, PROV, RDF, SCHEMA
from coopkg.storage.dataset import Dataset

# Characters of the article shown on either side of a quotation: about a sentence.
_CONTEXT = 160


@dataclass(frozen=True, slots=True)
class Source:
    """An article; `is_brief` where its words are our own summary and not the publisher's."""

    iri: Iri
    title: Literal
    text: str
    language: str | None
    publisher: str | None
    published: str | None
    address: str | None
    is_brief: bool


@dataclass(frozen=True, slots=True)
class Evidence:
    """A quotation, with what stands before and after it in its article; no context where the place is not known.

    `start` is its place in the article's text, in Unicode code points; None where it is not known.
    """

    quote: str
    before: str
    after: str
    source: Source
    start: int | None = None


@dataclass(frozen=True, slots=True)
class Claim:
    """What one fact record says: its statements, whether they are stated or only described, and its evidence."""

    iri: Iri
    properties: tuple[Triple, ...]
    statements: tuple[Statement, ...]
    is_stated: bool
    evidence: tuple[Evidence, ...]
    contents: tuple[Literal, ...]

    def value(self, predicate: Iri) -> Term | None:
        """Return the first value of a property of the claim."""
        return next((triple.object for triple in self.properties if triple.predicate == predicate), None)


def claim_of(dataset: Dataset, iri: Iri) -> Claim:
    """Return the claim called `iri`; UnknownTermError where there is none."""
    properties = tuple(sorted(dataset.triples(iri), key=lambda triple: tuple(map(str, triple))))
    if Triple(iri, RDF["type"], COOP["Claim"]) not in properties:
        raise UnknownTermError(iri, "there is no such claim")
    stated = sorted(dataset.triples_in(iri), key=lambda triple: tuple(map(str, triple)))
    described = () if stated else tuple(_reified(dataset, iri))
    return Claim(
        iri,
        properties,
        tuple(Statement(triple, (iri,)) for triple in stated) or tuple(Statement(triple, ()) for triple in described),
        bool(stated),
        tuple(_evidence(dataset, node) for node in _values(dataset, iri, COOP["evidence"])),
        tuple(value for value in _objects(dataset, iri, DCTERMS["description"]) if isinstance(value, Literal)),
    )


def _objects(dataset: Dataset, subject: Iri, predicate: Iri) -> list[Term]:
    return sorted((triple.object for triple in dataset.triples(subject, predicate)), key=str)


def _values(dataset: Dataset, subject: Iri, predicate: Iri) -> list[Iri]:
    return [value for value in _objects(dataset, subject, predicate) if isinstance(value, str)]


def _text(dataset: Dataset, subject: Iri, predicate: Iri) -> str | None:
    for value in _objects(dataset, subject, predicate):
        return value.lexical if isinstance(value, Literal) else str(value)
    return None


def _reified(dataset: Dataset, claim: Iri) -> Iterator[Triple]:
    for node in _values(dataset, claim, COOP["states"]):
        parts = [_objects(dataset, node, RDF[name]) for name in ("subject", "predicate", "object")]
        if all(parts) and isinstance(parts[0][0], str) and isinstance(parts[1][0], str):
            yield Triple(parts[0][0], parts[1][0], parts[2][0])


def source_of(dataset: Dataset, iri: Iri) -> Source:
    """Return the article called `iri`; UnknownTermError where there is none."""
    types = _values(dataset, iri, RDF["type"])
    if not types:
        raise UnknownTermError(iri, "there is no such article")
    titles = [value for value in _objects(dataset, iri, SCHEMA["headline"]) if isinstance(value, Literal)]
    bodies = [value for value in _objects(dataset, iri, SCHEMA["articleBody"]) if isinstance(value, Literal)]
    is_brief = COOP["Brief"] in types
    return Source(
        iri,
        titles[0] if titles else Literal(iri),
        bodies[0].lexical if bodies else "",
        bodies[0].language if bodies else None,
        _text(dataset, iri, SCHEMA["publisher"]),
        _text(dataset, iri, COOP["edtf"]) or _text(dataset, iri, SCHEMA["datePublished"]),
        _text(dataset, iri, PROV["wasDerivedFrom"] if is_brief else SCHEMA["url"]),
        is_brief,
    )


def _evidence(dataset: Dataset, node: Iri) -> Evidence:
    sources = _values(dataset, node, OA["hasSource"])
    if not sources:
        raise UnknownTermError(node, "the evidence names no source")
    source = source_of(dataset, sources[0])
    selectors = _values(dataset, node, OA["hasSelector"])
    quotes = [text for each in selectors if (text := _text(dataset, each, OA["exact"])) is not None]
    starts = [int(text) for each in selectors if (text := _text(dataset, each, OA["start"])) is not None]
    quote = quotes[0] if quotes else ""
    if not starts or source.text[starts[0] : starts[0] + len(quote)] != quote:
        return Evidence(quote, "", "", source)
    start, end = starts[0], starts[0] + len(quote)
    before, after = source.text[max(0, start - _CONTEXT) : start], source.text[end : end + _CONTEXT]
    return Evidence(quote, before.rpartition("\n")[2], after.partition("\n")[0], source, start)


@dataclass(frozen=True, slots=True)
class Telling:
    """A claim that tells of something and does not state it: how it is meant, and the time that it tells."""

    claim: Iri
    modality: Term
    time: Term | None


def tellings_of(dataset: Dataset, *things: Iri) -> tuple[Telling, ...]:
    """Return the claims that speak of all `things` and state nothing: hopes, plans, requests, reports, denials."""
    speaking = [_claims_on(dataset, thing) for thing in things]
    found = sorted(frozenset.intersection(*speaking))
    return tuple(_telling(dataset, claim) for claim in found if not any(dataset.triples_in(claim)))


def _claims_on(dataset: Dataset, thing: Iri) -> frozenset[Iri]:
    predicates = (SCHEMA["mentions"], COOP["subject"])
    subjects = (triple.subject for each in predicates for triple in dataset.triples(None, each, thing))
    return frozenset(subject for subject in subjects if isinstance(subject, str))


def _telling(dataset: Dataset, claim: Iri) -> Telling:
    modality, time = (_objects(dataset, claim, COOP[name]) for name in ("modality", "edtf"))
    return Telling(claim, modality[0], time[0] if time else None)


def claims_from(dataset: Dataset, article: Iri) -> tuple[Iri, ...]:
    """Return the claims that rest on the article, in order."""
    subjects = (triple.subject for triple in dataset.triples(None, PROV["wasDerivedFrom"], article))
    claims = {subject for subject in subjects if isinstance(subject, str)}
    return tuple(sorted(each for each in claims if any(dataset.triples(each, RDF["type"], COOP["Claim"]))))
