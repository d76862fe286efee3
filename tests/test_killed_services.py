"""Kill -9 of the writer, of the web worker and of the whole service at random moments, under load.

The clients change the dataset all the while: an update states a set of triples with a number, and takes back the set
of the update before it.
"""

import logging
import os
import random
import shutil
import signal
import threading
import time
from collections import defaultdict
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from http.client import HTTPException
from itertools import count

import pytest
from tests.conftest import TOKEN
from tests.test_plain_server import until, writers_of
from tests.test_serve import workers_of
from tests.test_user_graphs import dumped
from tests.w3c_http import Server

from coopkg.bootstrap.build import build
from coopkg.bootstrap.store import open_published
from coopkg.pipeline.stages import silent
from coopkg.reasoning.closure import open_closure
from coopkg.storage.snapshots import CLOSURE

logger = logging.getLogger(__name__)

E = "https://killed.example/"
PREFIXES = f"PREFIX e: <{E}> PREFIX n: <{E}n/> "
AXIOMS = """PREFIX owl: <http://www.w3.org/2002/07/owl#> PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
INSERT DATA { e:C rdfs:subClassOf e:D . e:in owl:inverseOf e:of . e:near a owl:SymmetricProperty }"""
STATED = frozenset({"a e:C", "e:in e:x{}", "e:near e:y{}", 'e:name "{}"'})
INFERRED = frozenset({"a e:D", "-e:of e:x{}", "-e:near e:y{}"})
"""What follows from one set, by the axioms; those with a minus have the number as their object."""
SEEN = f"""{PREFIXES} SELECT ?n ?t {{
  {{ ?n ?p ?o BIND(CONCAT(REPLACE(STR(?p), ".*[/#]", ""), " ", REPLACE(STR(?o), ".*[/#]", "")) AS ?t) }} UNION
  {{ ?s ?p ?n BIND(CONCAT("-", REPLACE(STR(?p), ".*[/#]", ""), " ", REPLACE(STR(?s), ".*[/#]", "")) AS ?t) }}
  FILTER(STRSTARTS(STR(?n), "{E}n/"))
}}"""
PAUSE_S = 0.01
CLIENTS = 2
SEED = 20


def written(number, patterns):
    """What stands in an answer to `SEEN` of the set with this number."""
    texts = (pattern.format(number).replace("e:", "").replace('"', "") for pattern in patterns)
    return {"type" + text[1:] if text.startswith("a ") else text for text in texts}


def change(number):
    """The update that states the set with this number and takes back the one before it, every fifth excepted."""

    def one(each):
        return " . ".join(f"n:{each} {pattern.format(each)}" for pattern in sorted(STATED))

    taken = f"DELETE DATA {{ {one(number - 1)} }} ;" if number % 5 else ""
    return f"{PREFIXES} {taken} INSERT DATA {{ {one(number)} }}"


@dataclass
class Client:
    """A client in a thread, and which of its updates were acknowledged, and which were only sent."""

    first: int
    acknowledged: set[int] = field(default_factory=set)
    sent: set[int] = field(default_factory=set)

    def write(self, service):
        for number in count(self.first + 1):
            if service.is_over.is_set():
                return
            self.sent.add(number)
            try:
                answer = Server(service.address, TOKEN).update(change(number))
            except (OSError, HTTPException):
                time.sleep(PAUSE_S * 20)
                continue
            assert answer.status in {200, 503}, answer
            if answer.status == 200:
                self.acknowledged.add(number)
            time.sleep(PAUSE_S)

    def faults(self, seen, whole):
        """What of the answer to `SEEN`, triples by number, cannot be; called while no update is under way."""
        may_be_made = {False}
        for number in range(min(self.sent), max(self.sent) + 2):
            if seen[number] not in (set(), written(number, whole)):
                yield f"of {number} there is {sorted(seen[number])}"
            was_seen, takes_back = bool(seen[number - 1]), number % 5 != 0
            may_be_made = {
                is_made
                for was_made in may_be_made
                for is_made in self.cases(number)
                if was_seen == (was_made and not (is_made and takes_back))
            }
            if not may_be_made:
                yield f"of {number - 1} and {number} what was acknowledged is not there, or comes again"
                return

    def cases(self, number):
        """Whether the update with this number may, or must, have been made."""
        if number in self.acknowledged:
            return (True,)
        return (True, False) if number in self.sent else (False,)


class Service:
    """A server under load, that can be killed, as a whole or in part."""

    def __init__(self, serve, log):
        self.serve, self.log, self.is_over, self.starts = serve, log, threading.Event(), []
        self.stack = ExitStack()
        self.start()

    def start(self):
        began = time.monotonic()
        self.address, self.process = self.stack.enter_context(self.serve())
        self.starts.append(time.monotonic() - began)

    def kill(self, what):
        before = len(writers_of(self.log))
        if what == "all":
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()
            self.start()
        elif what == "writer":
            os.kill(writers_of(self.log)[-1], signal.SIGKILL)
            assert until(lambda: len(writers_of(self.log)) > before)
        else:
            workers = workers_of(self.log)
            os.kill(workers[-1], signal.SIGKILL)
            assert until(lambda: len(workers_of(self.log)) > len(workers))
        assert until(self.answers), self.log.read_text()[-2000:]

    def answers(self):
        try:
            return Server(self.address, TOKEN).ask("GET", "/health").status == 200
        except OSError:
            return False

    def seen(self):
        """The triples of all sets that are there, by number."""
        answer = Server(self.address, TOKEN).query(SEEN, "text/csv")
        assert answer.status == 200, answer.body
        found = defaultdict(set)
        for row in answer.body.decode().splitlines()[1:]:
            name, _, text = row.partition(",")
            found[int(name.rpartition("/")[2])].add(text)
        return found


def run_rounds(service, whole, rounds):
    """Let clients write, and kill something at a random moment, so many times; after each, look at what is there."""
    chance = random.Random(SEED)  # noqa: S311 - it guards no secret
    clients = [Client(each * 1_000_000) for each in range(CLIENTS)]
    for number in range(rounds):
        if number:
            for client in clients:
                client.first = max(client.sent)
        service.is_over.clear()
        threads = [threading.Thread(target=client.write, args=(service,)) for client in clients]
        for thread in threads:
            thread.start()
        before = sum(len(client.acknowledged) for client in clients)
        assert until(lambda before=before: sum(len(client.acknowledged) for client in clients) > before)
        time.sleep(chance.uniform(0, 0.4))
        what = ("all", "writer", "worker")[number % 3]
        try:
            service.kill(what)
        finally:
            service.is_over.set()
            for thread in threads:
                thread.join()
        assert until(service.answers)
        seen = service.seen()
        for client in clients:
            assert list(client.faults(seen, whole)) == [], (number, what)
    return clients


@pytest.fixture
def serve(sample, serving, tmp_path):
    """Serve a store of its own; with the log of all that were begun."""
    shutil.copytree(sample.store_dir, tmp_path / "store", symlinks=True)
    own = replace(sample, store_dir=tmp_path / "store", log_level="INFO")

    def of(*flags):
        return own, lambda: serving(own, tmp_path / "log", *flags, COOPKG_TOKENS=TOKEN)

    return of


ROUNDS = pytest.mark.parametrize("rounds", [3, pytest.param(200, marks=pytest.mark.long)])


def tell(service, clients):
    """Log what a long run is for; see it with `pytest --log-cli-level=INFO`."""
    sent, acknowledged = sum(len(each.sent) for each in clients), sum(len(each.acknowledged) for each in clients)
    starts = sorted(service.starts)
    text = "%d updates sent, %d acknowledged; %d starts, %.1f to %.1f s"
    logger.info(text, sent, acknowledged, len(starts), starts[0], starts[-1])


@ROUNDS
def test_kills_lose_nothing_and_leave_nothing_half_without_reasoning(serve, tmp_path, rounds):
    own, run = serve("--plain")
    service = Service(run, tmp_path / "log")
    with service.stack:
        clients = run_rounds(service, STATED, rounds)

    tell(service, clients)
    assert not list((own.store_dir / "plain" / "snapshots").glob(".making-*"))


@ROUNDS
def test_kills_lose_nothing_and_leave_the_closure_of_what_is_stated(serve, tmp_path, rounds):
    own, run = serve()
    service = Service(run, tmp_path / "log")
    with service.stack:
        assert Server(service.address, TOKEN).update(PREFIXES + AXIOMS).status == 200
        clients = run_rounds(service, STATED | INFERRED, rounds)

    tell(service, clients)
    published = open_published(own)
    assert not list(published.snapshot.path.parent.glob(".making-*"))
    found, merged = dumped(own), set(published.dataset.dump("ntriples").splitlines())
    assert set(open_closure(published.snapshot.path / CLOSURE).ntriples().splitlines()) == merged
    build(own, "columns", silent)
    assert dumped(own) == found
    assert open_published(own).snapshot.manifest.counts == published.snapshot.manifest.counts
