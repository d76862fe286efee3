"""The pool against queries that nobody should ask, and against workers that die."""

import json
import os
import shutil
import signal
import socket
import sys
import threading
import time
from dataclasses import replace

import pytest

from coopkg.errors import BusyError, LimitError, QueryError, SnapshotError, WorkerError
from coopkg.serving.pool import QueryPool
from coopkg.serving.questions import Question, Spooled
from coopkg.settings import QueryLimits

FORMS = {"solutions": "json", "boolean": "json", "triples": "ntriples"}
POINT = "SELECT ?o { <https://coop.example/s5> ?p ?o }"
CARTESIAN = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l . ?m ?o ?q }"
WALK = "SELECT * { ?s (<https://coop.example/next>|!<https://coop.example/next>)* ?o }"
SORT = "SELECT * { ?a ?b ?c . ?d ?e ?f } ORDER BY ?c ?f"


def values(answer) -> list[str]:
    return [row["o"]["value"] for row in json.loads(answer.content())["results"]["bindings"]]


def test_each_form_of_answer_comes_in_the_format_asked_for(ask):
    assert values(ask(POINT)) == ["https://coop.example/s35"]
    assert json.loads(ask("ASK {}").body)["boolean"] is True
    assert ask("CONSTRUCT { ?s a ?s } { BIND(<https://coop.example/s> AS ?s) }").content().count(b"\n") == 1


def test_a_form_that_the_client_takes_in_no_format_is_told_and_not_written(pool, snapshot):
    answer = pool(snapshot, Question("ASK {}", {"solutions": "csv", "boolean": None, "triples": None}))

    assert (answer.form, answer.format, answer.body) == ("boolean", None, b"")


def test_a_query_that_is_not_valid_is_refused_with_its_place(ask):
    with pytest.raises(QueryError) as refused:
        ask("SELECT * {\n ?s ?p }")

    assert refused.value.line == 2


@pytest.mark.parametrize("text", [CARTESIAN, WALK, SORT], ids=["cartesian", "walk", "sort"])
def test_a_hostile_query_is_stopped_at_a_limit(ask, text):
    started = time.monotonic()

    with pytest.raises(LimitError) as stopped:
        ask(text, timeout_s=0.6)

    assert stopped.value.limit in {"deadline", "memory"}
    assert time.monotonic() - started < 3
    assert values(ask(POINT)) == ["https://coop.example/s35"]


def test_a_deadline_may_be_lowered_and_not_raised(ask):
    for asked, held in ((0.1, "0.1 s"), (0.3, "0.3 s"), (60, "1 s")):
        with pytest.raises(LimitError) as stopped:
            ask(CARTESIAN, timeout_s=asked)

        assert (stopped.value.limit, stopped.value.value) == ("deadline", held)


def test_memory_has_a_limit(pool_with, snapshot):
    with pool_with(timeout_s=20, memory_bytes=256 << 20) as small, pytest.raises(LimitError) as stopped:
        small(snapshot, Question(SORT, FORMS))

    assert (stopped.value.limit, stopped.value.value) == ("memory", "268,435,456 bytes")


@pytest.mark.parametrize("name", ["json", "xml", "csv", "tsv"])
def test_an_answer_has_a_limit_in_every_format(pool, snapshot, name):
    with pytest.raises(LimitError) as stopped:
        pool(snapshot, Question("SELECT * { ?s ?p ?o . ?a ?b ?c }", FORMS | {"solutions": name}))

    assert (stopped.value.limit, stopped.value.value) == ("result size", "1,048,576 bytes")


def test_an_asker_may_lower_the_limit_of_its_answer(pool, snapshot):
    with pytest.raises(LimitError, match="1,000 bytes"):
        pool(snapshot, Question("CONSTRUCT WHERE { ?s ?p ?o } LIMIT 100", FORMS, most_bytes=1000))


def test_a_long_answer_comes_whole_as_a_file(pool_with, snapshot):
    with pool_with(timeout_s=20) as large:
        answer = large(snapshot, Question("SELECT * { ?s ?p ?o }", FORMS))

        assert isinstance(answer.body, Spooled)
        content = answer.content()
    assert len(content) == answer.length > 1 << 20
    assert len(json.loads(content)["results"]["bindings"]) == 20_000


def test_small_queries_go_on_while_hostile_ones_run(pool_with, snapshot):
    ended, taken = [], []

    def attack(text: str) -> None:
        try:
            attacked(snapshot, Question(text, FORMS), client=text)
        except (LimitError, BusyError) as error:
            ended.append(error)

    with pool_with(timeout_s=1.5, memory_bytes=300 << 20) as attacked:
        attacked(snapshot, Question(POINT, FORMS))
        attackers = [threading.Thread(target=attack, args=(text,)) for text in (CARTESIAN, WALK, SORT, CARTESIAN)]
        for attacker in attackers:
            attacker.start()
        while any(attacker.is_alive() for attacker in attackers):
            started = time.monotonic()
            assert values(attacked(snapshot, Question(POINT, FORMS), client="us")) == ["https://coop.example/s35"]
            taken.append(time.monotonic() - started)
        counted = attacked.counts().happened

    assert len(ended) == 4
    assert sorted(taken)[len(taken) // 2] < 0.1
    assert counted["answered"] == len(taken) + 1
    assert counted["moved"] >= 2


def test_who_finds_no_place_in_time_is_told_to_come_again(pool_with, snapshot):
    refused = []

    def attack() -> None:
        try:
            attacked(snapshot, Question(CARTESIAN, FORMS))
        except LimitError:
            pass
        except BusyError as error:
            refused.append(error.retry_after_s)

    with pool_with(timeout_s=1.0, workers=1) as attacked:
        attackers = [threading.Thread(target=attack) for _ in range(60)]
        for attacker in attackers:
            attacker.start()
        for attacker in attackers:
            attacker.join()

    assert refused
    assert set(refused) == {5}


def test_a_worker_killed_while_it_answers_is_told_and_replaced(pool_with, snapshot, children):
    before = children()
    with pool_with(timeout_s=5) as pool:
        pool(snapshot, Question(POINT, FORMS))
        (zygote,) = children() - before

        def kill_all() -> None:
            for pid in children(zygote):
                os.kill(pid, signal.SIGKILL)

        threading.Timer(0.4, kill_all).start()
        with pytest.raises(WorkerError, match="killed"):
            pool(snapshot, Question(CARTESIAN, FORMS))

        assert values(pool(snapshot, Question(POINT, FORMS))) == ["https://coop.example/s35"]


def test_idle_workers_and_the_zygote_may_die_unnoticed(pool_with, snapshot, children):
    before = children()
    with pool_with(timeout_s=5) as pool:
        pool(snapshot, Question(POINT, FORMS))
        (zygote,) = children() - before
        for pid in (*children(zygote), zygote):
            os.kill(pid, signal.SIGKILL)
        time.sleep(0.1)

        assert values(pool(snapshot, Question(POINT, FORMS))) == ["https://coop.example/s35"]
        assert pool.counts().happened["workers"] >= 2
        assert "died" not in pool.counts().happened


def test_no_process_and_no_zombie_is_left(pool_with, snapshot, children):
    before = children()
    with pool_with(timeout_s=0.3) as pool:
        for _ in range(2):
            with pytest.raises(LimitError):
                pool(snapshot, Question(CARTESIAN, FORMS))
        (zygote,) = children() - before
        workers = children(zygote)
        # Those that were killed are gone; a new one waits in the place of each that was moved.
        assert len(workers) <= 2
    assert children() == before
    assert not any(is_running(worker) for worker in workers)
    with pytest.raises(WorkerError, match="stopping"):
        pool(snapshot, Question(POINT, FORMS))


def is_running(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


def test_workers_follow_from_snapshot_to_snapshot_and_back(pool, published, tmp_path):
    line = b'<https://coop.example/s5> <https://coop.example/p> "%d" .\n'
    snapshots = [published(line % number, tmp_path) for number in range(2)]

    for number in (0, 1, 0, 1):
        assert values(pool(snapshots[number], Question(POINT, FORMS))) == [str(number)]


def test_a_snapshot_that_is_gone_is_told(pool, published, tmp_path):
    first = published(b"", tmp_path)
    for _ in range(2):
        published(b"", tmp_path)

    with pytest.raises(SnapshotError):
        pool(first, Question(POINT, FORMS))


def test_a_store_made_anew_is_not_taken_for_the_one_before(pool, published, tmp_path):
    line = b'<https://coop.example/s5> <https://coop.example/p> "%s" .\n'
    first = published(line % b"old", tmp_path)
    assert values(pool(first, Question(POINT, FORMS))) == ["old"]
    shutil.rmtree(first.path)
    again = published(line % b"new", tmp_path)
    again = replace(again, manifest=replace(again.manifest, created="another day"))

    assert again.path == first.path
    assert values(pool(again, Question(POINT, FORMS))) == ["new"]


def test_a_worker_has_no_network(tmp_path, snapshot):
    """The functions of this zygote try to reach a server of this test; where the system permits no isolation, skip."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        program = tmp_path / "program.py"
        program.write_text(PROGRAM.format(port=listener.getsockname()[1]), encoding="utf-8")
        pool = QueryPool(QueryLimits(workers=1), [sys.executable, str(program)])
        try:
            answer = pool(snapshot, Question("SELECT (<https://coop.example/reach>() AS ?o) {}", FORMS))
        except WorkerError as refused:
            pytest.skip(refused.reason)
        finally:
            pool.close()

    assert values(answer) == ["OSError"]


PROGRAM = """
import socket, sys
from coopkg.rdf.terms import Iri, Literal
from coopkg.serving.zygote import run
from coopkg.settings import QueryLimits

def reach(*_):
    try:
        socket.create_connection(("127.0.0.1", {port}), timeout=1).close()
    except OSError:
        return Literal("OSError")
    return Literal("reached")

run(socket.socket(fileno=int(sys.argv[1])), QueryLimits(), lambda _: {{Iri("https://coop.example/reach"): reach}})
"""


def test_queries_are_refused_where_workers_cannot_be_cut_off_and_nobody_allowed_it(tmp_path, snapshot):
    program = tmp_path / "program.py"
    program.write_text("import socket, sys\ns = socket.socket(fileno=int(sys.argv[1]))\ns.send(b'O')\ns.recv(1)\n")
    pool = QueryPool(QueryLimits(), [sys.executable, str(program)])
    try:
        with pytest.raises(WorkerError, match="COOPKG_QUERY_NETWORK=allow"):
            pool(snapshot, Question(POINT, FORMS))
    finally:
        pool.close()


def test_a_zygote_that_does_not_start_is_told(snapshot):
    pool = QueryPool(QueryLimits(), [sys.executable, "-c", "pass"])

    with pytest.raises(WorkerError, match="no query worker can be started"):
        pool(snapshot, Question(POINT, FORMS))
    pool.close()
