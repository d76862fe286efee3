import contextlib
import time

import pytest

from coopkg.errors import QueryError
from coopkg.storage.query_text import MAX_DEPTH, MAX_LENGTH, MAX_OPERATORS, outline_of, undeclared_prefix
from coopkg.storage.sparql_tokens import place_of

REFUSED = [
    "SELECT * { SERVICE <http://evil.example/> { ?s ?p ?o } }",
    "select * { service silent ?x { ?s ?p ?o } }",
    "PREFIX e: <http://evil.example/> SELECT * { SERVICE e:x {} }",
    "PREFIX : <http://evil.example/> SELECT * { SERVICE:x{} }",
    "SELECT * { SERVICESILENT<http://evil.example/>{} }",
    "SELECT * { ?s ?p trueSERVICE<http://evil.example/>{} }",
    "SELECT * { ?s ?p 1SERVICE<http://evil.example/>{} }",
    "SELECT * { ?s ?p 1.SERVICE<http://evil.example/>{} }",
    "SELECT * { SERVICE # why\n <http://evil.example/> # not\r{} }",
    "SELECT * { # harmless\rSERVICE <http://evil.example/> {} }",
    "SELECT * { { { OPTIONAL { SERVICE <http://evil.example/> {} } } } }",
    # An IRI to a lexer, but Oxigraph reads a comparison, a comment, and then the next line.
    'SELECT * { ?s ?p 1 FILTER(?s<?p#>"""\n) SERVICE <http://evil.example/> {} #"""\n }',
    'SELECT * { ?s ?p 1 FILTER(?s<\'>"""\') SERVICE <http://evil.example/> {} #"""\n }',
    "SELECT * { ?s ?p 1 FILTER(?s<?p)SERVICE#>\n<http://evil.example/> {} }",
    # A long string with a wrong escape is an empty string to Oxigraph, followed by another string.
    'SELECT * { VALUES ?x {"""a"} SERVICE <http://evil.example/> {} #\\q"""\n }',
    # A long string that never ends is one too.
    'SELECT * { VALUES ?x {"""abc"} SERVICE <http://evil.example/> {} }',
    # A combining accent, as in Vietnamese that is typed in pieces, is a character of a name.
    "PREFIX e: <http://evil.example/> SELECT * { SERVICE e:te\u0302n {} }",
    "SELECT * { BIND(<http://evil.example/> AS ?te\u0302n) SERVICE ?te\u0302n {} }",
    "PREFIX te\u0302n: <http://evil.example/> SELECT * { SERVICE te\u0302n:x {} }",
    "PREFIX \u3021: <http://evil.example/> SELECT * { SERVICE \u3021:x {} }",
    # The word GRAPH in a comment, a text or a name does not make a graph's name of what follows.
    "PREFIX : <http://evil.example/> SELECT * { # GRAPH\n SERVICE:x {} }",
    "PREFIX : <http://evil.example/> SELECT * { ?s ?p ?GRAPH SERVICE:x {} }",
    "PREFIX : <http://evil.example/> SELECT * { ?s ?p '''\nGRAPH''' SERVICE:x {} }",
]
ANSWERED = [
    "# SERVICE <http://evil.example/> {}\nASK {}",
    "ASK { ?s ?p 'SERVICE <http://evil.example/> {}' }",
    'ASK { ?s ?p """a "quoted"\nSERVICE <http://evil.example/> {} """ }',
    "ASK { ?service ?p $SERVICE }",
    "ASK { ?s <http://coop.example/service> ?o }",
    "ASK { GRAPH <http://coop.example/service#it> { ?s ?p ?o } }",
    "PREFIX service: <http://coop.example/> ASK { GRAPH service:g { ?s service:p ?o } }",
    "PREFIX service: <http://coop.example/> ASK FROM service:g { ?s ?p ?o }",
    "PREFIX c: <http://coop.example/> ASK { ?s a c:Service . ?s c:service ?x }",
    "ASK { ?s ?p '\\'SERVICE <http://evil.example/> {}' }",
]


@pytest.mark.parametrize("query", REFUSED)
def test_a_federated_query_is_refused_however_it_is_written(query):
    with pytest.raises(QueryError, match="SERVICE is refused"):
        outline_of(query)


@pytest.mark.parametrize("query", ANSWERED)
def test_the_word_service_elsewhere_is_no_federation(query):
    outline_of(query)


def test_the_refusal_tells_the_place():
    with pytest.raises(QueryError) as caught:
        outline_of("ASK {\n  SERVICE <http://evil.example/> {} }")

    assert (caught.value.line, caught.value.column) == (2, 3)


@pytest.mark.parametrize(
    "operation", ["INSERT DATA {}", "delete where {}", "LOAD <x>", "Clear ALL", "WITH <g> DELETE {}"]
)
@pytest.mark.parametrize("prologue", ["", "PREFIX a: <http://a.example/>\nBASE <http://b.example/> # yes\n"])
def test_an_update_is_refused_by_name(operation, prologue):
    with pytest.raises(QueryError, match="this is an update"):
        outline_of(prologue + operation)


@pytest.mark.parametrize(
    ("query", "default", "named"),
    [
        ("ASK {}", (), ()),
        ("ASK FROM <a> FROM <b> FROM NAMED <c> {}", ("<a>", "<b>"), ("<c>",)),
        ("SELECT*FROM<a>FROMNAMED<b>{}", ("<a>",), ("<b>",)),
        ("select ?x from\n#no\n<a> from named p:b where { ?x ?from 'FROM <c>' }", ("<a>",), ("p:b",)),
        ("CONSTRUCT { ?s ?p ?o } FROM <a> WHERE { ?s ?p ?o }", ("<a>",), ()),
        ("CONSTRUCT FROM <a> WHERE { ?s ?p ?o }", ("<a>",), ()),
        ("SELECT (EXISTS { ?s ?p ?o } AS ?x) FROM <a> FROM <b> {}", ("<a>", "<b>"), ()),
        ("PREFIX FROM: <x> SELECT ?from FROM FROM:a {}", ("FROM:a",), ()),
        ("DESCRIBE <x> FROM <a>", ("<a>",), ()),
        ("SELECT * { { SELECT * { ?s ?p ?o } } }", (), ()),
        ("ASK FROM", (), ()),
        ("ASK FROM NAMED", (), ()),
    ],
)
def test_the_dataset_clause_is_read_where_it_stands(query, default, named):
    outline = outline_of(query)

    assert (outline.default_graphs, outline.named_graphs) == (default, named)


@pytest.mark.parametrize(
    ("query", "reason"),
    [
        ("", "is empty"),
        (" \n\t", "is empty"),
        ("x" * (MAX_LENGTH + 1), "characters"),
        ("ASK { ?s ?p '\ud800' }", "surrogate"),
        ("ASK " + "{" * (MAX_DEPTH + 1) + "}" * (MAX_DEPTH + 1), "nests deeper"),
        ("ASK { FILTER(1" + "+1" * (MAX_OPERATORS + 1) + ") }", "operators"),
        ("ASK { ?s ?p 1" + ",2" * (MAX_OPERATORS + 1) + " }", "operators"),
        ("ASK { ?s ?p (" + "1 " * (MAX_OPERATORS + 2) + ") }", "operators"),
        ("ASK { " + "?s ?p ?o ." * (MAX_OPERATORS + 1) + " }", "operators"),
        ("SELECT " + "(1 AS ?x) " * (MAX_OPERATORS + 1) + "{}", "operators"),
    ],
)
def test_what_could_end_the_process_is_refused(query, reason):
    with pytest.raises(QueryError, match=reason):
        outline_of(query)


@pytest.mark.parametrize(
    "query",
    [
        "ASK { VALUES (?x ?y) { " + "(1 <http://coop.example/a>) " * 3000 + "} }",
        "ASK { VALUES ?x { " + "1 " * 3000 + "} }",
        "ASK { FILTER(?x IN (" + "1, " * 3000 + "1)) }",
    ],
)
def test_long_lists_of_values_are_welcome(query):
    outline_of(query)


@pytest.mark.parametrize(
    "text", ['"' * 200_000, "<a" * 100_000, "'''" + "\\" * 200_000, "service " * 30_000, "(" * 200_000]
)
def test_hostile_text_costs_no_more_than_its_length(text):
    started = time.perf_counter()

    with contextlib.suppress(QueryError):
        outline_of(text)

    # Quadratic would be minutes.
    assert time.perf_counter() - started < 5


def test_an_undeclared_prefix_is_named_with_its_place_and_its_remedy():
    error = undeclared_prefix("ASK {\n ?s org:memberOf ?o }")

    assert error is not None
    assert (error.line, error.column) == (2, 5)
    assert "PREFIX org: <http://www.w3.org/ns/org#>" in error.reason
    assert undeclared_prefix("PREFIX org: <x:> ASK { ?s org:memberOf _:o }") is None


def test_places_count_characters_and_not_bytes():
    assert place_of("Việt\nNam ạ!", 10) == (2, 6)
