"""`coopkg bench serve` from outside, on data of a few quads: every part is told; and what it measures with."""

import re
import shutil

import pytest

from coopkg.bench.clients import Latency, digest_of
from coopkg.bench.query_sets import queries
from coopkg.bench.serve import PARTS
from coopkg.bench.servers import SERVERS
from coopkg.bench.strain import Watched, lines_of

QUICK = ("--size", "3000", "--seconds", "1", "--repeat", "1", "--server", "coopkg", "--server", "coopkg, no cache")


@pytest.fixture(scope="module")
def quick(settings, coopkg, tmp_path_factory):
    path = tmp_path_factory.mktemp("bench") / "report.md"
    parts = [part for part in PARTS if part not in {"hostile", "throughput"} or (part == "throughput" and has_wrk())]
    options = [option for part in parts for option in ("--part", part)]
    told = coopkg(settings, "bench", "serve", *QUICK, *options, "--updates", "3", "--closure", "5000", "-o", str(path))
    assert told.returncode == 0, told.stderr
    return told.stdout, path


def has_wrk():
    return shutil.which("wrk") is not None


def test_each_part_is_told(quick):
    told, path = quick

    assert path.read_text(encoding="utf-8") == told
    headings = re.findall(r"^### (.*)$", told, re.MULTILINE)
    assert headings[0] == "Bulk load, 3,000 quads"
    assert ("Eight clients, 3,000 quads, answers per second" in headings) == has_wrk()
    assert "Sixteen readers and a writer for 1 s, 3,000 quads" in headings
    assert re.search(r"^### Updates of ten triples, closure of \d+,\d{3} triples$", told, re.MULTILINE)


def test_every_query_is_answered_alike_with_and_without_cache(quick):
    told, _ = quick
    rows = re.findall(r"^\| ([a-z-]+) \| [\d.,]+ / [\d.,]+ \| [\d.,]+ / [\d.,]+ \| (\w+) \|$", told, re.MULTILINE)

    assert [name for name, _ in rows] == [query.name for kind in ("small", "medium") for query in queries(kind)]
    assert {compared for _, compared in rows} == {"equal"}


def test_updates_become_visible_and_nothing_fails(quick):
    told, _ = quick

    assert re.search(r"^- until a query sees what follows: 3 answers, .*; others: none$", told, re.MULTILINE)
    assert re.search(r"^- readers: [\d,]+ answers, .*; others: none$", told, re.MULTILINE)


def test_a_server_that_is_not_installed_is_told_with_how_to_install_it(settings, coopkg):
    missing = [server for server in SERVERS if not server.is_there()]
    for server in missing:
        told = coopkg(settings, "bench", "serve", "--server", server.name)
        assert told.returncode == 3
        assert server.remedy in told.stderr
    assert all(server.remedy for server in SERVERS if server.needs)


def test_the_order_of_rows_and_the_spelling_of_terms_do_not_change_a_digest():
    first, second = b'{"x":{"type":"uri","value":"a"}}', b'{"x":{"type":"uri","value":"b"}}'
    one = b'{"head":{"vars":["x"]},"results":{"bindings":[%s,%s]}}' % (first, second)
    other = b'{"results": {"bindings": [{"x": {"value": "b", "type": "uri"}}, {"x": {"value": "a", "type": "uri"}}]}}'
    fewer = b'{"results": {"bindings": [{"x": {"value": "b", "type": "uri"}}]}}'

    assert digest_of(one) == digest_of(other)
    assert digest_of(one) != digest_of(fewer)
    assert digest_of(b'{"boolean": true}') != digest_of(b'{"boolean": false}')


def test_what_was_seen_is_told_with_its_failures():
    seen = Watched([1.0, 2.0, 3.0])
    seen.failures["503"] += 2

    assert list(lines_of("x", seen)) == [
        "- x: 3 answers, median 2.00 ms, 95th percentile 2.90, 99th 2.98 ms; others: 503: 2"
    ]
    assert list(lines_of("x", Watched())) == ["- x: no answers; others: none"]
    assert Latency((1.0,), "").p95 == 1.0
