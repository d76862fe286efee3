"""Documents that nest deep: their parsers would end the process, so they are refused before."""

import pytest

from coopkg.errors import BadInputError
from coopkg.storage.files import parse_rdf

RDF = b'<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:a="a:">'


def nested(begin: bytes, end: bytes, depth: int, before: bytes = b"", after: bytes = b"") -> bytes:
    return before + begin * depth + b"1" + end * depth + after


@pytest.mark.parametrize(
    ("syntax", "content"),
    [
        ("jsonld", nested(b'{"a:p":', b"}", 10_000)),
        ("jsonld", nested(b'{"@list":[', b"]}", 10_000)),
        ("jsonld", b'{"a:p":' * 10_000),
        ("jsonld", nested(b'{"a:]}\\"":', b"}", 10_000)),
        ("turtle", nested(b"<<( <a:s> <a:p> ", b" )>>", 10_000, b"<a:s> <a:p> ", b" .")),
        ("turtle", nested(b'<< <a:x> <a:p> ">>" ', b" >>", 10_000)),
        ("ntriples", b"<a:s> <a:p> " + b"<<( <a:s> <a:p> " * 10_000),
        ("rdfxml", RDF + nested(b"<rdf:Description><a:p>", b"</a:p></rdf:Description>", 10_000) + b"</rdf:RDF>"),
    ],
)
def test_a_document_that_nests_too_deep_is_refused(syntax, content):
    with pytest.raises(BadInputError, match="nest deeper than"):
        parse_rdf(content, syntax)


@pytest.mark.parametrize(
    ("syntax", "content"),
    [
        ("jsonld", nested(b'{"a:p":', b"}", 190)),
        ("jsonld", b'{"a:p": "' + b"[" * 1000 + b'\\"{"}'),
        ("jsonld", b"[" + b",".join([b'{"a:p": [[1]]}'] * 3000) + b"]"),
        ("turtle", b'<a:s> <a:p> "' + b"<<( " * 1000 + b"\\\" ''' \" , '''" + b"<< " * 300 + b"''' . # " + b"<<" * 300),
        ("turtle", nested(b"(", b")", 10_000, b"<a:s> <a:p> ", b" .")),
        ("rdfxml", RDF + nested(b"<rdf:Description><a:p>", b"</a:p></rdf:Description>", 400) + b"</rdf:RDF>"),
    ],
)
def test_what_is_long_but_not_deep_is_read(syntax, content):
    assert parse_rdf(content, syntax, base_iri="a:")
