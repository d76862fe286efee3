"""The short way: it answers as the application does, and leaves to it, with the outcome, what it does not answer."""

from dataclasses import replace
from urllib.parse import urlencode

import pytest
from tests.web.applications import Counting
from werkzeug.test import Client

from coopkg.errors import LimitError
from coopkg.web.app import create_app
from coopkg.web.quick import QuickApplication

JSON = "application/sparql-results+json"
SELECT = "SELECT ?s ?o { ?s <http://www.w3.org/2000/01/rdf-schema#label> ?o } ORDER BY ?s ?o"
MANY = "SELECT * { ?s ?p ?o . ?x ?y ?z }"
FORM = "application/x-www-form-urlencoded"


@pytest.fixture
def asked():
    return []


@pytest.fixture
def watched(site, asked):
    """The site, of which each question is noted."""

    def ask(snapshot, question, timeout_s=None, client=""):
        asked.append((question.text, timeout_s, client))
        return site.ask(snapshot, question, timeout_s, client)

    return replace(site, ask=ask)


@pytest.fixture
def application(watched):
    return Counting(create_app(watched))


@pytest.fixture
def short(application, watched):
    return Client(QuickApplication(application, watched))


@pytest.fixture
def long(site):
    return Client(create_app(site))


def get(client, method="GET", headers=(), **parameters):
    return client.open(f"/sparql?{urlencode(parameters, doseq=True)}", method=method, headers=list(headers))


def alike(one, other):
    return (one.status_code, one.data, sorted(one.headers)) == (other.status_code, other.data, sorted(other.headers))


@pytest.mark.parametrize("accept", ["", JSON, "text/csv", "application/sparql-results+xml, */*;q=0.1", "*/*"])
@pytest.mark.parametrize("query", [SELECT, "ASK {}", "CONSTRUCT WHERE { ?s ?p ?o }", "DESCRIBE <x:y>"])
@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_the_short_way_answers_as_the_application_does(short, long, accept, query, method):
    headers = [("Accept", accept)] if accept else []

    assert alike(get(short, method, headers, query=query), get(long, method, headers, query=query))


@pytest.mark.parametrize(
    "parameters",
    [
        {"query": SELECT, "format": "tsv"},
        {"query": "SELECT * { ?s ?p ?o }", "default-graph-uri": "https://w3id.org/coopkg/graph/registry"},
        {"query": "SELECT * FROM <https://w3id.org/coopkg/graph/registry> { ?s ?p ?o }"},
        {"query": SELECT, "timeout": "9.5"},
        {"query": "SELECT ?x { BIND(RAND() * 0 AS ?x) }"},
        {"query": SELECT, "timeout": "soon"},
        {"query": [SELECT, SELECT]},
        {"query": ""},
        {"query": "SELECT"},
        {"query": SELECT, "update": "DROP ALL"},
        {"query": SELECT, "format": "html"},
        {"query": SELECT, "format": "png"},
        {"query": "INSERT DATA { <x:x> <x:y> <x:z> }"},
        {"query": "ASK { SERVICE <https://example.org/> { ?s ?p ?o } }"},
        {},
    ],
)
def test_odd_requests_are_answered_alike(short, long, parameters):
    assert alike(get(short, **parameters), get(long, **parameters))


def test_most_queries_never_reach_the_application(short, application):
    get(short, headers=[("Accept", JSON)], query="ASK {}")
    short.post("/sparql", data=urlencode({"query": "ASK {}"}), content_type=FORM)

    assert application.asked == 0


def test_a_form_is_answered_alike_and_can_be_read_again(short, long, application):
    for form in ({"query": SELECT}, {"query": "SELECT"}, {"update": "DROP ALL"}, {"query": SELECT, "lang": "en"}):
        answers = [client.post("/sparql", data=urlencode(form), content_type=FORM) for client in (short, long)]
        assert alike(*answers), form
    assert application.asked == 2


@pytest.mark.parametrize("encoding", ["gzip", "br", "identity", "gzip;q=0"])
def test_what_is_compressed_is_asked_once(short, long, asked, encoding):
    headers = [("Accept-Encoding", encoding), ("Accept", "text/turtle")]
    query = "CONSTRUCT WHERE { ?s ?p ?o }"

    assert alike(get(short, headers=headers, query=query), get(long, headers=headers, query=query))
    assert len(asked) == 1


def test_who_has_the_answer_already_is_told_so(short):
    first = get(short, query=SELECT)

    again = get(short, headers=[("If-None-Match", first.headers["ETag"])], query=SELECT)

    assert (again.status_code, again.headers["ETag"]) == (304, first.headers["ETag"])


def test_a_query_that_was_stopped_is_not_begun_again(site):
    asked = []

    def ask(*arguments):
        asked.append(arguments)
        raise LimitError("deadline", "1 s", "Ask for less.")

    stopping = replace(site, ask=ask)
    told = get(Client(QuickApplication(create_app(stopping), stopping)), query=MANY)

    assert (told.status_code, told.json["limit"]) == (503, "deadline")
    assert len(asked) == 1


def test_other_hosts_and_paths_are_the_applications_affair(short, long):
    headers = [("Host", "exa mple")]

    assert alike(get(short, headers=headers, query="ASK {}"), get(long, headers=headers, query="ASK {}"))
    assert short.get("/health").status_code == long.get("/health").status_code == 200
