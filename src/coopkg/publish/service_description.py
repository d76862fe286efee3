"""What the SPARQL endpoint says of itself (SPARQL 1.1 Service Description, W3C Recommendation of 21 March 2013)."""

from collections.abc import Iterator

from coopkg.publish.void import segment_of
from coopkg.rdf.terms import Iri, Triple
from coopkg.rdf.vocabulary import FORMATS, RDF, SD, VOID
from coopkg.storage.dataset import Dataset

_BUILT = frozenset({"registry", "provenance", "ontology", "implied", "users"})
_RESULT_FORMATS = (
    "SPARQL_Results_JSON",
    "SPARQL_Results_XML",
    "SPARQL_Results_CSV",
    "SPARQL_Results_TSV",
    "Turtle",
    "N-Triples",
    "RDF_XML",
    "JSON-LD",
    "TriG",
    "N-Quads",
)
_INPUT_FORMATS = ("Turtle", "N-Triples", "RDF_XML", "JSON-LD")


def service_triples(
    dataset: Dataset, base: str, endpoint: str, *, is_reasoned: bool = True, takes_updates: bool = False
) -> Iterator[Triple]:
    """Yield the description of the service at `endpoint`; the graphs of claims, one for each, are not listed.

    Where nothing is reasoned the service has no entailment regime, and all its graphs are listed.
    """
    service, described, default = Iri(f"{endpoint}#service"), Iri(f"{endpoint}#dataset"), Iri(f"{endpoint}#merged")
    yield Triple(service, RDF["type"], SD["Service"])
    yield Triple(service, SD["endpoint"], Iri(endpoint))
    yield Triple(service, SD["supportedLanguage"], SD["SPARQL11Query"])
    if takes_updates:
        yield Triple(service, SD["supportedLanguage"], SD["SPARQL11Update"])
    for name in _RESULT_FORMATS:
        yield Triple(service, SD["resultFormat"], FORMATS[name])
    for name in _INPUT_FORMATS if takes_updates else ():
        yield Triple(service, SD["inputFormat"], FORMATS[name])
    if is_reasoned:
        yield Triple(service, SD["defaultEntailmentRegime"], Iri("http://www.w3.org/ns/entailment/OWL-RDF-Based"))
        yield Triple(service, SD["defaultSupportedEntailmentProfile"], Iri("http://www.w3.org/ns/owl-profile/RL"))
    yield Triple(service, SD["defaultDataset"], described)
    yield Triple(described, RDF["type"], SD["Dataset"])
    yield Triple(described, RDF["type"], VOID["Dataset"])
    yield Triple(described, SD["defaultGraph"], default)
    yield Triple(default, RDF["type"], SD["Graph"])
    for name in dataset.graph_names():
        if is_reasoned and name.startswith(f"{base}claim/"):
            continue
        own = name.removeprefix(f"{base}graph/")
        node = Iri(f"{endpoint}#{own if own in _BUILT else segment_of(name)}")
        yield Triple(described, SD["namedGraph"], node)
        yield Triple(node, RDF["type"], SD["NamedGraph"])
        yield Triple(node, SD["name"], name)
