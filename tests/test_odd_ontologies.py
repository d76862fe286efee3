"""Ontologies that are odd, or far larger than any in use: a closure as defined, and no hang."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.ontologies import encoded

from coopkg.reasoning.checker import check_clash, check_proof, grounds_of
from coopkg.reasoning.closure import open_closure
from coopkg.reasoning.columns import closure
from coopkg.reasoning.consistency import clashes
from coopkg.reasoning.explain import explain
from coopkg.reasoning.incremental import Incremental
from coopkg.reasoning.owl2rl import (
    ALL_DIFFERENT,
    CHAIN,
    DISTINCT_MEMBERS,
    HAS_KEY,
    INTERSECTION,
    MEMBERS,
    OWL2RL,
    RDF_FIRST,
    RDF_NIL,
    RDF_REST,
    RDF_TYPE,
    SAME_AS,
    SUB_PROPERTY,
    TABLE,
    UNION,
)

PROPERTIES = "pqr"


def iri(name):
    return f"<https://coop.example/{name}>"


def as_list(name, members):
    """The cells of an rdf:List of these members, whose first node is `name` and 0."""
    nodes = [iri(f"{name}{number}") for number in range(len(members))]
    cells = zip(nodes, map(iri, members), [*nodes[1:], RDF_NIL], strict=True)
    return [part for node, first, rest in cells for part in ((node, RDF_FIRST, first), (node, RDF_REST, rest))]


def closed(triples, rules=OWL2RL):
    return closure(encoded(triples), rules)


def chain_axioms(chains):
    return [
        part
        for number, (name, members) in enumerate(chains)
        for part in ((iri(name), CHAIN, iri(f"l{number}-0")), *as_list(f"l{number}-", members))
    ]


def fixpoint(chains, edges):
    """The pairs of each property, closed under its chains one step after the other: the oracle."""
    found = {name: {(one, other) for each, one, other in edges if each == name} for name in PROPERTIES}
    while True:
        before = {name: set(pairs) for name, pairs in found.items()}
        for name, members in chains:
            paths = set(found[members[0]])
            for member in members[1:]:
                paths = {(one, end) for one, middle in paths for start, end in found[member] if middle == start}
            found[name] |= paths
        if found == before:
            return {(iri(one), iri(name), iri(other)) for name, pairs in found.items() for one, other in pairs}


def assert_as_by_fixpoint(chains, edges):
    stated = [*chain_axioms(chains), *((iri(one), iri(name), iri(other)) for name, one, other in edges)]

    found = {triple for triple in closed(stated).triples().tokens() if triple[1] in map(iri, PROPERTIES)}

    assert found == fixpoint(chains, edges)


PATH = [(PROPERTIES[number % 3], f"n{number}", f"n{number + 1}") for number in range(12)]
RING = [(name, f"n{number}", f"n{(number + 1) % 5}") for number in range(5) for name in PROPERTIES[:2]]


@pytest.mark.parametrize("edges", [PATH, RING, PATH + RING], ids=["path", "ring", "both"])
@pytest.mark.parametrize(
    "chains",
    [
        [("p", "pp")],
        [("p", "pqp")],
        [("p", "ppp"), ("p", "qr")],
        [("p", "qq"), ("q", "pp")],
        [("p", "qp"), ("q", "rq"), ("r", "pr")],
        [("p", "p")],
    ],
    ids=lambda chains: " ".join(f"{name}:={members}" for name, members in chains),
)
def test_a_chain_that_defines_itself_ends_at_the_least_fixpoint(chains, edges):
    assert_as_by_fixpoint(chains, edges)


names = st.sampled_from(PROPERTIES)
nodes = st.sampled_from([f"n{number}" for number in range(4)])


@settings(max_examples=60, derandomize=True, deadline=None)
@given(
    st.lists(st.tuples(names, st.lists(names, min_size=1, max_size=3).map("".join)), min_size=1, max_size=3),
    st.lists(st.tuples(names, nodes, nodes), max_size=8),
)
def test_any_chains_end_at_the_least_fixpoint(chains, edges):
    assert_as_by_fixpoint(chains, edges)


def long_chain(length, prefix="p"):
    members = [f"p{number}" for number in range(length)]
    steps = [(iri(f"n{number}"), iri(f"{prefix}{number}"), iri(f"n{number + 1}")) for number in range(length)]
    return [*chain_axioms([("q", members)]), *steps], (iri("n0"), iri("q"), iri(f"n{length}"))


@pytest.mark.parametrize("length", [1000, pytest.param(3000, marks=pytest.mark.long)])
def test_a_chain_of_very_many_properties_is_followed_and_proved(length):
    stated, conclusion = long_chain(length)

    found = closed(stated)

    assert list(found.inferred().tokens()) == [conclusion]
    check_proof(explain(found, conclusion), grounds_of(OWL2RL, stated))


def test_a_chain_of_very_many_properties_is_retracted_and_added_again():
    stated, conclusion = long_chain(1200)
    link = stated[-600]
    reasoner = Incremental(closed(stated), OWL2RL)

    reasoner.retract([link])
    assert reasoner.closure.stamp(conclusion) is None
    reasoner.add([link])

    assert reasoner.closure.stamp(conclusion)


def test_a_long_chain_whose_links_all_follow_in_one_round_is_followed_once():
    stated, conclusion = long_chain(400, prefix="s")
    stated += [(iri(f"s{number}"), SUB_PROPERTY, iri(f"p{number}")) for number in range(400)]

    found = closed(stated)

    assert found.stamp(conclusion)
    assert len(found.inferred()) == 401
    check_proof(explain(found, conclusion), grounds_of(OWL2RL, stated))


def test_an_intersection_of_very_many_classes_is_proved():
    classes = [f"C{number}" for number in range(1200)]
    stated = [(iri("A"), INTERSECTION, iri("l0")), *as_list("l", classes)]
    stated += [(iri("a"), RDF_TYPE, iri(name)) for name in classes]

    proof = explain(closed(stated), (iri("a"), RDF_TYPE, iri("A")))

    assert len(proof.conclusion.inference.premises) == 1200
    check_proof(proof, grounds_of(OWL2RL, stated))


def test_a_key_of_very_many_instances_compares_those_that_share_a_value():
    # Crossing the instances with each other would take 10^10 rows.
    stated = [(iri("C"), HAS_KEY, iri("l0")), *as_list("l", ["number"])]
    stated += [(iri(f"i{number}"), RDF_TYPE, iri("C")) for number in range(100_000)]
    stated += [(iri(f"i{number}"), iri("number"), iri(f"v{number // 2}")) for number in range(4)]
    stated += [(iri(f"j{number}"), iri("number"), iri(f"w{number}")) for number in range(100_001)]

    found = closed(stated)

    assert found.stamp((iri("i0"), SAME_AS, iri("i1")))
    assert found.stamp((iri("i0"), SAME_AS, iri("i2"))) is None


def all_different(members, predicate=DISTINCT_MEMBERS):
    return [
        (iri("axiom"), RDF_TYPE, ALL_DIFFERENT),
        (iri("axiom"), predicate, iri("l0")),
        *as_list("l", members),
    ]


MANY = [f"i{number}" for number in range(2000)]
#: The rules of equality stand for themselves where reflexive triples are asked for.
TABLES = [OWL2RL, (*OWL2RL, *(rule for rule in TABLE if rule.name == "eq-ref"))]


@pytest.mark.parametrize("rules", TABLES, ids=["representatives", "rules"])
@pytest.mark.parametrize("predicate", [MEMBERS, DISTINCT_MEMBERS])
def test_very_many_different_things_of_which_some_are_one_contradict(rules, predicate):
    same = [("i3", "i70"), ("i1999", "i70"), ("i5", "other"), ("other", "i6")]
    stated = [*all_different(MANY, predicate), *((iri(one), SAME_AS, iri(other)) for one, other in same)]

    found = closed(stated, rules)
    told = clashes(found)

    one_of = [("i3", "i70"), ("i3", "i1999"), ("i5", "i6"), ("i70", "i1999")]
    assert [clash.premises()[0].triple for clash in told] == [(iri(one), SAME_AS, iri(other)) for one, other in one_of]
    for clash in told:
        check_clash(clash.inference, clash.steps, grounds_of(rules, stated))


def test_very_many_different_things_make_one_rule_that_is_saved(tmp_path):
    stated = [*all_different(MANY), (iri("i1"), SAME_AS, iri("i2"))]
    found = closed(stated)

    found.save(tmp_path)

    assert [rule.name for rule in found.rules].count("eq-diff3") == 1
    assert clashes(open_closure(tmp_path)) == clashes(found)


def test_of_very_many_things_that_are_one_and_should_differ_ten_pairs_are_told_and_the_others_counted():
    stated = [*all_different(MANY[:200]), *((iri("i0"), SAME_AS, iri(name)) for name in MANY[1:200])]

    told = clashes(closed(stated))

    assert len(told) == 10
    assert told[-1].more == 200 * 199 // 2 - 10


def test_a_thing_that_is_listed_twice_differs_from_itself():
    stated = all_different(["a", "b", "a"])

    (clash,) = clashes(closed(stated))

    assert clash.premises() == ()
    check_clash(clash.inference, clash.steps, grounds_of(OWL2RL, stated))


def test_different_things_become_one_and_differ_again_as_triples_come_and_go():
    reasoner = Incremental(closed(all_different(["a", "b", "c"])), OWL2RL)
    same = iri("a"), SAME_AS, iri("c")

    reasoner.add([same])
    assert [clash.rule for clash in clashes(reasoner.closure)] == ["eq-diff3"]
    reasoner.retract([same])
    assert clashes(reasoner.closure) == ()

    # Another last member of the list is another axiom.
    last = iri("l2"), RDF_FIRST
    reasoner.update([same, (*last, iri("d"))], [(*last, iri("c"))])
    assert clashes(reasoner.closure) == ()


def test_lists_may_share_their_nodes_and_one_list_may_serve_two_axioms():
    stated = [
        *as_list("l", ["A", "B", "C"]),
        (iri("one"), UNION, iri("l0")),
        (iri("two"), UNION, iri("l1")),
        (iri("all"), INTERSECTION, iri("l1")),
        *((iri("x"), RDF_TYPE, iri(name)) for name in "BC"),
        (iri("y"), RDF_TYPE, iri("A")),
    ]

    found = set(closed(stated).inferred().tokens())

    told = [("x", "one"), ("x", "two"), ("x", "all"), ("y", "one")]
    assert {triple for triple in found if triple[1] == RDF_TYPE} == {(iri(x), RDF_TYPE, iri(c)) for x, c in told}
