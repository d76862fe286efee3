import pytest

from coopkg.errors import OntologyError
from coopkg.rdf.dictionary import open_dictionary
from coopkg.reasoning.owl2rl import OWL2RL
from coopkg.reasoning.reference import OwlrlEngine, is_left_out
from coopkg.reasoning.rule_parser import parse_user_rule

PREFIX = "PREFIX : <https://coop.example/> "


@pytest.fixture
def owlrl(stated):
    def made(*statements, rules=()):
        user_rules = [parse_user_rule(PREFIX + text, f"rule-{number}") for number, text in enumerate(rules)]
        return OwlrlEngine().closure(stated(*statements), (*OWL2RL, *user_rules))

    return made


def test_blank_nodes_keep_their_labels(owlrl, triple):
    found = owlrl("p rdfs:subPropertyOf q", "_:one p _:two")

    assert list(found.inferred().tokens()) == [triple("_:one q _:two")]


def test_literals_come_back_as_they_went_in(owlrl, triple):
    literals = ['"01"^^xsd:integer', '"một"@vi', '"a\\nb"', '""', '"x"^^<https://coop.example/kind>']
    tokens = [text.replace("xsd:integer", "<http://www.w3.org/2001/XMLSchema#integer>") for text in literals]

    found = owlrl("p rdfs:subPropertyOf q", *(f"a p {token}" for token in tokens))

    assert set(found.inferred().tokens()) == {triple(f"a q {token}") for token in tokens}


def test_user_rules_and_owlrl_feed_each_other(owlrl, triple):
    rules = ("CONSTRUCT { ?x :q ?y } WHERE { ?x :p ?y FILTER(?x != ?y) }", "CONSTRUCT { ?y :p ?x } WHERE { ?x :r ?y }")

    found = owlrl("q rdfs:subPropertyOf r", "n p m", "k p k", rules=rules)

    expected = ("n q m", "n r m", "m p n", "m q n", "m r n")
    assert set(found.inferred().tokens()) == {triple(words) for words in expected}


def test_conclusions_have_one_stamp_and_no_rules(owlrl, triple):
    found = owlrl("p rdfs:subPropertyOf q", "n p m")

    assert (found.stamp(triple("n p m")), found.stamp(triple("n q m"))) == (0, 1)
    assert (found.engine, found.rules, found.complaints) == ("owlrl", (), ())


def test_contradictions_are_told_in_owlrls_words_and_are_no_triples(owlrl):
    found = owlrl("A owl:disjointWith B", "n a A", "n a B", rules=("CONSTRUCT { ?x :is ?y } WHERE { ?x a ?y }",))

    assert len(found.complaints) == 1
    assert "Disjoint" in found.complaints[0]
    assert not [each for each in found.inferred().tokens() if "agents" in "".join(each)]


@pytest.mark.parametrize(
    "words",
    [
        '"literal" p n',
        "n _:p m",
        "n owl:sameAs n",
        "A rdfs:subClassOf A",
        'n owl:sameAs "literal"',
        "n a owl:Thing",
        "A rdfs:subClassOf owl:Thing",
        "p rdfs:range owl:Thing",
        "owl:Nothing rdfs:subClassOf A",
        "rdfs:label a owl:AnnotationProperty",
        "xsd:string a rdfs:Datatype",
    ],
)
def test_what_only_owlrl_says_is_left_out(triple, words):
    assert is_left_out(triple(words))


@pytest.mark.parametrize(
    "words",
    [
        "n p n",
        "n owl:sameAs m",
        "A rdfs:subClassOf B",
        "n a owl:Class",
        "p rdfs:domain A",
        "rdfs:label rdfs:subPropertyOf p",
        'n p "literal"',
    ],
)
def test_what_others_conclude_too_is_kept(triple, words):
    assert not is_left_out(triple(words))


def test_a_dictionary_that_cannot_grow_is_refused(stated, tmp_path):
    triples = stated("n p m")
    triples.dictionary.save(tmp_path)
    frozen = type(triples)(open_dictionary(tmp_path), triples.subjects, triples.predicates, triples.objects)

    with pytest.raises(TypeError, match="cannot grow"):
        OwlrlEngine().closure(frozen, OWL2RL)


@pytest.mark.parametrize("name", ["maxCardinality", "maxQualifiedCardinality"])
def test_a_cardinality_that_is_no_literal_is_told_with_its_subject(owlrl, name):
    with pytest.raises(OntologyError, match=r"/C>: owlrl cannot read a cardinality .* write a number"):
        owlrl(f"C owl:{name} many", "C owl:onProperty p", "p owl:onClass C", "n a C", "n p m")


def test_a_list_that_leads_back_to_itself_is_told_with_one_of_its_nodes(owlrl):
    with pytest.raises(OntologyError, match=r"/k>: owlrl cannot read this rdf:List"):
        owlrl("C owl:unionOf l", "l rdf:first D", "l rdf:rest k", "k rdf:first D", "k rdf:rest l")


@pytest.mark.parametrize(("text", "name"), [("x", "decimal"), ("", "dateTime"), ("", "time")])
def test_a_literal_at_which_owlrl_stops_is_told(owlrl, text, name):
    with pytest.raises(OntologyError, match=rf'"{text}"\^\^.*{name}>: owlrl stops'):
        owlrl(f'n p "{text}"^^<http://www.w3.org/2001/XMLSchema#{name}>')
