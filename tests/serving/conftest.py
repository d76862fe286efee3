"""A graph of 20,000 triples in a snapshot, and pools of real query workers over it."""

import os
import sys
from contextlib import contextmanager
from pathlib import Path

import pytest

from coopkg.bootstrap.query_workers import query_pool
from coopkg.serving.questions import Question
from coopkg.settings import QueryLimits
from coopkg.storage.oxigraph import write_store
from coopkg.storage.snapshots import STORE, Manifest, Snapshots

FORMS = {"solutions": "json", "boolean": "json", "triples": "ntriples"}
POINT = "SELECT ?o { <https://coop.example/s5> ?p ?o }"
TRIPLES = 20_000


def chained(number: int) -> bytes:
    """Triples that lead from each thing to another, in one long walk."""
    line = "<https://coop.example/s{}> <https://coop.example/next> <https://coop.example/s{}> .\n"
    return "".join(line.format(each, each * 7 % number) for each in range(number)).encode()


@pytest.fixture(scope="session")
def published(tmp_path_factory):
    """Publish N-Quads as the next snapshot in `directory`, and return it."""

    def publish(quads: bytes, directory: Path | None = None):
        def make(path):
            write_store(path / STORE, quads)
            return Manifest(inputs="0", reasoner="columns", base="https://coop.example/")

        return Snapshots(directory or tmp_path_factory.mktemp("snapshots")).publish(make)

    return publish


@pytest.fixture(scope="session")
def snapshot(published):
    return published(chained(TRIPLES))


@pytest.fixture(scope="session")
def pool_with():
    """Run a pool with some limits, and end it."""

    @contextmanager
    def running(**limits):
        pool = query_pool(QueryLimits(**{"workers": 2, "is_network_allowed": True} | limits))
        try:
            yield pool
        finally:
            pool.close()

    return running


@pytest.fixture(scope="session")
def pool(pool_with, snapshot):
    """A pool with short limits, whose workers have begun."""
    with pool_with(timeout_s=1.0, memory_bytes=300 << 20, result_bytes=1 << 20) as pool:
        pool(snapshot, Question(POINT, FORMS))
        yield pool


@pytest.fixture
def ask(pool, snapshot):
    """Ask the pool with short limits, in JSON or N-Triples."""
    return lambda text, **more: pool(snapshot, Question(text, FORMS), **more)


def processes(of: int | None = None) -> set[int]:
    """The process ids of the children of `of`, or of this process."""
    parent, found = str(of or os.getpid()), set()
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            if stat.read_text().rpartition(")")[2].split()[1] == parent:
                found.add(int(stat.parent.name))
        except OSError:
            continue
    return found


@pytest.fixture(scope="session")
def children():
    """The process ids of a process's children (Linux)."""
    if not sys.platform.startswith("linux"):
        pytest.skip("reads /proc")
    return processes
