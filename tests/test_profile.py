"""Axioms on which no rule of OWL 2 RL acts are found and told (OWL 2 Profiles, section 4.2); our ontology has none."""

from pathlib import Path

import pytest

from coopkg.bench.shapes import VOCABULARY, ontology_of
from coopkg.rdf.dictionary import Dictionary, EncodedTriples, TokenTriple, read_triples
from coopkg.reasoning.columns import closure
from coopkg.reasoning.consistency import clashes
from coopkg.reasoning.outside import Outside, outside_rl
from coopkg.reasoning.owl2rl import OWL2RL
from coopkg.storage.files import parse_rdf, read_quads

ONTOLOGY = Path(__file__).parent.parent / "ontology"
PREFIXES = """
@prefix owl: <http://www.w3.org/2002/07/owl#> . @prefix rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> . @prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
@prefix : <https://coop.example/> .
"""


def read(text: str) -> EncodedTriples:
    return read_triples(parse_rdf((PREFIXES + text).encode(), "turtle"), Dictionary())


def outside(text: str) -> tuple[Outside, ...]:
    return outside_rl(read(text))


@pytest.mark.parametrize("base", [None, "https://coop.example/"], ids=["blank nodes", "skolem IRIs"])
@pytest.mark.parametrize("names", [("coopkg.ttl",), ("coopkg.ttl", "alignments.ttl")], ids=["alone", "aligned"])
def test_the_ontology_is_inside_owl_2_rl(names, base):
    quads = b"".join(read_quads(ONTOLOGY / name, base=base) for name in names)

    assert outside_rl(read_triples(quads, Dictionary())) == ()


@pytest.mark.parametrize(("shape", "place"), [("coop", "LeadingPerson"), ("univ", "Learner")])
def test_of_the_ontologies_of_the_benchmarks_one_half_of_an_equivalence_is_outside(shape, place):
    (found,) = outside_rl(read_triples(read_quads(ontology_of(shape)), Dictionary()))

    assert found.construct == "owl:someValuesFrom as a superclass"
    assert found.places == (f"<{VOCABULARY}{place}>",)


#: Axioms without any effect, and what is told of each.
WITHOUT_EFFECT = {
    ":A rdfs:subClassOf [ owl:onProperty :p ; owl:someValuesFrom :B ] .": "owl:someValuesFrom as a superclass",
    ":A rdfs:subClassOf [ a owl:Class ; owl:unionOf ( :B :C ) ] .": "owl:unionOf as a superclass",
    ":A rdfs:subClassOf [ owl:onProperty :p ; owl:minCardinality 1 ] .": "owl:minCardinality as a superclass",
    ":A rdfs:subClassOf [ owl:onProperty :p ; owl:maxCardinality 2 ] .": "owl:maxCardinality as a superclass",
    ":A rdfs:subClassOf [ owl:onProperty :p ; owl:maxCardinality :n ] .": "owl:maxCardinality as a superclass",
    ":A rdfs:subClassOf [ owl:onProperty :p ; owl:cardinality 1 ] .": "owl:cardinality as a superclass",
    ":A rdfs:subClassOf [ owl:onProperty :p ; owl:hasSelf true ] .": "owl:hasSelf as a superclass",
    "[ owl:onProperty :p ; owl:hasSelf true ] rdfs:subClassOf :A .": "owl:hasSelf as a subclass",
    "[ owl:onProperty :p ; owl:minCardinality 1 ] rdfs:subClassOf :A .": "owl:minCardinality as a subclass",
    "[ owl:onProperty :p ; owl:minCardinality 0 ] rdfs:subClassOf :A .": "owl:minCardinality as a subclass",
    "[ owl:onProperty :p ; owl:maxCardinality 1 ] rdfs:subClassOf :A .": "owl:maxCardinality as a subclass",
    "[ owl:onProperties ( :p :q ) ; owl:someValuesFrom :B ] rdfs:subClassOf :D .": "owl:onProperties as a subclass",
    ":A rdfs:subClassOf [ owl:intersectionOf ( [ owl:unionOf ( :C :D ) ] ) ] .": "owl:unionOf as a superclass",
    "[ owl:onProperty :p ; owl:allValuesFrom :B ] rdfs:subClassOf :D .": "owl:allValuesFrom as a subclass",
    "[ owl:complementOf :B ] rdfs:subClassOf :D .": "owl:complementOf as a subclass",
    ":A rdfs:subClassOf [ owl:complementOf [ owl:complementOf :D ] ] .": "owl:complementOf as a subclass",
    "owl:Thing rdfs:subClassOf :D .": "owl:Thing as a subclass",
    ":A owl:disjointWith [ owl:complementOf :A ] .": "owl:complementOf as a subclass",
    "[] a owl:AllDisjointClasses ; owl:members ( :D [ owl:complementOf :C ] ) .": "owl:complementOf as a subclass",
    ":A owl:disjointUnionOf ( :B :C ) .": "owl:disjointUnionOf",
    ":p a owl:ReflexiveProperty .": "owl:ReflexiveProperty",
    ":p rdfs:domain [ owl:unionOf ( :C :D ) ] .": "owl:unionOf as a superclass",
    ":p rdfs:range [ owl:unionOf ( :C :D ) ] .": "owl:unionOf as a superclass",
    ":x a [ owl:unionOf ( :C :D ) ] .": "owl:unionOf as a superclass",
    ":q rdfs:range xsd:date .": "the datatype xsd:date",
    ":q rdfs:range [ owl:intersectionOf ( xsd:integer xsd:time ) ] .": "the datatype xsd:time",
    ":q rdfs:range [ owl:onDatatype xsd:integer ; owl:withRestrictions () ] .": "owl:onDatatype as a superclass",
    ":A rdfs:subClassOf [ owl:onProperty :q ; owl:maxQualifiedCardinality 0 ; owl:onDataRange xsd:string ] .": (
        "owl:onDataRange as a superclass"
    ),
    "[ owl:complementOf :D ] owl:hasKey ( :q ) .": "owl:complementOf as a subclass",
    "owl:topObjectProperty rdfs:subPropertyOf :q .": "owl:topObjectProperty",
    ":p owl:propertyDisjointWith owl:topObjectProperty .": "owl:topObjectProperty",
    ":p rdfs:subPropertyOf owl:bottomObjectProperty .": "owl:bottomObjectProperty",
    "[ owl:unionOf ( owl:Thing :E ) ] rdfs:subClassOf :D .": "owl:Thing as a subclass",
    ":q rdfs:range owl:rational .": "the datatype owl:rational",
    ":q rdfs:range rdf:langString .": "the datatype rdf:langString",
    ":p owl:propertyChainAxiom ( owl:topObjectProperty :p ) .": "owl:topObjectProperty",
    "owl:bottomObjectProperty owl:propertyChainAxiom ( :p :p ) .": "owl:bottomObjectProperty",
    ":A owl:hasKey ( owl:topDataProperty ) .": "owl:topDataProperty",
    "[] a owl:AllDisjointProperties ; owl:members ( :p owl:topObjectProperty ) .": "owl:topObjectProperty",
    "owl:topObjectProperty a owl:FunctionalProperty .": "owl:topObjectProperty",
    "[] owl:sourceIndividual :x ; owl:assertionProperty owl:topObjectProperty .": "owl:topObjectProperty",
    ":x owl:bottomObjectProperty :y .": "owl:bottomObjectProperty",
    ":ontology owl:imports :other .": "owl:imports",
}
FACTS = """
:A rdfs:label "A" . :x a :A ; :p :y , :z , :x ; :q 1 , 2 . :y a :B , :C . :z a owl:NamedIndividual .
"""
ABOUT = tuple(f"<https://coop.example/{name}>" for name in "xyz")


def told_of_things(text: str) -> set[TokenTriple]:
    found = closure(read(FACTS + text), OWL2RL)
    assert clashes(found) == ()
    return {
        triple
        for triple in found.triples().tokens()
        # What the names of a class or a property stand for is the ontology; here it is about the things.
        if triple[0] in ABOUT and not triple[2].startswith("_:") and "bottom" not in triple[1]
    }


@pytest.mark.parametrize(("axiom", "construct"), WITHOUT_EFFECT.items())
def test_an_axiom_that_is_told_to_have_no_effect_has_none(axiom, construct):
    assert [each.construct for each in outside(axiom)] == [construct]
    assert told_of_things(axiom) == told_of_things("")


@pytest.mark.parametrize(
    ("axiom", "construct"),
    [
        (
            ":A owl:equivalentClass [ owl:onProperty :p ; owl:someValuesFrom :B ] .",
            "owl:someValuesFrom as a superclass",
        ),
        (":A owl:equivalentClass [ owl:onProperty :p ; owl:allValuesFrom :B ] .", "owl:allValuesFrom as a subclass"),
        (":A owl:oneOf ( :a :b ) . :b a :A .", "owl:oneOf as a superclass"),
        (":A owl:equivalentClass owl:Thing .", "owl:Thing as a subclass"),
    ],
)
def test_an_axiom_with_half_its_effect_is_told_with_the_half_that_has_none(axiom, construct):
    assert [(each.construct, each.places) for each in outside(axiom)] == [(construct, ("<https://coop.example/A>",))]


@pytest.mark.parametrize(
    "text",
    [
        "[ owl:onProperty :p ; owl:someValuesFrom owl:Thing ] rdfs:subClassOf :A .",
        "[ owl:unionOf ( :A [ owl:oneOf ( :a ) ] ) ] rdfs:subClassOf :B .",
        ":A rdfs:subClassOf [ owl:onProperty :p ; owl:maxQualifiedCardinality 1 ; owl:onClass :B ] .",
        ":A rdfs:subClassOf [ owl:onProperty :p ; owl:allValuesFrom xsd:integer ] .",
        ":A rdfs:subClassOf [ owl:complementOf [ owl:unionOf ( :B :C ) ] ] .",
        ":A owl:equivalentClass [ owl:onProperty :p ; owl:hasValue :b ] .",
        "[ owl:onProperty :p ; owl:someValuesFrom xsd:string ] rdfs:subClassOf :D .",
        "[ owl:onProperty :p ; owl:someValuesFrom [ owl:oneOf ( 1 2 ) ] ] rdfs:subClassOf :D .",
        ":A rdfs:subClassOf owl:Thing , [ owl:onProperty :p ; owl:minCardinality 0 ] .",
        "owl:Nothing rdfs:subClassOf :A .",
        ":A rdfs:subClassOf :B . :B owl:intersectionOf ( :C :D ) . owl:Thing owl:equivalentClass owl:Thing .",
        ":p rdfs:range [ owl:intersectionOf ( xsd:string xsd:token ) ] ; rdfs:subPropertyOf owl:topObjectProperty .",
        "owl:bottomDataProperty rdfs:subPropertyOf :p . :c owl:disjointWith owl:Thing .",
        ":ontology owl:imports :other . :other a owl:Ontology .",
        "[ owl:intersectionOf ( owl:Thing :B ) ] rdfs:subClassOf :A . owl:Thing owl:hasKey ( :q ) .",
        "owl:topObjectProperty a owl:ObjectProperty , owl:SymmetricProperty ; owl:propertyChainAxiom ( :p :q ) .",
        "owl:bottomObjectProperty a owl:FunctionalProperty . :x owl:topObjectProperty :y .",
        ":p owl:propertyChainAxiom ( :p owl:bottomObjectProperty ) . :A owl:hasKey ( owl:bottomDataProperty ) .",
        "[] owl:sourceIndividual :x ; owl:assertionProperty owl:bottomObjectProperty .",
        "[] owl:unionOf ( :nobody :says :what ) .",
    ],
)
def test_an_axiom_that_has_its_effect_is_let_through(text):
    assert outside(text) == ()


def test_lists_and_expressions_that_go_round_in_circles_are_judged_to_their_end():
    text = """
    :A rdfs:subClassOf _:u . _:u owl:unionOf _:l . _:l rdf:first :B ; rdf:rest _:l .
    :A rdfs:subClassOf _:i . _:i owl:intersectionOf ( _:i _:c ) . _:c owl:complementOf _:i .
    """

    assert [each.construct for each in outside(text)] == [
        "owl:complementOf as a subclass",
        "owl:unionOf as a superclass",
    ]


def test_the_first_places_are_named_and_the_others_counted():
    (found,) = outside("".join(f":c{number:02} rdfs:subClassOf [ owl:unionOf ( :A :B ) ] ." for number in range(12)))

    places = ", ".join(f":c0{number}" for number in range(10))
    assert found.text({"": "https://coop.example/"}) == (
        f"owl:unionOf as a superclass has no effect ({places} and 2 more): "
        "no rule chooses a member; name one superclass, or check it by a SHACL shape (sh:or)"
    )


#: The grammar of OWL 2 Profiles, section 4.2.3: what stands in the places of class expressions, by the two positions.
DATA_RANGES = ("xsd:integer", "[ owl:intersectionOf ( xsd:integer xsd:decimal ) ]", ":datatype")
OTHER_DATA_RANGES = (
    "xsd:date",
    "owl:real",
    "[ owl:onDatatype xsd:integer ; owl:withRestrictions ( [ xsd:minInclusive 18 ] ) ]",
    "[ owl:intersectionOf ( xsd:integer [ owl:onDatatype xsd:integer ; owl:withRestrictions () ] ) ]",
    "[ owl:datatypeComplementOf xsd:integer ]",
    "[ owl:unionOf ( xsd:integer xsd:decimal ) ]",
    "[ owl:oneOf ( 1 2 ) ]",
)
IN_BOTH = (":A", "[ owl:intersectionOf ( :A :B ) ]", "[ owl:onProperty :p ; owl:hasValue :x ]")
IN_BOTH += ("[ owl:onProperty :q ; owl:hasValue 1 ]",)
IN_SUB = (
    "[ owl:unionOf ( :A :B ) ]",
    "[ owl:oneOf ( :x :y ) ]",
    "[ owl:onProperty :p ; owl:someValuesFrom :A ]",
    "[ owl:onProperty :p ; owl:someValuesFrom owl:Thing ]",
)
IN_SUPER = (
    "[ owl:complementOf :A ]",
    "[ owl:onProperty :p ; owl:allValuesFrom :A ]",
    *(f"[ owl:onProperty :q ; owl:allValuesFrom {each} ]" for each in DATA_RANGES),
    *(f"[ owl:onProperty :p ; owl:maxCardinality {number} ]" for number in (0, 1)),
    *(f"[ owl:onProperty :p ; owl:maxQualifiedCardinality {number} ; owl:onClass :A ]" for number in (0, 1)),
    "[ owl:onProperty :p ; owl:maxQualifiedCardinality 1 ; owl:onClass owl:Thing ]",
)
IN_NEITHER = (
    "[ owl:onProperty :p ; owl:hasSelf true ]",
    "[ owl:onProperties ( :p :q ) ; owl:allValuesFrom :A ]",
    *(f"[ owl:onProperty :q ; owl:allValuesFrom {each} ]" for each in OTHER_DATA_RANGES),
    "[ owl:onProperty :p ; owl:maxCardinality 2 ]",
    "[ owl:onProperty :p ; owl:maxQualifiedCardinality 2 ; owl:onClass :A ]",
    "[ owl:onProperty :p ; owl:maxQualifiedCardinality 1 ; owl:onClass [ owl:complementOf :A ] ]",
    *(f"[ owl:onProperty :p ; owl:{name} 1 ]" for name in ("minCardinality", "cardinality")),
    *(
        f"[ owl:onProperty :p ; owl:{name} 1 ; owl:onClass :A ]"
        for name in ("minQualifiedCardinality", "qualifiedCardinality")
    ),
)
SUB_PLACES = (
    "{} rdfs:subClassOf :Z .",
    "{} owl:disjointWith :Z .",
    ":Z owl:disjointWith {} .",
    "{} owl:hasKey ( :p ) .",
    "[] a owl:AllDisjointClasses ; owl:members ( :Z {} ) .",
    "[ owl:intersectionOf ( :Z {} ) ] rdfs:subClassOf :Y .",
    "[ owl:unionOf ( :Z {} ) ] rdfs:subClassOf :Y .",
    "[ owl:onProperty :p ; owl:someValuesFrom {} ] rdfs:subClassOf :Y .",
    ":Z rdfs:subClassOf [ owl:complementOf {} ] .",
    ":Z rdfs:subClassOf [ owl:onProperty :p ; owl:maxQualifiedCardinality 1 ; owl:onClass {} ] .",
)
SUPER_PLACES = (
    ":Z rdfs:subClassOf {} .",
    ":p rdfs:domain {} .",
    ":p rdfs:range {} .",
    ":z a {} .",
    ":Z rdfs:subClassOf [ owl:intersectionOf ( :Y {} ) ] .",
    ":Z rdfs:subClassOf [ owl:onProperty :p ; owl:allValuesFrom {} ] .",
)
EQUAL_PLACES = (
    ":Z owl:equivalentClass {} .",
    "{} owl:equivalentClass :Z .",
    ":Z owl:equivalentClass [ owl:intersectionOf ( :Y {} ) ] .",
)
EXPRESSIONS = (*IN_BOTH, *IN_SUB, *IN_SUPER, *IN_NEITHER)


@pytest.mark.parametrize(
    ("places", "allowed"),
    [
        (SUB_PLACES, (*IN_BOTH, *IN_SUB)),
        (SUPER_PLACES, (*IN_BOTH, *IN_SUPER)),
        (EQUAL_PLACES, IN_BOTH),
    ],
    ids=["subclass", "superclass", "equivalent"],
)
def test_of_class_expressions_those_outside_the_grammar_are_told_and_no_others(places, allowed):
    told = {(place, each): bool(outside(place.format(each))) for place in places for each in EXPRESSIONS}

    assert told == {(place, each): each not in allowed for place, each in told}


@pytest.mark.parametrize("place", [":q rdfs:range {} .", ":d a rdfs:Datatype ; owl:equivalentClass {} ."])
def test_of_data_ranges_those_outside_the_grammar_are_told_and_no_others(place):
    told = {each: bool(outside(place.format(each))) for each in (*DATA_RANGES, *OTHER_DATA_RANGES)}

    assert told == {each: each in OTHER_DATA_RANGES for each in told}
