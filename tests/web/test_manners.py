"""What every answer keeps to: compression, preflights, health and metrics."""

import gzip
import json
import os
import re
import resource
import signal
from dataclasses import replace
from html import unescape

import brotli
import pytest
from flask import Flask, Response

from coopkg.storage.current import CurrentDataset
from coopkg.storage.snapshots import Snapshots
from coopkg.web.app import create_app, create_plain_app
from coopkg.web.compression import register_compression
from coopkg.web.health import snapshot_measures
from coopkg.web.log import observed
from coopkg.web.metrics import Measure, Metrics
from coopkg.web.writing import Writing

LONG = "/export.nt"
UNPACK = {"br": brotli.decompress, "gzip": gzip.decompress}


@pytest.mark.parametrize(
    ("accepted", "encoding"),
    [
        ("gzip", "gzip"),
        ("br", "br"),
        ("gzip, deflate, br, zstd", "br"),
        ("br;q=0.5, gzip", "gzip"),
        ("br;q=0, gzip;q=0.1", "gzip"),
        ("*", "br"),
        ("br;q=0, gzip;q=0", None),
        ("identity", None),
        ("deflate", None),
        ("", None),
    ],
)
def test_a_long_answer_is_compressed_as_the_client_likes(client, accepted, encoding):
    plain = client.get(LONG)
    response = client.get(LONG, headers={"Accept-Encoding": accepted})

    assert response.headers.get("Content-Encoding") == encoding
    assert (UNPACK[encoding](response.data) if encoding else response.data) == plain.data
    assert response.content_length == len(response.data)
    assert "Accept-Encoding" in response.headers["Vary"]
    # Each representation has its own tag, by which it is found again (RFC 9110, section 8.8.3).
    assert (response.headers["ETag"] == plain.headers["ETag"]) == (encoding is None)
    again = client.get(LONG, headers={"Accept-Encoding": accepted, "If-None-Match": response.headers["ETag"]})
    assert again.status_code == 304


def test_a_head_tells_the_length_that_a_get_would_have(client):
    headers = {"Accept-Encoding": "gzip"}

    assert client.head(LONG, headers=headers).content_length == client.get(LONG, headers=headers).content_length


@pytest.mark.parametrize("path", ["/sparql?query=ASK{}", "/page/none", "/health"])
def test_short_answers_and_problems_come_as_they_are(client, path):
    assert "Content-Encoding" not in client.get(path, headers={"Accept-Encoding": "br"}).headers


def test_an_answer_that_temporary_files_have_no_room_for_is_a_problem():
    app = Flask("long")
    register_compression(app)
    app.add_url_rule("/", "long", lambda: Response(os.urandom(12_000_000).hex(), content_type="text/plain"))
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    ignored = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (1 << 20, before[1]))
    try:
        response = app.test_client().get("/", headers={"Accept-Encoding": "gzip"})
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
        signal.signal(signal.SIGXFSZ, ignored)

    assert (response.status_code, response.json["limit"]) == (503, "temporary files")


def test_a_page_of_another_site_may_ask_what_it_may_do(client):
    for path, allowed in (("/sparql", {"GET", "HEAD", "POST", "OPTIONS"}), ("/graph-store", {"PUT", "DELETE"})):
        response = client.options(path, headers={"Origin": "https://a.example", "Access-Control-Request-Method": "PUT"})

        assert response.status_code == 200
        assert response.headers["Access-Control-Allow-Origin"] == "*"
        assert allowed <= set(response.headers["Access-Control-Allow-Methods"].split(", "))
        assert "Authorization" in response.headers["Access-Control-Allow-Headers"]


@pytest.mark.parametrize("status", [400, 404, 405, 406, 415])
def test_problems_can_be_read_by_pages_of_other_sites(client, status):
    responses = {
        400: client.get("/sparql?query=x"),
        404: client.get("/none"),
        405: client.put("/health"),
        406: client.get("/data/iso", headers={"Accept": "image/png"}),
        415: client.post("/sparql", data=b"x", content_type="image/png"),
    }

    assert responses[status].status_code == status
    assert responses[status].headers["Access-Control-Allow-Origin"] == "*"


def test_health_tells_the_snapshot_and_the_writer(site, tmp_path):
    def health(**changes):
        response = create_app(replace(site, **changes)).test_client().get("/health")
        return response.status_code, json.loads(response.data)

    status, state = health()
    assert (status, state["status"], state["live"], state["ready"], state["snapshot"]) == (200, "ok", True, True, 1)
    assert state["writer"] == "off"
    status, state = health(writing=Writing(object(), is_there=lambda: False))
    assert (status, state["status"], state["writer"]) == (200, "no writer", "down")
    status, state = health(current=CurrentDataset(Snapshots(tmp_path)))
    assert (status, state["status"], state["live"], state["ready"]) == (503, "no snapshot", True, False)


def figures(text: str) -> dict[str, float]:
    return {name: float(value) for name, value in re.findall(r"^(\w+(?:\{[^}]*\})?) (\S+)$", text, re.MULTILINE)}


def test_metrics_count_requests_and_show_the_snapshot(site):
    metrics = Metrics()
    site = replace(site, metrics=metrics)
    metrics.watch(snapshot_measures(site))
    metrics.watch(lambda: [Measure("own", "Of its own.", n, "counter", ("which", w)) for n, w in ((1, "a"), (2, "b"))])
    app = create_app(site)
    app.wsgi_app = observed(app.wsgi_app, metrics)
    client = app.test_client()
    for path in ("/page/iso", "/page/none", "/page/stameq", "/wp-login.php", "/"):
        client.get(path)
    client.open("/page/iso", method="BREW")

    response = client.get("/metrics")

    assert response.content_type.startswith("text/plain; version=")
    found = figures(response.text)
    assert found['coopkg_requests_total{method="GET",route="page",status="200"}'] == 2
    assert found['coopkg_requests_total{method="GET",route="page",status="404"}'] == 1
    assert found['coopkg_requests_total{method="GET",route="other",status="404"}'] == 1
    assert found['coopkg_requests_total{method="other",route="page",status="405"}'] == 1
    assert found['coopkg_request_seconds_count{route="page"}'] == 4
    assert found["coopkg_snapshot"] == 1
    assert found["coopkg_snapshot_age_seconds"] >= 0
    assert (found['own_total{which="a"}'], found['own_total{which="b"}']) == (1, 2)


def test_an_application_that_fails_is_counted_too():
    metrics = Metrics()

    def fails(*_):
        raise RuntimeError("before it said anything")

    with pytest.raises(RuntimeError):
        observed(fails, metrics)({"REQUEST_METHOD": "GET", "PATH_INFO": "/"}, lambda *_: None)

    assert metrics.registry.get_sample_value(
        "coopkg_requests_total", {"method": "GET", "route": "home", "status": "500"}
    )


def test_health_is_not_ready_where_no_query_can_be_answered(site):
    answer = create_app(replace(site, is_able=lambda: False)).test_client().get("/health")

    assert answer.status_code == 503
    state = json.loads(answer.data)
    assert (state["live"], state["ready"], state["status"]) == (True, False, "no query workers")


@pytest.mark.parametrize("language", ["vi", "en"])
@pytest.mark.parametrize("path", ["/sparql", "/sparql?query=SELECT*{?s+?p+?o}", "/page/none"])
def test_pages_of_a_dataset_of_its_own_lead_to_nothing_that_is_not_there(site, path, language):
    client = create_plain_app(replace(site, is_plain=True)).test_client()
    page = client.get(path, query_string=None, headers={"Accept": "text/html", "Accept-Language": language})

    text = page.get_data(as_text=True)
    links = re.findall(r'href="(/[^"]*)"', text)
    assert links
    assert {client.get(unescape(link), headers={"Accept": "*/*"}).status_code for link in links} <= {
        200,
        page.status_code,
    }
    assert "/ontology" not in " ".join(links)
    # A question about cooperation would have no answer there.
    assert "PREFIX coop:" not in text
    assert (path != "/sparql") or "GRAPH ?graph" in text
