"""The servers that `coopkg bench serve` compares: how each is filled, started, and asked; all on the same cores."""

import importlib.util
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPException
from pathlib import Path

from coopkg.errors import BenchError

#: A server is ready when it answers; one that has not after so long does not work.
_READY_WITHIN_S = 600
_STOP_WITHIN_S = 10
_FOREIGN = Path(__file__).parent / "foreign"


@dataclass(frozen=True, slots=True)
class Store:
    """What a server is given: the file of the quads, and a directory of its own."""

    quads: Path
    directory: Path


@dataclass(frozen=True, slots=True)
class Server:
    """A server: the command that fills its store (where it has one), the one that serves, the path that answers.

    `most` is the largest size that it is fit for, `needs` what has to be installed, `remedy` how.
    """

    name: str
    serve: Callable[[Store, int], list[str]]
    path: str
    fill: Callable[[Store], list[str]] | None = None
    environ: Mapping[str, str] = field(default_factory=dict)
    most: int = 10_000_000
    needs: str = ""
    remedy: str = ""

    def is_there(self) -> bool:
        """Tell whether what it needs is installed."""
        return not self.needs or bool(shutil.which(self.needs) or importlib.util.find_spec(self.needs))


@dataclass(frozen=True, slots=True)
class Running:
    """A server that answers, at a port of this machine."""

    server: Server
    port: int
    process: int

    def memory_mb(self) -> float:
        """Return the memory that the server and its processes hold now, in megabytes; what is shared counts once."""
        return sum(_proportional_kb(process) for process in [self.process, *_descendants(self.process)]) / 1024


def coopkg(*arguments: str) -> list[str]:
    """Return the command line of a command of ours."""
    return [sys.executable, "-m", "coopkg", *arguments]


def _serve_coopkg(store: Store, port: int) -> list[str]:
    return coopkg("serve", "--plain", "--store", str(store.directory), "--port", str(port))


def _fill_coopkg(store: Store) -> list[str]:
    return coopkg("load", "--plain", "--store", str(store.directory), str(store.quads))


def _script(name: str) -> Callable[[Store, int], list[str]]:
    return lambda store, port: [sys.executable, str(_FOREIGN / name), str(store.quads), str(port)]


#: What our own server takes updates with, for as long as it is measured.
TOKEN = "for-the-benchmark"  # noqa: S105  (it guards what is thrown away)

SERVERS = (
    Server("coopkg", _serve_coopkg, "/sparql", _fill_coopkg, {"COOPKG_TOKENS": TOKEN, "COOPKG_LOG": "INFO"}),
    Server(
        "coopkg, no cache",
        _serve_coopkg,
        "/sparql",
        _fill_coopkg,
        {"COOPKG_CACHE_BYTES": "0", "COOPKG_TOKENS": TOKEN, "COOPKG_LOG": "INFO"},
    ),
    Server(
        "oxigraph",
        lambda store, port: [
            str(shutil.which("oxigraph")),
            "serve-read-only",
            "--location",
            str(store.directory),
            "--bind",
            f"127.0.0.1:{port}",
        ],
        "/query",
        lambda store: [
            str(shutil.which("oxigraph")),
            "load",
            "--location",
            str(store.directory),
            "--file",
            str(store.quads),
        ],
        needs="oxigraph",
        remedy="pip install oxigraph",
    ),
    Server(
        "rdflib-endpoint",
        _script("rdflib_endpoint_server.py"),
        "/",
        most=100_000,
        needs="rdflib_endpoint",
        remedy="pip install rdflib-endpoint uvicorn",
    ),
    Server("Flask and rdflib", _script("flask_rdflib_server.py"), "/sparql", most=100_000),
)


def fill(server: Server, store: Store, cores: str) -> float:
    """Fill the store; return the seconds that it took, 0 for a server that reads when it starts. BenchError if not."""
    store.directory.mkdir(parents=True, exist_ok=True)
    if server.fill is None:
        return 0
    start = time.perf_counter()
    done = subprocess.run(
        _on(cores, server.fill(store)),
        env={**os.environ, **server.environ},
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise BenchError(server.name, done.stderr.strip().rpartition("\n")[2] or f"exit code {done.returncode}")
    return time.perf_counter() - start


@contextmanager
def running(server: Server, store: Store, cores: str) -> Iterator[Running]:
    """Run the server on those cores, as taskset names them; give it when it answers, end it with all it started."""
    port = _free_port()
    log = store.directory.parent / f"{store.directory.name}.log"
    with log.open("wb") as output:
        process = subprocess.Popen(
            _on(cores, server.serve(store, port)),
            env={**os.environ, **server.environ},
            stdout=output,
            stderr=output,
            start_new_session=True,
        )
        try:
            _await(server, port, process)
            yield Running(server, port, process.pid)
        finally:
            _end(process)


def _on(cores: str, command: list[str]) -> list[str]:
    return ["taskset", "-c", cores, *command]


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        return int(probe.getsockname()[1])


def _await(server: Server, port: int, process: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + _READY_WITHIN_S
    while time.monotonic() < until and process.poll() is None:
        connection = HTTPConnection("127.0.0.1", port, timeout=_READY_WITHIN_S)
        try:
            connection.request("GET", f"{server.path}?query=ASK%20%7B%7D")
            connection.getresponse().read()
        except (OSError, HTTPException):
            time.sleep(0.1)
        else:
            return
        finally:
            connection.close()
    raise BenchError(server.name, "does not answer; its log is beside its store")


def _end(process: subprocess.Popen[bytes]) -> None:
    """End the server, and kill what is left of its session after a while."""
    process.terminate()
    try:
        process.wait(_STOP_WITHIN_S)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def _descendants(process: int) -> list[int]:
    # Each thread has the children that it has started.
    children = [int(each) for path in Path(f"/proc/{process}/task").glob("*/children") for each in _words(path)]
    return [*children, *(each for child in children for each in _descendants(child))]


def _words(path: Path) -> list[str]:
    try:
        return path.read_text("ascii").split()
    except OSError:
        return []


def _proportional_kb(process: int) -> int:
    try:
        rollup = Path(f"/proc/{process}/smaps_rollup").read_text("ascii")
    except OSError:
        return 0
    return sum(int(line.split()[1]) for line in rollup.splitlines() if line.startswith("Pss:"))
