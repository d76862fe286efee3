import pytest

from coopkg.errors import InconsistencyError
from coopkg.reasoning.closure import Closure
from coopkg.reasoning.consistency import check_consistency, clashes

GIVEN = ("Person owl:disjointWith Body", "headOf rdfs:domain Person", "stameq a Body", "stameq headOf accsq")


def test_a_clash_carries_the_proofs_of_what_met_it(closure_of, triple):
    (clash,) = clashes(closure_of(*GIVEN))

    assert clash.rule == "cax-dw"
    assert [premise.rule for premise in clash.premises] == ["prp-dom", "stated"]
    assert [axiom.triple for axiom in clash.axioms] == [triple("Person owl:disjointWith Body")]


def test_the_error_is_readable_down_to_what_is_stated(closure_of):
    with pytest.raises(InconsistencyError) as caught:
        check_consistency(closure_of(*GIVEN))

    (account,) = caught.value.clashes
    assert account.split("\n") == [
        "cax-dw: these cannot all be true",
        "  <https://coop.example/stameq> a <https://coop.example/Person>  [prp-dom]",
        "    <https://coop.example/stameq> <https://coop.example/headOf> <https://coop.example/accsq>  [stated]",
        "    <https://coop.example/headOf> rdfs:domain <https://coop.example/Person>  [stated]",
        "  <https://coop.example/stameq> a <https://coop.example/Body>  [stated]",
        "  <https://coop.example/Person> owl:disjointWith <https://coop.example/Body>  [stated]",
    ]


def test_many_contradictions_of_one_axiom_are_cut_at_the_limit(closure_of):
    given = ("A owl:disjointWith B", *(f"x{i} a {kind}" for i in range(30) for kind in "AB"))

    assert len(clashes(closure_of(*given))) == 10
    assert len(clashes(closure_of(*given), limit=3)) == 3


def test_what_another_engine_complains_of_is_an_inconsistency(closure_of):
    made = closure_of("a p b")
    complaining = Closure(made.dictionary, made.facts, (), "owlrl", ("a is not b",))

    with pytest.raises(InconsistencyError, match="a is not b"):
        check_consistency(complaining)


def test_a_consistent_closure_passes(closure_of):
    check_consistency(closure_of("Person owl:disjointWith Body", "a a Person", "b a Body"))
