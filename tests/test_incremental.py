"""A closure that changes, against the closure from scratch: on every case of `tests/rules/`, and on random updates."""

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.ontologies import SPELLINGS, axioms, data_axioms_of, data_facts_of, encoded, facts

from coopkg.errors import OntologyError
from coopkg.rdf.dictionary import Dictionary, read_triples
from coopkg.reasoning import retraction, sides, update
from coopkg.reasoning.checker import check_clash, check_proof, grounds_of
from coopkg.reasoning.columns import ColumnsEngine
from coopkg.reasoning.consistency import clashes
from coopkg.reasoning.explain import Explainer, explain
from coopkg.reasoning.incremental import Incremental
from coopkg.reasoning.owl2rl import CLASS, OWL2RL, RDF_TYPE, SAME_AS, SUB_CLASS, TABLE
from coopkg.reasoning.rule_parser import parse_user_rule

RULES = Path(__file__).parent / "rules"
CASES = sorted(path.parent for path in RULES.glob("*/*/given.nt"))


def table_of(case):
    asked = (case / "on-request").read_text(encoding="utf-8").split() if (case / "on-request").exists() else []
    rules = [*OWL2RL, *(rule for rule in TABLE if rule.is_on_request and rule.name in asked)]
    if (case / "rules.rq").exists():
        rules.append(parse_user_rule((case / "rules.rq").read_text(encoding="utf-8"), case.name))
    return rules


def from_scratch(triples, table):
    return ColumnsEngine().closure(encoded(triples), table)


def contents(closure):
    return set(closure.triples().tokens()), set(closure.inferred().tokens())


class Twin:
    """A closure that is updated, beside what is stated; each update is compared with the closure from scratch."""

    def __init__(self, table):
        self.table = table
        self.stated = {}
        self.updated = Incremental(from_scratch([], table), table)

    def update(self, added=(), retracted=()):
        stated = {each: None for each in self.stated if each not in retracted} | dict.fromkeys(added)
        before = set(self.updated.closure.triples().tokens())
        try:
            expected = contents(from_scratch(stated, self.table))
        except OntologyError:
            with pytest.raises(OntologyError):
                self.updated.update(added, retracted)
            assert set(self.updated.closure.triples().tokens()) == before
            return
        change = self.updated.update(added, retracted)
        self.stated = stated
        assert contents(self.updated.closure) == expected
        assert set(change.added.tokens()) == expected[0] - before
        assert set(change.removed.tokens()) == before - expected[0]
        assert len(change.added) + len(change.removed) == len(expected[0] ^ before)


@pytest.fixture(params=["one by one", "in columns"])
def _ways(request, monkeypatch):
    """Have each round follow its triples in one of the two ways."""
    few = 1 << 30 if request.param == "one by one" else 0
    monkeypatch.setattr(update, "FEW", few)
    monkeypatch.setattr(retraction, "FEW", few)
    monkeypatch.setattr(sides, "_FEW", few)


@pytest.mark.usefixtures("_ways")
@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.parent.name}/{case.name}")
def test_a_case_stated_triple_by_triple_and_taken_back_is_as_from_scratch(case):
    triples = list(dict.fromkeys(read_triples((case / "given.nt").read_bytes(), Dictionary()).tokens()))
    twin = Twin(table_of(case))
    twin.update(added=triples)

    for triple in triples:
        twin.update(retracted=[triple])
        twin.update(added=[triple])
    for triple in triples[::-1]:
        twin.update(retracted=[triple])
    twin.update(retracted=triples)

    assert not twin.stated


USER_RULES = (
    "CONSTRUCT { ?x e:p3 ?y } WHERE { ?z e:p0 ?x . ?z e:p0 ?y FILTER(?x != ?y) }",
    "CONSTRUCT { ?z a e:C1 } WHERE { ?z e:p1 ?x . ?z e:p1 ?y FILTER(?x != ?y) }",
    "CONSTRUCT { ?x e:p2 e:i5 } WHERE { ?x e:p1 ?y FILTER(?y != e:i1) }",
    "CONSTRUCT { ?x a e:C2 } WHERE { ?x e:p0 ?a . ?x e:p1 ?b . ?c e:p0 ?x . ?c e:p2 ?d . ?d e:p0 ?e }",
)
RULES_THAT_FILTER = [
    parse_user_rule(f"PREFIX e: <https://coop.example/> {text}", f"filter-{number}")
    for number, text in enumerate(USER_RULES)
]
parts = st.one_of(axioms, facts, facts)
updates = st.lists(st.tuples(st.lists(parts, max_size=3), st.lists(st.integers(0, 30), max_size=3)), max_size=6)


@pytest.mark.usefixtures("_ways")
@settings(max_examples=60, derandomize=True, deadline=None)
@given(st.booleans(), st.lists(parts, max_size=10), updates)
def test_random_updates_leave_the_closure_as_from_scratch(is_filtering, beginning, steps):
    twin = Twin((*OWL2RL, *RULES_THAT_FILTER) if is_filtering else OWL2RL)
    twin.update(added=[triple for part in beginning for triple in part])

    for added, places in steps:
        stated = list(twin.stated)
        retracted = [stated[place % len(stated)] for place in places] if stated else []
        twin.update([triple for part in added for triple in part], retracted)


spellings = st.sampled_from(SPELLINGS)
parts_on_data = st.one_of(data_axioms_of(spellings), data_facts_of(spellings), data_facts_of(spellings))
updates_on_data = st.lists(
    st.tuples(st.lists(parts_on_data, max_size=3), st.lists(st.integers(0, 30), max_size=3)), max_size=5
)


@pytest.mark.usefixtures("_ways")
@settings(max_examples=40, derandomize=True, deadline=None)
@given(st.booleans(), st.lists(parts_on_data, max_size=8), updates_on_data)
def test_random_updates_with_literals_in_classes_leave_all_as_from_scratch(is_reflexive, beginning, steps):
    table = (*OWL2RL, *(rule for rule in TABLE if rule.name == "eq-ref")) if is_reflexive else OWL2RL
    twin = Twin(table)

    for added, places in [(beginning, []), *steps]:
        stated = list(twin.stated)
        retracted = [stated[place % len(stated)] for place in places] if stated else []
        twin.update([triple for part in added for triple in part], retracted)
        grounds, told = grounds_of(table, twin.stated), clashes(twin.updated.closure)
        assert {clash.rule for clash in told} == {clash.rule for clash in clashes(from_scratch(twin.stated, table))}
        for clash in told:
            check_clash(clash.inference, clash.steps, grounds)
        explainer = Explainer(twin.updated.closure)
        for triple in twin.updated.closure.inferred().tokens():
            check_proof(explainer.proof(triple), grounds)


def test_an_equality_that_is_stated_both_ways_is_retracted_at_once():
    twin = Twin(OWL2RL)

    twin.update(words("A = B", "B = A"))
    twin.update(retracted=words("A = B", "B = A"))


def test_what_falls_is_told_though_its_subject_gets_another_name_in_the_same_step():
    twin = Twin(OWL2RL)

    twin.update(words("A sub B", "B sub C", "D = E"))
    twin.update(added=words("A = D"), retracted=words("B sub C"))


def test_equality_with_a_literal_is_told_where_it_is_stated():
    twin = Twin(OWL2RL)
    functional = "<http://www.w3.org/2002/07/owl#FunctionalProperty>"
    one = ("<https://coop.example/n>", SAME_AS, '"one"')

    twin.update([("<https://coop.example/q>", RDF_TYPE, functional), *words("x q n")])
    twin.update([("<https://coop.example/x>", "<https://coop.example/q>", '"one"')])
    twin.update([one])
    twin.update(retracted=[one])


def words(*statements):
    known = {"a": RDF_TYPE, "=": SAME_AS, "sub": SUB_CLASS, "Class": CLASS}
    return [tuple(known.get(word, f"<https://coop.example/{word}>") for word in line.split()) for line in statements]


def test_what_is_stated_no_longer_and_follows_from_a_new_name_in_the_same_update_has_not_changed():
    twin = Twin(OWL2RL)
    twin.update(words("x p i", "x p j", "j a C"))

    twin.update(words("i = j"), words("x p j"))


def test_a_thing_that_is_said_to_be_itself_when_it_gets_another_name():
    twin = Twin(OWL2RL)

    twin.update(words("A = B"))
    twin.update(words("A = A", "A = C"))
    twin.update(retracted=words("A = A", "A = B"))


def test_what_a_class_with_one_name_says_of_itself_is_told_when_it_has_two():
    twin = Twin(OWL2RL)

    twin.update(words("A sub B", "B sub A", "C sub C"))
    twin.update(words("A = A2", "C = C2"))
    twin.update(retracted=words("A = A2"))
    twin.update(retracted=words("C sub C"))


@pytest.mark.parametrize(
    "terms",
    [
        ("<https://coop.example/a>", "<https://coop.example/p>"),
        (
            "<https://coop.example/a>",
            "<https://coop.example/p>",
            "<https://coop.example/b>",
            "<https://coop.example/g>",
        ),
        ("<https://coop.example/a b>", "<https://coop.example/p>", "<https://coop.example/b>"),
        ("<a>", "<https://coop.example/p>", "<https://coop.example/b>"),
        ("<https://coop.example/a>", "_:p", "<https://coop.example/b>"),
        ('"a"', "<https://coop.example/p>", "<https://coop.example/b>"),
        ("<https://coop.example/a>", "<https://coop.example/p>", '"x"@en--'),
        ("<https://coop.example/a>", "<https://coop.example/p>", '"x"^^<no iri>'),
    ],
)
def test_what_is_no_triple_is_refused_and_changes_nothing(terms):
    updated = Incremental(from_scratch(words("A sub B"), OWL2RL), OWL2RL)

    with pytest.raises(ValueError):  # noqa: PT011  (each has its own text)
        updated.update(added=[*words("B sub C"), terms])

    assert set(updated.closure.triples().tokens()) == set(words("A sub B"))


def test_a_literal_is_the_same_however_it_is_spelled():
    updated = Incremental(from_scratch([], OWL2RL), OWL2RL)
    spelled = [("<https://coop.example/a>", "<https://coop.example/p>", text) for text in ('"caf\\u00e9"', '"café"')]

    updated.add(spelled[:1])
    updated.retract(spelled[1:])

    assert len(updated.closure) == 0


def test_names_that_rules_learn_of_late_are_represented():
    twin = Twin((*OWL2RL, *RULES_THAT_FILTER))
    functional = "<http://www.w3.org/2002/07/owl#FunctionalProperty>"
    fun = [("<https://coop.example/q>", RDF_TYPE, functional)]

    twin.update(fun + words("z q C", "z q D", "i a C", "j a D", "C sub E", "D sub F"))

    told = set(twin.updated.closure.triples().tokens())
    assert set(words("i a F", "j a E")) <= told


def test_many_names_that_come_together_and_part_again():
    twin = Twin(OWL2RL)
    stars = [[f"{hub} = {hub}{number}" for number in range(12)] for hub in ("A", "p", "C")]
    twin.update(words("A1 p B", "B p2 A5", "A3 a C4", "p2 sub q", *stars[0], *stars[1]))

    twin.update(words(*stars[2], "B = B1", "A = B"))
    twin.update(words("A7 p3 A8"), words(*stars[0][:9], "A = B"))
    twin.update(words("A2 = A3"), words(*stars[1], *stars[2][2:6]))
    twin.update(retracted=list(twin.stated))


def test_a_rule_with_a_very_long_body_costs_no_more_than_its_triples():
    """Every pattern is met by every triple: one by one that would be 14 times 14 times 14 … ways."""
    body = " . ".join(f"?x e:p ?a{number}" for number in range(14))
    rule = parse_user_rule(f"PREFIX e: <https://coop.example/> CONSTRUCT {{ ?x e:q e:o }} WHERE {{ {body} }}", "long")
    twin = Twin((*OWL2RL, rule))
    said = words(*(f"x p v{number}" for number in range(14)))

    twin.update(said)
    twin.update(retracted=said[:5])
    (concluded,) = words("x q o")
    assert len(explain(twin.updated.closure, concluded).stated()) == 1
    twin.update(retracted=said)
