"""The server process: how it starts, what it logs, how it stops, and what it answers while another process builds."""

import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.request
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from urllib.error import HTTPError
from urllib.parse import quote, urlsplit

import pytest

ROOT = Path(__file__).parent.parent
STOP_WITHIN_S = 5
#: Three triples joined by nothing: an answer that nobody lives to see.
ENDLESS = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"
IDLE = b""
KEPT_ALIVE = b"GET /health HTTP/1.1\r\nHost: x\r\n\r\n"
HALF_SENT = (
    b"POST /sparql HTTP/1.1\r\nHost: x\r\nContent-Type: application/sparql-query\r\nContent-Length: 99\r\n\r\nASK"
)
ANSWERING = f"GET /sparql?query={quote(ENDLESS)} HTTP/1.1\r\nHost: x\r\n\r\n".encode()


@pytest.fixture
def logging(sample):
    """The settings of the sample, with a log that tells of workers and requests."""
    return replace(sample, log_level="INFO")


def workers_of(log: Path) -> list[int]:
    """The process ids of the workers that a server with log level INFO has begun."""
    return [int(pid) for pid in re.findall(r"Spawning worker-\d+ with PID: (\d+)", log.read_text())]


def is_running(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    status = Path(f"/proc/{pid}/stat")
    # What has ended and has not been asked how (a zombie) runs no more.
    return not (status.exists() and status.read_text().rpartition(")")[2].split()[0] == "Z")


def wait_until(is_so: Callable[[], bool]) -> bool:
    deadline = time.monotonic() + STOP_WITHIN_S
    while not is_so() and time.monotonic() < deadline:
        time.sleep(0.05)
    return is_so()


def answers(address: str) -> bool:
    try:
        with urllib.request.urlopen(f"{address}/health", timeout=1) as answer:
            return answer.status == 200
    except OSError:
        return False


@pytest.mark.parametrize(
    ("number", "request_"),
    [
        (signal.SIGTERM, IDLE),
        (signal.SIGINT, KEPT_ALIVE),
        (signal.SIGTERM, HALF_SENT),
        (signal.SIGTERM, ANSWERING),
        (signal.SIGHUP, IDLE),
        (signal.SIGKILL, IDLE),
    ],
    ids=["term", "int-kept-alive", "term-half-sent", "term-answering", "hup", "kill"],
)
def test_the_server_stops_soon_and_leaves_no_process(logging, serving, tmp_path, number, request_):
    with serving(logging, tmp_path / "log") as (address, process):
        host = urlsplit(address)
        with socket.create_connection((host.hostname, host.port)) as client:
            client.sendall(request_)
            time.sleep(0.2)
            process.send_signal(number)

            assert process.wait(STOP_WITHIN_S) in {0, -number}
            assert wait_until(lambda: not any(map(is_running, workers_of(tmp_path / "log"))))
            assert not answers(address)


@pytest.mark.parametrize(("level", "lines"), [("WARNING", 0), ("INFO", 1)])
def test_a_request_is_one_line_in_the_log_where_that_is_wanted(sample, serving, tmp_path, level, lines):
    with serving(replace(sample, log_level=level), tmp_path / "log") as (address, _):
        with pytest.raises(HTTPError, match="404"):
            urllib.request.urlopen(f"{address}/page/none%0d%0aFAKE?secret")
        log = (tmp_path / "log").read_text()

    assert log.count("/page/none%0D%0AFAKE: 404, ") == lines
    assert "\nFAKE" not in log
    assert "secret" not in log
    assert log.count("serving http://") == 1


def test_a_server_that_starts_while_another_process_builds_waits_for_it(sample, serving, start, tmp_path):
    fresh = replace(sample, store_dir=tmp_path / "store")
    building = start(fresh, "build", output=subprocess.DEVNULL)

    with serving(fresh, tmp_path / "log") as (address, _):
        assert building.wait() == 0
        with urllib.request.urlopen(f"{address}/health") as answer:
            assert b'"status": "ok"' in answer.read()


def test_faults_in_the_data_are_told_and_the_snapshot_before_is_served(sample, serving, coopkg, tmp_path):
    shutil.copytree(sample.data_dir, tmp_path / "data")
    spoilt = replace(sample, data_dir=tmp_path / "data", store_dir=tmp_path / "store")
    assert coopkg(spoilt, "build").returncode == 0
    facts = tmp_path / "data" / "facts" / "iso-forum-2022-02.yaml"
    facts.write_text(facts.read_text("utf-8").replace("type: event", "type: happening", 1), encoding="utf-8")

    with serving(spoilt, tmp_path / "log") as (address, _), urllib.request.urlopen(f"{address}/health") as answer:
        assert b'"snapshot": 1' in answer.read()

    assert "happening" in (tmp_path / "log").read_text()


def test_a_port_in_use_is_told_and_the_server_there_goes_on(sample, server, coopkg):
    told = coopkg(sample, "serve", "--port", str(urlsplit(server).port))

    assert told.returncode == 3
    assert "in use" in told.stderr
    assert "serving" not in told.stdout
    with urllib.request.urlopen(f"{server}/health") as answer:
        assert answer.status == 200


def test_every_request_is_answered_while_builds_publish(sample, serving, tmp_path, coopkg):
    own = replace(sample, store_dir=tmp_path / "store")
    paths = [
        "/page/iso",
        "/data/iso.ttl",
        "/export.nt",
        "/explain?subject=id:viet-nam&predicate=org:memberOf&object=id:iso",
    ]
    statuses: list[int | str] = []
    is_over = threading.Event()

    def ask(address: str, path: str) -> None:
        while not is_over.is_set():
            try:
                with urllib.request.urlopen(address + path) as answer:
                    is_whole = len(answer.read()) == int(answer.headers["Content-Length"])
                    statuses.append(answer.status if is_whole else "cut")
            except OSError as error:
                statuses.append(str(error))

    with serving(own, tmp_path / "log") as (address, _):
        clients = [threading.Thread(target=ask, args=(address, path)) for path in paths]
        for client in clients:
            client.start()
        built = [coopkg(own, "build").returncode for _ in range(2)]
        is_over.set()
        for client in clients:
            client.join()

    assert built == [0, 0]
    assert len(statuses) > len(paths)
    assert set(statuses) == {200}


def test_the_script_does_what_the_command_does(sample, tmp_path):
    """It builds, tells what is in the way, and exits, as `coopkg serve` would: no such address is this machine's."""
    variables = {"COOPKG_STORE": str(tmp_path), "HOST": "203.0.113.1", "COOPKG_DATA": str(sample.data_dir)}

    told = subprocess.run(
        [sys.executable, "server.py"], env=os.environ | variables, cwd=ROOT, capture_output=True, text=True, check=False
    )

    assert told.returncode == 3
    assert "Traceback" not in told.stderr
    assert "cannot listen on 203.0.113.1" in told.stderr
    assert (tmp_path / "snapshots" / "current").exists()


def test_a_worker_that_dies_is_replaced(logging, serving, tmp_path):
    with serving(logging, tmp_path / "log") as (address, _):
        (worker,) = workers_of(tmp_path / "log")
        os.kill(worker, signal.SIGKILL)

        assert wait_until(lambda: len(workers_of(tmp_path / "log")) == 2)
        assert wait_until(lambda: answers(address))
