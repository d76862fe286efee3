from itertools import pairwise

import pytest

from coopkg.errors import InconsistencyError
from coopkg.reasoning.closure import Closure
from coopkg.reasoning.consistency import check_consistency, clashes

GIVEN = ("Person owl:disjointWith Body", "headOf rdfs:domain Person", "stameq a Body", "stameq headOf accsq")


def test_a_clash_carries_the_proofs_of_what_met_it(closure_of, triple):
    (clash,) = clashes(closure_of(*GIVEN))

    assert clash.rule == "cax-dw"
    assert [premise.rule for premise in clash.premises()] == ["prp-dom", "stated"]
    assert [axiom.triple for axiom in clash.axioms()] == [triple("Person owl:disjointWith Body")]


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

    found = clashes(closure_of(*given))

    assert len(found) == 10
    assert [clash.more for clash in found] == [0] * 9 + [20]
    assert found[-1].text().endswith("\nand 20 more of this kind")
    assert [clash.more for clash in clashes(closure_of(*given), limit=3)] == [0, 0, 27]


def test_what_another_engine_complains_of_is_an_inconsistency(closure_of):
    made = closure_of("a p b")
    complaining = Closure(made.dictionary, made.facts, (), "owlrl", ("a is not b",))

    with pytest.raises(InconsistencyError, match="a is not b"):
        check_consistency(complaining)


def test_a_consistent_closure_passes(closure_of):
    check_consistency(closure_of("Person owl:disjointWith Body", "a a Person", "b a Body"))


def test_contradictions_of_one_axiom_about_many_things_are_cut_together(closure_of):
    """AllDifferent with many members is a rule for each two of them, and still one axiom."""
    names = [f"x{number}" for number in range(6)]
    cells = [line for number, name in enumerate(names) for line in (f"l{number} rdf:first {name}",)]
    rests = [f"l{number} rdf:rest {f'l{number + 1}' if number < 5 else 'rdf:nil'}" for number in range(6)]
    same = [f"{one} owl:sameAs {other}" for one, other in pairwise(names)]
    given = ("all a owl:AllDifferent", "all owl:members l0", *cells, *rests, *same)

    found = clashes(closure_of(*given))

    assert len(found) == 10
    assert found[-1].more == 5
    assert found[-1].is_counted


@pytest.mark.parametrize(("count", "ending"), [(3, None), (30, "and perhaps more of this kind")])
def test_of_literals_outside_a_range_it_is_told_that_not_all_have_been_counted(closure_of, count, ending):
    integer = "<http://www.w3.org/2001/XMLSchema#integer>"
    given = (f"p rdfs:range {integer}", *(f'x{number} p "text-{number}"' for number in range(count)))

    found = clashes(closure_of(*given))

    assert len(found) == min(count, 10)
    lines = found[-1].text().split("\n")
    assert (lines[-1] if lines[-1].startswith("and ") else None) == ending


def test_notes_stand_under_what_is_stated(closure_of, triple):
    (clash,) = clashes(closure_of(*GIVEN))

    text = clash.text(notes={triple("stameq a Body"): ["f-1: «a body»"]})

    assert "stameq> a <https://coop.example/Body>  [stated]\n      f-1: «a body»\n" in text
