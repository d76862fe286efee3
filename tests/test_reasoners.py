"""Every engine on every case of `tests/rules/`, and the engines against each other on random ontologies and data.

A case is a folder: `given.nt`, `inferred.nt` (all that follows, reflexive and axiomatic triples aside), perhaps a user
rule in `rules.rq`, perhaps `on-request` with the names of rules that are evaluated only then, perhaps `inconsistent`
with the name of the rule that finds the contradiction, perhaps `owlrl-differs` with the reason why owlrl, the
reference, does not agree.
"""

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.ontologies import (
    CLASSES,
    DECLARATIONS,
    NUMBERS,
    PROPERTIES,
    SPELLINGS,
    THINGS,
    TYPED,
    axioms_on_values,
    data_axioms_of,
    data_facts_of,
    encoded,
    facts,
    facts_on_values,
    graphs,
    user_rules,
)

from coopkg.errors import InconsistencyError
from coopkg.ingest.inputs import read_data
from coopkg.mapping.dataset import quads_of
from coopkg.rdf.dictionary import Dictionary, read_triples
from coopkg.rdf.nquads import serialize_quads
from coopkg.rdf.vocabulary import DEFAULT_BASE, RDFS, XSD
from coopkg.reasoning.checker import check_clash, check_proof, grounds_of
from coopkg.reasoning.columns import ColumnsEngine
from coopkg.reasoning.consistency import check_consistency, clashes
from coopkg.reasoning.explain import Explainer, explain
from coopkg.reasoning.owl2rl import (
    FUNCTIONAL,
    INVERSE_OF,
    NOT_ROWS,
    ON_PROPERTY,
    OWL2RL,
    RANGE,
    RDF_TYPE,
    SAME_AS,
    SOME_VALUES,
    SUB_CLASS,
    TABLE,
)
from coopkg.reasoning.reference import OwlrlEngine
from coopkg.reasoning.rule_parser import parse_user_rule
from coopkg.reasoning.user_rules import read_user_rules
from coopkg.storage.files import read_quads

ROOT = Path(__file__).parent.parent
RULES = ROOT / "tests" / "rules"
CASES = sorted(path.parent for path in RULES.glob("*/*/given.nt"))
ENGINES = [ColumnsEngine(), OwlrlEngine()]


def closure_of(case, engine):
    asked = (case / "on-request").read_text(encoding="utf-8").split() if (case / "on-request").exists() else []
    rules = [*OWL2RL, *(rule for rule in TABLE if rule.is_on_request and rule.name in asked)]
    if (case / "rules.rq").exists():
        rules.append(parse_user_rule((case / "rules.rq").read_text(encoding="utf-8"), case.name))
    return engine.closure(read_triples((case / "given.nt").read_bytes(), Dictionary()), rules)


def expect_owlrl_to_differ(case, engine, request):
    if isinstance(engine, OwlrlEngine) and (case / "owlrl-differs").exists():
        reason = (case / "owlrl-differs").read_text(encoding="utf-8")
        request.applymarker(pytest.mark.xfail(reason=reason, strict=True))


@pytest.mark.parametrize("engine", ENGINES, ids=lambda engine: type(engine).__name__)
@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.parent.name}/{case.name}")
def test_engine_infers_what_the_case_expects(case, engine, request):
    expect_owlrl_to_differ(case, engine, request)

    closure = closure_of(case, engine)

    expected = read_triples((case / "inferred.nt").read_bytes(), Dictionary())
    assert set(closure.inferred().tokens()) == set(expected.tokens())
    if (case / "inconsistent").exists():
        with pytest.raises(InconsistencyError):
            check_consistency(closure)
    else:
        check_consistency(closure)


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.parent.name}/{case.name}")
def test_contradictions_are_found_by_the_rule_that_the_case_names(case):
    marker = case / "inconsistent"

    found = {clash.rule for clash in clashes(closure_of(case, ColumnsEngine()))}

    assert marker.read_text(encoding="utf-8").strip() in found if marker.exists() else not found


def assert_stamps_fall(proof, closure):
    for step in proof.steps:
        stamps = [closure.stamp(proof.steps[number].triple) for number in step.grounds]
        # What is the same under other names is as old as that.
        is_equality = step.inference is not None and step.inference.rule.startswith("eq-")
        assert max(stamps, default=-1) < closure.stamp(step.triple) + is_equality


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.parent.name}/{case.name}")
def test_each_inferred_triple_has_a_proof_whose_premises_are_older(case):
    closure = closure_of(case, ColumnsEngine())

    for triple in closure.inferred().tokens():
        assert_stamps_fall(explain(closure, triple), closure)


def test_every_rule_of_the_table_has_a_case_or_says_why_it_is_no_rule():
    covered = {case.parent.name for case in CASES}

    assert {rule.name for rule in TABLE} <= covered
    assert covered <= {rule.name for rule in TABLE} | NOT_ROWS.keys() | {"user-rule", "cooperation"}


@settings(max_examples=60, derandomize=True, deadline=None)
@given(graphs)
def test_columns_infer_what_owlrl_infers_from_any_ontology_and_data(triples):
    columns = ColumnsEngine().closure(encoded(triples), OWL2RL)
    owlrl = OwlrlEngine().closure(encoded(triples), OWL2RL)

    assert set(columns.inferred().tokens()) == set(owlrl.inferred().tokens())


@settings(max_examples=100, derandomize=True, deadline=None)
@given(graphs)
def test_every_conclusion_from_any_ontology_and_data_has_a_proof(triples):
    closure, grounds = ColumnsEngine().closure(encoded(triples), OWL2RL), grounds_of(OWL2RL, triples)

    explainer = Explainer(closure)
    for triple in closure.inferred().tokens():
        proof = explainer.proof(triple)
        assert_stamps_fall(proof, closure)
        check_proof(proof, grounds)
    for clash in clashes(closure):
        check_clash(clash.inference, clash.steps, grounds)


#: What values a datatype has, and that a functional property has one, owlrl does not look at.
BY_VALUE = {"dt-not-type", "prp-fp", "prp-ifp", "prp-key", "cls-maxc2", "eq-diff1"}
OF_DATATYPES = f"<{XSD}", f"<{RDFS['Literal']}>", f"<{RDFS['Datatype']}>"


def without_datatypes(triples):
    """What is said beside datatypes: owlrl knows other relations between them, and takes what is a literal for one."""
    told = {each for each in triples if not each[0].startswith(OF_DATATYPES)}
    return {each for each in told if not each[2].startswith(OF_DATATYPES)}


@settings(max_examples=60, derandomize=True, deadline=None)
@given(
    st.lists(data_axioms_of(st.sampled_from(NUMBERS)), max_size=9),
    st.lists(data_facts_of(st.sampled_from(NUMBERS)), max_size=7),
)
def test_columns_infer_and_contradict_what_owlrl_does_where_literals_are_in_classes(axioms, facts):
    triples = [*DECLARATIONS, *(triple for part in (*axioms, *facts) for triple in part)]

    columns, owlrl = (engine.closure(encoded(triples), OWL2RL) for engine in ENGINES)

    told = clashes(columns)
    if told:
        # Of a class that is listed twice owlrl does not say that it is disjoint with itself.
        assert owlrl.complaints or {clash.rule for clash in told} <= BY_VALUE | {"cax-adc"}
    else:
        assert not owlrl.complaints
        inferred, expected = (without_datatypes(each.inferred().tokens()) for each in (columns, owlrl))
        assert inferred == expected


@settings(max_examples=100, derandomize=True, deadline=None)
@given(
    st.lists(data_axioms_of(st.sampled_from(SPELLINGS)), max_size=9),
    st.lists(data_facts_of(st.sampled_from(SPELLINGS)), max_size=7),
)
def test_what_rests_on_a_literal_in_a_class_has_a_proof_and_the_literal_is_not_told(axioms, facts):
    triples = [triple for part in (*axioms, *facts) for triple in part]
    closure, grounds = ColumnsEngine().closure(encoded(triples), OWL2RL), grounds_of(OWL2RL, triples)

    explainer = Explainer(closure)
    for triple in closure.inferred().tokens():
        assert not triple[0].startswith('"')
        proof = explainer.proof(triple)
        assert_stamps_fall(proof, closure)
        check_proof(proof, grounds)
    for clash in clashes(closure):
        check_clash(clash.inference, clash.steps, grounds)


def test_a_proof_shows_what_the_literal_is():
    adult, age = f"<{XSD['integer']}>", PROPERTIES[0]
    axioms = [(CLASSES[0], SOME_VALUES, adult), (CLASSES[0], ON_PROPERTY, age)]
    forty = f'"40"^^{adult}'

    proof = explain(
        ColumnsEngine().closure(encoded([*axioms, (THINGS[0], age, forty)]), OWL2RL), (THINGS[0], RDF_TYPE, CLASSES[0])
    )

    assert f"{forty} a xsd:integer  [dt-type2]" in proof.text()
    assert {"id": 2, "triple": [forty, RDF_TYPE, adult], "rule": "dt-type2"}.items() <= proof.as_dict()["steps"][
        1
    ].items()


def test_literals_are_put_into_no_class_that_leads_nowhere():
    axioms = [(PROPERTIES[0], RANGE, f"<{XSD['integer']}>"), (f"<{XSD['integer']}>", SUB_CLASS, CLASSES[0])]
    facts = [(THINGS[0], PROPERTIES[0], TYPED[0])]

    closure = ColumnsEngine().closure(encoded([*axioms, *facts]), OWL2RL)

    assert len(closure.relations) == len(closure)
    assert closure.count_stated() == 3


def test_user_rules_know_nothing_of_literals_as_subjects():
    axioms = [(PROPERTIES[0], INVERSE_OF, PROPERTIES[1]), (CLASSES[0], SOME_VALUES, f"<{XSD['integer']}>")]
    rule = parse_user_rule(f"CONSTRUCT {{ ?y {PROPERTIES[2]} ?x }} WHERE {{ ?x {PROPERTIES[1]} ?y }}", "rule")

    closure = ColumnsEngine().closure(encoded([*axioms, (THINGS[0], PROPERTIES[0], TYPED[0])]), [*OWL2RL, rule])

    assert set(closure.inferred().tokens()) == set()


def test_columns_infer_what_owlrl_infers_from_the_sample():
    inputs = read_data(ROOT / "data")
    quads = quads_of(inputs.facts, inputs.articles.values(), inputs.registry.entities.values(), DEFAULT_BASE)
    axioms = b"".join(read_quads(ROOT / "ontology" / name) for name in ("coopkg.ttl", "alignments.ttl"))
    stated = serialize_quads(quads).encode() + axioms
    rules = (*OWL2RL, *read_user_rules(ROOT / "ontology" / "rules"))

    columns, owlrl = (engine.closure(read_triples(stated, Dictionary()), rules) for engine in ENGINES)

    assert len(columns.inferred()) > 100
    assert set(columns.inferred().tokens()) == set(owlrl.inferred().tokens())
    assert set(columns.triples().tokens()) == set(owlrl.triples().tokens())
    check_consistency(columns)
    check_consistency(owlrl)


@settings(max_examples=60, derandomize=True, deadline=None)
@given(st.lists(facts, max_size=8), user_rules())
def test_columns_conclude_what_rdflib_constructs_by_any_user_rule(parts, text):
    triples = [triple for part in parts for triple in part]
    rules = [*OWL2RL, parse_user_rule(text, "rule")]

    columns, owlrl = (engine.closure(encoded(triples), rules) for engine in ENGINES)

    assert set(columns.inferred().tokens()) == set(owlrl.inferred().tokens())


@settings(max_examples=30, derandomize=True, deadline=None)
@given(st.lists(facts, max_size=8), user_rules(min_size=3, max_size=3))
def test_columns_conclude_what_rdflib_constructs_by_any_user_rule_of_three_patterns(parts, text):
    triples = [triple for part in parts for triple in part]
    rules = [*OWL2RL, parse_user_rule(text, "rule")]

    columns, owlrl = (engine.closure(encoded(triples), rules) for engine in ENGINES)

    assert set(columns.inferred().tokens()) == set(owlrl.inferred().tokens())


def test_patterns_that_share_nothing_with_the_conclusion_are_asked_once():
    # Crossed with each other, and for each of them, they would be 10^12 rows.
    text = "CONSTRUCT { ?x <urn:q> ?x } WHERE { ?x <urn:p> ?y . ?z <urn:r> ?u . ?v ?w ?t }"
    triples = [(f"<urn:a{number}>", f"<urn:{name}>", f"<urn:b{number}>") for number in range(10_000) for name in "pr"]

    found = ColumnsEngine().closure(encoded(triples), [parse_user_rule(text, "rule")])

    assert len(found.inferred()) == 10_000


@settings(max_examples=100, derandomize=True, deadline=None)
@given(st.lists(axioms_on_values, max_size=6), st.lists(facts_on_values, max_size=8))
def test_what_follows_from_values_has_a_proof_and_no_literal_as_subject(axioms, facts):
    triples = [triple for part in (*axioms, *facts) for triple in part]
    closure, grounds = ColumnsEngine().closure(encoded(triples), OWL2RL), grounds_of(OWL2RL, triples)

    explainer = Explainer(closure)
    for triple in closure.inferred().tokens():
        assert not triple[0].startswith('"')
        assert triple[1] != SAME_AS or not triple[2].startswith('"')
        proof = explainer.proof(triple)
        assert_stamps_fall(proof, closure)
        check_proof(proof, grounds)
    for clash in clashes(closure):
        check_clash(clash.inference, clash.steps, grounds)


def respelled(triples):
    """The same triples, each value in one spelling."""
    one = dict.fromkeys(TYPED[:3], TYPED[0])
    return {tuple(one.get(term, term) for term in triple) for triple in triples}


@settings(max_examples=100, derandomize=True, deadline=None)
@given(st.lists(axioms_on_values, max_size=6), st.lists(facts_on_values, max_size=8))
def test_spelling_makes_no_difference_to_what_follows(axioms, facts):
    triples = [triple for part in (*axioms, *facts) for triple in part]

    spelled, alike = (ColumnsEngine().closure(encoded(each), OWL2RL) for each in (triples, sorted(respelled(triples))))

    assert respelled(spelled.triples().tokens()) == set(alike.triples().tokens())
    assert bool(clashes(spelled)) == bool(clashes(alike))


def test_user_rules_alone_know_no_datatypes():
    triples = [(THINGS[0], PROPERTIES[0], TYPED[4]), (THINGS[0], SAME_AS, TYPED[0])]
    rule = parse_user_rule(f"CONSTRUCT {{ ?x {PROPERTIES[1]} ?y }} WHERE {{ ?x {PROPERTIES[0]} ?y }}", "rule")

    closure = ColumnsEngine().closure(encoded(triples), [rule])

    assert set(closure.inferred().tokens()) == {(THINGS[0], PROPERTIES[1], TYPED[4])}
    assert clashes(closure) == ()


def test_triple_terms_have_no_value_and_contradict_nothing():
    others = [f"<<( {THINGS[0]} {PROPERTIES[0]} {number} )>>" for number in TYPED[:2]]
    triples = [(THINGS[0], PROPERTIES[0], other) for other in others]
    axioms = [(PROPERTIES[0], RANGE, f"<{XSD['integer']}>"), (PROPERTIES[0], RDF_TYPE, FUNCTIONAL)]

    closure = ColumnsEngine().closure(encoded([*axioms, *triples]), OWL2RL)

    assert clashes(closure) == ()
