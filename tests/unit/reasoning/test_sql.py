"""Rules as SQL: what is grouped, passed over, put together. That closures come of it, `test_spark` shows."""

from dataclasses import replace

from coopkg.rdf.dictionary import FIRST_LITERAL, Dictionary
from coopkg.reasoning.conclusions import unspoken
from coopkg.reasoning.joins import Pattern
from coopkg.reasoning.owl2rl import OWL2RL, SAME_AS
from coopkg.reasoning.specialize import SpecializedRule
from coopkg.reasoning.sql import Conclusion, candidates, conclusions_of, novel, queries, shapes_of
from coopkg.reasoning.unary import composed, split

RULES_OUT = unspoken(DICTIONARY := Dictionary(), OWL2RL)
TYPE, SAME = RULES_OUT.type_id, DICTIONARY.encode(SAME_AS)
P, Q, R, BODY, AGENT = (DICTIONARY.encode(f"<https://coop.example/{name}>") for name in ("p", "q", "r", "B", "A"))
ONE = DICTIONARY.encode('"one"')


def implies(body, head, **settings):
    return SpecializedRule("rule", tuple(Pattern(*each) for each in body), (Pattern(*head),), **settings)


def chain(first, second, third):
    return implies([("?0", first, "?1"), ("?1", second, "?2")], ("?0", third, "?2"))


def test_rules_that_differ_in_constants_only_are_one_shape():
    (shape,) = shapes_of(conclusions_of([chain(P, Q, R), chain(P, P, P)]), TYPE)

    # The first property is the same in both: it needs no column.
    assert shape.form.body == (Pattern("?0", P, "?1"), Pattern("?1", "$0", "?2"))
    assert shape.form.told == ("?0", "$1", "?2")
    assert shape.constants == ((Q, R), (P, P))


def test_patterns_of_instances_and_of_properties_are_different_shapes():
    rules = [implies([("?0", TYPE, BODY)], ("?0", TYPE, AGENT)), implies([("?0", P, BODY)], ("?0", TYPE, AGENT))]

    assert len(shapes_of(conclusions_of(rules), TYPE)) == 2


def test_a_query_reads_what_is_new_at_one_place_and_everything_at_the_other():
    everything = {(None, None): 9, (P, None): 4, (Q, None): 5}

    first, second = queries(shapes_of(conclusions_of([chain(P, Q, R)]), TYPE), everything.copy(), everything, TYPE)

    assert f"FROM D x WHERE x.p = {P}" in first
    assert f"FROM T x WHERE x.p = {Q}" in first
    assert f"FROM T x WHERE x.p = {P}" in second
    assert f"FROM D x WHERE x.p = {Q}" in second


def test_rules_that_find_nothing_to_read_are_passed_over():
    shapes = shapes_of(conclusions_of([chain(P, Q, R), chain(P, R, Q)]), TYPE)
    everything = {(None, None): 9, (P, None): 4, (Q, None): 5}

    (query,) = queries(shapes, {(None, None): 1, (Q, None): 1}, everything, TYPE)

    # Of the two rules only one has something new to read, and its constants alone are sent.
    assert f"(VALUES ({Q}, {R}))" in query


def test_where_all_is_new_one_query_is_enough():
    everything = {(None, None): 9, (P, None): 4, (Q, None): 5}

    (query,) = queries(shapes_of(conclusions_of([chain(P, Q, R)]), TYPE), everything, everything, TYPE)

    assert " D " not in query


def test_one_small_table_is_named_for_sending():
    everything = {(None, None): 2_000_000, (P, None): 1_999_000, (Q, None): 1_000}

    (query,) = queries(shapes_of(conclusions_of([chain(P, Q, R)]), TYPE), everything, everything, TYPE)

    assert "/*+ BROADCAST(a1) */" in query


def test_what_is_left_unspoken_is_left_out_of_the_candidates():
    query = candidates(["SELECT s, p, o FROM D"], RULES_OUT)

    assert f"(c.s < {FIRST_LITERAL} OR c.p <> {TYPE})" in query
    assert f"NOT (c.p = {SAME} AND c.s >= {FIRST_LITERAL})" in query
    assert f"c.o = {RULES_OUT.thing}" in query
    assert "NOT EXISTS (SELECT 1 FROM T t" in novel("C")


def heads_of(*rules):
    simple, others = split(conclusions_of(rules), TYPE)
    assert others == []
    return {(each.body[0].slots, each.told, each.filters, each.resources) for each in composed(simple, RULES_OUT)}


def test_rules_with_one_pattern_are_put_together():
    found = heads_of(
        implies([("?0", P, "?1")], ("?0", Q, "?1")),
        implies([("?0", Q, "?1")], ("?0", TYPE, BODY)),
        implies([("?0", TYPE, BODY)], ("?0", TYPE, AGENT)),
    )

    assert (("?0", P, "?1"), ("?0", TYPE, AGENT), (), ()) in found
    assert len(found) == 6


def test_what_leads_through_a_literal_as_subject_asks_for_no_resource():
    found = heads_of(
        implies([("?0", P, "?1")], ("?1", Q, "?0")),
        implies([("?0", Q, "?1")], ("?1", R, "?0")),
    )

    assert (("?0", P, "?1"), ("?0", R, "?1"), (), ()) in found


def test_a_class_that_leads_nowhere_asks_for_a_resource():
    ranges = [implies([("?0", P, "?1")], ("?1", TYPE, each)) for each in (BODY, AGENT)]
    simple, _ = split(conclusions_of(ranges), TYPE)

    found = composed(simple, replace(RULES_OUT, literal_classes=frozenset({AGENT})))

    assert {(each.told[2], each.resources) for each in found} == {(BODY, ("?1",)), (AGENT, ())}


def test_a_user_rule_asks_that_no_subject_is_a_literal():
    rule = implies([("?0", P, "?1"), ("?1", Q, "?2")], ("?2", R, "?0"), is_of_resources=True)

    (conclusion,) = conclusions_of([rule])

    assert conclusion.resources == ("?0", "?1", "?2")
    assert split([conclusion], TYPE) == ([], [conclusion])


def test_conditions_are_kept_and_a_way_with_less_of_them_makes_others_superfluous():
    found = heads_of(
        implies([("?0", P, "?1")], ("?0", Q, "?1"), filters=(("?0", "?1"),)),
        implies([("?0", Q, "?1")], ("?0", R, "?1")),
        implies([("?0", P, "?1")], ("?0", R, "?1")),
    )

    assert {each for each in found if each[0][1] == P} == {
        (("?0", P, "?1"), ("?0", Q, "?1"), (("?0", "?1"),), ()),
        (("?0", P, "?1"), ("?0", R, "?1"), (), ()),
    }


def test_equality_of_a_thing_with_itself_or_a_literal_leads_nowhere():
    assert heads_of(implies([("?0", P, "?1")], ("?0", SAME, "?0"))) == set()
    assert heads_of(implies([("?0", TYPE, BODY)], (ONE, SAME, "?0"))) == set()
    assert heads_of(implies([("?0", P, "?1")], ("?1", SAME, "?0"))) == {
        (("?0", P, "?1"), ("?1", SAME, "?0"), (("?0", "?1"),), ("?1",))
    }


def test_rules_of_one_pattern_that_ask_for_more_than_its_relation_are_not_put_together():
    conclusions = conclusions_of(
        [
            implies([("?0", P, AGENT)], ("?0", TYPE, BODY)),
            implies([("?0", P, "?0")], ("?0", TYPE, BODY)),
            implies([("?0", TYPE, "?1")], ("?0", Q, "?1")),
            implies([("?0", P, "?1")], ("?0", TYPE, "?1")),
        ]
    )

    simple, others = split(conclusions, TYPE)

    assert simple == []
    assert others == conclusions


def test_a_circle_of_rules_ends():
    found = heads_of(
        implies([("?0", P, "?1")], ("?1", P, "?0")),
        implies([("?0", P, "?1")], ("?0", Q, "?1")),
        implies([("?0", Q, "?1")], ("?0", P, "?1")),
    )

    assert Conclusion((Pattern("?0", P, "?1"),), ("?0", Q, "?1")).told in {each[1] for each in found}
    assert len(found) == 6
