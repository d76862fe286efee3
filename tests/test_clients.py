"""Clients that people use, against the real server process over HTTP."""

import csv
import io
import json
import urllib.error
import urllib.request
import xml.etree.ElementTree as ET
from itertools import count

import pytest
import rdflib
from rdflib.compare import isomorphic
from rdflib.plugins.stores.sparqlstore import SPARQLStore, SPARQLUpdateStore
from SPARQLWrapper import (
    CSV,
    GET,
    JSON,
    JSONLD,
    N3,
    POST,
    POSTDIRECTLY,
    RDF,
    RDFXML,
    TSV,
    TURTLE,
    URLENCODED,
    XML,
    SPARQLWrapper,
)
from SPARQLWrapper.SPARQLExceptions import Unauthorized
from tests.conftest import TOKEN

ORG = rdflib.Namespace("http://www.w3.org/ns/org#")
ID = rdflib.Namespace("https://w3id.org/coopkg/id/")
COOP = rdflib.Namespace("https://w3id.org/coopkg/ontology#")
BODIES = f"SELECT ?body WHERE {{ <{ID['viet-nam']}> <{ORG.memberOf}> ?body }} ORDER BY ?body"


NOTES = rdflib.Namespace("https://example.org/notes/")
BEARER = {"Authorization": f"Bearer {TOKEN}"}


@pytest.fixture
def name():
    """A function that gives a new name for each call, so that no test sees what another has left."""
    numbers = count()
    token = rdflib.BNode()
    return lambda: NOTES[f"{token}-{next(numbers)}"]


def sparql_wrapper(server: str, query: str) -> SPARQLWrapper:
    client = SPARQLWrapper(f"{server}/sparql")
    client.setQuery(query)
    return client


def holds(server: str, *triple: rdflib.term.Identifier) -> bool:
    client = sparql_wrapper(server, f"ASK {{ {' '.join(term.n3() for term in triple)} }}")
    client.setReturnFormat(JSON)
    return bool(client.query().convert()["boolean"])


@pytest.mark.parametrize(("method", "request_method"), [(GET, URLENCODED), (POST, URLENCODED), (POST, POSTDIRECTLY)])
def test_sparqlwrapper_reads_json_by_each_way_of_asking(server, method, request_method):
    client = sparql_wrapper(server, BODIES)
    client.setMethod(method)
    client.setRequestMethod(request_method)
    client.setReturnFormat(JSON)

    rows = client.query().convert()["results"]["bindings"]

    assert {str(ID[slug]) for slug in ("accsq", "apo", "iso")} <= {row["body"]["value"] for row in rows}


@pytest.mark.parametrize("return_format", [XML, CSV, TSV])
def test_sparqlwrapper_reads_the_other_result_formats(server, return_format):
    client = sparql_wrapper(server, BODIES)
    client.setReturnFormat(return_format)

    answer = client.query().convert()

    text = answer.toxml() if return_format == XML else answer.decode()
    assert str(ID.iso) in text


@pytest.mark.filterwarnings("ignore:Sending Accept header")  # SPARQLWrapper warns of its own format «rdf»
@pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated")  # rdflib's parser of JSON-LD uses it
@pytest.mark.parametrize("query", ["CONSTRUCT WHERE {{ <{0}> <{1}> ?body }}", "DESCRIBE <{0}>"])
@pytest.mark.parametrize("return_format", [None, TURTLE, N3, RDF, RDFXML, XML, JSONLD])
def test_sparqlwrapper_reads_triples_in_every_format_that_it_knows(server, query, return_format):
    client = sparql_wrapper(server, query.format(ID["viet-nam"], ORG.memberOf))
    if return_format is not None:
        client.setReturnFormat(return_format)

    answer = client.query()

    syntax = answer.info()["content-type"].partition(";")[0]
    graph = rdflib.Graph().parse(data=answer.response.read(), format=syntax)
    assert (ID["viet-nam"], ORG.memberOf, ID.iso) in graph


@pytest.mark.parametrize("return_format", [JSON, XML])
def test_sparqlwrapper_reads_a_truth_value(server, return_format):
    client = sparql_wrapper(server, f"ASK {{ <{ID['viet-nam']}> <{ORG.memberOf}> <{ID.iso}> }}")
    client.setReturnFormat(return_format)

    answer = client.query().convert()

    assert answer["boolean"] if return_format == JSON else "true" in answer.toxml()


def test_rdflibs_sparqlstore_answers_queries_and_matches_triples(server):
    graph = rdflib.Graph(SPARQLStore(f"{server}/sparql"))

    assert ID.iso in {row.body for row in graph.query(BODIES)}
    assert ID.iso in set(graph.objects(ID["viet-nam"], ORG.memberOf))


@pytest.mark.parametrize("request_method", [URLENCODED, POSTDIRECTLY])
@pytest.mark.parametrize("return_format", [None, JSON, XML, TURTLE])
def test_sparqlwrapper_updates_with_a_token_and_what_follows_is_there(writable, name, request_method, return_format):
    one = name()
    client = sparql_wrapper(writable, f"INSERT DATA {{ {one.n3()} <{COOP.chairOf}> <{ID.iso}> }}")
    client.addCustomHttpHeader("Authorization", BEARER["Authorization"])
    client.setMethod(POST)
    client.setRequestMethod(request_method)
    if return_format is not None:
        client.setReturnFormat(return_format)

    commit = json.loads(client.query().response.read())

    assert commit["added"] == 1
    assert holds(writable, one, COOP.chairOf, ID.iso)
    # Who chairs a body is a member of it, says the ontology.
    assert holds(writable, one, ORG.memberOf, ID.iso)


def test_sparqlwrapper_is_told_that_an_update_needs_a_token(writable, name):
    text = f"INSERT DATA {{ {name().n3()} <{COOP.chairOf}> <{ID.iso}> }}"
    without = sparql_wrapper(writable, text)
    without.setMethod(POST)

    with pytest.raises(Unauthorized):
        without.query()


@pytest.mark.parametrize("is_encoded", [True, False])
def test_rdflibs_sparqlupdatestore_adds_and_removes(writable, name, is_encoded):
    store = SPARQLUpdateStore(f"{writable}/sparql", f"{writable}/sparql", postAsEncoded=is_encoded, headers=BEARER)
    graph, one, other = rdflib.Dataset(store).graph(name()), name(), name()

    graph.add((one, COOP.chairOf, ID.iso))
    graph.add((one, rdflib.RDFS.label, rdflib.Literal("Người đứng đầu «thử»\n\\", lang="vi")))
    graph += [(other, COOP.chairOf, ID.apo), (other, NOTES.number, rdflib.Literal(7))]

    assert set(graph) == {
        (one, COOP.chairOf, ID.iso),
        (one, rdflib.RDFS.label, rdflib.Literal("Người đứng đầu «thử»\n\\", lang="vi")),
        (other, COOP.chairOf, ID.apo),
        (other, NOTES.number, rdflib.Literal(7)),
    }
    assert holds(writable, one, ORG.memberOf, ID.iso)
    graph.remove((one, None, None))
    assert {subject for subject, _, _ in graph} == {other}
    assert not holds(writable, one, ORG.memberOf, ID.iso)
    graph.set((other, NOTES.number, rdflib.Literal(8)))
    assert graph.value(other, NOTES.number) == rdflib.Literal(8)


def test_rdflibs_sparqlupdatestore_updates_and_asks(writable, name):
    store = SPARQLUpdateStore(f"{writable}/sparql", f"{writable}/sparql", headers=BEARER)
    where, one = name(), name()

    store.update(f"INSERT DATA {{ GRAPH {where.n3()} {{ {one.n3()} <{COOP.chairOf}> <{ID.iso}> }} }}")
    store.update(
        f"INSERT {{ GRAPH {where.n3()} {{ ?s <{NOTES.of}> ?b }} }} "
        f"WHERE {{ ?s <{ORG.memberOf}> ?b FILTER(?s = {one.n3()}) }}"
    )

    rows = store.query(f"SELECT ?b {{ GRAPH {where.n3()} {{ {one.n3()} <{NOTES.of}> ?b }} }}")
    assert [row.b for row in rows] == [ID.iso]


def test_rdflibs_sparqlupdatestore_lists_makes_and_drops_graphs_and_takes_many_quads(writable, name):
    store = SPARQLUpdateStore(f"{writable}/sparql", f"{writable}/sparql", headers=BEARER)
    dataset, names = rdflib.Dataset(store), [name(), name()]
    graphs = [dataset.graph(each) for each in names]
    quads = [(NOTES[f"thing-{k}"], NOTES.number, rdflib.Literal(k), graphs[k % 2]) for k in range(2000)]

    dataset.addN(quads)

    there = set(store.contexts())
    assert {*names, rdflib.URIRef("https://w3id.org/coopkg/graph/registry")} <= there
    assert [len(rdflib.Graph(store, each)) for each in names] == [1000, 1000]
    dataset.remove_graph(rdflib.Graph(store, names[0]))
    assert names[0] not in set(store.contexts())
    assert len(rdflib.Graph(store, names[1])) == 1000


def test_rdflibs_sparqlupdatestore_writes_all_at_once_where_it_is_told_to_wait(writable, name):
    store = SPARQLUpdateStore(f"{writable}/sparql", f"{writable}/sparql", autocommit=False, headers=BEARER)
    graph, one = rdflib.Dataset(store).graph(name()), name()

    graph.add((one, NOTES.number, rdflib.Literal(1)))
    graph.add((one, NOTES.number, rdflib.Literal(2)))
    assert not holds(writable, one, NOTES.number, rdflib.Literal(1))
    store.commit()

    assert holds(writable, one, NOTES.number, rdflib.Literal(1))
    assert holds(writable, one, NOTES.number, rdflib.Literal(2))


def test_a_browsers_page_on_another_site_may_ask_and_with_a_token_write(writable, name):
    """What Yasgui and the like do: the browser asks beforehand whether it may, then sends the request."""
    preflight = {
        "Origin": "https://elsewhere.example",
        "Access-Control-Request-Method": "POST",
        "Access-Control-Request-Headers": "authorization,content-type",
    }
    asked = urllib.request.Request(f"{writable}/sparql", method="OPTIONS", headers=preflight)
    with urllib.request.urlopen(asked) as answer:
        assert answer.status < 300
        assert answer.headers["Access-Control-Allow-Origin"] == "*"
        allowed = [each.strip().lower() for each in answer.headers["Access-Control-Allow-Headers"].split(",")]
        assert {"authorization", "content-type"} <= set(allowed)
        assert "POST" in answer.headers["Access-Control-Allow-Methods"]

    text = f"INSERT DATA {{ {name().n3()} <{NOTES.number}> 1 }}".encode()
    headers = {"Origin": "https://elsewhere.example", "Content-Type": "application/sparql-update"}
    with urllib.request.urlopen(urllib.request.Request(f"{writable}/sparql", text, headers | BEARER)) as answer:
        assert answer.headers["Access-Control-Allow-Origin"] == "*"
    with pytest.raises(urllib.error.HTTPError, match="401") as refused:
        urllib.request.urlopen(urllib.request.Request(f"{writable}/sparql", text, headers))
    assert refused.value.headers["Access-Control-Allow-Origin"] == "*"
    refused.value.close()


#: How each form of an answer is read, and what must be found in it.
READ = {
    "table": lambda text: "id:iso" in text,
    "json": lambda text: str(ID.iso) in {row["body"]["value"] for row in json.loads(text)["results"]["bindings"]},
    "xml": lambda text: str(ID.iso) in {each.text for each in ET.fromstring(text).iter() if each.tag.endswith("uri")},  # noqa: S314 - our own
    "csv": lambda text: [str(ID.iso)] in list(csv.reader(io.StringIO(text))),
    "tsv": lambda text: f"<{ID.iso}>" in text.split("\n"),
}


@pytest.mark.parametrize("form", READ)
def test_the_command_asks_the_server_for_solutions_in_each_form(sample, server, coopkg, form):
    asked = coopkg(sample, "query", "-", "--endpoint", f"{server}/sparql", "--format", form, given=BODIES)

    assert asked.returncode == 0, asked.stderr
    assert READ[form](asked.stdout)


@pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated")  # rdflib's parser of JSON-LD uses it
@pytest.mark.parametrize("form", ["table", "turtle", "ntriples", "nquads", "trig", "rdfxml", "jsonld"])
@pytest.mark.parametrize("query", ["CONSTRUCT WHERE {{ <{0}> <{1}> ?body }}", "DESCRIBE <{0}>"])
def test_the_command_asks_the_server_for_triples_in_each_form(sample, server, coopkg, form, query):
    text = query.format(ID["viet-nam"], ORG.memberOf)
    asked = coopkg(sample, "query", "-", "--endpoint", f"{server}/sparql", "--format", form, given=text)

    syntax = {"table": "turtle", "ntriples": "nt", "rdfxml": "xml", "jsonld": "json-ld"}.get(form, form)
    found = rdflib.Graph().parse(data=asked.stdout, format={"nquads": "nt", "trig": "turtle"}.get(syntax, syntax))
    assert (ID["viet-nam"], ORG.memberOf, ID.iso) in found


@pytest.mark.parametrize(
    ("form", "words"), [("table", "true\n"), ("json", '"boolean":true'), ("xml", "true</boolean>")]
)
def test_the_command_asks_the_server_for_a_truth_value_in_each_form(sample, server, coopkg, form, words):
    text = f"ASK {{ <{ID['viet-nam']}> <{ORG.memberOf}> <{ID.iso}> }}"

    asked = coopkg(sample, "query", "-", "--endpoint", f"{server}/sparql", "--format", form, given=text)

    assert words in asked.stdout


def test_the_exported_turtle_is_the_graph_that_queries_see(server):
    with urllib.request.urlopen(f"{server}/export.ttl") as answer:
        exported = rdflib.Graph().parse(data=answer.read(), format="turtle")
    request = urllib.request.Request(
        f"{server}/sparql?query=CONSTRUCT%20WHERE%20%7B%3Fs%20%3Fp%20%3Fo%7D",
        headers={"Accept": "application/n-triples"},
    )
    with urllib.request.urlopen(request) as answer:
        seen = rdflib.Graph().parse(data=answer.read(), format="nt")

    assert len(exported) == len(seen) > 1000
    assert isomorphic(exported, seen)


def test_the_ontology_that_the_server_gives_is_plain_turtle(server):
    request = urllib.request.Request(f"{server}/ontology", headers={"Accept": "text/turtle"})
    with urllib.request.urlopen(request) as answer:
        ontology = rdflib.Graph().parse(data=answer.read(), format="turtle")

    assert (rdflib.URIRef("https://w3id.org/coopkg/ontology"), rdflib.RDF.type, rdflib.OWL.Ontology) in ontology
