import json

import pytest

from coopkg.errors import SettingError, UnknownTermError
from coopkg.reasoning.closure import Closure
from coopkg.reasoning.explain import Explainer, explain
from coopkg.reasoning.matching import Matcher
from coopkg.reasoning.proof import Proof, Step

CHAIN = (
    "memberOf owl:propertyChainAxiom l1",
    "l1 rdf:first hasMembership",
    "l1 rdf:rest l2",
    "l2 rdf:first organization",
    "l2 rdf:rest rdf:nil",
    "hasMembership owl:inverseOf member",
    "m member stameq",
    "m organization iso",
)


def test_a_stated_triple_is_its_own_proof(closure_of, triple):
    proof = explain(closure_of("a p b"), triple("a p b"))

    assert proof == Proof((Step(triple("a p b")),))
    assert proof.conclusion.rule == "stated"


def test_a_proof_names_rule_premises_axioms_and_lists(closure_of, triple):
    proof = explain(closure_of(*CHAIN), triple("stameq memberOf iso"))

    assert proof.conclusion.rule == "prp-spo2"
    assert [premise.triple for premise in proof.premises()] == [
        triple("stameq hasMembership m"),
        triple("m organization iso"),
    ]
    assert [axiom.triple for axiom in proof.axioms()] == [triple("memberOf owl:propertyChainAxiom l1")]
    assert proof.conclusion.inference.lists == (
        ("<https://coop.example/l1>", ("<https://coop.example/hasMembership>", "<https://coop.example/organization>")),
    )
    assert proof.premises()[0].rule == "prp-inv2"
    assert proof.stated() == {
        triple("m member stameq"),
        triple("m organization iso"),
        triple("hasMembership owl:inverseOf member"),
        triple("memberOf owl:propertyChainAxiom l1"),
    }


def test_an_inferred_axiom_is_proved_too(closure_of, triple):
    proof = explain(closure_of("A rdfs:subClassOf B", "B rdfs:subClassOf C", "x a A"), triple("x a C"))

    assert [axiom.rule for axiom in proof.axioms()] == ["scm-sco"]


def test_the_proof_with_the_oldest_premises_is_given(closure_of, triple):
    found = closure_of("p rdfs:subPropertyOf q", "q rdfs:subPropertyOf r", "s rdfs:subPropertyOf r", "a p b", "a s b")

    proof = explain(found, triple("a r b"))

    assert proof.premises()[0].triple == triple("a s b")


def test_a_user_rule_is_named_by_its_file(closure_of, triple):
    rule = "PREFIX : <https://coop.example/> CONSTRUCT { ?a :with ?b } WHERE { ?c :party ?a , ?b FILTER(?a != ?b) }"

    proof = explain(closure_of("deal party apo", "deal party vn", rules=(rule,)), triple("apo with vn"))

    assert proof.conclusion.rule == "rule-1"
    assert [premise.triple for premise in proof.premises()] == [triple("deal party apo"), triple("deal party vn")]


def test_the_text_says_each_step_once(closure_of, triple):
    text = explain(closure_of(*CHAIN, "memberOf a owl:SymmetricProperty"), triple("iso memberOf stameq")).text()

    assert text.split("\n") == [
        "<https://coop.example/iso> <https://coop.example/memberOf> <https://coop.example/stameq>  [prp-symp]",
        (
            "  <https://coop.example/stameq> <https://coop.example/memberOf> <https://coop.example/iso>  [prp-spo2; "
            "<https://coop.example/l1> = (<https://coop.example/hasMembership> <https://coop.example/organization>)]"
        ),
        "    <https://coop.example/stameq> <https://coop.example/hasMembership> <https://coop.example/m>  [prp-inv2]",
        "      <https://coop.example/m> <https://coop.example/member> <https://coop.example/stameq>  [stated]",
        "      <https://coop.example/hasMembership> owl:inverseOf <https://coop.example/member>  [stated]",
        "    <https://coop.example/m> <https://coop.example/organization> <https://coop.example/iso>  [stated]",
        "    <https://coop.example/memberOf> owl:propertyChainAxiom <https://coop.example/l1>  [stated]",
        "  <https://coop.example/memberOf> a owl:SymmetricProperty  [stated]",
    ]


def test_a_step_that_comes_again_is_told_once_and_then_named(closure_of, triple):
    rule = "PREFIX : <https://coop.example/> CONSTRUCT { ?a :r ?b } WHERE { ?a :q ?b . ?b :q ?a }"
    found = closure_of("p rdfs:subPropertyOf q", "q a owl:SymmetricProperty", "a p b", rules=(rule,))

    proof = explain(found, triple("a r b"))

    assert "proved above" in proof.text()
    assert [step["rule"] for step in proof.as_dict()["steps"]] == [
        "stated",
        "stated",
        "prp-spo1",
        "stated",
        "prp-symp",
        "rule-1",
    ]


def test_the_dictionary_form_holds_the_whole_proof(closure_of, triple):
    proof = explain(closure_of(*CHAIN), triple("stameq memberOf iso")).as_dict()

    assert json.loads(json.dumps(proof)) == proof
    assert proof["triple"] == list(triple("stameq memberOf iso"))
    *_, stated, axiom, last = proof["steps"]
    assert stated == {"id": 4, "triple": list(triple("m organization iso")), "rule": "stated"}
    assert last == {
        "id": 6,
        "triple": proof["triple"],
        "rule": "prp-spo2",
        "premises": [3, 4],
        "axioms": [axiom["id"]],
        "lists": [
            {
                "node": "<https://coop.example/l1>",
                "members": ["<https://coop.example/hasMembership>", "<https://coop.example/organization>"],
            }
        ],
    }


@pytest.mark.parametrize("words", ["a p unknown", "b p a"])
def test_a_triple_that_is_not_there_is_an_error(closure_of, triple, words):
    with pytest.raises(UnknownTermError, match="neither stated nor implied"):
        explain(closure_of("a p b"), triple(words))


def test_an_engine_without_stamps_says_that_it_keeps_no_proofs(closure_of, triple):
    made = closure_of("p rdfs:subPropertyOf q", "a p b")
    bare = Closure(made.dictionary, made.facts, (), "owlrl")

    assert explain(bare, triple("a p b")).conclusion.rule == "stated"
    with pytest.raises(SettingError, match="owlrl keeps no proofs"):
        explain(bare, triple("a q b"))


def test_a_very_long_proof_is_found_and_written(closure_of, triple):
    rule = "PREFIX : <https://coop.example/> CONSTRUCT { ?b a :On } WHERE { ?a a :On . ?a :next ?b }"
    found = closure_of("n0 a On", *(f"n{i} next n{i + 1}" for i in range(1500)), rules=(rule,))

    proof = explain(found, triple("n1500 a On"))

    assert proof.depth() == 1500
    assert len(proof.text().split("\n")) == 3001
    assert len(json.loads(json.dumps(proof.as_dict()))["steps"]) == 3001


def oldest(closure, triple):
    """The newest stamp and the sum of stamps of the oldest last step, by looking at every one there is."""
    ids = closure.ids_of(triple)
    ages = []
    for rule, premises in Matcher(closure.relations, closure.rules).derivations(ids):
        stamps = [closure.relations.stamp(each) for each in (*premises, *rule.axioms)]
        if max(stamps, default=0) < closure.stamp(triple):
            ages.append((max(stamps, default=0), sum(stamps)))
    return min(ages)


@pytest.mark.parametrize("width", [3, 12, 60])
def test_each_step_is_the_oldest_of_all_that_there_are(closure_of, width):
    """Few candidates are looked up one by one, many are joined as columns: the choice is the same."""
    shortcuts = [f"n0 p n{number}" for number in range(2, width, 5)]
    found = closure_of(
        "p a owl:TransitiveProperty",
        "q rdfs:subPropertyOf p",
        *(f"n{number} {'p' if number % 3 else 'q'} n{number + 1}" for number in range(width)),
        *shortcuts,
    )
    explainer = Explainer(found)

    for conclusion in list(found.inferred().tokens())[:200]:
        proof = explainer.proof(conclusion)
        stamps = [found.stamp(step.triple) for step in (*proof.premises(), *proof.axioms())]
        assert (max(stamps), sum(stamps)) == oldest(found, conclusion)


def test_a_triple_of_a_hub_is_explained_by_the_oldest_of_very_many(closure_of, triple):
    found = closure_of(
        "q rdfs:subPropertyOf p",
        "p rdfs:range Hub",
        *(f"x{number} q hub" for number in range(300)),
        "y p hub",
    )

    proof = explain(found, triple("hub a Hub"))

    assert [step.triple for step in proof.premises()] == [triple("y p hub")]


def test_the_rule_of_a_triple_is_told_without_its_proof(closure_of, triple):
    made = closure_of("p rdfs:subPropertyOf q", "a p b")
    bare = Closure(made.dictionary, made.facts, (), "owlrl")

    rules = [Explainer(made).rule_of(triple(words)) for words in ("a q b", "a p b", "b p a", "a p nobody")]

    assert rules == ["prp-spo1", "stated", None, None]
    assert Explainer(bare).rule_of(triple("a q b")) is None
