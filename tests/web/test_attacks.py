"""Attacks by path, header, body and query on the running server, each refused or harmless."""

import gzip
import json
import re
import socket
from urllib.parse import quote, urlsplit

import pytest
from tests.w3c_http import QUERY, Answer, Server

XSD_INTEGER = "http://www.w3.org/2001/XMLSchema#integer"
EVIL = "\r\nX-Evil: 1"
RDF = b'xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:a="a:"'
#: Each entity is ten of the one before: a gigabyte.
LAUGHS = (
    b'<!DOCTYPE r [<!ENTITY a0 "ha">'
    + b"".join(b'<!ENTITY a%d "%b">' % (n, b"&a%d;" % (n - 1) * 10) for n in range(1, 10))
    + b"]><rdf:RDF %b><rdf:Description><a:p>&a9;</a:p></rdf:Description></rdf:RDF>" % RDF
)


@pytest.fixture(params=["reasoning", "plain"])
def either(request):
    """Each server in turn: the one over the sample, and the one with a dataset of its own."""
    if request.param == "plain":
        return request.getfixturevalue("plain")
    return Server(request.getfixturevalue("server"), "")


def put(server: Server, kind: str, body: bytes, **headers: str) -> Answer:
    return server.ask("PUT", "/graph-store?graph=a%3Aattacked", body, {"Content-Type": kind, **headers})


@pytest.fixture
def trap():
    """A port of the loopback that nobody may call; gives its address."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        listener.settimeout(0.2)
        yield f"http://127.0.0.1:{listener.getsockname()[1]}/"
        with pytest.raises(TimeoutError):
            listener.accept()


@pytest.mark.parametrize(
    "root", ["/data/", "/page/", "/id/", "/graph/", "/graph-store/", "/static/", "/export.", "/ontology."]
)
@pytest.mark.parametrize(
    "name",
    [
        "../../../etc/passwd",
        "..%2f..%2f..%2fetc%2fpasswd",
        "%2e%2e/%2e%2e/%2e%2e/etc/passwd",
        "..%252f..%252fetc%252fpasswd",
        "..%5c..%5cetc%5cpasswd",
        "..\\..\\etc\\passwd",
        "iso%00.ttl",
        "%c0%ae%c0%ae/etc/passwd",
        "/etc/passwd",
        "a/" * 2000,
    ],
)
def test_no_path_leads_out(either, root, name):
    answer = either.ask("GET", root + name)

    assert answer.status in {400, 404, 406}
    assert b"root:" not in answer.body


@pytest.mark.parametrize(
    "path",
    [
        f"/id/iso{EVIL}",
        f"/id/iso?lang=vi{EVIL}",
        f"/id/iso?format=ttl{EVIL}",
        f"/data/iso{EVIL}",
        f"/graph-store/x{EVIL}",
        f"/sparql?query=ASK%7B%7D&format=json{EVIL}",
        f"/graph-store?graph=a:b{EVIL}",
        f"/page/iso?lang={EVIL}",
    ],
)
def test_what_is_asked_never_becomes_a_header(either, path):
    for method in ("GET", "PUT", "DELETE", "OPTIONS"):
        answer = either.ask(
            method, quote(path, safe="/?=&%:"), b"", {"Content-Type": "text/turtle", "Origin": "http://a"}
        )

        assert "x-evil" not in answer.headers
        assert answer.headers["access-control-allow-origin"] == "*"
        assert answer.status < 500


@pytest.mark.parametrize("host", ["a b", "a/b", '"><script>', "a@b", "a?b", "a#b", "x:123456", "[::1", "ä.example"])
def test_a_host_that_is_none_makes_no_links(either, host):
    answer = either.ask("GET", "/sparql", headers={"Host": host.encode("utf-8"), "Accept": "text/turtle"})

    assert answer.status == 400


def test_nobody_gets_links_to_the_host_that_another_one_named(either):
    """The service description has the endpoint's address; it is kept, and asked for again."""
    for _ in range(3):
        for host in ("one.example", "other.example"):
            for method in ("GET", "HEAD"):
                answer = either.ask(method, "/sparql", headers={"Host": host, "Accept": "text/turtle"})
                assert answer.status == 200
                assert method == "HEAD" or set(re.findall(r"\w+\.example", answer.body.decode())) == {host}
    forwarded = {"Host": "one.example", "X-Forwarded-Host": "evil.example", "Forwarded": "host=evil.example"}
    assert b"evil" not in either.ask("GET", "/sparql", headers={"Accept": "text/turtle", **forwarded}).body


def test_what_is_kept_for_one_request_is_not_given_to_another(either):
    """Method, format, encoding and language are part of what is asked; a token is not, for reading needs none."""
    path = f"/sparql?query={quote('SELECT * { ?s ?p ?o } ORDER BY ?s ?p ?o LIMIT 100')}"
    kinds = ["application/sparql-results+json", "text/csv", "text/html"]
    for _ in range(2):
        for kind in kinds:
            for encoding in ("gzip", "identity"):
                headers = {"Accept": kind, "Accept-Encoding": encoding}
                long, bare = either.ask("GET", path, headers=headers), either.ask("HEAD", path, headers=headers)
                assert long.media_type == bare.media_type == kind
                assert long.headers.get("content-encoding", "identity") in {encoding, "identity"}
                assert (len(bare.body), bare.headers["content-length"]) == (0, str(len(long.body)))
    wrong = either.ask(
        "POST",
        "/sparql",
        b"update=CLEAR+ALL",
        {"Content-Type": "application/x-www-form-urlencoded", "Authorization": "Bearer x"},
    )
    assert wrong.status in {401, 403}
    assert either.ask("POST", "/sparql", b"ASK{}", {"Content-Type": QUERY, "Authorization": "Bearer x"}).status == 200


@pytest.mark.parametrize(
    ("kind", "body"),
    [
        (
            "application/rdf+xml",
            b'<!DOCTYPE r [<!ENTITY x SYSTEM "file:///etc/passwd">]><rdf:RDF %b><a:C a:p="&x;"/></rdf:RDF>' % RDF,
        ),
        ("application/rdf+xml", b'<!DOCTYPE r SYSTEM "TRAP"><rdf:RDF %b><a:C>&x;</a:C></rdf:RDF>' % RDF),
        (
            "application/rdf+xml",
            b'<!DOCTYPE r [<!ENTITY %% x SYSTEM "TRAP"> %%x;]><rdf:RDF %b><a:C a:p="&y;"/></rdf:RDF>' % RDF,
        ),
        ("application/rdf+xml", LAUGHS),
        ("application/ld+json", b'{"@context": "TRAP", "@id": "a:s", "p": 1}'),
        ("application/ld+json", b'{"@context": {"@import": "TRAP"}, "@id": "a:s", "p": 1}'),
        ("application/ld+json", b'{"@context": ["TRAP", {"p": "a:p"}], "@id": "a:s", "p": 1}'),
        ("application/ld+json", b'{"@context": "file:///etc/passwd", "p": 1}'),
        ("application/ld+json", b'{"a:p":' * 50_000 + b"1" + b"}" * 50_000),
        ("text/turtle", b"<a:s> <a:p> " + b"<<( <a:s> <a:p> " * 50_000 + b"1" + b" )>>" * 50_000 + b" ."),
    ],
    ids=["file", "dtd", "parameter", "laughs", "context", "import", "contexts", "file context", "json", "terms"],
)
def test_a_document_reaches_no_file_and_no_host_and_does_not_grow(plain, trap, kind, body):
    answer = put(plain, kind, body.replace(b"TRAP", trap.encode()))

    assert answer.status == 400, answer.body
    assert b"root:" not in answer.body


def test_no_body_is_unpacked(plain):
    bomb = gzip.compress(bytes(50_000_000))

    assert put(plain, "text/turtle", bomb, **{"Content-Encoding": "gzip"}).status == 415
    assert plain.ask("POST", "/sparql", bomb, {"Content-Type": QUERY, "Content-Encoding": "gzip"}).status == 415


@pytest.mark.parametrize(
    "query",
    [
        "ASK { SERVICE <TRAP> {} }",
        "ASK { sErViCe SILENT <TRAP> {} }",
        "ASK { SERVICE ?x {} VALUES ?x { <TRAP> } }",
        "ASK { #\nSERVICE#\n<TRAP>{} }",
        "ASK { FILTER NOT EXISTS { SERVICE <TRAP> { ?s ?p ?o } } }",
        "ASK { { SELECT * { OPTIONAL { SERVICE <TRAP> {} } } } }",
        "PREFIX t: <TRAP> ASK { SERVICE t:x {} }",
        "BASE <TRAP> ASK { SERVICE <x> {} }",
        "ASK { SERVICE\n\t<TRAP> {} }",
        "SELECT * FROM <TRAP> { ?s ?p ?o }",
        "SELECT * FROM NAMED <TRAP> { GRAPH ?g { ?s ?p ?o } }",
        "ASK { BIND(<TRAP>(1) AS ?x) }",
        "DESCRIBE <TRAP>",
        "ASK { GRAPH <TRAP> { ?s ?p ?o } }",
    ],
)
def test_no_query_calls_another_host(either, trap, query):
    answer = either.query(query.replace("TRAP", trap))

    assert answer.status == (400 if "SERVICE" in query.upper() or "BIND" in query else 200)


@pytest.mark.parametrize(
    "update",
    [
        "LOAD <TRAP>",
        "LOAD SILENT <TRAP>",
        "LOAD <TRAP> INTO GRAPH <a:g>",
        "BASE <TRAP> LOAD <x>",
        "LOAD <file:///etc/passwd>",
        "INSERT { ?s ?p ?o } WHERE { SERVICE <TRAP> { ?s ?p ?o } }",
        "DELETE { ?s ?p ?o } WHERE { SERVICE SILENT <TRAP> { ?s ?p ?o } }",
        "INSERT { ?s ?p ?o } USING <TRAP> WHERE { ?s ?p ?o }",
    ],
)
def test_no_update_calls_a_host_that_is_not_on_the_list(plain, trap, update):
    answer = plain.update(update.replace("TRAP", trap))

    assert answer.status == (
        200 if "LOAD SILENT" in update or "USING" in update else 400 if "SERVICE" in update else 403
    )


@pytest.mark.parametrize(
    "query",
    [
        "ASK { " + "{" * 5000 + "}" * 5000 + " }",
        "ASK { FILTER(" + "!" * 100_000 + "true) }",
        "SELECT (" + "-" * 100_000 + "1 AS ?x) {}",
        "ASK { ?s " + "^" * 100_000 + "<a:p> ?o }",
        "ASK { ?s <a:p>" + "*" * 100_000 + " ?o }",
        "ASK { ?s " + "/".join(["<a:p>"] * 20_000) + " ?o }",
        "SELECT (" + "1+" * 50_000 + "1 AS ?x) {}",
        "ASK { " + "?s ?p ?o . " * 10_000 + "}",
        "ASK { " + "OPTIONAL { ?s ?p ?o } " * 10_000 + "}",
        "#" * 300_000,
    ],
)
def test_a_query_beyond_all_measure_is_refused(either, query):
    assert either.query(query).status == 400


@pytest.mark.parametrize(
    "query",
    [
        f'SELECT (REGEX("{"a" * 50_000}!", "(a+)+$") AS ?x) {{}}',
        f'SELECT (REGEX("{"a" * 1000}", "{"a?" * 1000}{"a" * 1000}") AS ?x) {{}}',
        'SELECT (REGEX("a", "((a{1000}){1000}){1000}") AS ?x) {}',
        f'SELECT (REGEX("a", "{"(" * 50_000}") AS ?x) {{}}',
        f"SELECT ({'9' * 200_000} AS ?x) {{}}",
        f'SELECT ("{"9" * 200_000}"^^<{XSD_INTEGER}> + 1 AS ?x) {{}}',
        f"SELECT (CONCAT({','.join(['?x'] * 50_000)}) AS ?y) {{}}",
    ],
    ids=["nested", "optional", "counted", "brackets", "number", "sum", "arguments"],
)
def test_expressions_made_to_take_for_ever_do_not(either, query):
    assert either.query(query).status == 200


def test_a_page_shows_what_is_found_and_runs_none_of_it(either):
    query = """SELECT (IRI("javascript:alert(1)") AS ?a) ("<script>alert(2)</script>" AS ?b)
        (IRI("data:text/html,x") AS ?c) ('" onmouseover="alert(3)' AS ?d) {} # </textarea><script>alert(4)</script>"""
    answer = either.query(query, "text/html")
    page = answer.body.decode()

    assert answer.status == 200
    assert "<script" not in page
    assert not re.search(r'href="\s*(?:javascript|data):', page)
    assert "onmouseover=&#34;" in page or "onmouseover=&quot;" in page
    assert answer.headers["content-security-policy"].startswith("default-src 'none'")
    assert answer.headers["x-content-type-options"] == "nosniff"


def test_the_page_of_a_problem_shows_what_was_asked_and_runs_none_of_it(either):
    for path in (
        "/%3Cscript%3Ealert(1)%3C/script%3E?lang=%22%3E%3Cscript%3E",
        "/sparql?query=%3Cscript%3Ealert(1)%3C/script%3E",
    ):
        answer = either.ask("GET", path, headers={"Accept": "text/html"})

        assert answer.media_type == "text/html"
        assert b"<script" not in answer.body


def test_tokens_are_told_to_nobody(plain):
    token, wrong = plain.token, "wrong-token-for-the-tests"
    for path in (f"/sparql?access_token={token}", f"/{token}", f"/sparql?query=x&token={wrong}"):
        answer = plain.ask("POST", path, b"update=CLEAR+ALL", {"Content-Type": "text/plain"})
        assert token.encode() not in answer.body
    # A token in the address opens nothing: it would stand in logs and histories.
    address = Server(plain.address, "")
    change = {"Content-Type": "application/sparql-update", "Authorization": ""}
    assert address.ask("POST", f"/sparql?access_token={token}", b"CLEAR ALL", change).status == 401
    for given in (
        f"Basic {token}",
        f"Bearer {token}x",
        f"Bearer {token[:-1]}",
        "Bearer",
        f"Token {token}",
        f"Bearer {token} {token}",
    ):
        assert address.ask("POST", "/sparql", b"CLEAR ALL", {**change, "Authorization": given}).status == 401


def test_one_message_is_one_message_whatever_its_length_is_said_to_be(plain):
    """A request that two servers read as of different length could hide another one (request smuggling)."""
    hidden = b"GET /smuggled HTTP/1.1\r\nHost: x\r\n\r\n"
    for lengths in (
        b"Content-Length: 3\r\nTransfer-Encoding: chunked\r\n",
        b"Content-Length: 3\r\nContent-Length: 50\r\n",
    ):
        where = urlsplit(plain.address)
        with socket.create_connection((where.hostname, where.port), timeout=10) as client:
            head = b"POST /sparql HTTP/1.1\r\nHost: x\r\nContent-Type: application/sparql-query\r\n" + lengths
            client.sendall(head + b"\r\n0\r\n\r\n" + hidden)
            client.settimeout(1)
            received = b""
            try:
                while piece := client.recv(1 << 16):
                    received += piece
            except TimeoutError:
                pass
        # Either it is refused, or the chunks alone tell where it ends and no server before ours may think otherwise.
        assert received.startswith(b"HTTP/1.1 400 ")
        assert b"smuggled" not in received


def test_a_number_of_a_million_digits_is_stored_and_comes_back(plain):
    digits = b"9" * 1_000_000

    assert put(plain, "text/turtle", b"<a:s> <a:p> " + digits + b" .").status in {201, 204}
    answer = plain.query("SELECT ?n { GRAPH <a:attacked> { ?s ?p ?n } }", "application/sparql-results+json")
    assert len(json.loads(answer.body)["results"]["bindings"][0]["n"]["value"]) == 1_000_000
    assert plain.query("SELECT (SUM(?n) AS ?x) { GRAPH <a:attacked> { ?s ?p ?n } }").status == 200
