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

from coopkg.errors import InconsistencyError
from coopkg.ingest.inputs import read_data
from coopkg.mapping.dataset import quads_of
from coopkg.rdf.dictionary import Dictionary, read_triples
from coopkg.rdf.nquads import serialize_quads
from coopkg.rdf.vocabulary import DEFAULT_BASE, XSD
from coopkg.reasoning.checker import check_clash, check_proof, grounds_of
from coopkg.reasoning.columns import ColumnsEngine
from coopkg.reasoning.consistency import check_consistency, clashes
from coopkg.reasoning.explain import Explainer, explain
from coopkg.reasoning.owl2rl import (
    ALL_VALUES,
    CHAIN,
    CLASS,
    DISJOINT_CLASS,
    DOMAIN,
    EQUIVALENT_CLASS,
    EQUIVALENT_PROPERTY,
    FUNCTIONAL,
    HAS_KEY,
    HAS_VALUE,
    INTERSECTION,
    INVERSE_FUNCTIONAL,
    INVERSE_OF,
    MAX,
    NOT_ROWS,
    OBJECT_PROPERTY,
    ON_PROPERTY,
    ONE,
    ONE_OF,
    OWL2RL,
    RANGE,
    RDF_FIRST,
    RDF_NIL,
    RDF_REST,
    RDF_TYPE,
    SAME_AS,
    SOME_VALUES,
    SUB_CLASS,
    SUB_PROPERTY,
    SYMMETRIC,
    TABLE,
    TRANSITIVE,
    UNION,
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


CLASSES = [f"<https://coop.example/C{number}>" for number in range(5)]
PROPERTIES = [f"<https://coop.example/p{number}>" for number in range(4)]
THINGS = [f"<https://coop.example/i{number}>" for number in range(6)]
RESTRICTIONS = [f"<https://coop.example/R{number}>" for number in range(4)]
VALUES = [*THINGS, '"one"', '"một"@vi']
PROPERTY_KINDS = [TRANSITIVE, SYMMETRIC, FUNCTIONAL, INVERSE_FUNCTIONAL]

classes = st.sampled_from([*CLASSES, *RESTRICTIONS])
properties = st.sampled_from(PROPERTIES)
things = st.sampled_from(THINGS)


def triples_of(subjects, predicates, objects):
    """One triple, as a list."""
    return st.tuples(subjects, predicates, objects).map(lambda triple: [triple])


def lists_of(subjects, predicate, members):
    """A triple whose object is an rdf:List of two or three members, and the list."""

    def spelled(drawn):
        subject, elements, number = drawn
        nodes = [f"<https://coop.example/list{number}-{place}>" for place in range(len(elements))]
        cells = zip(nodes, elements, [*nodes[1:], RDF_NIL], strict=True)
        return [
            (subject, predicate, nodes[0]),
            *(part for node, element, rest in cells for part in ((node, RDF_FIRST, element), (node, RDF_REST, rest))),
        ]

    numbers = st.uuids(version=4)
    return st.tuples(subjects, st.lists(members, min_size=2, max_size=3), numbers).map(spelled)


restrictions = st.one_of(
    triples_of(st.sampled_from(RESTRICTIONS), st.sampled_from([SOME_VALUES, ALL_VALUES]), classes),
    triples_of(st.sampled_from(RESTRICTIONS), st.just(HAS_VALUE), things),
    triples_of(st.sampled_from(RESTRICTIONS), st.just(MAX), st.just(ONE)),
    triples_of(st.sampled_from(RESTRICTIONS), st.just(ON_PROPERTY), properties),
)
axioms = st.one_of(
    triples_of(classes, st.sampled_from([SUB_CLASS, EQUIVALENT_CLASS, DISJOINT_CLASS]), classes),
    triples_of(properties, st.sampled_from([SUB_PROPERTY, EQUIVALENT_PROPERTY, INVERSE_OF]), properties),
    triples_of(properties, st.sampled_from([DOMAIN, RANGE]), classes),
    triples_of(properties, st.just(RDF_TYPE), st.sampled_from(PROPERTY_KINDS)),
    lists_of(properties, CHAIN, properties),
    lists_of(classes, INTERSECTION, classes),
    lists_of(classes, UNION, classes),
    lists_of(classes, ONE_OF, things),
    restrictions,
    restrictions,
    triples_of(classes, st.just(SAME_AS), classes),
    triples_of(properties, st.just(SAME_AS), properties),
)
facts = st.one_of(
    triples_of(things, st.just(RDF_TYPE), classes),
    triples_of(things, properties, st.sampled_from(VALUES)),
    triples_of(things, properties, things),
    triples_of(things, st.just(SAME_AS), things),
)
DECLARATIONS = [(each, RDF_TYPE, CLASS) for each in [*CLASSES, *RESTRICTIONS]] + [
    (each, RDF_TYPE, OBJECT_PROPERTY) for each in PROPERTIES
]
graphs = st.tuples(st.lists(axioms, max_size=8), st.lists(facts, max_size=8)).map(
    lambda drawn: [*DECLARATIONS, *(triple for parts in drawn for part in parts for triple in part)]
)


def encoded(triples):
    lines = "".join(f"{' '.join(triple)} .\n" for triple in triples)
    return read_triples(lines.encode(), Dictionary())


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


VARIABLES = ["?x", "?y", "?z"]
patterns = st.tuples(
    st.sampled_from([*VARIABLES, *THINGS[:2]]),
    st.sampled_from([*VARIABLES, *PROPERTIES, "a"]),
    st.sampled_from([*VARIABLES, *THINGS[:2], *CLASSES[:2]]),
)
filters = st.sampled_from(["", "FILTER(?x != ?y)", f"FILTER(?x != {THINGS[0]})"])


@st.composite
def user_rules(draw, min_size=1, max_size=2):
    body = draw(st.lists(patterns, min_size=min_size, max_size=max_size))
    bound = sorted({term for pattern in body for term in pattern if term.startswith("?")})
    # Nothing is concluded about properties: what follows if owl:sameAs is something else, reflexive triples would show.
    told = sorted(set(bound) - {pattern[1] for pattern in body})
    terms = st.sampled_from([*told, *THINGS[:2]])
    head = draw(st.tuples(terms, st.sampled_from(PROPERTIES), terms))
    condition = draw(filters)
    is_usable = all(variable in bound for variable in VARIABLES[:2] if variable in condition)
    where = " . ".join(map(" ".join, body)) + (f" {condition}" if is_usable else "")
    return f"CONSTRUCT {{ {' '.join(head)} }} WHERE {{ {where} }}"


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


# Spellings of few values, so that equal, different and ill-typed ones meet.
TYPED = [
    f'"{lexical}"^^<{XSD[name]}>' for lexical, name in [("1", "integer"), ("01", "integer"), ("1.0", "decimal")]
] + [f'"{lexical}"^^<{XSD[name]}>' for lexical, name in [("2", "byte"), ("two", "integer"), ("1", "boolean")]]
values = st.sampled_from([*TYPED, '"one"', *THINGS])
axioms_on_values = st.one_of(
    triples_of(properties, st.just(RDF_TYPE), st.sampled_from(PROPERTY_KINDS)),
    triples_of(properties, st.just(RANGE), st.just(f"<{XSD['integer']}>")),
    triples_of(st.sampled_from(RESTRICTIONS), st.just(HAS_VALUE), values),
    triples_of(st.sampled_from(RESTRICTIONS), st.just(ON_PROPERTY), properties),
    lists_of(classes, HAS_KEY, properties),
)
facts_on_values = st.one_of(
    triples_of(things, properties, values),
    triples_of(things, st.just(RDF_TYPE), classes),
    triples_of(things, st.just(SAME_AS), values),
)


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
