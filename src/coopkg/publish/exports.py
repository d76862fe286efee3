"""The whole graph as a file: the RDF syntaxes, and GraphML and GEXF for graph tools."""

import re
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from dataclasses import dataclass

from coopkg.publish.description import classes_of
from coopkg.publish.labels import LANGUAGES, best_label, compact, labels_of
from coopkg.publish.media_types import Format
from coopkg.rdf.names import prefixes_under
from coopkg.rdf.terms import Iri
from coopkg.rdf.vocabulary import RDF
from coopkg.storage.dataset import Dataset, Syntax

# XML 1.0, section 2.2: no other control characters, and no noncharacters, can stand in a document, even escaped.
_NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_GRAPHML = "http://graphml.graphdrawing.org/xmlns"
_GEXF = "http://gexf.net/1.3"
_SYNTAXES: dict[str, Syntax] = {
    "turtle": "turtle",
    "trig": "trig",
    "ntriples": "ntriples",
    "nquads": "nquads",
    "jsonld": "jsonld",
    "rdfxml": "rdfxml",
}


@dataclass(frozen=True, slots=True)
class Node:
    """A thing, its names by language, and its most specific classes."""

    iri: Iri
    labels: dict[str, str]
    classes: str


@dataclass(frozen=True, slots=True)
class Edge:
    """A statement between two things."""

    source: Iri
    target: Iri
    predicate: Iri
    is_implied: bool


def export(dataset: Dataset, format_: Format, base: str, *, is_stated_only: bool = False) -> bytes:
    """Return the whole graph in one of `media_types.EXPORT_FORMATS`.

    TriG and N-Quads hold all named graphs, the other RDF syntaxes the merged graph; GraphML and GEXF hold the things
    under `<base>id/` and what is said between them. `is_stated_only` leaves out what nobody states.
    """
    implied = Iri(f"{base}graph/implied")
    if format_.name in _SYNTAXES:
        without = implied if is_stated_only else None
        return dataset.dump(_SYNTAXES[format_.name], prefixes=prefixes_under(base), without=without)
    edges = list(_edges(dataset, base, implied))
    kept = [edge for edge in edges if not (is_stated_only and edge.is_implied)]
    nodes = list(_nodes(dataset, kept))
    return _graphml(nodes, kept) if format_.name == "graphml" else _gexf(nodes, kept)


def _edges(dataset: Dataset, base: str, implied: Iri) -> Iterator[Edge]:
    prefix = f"{base}id/"
    follows = set(dataset.triples_in(implied))
    for triple in sorted(dataset.triples(), key=lambda triple: tuple(map(str, triple))):
        subject, predicate, value = triple
        if not (isinstance(subject, str) and isinstance(value, str)) or predicate == RDF["type"]:
            continue
        if subject.startswith(prefix) and value.startswith(prefix):
            yield Edge(subject, value, predicate, triple in follows)


def _nodes(dataset: Dataset, edges: list[Edge]) -> Iterator[Node]:
    for iri in sorted({end for edge in edges for end in (edge.source, edge.target)}):
        labels = labels_of(dataset, iri)
        names = {language: best_label(labels, language) for language in LANGUAGES}
        texts = {language: _xml(label.text if label else compact(iri)) for language, label in names.items()}
        yield Node(iri, texts, " ".join(map(compact, classes_of(dataset, iri))))


def _xml(text: str) -> str:
    return _NOT_XML.sub("\N{REPLACEMENT CHARACTER}", text)


def _written(root: ET.Element) -> bytes:
    ET.indent(root)
    document: bytes = ET.tostring(root, encoding="utf-8", xml_declaration=True)
    return document + b"\n"


def _graphml(nodes: list[Node], edges: list[Edge]) -> bytes:
    """Return GraphML (graphdrawing.org, 1.0), edges directed."""
    root = ET.Element("graphml", {"xmlns": _GRAPHML})
    keys = [("node", "label_vi"), ("node", "label_en"), ("node", "class"), ("edge", "predicate"), ("edge", "label")]
    for domain, name in keys:
        ET.SubElement(root, "key", {"id": name, "for": domain, "attr.name": name, "attr.type": "string"})
    ET.SubElement(root, "key", {"id": "implied", "for": "edge", "attr.name": "implied", "attr.type": "boolean"})
    graph = ET.SubElement(root, "graph", {"id": "coopkg", "edgedefault": "directed"})
    for node in nodes:
        element = ET.SubElement(graph, "node", {"id": node.iri})
        for name, text in _node_values(node):
            ET.SubElement(element, "data", {"key": name}).text = text
    for number, edge in enumerate(edges):
        ends = {"id": f"e{number}", "source": edge.source, "target": edge.target}
        element = ET.SubElement(graph, "edge", ends)
        for name, text in _edge_values(edge):
            ET.SubElement(element, "data", {"key": name}).text = text
    return _written(root)


def _gexf(nodes: list[Node], edges: list[Edge]) -> bytes:
    """Return GEXF 1.3 (gexf.net), edges directed."""
    root = ET.Element("gexf", {"xmlns": _GEXF, "version": "1.3"})
    graph = ET.SubElement(root, "graph", {"defaultedgetype": "directed", "mode": "static"})
    for domain, names in (("node", ("label_vi", "label_en", "class")), ("edge", ("predicate", "label", "implied"))):
        attributes = ET.SubElement(graph, "attributes", {"class": domain})
        for name in names:
            kind = "boolean" if name == "implied" else "string"
            ET.SubElement(attributes, "attribute", {"id": name, "title": name, "type": kind})
    parent = ET.SubElement(graph, "nodes")
    for node in nodes:
        element = ET.SubElement(parent, "node", {"id": node.iri, "label": node.labels["vi"]})
        _attvalues(element, _node_values(node))
    parent = ET.SubElement(graph, "edges")
    for number, edge in enumerate(edges):
        ends = {"id": str(number), "source": edge.source, "target": edge.target, "label": compact(edge.predicate)}
        _attvalues(ET.SubElement(parent, "edge", ends), _edge_values(edge))
    return _written(root)


def _attvalues(element: ET.Element, values: Iterator[tuple[str, str]]) -> None:
    parent = ET.SubElement(element, "attvalues")
    for name, text in values:
        ET.SubElement(parent, "attvalue", {"for": name, "value": text})


def _node_values(node: Node) -> Iterator[tuple[str, str]]:
    yield from ((f"label_{language}", text) for language, text in node.labels.items())
    yield "class", node.classes


def _edge_values(edge: Edge) -> Iterator[tuple[str, str]]:
    yield "predicate", edge.predicate
    yield "label", compact(edge.predicate)
    yield "implied", str(edge.is_implied).lower()
