import pytest

from coopkg.bench.rule_texts import (
    PlainRule,
    Vocabulary,
    jena_rules,
    n3_rules,
    nemo_rules,
    nemo_tables,
    plain_rules,
    specialized_rules,
    vocabulary_of,
)
from coopkg.rdf.dictionary import Dictionary, read_triples
from coopkg.rdf.vocabulary import OWL, RDF, RDFS
from coopkg.reasoning.columns import closure
from coopkg.reasoning.owl2rl import OWL2RL, SAME_AS, THING
from coopkg.reasoning.reference import is_left_out

TYPE = f"<{RDF['type']}>"
PREFIX = "https://coop.example/"
ONTOLOGY = f"""\
<{PREFIX}Company> <{RDFS["subClassOf"]}> <{PREFIX}Body> .
<{PREFIX}partOf> {TYPE} <{OWL["TransitiveProperty"]}> .
<{PREFIX}memberOf> <{RDFS["range"]}> <{PREFIX}Body> .
<{PREFIX}number> {TYPE} <{OWL["InverseFunctionalProperty"]}> .
<{PREFIX}Chaired> <{OWL["onProperty"]}> <{PREFIX}chair> .
<{PREFIX}Chaired> <{OWL["someValuesFrom"]}> <{PREFIX}Person> .
"""
DATA = f"""\
<{PREFIX}a> <{PREFIX}partOf> <{PREFIX}b> .
<{PREFIX}b> <{PREFIX}partOf> <{PREFIX}c> .
<{PREFIX}p> <{PREFIX}memberOf> <{PREFIX}a> .
<{PREFIX}p> <{PREFIX}memberOf> "a name and no body" .
<{PREFIX}a> {TYPE} <{PREFIX}Company> .
<{PREFIX}a> <{PREFIX}number> "7" .
<{PREFIX}z> <{PREFIX}number> "7" .
<{PREFIX}z> <{PREFIX}chair> <{PREFIX}p> .
<{PREFIX}p> {TYPE} <{PREFIX}Person> .
"""


@pytest.fixture(scope="module")
def rules():
    dictionary = Dictionary()
    return plain_rules(specialized_rules(read_triples(ONTOLOGY.encode(), dictionary)), dictionary)


def solutions(body, triples, values):
    if not body:
        yield values
        return
    for triple in triples:
        found = dict(values)
        if all(
            found.setdefault(slot, term) == term if slot[0] == "?" else slot == term
            for slot, term in zip(body[0], triple, strict=True)
        ):
            yield from solutions(body[1:], triples, found)


def consequences(rules, triples):
    for rule in rules:
        for values in list(solutions(rule.body, triples, {})):
            one = [values.get(slot, slot) for slot in rule.head]
            differs = all(values.get(left, left) != values.get(right, right) for left, right in rule.differing)
            if differs and not any(values[thing].startswith('"') for thing in rule.things):
                yield tuple(one)


def test_the_plain_rules_alone_give_the_closure_of_the_columns(rules):
    expected = set(closure(read_triples((ONTOLOGY + DATA).encode(), Dictionary()), OWL2RL).triples().tokens())
    triples = set(read_triples((ONTOLOGY + DATA).encode(), Dictionary()).tokens())
    while new := set(consequences(rules, triples)) - triples:
        triples |= new

    assert {triple for triple in triples if not is_left_out(triple)} == expected


def test_the_rules_are_told_in_the_syntax_of_jena(rules):
    told = "".join(jena_rules(rules))

    assert f"(?v0 {TYPE} <{PREFIX}Company>) -> (?v0 {TYPE} <{PREFIX}Body>)]\n" in told
    assert f"(?v0 <{PREFIX}memberOf> ?v1), notLiteral(?v1) -> (?v1 {TYPE} <{PREFIX}Body>)]\n" in told
    assert f"notEqual(?v0, ?v2) -> (?v0 {SAME_AS} ?v2)]\n" in told


def test_the_rules_are_told_in_notation3(rules):
    told = "".join(n3_rules([*rules, PlainRule((), ("<x:a>", "<x:p>", "<x:b>"))]))

    assert f"{{ ?v0 {TYPE} <{PREFIX}Company> . }} => {{ ?v0 {TYPE} <{PREFIX}Body> . }} .\n" in told
    assert told.endswith("<x:a> <x:p> <x:b> .\n")


def test_the_vocabulary_is_what_occurs_in_the_data_or_follows(rules):
    vocabulary = vocabulary_of(read_triples(DATA.encode(), Dictionary()), rules)

    assert f"<{PREFIX}partOf>" in vocabulary.properties
    assert SAME_AS in vocabulary.properties
    assert TYPE not in vocabulary.properties
    assert {f"<{PREFIX}Company>", f"<{PREFIX}Body>", f"<{PREFIX}Person>"} <= set(vocabulary.classes)
    assert THING not in vocabulary.classes


def test_nemo_has_a_table_for_each_property_and_class():
    vocabulary = Vocabulary(("<x:p>", "<x:q>"), ("<x:C>",))
    rules = [
        PlainRule((("?v0", "<x:p>", "?v1"),), ("?v1", TYPE, "<x:C>")),
        PlainRule((("?v0", "<x:nowhere>", "?v1"),), ("?v1", TYPE, "<x:C>")),
        PlainRule((("?v0", "?v1", "?v2"),), ("?v2", "<x:q>", "?v0")),
    ]

    assert list(nemo_rules(rules, vocabulary)) == [
        "c0(?v1) :- p0(?v0, ?v1) .\n",
        "p1(?v2, ?v0) :- p0(?v0, ?v2) .\n",
        "p1(?v2, ?v0) :- p1(?v0, ?v2) .\n",
        "p1(<x:C>, ?v0) :- c0(?v0) .\n",
    ]
    assert f"c0(?x) :- t(?x, {TYPE}, <x:C>) .\n" in "".join(nemo_tables(vocabulary, ()))


def test_what_follows_for_another_name_of_a_property_goes_round_by_the_table_of_such():
    rule = PlainRule((("?v0", SAME_AS, "?v1"), ("?v2", "?v0", "?v3")), ("?v2", "?v1", "?v3"))
    lines = list(nemo_rules([rule], Vocabulary((SAME_AS, "<x:p>"), ())))

    assert lines[2:] == ["g1(?v1) :- p0(<x:p>, ?v1) .\n", "u(?v1, ?v2, ?v3) :- g1(?v1), p1(?v2, ?v3) .\n"]


def test_reflexive_equality_is_kept_out_also_where_the_property_was_a_variable():
    rule = PlainRule((("?v0", SAME_AS, "?v1"), ("?v2", "?v3", "?v0")), ("?v2", "?v3", "?v1"))
    line = next(nemo_rules([rule], Vocabulary((SAME_AS,), ())))

    assert line == "p0(?v2, ?v1) :- p0(?v0, ?v1), p0(?v2, ?v0), ?v2 != ?v1 .\n"
