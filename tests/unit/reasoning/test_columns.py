import pytest

from coopkg.errors import OntologyError
from coopkg.rdf.dictionary import open_dictionary
from coopkg.reasoning.columns import closure
from coopkg.reasoning.owl2rl import OWL2RL


def test_a_stated_triple_that_also_follows_is_stated(closure_of, triple):
    found = closure_of("p rdfs:subPropertyOf q", "a p b", "a q b")

    assert found.stamp(triple("a q b")) == 0
    assert len(found.inferred()) == 0


def test_a_triple_that_is_stated_twice_counts_once(closure_of):
    assert len(closure_of("a p b", "a p b")) == 1


def test_nothing_follows_from_nothing(closure_of):
    assert len(closure_of()) == 0
    assert closure_of().inferred_ntriples() == b""


def test_premises_are_older_than_conclusions(closure_of, triple):
    found = closure_of("p a owl:TransitiveProperty", "p rdfs:domain C", *(f"n{i} p n{i + 1}" for i in range(9)))

    assert found.stamp(triple("n0 p n1")) == 0
    assert 0 < found.stamp(triple("n0 p n2")) < found.stamp(triple("n0 p n9"))
    assert found.stamp(triple("n9 p n0")) is None


def test_schema_that_the_data_imply_is_used(closure_of, triple):
    found = closure_of("below rdfs:subPropertyOf rdfs:subClassOf", "A below B", "B below C", "x a A")

    assert found.stamp(triple("x a C"))
    assert found.stamp(triple("A rdfs:subClassOf C"))


def test_schema_that_equality_implies_is_used(closure_of, triple):
    found = closure_of("A rdfs:subClassOf B", "A owl:sameAs Z", "x a Z")

    assert found.stamp(triple("x a B"))


def test_a_property_that_is_made_transitive_by_inference_is_transitive(closure_of, triple):
    found = closure_of("Closed rdfs:subClassOf owl:TransitiveProperty", "p a Closed", "a p b", "b p c")

    assert found.stamp(triple("a p c"))


def test_a_list_that_leads_back_to_itself_is_an_error_at_its_node(closure_of):
    cells = ("l1 rdf:first p", "l1 rdf:rest l2", "l2 rdf:first p", "l2 rdf:rest l1")

    with pytest.raises(OntologyError, match=r"coop.example/l1>: this rdf:List leads back"):
        closure_of("q owl:propertyChainAxiom l1", *cells)


@pytest.mark.parametrize(
    "cells",
    [
        (),
        ("l rdf:first A",),
        ("l rdf:rest rdf:nil",),
        ("l rdf:first A", "l rdf:first B", "l rdf:rest rdf:nil"),
        ("l rdf:first A", "l rdf:rest rdf:nil", "l rdf:rest m"),
    ],
)
def test_a_broken_list_that_an_axiom_needs_is_an_error_at_its_node(closure_of, cells):
    with pytest.raises(OntologyError, match=r"coop.example/l>: a node of an rdf:List has one"):
        closure_of("C owl:intersectionOf l", *cells)


def test_a_broken_list_that_no_axiom_needs_is_data(closure_of):
    assert len(closure_of("l rdf:first A", "l rdf:first B")) == 2


def test_an_axiom_over_the_empty_list_says_nothing(closure_of):
    assert len(closure_of("C owl:intersectionOf rdf:nil", "p owl:propertyChainAxiom rdf:nil", "a p b").inferred()) == 0


def test_a_long_chain_is_followed_to_its_end(closure_of, triple):
    cells = [f"l{i} rdf:first p{i}" for i in range(8)] + [f"l{i} rdf:rest l{i + 1}" for i in range(7)]
    data = [f"n{i} p{i} n{i + 1}" for i in range(8)]

    found = closure_of("q owl:propertyChainAxiom l0", *cells, "l7 rdf:rest rdf:nil", *data)

    assert list(found.inferred().tokens()) == [triple("n0 q n8")]


def test_a_property_that_is_a_blank_node_never_becomes_a_predicate(closure_of):
    assert len(closure_of("p rdfs:subPropertyOf _:q", "a p b").inferred()) == 0


def test_a_variable_in_two_places_must_be_one_term(closure_of, triple):
    rule = "CONSTRUCT { ?x a <https://coop.example/Loop> } WHERE { ?x <https://coop.example/p> ?x }"

    found = closure_of("a p a", "a p b", rules=(rule,))

    assert list(found.inferred().tokens()) == [triple("a a Loop")]


def test_patterns_that_share_no_variable_are_crossed(closure_of):
    rule = "PREFIX : <https://coop.example/> CONSTRUCT { ?x :r ?y } WHERE { ?x :p ?u . ?y :q ?v }"

    assert len(closure_of("a p u", "b p u", "c q v", "d q v", "e q v", rules=(rule,)).inferred()) == 6


def test_a_variable_property_and_class_range_over_everything(closure_of):
    rule = "PREFIX : <https://coop.example/> CONSTRUCT { ?y :of ?x } WHERE { ?x ?p ?y . :a ?p ?z }"

    found = closure_of("a p b", "c p d", "a a C", 'c q "e"', rules=(rule,))

    inferred = {tuple(part.rpartition("/")[2].rstrip(">") for part in each) for each in found.inferred().tokens()}
    assert inferred == {("b", "of", "a"), ("d", "of", "c"), ("C", "of", "a")}


@pytest.mark.parametrize("pattern", ["?x ?p :C", ":n ?p ?x", "?x ?x ?x", "?p ?p ?x", "?x a ?x", "?x ?p ?x"])
def test_a_variable_property_agrees_with_the_constants_and_variables_around_it(closure_of, triple, pattern):
    rule = f"PREFIX : <https://coop.example/> CONSTRUCT {{ ?x :found :it }} WHERE {{ {pattern} }}"
    given = ("n a C", "m a D", "k p C", "k p D", "l p l", "p p q", "q q q", "E a E", "n q m")
    expected = {
        "?x ?p :C": {"n", "k"},
        ":n ?p ?x": {"C", "m"},
        "?x ?x ?x": {"q"},
        "?p ?p ?x": {"q"},
        "?x a ?x": {"E"},
        "?x ?p ?x": {"l", "q", "E"},
    }[pattern]

    found = {each for each in closure_of(*given, rules=(rule,)).inferred().tokens() if each[1].endswith("/found>")}

    assert found == {triple(f"{name} found it") for name in expected}


def test_a_rule_of_ground_triples_fires_once(closure_of, triple):
    rule = "PREFIX : <https://coop.example/> CONSTRUCT { :c :q :d } WHERE { :a :p :b }"

    assert list(closure_of("a p b", rules=(rule,)).inferred().tokens()) == [triple("c q d")]
    assert len(closure_of("a p x", rules=(rule,)).inferred()) == 0


def test_a_filter_with_a_constant_leaves_that_term_out(closure_of, triple):
    rule = "PREFIX : <https://coop.example/> CONSTRUCT { ?x :q :y } WHERE { ?x :p ?y FILTER(?y != :b) }"

    assert list(closure_of("a p b", "c p d", rules=(rule,)).inferred().tokens()) == [triple("c q y")]


def test_a_dictionary_that_cannot_grow_is_refused(stated, tmp_path):
    triples = stated("a p b")
    triples.dictionary.save(tmp_path)
    frozen = type(triples)(open_dictionary(tmp_path), triples.subjects, triples.predicates, triples.objects)

    with pytest.raises(TypeError, match="cannot grow"):
        closure(frozen, OWL2RL)
