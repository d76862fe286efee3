import pytest

from coopkg.errors import RuleError
from coopkg.reasoning.rule_parser import parse_user_rule
from coopkg.reasoning.rules import Atom, Differs, Var

PREFIX = "PREFIX : <https://coop.example/>\n"
TYPE = "<http://www.w3.org/1999/02/22-rdf-syntax-ns#type>"
A, B, C = Var("a"), Var("b"), Var("c")


def iri(name):
    return f"<https://coop.example/{name}>"


def parse(text):
    return parse_user_rule(PREFIX + text, "rule", "rules/rule.rq")


def test_a_rule_is_its_pattern_its_conclusion_and_its_filters():
    rule = parse("CONSTRUCT { ?a :with ?b } WHERE { ?c :party ?a , ?b . FILTER(?a != ?b) }")

    assert rule.name == "rule"
    assert rule.head == (Atom(A, iri("with"), B),)
    assert rule.body == (Atom(C, iri("party"), A), Atom(C, iri("party"), B))
    assert rule.filters == (Differs(A, B),)


def test_semicolons_commas_a_and_comments_are_read_as_in_sparql():
    rule = parse(
        """# before
        construct { ?a a :X ; :p ?b , ?c ; . } # WHERE may be missing
        { $a :q ?b ; ; a :Y . ?b :r ?c . FILTER(?a != ?b) . FILTER(?b != :z && :z != ?c) }
        """
    )

    assert rule.head == (Atom(A, TYPE, iri("X")), Atom(A, iri("p"), B), Atom(A, iri("p"), C))
    assert rule.body == (Atom(A, iri("q"), B), Atom(A, TYPE, iri("Y")), Atom(B, iri("r"), C))
    assert rule.filters == (Differs(A, B), Differs(B, iri("z")), Differs(C, iri("z")))


def test_a_blank_node_in_the_pattern_is_a_variable():
    rule = parse("CONSTRUCT { ?a :p ?b } WHERE { ?a :q _:x . _:x :q ?b }")

    assert rule.body == (Atom(A, iri("q"), Var("_:x")), Atom(Var("_:x"), iri("q"), B))


@pytest.mark.parametrize(
    ("written", "token"),
    [
        ("<https://coop.example/x>", iri("x")),
        (":x.y", iri("x.y")),
        (":", iri("")),
        ("'one'", '"one"'),
        ('"""two "quoted"\nlines"""', r'"two \"quoted\"\nlines"'),
        (r'"tab\t\u1ED5"', r'"tab\tổ"'),
        ('"một"@VI', '"một"@vi'),
        ('"1"^^:number', f'"1"^^{iri("number")}'),
        ("007", '"7"^^<http://www.w3.org/2001/XMLSchema#integer>'),
        ("-7", '"-7"^^<http://www.w3.org/2001/XMLSchema#integer>'),
        ("true", '"true"^^<http://www.w3.org/2001/XMLSchema#boolean>'),
    ],
)
def test_terms_become_tokens_in_canonical_form(written, token):
    assert parse(f"CONSTRUCT {{ ?a :p ?a }} WHERE {{ ?a :q {written} }}").body == (Atom(A, iri("q"), token),)


def test_equality_puts_one_term_in_the_place_of_the_other():
    rule = parse("CONSTRUCT { ?a :p ?b } WHERE { ?a :q ?b ; :r ?c FILTER(?b = ?c && :x = ?c && ?a != ?b) }")

    assert rule.body == (Atom(A, iri("q"), iri("x")), Atom(A, iri("r"), iri("x")))
    assert rule.head == (Atom(A, iri("p"), iri("x")),)
    assert rule.filters == (Differs(A, iri("x")),)


def test_a_filter_that_always_holds_is_left_out():
    rule = parse("CONSTRUCT { ?a :p ?b } WHERE { ?a :q ?b FILTER(?a = :x && ?b = :y && ?a != ?b && ?a = :x) }")

    assert rule.filters == ()


@pytest.mark.parametrize(
    ("text", "line", "column", "reason"),
    [
        ("CONSTRUCT { ?a :p ?b } WHERE { ?a :q ?b OPTIONAL { ?a :r ?b } }", 2, 41, "OPTIONAL cannot be used"),
        ("CONSTRUCT { ?a :p ?b } WHERE { { ?a :q ?b } UNION { ?b :q ?a } }", 2, 32, "expected a term"),
        ("CONSTRUCT { ?a :p ?b } WHERE { ?a :q ?b . GRAPH ?g { ?a :r ?b } }", 2, 43, "GRAPH cannot be used"),
        ("CONSTRUCT { ?a :p ?b } WHERE {\n ?a :q/:r ?b }", 3, 7, "expected a term, not '/'"),
        ("CONSTRUCT { ?a :p ?b } WHERE { ?a ^:q ?b }", 2, 35, "property paths"),
        ("CONSTRUCT { ?a :p ?b } WHERE { ?a :q [] ; :r ?b }", 2, 38, "expected a term"),
        ("CONSTRUCT { ?a :p ?b } WHERE { ?a :q ?b } LIMIT 1", 2, 43, "more than a rule can have"),
        ("CONSTRUCT { ?a :p ?c } WHERE { ?a :q ?b }", 2, 13, "?c is in no triple"),
        ("CONSTRUCT { _:x :p ?b } WHERE { ?a :q ?b }", 2, 13, "cannot make blank nodes"),
        ('CONSTRUCT { "x" :p ?b } WHERE { ?a :q ?b }', 2, 13, "cannot be a subject"),
        ("CONSTRUCT { ?a :p ?b } WHERE { ?a :q ?b FILTER(?b = 'x') . ?b :r ?a }", 2, 60, "cannot be a subject"),
        ("CONSTRUCT { ?a :p ?b } WHERE { ?a :q ?b FILTER(?a < ?b) }", 2, 51, "expected = or !="),
        ("CONSTRUCT { ?a :p ?b } WHERE { ?a :q ?b FILTER(?a != ?b || ?b != ?a) }", 2, 57, "expected ')'"),
        ("CONSTRUCT { ?a :p ?b } WHERE { ?a :q ?b FILTER(?a != ?z) }", 2, 48, "?z is in no triple"),
        ("CONSTRUCT { ?a :p ?b } WHERE { ?a :q ?b FILTER(?b != 7) }", 2, 48, "compares terms, not values"),
        ("CONSTRUCT { ?a :p ?b } WHERE { ?a :q ?b FILTER(:x != :y) }", 2, 48, "at least one variable"),
        ("CONSTRUCT { ?a :p ?b } WHERE { ?a :q ?b FILTER(?a != ?a) }", 2, 48, "can never be true"),
        ("CONSTRUCT { ?a :p ?b } WHERE { ?a :q ?b FILTER(?a = :x && ?a = :y) }", 2, 59, "can never be true"),
        ("CONSTRUCT { ?a :p 1.5 } WHERE { ?a :q ?b }", 2, 19, "typed literal"),
        ("CONSTRUCT { ?a x:p ?b } WHERE { ?a :q ?b }", 2, 16, "the prefix x: is not declared"),
        ("CONSTRUCT { ?a <p> ?b } WHERE { ?a :q ?b }", 2, 16, "relative"),
        (r"CONSTRUCT { ?a :p 'x\q' } WHERE { ?a :q ?b }", 2, 19, "no escape"),
        ("CONSTRUCT { ?a :p ?b } WHERE { ?a :q ?b \\ }", 2, 41, "cannot stand here"),
        ("CONSTRUCT { ?a :p ?b } WHERE { ?a :q ?b", 2, 40, "the end of the file"),
        ("CONSTRUCT { ?a :p ?b } WHERE { }", 2, 30, "at least one triple"),
        ("PREFIX x <https://coop.example/> CONSTRUCT { ?a :p ?a } { ?a :q ?a }", 2, 8, "expected a prefix"),
        ("PREFIX x: y CONSTRUCT { ?a :p ?a } { ?a :q ?a }", 2, 11, "expected an IRI"),
        ("SELECT * WHERE { ?a :q ?b }", 2, 1, "expected CONSTRUCT"),
        ("", 2, 1, "expected CONSTRUCT"),
    ],
)
def test_anything_else_is_an_error_at_its_place(text, line, column, reason):
    with pytest.raises(RuleError) as caught:
        parse(text)

    assert caught.value.rule == "rules/rule.rq"
    assert (caught.value.line, caught.value.column) == (line, column)
    assert reason in caught.value.reason
