"""What many tests share: the graph of `data/`, built once, and the real server on a free port of the loopback."""

import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import replace
from pathlib import Path
from typing import IO

import pytest
from tests.w3c_http import Server

from coopkg.bootstrap.build import build
from coopkg.pipeline.stages import silent
from coopkg.settings import Settings

ROOT = Path(__file__).parent.parent
START_TIMEOUT_S = 30
TOKEN = "a-token-for-the-tests"  # noqa: S105 - it opens nothing but the servers of these tests
COMMAND_TIMEOUT_S = 120


@pytest.fixture(scope="session")
def settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """Settings whose inputs are the sample and whose store is empty and temporary."""
    store = tmp_path_factory.mktemp("store")
    environ = {"COOPKG_DATA": str(ROOT / "data"), "COOPKG_ONTOLOGY": str(ROOT / "ontology"), "COOPKG_STORE": str(store)}
    return Settings.from_environ(environ)


@pytest.fixture(scope="session")
def sample(settings: Settings) -> Settings:
    """The settings of a store in which the sample has been built and published."""
    build(settings, "columns", silent)
    return settings


@pytest.fixture(scope="session")
def server(
    sample: Settings, tmp_path_factory: pytest.TempPathFactory, serving: Callable[..., "Serving"]
) -> Iterator[str]:
    """The address of a real server process over the sample; the process ends with the session."""
    with serving(sample, tmp_path_factory.mktemp("log") / "server.log") as (address, _):
        yield address


@pytest.fixture(scope="session")
def plain(
    settings: Settings, tmp_path_factory: pytest.TempPathFactory, serving: Callable[..., "Serving"]
) -> Iterator[Server]:
    """A real server process over a dataset without reasoning, which holds whatever the test before left there."""
    own = replace(settings, store_dir=tmp_path_factory.mktemp("plain"))
    with serving(own, own.store_dir / "log", "--plain", COOPKG_TOKENS=TOKEN) as (address, _):
        yield Server(address, TOKEN)


Serving = AbstractContextManager[tuple[str, subprocess.Popen[bytes]]]


@pytest.fixture(scope="session")
def serving(start: Callable[..., subprocess.Popen[bytes]]) -> Callable[..., Serving]:
    """Serve on a free port of the loopback, in a process group of its own, with all output in the file `log`.

    What follows are flags of the command, and variables of its environment.
    """

    @contextmanager
    def running(
        settings: Settings, log: Path, *flags: str, **variables: str
    ) -> Iterator[tuple[str, subprocess.Popen[bytes]]]:
        port = free_port()
        address = f"http://127.0.0.1:{port}"
        with log.open("wb") as stream:
            process = start(settings, "serve", "--port", port, *flags, output=stream, **variables)
        try:
            _wait_for(address, process, log)
            yield address, process
        finally:
            process.terminate()
            process.wait(timeout=START_TIMEOUT_S)

    return running


@pytest.fixture(scope="session")
def start() -> Callable[..., subprocess.Popen[bytes]]:
    """Start the command line and return the process, which leads a process group of its own."""

    def run(
        settings: Settings, *arguments: object, output: int | IO[bytes], **variables: str
    ) -> subprocess.Popen[bytes]:
        return subprocess.Popen(
            [sys.executable, "-m", "coopkg", *map(str, arguments)],
            env=environ_of(settings) | variables, cwd=ROOT, stdout=output, stderr=output, start_new_session=True,
        )  # fmt: skip

    return run


@pytest.fixture(scope="session")
def coopkg() -> Callable[..., subprocess.CompletedProcess[str]]:
    """Run the command line in a process of its own: settings, arguments, and what it reads from standard input."""

    def run(settings: Settings, *arguments: str | Path, given: str = "") -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", "coopkg", *map(str, arguments)],
            env=environ_of(settings), cwd=ROOT, capture_output=True, encoding="utf-8", input=given,
            timeout=COMMAND_TIMEOUT_S, check=False,
        )  # fmt: skip

    return run


def environ_of(settings: Settings) -> dict[str, str]:
    """Return this process's environment with `settings` in it, for a child process."""
    return os.environ | {
        "COOPKG_DATA": str(settings.data_dir),
        "COOPKG_ONTOLOGY": str(settings.ontology_dir),
        "COOPKG_STORE": str(settings.store_dir),
        "COOPKG_BASE": settings.base,
        "COOPKG_LOG": settings.log_level,
        "COOPKG_QUERY_TIMEOUT": str(settings.queries.timeout_s),
        "COOPKG_QUERY_MEMORY": str(settings.queries.memory_bytes),
        "COOPKG_RESULT_LIMIT": str(settings.queries.result_bytes),
        "COOPKG_QUERY_NETWORK": "allow",
    }


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _wait_for(address: str, process: subprocess.Popen[bytes], log: Path) -> None:
    deadline = time.monotonic() + START_TIMEOUT_S
    while time.monotonic() < deadline:
        if process.poll() is not None:
            break
        try:
            with urllib.request.urlopen(f"{address}/health", timeout=1):
                return
        except OSError:
            time.sleep(0.05)
    pytest.fail(f"the server did not start:\n{log.read_text(errors='replace')}")


@pytest.fixture(scope="module")
def writable(sample: Settings, serving, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a server over the sample, with reasoning, which takes changes with `TOKEN`."""
    directory = tmp_path_factory.mktemp("writable")
    own = replace(sample, store_dir=directory / "store")
    with serving(own, directory / "log", COOPKG_TOKENS=TOKEN) as (address, _):
        yield address
