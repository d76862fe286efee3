import socket
from contextlib import contextmanager

import pytest

from coopkg.errors import BadInputError, QueryError, SnapshotError
from coopkg.rdf.terms import BlankNode, Iri, Literal, Triple
from coopkg.storage.oxigraph import dataset_of, open_store, write_store
from coopkg.storage.results import parse_solutions

A, B, C, P = (Iri(f"http://coop.example/{name}") for name in "abcp")
G1, G2 = Iri("http://coop.example/g1"), Iri("http://coop.example/g2")
QUADS = f"""<{A}> <{P}> <{B}> <{G1}> .
<{A}> <{P}> <{B}> <{G2}> .
<{A}> <{P}> <{C}> <{G2}> .
<{A}> <{P}> <{B}> .
<{A}> <{P}> <{C}> .
<{A}> <{P}> "Việt Nam"@vi .
""".encode()


@pytest.fixture
def dataset():
    return dataset_of(QUADS)


def objects(result):
    return sorted(str(row["o"]) for row in result.rows())


def test_a_query_without_from_sees_the_merged_graph_once(dataset):
    result = dataset.query("SELECT ?o { ?s ?p ?o }")

    assert (result.form, result.variables) == ("solutions", ("o",))
    assert {row["o"] for row in result.rows()} == {B, C, Literal("Việt Nam", language="vi")}


@pytest.mark.parametrize(
    "query",
    [
        "BASE <http://coop.example/> SELECT ?o FROM <g1> FROM <g2> { ?s ?p ?o }",
        "BASE <http://coop.example/x/> PREFIX g: <../> SELECT ?o FROM g:g1 FROM <../g2> { ?s ?p ?o }",
        "BASE <http://coop.example/> SELECT ?o FROM <g2> FROM <g2> FROM <g1> { ?s ?p ?o }",
    ],
)
def test_several_from_are_merged_and_each_triple_counts_once(dataset, query):
    assert objects(dataset.query(query)) == [B, C]


def test_several_from_leave_the_named_graphs_of_the_query(dataset):
    query = "BASE <http://coop.example/> SELECT ?g ?o FROM <g1> FROM <g2> FROM NAMED <g1> { GRAPH ?g { ?s ?p ?o } }"

    assert dataset.query(query).rows() == [{"g": G1, "o": B}]


def test_without_from_named_there_is_no_named_graph(dataset):
    query = "BASE <http://coop.example/> SELECT ?o FROM <g1> FROM <g2> { GRAPH ?g { ?s ?p ?o } }"

    assert dataset.query(query).rows() == []


def test_the_graphs_of_the_protocol_win_over_those_of_the_query(dataset):
    query = "SELECT ?o FROM <http://coop.example/g2> { ?s ?p ?o }"

    assert objects(dataset.query(query, default_graphs=[G1])) == [B]
    assert objects(dataset.query(query, default_graphs=[G1, G2])) == [B, C]
    assert dataset.query(query, named_graphs=[G1]).rows() == []


def test_a_graph_that_is_not_there_is_empty(dataset):
    assert dataset.query("SELECT ?o FROM <http://coop.example/none> { ?s ?p ?o }").rows() == []


def test_blank_nodes_of_several_graphs_stay_what_they_are():
    quads = b"_:x <a:p> _:x <a:g1> .\n_:x <a:q> <a:y> <a:g2> .\n"

    rows = dataset_of(quads).query("SELECT ?x FROM <a:g1> FROM <a:g2> { ?x <a:p> ?x ; <a:q> ?y }").rows()

    assert len(rows) == 1
    assert isinstance(rows[0]["x"], BlankNode)


def test_an_unbound_variable_is_not_in_its_row(dataset):
    assert dataset.query("SELECT ?x ?y { BIND(1 AS ?x) }").rows()[0].keys() == {"x"}


def test_triples_come_once_though_several_solutions_make_them(dataset):
    result = dataset.query("CONSTRUCT { ?s a ?s } { ?s ?p ?o }")

    assert len(result.triples()) == 1
    assert len(dataset.query("CONSTRUCT { ?s a ?s } { ?s ?p ?o }").serialize("ntriples").splitlines()) == 1


def test_an_ask_has_a_truth_value_and_nothing_else(dataset):
    result = dataset.query("ASK { ?s ?p ?o }")

    assert result.boolean() is True
    for read in (result.rows, result.triples, lambda: result.serialize("turtle")):
        with pytest.raises(TypeError):
            read()


@pytest.mark.parametrize(
    ("query", "place", "reason"),
    [
        ("SELECT *\nWHERE { ?s ?p }", (2, 16), "not valid SPARQL"),
        ("SELECT * { ?s ex:p ?o }", (1, 15), "the prefix ex: is not declared"),
        ("ASK { ?s <http://a b> ?o", (1, 10), "no IRI begins here"),
        ("SELECT (<http://coop.example/f>(1) AS ?x) {}", (0, 0), "not supported"),
        ("SELECT * FROM nope:a FROM nope:b {}", (1, 15), "nope:"),
    ],
)
def test_what_cannot_be_answered_is_refused_with_its_place(dataset, query, place, reason):
    with pytest.raises(QueryError, match=reason) as caught:
        dataset.query(query).rows()

    assert (caught.value.line, caught.value.column) == place


def test_a_graph_that_is_no_iri_is_refused(dataset):
    with pytest.raises(QueryError, match="not an absolute IRI"):
        dataset.query("ASK {}", default_graphs=[Iri("no iri")])


def test_no_query_reaches_the_network(dataset):
    """A listener on the loopback would see any request; the refusal comes before there could be one."""
    with listener() as address:
        for query in (
            f"SELECT * {{ SERVICE SILENT <{address}> {{ ?s ?p ?o }} }}",
            f'SELECT * {{ ?s ?p 1 FILTER(?s<?p#>"""\n) SERVICE SILENT <{address}> {{}} #"""\n }}',
        ):
            with pytest.raises(QueryError):
                dataset.query(query).rows()


@contextmanager
def listener():
    """Yield the address of a socket on the loopback; the test fails where anybody has connected to it."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield f"http://127.0.0.1:{server.getsockname()[1]}/"
        server.settimeout(0.05)
        with pytest.raises(TimeoutError):
            server.accept()


def test_xml_that_would_not_be_well_formed_is_refused():
    dataset = dataset_of(b'<a:s> <http://coop.example/p> "\\u0001" .\n<a:s> <http://coop.example/1> <a:o> .\n')

    with pytest.raises(QueryError, match=r"U\+0001"):
        dataset.query("SELECT * { ?s ?p ?o }").serialize("xml")
    with pytest.raises(QueryError, match=r"http://coop\.example/1"):
        dataset.query("CONSTRUCT WHERE { ?s <http://coop.example/1> ?o }").serialize("rdfxml")
    with pytest.raises(QueryError):
        dataset.dump("rdfxml")


def test_terms_of_rdf_1_2_are_refused_as_rows_but_can_be_served(dataset):
    query = "SELECT (<<( <a:a> <a:b> 1 )>> AS ?x) {}"

    with pytest.raises(QueryError, match=r"RDF 1\.2"):
        dataset.query(query).rows()
    assert b"triple" in dataset.query(query).serialize("json")


def test_triples_and_graphs_are_looked_up_by_pattern(dataset):
    assert set(dataset.triples(A, P, B)) == {Triple(A, P, B)}
    assert {triple.object for triple in dataset.triples(A)} == {B, C, Literal("Việt Nam", language="vi")}
    assert list(dataset.triples(None, None, Literal("Việt Nam", language="vi")))
    assert list(dataset.triples(C)) == []
    assert dataset.graphs_of(Triple(A, P, B)) == (G1, G2)
    assert dataset.graph_names() == (G1, G2)
    assert len(list(dataset.triples_in(G2))) == 2


def test_a_dump_is_the_merged_graph_or_all_named_graphs(dataset):
    assert len(dataset.dump("ntriples").splitlines()) == 3
    assert len(dataset.dump("nquads").splitlines()) == 3
    assert len(dataset.dump("nquads", without=G2).splitlines()) == 1
    assert len(dataset.dump("ntriples", without=G1).splitlines()) == 2
    assert b"@prefix c: <http://coop.example/>" in dataset.dump("turtle", prefixes={"c": "http://coop.example/"})


def test_functions_can_be_called_over_every_dataset(tmp_path):
    shout = Iri("http://coop.example/shout")
    functions = {shout: lambda term: Literal(term.lexical.upper()) if isinstance(term, Literal) else None}
    write_store(tmp_path / "store", QUADS)
    dataset = open_store(tmp_path / "store", functions)
    query = f"SELECT (<{shout}>('a') AS ?x) (<{shout}>(<a:b>) AS ?y) %s {{}}"

    for clause in ("", f"FROM <{G1}>", f"FROM <{G1}> FROM <{G2}>"):
        assert dataset.query(query % clause).rows() == [{"x": Literal("A")}]


def test_a_store_is_written_and_opened(tmp_path):
    write_store(tmp_path / "store", QUADS)

    assert len(list(open_store(tmp_path / "store").triples())) == 3


def test_a_store_that_is_not_there_or_broken_is_an_error_with_its_path(tmp_path):
    (tmp_path / "broken").mkdir()
    (tmp_path / "broken" / "CURRENT").write_text("junk")

    for path in (tmp_path / "none", tmp_path / "broken"):
        with pytest.raises(SnapshotError) as caught:
            open_store(path)
        assert caught.value.path == path


def test_quads_that_are_none_make_no_store(tmp_path):
    with pytest.raises(SnapshotError, match="cannot be written"):
        write_store(tmp_path / "store", b"<a:a> <a:b> .\n")
    with pytest.raises(QueryError, match="not N-Quads"):
        dataset_of(b"<a:a> <a:b> .\n")


@pytest.mark.parametrize("content", [b"", b"not JSON", b'{"boolean": "x"}', b'{"head": {"vars": ["x"]}, "results": {'])
def test_results_from_elsewhere_that_are_none_or_cut_are_an_error(content):
    with pytest.raises((BadInputError, QueryError)):
        parse_solutions(content, "https://coop.example/sparql").rows()


def test_turtle_declares_the_prefixes_that_it_uses_in_order(dataset):
    prefixes = {
        "z": "http://coop.example/",
        "unused": "http://unused.example/",
        "a": "http://www.w3.org/2001/XMLSchema#",
    }
    more = dataset_of(QUADS + f'<{A}> <{P}> "2022-02-17"^^<http://www.w3.org/2001/XMLSchema#date> .\n'.encode())

    for syntax in ("turtle", "trig"):
        lines = more.query("CONSTRUCT WHERE { ?s ?p ?o }").serialize(syntax, prefixes).decode().splitlines()
        assert lines[:2] == ["@prefix a: <http://www.w3.org/2001/XMLSchema#> .", "@prefix z: <http://coop.example/> ."]
        assert not lines[2].startswith("@prefix")
    assert dataset.query("CONSTRUCT WHERE { ?s ?p ?o }").serialize("turtle", {}).startswith(b"<http://")
