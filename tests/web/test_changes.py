"""Updates and the graph store through the test client: who may, what is read, what is refused. The writer is a fake."""

import json
from dataclasses import replace
from hashlib import sha256
from urllib.parse import urlencode

import pytest

from coopkg.errors import (
    InconsistencyError,
    QueryError,
    RefusedError,
    SnapshotError,
    UnknownTermError,
    WriterError,
)
from coopkg.serving.writing import Commit
from coopkg.web.app import create_app
from coopkg.web.writing import Writing

TOKEN = "a-token-for-the-tests"  # noqa: S105 - it opens nothing but the application of these tests
BEARER = {"Authorization": f"Bearer {TOKEN}"}
UPDATE = "application/sparql-update"
FORM = "application/x-www-form-urlencoded"
TURTLE = "text/turtle"
BASE = "BASE <http://localhost/sparql> "
GRAPH = "https://coop.example/g"
USERS = "https://w3id.org/coopkg/graph/users"


class Recorder:
    """A writer that writes down what it is asked, and raises what it is told to."""

    def __init__(self):
        self.calls, self.error, self.commit = [], None, Commit(7, 2, 1)

    def _did(self, *call):
        self.calls.append(call)
        if self.error is not None:
            raise self.error
        return self.commit

    def update(self, text, using, using_named):
        return self._did(text, using, using_named)

    def put(self, graph, triples):
        return self._did("put", graph, triples)

    def post(self, graph, triples):
        return self._did("post", graph, triples)

    def delete(self, graph):
        return self._did("delete", graph)


@pytest.fixture
def writer():
    return Recorder()


@pytest.fixture
def client(site, writer):
    digests = (sha256(b"another token").digest(), sha256(TOKEN.encode()).digest())
    writing = Writing(writer, digests, body_bytes=2_000_000, is_there=lambda: True)
    return create_app(replace(site, writing=writing, users=USERS)).test_client()


def update(client, text="CLEAR ALL", headers=BEARER, path="/sparql"):
    return client.post(path, data=text, content_type=UPDATE, headers=headers)


def test_an_update_is_posted_as_itself_or_as_a_form(client, writer):
    text = 'INSERT DATA { <a> <b> "Việt Nam & + % = ;" }'
    dataset = {"using-graph-uri": [GRAPH, "a:h"], "using-named-graph-uri": "a:n"}

    responses = [
        update(client, text.encode(), path=f"/sparql?{urlencode(dataset, doseq=True)}"),
        client.post("/sparql", data={"update": text, **dataset}, headers=BEARER),
        client.post("/sparql/", data={"update": text, **dataset}, headers=BEARER),
    ]

    assert [json.loads(each.data) for each in responses] == [{"snapshot": 7, "added": 2, "removed": 1}] * 3
    assert writer.calls == [(BASE + text, (GRAPH, "a:h"), ("a:n",))] * 3


@pytest.mark.parametrize(
    ("authorization", "challenge"),
    [
        (None, 'Bearer realm="coopkg"'),
        ("Bearer wrong", 'Bearer realm="coopkg", error="invalid_token"'),
        (f"Bearer {TOKEN}x", 'Bearer realm="coopkg", error="invalid_token"'),
        (f"Bearer sha256:{sha256(TOKEN.encode()).hexdigest()}", 'Bearer realm="coopkg", error="invalid_token"'),
        (f"Basic {TOKEN}", 'Bearer realm="coopkg", error="invalid_token"'),
        ("Bearer", 'Bearer realm="coopkg", error="invalid_token"'),
        ("Bearer \xff", 'Bearer realm="coopkg", error="invalid_token"'),
    ],
)
def test_without_a_token_nothing_is_changed(client, writer, authorization, challenge):
    headers = {} if authorization is None else {"Authorization": authorization}
    graph = f"/graph-store?graph={GRAPH}"

    responses = [
        update(client, headers=headers),
        client.post("/sparql", data={"update": "CLEAR ALL"}, headers=headers),
        client.put(graph, data="", content_type=TURTLE, headers=headers),
        client.post(graph, data="", content_type=TURTLE, headers=headers),
        client.post("/graph-store", data="", content_type=TURTLE, headers=headers),
        client.delete(graph, headers=headers),
    ]

    assert {response.status_code for response in responses} == {401}
    assert {response.headers["WWW-Authenticate"] for response in responses} == {challenge}
    assert writer.calls == []


@pytest.mark.parametrize("scheme", ["Bearer", "bearer", "BEARER"])
def test_the_name_of_the_scheme_has_no_case(client, scheme):
    assert update(client, headers={"Authorization": f"{scheme} {TOKEN}"}).status_code == 200


def test_without_tokens_writing_is_off_and_that_is_told(site, writer):
    client = create_app(replace(site, writing=Writing(writer))).test_client()

    response = update(client)

    assert response.status_code == 403
    assert "COOPKG_TOKENS" in json.loads(response.data)["remedy"]
    assert writer.calls == []


@pytest.mark.parametrize(
    ("request_", "status", "words"),
    [
        ({"data": b"\xff", "content_type": UPDATE}, 400, "not UTF-8"),
        ({"data": b"CLEAR ALL", "content_type": f"{UPDATE}; charset=UTF-16"}, 415, "utf-16"),
        ({"data": b"CLEAR ALL", "content_type": UPDATE, "headers": {"Content-Encoding": "br"}}, 415, "compressed"),
        ({"data": b"x" * 2_000_001, "content_type": UPDATE}, 413, "too large"),
        ({"data": b"update=" + b"x" * 2_000_001, "content_type": FORM}, 413, "too large"),
        ({"path": "/sparql?query=ASK{}", "data": b"CLEAR ALL", "content_type": UPDATE}, 400, "parameter query"),
        ({"path": "/sparql?update=a", "data": b"CLEAR ALL", "content_type": UPDATE}, 400, "parameter update"),
        ({"data": {"update": ["CLEAR ALL", "CLEAR NAMED"]}}, 400, "given 2 times"),
        ({"data": {"update": "CLEAR ALL", "query": "ASK {}"}}, 400, "parameter query"),
        ({"data": {"update": ""}}, 400, "missing"),
        ({"data": {"update": "CLEAR ALL", "default-graph-uri": "a:b"}}, 400, "default-graph-uri is for queries"),
        ({"data": {"update": "CLEAR ALL", "using-graph-uri": "no iri"}}, 400, "Not an absolute IRI"),
    ],
)
def test_an_update_that_is_not_asked_for_as_it_should_be_is_refused(client, writer, request_, status, words):
    headers = BEARER | request_.pop("headers", {})
    response = client.post(**{"path": "/sparql", "headers": headers, **request_})

    assert (response.status_code, response.content_type) == (status, "application/problem+json")
    assert words in json.loads(response.data)["detail"]
    assert writer.calls == []


def test_who_has_no_token_cannot_send_long_bodies(client):
    form = {"data": b"update=" + b"x" * 1_100_000, "content_type": FORM}

    assert client.post("/sparql", **form).status_code == 413
    assert client.post("/sparql", **form, headers=BEARER).status_code == 200


@pytest.mark.parametrize(
    ("error", "status", "member"),
    [
        (QueryError("not valid", 2, 5), 400, {"line": 2, "column": 5}),
        (QueryError("not valid", 1, len(BASE) + 4), 400, {"line": 1, "column": 4}),
        (QueryError("no place"), 400, {"detail": "no place"}),
        (UnknownTermError("a:g", "There is no such graph."), 404, {"term": "a:g"}),
        (RefusedError(f"{USERS}x", "is made by the build"), 403, {"subject": f"{USERS}x"}),
        (InconsistencyError(["a is no b"]), 409, {"contradictions": ["a is no b"]}),
        (WriterError("the writer is not running; nothing was changed"), 503, {"title": "Service Unavailable"}),
        (SnapshotError("var", "no room"), 503, {}),
    ],
    ids=lambda value: type(value).__name__ if isinstance(value, Exception) else "",
)
def test_what_the_writer_refuses_is_a_problem_with_its_place(client, writer, error, status, member):
    writer.error = error

    response = update(client)

    assert response.status_code == status
    assert member.items() <= json.loads(response.data).items()


@pytest.mark.parametrize("commit", [Commit(8, is_created=True), Commit(8)], ids=["created", "changed"])
@pytest.mark.parametrize(
    ("path", "named"),
    [
        (f"/graph-store?graph={GRAPH}", (GRAPH, "/graph-store?graph=https%3A%2F%2Fcoop.example%2Fg")),
        ("/graph-store?default", (USERS, "/graph-store?default")),
        (
            "/graph-store/a/Đ%20b.ttl",
            ("http://localhost/graph-store/a/%C4%90%20b.ttl", "/graph-store/a/%C4%90%20b.ttl"),
        ),
    ],
)
def test_a_graph_is_named_by_parameter_or_by_address(client, writer, path, named, commit):
    graph, location = named
    writer.commit = commit
    turtle = "<#s> <p> 01 ."

    put = client.put(path, data=turtle, content_type=TURTLE, headers=BEARER)
    post = client.post(path, data=turtle, content_type=TURTLE, headers=BEARER)
    deleted = client.delete(path, headers=BEARER)

    statuses = [put.status_code, post.status_code, deleted.status_code]
    assert statuses == ([201, 201, 200] if commit.is_created else [204, 200, 200])
    assert put.headers.get("Location") == (f"http://localhost{location}" if commit.is_created else None)
    assert [call[:2] for call in writer.calls] == [("put", graph), ("post", graph), ("delete", graph)]
    # Relative IRIs are those of the graph, and literals have the form in which they are kept.
    assert writer.calls[0][2].endswith(b'"1"^^<http://www.w3.org/2001/XMLSchema#integer> .\n')
    assert writer.calls[0][2].startswith(b"<https://coop.example/g#s>" if graph == GRAPH else b"<http://localhost/")


def test_what_is_posted_to_the_store_is_a_new_graph(client, writer):
    first, second = (client.post("/graph-store", data="", content_type=TURTLE, headers=BEARER) for _ in range(2))

    assert first.status_code == second.status_code == 201
    assert [call[1] for call in writer.calls] == [first.headers["Location"], second.headers["Location"]]
    assert first.headers["Location"] != second.headers["Location"]


def test_blank_nodes_get_names_that_last_where_things_are_inferred(client, writer):
    client.put(f"/graph-store?graph={GRAPH}", data="[] <a:p> [] .", content_type=TURTLE, headers=BEARER)

    assert writer.calls[0][2].count(b"<https://w3id.org/coopkg/.well-known/genid/") == 2


@pytest.mark.parametrize(
    ("request_", "status", "words"),
    [
        ({"path": "/graph-store"}, 400, "No graph is named"),
        ({"path": "/graph-store?graph=relative"}, 400, "Not an absolute IRI"),
        ({"path": "/graph-store?graph=a:b&graph=a:c"}, 400, "given 2 times"),
        ({"path": "/graph-store?default&graph=a:c"}, 400, "no name"),
        ({"path": "/graph-store?default=x"}, 400, "no name"),
        ({"path": "/graph-store/x?graph=a:b"}, 400, "names one graph"),
        ({"path": "/graph-store/%FF"}, 400, "not UTF-8"),
        ({"content_type": "application/json+ld"}, 415, "not read here"),
        ({"content_type": None}, 415, "unknown"),
        ({"content_type": "application/trig"}, 415, "not read here"),
        ({"content_type": f"{TURTLE}; charset=latin-1"}, 415, "latin-1"),
        ({"data": b"<a:s> <a:p>\n <a:o"}, 400, "cannot be read"),
        ({"data": b"x" * 2_000_001}, 413, "too large"),
        (
            {"data": b'{"@id": "a:g", "@graph": [{"@id": "a:s", "a:p": 1}]}', "content_type": "application/ld+json"},
            400,
            "names graphs",
        ),
        ({"method": "PATCH"}, 405, "PATCH is not possible"),
    ],
)
def test_what_is_no_content_of_a_graph_is_refused(client, writer, request_, status, words):
    given = {"path": f"/graph-store?graph={GRAPH}", "method": "PUT", "data": b"", "content_type": TURTLE}
    response = client.open(**{**given, "headers": BEARER, **request_})

    assert (response.status_code, response.content_type) == (status, "application/problem+json")
    assert words in json.loads(response.data)["detail"]
    assert writer.calls == []


def test_a_fault_in_what_is_put_has_its_line(client):
    turtle = "<a:s> <a:p> 1 .\n<a:s> <a:p> .\n"

    response = client.put(f"/graph-store?graph={GRAPH}", data=turtle, content_type=TURTLE, headers=BEARER)

    assert json.loads(response.data)["line"] == 2


def form_of(*parts, boundary="part"):
    body = b"".join(b"--%s\r\n%s\r\n\r\n%s\r\n" % (boundary.encode(), head, content) for head, content in parts)
    return {
        "data": body + b"--%s--\r\n" % boundary.encode(),
        "content_type": f"multipart/form-data; boundary={boundary}",
    }


def test_the_files_of_a_form_are_added_each_in_its_syntax(client, writer):
    form = form_of(
        (b'Content-Disposition: form-data; name="a"; filename="a"\r\nContent-Type: text/turtle', b"<a:a> a <a:T> ."),
        (b'Content-Disposition: form-data; name="b"; filename="b.nt"', b"<a:b> <a:p> <a:o> .\n"),
    )

    assert client.post(f"/graph-store?graph={GRAPH}", **form, headers=BEARER).status_code == 200
    assert writer.calls[0][2].splitlines() == [
        b"<a:a> <http://www.w3.org/1999/02/22-rdf-syntax-ns#type> <a:T> .",
        b"<a:b> <a:p> <a:o> .",
    ]


@pytest.mark.parametrize(
    ("parts", "status"),
    [
        ((), 400),
        (((b'Content-Disposition: form-data; name="a"', b"<a:a> a <a:T> ."),), 400),
        (((b'Content-Disposition: form-data; name="a"; filename="a.docx"', b"x"),), 415),
        (((b'Content-Disposition: form-data; name="a"; filename="a.trig"', b"<a:g> { <a:s> <a:p> 1 }"),), 415),
        (((b'Content-Disposition: form-data; name="a"; filename="a.ttl"', b"x" * 2_000_001),), 413),
    ],
    ids=["none", "no-file", "docx", "trig", "long"],
)
def test_a_form_without_rdf_is_refused(client, writer, parts, status):
    response = client.post(f"/graph-store?graph={GRAPH}", **form_of(*parts), headers=BEARER)

    assert response.status_code == status
    assert writer.calls == []


def test_graphs_are_read_by_everyone(client):
    graph = "/graph-store?graph=https://w3id.org/coopkg/graph/implied"

    turtle = client.get(graph)
    assert (turtle.status_code, turtle.content_type) == (200, "text/turtle; charset=utf-8")
    assert len(client.get(graph, headers={"Accept": "application/n-triples"}).text.splitlines()) == 2
    assert client.get(f"{graph}&format=docx").status_code == 406
    assert client.get("/graph-store?graph=a:none").status_code == 404
    # The default graph of changes is there, though nobody has stated anything yet.
    assert client.get("/graph-store?default").status_code == 200
    assert client.get(graph, headers={"If-None-Match": turtle.headers["ETag"]}).status_code == 304
