"""`coopkg serve --plain`: its processes, what dies and what is begun anew, and what outlives them."""

import itertools
import json
import os
import re
import signal
import socket
import threading
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from urllib.parse import quote, urlsplit

import pytest
from tests.conftest import free_port
from tests.test_serve import STOP_WITHIN_S, is_running, wait_until, workers_of
from tests.w3c_http import RESULTS, Server

TOKEN = "a-token-for-the-tests"  # noqa: S105 - it opens nothing but the servers of these tests
COUNT = "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"
#: Four triples joined by nothing, of some hundred that are there: nobody lives to see the end.
ENDLESS = """INSERT { ?a ?b ?i } WHERE {
    ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l
    FILTER(CONCAT(STR(?a), STR(?d), STR(?g), STR(?j)) = "")
}"""


@pytest.fixture
def own(sample, tmp_path):
    """Settings of a store of its own, with a log that tells of the processes."""
    return replace(sample, store_dir=tmp_path / "store", log_level="INFO")


@pytest.fixture
def run(own, serving, tmp_path):
    """Serve that store; gives the server, the process that was begun, and the log."""

    def running(**variables):
        return serving(own, tmp_path / "log", "--plain", **{"COOPKG_TOKENS": TOKEN, **variables})

    return running


def writers_of(log: Path) -> list[int]:
    return [int(pid) for pid in re.findall(r"the writer is ready with PID: (\d+)", log.read_text())]


def until(is_so: Callable[[], bool]) -> bool:
    """Wait for what takes a new process some seconds on a busy machine."""
    return wait_until(is_so) or wait_until(is_so) or wait_until(is_so)


def lives(server: Server) -> bool:
    try:
        return server.ask("GET", "/health").status == 200
    except OSError:
        return False


def count(server: Server) -> int:
    answer = server.query(COUNT, RESULTS[".srj"][1])
    return int(json.loads(answer.body)["results"]["bindings"][0]["n"]["value"])


def insert(server: Server, number: int) -> int:
    return server.update(f"INSERT DATA {{ <a:s> <a:p> {number} }}").status


def test_what_was_acknowledged_is_there_after_every_kill_and_after_a_new_start(run, tmp_path):
    with run() as (address, process):
        server = Server(address, TOKEN)
        assert insert(server, 1) == 200
        # The writer dies; who writes meanwhile waits for the next one.
        writer = writers_of(tmp_path / "log")[-1]
        os.kill(writer, signal.SIGKILL)
        assert wait_until(lambda: not is_running(writer))
        assert insert(server, 2) == 200
        assert count(server) == 2
        # All die at once.
        os.killpg(process.pid, signal.SIGKILL)
        process.wait(STOP_WITHIN_S)

    with run() as (address, _):
        assert count(Server(address, TOKEN)) == 2


def test_updates_under_fire_are_whole_or_not_there_and_acknowledged_ones_stay(run, tmp_path):
    """Two triples each; the writer is killed again and again while they come."""
    with run() as (address, _):
        server, told, is_over = Server(address, TOKEN), [], threading.Event()

        def write() -> None:
            for number in itertools.count():
                if is_over.is_set():
                    return
                text = f"INSERT DATA {{ <a:{number}> <a:p> 1 . <a:{number}> <a:q> 2 }}"
                if server.update(text).status == 200:
                    told.append(number)

        client = threading.Thread(target=write)
        client.start()
        try:
            for _ in range(3):
                time.sleep(0.7)
                before = writers_of(tmp_path / "log")
                os.kill(before[-1], signal.SIGKILL)
                assert until(lambda before=before: len(writers_of(tmp_path / "log")) > len(before))
        finally:
            is_over.set()
            client.join()
        rows = server.query("SELECT ?s (COUNT(*) AS ?n) { ?s ?p ?o } GROUP BY ?s", "text/csv").body.decode().split()[1:]

    assert {row.rpartition(",")[2] for row in rows} == {"2"}
    assert {f"a:{number}" for number in told} <= {row.rpartition(",")[0] for row in rows}


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT, signal.SIGHUP, signal.SIGKILL])
def test_it_stops_soon_and_leaves_no_process(run, tmp_path, number):
    log = tmp_path / "log"
    with run() as (_, process):
        process.send_signal(number)

        assert process.wait(STOP_WITHIN_S) in {0, -number}
        assert wait_until(lambda: not any(map(is_running, [*workers_of(log), *writers_of(log)])))


def test_ctrl_c_at_a_terminal_stops_all_and_an_update_that_has_begun_is_finished(run, tmp_path):
    log = tmp_path / "log"
    with run() as (address, process):
        server, statuses = Server(address, TOKEN), []
        triples = " ".join(f"<a:{number}> <a:p> {number} ." for number in range(20_000))
        client = threading.Thread(target=lambda: statuses.append(server.update(f"INSERT DATA {{ {triples} }}").status))
        client.start()
        time.sleep(0.05)
        os.killpg(process.pid, signal.SIGINT)
        client.join()
        assert process.wait(2 * STOP_WITHIN_S) == 0
        assert not any(map(is_running, [*workers_of(log), *writers_of(log)]))

    with run() as (address, _):
        assert count(Server(address, TOKEN)) == (20_000 if statuses == [200] else 0)


def test_an_update_that_takes_too_long_is_stopped_and_others_go_on(run, tmp_path):
    with run(COOPKG_UPDATE_TIMEOUT="1") as (address, _):
        server = Server(address, TOKEN)
        server.update("INSERT DATA { " + " ".join(f"<a:{n}> <a:p> {n} ." for n in range(200)) + " }")

        stopped = server.update(ENDLESS)

        assert stopped.status == 503
        assert b"is not known" in stopped.body
        assert insert(server, 1) == 200
        assert count(server) == 201
        assert len(writers_of(tmp_path / "log")) == 2


def test_a_worker_that_dies_again_and_again_is_begun_again(run, tmp_path):
    log = tmp_path / "log"
    with run() as (address, process):
        for number in range(2, 4):
            os.kill(workers_of(log)[-1], signal.SIGKILL)
            assert until(lambda number=number: len(workers_of(log)) >= number)
            time.sleep(0.2)
        assert until(lambda: lives(Server(address, TOKEN)))
        assert process.poll() is None


def ended(server: Server, outcome: str) -> int:
    """Return how many queries have ended so, as the server counts them."""
    metrics = server.ask("GET", "/metrics").body.decode()
    found = re.search(rf'^coopkg_queries_total{{outcome="{outcome}"}} (\d+)', metrics, re.MULTILINE)
    return int(found[1]) if found else 0


def test_clients_that_leave_free_their_workers_at_the_deadline(run):
    variables = " ".join(f"VALUES ?v{number} {{ {' '.join(map(str, range(20)))} }}" for number in range(8))
    endless = quote(f"SELECT (COUNT(*) AS ?n) {{ {variables} }}")
    with run(COOPKG_QUERY_WORKERS="1") as (address, _):
        server, host = Server(address, TOKEN), urlsplit(address)
        for _ in range(3):
            with socket.create_connection((host.hostname, host.port)) as client:
                client.sendall(
                    f"GET /sparql?timeout=1&query={endless} HTTP/1.1\r\nHost: {host.netloc}\r\n\r\n".encode()
                )

        # One runs until its deadline, the others wait for its place until theirs.
        assert until(lambda: sum(ended(server, outcome) for outcome in ("deadline", "busy")) == 3)
        assert ended(server, "deadline") >= 1
        assert server.query(COUNT).status == 200


def test_two_servers_never_write_to_one_store(own, run, coopkg):
    with run() as (address, _):
        told = coopkg(own, "serve", "--plain", "--port", str(free_port()))

        assert told.returncode == 3
        assert "another server writes to this store" in told.stderr
        assert "serving" not in told.stdout
        assert insert(Server(address, TOKEN), 1) == 200


def test_the_log_is_lines_of_json_where_that_is_wanted(run, tmp_path):
    with run(COOPKG_LOG_FORM="json") as (address, _):
        Server(address, TOKEN).ask("GET", "/page/none?secret")

    lines = [json.loads(line) for line in (tmp_path / "log").read_text().splitlines() if line.startswith("{")]
    (asked,) = [line for line in lines if line.get("path") == "/page/none"]
    assert (asked["level"], asked["method"], asked["status"], asked["client"]) == ("INFO", "GET", 404, "127.0.0.1")
    assert asked["bytes"] > 0
    assert asked["milliseconds"] >= 0
    assert "secret" not in (tmp_path / "log").read_text()


def test_the_dataset_without_reasoning_is_apart_from_the_one_that_is_built(sample, serving, tmp_path):
    both = replace(sample, store_dir=tmp_path / "store")
    with serving(both, tmp_path / "log", "--plain", COOPKG_TOKENS=TOKEN) as (address, _):
        assert insert(Server(address, TOKEN), 1) == 200

    with serving(both, tmp_path / "log") as (address, _):
        assert count(Server(address, TOKEN)) > 1000
        assert Server(address, TOKEN).update("CLEAR ALL").status == 403
    with serving(both, tmp_path / "log", "--plain") as (address, _):
        assert count(Server(address, TOKEN)) == 1
        assert Server(address, TOKEN).update("CLEAR ALL").status == 403
