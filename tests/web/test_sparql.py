"""The SPARQL 1.1 Protocol through the test client."""

import csv
import io
import json
from urllib.parse import urlencode

import pytest
import rdflib
from rdflib.plugins.sparql.results.xmlresults import XMLResultParser

BODIES = "SELECT ?b { <https://w3id.org/coopkg/id/viet-nam> <http://www.w3.org/ns/org#memberOf> ?b }"
ISO = "https://w3id.org/coopkg/id/iso"
FORM = "application/x-www-form-urlencoded"
QUERY = "application/sparql-query"


def get(client, query=BODIES, accept=None, **parameters):
    headers = {} if accept is None else {"Accept": accept}
    return client.get(f"/sparql?{urlencode({'query': query, **parameters})}", headers=headers)


def read_json(response):
    assert response.content_type == "application/sparql-results+json"
    return [row["b"]["value"] for row in json.loads(response.data)["results"]["bindings"]]


def read_xml(response):
    assert response.content_type == "application/sparql-results+xml"
    return [str(row.b) for row in XMLResultParser().parse(io.BytesIO(response.data))]


def read_csv(response):
    assert response.content_type == "text/csv; charset=utf-8"
    return [row["b"] for row in csv.DictReader(io.StringIO(response.text))]


def read_tsv(response):
    assert response.content_type == "text/tab-separated-values; charset=utf-8"
    return [line.strip("<>") for line in response.text.splitlines()[1:]]


@pytest.mark.parametrize(
    ("media_type", "name", "read"),
    [
        ("application/sparql-results+json", "json", read_json),
        ("application/sparql-results+xml", "xml", read_xml),
        ("text/csv", "csv", read_csv),
        ("text/tab-separated-values", "tsv", read_tsv),
    ],
)
def test_solutions_come_in_each_format_by_accept_and_by_parameter(client, media_type, name, read):
    for response in (
        get(client, accept=media_type),
        get(client, format=name),
        get(client, accept="*/*", format=media_type),
    ):
        assert response.status_code == 200
        assert read(response) == [ISO]
        assert response.content_length == len(response.data)
        assert "Accept" in response.headers["Vary"]


@pytest.mark.filterwarnings("ignore::DeprecationWarning:rdflib")
@pytest.mark.parametrize(
    ("media_type", "name", "rdflib_name"),
    [
        ("text/turtle", "turtle", "turtle"),
        ("application/n-triples", "nt", "nt"),
        ("application/rdf+xml", "rdf", "xml"),
        ("application/ld+json", "jsonld", "json-ld"),
    ],
)
def test_triples_come_in_each_syntax(client, media_type, name, rdflib_name):
    construct = "CONSTRUCT { ?s ?p ?o } { ?s ?p ?o }"
    for response in (get(client, construct, media_type), get(client, construct, format=name)):
        assert response.content_type.partition(";")[0] == media_type
        assert len(rdflib.Graph().parse(data=response.data, format=rdflib_name)) == 40


def test_of_several_names_for_the_format_the_first_that_is_offered_counts(client):
    assert read_csv(
        client.get(f"/sparql?{urlencode({'query': BODIES, 'format': ['turtle', 'csv', 'json']}, doseq=True)}")
    )


@pytest.mark.parametrize("name", ["json", "xml"])
def test_an_ask_has_json_and_xml(client, name):
    assert b"true" in get(client, "ASK { ?s ?p ?o }", format=name).data
    assert get(client, "ASK {}", format="csv").status_code == 406


def test_a_query_is_posted_as_a_form_or_as_itself(client):
    bodies = [
        client.post("/sparql", data={"query": BODIES}),
        client.post("/sparql", data=BODIES.encode(), content_type=QUERY),
        client.post("/sparql", data=BODIES.encode(), content_type=f"{QUERY}; charset=utf-8"),
        client.post("/sparql", data=urlencode({"query": BODIES}), content_type=f"{FORM}; charset=UTF-8"),
    ]

    assert [read_json(response) for response in bodies] == [[ISO]] * 4


def test_vietnamese_survives_each_way_of_asking(client):
    query = "SELECT ?b { ?b <http://www.w3.org/2000/01/rdf-schema#label> 'Việt Nam'@vi }"
    raw = f"query={query}".replace("&", "%26").encode()

    for response in (
        get(client, query),
        client.post("/sparql", data={"query": query}),
        client.post("/sparql", data=query.encode(), content_type=QUERY),
        client.post("/sparql", data=raw.replace(b"#", b"%23"), content_type=FORM),
    ):
        assert read_json(response) == ["https://w3id.org/coopkg/id/viet-nam"]


def test_the_graphs_of_the_request_make_the_dataset(client):
    base = "https://w3id.org/coopkg/graph/"
    count = "SELECT (COUNT(*) AS ?b) { ?s ?p ?o }"
    both = {"default-graph-uri": [f"{base}implied", f"{base}registry"]}
    form = urlencode({"query": count, **both}, doseq=True)

    responses = [
        client.get(f"/sparql?{form}"),
        client.post("/sparql", data=form, content_type=FORM),
        client.post(f"/sparql?{urlencode(both, doseq=True)}", data=count, content_type=QUERY),
        get(client, f"SELECT (COUNT(*) AS ?b) FROM <{base}implied> FROM <{base}registry> {{ ?s ?p ?o }}"),  # noqa: S608
    ]
    named = {"query": "SELECT DISTINCT ?b { GRAPH ?b { ?s ?p ?o } }", "named-graph-uri": f"{base}implied"}

    assert [read_json(response) for response in responses] == [["10"]] * 4
    assert read_json(client.get(f"/sparql?{urlencode(named)}")) == [f"{base}implied"]


@pytest.mark.parametrize(
    ("request_", "status", "words"),
    [
        ({"path": "/sparql?query="}, 400, "query is missing"),
        ({"path": "/sparql?query=ASK{}&query=ASK{}"}, 400, "given 2 times"),
        ({"path": "/sparql?query=SELECT"}, 400, "not valid SPARQL"),
        ({"path": "/sparql?query=%FF"}, 400, "not UTF-8"),
        ({"path": "/sparql?query=ASK{}&default-graph-uri=x"}, 400, "not an absolute IRI"),
        ({"path": "/sparql?query=ASK{}&format=docx"}, 406, "Nothing"),
        ({"path": "/sparql?query=ASK{}&lang=fr&format=html"}, 400, "'fr'"),
        ({"path": "/sparql?query=ASK{}", "headers": {"Accept": "image/png"}}, 406, "Nothing"),
        ({"path": "/sparql?query=SELECT*{SERVICE<http://127.0.0.1/>{}}"}, 400, "SERVICE is refused"),
        ({"path": "/sparql?query=INSERT+DATA+{}"}, 400, "this is an update"),
        ({"path": "/sparql?update=INSERT+DATA+{}"}, 400, "does not stand in the address"),
        ({"method": "POST", "data": {"update": "CLEAR ALL"}}, 403, "takes no changes"),
        ({"method": "POST", "data": b"CLEAR ALL", "content_type": "application/sparql-update"}, 403, "no changes"),
        ({"method": "POST", "data": b"ASK {}", "content_type": f"{QUERY}; charset=utf-16"}, 415, "utf-16"),
        (
            {"method": "POST", "data": b"ASK {}", "content_type": QUERY, "headers": {"Content-Encoding": "gzip"}},
            415,
            "compressed",
        ),
        ({"method": "POST", "data": b"", "content_type": FORM}, 400, "query is missing"),
        ({"method": "POST", "data": {"query": ["ASK {}", "ASK {}"]}}, 400, "given 2 times"),
        ({"method": "POST", "path": "/sparql?query=ASK{}", "data": {"query": "ASK {}"}}, 400, "given 2 times"),
        (
            {"method": "POST", "path": "/sparql?query=ASK{}", "data": b"ASK {}", "content_type": QUERY},
            400,
            "two queries",
        ),
        ({"method": "POST", "data": b"\xff", "content_type": QUERY}, 400, "not UTF-8"),
        ({"method": "POST", "data": b"query=%ff", "content_type": FORM}, 400, "not UTF-8"),
        ({"method": "POST", "data": b"query=ASK{}"}, 415, "not read here"),
        ({"method": "POST", "data": b"{}", "content_type": "application/json"}, 415, "not read here"),
        ({"method": "POST", "data": b"x" * (1024 * 1024 + 1), "content_type": QUERY}, 413, "too large"),
        ({"method": "POST", "data": b"query=" + b"x" * (1024 * 1024), "content_type": FORM}, 413, "too large"),
        ({"method": "POST", "data": b" " * 300_000, "content_type": QUERY}, 400, "characters"),
        ({"method": "POST", "data": b"a=1&" * 1000, "content_type": FORM}, 400, "parameters"),
        ({"method": "PUT"}, 405, "PUT is not possible"),
        ({"method": "DELETE"}, 405, "DELETE is not possible"),
    ],
)
def test_what_cannot_be_answered_gets_a_problem_that_says_why(client, request_, status, words):
    response = client.open(**{"path": "/sparql", **request_})

    assert response.status_code == status
    assert response.content_type == "application/problem+json"
    problem = json.loads(response.data)
    assert words in problem["detail"]
    assert problem["status"] == status
    assert response.headers["Access-Control-Allow-Origin"] == "*"


def test_a_chunked_body_is_read_whole_or_refused(client):
    """Without a length nothing but the end tells the end; a form cut there could have lost its last parameters."""
    whole = {"wsgi.input_terminated": True, "HTTP_TRANSFER_ENCODING": "chunked", "CONTENT_LENGTH": ""}

    small = client.post("/sparql", input_stream=io.BytesIO(b"query=ASK{}"), content_type=FORM, environ_overrides=whole)
    padded = io.BytesIO(b"query=ASK{}&pad=" + b"x" * 2_000_000 + b"&format=csv")
    large = client.post("/sparql", input_stream=padded, content_type=FORM, environ_overrides=whole)

    assert (small.status_code, large.status_code) == (200, 413)


def test_a_problem_tells_line_column_parameter_and_what_there_is(client):
    syntax = json.loads(get(client, "SELECT *\n{ ?s ex:p ?o }").data)
    missing = json.loads(client.get("/sparql?query=").data)
    available = json.loads(get(client, format="docx").data)

    assert (syntax["line"], syntax["column"]) == (2, 6)
    assert "PREFIX ex:" in syntax["detail"]
    assert missing["parameter"] == "query"
    assert "text/csv" in available["available"]


def test_a_browser_gets_the_problem_as_a_page_without_markup_of_the_query(client):
    response = get(client, "SELECT <script>alert(1)</script>", accept="text/html")

    assert response.status_code == 400
    assert response.content_type == "text/html; charset=utf-8"
    assert b"<script>" not in response.data


def test_the_method_not_allowed_names_those_that_are(client):
    assert set(client.put("/sparql").headers["Allow"].split(", ")) == {"GET", "HEAD", "OPTIONS", "POST"}


def test_a_bare_get_describes_the_service_to_programs(client):
    response = client.get("/sparql", headers={"Accept": "application/rdf+xml, text/turtle;q=0.5"})

    graph = rdflib.Graph().parse(data=response.data, format="xml")
    sd = rdflib.Namespace("http://www.w3.org/ns/sparql-service-description#")
    (service,) = graph.subjects(rdflib.RDF.type, sd.Service)
    assert graph.value(service, sd.endpoint) == rdflib.URIRef("http://localhost/sparql")
    assert (service, sd.supportedLanguage, sd.SPARQL11Query) in graph


def test_a_bare_get_gives_people_a_form(client):
    response = client.get("/sparql", headers={"Accept": "text/html"})

    assert b"<form" in response.data
    assert b"<textarea" in response.data


def test_people_get_results_as_a_table_with_links(client):
    response = get(client, "SELECT * { ?s <http://www.w3.org/ns/org#memberOf> ?o }", accept="text/html")

    assert response.text.count('<a href="/page/iso"') == 2
    assert '<th scope="col">s</th>' in response.text


def test_literals_in_a_table_are_escaped(client):
    response = get(client, 'SELECT ("<b>&</b>" AS ?x) ("javascript:alert(1)" AS ?y) {}', accept="text/html")

    assert "<b>&" not in response.text
    assert "&lt;b&gt;&amp;" in response.text
    assert 'href="javascript' not in response.text
    iri = get(client, "SELECT (<javascript:alert(1)> AS ?x) {}", accept="text/html")
    assert 'href="javascript' not in iri.text


def test_head_is_get_without_the_body(client):
    path = f"/sparql?{urlencode({'query': BODIES})}"
    head, whole = client.head(path), client.get(path)

    assert head.data == b""
    assert head.headers["Content-Length"] == whole.headers["Content-Length"]
    assert head.headers["ETag"] == whole.headers["ETag"]


def test_other_sites_may_ask_what_they_may_send(client):
    response = client.options(
        "/sparql", headers={"Origin": "https://yasgui.example", "Access-Control-Request-Method": "POST"}
    )

    assert response.status_code == 200
    assert response.headers["Access-Control-Allow-Origin"] == "*"
    assert "POST" in response.headers["Access-Control-Allow-Methods"]
    assert "Content-Type" in response.headers["Access-Control-Allow-Headers"]


def test_an_answer_that_the_client_has_is_not_sent_again(client):
    first = get(client)
    path = f"/sparql?{urlencode({'query': BODIES})}"

    again = client.get(path, headers={"If-None-Match": first.headers["ETag"]})
    otherwise = client.get(path, headers={"If-None-Match": first.headers["ETag"], "Accept": "text/csv"})

    assert (again.status_code, again.data) == (304, b"")
    assert again.headers["ETag"] == first.headers["ETag"]
    assert otherwise.status_code == 200
    assert otherwise.headers["ETag"] != first.headers["ETag"]


def test_what_is_different_each_time_has_no_tag(client):
    assert "ETag" not in get(client, "SELECT (NOW() AS ?b) {}").headers
    assert "ETag" not in get(client, "SELECT (uuid() AS ?b) {}").headers


def test_an_answer_that_cannot_be_computed_is_a_problem_and_not_half_an_answer(client):
    response = get(client, "SELECT (<http://coop.example/f>(?s) AS ?b) { ?s ?p ?o }")

    assert response.status_code == 400
    assert "not supported" in json.loads(response.data)["detail"]
