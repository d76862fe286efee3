import gzip

import pytest
import rdflib
from rdflib.compare import isomorphic

from coopkg.errors import BadInputError
from coopkg.rdf.terms import Iri, Literal, Quad, Triple
from coopkg.storage.documents import syntax_of
from coopkg.storage.files import (
    canonical_nquads,
    in_graph,
    parse_rdf,
    read_quads,
    serialize_quads,
    serialize_rdf,
    serialize_triples,
)
from coopkg.storage.oxigraph import open_store, write_store

BASE = Iri("https://coop.example/")
# rdflib 7 uses in its parsers what it deprecates.
RDFLIB_ITSELF = pytest.mark.filterwarnings("ignore::DeprecationWarning:rdflib")
XSD = "http://www.w3.org/2001/XMLSchema#"
TURTLE = """@prefix : <http://coop.example/> .
:iso :name "Tổ chức \\"ISO\\"\\n"@VI , "ISO" ; :founded "01947"^^<http://www.w3.org/2001/XMLSchema#integer> ;
  :part [ :name "a _:b <c> . \\"^^<x>" ] , [ :name "TC" ] .
"""
FORMATS = {
    "turtle": "turtle",
    "ntriples": "nt",
    "nquads": "nquads",
    "trig": "trig",
    "rdfxml": "xml",
    "jsonld": "json-ld",
}
SUFFIXES = {"turtle": "ttl", "ntriples": "nt", "nquads": "nq", "trig": "trig", "rdfxml": "rdf", "jsonld": "jsonld"}


def graph_of(quads: bytes) -> rdflib.Graph:
    return rdflib.Graph().parse(data=quads, format="nt")


@RDFLIB_ITSELF
@pytest.mark.parametrize("syntax", FORMATS)
def test_every_syntax_says_the_same(syntax, tmp_path):
    original = rdflib.Dataset(default_union=True)
    original.parse(data=TURTLE, format="turtle")
    content = original.serialize(format=FORMATS[syntax], encoding="utf-8")
    path = tmp_path / f"x.{SUFFIXES[syntax]}"
    path.write_bytes(content)

    assert isomorphic(graph_of(read_quads(path)), graph_of(canonical_nquads(parse_rdf(TURTLE.encode(), "turtle"))))


@RDFLIB_ITSELF
@pytest.mark.parametrize("syntax", FORMATS)
def test_every_syntax_is_written_and_read_by_others(syntax):
    quads = parse_rdf(TURTLE.encode(), "turtle", skolem_base=BASE)

    written = serialize_rdf([quads], syntax, {"c": "http://coop.example/"})

    read = rdflib.Dataset(default_union=True)
    read.parse(data=written, format=FORMATS[syntax])
    expected = rdflib.Graph().parse(data=quads, format="nt")
    assert {tuple(map(str, triple)) for triple in read.triples((None, None, None))} == {
        tuple(map(str, triple)) for triple in expected
    }


def test_a_gzipped_file_is_read_like_the_file_in_it(tmp_path):
    (tmp_path / "x.ttl").write_text(TURTLE)
    (tmp_path / "x.ttl.gz").write_bytes(gzip.compress(TURTLE.encode()))

    assert read_quads(tmp_path / "x.ttl", base=BASE) == read_quads(tmp_path / "x.ttl.gz", base=BASE)


def test_equal_documents_give_equal_blank_nodes_and_other_documents_other_ones():
    first, again = (parse_rdf(TURTLE.encode(), "turtle") for _ in range(2))
    other = parse_rdf(TURTLE.encode() + b"# another", "turtle")

    blank = {token for token in first.split() if token.startswith(b"_:b") and b"-" in token}
    assert first == again
    assert len(blank) == 2
    assert not blank & set(other.split())


def test_skolemised_nodes_are_iris_under_the_base_and_texts_stay_as_they_are():
    quads = parse_rdf(TURTLE.encode(), "turtle", skolem_base=BASE)

    assert quads.count(b"<https://coop.example/.well-known/genid/") == 4
    assert rb'"a _:b <c> . \"^^<x>"' in quads
    assert b" _:" not in quads.replace(rb'"a _:b <c> . \"^^<x>"', b"")


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("01", "1"),
        ("+5", "5"),
        ("one", "one"),
        ("123456789012345678901234567890", "123456789012345678901234567890"),
    ],
)
def test_literals_are_kept_as_the_store_keeps_them(given, kept):
    quads = canonical_nquads(f'<a:s> <a:p> "{given}"^^<{XSD}integer> .\n'.encode())

    assert quads == f'<a:s> <a:p> "{kept}"^^<{XSD}integer> .\n'.encode()


def test_the_form_in_which_the_store_keeps_literals_is_the_one_it_gives_back(tmp_path):
    values = [f'"{value}"^^<%sinteger>' for value in ("0", "-1", "9" * 18, "-" + "9" * 18, "9" * 19, "9" * 40, "-0")]
    values += [
        f'"{value}"^^<%sdate>' for value in ("0000-01-01", "9999-12-31", "2022-02-30", "2022-13-01", "0001-01-01")
    ]
    values += ['"1.50"^^<%sdecimal>', '"1e3"^^<%sdouble>', '"1"^^<%sboolean>', '"07"^^<%sint>', '"TRUE"^^<%sboolean>']
    values += ['"2022-02-17+07:00"^^<%sdate>', '"2022-02-17T00:00:00.000Z"^^<%sdateTime>', '"P12M"^^<%sduration>']
    lines = "".join(f"<a:s> <a:p{number}> {value % XSD} .\n" for number, value in enumerate(values))
    canonical = canonical_nquads(lines.encode())

    write_store(tmp_path / "store", lines.encode())

    assert sorted(open_store(tmp_path / "store").dump("ntriples").splitlines()) == sorted(canonical.splitlines())


def test_a_statement_that_comes_twice_is_one():
    line = f'<a:s> <a:p> "1"^^<{XSD}integer> .\n'

    assert canonical_nquads((line + line.replace('"1"', '"01"')).encode()) == line.encode()


def test_statements_of_the_default_graph_go_into_the_graph_named():
    quads = b'<a:s> <a:p> "x . <y> ."@en .\n_:b <a:p> "z"^^<a:t> .\n<a:s> <a:p> <a:o> <a:g> .\n'

    assert in_graph(quads, Iri("a:users\\1")).splitlines() == [
        b'<a:s> <a:p> "x . <y> ."@en <a:users\\1> .',
        b'_:b <a:p> "z"^^<a:t> <a:users\\1> .',
        b"<a:s> <a:p> <a:o> <a:g> .",
    ]


@pytest.mark.parametrize(
    ("name", "content", "line", "reason"),
    [
        ("x.ttl", b'<a:s> <a:p> "x" .\n<a:s> <a:p>', 2, "end"),
        ("x.ttl", b"<a:s> <a:p> <o> .", 1, "relative IRI"),
        ("x.nt", b'<a:s> <a:p> "\xff" .', 1, "UTF-8"),
        ("x.nq", b"<a:s> <a:p> .\n", 1, "Parser error"),
        ("x.trig", b"<a:g> { <a:s> <a:p> 1 ", 1, "end"),
        ("x.rdf", b"<rdf:RDF", 1, "cut off"),
        ("x.jsonld", b'{"@id": "a:s",', 1, "Parser error"),
        ("x.jsonld", b'{"@context": "http://127.0.0.1:9/c", "@id": "a:s"}', 1, "never asked"),
        ("x.ttl", b"<a:s> <a:p> <<( <a:s> <a:p> 1 )>> .", 1, "RDF 1.2"),
        ("x.ttl", b'<a:s> <a:p> "x"@en--ltr .', 1, "RDF 1.2"),
        ("x.ttl.gz", b"not gzip", 0, "cannot be read"),
        ("x.ttl.gz", gzip.compress(b"<a:s> <a:p> <a:o> ." * 1000)[:40], 0, "cannot be read"),
        ("x.csv", b"", 0, "unknown RDF syntax"),
        ("x", b"", 0, "unknown RDF syntax"),
    ],
)
def test_what_is_no_rdf_is_refused_with_file_and_line(tmp_path, name, content, line, reason):
    path = tmp_path / name
    path.write_bytes(content)

    with pytest.raises(BadInputError, match=reason) as caught:
        read_quads(path)

    assert (caught.value.path, caught.value.line) == (path, line)


def test_a_file_that_is_not_there_is_an_error(tmp_path):
    with pytest.raises(BadInputError, match="cannot be read"):
        read_quads(tmp_path / "none.ttl")


def test_two_hyphens_in_a_text_are_no_base_direction():
    quads = b'<a:s> <a:p> "x@en--ltr <<( y"@vi .\n'

    assert canonical_nquads(quads) == quads


def test_the_name_of_a_file_tells_its_syntax(tmp_path):
    assert syntax_of(tmp_path / "A.TTL") == "turtle"
    assert syntax_of(tmp_path / "a.b.nq.gz") == "nquads"


def test_triples_and_quads_are_written_each_once():
    triple = Triple(Iri("a:s"), Iri("a:p"), Literal("Đà Nẵng", language="vi"))
    quad = Quad(*triple, Iri("a:g"))

    assert serialize_triples([triple, triple], "ntriples") == '<a:s> <a:p> "Đà Nẵng"@vi .\n'.encode()
    assert serialize_quads([quad, quad, Quad(*triple)], "nquads").count(b"\n") == 2
