"""The tables of `docs/reference/ontology.md`, made from `ontology/`; a test tells when the page is not current."""

from collections.abc import Iterator
from itertools import chain
from pathlib import Path

from rdflib import OWL, RDF, RDFS, BNode, Graph, Literal, URIRef
from rdflib.collection import Collection
from rdflib.term import Node

from coopkg.rdf.vocabulary import COOP, SD

_WORDS = {
    RDFS.subClassOf: "⊑",
    RDFS.subPropertyOf: "⊑",
    OWL.inverseOf: "inverse of",
    OWL.propertyChainAxiom: "follows from",
    RDFS.domain: "from",
    RDFS.range: "to",
    OWL.disjointWith: "disjoint with",
}
_SECTIONS = (
    ("Classes", OWL.Class),
    ("Object properties", OWL.ObjectProperty),
    ("Data properties", OWL.DatatypeProperty),
    ("Annotation properties", OWL.AnnotationProperty),
    ("SPARQL functions", URIRef(SD["Function"])),
)


def ontology_tables(directory: Path) -> str:
    """Return the own terms and the restated foreign axioms of the ontology in `directory`, as Markdown."""
    graph = Graph().parse(directory / "coopkg.ttl").parse(directory / "alignments.ttl")
    parts = (_terms(graph), _individuals(graph), _disjoint(graph), _axioms(graph), _rules(directory / "rules"))
    return "\n".join(chain.from_iterable(parts))


def _terms(graph: Graph) -> Iterator[str]:
    for title, kind in _SECTIONS:
        terms = sorted((term for term in graph.subjects(RDF.type, kind) if str(term).startswith(COOP)), key=str)
        rows = [_row(graph, term) for term in terms]
        yield f"## {title}\n"
        yield from (
            "| term | tiếng Việt | English | what it is | axioms |",
            "| --- | --- | --- | --- | --- |",
            *rows,
            "",
        )


def _row(graph: Graph, term: Node) -> str:
    texts = (_text(graph, term, RDFS.label, "vi"), _text(graph, term, RDFS.label, "en"))
    axioms = "; ".join(_axioms_of(graph, term))
    return f"| `{_name(graph, term)}` | {texts[0]} | {texts[1]} | {_text(graph, term, RDFS.comment, 'en')} | {axioms} |"


def _axioms_of(graph: Graph, term: Node) -> Iterator[str]:
    for predicate, words in _WORDS.items():
        for value in sorted(_name(graph, value) for value in graph.objects(term, predicate)):
            yield f"{words} `{value}`"
    for kind in (OWL.SymmetricProperty, OWL.TransitiveProperty):
        if (term, RDF.type, kind) in graph:
            yield kind.fragment.removesuffix("Property").lower()


def _individuals(graph: Graph) -> Iterator[str]:
    yield "## Individuals\n"
    classes = {
        class_ for term in graph.subjects(RDF.type, OWL.NamedIndividual) for class_ in graph.objects(term, RDF.type)
    }
    for class_ in sorted(classes - {OWL.NamedIndividual}, key=str):
        members = sorted(_name(graph, term) for term in graph.subjects(RDF.type, class_))
        yield f"- `{_name(graph, class_)}`: {', '.join(f'`{member}`' for member in members)}"
    yield ""


def _disjoint(graph: Graph) -> Iterator[str]:
    yield "## Disjoint classes\n"
    lists = (graph.value(node, OWL.members) for node in graph.subjects(RDF.type, OWL.AllDisjointClasses))
    sets = [sorted(_name(graph, member) for member in Collection(graph, head)) for head in lists if head is not None]
    yield from (f"- {', '.join(f'`{name}`' for name in names)}" for names in sorted(sets))
    yield ""


def _axioms(graph: Graph) -> Iterator[str]:
    yield "## Axioms about foreign terms\n"
    for term in sorted(
        term for term in graph.subjects(unique=True) if isinstance(term, URIRef) and not term.startswith(COOP)
    ):
        axioms = list(_axioms_of(graph, term))
        if axioms:
            yield f"- `{_name(graph, term)}`: {'; '.join(axioms)}"
    yield ""


def _rules(directory: Path) -> Iterator[str]:
    yield "## Rules\n"
    for path in sorted(directory.glob("*.rq")):
        lines = path.read_text(encoding="utf-8").splitlines()
        yield f"- `{path.stem}`: {' '.join(line.removeprefix('# ') for line in lines if line.startswith('#'))}"
    yield ""


def _text(graph: Graph, term: Node, predicate: URIRef, language: str) -> str:
    texts = (text for text in graph.objects(term, predicate) if isinstance(text, Literal) and text.language == language)
    return str(next(texts, ""))


def _name(graph: Graph, node: Node) -> str:
    if isinstance(node, BNode):
        return " / ".join(_name(graph, member) for member in Collection(graph, node))
    return node.n3(graph.namespace_manager)
