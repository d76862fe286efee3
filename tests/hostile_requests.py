"""Requests as an enemy would send them: Hypothesis strategies for bytes on a socket, sensible ones and broken ones."""

import gzip
from urllib.parse import quote, quote_from_bytes

from hypothesis import strategies as st

TOKEN = "a-token-for-the-tests"  # noqa: S105 - it opens nothing but the servers of these tests
_CRLF = b"\r\n"

_METHODS = st.one_of(
    st.sampled_from([b"GET", b"GET", b"GET", b"POST", b"POST", b"HEAD", b"PUT", b"DELETE", b"OPTIONS", b"PATCH"]),
    st.sampled_from([b"TRACE", b"CONNECT", b"get", b"BREW", b"G\x00T", b"", b"GET GET", b"A" * 300]),
)
_VERSIONS = st.sampled_from([b"HTTP/1.1"] * 8 + [b"HTTP/1.0", b"HTTP/2.0", b"HTTP/9", b"", b"ICY"])
_NAMES = [
    "iso", "viet-nam", "claim/x", "graph/registry", "article/a", "..", ".", "...", "%2e%2e", "%252e%252e", "a%00b",
    "..%2f..%2f..%2fetc%2fpasswd", "..\\..\\etc\\passwd", "%5c..%5c", "iso.ttl", "iso.exe", "iso.ttl.nt", "%ff%fe",
    "%0d%0aX-Evil:%201", "//", "", "%", "%zz", "%e2%80%ae", "a" * 3000, "~root", "con", "iso;a=b", "%C3%A9", "*",
]  # fmt: skip
_ROOTS = [
    "/", "/sparql", "/sparql", "/sparql", "/graph-store", "/graph-store/", "/id/", "/claim/", "/article/", "/graph/",
    "/page/", "/data/", "/ontology", "/ontology.", "/explain", "/export.", "/.well-known/void", "/health", "/metrics",
    "/static/", "/static/style.css", "//evil.example/", "http://evil.example/sparql", "*", "/sparql/", "/none",
]  # fmt: skip
_QUERIES = [
    "ASK {}", "SELECT * { ?s ?p ?o } LIMIT 3", "SELECT ?s { GRAPH ?g { ?s ?p ?o } } LIMIT 2", "DESCRIBE <a:b>",
    "CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o } LIMIT 5", "SELECT", "ASK { SERVICE <http://127.0.0.1/> {} }", "\0",
    "SELECT (RAND() AS ?r) {}", "SELECT (1/0 AS ?x) {}", 'SELECT (REPLACE("a", "(", "b") AS ?x) {}', "ASK { ?s <",
    'SELECT ("\\uD800" AS ?x) {}', "SELECT * FROM <http://127.0.0.1/> { ?s ?p ?o }", "# comment", "ASK {" * 70,
    'SELECT ("\\r\\nX-Evil: 1" AS ?x) {}', "PREFIX : <javascript:> SELECT (:a AS ?x) {}", "ASK { <a b> ?p ?o }",
    'ASK { FILTER(REGEX("' + "a" * 40 + '!", "(a+)+$")) }', "SELECT * { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i } LIMIT 9",
    "SELECT (" + "9" * 5000 + " AS ?x) {}", "BASE <file:///etc/> ASK { <passwd> ?p ?o }", "﻿ASK {}", "ask{}",
]  # fmt: skip
_UPDATES = [
    "INSERT DATA { <a:s> <a:p> 1 }", "CLEAR DEFAULT", "LOAD <http://127.0.0.1/>", "LOAD <file:///etc/passwd>",
    "INSERT { ?s ?p ?o } WHERE { SERVICE <http://127.0.0.1/> { ?s ?p ?o } }", "DELETE WHERE { ?s <a:p> ?o }", "", ";",
    "INSERT DATA { GRAPH <a:g> { <a:s> <a:p> 'x' } } ; DROP GRAPH <a:g>", "LOAD SILENT <gopher://x/>", "INSERT DATA {",
]  # fmt: skip
_IRIS = [
    "a:g",
    "http://example.org/g",
    "no iri",
    "",
    "http://[",
    "file:///etc/passwd",
    "a:\r\nX-Evil: 1",
    "é:é",
    "a:<b>",
]
_RDF = [
    b"<a:s> <a:p> <a:o> .\n", b"@prefix : <a:> . :s :p (1 2 [] ) .", b"<a:s> <a:p> \"\\uD800\" .",
    b"@base <//> . <x> a",
    b'{"@context": "http://127.0.0.1/context", "@id": "a:s", "a:p": 1}', b'{"@id": "a:s", "a:p": {"@value": 1e999}}',
    b'<?xml version="1.0"?><!DOCTYPE r [<!ENTITY x SYSTEM "file:///etc/passwd">]><r>&x;</r>', b"[[[[[[[[", b"\xff\xfe",
    b'<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:a="a:"><rdf:Description/></rdf:RDF>', b"",
    b"<a:g> { <a:s> <a:p> <a:o> }", b"<a:s> <a:p> <a:o> <a:g> .\n", b"(" * 400 + b")" * 400,
    b"<a:s> <a:p> \"" + b"x" * 70000,
    b"<< <a:s> <a:p> <a:o> >> <a:p> 1 .",
]  # fmt: skip
_TYPES = [
    "application/x-www-form-urlencoded", "application/x-www-form-urlencoded", "application/sparql-query",
    "application/sparql-update", "text/turtle", "application/n-triples", "application/rdf+xml", "application/ld+json",
    "multipart/form-data; boundary=b", "multipart/form-data", "multipart/form-data; boundary=" + "b" * 200, "text/html",
    "application/sparql-query; charset=utf-16", "application/sparql-query; charset=\"", "", "/", "a/b;" + ";" * 99,
    "text/turtle; charset=utf-8; charset=latin-1", "application/trig", "application/n-quads",
]  # fmt: skip
_MEDIA = [
    "*/*", "text/html", "application/json", "application/sparql-results+json", "text/csv", "text/turtle", "image/png",
    "application/ld+json", "application/trig", "application/rdf+xml", "application/problem+json", "text/*", "*", "/",
    "",
]  # fmt: skip
_WEIGHTS = ["", ";q=0.5", ";q=0", ";q=1.0000", ";q=nan", ";q=-1", ";q=1e9", ";q=", ';v="', "; q = 0.3"]
_FORMATS = [
    "json",
    "xml",
    "csv",
    "tsv",
    "turtle",
    "jsonld",
    "html",
    "nt",
    "rdf",
    "trig",
    "nq",
    "exe",
    "",
    "../x",
    "\r\n",
]


def _mostly(usual: st.SearchStrategy[str]) -> st.SearchStrategy[bytes]:
    """Usual values, and now and then any bytes at all."""
    junk = st.one_of(st.binary(max_size=20), st.text(max_size=20).map(lambda text: text.encode("utf-8", "replace")))
    encoded = usual.map(lambda text: text.encode("utf-8", "surrogatepass"))
    return st.one_of(*[encoded] * 7, junk)


def _parameter(name: str, values: list[str]) -> st.SearchStrategy[bytes]:
    return _mostly(st.sampled_from(values)).map(lambda value: f"{name}={quote_from_bytes(value, safe='')}".encode())


_PARAMETERS = st.one_of(
    _parameter("query", _QUERIES),
    _parameter("query", _QUERIES),
    _parameter("update", _UPDATES),
    _parameter("format", _FORMATS),
    _parameter("graph", _IRIS),
    st.just(b"default"),
    _parameter("default-graph-uri", _IRIS),
    _parameter("named-graph-uri", _IRIS),
    _parameter("using-graph-uri", _IRIS),
    _parameter("timeout", ["0.2", "0", "-1", "1e9", "nan", "999999", "١", "0.0000001", "9" * 400]),
    _parameter("lang", ["vi", "en", "xx", '"><script>']),
    _parameter("subject", ["id:iso", "<a:b>", "_:x", '"x"', "x:", ":", "a" * 300]),
    _parameter("predicate", ["a", "org:memberOf", "<a b>"]),
    _parameter("object", ["id:iso", '"x"@en', '"', "<>"]),
    _parameter("all", ["true", "1", "maybe"]),
    _parameter("stated-only", ["", "no", "0"]),
    st.binary(max_size=12),
    st.just(b"a=1&" * 250),
)
_STRINGS = st.lists(_PARAMETERS, max_size=3).map(b"&".join)
_PATHS = st.one_of(
    st.tuples(st.sampled_from(_ROOTS), st.sampled_from(["", "", "", *_NAMES])).map("".join).map(str.encode),
    st.tuples(st.sampled_from(_ROOTS).map(str.encode), st.binary(max_size=12)).map(b"".join),
    st.text(max_size=15).map(lambda text: b"/" + quote(text.encode("utf-8", "replace")).encode()),
)
_TARGETS = st.tuples(_PATHS, st.one_of(st.just(b""), _STRINGS.map(lambda text: b"?" + text))).map(b"".join)
_ACCEPTS = st.lists(st.tuples(st.sampled_from(_MEDIA), st.sampled_from(_WEIGHTS)).map("".join), max_size=4).map(
    ", ".join
)


def _header(name: str, values: st.SearchStrategy[str]) -> st.SearchStrategy[bytes]:
    return _mostly(values).map(lambda value: name.encode() + b": " + value)


_GOOD_HEADERS = st.one_of(
    _header("Accept", _ACCEPTS),
    _header("Accept", _ACCEPTS),
    _header("Authorization", st.sampled_from([f"Bearer {TOKEN}", f"bearer  {TOKEN}", "Bearer", "Basic eDp5", "é"])),
    _header("Content-Type", st.sampled_from(_TYPES)),
    _header("Content-Type", st.sampled_from(_TYPES)),
    _header("Content-Encoding", st.sampled_from(["gzip", "br", "identity", "gzip, gzip", "zstd"])),
    _header("Accept-Encoding", st.sampled_from(["gzip", "br", "*", "gzip;q=0, *", "x;q=9", "gzip;q=nan", ","])),
    _header("Accept-Language", st.sampled_from(["vi", "en;q=0.5, vi;q=0.1", "*", "en-" * 60, "x" * 9000])),
    _header("If-None-Match", st.sampled_from(["*", '"1-0"', 'W/"1-0"', '"', '"a", "b', "x" * 5000])),
    _header("If-Modified-Since", st.sampled_from(["Thu, 01 Jan 1970 00:00:00 GMT", "never"])),
    _header("Range", st.sampled_from(["bytes=0-0", "bytes=-1", "bytes=9-1", "bytes=0-,0-,0-,0-", "lines=1"])),
    _header("Host", st.sampled_from(["evil.example", "a b", "[::1]:80", "x:99999", "@", "a/b", "<script>", ""])),
    _header("Expect", st.sampled_from(["100-continue", "200-ok"])),
    _header("Connection", st.sampled_from(["close", "keep-alive", "upgrade", "te, x"])),
    _header("Upgrade", st.sampled_from(["h2c", "websocket", "x"])),
    _header("X-Forwarded-Host", st.just("evil.example")),
    _header("Forwarded", st.just("host=evil.example;proto=https")),
    _header("Cookie", st.sampled_from(["a=b", "=", ";;"])),
    _header("X-HTTP-Method-Override", st.just("DELETE")),
)
_HEADERS = st.lists(
    st.one_of(
        *[_GOOD_HEADERS] * 5,
        st.binary(max_size=30),
        st.just(b"X: " + b"x" * 20000),
        st.just(_CRLF.join(b"X-%d: 1" % n for n in range(150))),
        st.just(b" folded"),
    ),
    max_size=5,
)


def _multipart(content: bytes, name: bytes) -> bytes:
    head = b'--b\r\nContent-Disposition: form-data; name="f"; filename="' + name + b'"\r\n'
    return head + b"Content-Type: text/turtle\r\n\r\n" + content + b"\r\n--b--\r\n"


_BODIES = st.one_of(
    st.just(b""),
    _mostly(st.sampled_from(_QUERIES)),
    _mostly(st.sampled_from(_UPDATES)),
    st.sampled_from(_RDF),
    st.sampled_from(_RDF),
    _STRINGS,
    _STRINGS,
    st.sampled_from(_RDF).map(gzip.compress),
    st.tuples(st.sampled_from(_RDF), st.sampled_from([b"a.ttl", b"../../a.nt", b"", b"\xff", b"a.rdf"])).map(
        lambda parts: _multipart(*parts)
    ),
    st.just(b'--b\r\nContent-Disposition: form-data; name="f"; filename="a.ttl"\r\n\r\n<a:s>'),
    st.binary(max_size=200),
    st.sampled_from([b"x" * 70_000, b"# " * 600_000, gzip.compress(b" " * 5_000_000)]),
)


def _chunked(body: bytes, size: int, end: bytes) -> bytes:
    pieces = (body[at : at + size] for at in range(0, len(body), size))
    return b"".join(b"%x\r\n%b\r\n" % (len(piece), piece) for piece in pieces) + end


#: Headers that tell of a body, truly or not, by what is wrong with them; %d is its length.
_LENGTHS = {
    "length": [b"Content-Length: %d"],
    "none": [],
    "two": [b"Content-Length: %d", b"Content-Length: 1"],
    "long": [b"Content-Length: 9%d"],
    "short": [b"Content-Length: 1"],
    "wrong": [b"Content-Length: -1, 0x10"],
    "huge": [b"Content-Length: " + b"9" * 30],
    "other": [b"Transfer-Encoding: gzip, chunked"],
    "no coding": [b"Transfer-Encoding: identity"],
    "twice": [b"Transfer-Encoding: chunked, chunked"],
}
#: What ends a body in chunks.
_ENDS = {"chunks": b"0\r\n\r\n", "cut": b"", "bad": b"zz\r\n\r\n", "in a chunk": b"ffff\r\nx", "both": b"0\r\n\r\n"}


def _framed(body: bytes, how: str) -> tuple[list[bytes], bytes]:
    """The headers that tell of the body, truly or not, and the bytes that are sent of it."""
    if how in _LENGTHS:
        return [header.replace(b"%d", b"%d" % len(body)) for header in _LENGTHS[how]], body
    more = [b"Content-Length: 3"] if how == "both" else []
    return [b"Transfer-Encoding: chunked", *more], _chunked(body, max(len(body) // 3, 1), _ENDS[how])


_FRAMES = st.sampled_from(["length"] * 10 + [*_LENGTHS, *_ENDS])


@st.composite
def _broken(draw: st.DrawFn) -> bytes:
    """A request any part of which may be nonsense."""
    method, target, version = draw(_METHODS), draw(_TARGETS), draw(_VERSIONS)
    headers = draw(_HEADERS)
    body = draw(_BODIES) if method not in {b"GET", b"HEAD", b"OPTIONS"} or draw(st.integers(0, 9)) == 0 else b""
    framing, sent = _framed(body, draw(_FRAMES)) if body or method in {b"POST", b"PUT"} else ([], b"")
    host = [] if draw(st.integers(0, 19)) == 0 else [b"Host: x.example"]
    return _CRLF.join([b" ".join((method, target, version)), *host, *headers, *framing, b"", sent])


_READ = st.one_of(
    st.tuples(st.just("/sparql?"), _parameter("query", _QUERIES)),
    st.tuples(st.just("/sparql?"), _parameter("query", _QUERIES)),
    st.tuples(st.just("/graph-store?"), st.one_of(_parameter("graph", _IRIS), st.just(b"default"))),
    st.tuples(
        st.sampled_from(["/data/", "/page/", "/id/", "/claim/", "/graph/"]), st.sampled_from(_NAMES).map(str.encode)
    ),
    st.tuples(
        st.sampled_from(["/", "/health", "/metrics", "/ontology", "/export.nt", "/export.trig", "/sparql"]),
        st.just(b""),
    ),
    st.just(("/explain?subject=id:viet-nam&predicate=org:memberOf&object=", b"id:iso")),
)  # fmt: skip
_CHANGED = st.one_of(
    st.tuples(st.just(b"POST"), st.just("/sparql"), st.sampled_from(_TYPES[:4]), _BODIES),
    st.tuples(
        st.just(b"POST"), st.just("/sparql"), st.just(_TYPES[0]),
        st.one_of(_parameter("query", _QUERIES), _parameter("update", _UPDATES), _STRINGS),
    ),
    st.tuples(st.just(b"POST"), st.just("/sparql"), st.just(_TYPES[2]), _mostly(st.sampled_from(_QUERIES))),
    st.tuples(st.just(b"POST"), st.just("/sparql"), st.just(_TYPES[3]), _mostly(st.sampled_from(_UPDATES))),
    st.tuples(
        st.sampled_from([b"PUT", b"POST", b"DELETE"]),
        st.sampled_from(["/graph-store?default", "/graph-store?graph=a%3Ag", "/graph-store/x", "/graph-store"]),
        st.sampled_from(_TYPES[4:9]), _BODIES,
    ),
)  # fmt: skip


@st.composite
def _sensible(draw: st.DrawFn) -> bytes:
    """A request in good form for something that there is, where one thing or the other is odd."""
    if draw(st.booleans()):
        method, (path, rest) = draw(st.sampled_from([b"GET", b"GET", b"HEAD", b"OPTIONS"])), draw(_READ)
        target, framing, sent = path.encode() + rest, [], b""
        if draw(st.booleans()):
            target += (b"&" if b"?" in target else b"?") + draw(_STRINGS)
    else:
        method, path, kind, body = draw(_CHANGED)
        framing, sent = _framed(body, draw(st.one_of(st.just("length"), st.just("length"), st.just("chunks"), _FRAMES)))
        framing += [b"Content-Type: " + kind.encode(), b"Authorization: Bearer " + TOKEN.encode()]
        target = path.encode()
    odd = draw(st.lists(_GOOD_HEADERS, max_size=2))
    return _CRLF.join([method + b" " + target + b" HTTP/1.1", b"Host: x.example", *odd, *framing, b"", sent])


_REQUEST = st.one_of(_sensible(), _sensible(), _sensible(), _broken())
#: What is sent on one connection, as pieces: one request, sometimes several, a part of one, or no HTTP at all.
CONVERSATIONS = st.one_of(
    *[_REQUEST.map(lambda sent: [sent])] * 8,
    st.lists(_REQUEST, min_size=2, max_size=3),
    st.tuples(_REQUEST, st.integers(1, 400)).map(lambda pair: [pair[0][: pair[1]]]),
    st.binary(min_size=1, max_size=100).map(lambda sent: [sent]),
)
