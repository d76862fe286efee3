"""The description of the dataset: VoID (W3C Note, 3 March 2011) and DCAT 3, with its counts and its downloads."""

from collections.abc import Iterator
from importlib import resources

from coopkg.publish.media_types import EXPORT_FORMATS
from coopkg.rdf.terms import Iri, Literal, Term, Triple
from coopkg.rdf.vocabulary import DCAT, DCTERMS, FOAF, ONTOLOGY_IRI, PREFIXES, RDF, VOID, XSD
from coopkg.storage.dataset import Dataset

_IANA = "https://www.iana.org/assignments/media-types/"
_TITLES = {
    "vi": "coopkg: đồ thị tri thức về hợp tác quốc tế",
    "en": "coopkg: a knowledge graph of international cooperation",
}


def void_triples(dataset: Dataset, base: str, site: str, created: str) -> tuple[Triple, ...]:
    """Return the description of the dataset under `base`, served at `site` (ends in a slash), of a snapshot's time."""
    node = Iri(f"{base}dataset")
    return (*_heading(node, base, site, created), *_counts(dataset, node), *_downloads(node, site))


def _heading(node: Iri, base: str, site: str, created: str) -> Iterator[Triple]:
    yield Triple(node, RDF["type"], VOID["Dataset"])
    yield Triple(node, RDF["type"], DCAT["Dataset"])
    for language, title in _TITLES.items():
        yield Triple(node, DCTERMS["title"], Literal(title, language=language))
    yield Triple(node, DCTERMS["modified"], Literal(created, XSD["dateTime"]))
    yield Triple(node, VOID["sparqlEndpoint"], Iri(f"{site}sparql"))
    yield Triple(node, VOID["uriSpace"], Literal(base))
    yield Triple(node, VOID["exampleResource"], Iri(f"{base}id/iso"))
    yield Triple(node, FOAF["homepage"], Iri(site))
    for vocabulary in (
        ONTOLOGY_IRI,
        *(Iri(PREFIXES[name]) for name in ("org", "prov", "schema", "skos", "foaf", "oa")),
    ):
        yield Triple(node, VOID["vocabulary"], vocabulary)


def _query(dataset: Dataset, name: str) -> list[dict[str, Term]]:
    text = resources.files("coopkg.publish").joinpath("statistics", name).read_text(encoding="utf-8")
    return dataset.query(text).rows()


def _counts(dataset: Dataset, node: Iri) -> Iterator[Triple]:
    (counts,) = _query(dataset, "counts.rq")
    names = {
        "triples": "triples",
        "subjects": "distinctSubjects",
        "objects": "distinctObjects",
        "properties": "properties",
    }
    for name, term in names.items():
        yield Triple(node, VOID[term], counts[name])
    for row in _query(dataset, "classes.rq"):
        yield from _partition(node, "class", row["class"], "entities", row["entities"])
    for row in _query(dataset, "properties.rq"):
        yield from _partition(node, "property", row["property"], "triples", row["triples"])


def _partition(node: Iri, kind: str, term: Term, measure: str, count: Term) -> Iterator[Triple]:
    part = Iri(f"{node}/{kind}/{segment_of(str(term))}")
    yield Triple(node, VOID[f"{kind}Partition"], part)
    yield Triple(part, VOID[kind], term)
    yield Triple(part, VOID[measure], count)


def segment_of(iri: str) -> str:
    """Return a path segment, different for different IRIs: the prefixed name, or the whole with its signs turned.

    >>> segment_of("http://www.w3.org/ns/org#memberOf")
    'org-memberOf'
    """
    for prefix, namespace in PREFIXES.items():
        if iri.startswith(namespace):
            return f"{prefix}-{iri[len(namespace) :]}"
    return "".join(character if character.isalnum() else f"-{ord(character):x}-" for character in iri)


def _downloads(node: Iri, site: str) -> Iterator[Triple]:
    for format_ in EXPORT_FORMATS:
        address = Iri(f"{site}export.{format_.extension}")
        yield Triple(node, DCAT["distribution"], address)
        yield Triple(address, RDF["type"], DCAT["Distribution"])
        yield Triple(address, DCAT["downloadURL"], address)
        yield Triple(address, DCAT["mediaType"], Iri(_IANA + format_.media_type))
        if format_.name not in {"graphml", "gexf"}:
            yield Triple(node, VOID["dataDump"], address)
