import json

import pytest

from coopkg.errors import UnknownTermError
from coopkg.reasoning.alternatives import alternatives
from coopkg.reasoning.explain import Explainer


def rules_and_premises(found):
    return [(each.rule, [found.steps[number].triple for number in each.premises]) for each in found.inferences]


def test_every_rule_that_leads_to_a_triple_is_listed_the_oldest_first(closure_of, triple):
    found = closure_of("p rdfs:subPropertyOf q", "r owl:inverseOf q", "s rdfs:subPropertyOf r", "a p b", "b s a")

    told = alternatives(Explainer(found), triple("a q b"))

    assert rules_and_premises(told) == [("prp-spo1", [triple("a p b")]), ("prp-inv1", [triple("b r a")])]
    assert not told.is_stated
    assert not told.is_cut
    assert {step.triple for step in told.steps} >= {triple("b s a"), triple("s rdfs:subPropertyOf r")}


def test_a_premise_that_came_later_counts_if_it_does_not_rest_on_the_triple(closure_of, triple):
    given = ("p rdfs:subPropertyOf q", "q owl:inverseOf r", "s1 rdfs:subPropertyOf s2", "s2 rdfs:subPropertyOf r")

    told = alternatives(Explainer(closure_of(*given, "a p b", "b s1 a")), triple("a q b"))

    assert rules_and_premises(told)[1:] == [("prp-inv2", [triple("b r a")])]


def test_what_follows_only_from_the_triple_itself_is_not_listed(closure_of, triple):
    found = closure_of("p a owl:SymmetricProperty", "p a owl:TransitiveProperty", "a p b")

    assert rules_and_premises(alternatives(Explainer(found), triple("b p a"))) == [("prp-symp", [triple("a p b")])]


def test_a_stated_triple_may_follow_as_well(closure_of, triple):
    found = closure_of("p rdfs:subPropertyOf q", "a p b", "a q b", "c q d")

    told, alone = (alternatives(Explainer(found), triple(words)) for words in ("a q b", "c q d"))

    assert told.is_stated
    assert rules_and_premises(told) == [("prp-spo1", [triple("a p b")])]
    assert triple("a q b") in told.stated()
    assert (alone.inferences, alone.steps, alone.stated()) == ((), (), {triple("c q d")})


def test_very_many_are_cut_and_it_is_told(closure_of, triple):
    found = closure_of("p rdfs:range C", *(f"x{number} p y" for number in range(130)))

    told = alternatives(Explainer(found), triple("y a C"))
    few = alternatives(Explainer(found), triple("y a C"), most=7)

    assert (len(told.inferences), told.is_cut) == (100, True)
    assert (len(few.inferences), few.is_cut) == (7, True)
    assert told.inferences[:7] == few.inferences
    assert few.text().endswith("\n  … and perhaps more")


def test_the_text_tells_each_proof_once(closure_of, triple):
    found = closure_of("p rdfs:subPropertyOf q", "r owl:inverseOf q", "a p b", "b r a", "a q b")

    text = alternatives(Explainer(found), triple("a q b")).text(notes={triple("a q b"): ["in users"]})

    assert text.replace("https://coop.example/", "").split("\n") == [
        "<a> <q> <b>  [stated]",
        "    in users",
        "  1. prp-spo1",
        "    <a> <p> <b>  [stated]",
        "    <p> rdfs:subPropertyOf <q>  [stated]",
        "  2. prp-inv1",
        "    <b> <r> <a>  [stated]",
        "    <r> owl:inverseOf <q>  [stated]",
    ]


def test_the_dictionary_form_names_steps_by_their_ids(closure_of, triple):
    found = alternatives(Explainer(closure_of("p rdfs:subPropertyOf q", "a p b")), triple("a q b")).as_dict()

    assert json.loads(json.dumps(found)) == found
    assert found["alternatives"] == [{"rule": "prp-spo1", "premises": [1], "axioms": [2], "lists": []}]
    assert [step["id"] for step in found["steps"]] == [1, 2]
    assert (found["is_stated"], found["is_cut"]) == (False, False)


def test_a_triple_that_is_not_there_has_none(closure_of, triple):
    with pytest.raises(UnknownTermError):
        alternatives(Explainer(closure_of("a p b")), triple("b p a"))
