"""The IRIs that the code names, by vocabulary; `ontology/` defines those of `COOP`, and a test compares the two."""

from coopkg.rdf.terms import Iri


class Namespace(str):
    """A namespace IRI; indexing it with a local name gives the IRI of a term.

    >>> Namespace("https://schema.org/")["Event"]
    'https://schema.org/Event'
    """

    __slots__ = ()

    def __getitem__(self, name: str) -> Iri:  # type: ignore[override]  # a namespace is not sliced
        """Return the IRI of the term called `name`."""
        return Iri(f"{self}{name}")


RDF = Namespace("http://www.w3.org/1999/02/22-rdf-syntax-ns#")
RDFS = Namespace("http://www.w3.org/2000/01/rdf-schema#")
OWL = Namespace("http://www.w3.org/2002/07/owl#")
XSD = Namespace("http://www.w3.org/2001/XMLSchema#")
SKOS = Namespace("http://www.w3.org/2004/02/skos/core#")
DCTERMS = Namespace("http://purl.org/dc/terms/")
FOAF = Namespace("http://xmlns.com/foaf/0.1/")
ORG = Namespace("http://www.w3.org/ns/org#")
PROV = Namespace("http://www.w3.org/ns/prov#")
OA = Namespace("http://www.w3.org/ns/oa#")
TIME = Namespace("http://www.w3.org/2006/time#")
SCHEMA = Namespace("https://schema.org/")
OPENGOV = Namespace("http://www.w3.org/ns/opengov#")
VOID = Namespace("http://rdfs.org/ns/void#")
DCAT = Namespace("http://www.w3.org/ns/dcat#")
SD = Namespace("http://www.w3.org/ns/sparql-service-description#")
FORMATS = Namespace("http://www.w3.org/ns/formats/")
SH = Namespace("http://www.w3.org/ns/shacl#")
COOP = Namespace("https://w3id.org/coopkg/ontology#")

ONTOLOGY_IRI = Iri("https://w3id.org/coopkg/ontology")
DEFAULT_BASE = Iri("https://w3id.org/coopkg/")
EDTF = Iri("http://id.loc.gov/datatypes/edtf/EDTF")

PREFIXES: dict[str, str] = {
    "rdf": RDF,
    "rdfs": RDFS,
    "owl": OWL,
    "xsd": XSD,
    "skos": SKOS,
    "dcterms": DCTERMS,
    "foaf": FOAF,
    "org": ORG,
    "prov": PROV,
    "oa": OA,
    "time": TIME,
    "schema": SCHEMA,
    "opengov": OPENGOV,
    "void": VOID,
    "dcat": DCAT,
    "edtf": "http://id.loc.gov/datatypes/edtf/",
    "coop": COOP,
}
