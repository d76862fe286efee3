import contextlib
import socket
import threading
import time

import pyoxigraph as ox
import pytest

from coopkg.errors import QueryError
from coopkg.rdf.terms import Iri
from coopkg.storage.query_text import MAX_DEPTH, MAX_OPERATORS, refuse_calls
from coopkg.storage.templates import instantiated
from coopkg.storage.update_operations import (
    Add,
    Clear,
    Copy,
    Create,
    DeleteData,
    Drop,
    Graphs,
    InsertData,
    Load,
    Modify,
    Move,
    TemplateQuad,
    TokenQuad,
)
from coopkg.storage.update_text import operations

A, G = Iri("urn:x:a"), Iri("urn:x:g")
PREFIX = "PREFIX : <urn:x:>\n"
INTEGER = "http://www.w3.org/2001/XMLSchema#integer"


def only(text, **given):
    (operation,) = operations(PREFIX + text, **given)
    return operation


@pytest.mark.parametrize(
    ("text", "operation"),
    [
        ("LOAD :a", Load(A, None, is_silent=False)),
        ("load silent <urn:x:a> into graph :g", Load(A, G, is_silent=True)),
        ("CREATE GRAPH :g", Create(G, is_silent=False)),
        ("CREATE SILENT GRAPH :g", Create(G, is_silent=True)),
        ("CLEAR DEFAULT", Clear(None, is_silent=False)),
        ("CLEAR SILENT GRAPH :g", Clear(G, is_silent=True)),
        ("DROP NAMED", Drop(Graphs.NAMED, is_silent=False)),
        ("DROP SILENT ALL", Drop(Graphs.ALL, is_silent=True)),
        ("ADD :a TO GRAPH :g", Add(A, G, is_silent=False)),
        ("MOVE SILENT DEFAULT TO :g", Move(None, G, is_silent=True)),
        ("COPY GRAPH :g TO DEFAULT", Copy(G, None, is_silent=False)),
        ("INSERT DATA { :a :a 01 }", InsertData((TokenQuad("<urn:x:a>", "<urn:x:a>", f'"1"^^<{INTEGER}>', None),))),
        ("DELETE DATA { GRAPH :g { :a :a '}' } }", DeleteData((TokenQuad(f"<{A}>", f"<{A}>", '"}"', f"<{G}>"),))),
    ],
)  # fmt: skip
def test_an_operation_is_read(text, operation):
    assert only(text) == operation


def test_declarations_hold_for_what_follows_them():
    text = """
        BASE <http://coop.example/a/> INSERT DATA { <a> <a> 1 } ;
        PREFIX g: <g/> CLEAR GRAPH g:g ;
        BASE <../b/> DROP GRAPH <g> ; # that was all
    """

    _, *cleared = operations(text)

    assert cleared == [
        Clear(Iri("http://coop.example/a/g/g"), is_silent=False),
        Drop(Iri("http://coop.example/b/g"), is_silent=False),
    ]


@pytest.mark.parametrize("text", ["", "# nothing", "PREFIX : <urn:x:>", "VERSION '1.2' BASE <urn:x:a>"])
def test_a_request_may_hold_no_operation(text):
    assert operations(text) == ()


def test_the_base_is_that_of_the_request():
    assert operations("CLEAR GRAPH <g>", base_iri=Iri("http://coop.example/a")) == (
        Clear(Iri("http://coop.example/g"), is_silent=False),
    )


def test_a_template_has_the_graph_of_its_with_and_the_query_the_variables_that_it_needs():
    modify = only(
        "WITH :g DELETE { ?s :a $tên } INSERT { GRAPH ?h { :a :a 1 } } USING :a USING NAMED :g WHERE { ?s ?p ?o }"
    )

    assert modify == Modify(
        delete=(TemplateQuad("?s", "<urn:x:a>", "?tên", "<urn:x:g>"),),
        insert=(TemplateQuad("<urn:x:a>", "<urn:x:a>", f'"1"^^<{INTEGER}>', "?h"),),
        query=f"{PREFIX}SELECT DISTINCT ?h ?s ?tên WHERE\n{{ ?s ?p ?o }}",
        with_graph=G,
        using=(A,),
        using_named=(G,),
        has_graph_clause=False,
    )


def test_delete_where_is_template_and_pattern():
    modify = only("DELETE WHERE { GRAPH :g { :a ?p ?p } }")

    assert modify.delete == (TemplateQuad("<urn:x:a>", "?p", "?p", "<urn:x:g>"),)
    assert modify.query.endswith("SELECT DISTINCT ?p WHERE\n{ GRAPH :g { :a ?p ?p } }")
    assert modify.has_graph_clause


def test_equal_solutions_count_where_each_makes_new_blank_nodes():
    assert "DISTINCT" not in only("INSERT { ?s :a [] } WHERE { ?s ?p ?o }").query


def test_a_query_without_variables_gives_one_that_its_pattern_has_not():
    assert "(1 AS ?found_)" in only("INSERT { :a :a 1 } WHERE { ?found ?p ?o }").query


def test_a_triple_whose_subject_is_a_literal_can_never_be_inserted():
    assert only("INSERT { 1 ?p ?o . ?s :a 1 } WHERE { ?s ?p ?o }").insert == (
        TemplateQuad("?s", "<urn:x:a>", f'"1"^^<{INTEGER}>', None),
    )


def test_blank_nodes_of_two_requests_are_not_the_same():
    text = "INSERT DATA { _:b :a _:b }"
    (first,), (second,) = only(text).quads, only(text).quads

    assert first.subject == first.object
    assert first.subject != second.subject


@pytest.mark.parametrize(
    ("text", "place", "reason"),
    [
        (";", (1, 1), "an operation is missing"),
        ("INSERT DATA {};\n ;", (2, 2), "an operation is missing"),
        ("CLEAR ALL ;\n  INSERT DATA { <urn:a> <urn:a> ?x }", (2, 37), "Variables are not allowed"),
        ("CLEAR ALL ;\n  DELETE DATA { <urn:a> <urn:a> [] }", (2, 37), "blank nodes are not allowed"),
        ("INSERT DATA { _:a <urn:a> 1 } ;\nINSERT DATA { <urn:a> <urn:a> _:a }", (2, 31), "_:a stands in an earlier"),
        ("INSERT {} WHERE { _:a ?p 1 } ;\nINSERT {} WHERE { _:a ?p 1. }", (2, 19), "_:a stands in an earlier"),
        ("CLEAR ALL ;\n INSERT DATA { y:a y:a 1 }", (2, 16), "prefix y: is not declared"),
        ("CLEAR ALL ; PREFIX a <urn:a>", (1, 13), "PREFIX name: <…>"),
        ("CLEAR ALL ; BASE <a>", (1, 13), "IRI parsing failed"),
        ("PREFIX a: <urn:a> PREFIX b: <b> CLEAR ALL", (1, 19), "IRI parsing failed"),
        ("VERSION 1.2 CLEAR ALL", (1, 1), "VERSION"),
        ("PREFIX a: <urn:a>\n" * 4000, (4000, 1), "more than 65,536 characters"),
        ("CLEARALL", (1, 1), "a space between"),
        ("PREFIX : <urn:x:>\nCOPY :a TO:g", (2, 1), "a space between"),
        ("SELECT * { ?s ?p ?o }", (1, 7), "not valid SPARQL"),
        ("INSERT DATA { \ud800 }", (1, 15), "surrogate"),
        ("INSERT DATA { << <urn:a> <urn:a> 1 >> <urn:a> 1 }", (1, 13), "RDF 1.2"),
        ("INSERT { <urn:a> <urn:a> 'a'@en--ltr } WHERE {}", (1, 8), "RDF 1.2"),
        ("INSERT {} WHERE {\n SERVICE <urn:a> { ?s ?p ?o } }", (2, 2), "SERVICE is refused"),
        ("DELETE DATA {} } CLEAR ALL", (1, 19), "not valid SPARQL"),
        ("INSERT DATA {", (1, 14), "not valid SPARQL"),
    ],
)
def test_an_error_tells_its_place(text, place, reason):
    with pytest.raises(QueryError) as caught:
        operations(text)

    assert (caught.value.line, caught.value.column) == place
    assert reason in caught.value.reason


def test_nesting_is_bounded():
    deep = MAX_DEPTH + 1

    with pytest.raises(QueryError, match="nests deeper"):
        operations("INSERT DATA " + "{ <urn:a> <urn:a> " + "[ <urn:a> " * deep + "1" + "]" * deep + "}")


def test_a_pattern_is_bounded_and_data_are_not():
    statements = "<urn:a> <urn:a> 1 . " * (MAX_OPERATORS + 1)

    assert len(only(f"INSERT DATA {{ {statements} }}").quads) == 1
    with pytest.raises(QueryError, match="more than"):
        operations(f"INSERT {{}} WHERE {{ {statements} }}")


def test_the_dataset_of_the_protocol_takes_the_place_of_using():
    given = {"using": [A], "using_named": [G]}

    modify = only("DELETE WHERE { ?s ?p ?o }", **given)

    assert (modify.using, modify.using_named) == ((A,), (G,))
    for clause in ("WITH :g DELETE { ?s ?p ?o } WHERE", "DELETE { ?s ?p ?o } USING NAMED :g WHERE"):
        with pytest.raises(QueryError, match="cannot stand beside using-graph-uri"):
            only(f"{clause} {{ ?s ?p ?o }}", **given)


@pytest.fixture
def listener():
    """The address of a listener on this machine, and the connections that it got."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(5)
        callers = []

        def accept():
            try:
                connection, address = server.accept()
            except OSError:
                return
            callers.append(address)
            connection.close()

        thread = threading.Thread(target=accept, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{server.getsockname()[1]}/", callers
        socket.create_connection(server.getsockname()).close()
        thread.join()


@pytest.mark.parametrize(
    "text",
    [
        "LOAD <{}>",
        "LOAD SILENT <{}> INTO GRAPH <urn:a>",
        "PREFIX p: <{}> LOAD p:a",
        "# a comment\rLOAD <{}>",
        "INSERT DATA {{}} ; LOAD <{}>",
        "BASE <{}> # ;\n LOAD <>",
        "INSERT {{}} WHERE {{ SERVICE <{}> {{ ?s ?p ?o }} }}",
        # Long texts with a wrong escape, which are an empty text and more; the escape is in a comment.
        'INSERT {{ <a:a> <a:a> ("""a") }} WHERE {{}} ; LOAD <{}> ; INSERT {{ <a:a> <a:a> ( #\\q"""\n1) }} WHERE {{}}',
        "INSERT {{ <a:a> a ('''a') }} WHERE {{}} ; LOAD <{}> ; INSERT {{ <a:a> a ( #\\ud800'''\n1) }} WHERE {{}}",
        'INSERT {{ <a:a> a ("""a") }} WHERE {{ SERVICE <{}> {{}} }} ; INSERT {{ <a:a> a ( #\\q"""\n1) }} WHERE {{}}',
        "INSERT {{}} WHERE {{}} ; LOAD SILENT <{}> ; INSERT DATA {{",
    ],
)
def test_reading_a_request_calls_nobody(text, listener):
    address, callers = listener

    with contextlib.suppress(QueryError):
        operations(text.format(address))
    time.sleep(0.02)

    assert callers == []


def test_a_long_text_with_a_wrong_escape_is_an_empty_text_and_more():
    text = """INSERT { :a :a ('''a') } WHERE {} ; LOAD :a ; INSERT { :a :a ( #\\q'''\n1) } WHERE {}"""

    assert [type(operation) for operation in operations(PREFIX + text)] == [Modify, Load, Modify]


@pytest.mark.parametrize(
    "block",
    [
        '''{ ("""a") } WHERE {} ; LOAD <a:a> ; INSERT { ( #\\q"""\n1) }''',
        "{} ;load silent<a:a>into graph <a:g> ; INSERT {}",
        "{} ; # why\r LOADa:a; INSERT {}",
        "{} WHERE { SERVICE SILENT ?x {} } ; INSERT {}",
    ],
)
def test_a_block_that_could_be_read_as_more_is_not_executed(block):
    with pytest.raises(QueryError, match=r"not valid SPARQL|SERVICE is refused"):
        refuse_calls(block)


@pytest.mark.parametrize(
    "block",
    [
        "{ <a:a> load:b <a:c> ; load:d <a:e> ; load:f load:g }",
        "{ <a:a> a:download <a:b> ; a:b '; LOAD <a:b> ;' } # ; LOAD <a:b> ;",
    ],
)
def test_a_block_that_speaks_of_loading_is_none(block):
    refuse_calls(block)


def test_a_call_would_be_noticed(listener):
    address, callers = listener

    with contextlib.suppress(OSError):
        ox.Store().update(f"LOAD <{address}>")

    assert len(callers) == 1


QUAD = TemplateQuad("?s", "?p", "?o", "?g")
ROW = {"s": "<urn:s>", "p": "<urn:p>", "o": '"o"', "g": "<urn:g>"}


def test_a_template_is_instantiated_once_for_each_solution():
    rows = [ROW, ROW | {"s": "_:s", "g": "<urn:h>"}]

    assert list(instantiated([QUAD], rows, pytest.fail)) == [
        TokenQuad("<urn:s>", "<urn:p>", '"o"', "<urn:g>"),
        TokenQuad("_:s", "<urn:p>", '"o"', "<urn:h>"),
    ]


@pytest.mark.parametrize("change", [{"s": '"s"'}, {"p": "_:p"}, {"p": '"p"'}, {"g": '"g"'}, {"g": "_:g"}])
def test_what_is_no_quad_is_left_out(change):
    assert list(instantiated([QUAD], [ROW | change], pytest.fail)) == []


@pytest.mark.parametrize("name", ["s", "p", "o", "g"])
def test_a_quad_with_an_unbound_variable_is_left_out(name):
    row = {key: value for key, value in ROW.items() if key != name}

    assert list(instantiated([QUAD], [row], pytest.fail)) == []


def test_blank_nodes_are_new_for_each_solution_and_one_within_it():
    fresh = iter(["_:1", "_:2"])
    templates = [TemplateQuad("?s", "<urn:p>", "_:b", None), TemplateQuad("_:b", "<urn:q>", "?s", None)]

    found = list(instantiated(templates, [ROW, ROW], lambda: next(fresh)))

    assert [(quad.subject, quad.object) for quad in found] == [
        ("<urn:s>", "_:1"),
        ("_:1", "<urn:s>"),
        ("<urn:s>", "_:2"),
        ("_:2", "<urn:s>"),
    ]


@pytest.mark.parametrize("value", ['"a"@en--ltr', '<<( <urn:s> <urn:p> "o" )>>'])
def test_a_solution_of_rdf_12_is_refused(value):
    with pytest.raises(QueryError, match="base directions"):
        list(instantiated([QUAD], [ROW | {"o": value}], pytest.fail))


def test_a_text_that_looks_like_one_of_rdf_12_is_none():
    assert len(list(instantiated([QUAD], [ROW | {"o": '"--ltr"'}], pytest.fail))) == 1
