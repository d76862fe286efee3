"""What a watch may overlook: nothing. And that it does not cry at everything."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.ontologies import axioms, axioms_on_values, data_axioms_of, data_facts_of, encoded, facts, facts_on_values

from coopkg.errors import OntologyError
from coopkg.rdf.vocabulary import OWL, XSD
from coopkg.reasoning.columns import ColumnsEngine
from coopkg.reasoning.consistency import clashes
from coopkg.reasoning.incremental import Incremental
from coopkg.reasoning.owl2rl import OWL2RL, RDF_FIRST, RDF_NIL, RDF_REST, RDF_TYPE, SAME_AS, SUB_CLASS

E = "https://coop.example/"
TERMS = {"type": RDF_TYPE, "=": SAME_AS, "sub": SUB_CLASS, "first": RDF_FIRST, "rest": RDF_REST, "nil": RDF_NIL}


def words(*lines):
    def token(word):
        if word.startswith('"'):
            return word
        return f"<{OWL[word[4:]]}>" if word.startswith("owl:") else TERMS.get(word, f"<{E}{word}>")

    return [tuple(map(token, line.split())) for line in lines]


def disjoint(kind, *members):
    lists = [
        line
        for number, each in enumerate(members)
        for line in (f"l{number} first {each}", f"l{number} rest l{number + 1}")
    ]
    lists[-1] = f"l{len(members) - 1} rest nil"
    return ["all type owl:" + kind, "all owl:members l0", *lists]


def begun(*lines):
    closure = ColumnsEngine().closure(encoded(words(*lines)), OWL2RL)
    assert not clashes(closure)
    return Incremental(closure, OWL2RL)


INTEGER = f"^^<{XSD['integer']}>"


@pytest.mark.parametrize(
    ("before", "added"),
    [
        (["C owl:disjointWith D", "x type C"], ["x type D"]),
        (["C owl:disjointWith D", "B sub D", "x type C"], ["x type B"]),
        (["C owl:disjointWith D", "x type C", "y type D"], ["x = y"]),
        (["x type C", "x type D"], ["C owl:disjointWith D"]),
        (["x owl:differentFrom y"], ["x = y"]),
        (["p owl:propertyDisjointWith q", "x p y"], ["x q y"]),
        (["p owl:propertyDisjointWith q", "x p y"], ["z q y", "z = x"]),
        ([*disjoint("AllDisjointClasses", "C", "D", "F"), "x type C"], ["x type F"]),
        ([*disjoint("AllDisjointClasses", "C", "D", "F"), "x type C", "y type D"], ["x = y"]),
        ([*disjoint("AllDisjointClasses", "C", "D", "F"), "x type C", "B type owl:Class"], ["x type B", "B = D"]),
        ([*disjoint("AllDisjointProperties", "p", "q", "r"), "x p y"], ["x r y"]),
        ([*disjoint("AllDisjointProperties", "p", "q"), f'x p "1"{INTEGER}'], [f'x q "01"{INTEGER}']),
        ([*disjoint("AllDifferent", "x", "y", "z")], ["z = x"]),
        (["p type owl:FunctionalProperty", f'x p "1"{INTEGER}'], [f'x p "2"{INTEGER}']),
        (["x type owl:Thing"], ["x type owl:Nothing"]),
    ],
)
def test_a_contradiction_is_seen_when_it_comes(before, added):
    incremental = begun(*before)

    incremental.update(words(*added))

    assert incremental.may_be_inconsistent()
    assert clashes(incremental.closure)


@pytest.mark.parametrize(
    ("before", "added"),
    [
        ([*disjoint("AllDisjointClasses", "C", "D"), "x type C"], ["y type D"]),
        ([*disjoint("AllDisjointClasses", "C", "D"), "x type C"], ["x = y", "y type B"]),
        (["C owl:disjointWith D", "B sub C", "x type C"], ["x type B", "y type D", "y p x"]),
        (["p owl:propertyDisjointWith q", "x p y"], ["y q x", 'x q "y"']),
        ([*disjoint("AllDifferent", "x", "y", "z")], ["x type C"]),
    ],
)
def test_what_contradicts_nothing_needs_no_second_look(before, added):
    incremental = begun(*before)
    incremental.update()
    incremental.may_be_inconsistent()

    incremental.update(words(*added))

    assert not incremental.may_be_inconsistent()


def test_a_literal_that_nothing_had_any_more_contradicts_when_it_comes_back():
    integer = f"<{XSD['integer']}>"
    incremental = begun(f'x p "1"{INTEGER}')
    incremental.update(retracted=words(f'x p "1"{INTEGER}'))
    incremental.update([(integer, f"<{OWL['disjointWith']}>", f"<{XSD['decimal']}>")])
    assert not clashes(incremental.closure)
    incremental.may_be_inconsistent()

    incremental.update(words(f'x p "1"{INTEGER}'))

    assert incremental.may_be_inconsistent() >= bool(clashes(incremental.closure))


VALUES = ['"1"' + INTEGER, '"2"' + INTEGER, '"a"', '"b"' + INTEGER]
literals = st.sampled_from(VALUES)
parts = st.one_of(
    axioms, facts, facts, axioms_on_values, facts_on_values, data_axioms_of(literals), data_facts_of(literals)
)
updates = st.lists(st.tuples(st.lists(parts, max_size=3), st.lists(st.integers(0, 30), max_size=2)), max_size=7)


@settings(max_examples=60, derandomize=True, deadline=None)
@given(updates)
def test_no_contradiction_of_random_updates_is_overlooked(steps):
    incremental, stated = begun(), {}
    for added, places in steps:
        gone = {list(stated)[place % len(stated)] for place in places} if stated else set()
        came = {triple: None for part in added for triple in part}
        try:
            incremental.update(came, gone)
        except OntologyError:
            incremental.may_be_inconsistent()
            continue
        is_seen, found = incremental.may_be_inconsistent(), clashes(incremental.closure)
        assert is_seen or not found
        if found:
            incremental.update(
                [each for each in gone if each not in came], [each for each in came if each not in stated]
            )
            incremental.may_be_inconsistent()
        else:
            stated = {each: None for each in stated if each not in gone} | came
