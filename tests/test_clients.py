"""Clients that people use, against the real server process over HTTP."""

import urllib.request

import pytest
import rdflib
from rdflib.compare import isomorphic
from rdflib.plugins.stores.sparqlstore import SPARQLStore
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

ORG = rdflib.Namespace("http://www.w3.org/ns/org#")
ID = rdflib.Namespace("https://w3id.org/coopkg/id/")
BODIES = f"SELECT ?body WHERE {{ <{ID['viet-nam']}> <{ORG.memberOf}> ?body }} ORDER BY ?body"


def sparql_wrapper(server: str, query: str) -> SPARQLWrapper:
    client = SPARQLWrapper(f"{server}/sparql")
    client.setQuery(query)
    return client


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
