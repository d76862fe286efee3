"""RDF documents as they are found: byte order marks, what is cut off, and the places of faults."""

import gzip
import os

import pytest

from coopkg.errors import BadInputError
from coopkg.rdf.dictionary import Dictionary
from coopkg.storage.files import parse_rdf, read_quads
from coopkg.storage.statements import read_statements

BOM = b"\xef\xbb\xbf"
HEAD = b'<?xml version="1.0"?>\n<r:RDF xmlns:r="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:a="a:">\n'
THING = '<r:Description r:about="a:é"><a:p r:resource="a:o"/></r:Description>\n'.encode()
XML = HEAD + THING + b"</r:RDF>\n"
ONE = {
    "x.nt": b"<a:s> <a:p> <a:o> .\n_:x <a:p> <a:o> .\n",
    "x.nq": b"<a:s> <a:p> <a:o> <a:g> .\n_:x <a:p> <a:o> .\n",
    "x.ttl": b"PREFIX a: <a:> a:s a:p a:o . [] a:p a:o .",
    "x.trig": b"PREFIX a: <a:> a:s a:p a:o . [] a:p a:o .",
    "x.rdf": XML,
    "x.jsonld": b'{"@id": "a:s", "a:p": {"@id": "a:o"}}',
}


def statements(path):
    return set(read_statements([path], Dictionary()).tokens())


@pytest.mark.parametrize("ending", ["", ".gz"])
@pytest.mark.parametrize("name", ONE)
def test_a_byte_order_mark_makes_no_difference(tmp_path, name, ending):
    plain, marked = tmp_path / name, tmp_path / f"marked-{name}{ending}"
    plain.write_bytes(ONE[name])
    marked.write_bytes(gzip.compress(BOM + ONE[name]) if ending else BOM + ONE[name])

    assert statements(marked) == statements(plain) != set()
    assert read_quads(marked) == read_quads(plain)


@pytest.mark.parametrize(
    "content",
    [b"", b'<?xml version="1.0"?>\n', HEAD, HEAD + THING, XML + HEAD, XML[:-12]],
    ids=["nothing", "declaration", "start", "no end", "twice", "half a tag"],
)
def test_rdf_in_xml_that_is_cut_off_or_goes_on_is_refused(content):
    with pytest.raises(BadInputError, match="not well-formed XML at column"):
        parse_rdf(content, "rdfxml")


@pytest.mark.parametrize(
    ("syntax", "content", "line", "reason"),
    [
        (
            "rdfxml",
            HEAD + THING * 100 + THING.replace(b"a:o", b"o") + b"</r:RDF>",
            103,
            "up to column 50: .* base IRI",
        ),
        ("rdfxml", HEAD + THING + THING.replace(b"a:o", b"a:o o") + b"</r:RDF>", 4, "up to column 54: .* code point"),
        ("rdfxml", HEAD + THING + b"</r:Rdf>", 4, "column 3: mismatched tag"),
        ("rdfxml", HEAD + THING.replace(b"\xc3", b""), 3, "save the file as UTF-8"),
        ("rdfxml", XML.decode().encode("utf-16"), 1, "save the file as UTF-8"),
        ("jsonld", b'{"@id": "a:s",\n"a:p": {"@id": ["a:o"]}}', 2, "@id value must be a string"),
        ("turtle", b"PREFIX a: <a:>\na:s a:p a:o .\n\na:s a:p <<( a:s a:p a:o )>> .\n", 4, "RDF 1.2"),
        ("turtle", b"PREFIX a: <a:>\n<< a:s a:p a:o >> a:p a:o .\na:s a:p a:o .\n", 2, "RDF 1.2"),
        ("turtle", b"<a:s> <a:p> <a:o> .\n" * 9999 + b'<a:s> <a:p> "x"@en--ltr .\n', 10000, "RDF 1.2"),
        ("ntriples", b'<a:s> <a:p> "x\0" .\n<a:s> <a:p\0> "" .\n', 2, r"code point '\\x00'"),
    ],
)
def test_a_fault_is_told_with_its_line_and_what_to_do(syntax, content, line, reason):
    with pytest.raises(BadInputError, match=reason) as caught:
        parse_rdf(content, syntax, source="x")

    assert caught.value.line == line
    assert "\0" not in str(caught.value)


def test_a_relative_iri_that_has_a_base_is_not_taken_for_the_fault():
    content = b"<o> <a:p> <a:o> .\n\n<a:s> <a:p> <<( <a:s> <a:p> <o> )>> ."

    with pytest.raises(BadInputError) as caught:
        parse_rdf(content, "turtle", base_iri="https://coop.example/")

    assert caught.value.line == 3


@pytest.mark.parametrize("name", ["x.ttl", "x.nt"])
def test_a_term_that_is_longer_than_the_parser_takes_is_told(tmp_path, name):
    path = tmp_path / name
    path.write_bytes(b'<a:s> <a:p> "' + b"x" * (1 << 24) + b'"@EN .\n')

    for read in (statements, read_quads):
        with pytest.raises(BadInputError, match="16 MB"):
            read(path)


def test_a_gzipped_file_of_no_bytes_is_told_to_be_cut_off(tmp_path):
    (tmp_path / "x.nt.gz").write_bytes(b"")

    with pytest.raises(BadInputError, match="the file is empty"):
        statements(tmp_path / "x.nt.gz")


def test_a_pipe_is_refused_since_it_cannot_be_read_twice(tmp_path):
    os.mkfifo(tmp_path / "x.nt")

    with pytest.raises(BadInputError, match="not a regular file"):
        statements(tmp_path / "x.nt")
