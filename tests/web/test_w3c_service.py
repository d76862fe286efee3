"""The W3C's tests of Service Description, and those of the older Graph Store suite, which are prose."""

import pytest
from tests.w3c import cases, check_suite, parameters
from tests.w3c_http import Server, is_same_dataset, ox, quads_of

SD = "http://www.w3.org/ns/sparql-service-description#"
DESCRIPTION = cases("service-description", kinds=["ServiceDescriptionTest"])
PROSE = cases("http-rdf-update", kinds=["GraphStoreProtocolTest"])
TURTLE = {"Content-Type": "text/turtle; charset=utf-8"}
ACCEPT = {"Accept": "text/turtle"}
PERSON = "@prefix foaf: <http://xmlns.com/foaf/0.1/> . @prefix v: <http://www.w3.org/2006/vcard/ns#> . "
# What the vocabulary says of its properties: class of the subject, class of the value (None: another vocabulary's).
PROPERTIES = {
    "endpoint": ("Service", None),
    "supportedLanguage": ("Service", None),
    "resultFormat": ("Service", None),
    "inputFormat": ("Service", None),
    "feature": ("Service", None),
    "defaultEntailmentRegime": ("Service", None),
    "defaultSupportedEntailmentProfile": ("Service", None),
    "defaultDataset": ("Service", "Dataset"),
    "defaultGraph": ("Dataset", "Graph"),
    "namedGraph": ("Dataset", "NamedGraph"),
    "name": ("NamedGraph", None),
}


def sd(name: str) -> ox.NamedNode:
    return ox.NamedNode(SD + name)


@pytest.fixture(scope="module")
def description(plain: Server) -> ox.Store:
    """What a GET of the endpoint gives, of a dataset with a named graph."""
    plain.fill({None: b"", "http://example.org/g": b"<http://example.org/s> <http://example.org/p> 1 ."})
    answer = plain.ask("GET", "/sparql", headers=ACCEPT)
    assert (answer.status, answer.media_type) == (200, "text/turtle")
    found = ox.Store()
    found.extend(quads_of(answer.body, ox.RdfFormat.TURTLE))
    return found


@pytest.mark.parametrize("case", parameters(DESCRIPTION, "service-description"))
def test_service_description(case, description: ox.Store, plain: Server):
    checks = {"returns-rdf": returns_rdf, "has-endpoint-triple": has_endpoint, "conforms-to-schema": conforms}

    checks[case.iri.partition("#")[2]](description, f"{plain.address}/sparql")


def returns_rdf(found: ox.Store, _endpoint: str) -> None:
    assert len(found) > 0


def has_endpoint(found: ox.Store, endpoint: str) -> None:
    assert any(found.quads_for_pattern(None, sd("endpoint"), ox.NamedNode(endpoint), None))


def conforms(found: ox.Store, _endpoint: str) -> None:
    """Each property of the vocabulary stands between things of its domain and range."""
    type_ = ox.NamedNode("http://www.w3.org/1999/02/22-rdf-syntax-ns#type")

    def is_a(term, name: str) -> bool:
        return any(found.quads_for_pattern(term, type_, sd(name), None))

    used = [quad for quad in found if quad.predicate.value.startswith(SD)]
    assert used
    for quad in used:
        domain, range_ = PROPERTIES[quad.predicate.value.removeprefix(SD)]
        assert is_a(quad.subject, domain)
        assert range_ is None or is_a(quad.object, range_)


@pytest.mark.parametrize(("found", "count"), [(DESCRIPTION, 3), (PROSE, 18)], ids=["description", "prose"])
def test_the_suite_is_whole(found, count):
    check_suite(found, "service-description")

    assert len(found) == count


def card(name: str) -> str:
    return f'{PERSON}<http://www.example/person/1> a foaf:Person; foaf:businessCard [ a v:VCard; v:fn "{name}" ] .'


def put(server: Server, path: str, turtle: str):
    return server.ask("PUT", path, turtle.encode(), TURTLE)


def holds(server: Server, path: str, turtle: str) -> None:
    """What the path gives is that Turtle, with its length."""
    answer = server.ask("GET", path, headers=ACCEPT)
    assert (answer.status, answer.headers["content-type"]) == (200, "text/turtle; charset=utf-8")
    assert int(answer.headers["content-length"]) == len(answer.body)
    given, wanted = (ox.Dataset(quads_of(each, ox.RdfFormat.TURTLE)) for each in (answer.body, turtle.encode()))
    assert is_same_dataset(given, wanted)


ONE, TWO, FOUR = (f"/graph-store/person/{n}.ttl" for n in (1, 2, 4))
ALICE = f'{PERSON} [] a foaf:Person; foaf:businessCard [ a v:VCard; v:given-name "Alice" ] .'


def test_the_tests_that_are_prose_in_their_order(plain: Server):
    """Each paragraph is a test of `http-rdf-update/manifest.ttl` and the one that gets what it has made."""
    plain.update("DROP ALL")

    # PUT - Initial state; the second names the graph by its parameter.
    assert put(plain, ONE, card("John Doe")).status == 201
    holds(plain, f"/graph-store?graph={plain.address}{ONE}", card("John Doe"))

    # PUT - graph already in store
    assert put(plain, ONE, card("Jane Doe")).status == 204
    holds(plain, ONE, card("Jane Doe"))

    # PUT - default graph
    assert put(plain, "/graph-store?default", ALICE).status == 201
    holds(plain, "/graph-store?default", ALICE)

    # DELETE - existing graph, non-existent graph
    assert put(plain, TWO, ALICE).status == 201
    assert [plain.ask(method, TWO).status for method in ("DELETE", "GET", "DELETE")] == [200, 404, 404]

    # POST - existing graph. The prose has a name of before the second PUT in its answer, and not what is posted.
    name = f'{PERSON}<http://www.example/person/1> foaf:name "Jane Doe" .'
    assert plain.ask("POST", ONE, name.encode(), TURTLE).status == 200
    holds(plain, ONE, card("Jane Doe") + name.removeprefix(PERSON))

    # POST - multipart/form-data
    boundary = "a6fe4cd636164618814be9f8d3d1a0de"
    parts = "".join(
        f'--{boundary}\r\nContent-Disposition: form-data; name="{property_}.ttl"; filename="{property_}.ttl"\r\n'
        f"Content-Type: text/turtle; charset=utf-8\r\n\r\n"
        f'{PERSON}<http://www.example/person/1> foaf:{property_} "{value}" .\r\n\r\n'
        for property_, value in (("familyName", "Doe"), ("givenName", "Jane"))
    )
    form = {"Content-Type": f"multipart/form-data; boundary={boundary}"}
    assert plain.ask("POST", ONE, f"{parts}--{boundary}--\r\n".encode(), form).status == 200
    names = '<http://www.example/person/1> foaf:name "Jane Doe"; foaf:familyName "Doe"; foaf:givenName "Jane" .'
    holds(plain, ONE, card("Jane Doe") + names)

    # POST - create new graph; after noop
    created = plain.ask("POST", "/graph-store", ALICE.encode(), TURTLE)
    assert created.status == 201
    new = created.headers["location"].removeprefix(plain.address)
    holds(plain, new, ALICE)
    assert plain.ask("POST", new, b"", TURTLE).status == 200
    holds(plain, new, ALICE)

    # HEAD on an existing, on a non-existing graph
    head = plain.ask("HEAD", ONE, headers=ACCEPT)
    assert (head.status, head.headers["content-type"], head.body) == (200, "text/turtle; charset=utf-8", b"")
    assert int(head.headers["content-length"]) == len(plain.ask("GET", ONE, headers=ACCEPT).body)
    assert plain.ask("HEAD", FOUR).status == 404
