"""The W3C's tests of SPARQL Update: its syntax, and the operations that a request is turned into."""

import pyoxigraph as ox
import pytest
from tests.graph_store import canonical, updated
from tests.w3c import cases, check_suite, parameters

from coopkg.errors import QueryError
from coopkg.storage.documents import syntax_of
from coopkg.storage.oxigraph import RDF_FORMATS
from coopkg.storage.update_text import operations

AREAS = (
    "add", "basic-update", "clear", "copy", "delete", "delete-data", "delete-insert", "delete-where", "drop", "move",
    "update-silent", "syntax-update-1", "syntax-update-2",
)  # fmt: skip
CASES = cases(*AREAS)


def of_kind(kind):
    return parameters([case for case in CASES if case.kind == kind], "update")


def request_of(node):
    return node.path.read_text(encoding="utf-8")


def dataset_of(node):
    store = ox.Store()
    for data in node.all("ut:data"):
        load(store, data, ox.DefaultGraph())
    for named in node.all("ut:graphData"):
        graph = ox.NamedNode(named.one("rdfs:label").text)
        store.add_graph(graph)
        load(store, named.one("ut:graph"), graph)
    return store


def load(store, file, graph):
    store.load(file.path.read_bytes(), RDF_FORMATS[syntax_of(file.path)], base_iri=file.text, to_graph=graph)


def test_the_suite_is_where_the_environment_says():
    check_suite(CASES, "update")


@pytest.mark.parametrize("case", of_kind("UpdateEvaluationTest"))
def test_operations_leave_the_dataset_that_the_manifest_tells(case):
    before, after = dataset_of(case.action), dataset_of(case.result)
    request = case.action.one("ut:request")

    found = updated(before, request_of(request), base_iri=request.text)

    assert canonical(found) == canonical(after)


@pytest.mark.parametrize("case", of_kind("UpdateEvaluationTest"))
def test_operations_leave_the_dataset_that_oxigraph_leaves(case):
    store = dataset_of(case.action)
    request = case.action.one("ut:request")

    found = updated(store, request_of(request), base_iri=request.text)
    store.update(request_of(request), base_iri=request.text)

    assert canonical(found) == canonical(store)
    assert set(found.named_graphs()) == set(store.named_graphs())


@pytest.mark.parametrize("case", of_kind("PositiveUpdateSyntaxTest11"))
def test_a_request_that_is_valid_is_taken(case):
    operations(request_of(case.action), base_iri=case.action.text)


@pytest.mark.parametrize("case", of_kind("NegativeUpdateSyntaxTest11"))
def test_a_request_that_is_not_valid_is_refused_with_its_place(case):
    with pytest.raises(QueryError) as caught:
        operations(request_of(case.action), base_iri=case.action.text)

    assert caught.value.line
