"""The cache in front of the application, by an application that counts how often it is asked."""

import shutil
from urllib.parse import urlencode

import pytest
from tests.web.applications import Counting
from werkzeug.test import Client

from coopkg.serving.cache import ByteCache
from coopkg.storage.current import CurrentDataset
from coopkg.storage.oxigraph import write_store
from coopkg.storage.snapshots import STORE, Manifest, Snapshots
from coopkg.web.app import create_app
from coopkg.web.cached import CachedApplication
from coopkg.web.site import Site

BASE = "https://w3id.org/coopkg/"
ASK = {"query": "SELECT ?o { ?s <https://coop.example/p> ?o }"}
JSON = "application/sparql-results+json"


@pytest.fixture
def snapshots(tmp_path):
    snapshots = Snapshots(tmp_path / "snapshots")
    publish(snapshots, "first")
    return snapshots


def publish(snapshots, value: str) -> None:
    def make(path):
        write_store(path / STORE, f'<https://coop.example/s> <https://coop.example/p> "{value}" .\n'.encode())
        return Manifest(inputs=value, reasoner="columns", base=BASE, counts={"stated": 1})

    snapshots.publish(make)


@pytest.fixture
def counting(snapshots, site):
    return Counting(create_app(Site(CurrentDataset(snapshots), site.explain, site.explain_all, site.ask)))


@pytest.fixture
def renewed():
    return []


@pytest.fixture
def client(counting, snapshots, renewed):
    return Client(CachedApplication(counting, ByteCache(1 << 20), snapshots.current_name, renewed.append))


def get(client, parameters=ASK, **headers):
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return client.get(f"/sparql?{urlencode(parameters)}", headers={"Accept": JSON, **named})


def test_what_was_answered_is_answered_again_byte_by_byte_without_the_application(client, counting):
    first, second = get(client), get(client)

    assert counting.asked == 1
    assert second.status == "200 OK"
    assert second.data == first.data
    assert "first" in first.text
    assert dict(second.headers) == dict(first.headers)


def test_a_posted_query_is_kept_by_its_body(client, counting):
    texts = [client.post("/sparql", data=ASK, headers={"Accept": JSON}).text for _ in range(2)]
    other = client.post("/sparql", data={"query": "ASK {}"}, headers={"Accept": JSON})
    query = [
        client.post(
            "/sparql", data=ASK["query"], content_type="application/sparql-query", headers={"Accept": JSON}
        ).text
        for _ in range(2)
    ]

    assert counting.asked == 3
    assert {*texts, *query} == {get(client).text}
    assert "boolean" in other.text


@pytest.mark.parametrize(
    "headers",
    [{"Accept": "text/csv"}, {"Accept_Language": "en"}, {"Accept_Encoding": "gzip"}, {"Host": "coop.example"}],
    ids=lambda headers: next(iter(headers)),
)
def test_who_prefers_something_else_is_answered_anew(client, counting, headers):
    get(client)
    get(client, **headers)

    assert counting.asked == 2


def test_an_answer_does_not_outlive_its_snapshot(client, snapshots, renewed):
    for value in ("first", "second", "third"):
        if value != "first":
            publish(snapshots, value)
        assert [value in get(client).text for _ in range(2)] == [True, True]

    assert renewed == ["000001", "000002", "000003"]


def test_who_has_the_answer_is_told_so(client, counting):
    tag = get(client).headers["ETag"]

    same, weak, other = (get(client, If_None_Match=each) for each in (tag, f"W/{tag}", '"another"'))

    assert (same.status_code, same.data, same.headers["ETag"]) == (304, b"", tag)
    assert "Content-Type" not in same.headers
    assert same.headers["Access-Control-Allow-Origin"] == "*"
    assert weak.status_code == 304
    assert (other.status_code, "first" in other.text) == (200, True)
    assert counting.asked == 3


def test_head_is_answered_from_what_get_left_and_leaves_nothing(client, counting):
    address = f"/sparql?{urlencode(ASK)}"
    lengths = [client.head(address, headers={"Accept": JSON}).headers["Content-Length"] for _ in range(2)]
    assert counting.asked == 2
    got = get(client)
    head = client.head(address, headers={"Accept": JSON})

    assert counting.asked == 3
    assert {*lengths, head.headers["Content-Length"]} == {str(len(got.data))}
    assert head.data == b""


@pytest.mark.parametrize(
    "parameters",
    [{"query": "SELECT (NOW() AS ?n) {}"}, {"query": "SELECT nothing"}, {"query": "ASK {}", "format": "no"}],
)
def test_what_changes_and_what_is_no_answer_is_not_kept(client, counting, parameters):
    for _ in range(2):
        get(client, parameters)

    assert counting.asked == 2


def test_health_is_asked_each_time(client, counting):
    for _ in range(2):
        client.get("/health")

    assert counting.asked == 2


def test_pages_and_data_are_kept_too(client, counting):
    for path in ("/export.nt", "/sparql"):
        for _ in range(2):
            client.get(path)

    assert counting.asked == 2


def test_without_a_snapshot_the_application_says_so(client, snapshots):
    get(client)
    shutil.rmtree(snapshots.directory)

    assert get(client).status_code == 503


def test_an_answer_that_is_longer_than_its_share_is_given_and_not_kept(counting, snapshots):
    client = Client(CachedApplication(counting, ByteCache(800), snapshots.current_name, lambda _: None))

    assert ["first" in get(client).text for _ in range(2)] == [True, True]
    assert counting.asked == 2


def test_a_body_that_ends_early_is_the_applications_to_judge(client):
    body = urlencode(ASK).encode()

    told = client.post(
        "/sparql", data=body[:-1], content_type="application/x-www-form-urlencoded", headers={"Content-Length": "99"}
    )

    assert told.status_code == 400
