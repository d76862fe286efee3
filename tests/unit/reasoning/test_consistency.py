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


def _list_of(axiom: str, members: list[str]) -> list[str]:
    last = len(members) - 1
    cells = [f"l{number} rdf:first {member}" for number, member in enumerate(members)]
    rests = [f"l{number} rdf:rest {'rdf:nil' if number == last else f'l{number + 1}'}" for number in range(last + 1)]
    return [f"all a owl:{axiom}", "all owl:members l0", *cells, *rests]


def _told(found):
    return [[" ".join(step.triple) for step in clash.premises()] for clash in found]


def test_what_is_an_instance_of_two_of_many_disjoint_classes_is_a_contradiction(closure_of, triple):
    axioms = _list_of("AllDisjointClasses", [f"C{number}" for number in range(300)])
    closure = closure_of(*axioms, "a a C7", "a a C250", "b a C7", "c a C1", "c a C2", "c a C3")

    found = clashes(closure)

    ways = [("c", "C1", "C2"), ("c", "C1", "C3"), ("c", "C2", "C3"), ("a", "C7", "C250")]
    assert _told(found) == [[" ".join(triple(f"{x} a {y}")) for y in (one, two)] for x, one, two in ways]
    assert {clash.rule for clash in found} == {"cax-adc"}
    assert len(closure.rules) < 100


def test_members_of_disjoint_classes_are_told_under_the_names_that_were_stated(closure_of, triple):
    axioms = _list_of("AllDisjointClasses", ["C0", "C1", "C2"])

    (clash,) = clashes(closure_of(*axioms, "a a C0", "b a C2", "a owl:sameAs b"))

    assert clash.stated() >= {triple("a a C0"), triple("b a C2"), triple("a owl:sameAs b")}


def test_what_is_disjoint_with_everything_has_no_instance(closure_of, triple):
    (clash,) = clashes(closure_of(*_list_of("AllDisjointClasses", ["owl:Thing", "C1", "C2"]), "a a C2"))

    assert _told([clash]) == [[" ".join(triple("a a C2"))]]


def test_a_class_that_stands_twice_among_disjoint_ones_has_no_instance(closure_of, triple):
    (clash,) = clashes(closure_of(*_list_of("AllDisjointClasses", ["C1", "C1"]), "a a C1"))

    assert _told([clash]) == [[" ".join(triple("a a C1"))]]


def test_disjoint_properties_share_no_value_however_it_is_written(closure_of):
    integer, decimal = (f"<http://www.w3.org/2001/XMLSchema#{name}>" for name in ("integer", "decimal"))
    axioms = _list_of("AllDisjointProperties", ["p0", "p1", "p2"])
    data = (f'a p0 "1"^^{integer}', f'a p2 "1.0"^^{decimal}', f'b p0 "1"^^{integer}', f'b p1 "2"^^{integer}', "c p1 d")

    found = clashes(closure_of(*axioms, *data))

    assert [clash.rule for clash in found] == ["prp-adp"]
    assert [step.triple[2] for step in found[0].premises()] == [f'"1"^^{integer}', f'"1.0"^^{decimal}']
