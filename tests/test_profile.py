"""The ontology stays inside OWL 2 RL (OWL 2 Profiles, section 4.2), and the check of that finds what is outside."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from rdflib import OWL, RDF, RDFS, XSD, Graph, URIRef
from rdflib.collection import Collection
from rdflib.term import Node

ONTOLOGY = Path(__file__).parent.parent / "ontology"

#: What a class expression may be in each position (section 4.2.3), and the position of what stands inside it.
ALLOWED = {
    "sub": {
        OWL.intersectionOf: "sub",
        OWL.unionOf: "sub",
        OWL.oneOf: None,
        OWL.someValuesFrom: "sub",
        OWL.hasValue: None,
    },
    "super": {
        OWL.intersectionOf: "super",
        OWL.complementOf: "sub",
        OWL.allValuesFrom: "super",
        OWL.hasValue: None,
        OWL.maxCardinality: None,
        OWL.maxQualifiedCardinality: None,
        OWL.onClass: "sub",
    },
    "equivalent": {OWL.intersectionOf: "equivalent", OWL.hasValue: None},
}
CONSTRUCTORS = set().union(*ALLOWED.values()) | {
    OWL[name]
    for name in ("hasSelf", "minCardinality", "cardinality", "minQualifiedCardinality", "qualifiedCardinality")
}
#: The positions of subject and object of each axiom.
POSITIONS = {
    RDFS.subClassOf: ("sub", "super"),
    OWL.equivalentClass: ("equivalent", "equivalent"),
    OWL.disjointWith: ("sub", "sub"),
    OWL.hasKey: ("sub", None),
    RDFS.domain: (None, "super"),
    RDFS.range: (None, "super"),
    RDF.type: (None, "super"),
}
FORBIDDEN = {OWL.disjointUnionOf, OWL.onDatatype, OWL.withRestrictions, OWL.datatypeComplementOf, OWL.imports}
DATATYPES = {RDFS.Literal, RDF.PlainLiteral, RDF.XMLLiteral, RDF.langString} | {
    XSD[name]
    for name in (
        *("decimal", "integer", "nonNegativeInteger", "nonPositiveInteger", "positiveInteger", "negativeInteger"),
        *("long", "int", "short", "byte", "unsignedLong", "unsignedInt", "unsignedShort", "unsignedByte"),
        *("float", "double", "string", "normalizedString", "token", "language", "Name", "NCName", "NMTOKEN"),
        *("boolean", "hexBinary", "base64Binary", "anyURI", "dateTime", "dateTimeStamp"),
    )
}


def outside_rl(graph: Graph) -> list[str]:
    """Return what in `graph` is outside the syntax of OWL 2 RL, or uses owl:imports, which we do not."""
    faults = [f"{predicate.n3()} is not allowed" for predicate in graph.predicates() if predicate in FORBIDDEN]
    faults += [f"{node.n3()} is reflexive" for node in graph.subjects(RDF.type, OWL.ReflexiveProperty)]
    for predicate, positions in POSITIONS.items():
        for pair in graph.subject_objects(predicate):
            for node, position in zip(pair, positions, strict=True):
                faults += outside(graph, node, position)
    for node in graph.subjects(RDF.type, OWL.AllDisjointClasses):
        for member in Collection(graph, graph.value(node, OWL.members)):
            faults += outside(graph, member, "sub")
    return faults


def outside(graph: Graph, node: Node, position: str | None) -> Iterator[str]:
    """Yield what must not stand in `position` (None: anything may)."""
    if position is None:
        return
    if is_data_range(graph, node):
        yield from outside_data_range(graph, node)
        return
    if node == OWL.Thing:
        yield f"owl:Thing as {position}"
    for constructor, value in graph.predicate_objects(node):
        if constructor in CONSTRUCTORS and (constructor not in ALLOWED[position] or is_above_one(constructor, value)):
            yield f"{constructor.n3()} {value.n3()} as {position}"
        elif constructor in CONSTRUCTORS:
            for inner in inside(graph, constructor, value):
                yield from outside(graph, inner, ALLOWED[position][constructor])


def is_above_one(constructor: Node, value: Node) -> bool:
    return constructor in {OWL.maxCardinality, OWL.maxQualifiedCardinality} and int(value) > 1


def inside(graph: Graph, constructor: Node, value: Node) -> list[Node]:
    if constructor in {OWL.intersectionOf, OWL.unionOf}:
        return list(Collection(graph, value))
    # The one place for owl:Thing: as what a property has some value from, or as what is counted.
    return [] if constructor in {OWL.someValuesFrom, OWL.onClass} and value == OWL.Thing else [value]


def is_data_range(graph: Graph, node: Node) -> bool:
    members = graph.value(node, OWL.intersectionOf)
    first = node if members is None else next(iter(Collection(graph, members)))
    return isinstance(first, URIRef) and (first in DATATYPES or first.startswith(str(XSD)))


def outside_data_range(graph: Graph, node: Node) -> Iterator[str]:
    members = graph.value(node, OWL.intersectionOf)
    for datatype in [node] if members is None else Collection(graph, members):
        if datatype not in DATATYPES:
            yield f"{datatype.n3()} is no datatype of OWL 2 RL"


def turtle(text: str) -> Graph:
    prefixes = {"owl": OWL, "rdf": RDF, "rdfs": RDFS, "xsd": XSD, "": "https://coop.example/"}
    return Graph().parse(data="".join(f"@prefix {name}: <{iri}> .\n" for name, iri in prefixes.items()) + text)


@pytest.mark.parametrize("names", [("coopkg.ttl",), ("coopkg.ttl", "alignments.ttl")], ids=["alone", "aligned"])
def test_the_ontology_is_inside_owl_2_rl(names):
    graph = Graph()
    for name in names:
        graph.parse(ONTOLOGY / name)

    assert outside_rl(graph) == []


@pytest.mark.parametrize(
    "text",
    [
        ":A rdfs:subClassOf [ a owl:Restriction ; owl:onProperty :p ; owl:someValuesFrom :B ] .",
        ":A rdfs:subClassOf [ a owl:Class ; owl:unionOf ( :B :C ) ] .",
        ":A rdfs:subClassOf [ a owl:Restriction ; owl:onProperty :p ; owl:minCardinality 1 ] .",
        ":A rdfs:subClassOf [ a owl:Restriction ; owl:onProperty :p ; owl:maxCardinality 2 ] .",
        ":A rdfs:subClassOf [ a owl:Restriction ; owl:onProperty :p ; owl:cardinality 1 ] .",
        ":A rdfs:subClassOf [ a owl:Restriction ; owl:onProperty :p ; owl:hasSelf true ] .",
        ":A rdfs:subClassOf [ a owl:Class ; owl:oneOf ( :a :b ) ] .",
        ":A rdfs:subClassOf [ owl:intersectionOf ( :B [ owl:unionOf ( :C :D ) ] ) ] .",
        "[ a owl:Restriction ; owl:onProperty :p ; owl:allValuesFrom :B ] rdfs:subClassOf :A .",
        "[ owl:complementOf :B ] rdfs:subClassOf :A .",
        ":A rdfs:subClassOf [ owl:complementOf [ owl:complementOf :B ] ] .",
        ":A rdfs:subClassOf owl:Thing .",
        "owl:Thing rdfs:subClassOf :A .",
        ":A owl:equivalentClass [ a owl:Restriction ; owl:onProperty :p ; owl:someValuesFrom :B ] .",
        ":A owl:disjointWith [ owl:complementOf :B ] .",
        "[] a owl:AllDisjointClasses ; owl:members ( :A [ owl:complementOf :B ] ) .",
        ":A owl:disjointUnionOf ( :B :C ) .",
        ":p a owl:ReflexiveProperty .",
        ":p rdfs:domain [ owl:unionOf ( :A :B ) ] .",
        ":p a owl:ObjectProperty ; rdfs:range [ owl:unionOf ( :A :B ) ] .",
        ":p a owl:DatatypeProperty ; rdfs:range xsd:date .",
        ":p a owl:DatatypeProperty ; rdfs:range [ owl:intersectionOf ( xsd:string xsd:time ) ] .",
        ":p a owl:DatatypeProperty ; rdfs:range [ owl:onDatatype xsd:integer ; owl:withRestrictions () ] .",
        ":a a [ owl:unionOf ( :A :B ) ] .",
        "[ owl:complementOf :A ] owl:hasKey ( :p ) .",
        ":ontology owl:imports :other .",
    ],
)
def test_what_is_outside_owl_2_rl_is_found(text):
    assert outside_rl(turtle(text))


@pytest.mark.parametrize(
    "text",
    [
        "[ a owl:Restriction ; owl:onProperty :p ; owl:someValuesFrom owl:Thing ] rdfs:subClassOf :A .",
        "[ owl:unionOf ( :A [ owl:oneOf ( :a ) ] ) ] rdfs:subClassOf :B .",
        ":A rdfs:subClassOf [ owl:onProperty :p ; owl:maxQualifiedCardinality 1 ; owl:onClass :B ] .",
        ":A rdfs:subClassOf [ a owl:Restriction ; owl:onProperty :p ; owl:allValuesFrom xsd:integer ] .",
        ":A owl:equivalentClass [ a owl:Restriction ; owl:onProperty :p ; owl:hasValue :b ] .",
        ":p a owl:DatatypeProperty ; rdfs:range [ owl:intersectionOf ( xsd:string xsd:token ) ] .",
    ],
)
def test_what_is_inside_owl_2_rl_is_let_through(text):
    assert outside_rl(turtle(text)) == []
