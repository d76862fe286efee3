"""The W3C's tests of SPARQL Protocol and Graph Store HTTP Protocol, as its manifests describe the requests."""

import pytest
from tests.w3c import cases, check_suite, parameters
from tests.w3c_http import SYNTAXES, Answer, Server, is_same_dataset, ox, quads_of, triples_in

PROTOCOL = cases("protocol", kinds=["ProtocolTest"])
GRAPH_STORE = cases("graph-store-protocol", kinds=["GraphStoreProtocolTest"])
STATUSES = {"OK": [200], "Created": [201], "NoContent": [204], "NotFound": [404]} | {
    f"StatusCode{n}xx": range(n * 100, n * 100 + 100) for n in (2, 3, 4)
}
FORMATS = {
    "boolean": {"application/sparql-results+json", "application/sparql-results+xml"},
    "tabular": {
        "application/sparql-results+json",
        "application/sparql-results+xml",
        "text/csv",
        "text/tab-separated-values",
    },
    "RDF": {"text/turtle", "application/n-triples", "application/rdf+xml"},
}
TRUTH = {b"true", b"<boolean>true</boolean>"}


@pytest.mark.parametrize(("found", "count"), [(PROTOCOL, 34), (GRAPH_STORE, 13)], ids=["protocol", "graph-store"])
def test_the_suite_is_whole(found, count):
    check_suite(found, "protocol")

    assert len(found) == count


@pytest.mark.parametrize("case", parameters(PROTOCOL, "protocol"))
def test_protocol(case, plain: Server):
    plain.update("DROP ALL")
    for graph in case.node.all("ut:graphData"):
        plain.ask(
            "PUT",
            f"/graph-store?graph={graph.one('rdfs:label').text}",
            triples_in(graph.one("ut:graph")),
            {"Content-Type": "application/n-triples"},
        )

    run(case, plain)


@pytest.mark.parametrize("case", parameters(GRAPH_STORE, "graph-store"))
def test_graph_store_protocol(case, plain: Server):
    plain.update("DROP ALL")

    run(case, plain)


def run(case, server: Server) -> None:
    """Send the requests in their order, and look at each answer; what one gives as Location, a later one may name."""
    names: dict[str, str] = {}
    for request in case.action.list("ht:requests"):
        path = request.one("ht:absolutePath").text.replace("/gsp", "/graph-store", 1)
        for name, value in names.items():
            path = path.replace(name, value)
        answer = server.ask(request.one("ht:methodName").text, path, body_of(request), headers_of(request))
        expected = request.one("ht:resp")
        check(answer, expected)
        if (template := expected.get("mf:expectedLocation")) is not None:
            names[template.text] = answer.headers["location"]


def headers_of(message) -> dict[str, str]:
    return {each.one("ht:fieldName").text: each.one("ht:fieldValue").text for each in message.list("ht:headers")}


def body_of(message) -> bytes | None:
    body = message.get("ht:body")
    return None if body is None else body.one("cnt:chars").text.encode(body.one("cnt:characterEncoding").text)


def check(answer: Answer, expected) -> None:
    allowed = [status for each in expected.all("mf:expectedStatus") for status in STATUSES[each.text.partition("#")[2]]]
    assert not allowed or answer.status in allowed, answer
    for form in expected.all("mf:expectedFormat"):
        assert answer.media_type in FORMATS[form.text]
    for truth in expected.all("mf:expectedBoolean"):
        assert (b"true" in answer.body) == (truth.text == "true"), answer
    for name, value in headers_of(expected).items():
        assert answer.headers[name] == value
    body = body_of(expected)
    if body is not None:
        given, wanted = (
            ox.Dataset(quads_of(each, SYNTAXES[".ttl"], base="http://www.example/")) for each in (answer.body, body)
        )
        assert is_same_dataset(given, wanted), answer.body
