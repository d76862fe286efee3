"""The real server on the raw socket: an answer is whole, or a problem document before its first byte."""

import json
import socket
import threading
import time
from dataclasses import replace
from urllib.parse import quote, urlsplit

import pytest

from coopkg.settings import QueryLimits

ENDLESS = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }"
EVERYTHING = "SELECT * { ?s ?p ?o }"
PRODUCT = "SELECT * { ?s ?p ?o . ?a ?b ?c }"


@pytest.fixture(scope="module")
def address(sample, serving, tmp_path_factory):
    """A server with short limits."""
    limits = QueryLimits(timeout_s=1.0, memory_bytes=512 << 20, result_bytes=4 << 20)
    log = tmp_path_factory.mktemp("limited") / "log"
    with serving(replace(sample, queries=limits), log) as (address, _):
        yield address


def answered(address: str, query: str, method: str = "GET", more: str = "") -> tuple[int, dict[str, str], bytes]:
    """Return status, headers and all bytes until the server closes the connection."""
    where = urlsplit(address)
    with socket.create_connection((where.hostname, where.port), timeout=20) as client:
        head = f"{method} /sparql?query={quote(query)}{more} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n"
        client.sendall(f"{head}Accept: application/sparql-results+json, application/n-triples;q=0.5\r\n\r\n".encode())
        received = b"".join(iter(lambda: client.recv(1 << 16), b""))
    top, _, body = received.partition(b"\r\n\r\n")
    status, *lines = top.decode().split("\r\n")
    headers = dict(line.lower().split(": ", 1) for line in lines)
    return int(status.split()[1]), headers, body


@pytest.mark.parametrize(
    "query", ["ASK {}", EVERYTHING, "CONSTRUCT WHERE { ?s ?p ?o }"], ids=["small", "long", "triples"]
)
def test_an_answer_has_its_length_and_all_its_bytes(address, query):
    status, headers, body = answered(address, query)

    assert status == 200
    assert "transfer-encoding" not in headers
    assert int(headers["content-length"]) == len(body)
    assert len(body) > 1 << 20 or query != EVERYTHING


def test_head_tells_the_length_of_a_long_answer(address):
    length = len(answered(address, EVERYTHING)[2])

    status, headers, body = answered(address, EVERYTHING, "HEAD")

    assert (status, int(headers["content-length"]), body) == (200, length, b"")


@pytest.mark.parametrize(
    ("query", "more", "limit", "value"),
    [
        (ENDLESS, "", "deadline", "1 s"),
        (ENDLESS, "&timeout=0.3", "deadline", "0.3 s"),
        (PRODUCT, "", "result size", "4,194,304 bytes"),
    ],
    ids=["deadline", "lowered", "result"],
)
def test_a_limit_is_a_problem_that_names_it_and_no_byte_of_an_answer(address, query, more, limit, value):
    status, headers, body = answered(address, query, more=more)

    assert status == 503
    assert headers["content-type"] == "application/problem+json"
    assert int(headers["content-length"]) == len(body)
    problem = json.loads(body)
    assert (problem["limit"], problem["value"]) == (limit, value)
    assert problem["remedy"]


@pytest.mark.parametrize("timeout", ["0", "-1", "soon", "1e3", ""])
def test_a_timeout_that_is_none_is_told(address, timeout):
    status, _, body = answered(address, "ASK {}", more=f"&timeout={timeout}")

    assert status == 400
    assert json.loads(body)["parameter"] == "timeout"


def test_clients_that_leave_hold_up_nobody(address):
    where = urlsplit(address)
    request = f"GET /sparql?query={quote(ENDLESS)} HTTP/1.1\r\nHost: x\r\n\r\n".encode()
    for _ in range(6):
        with socket.create_connection((where.hostname, where.port)) as client:
            client.sendall(request)
    time.sleep(1.5)

    started = time.monotonic()
    assert answered(address, "ASK { ?s ?p ?o }")[0] == 200
    assert time.monotonic() - started < 1


def test_many_at_once_are_each_answered_whole(address):
    bodies = []
    threads = [
        threading.Thread(target=lambda number=number: bodies.append(answered(address, f"{EVERYTHING} LIMIT {number}")))
        for number in range(1, 2000, 100)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    counts = sorted(len(json.loads(body)["results"]["bindings"]) for status, _, body in bodies if status == 200)
    assert counts == list(range(1, 2000, 100))


def test_the_function_that_names_rules_works_in_workers(address):
    query = """PREFIX coop: <https://w3id.org/coopkg/ontology#> PREFIX rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#>
        SELECT ?r { ?s rdf:type ?o BIND(coop:rule(?s, rdf:type, ?o) AS ?r) } LIMIT 3"""

    rows = json.loads(answered(address, query)[2])["results"]["bindings"]

    assert len([row for row in rows if "r" in row]) == 3
