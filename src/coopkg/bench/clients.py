"""Clients that measure a server: one that waits for each answer, many at once (wrk), and one that takes its time."""

import hashlib
import json
import re
import shutil
import subprocess
import time
from collections.abc import Sequence
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from statistics import median, quantiles
from urllib.parse import quote

from coopkg.bench.query_sets import BenchQuery
from coopkg.bench.servers import Running
from coopkg.errors import BenchError

_TIMEOUT_S = 120
# wrk asks for one of these after the other, on every connection.
_SCRIPT = """
local requests = {}
local place = 0
init = function()
  for _, each in ipairs({%s}) do
    requests[#requests + 1] = wrk.format("GET", each[1], {["Accept"] = each[2], ["Host"] = "127.0.0.1"})
  end
end
request = function()
  place = place %% #requests + 1
  return requests[place]
end
"""
_RATE = re.compile(r"Requests/sec:\s+([\d.]+)")
_FAILED = re.compile(r"Non-2xx or 3xx responses: (\d+)")
_BROKEN = re.compile(r"Socket errors: (.*)")


@dataclass(frozen=True, slots=True)
class Latency:
    """How long the answers to one query took, in milliseconds, and a digest of the answer itself."""

    milliseconds: tuple[float, ...]
    digest: str

    @property
    def p50(self) -> float:
        """Return the median."""
        return median(self.milliseconds)

    @property
    def p95(self) -> float:
        """Return what 95 of 100 answers did not exceed."""
        if len(self.milliseconds) == 1:
            return self.milliseconds[0]
        return quantiles(self.milliseconds, n=20, method="inclusive")[-1]


def address(running: Running, query: BenchQuery) -> str:
    """Return the path and query string that ask `query`."""
    return f"{running.server.path}?query={quote(query.text, safe='')}"


def latency(running: Running, query: BenchQuery, times: int, seconds: float) -> Latency | str:
    """Ask `query` on one connection, at most `times` and `seconds` long; return how long it took, or why it failed."""
    connection = HTTPConnection("127.0.0.1", running.port, timeout=_TIMEOUT_S)
    found: list[float] = []
    body = b""
    until = time.perf_counter() + seconds
    try:
        # The first answer warms what can be warmed, and is not counted.
        while len(found) <= times and (time.perf_counter() < until or not found):
            start = time.perf_counter()
            connection.request("GET", address(running, query), headers={"Accept": query.accept})
            response = connection.getresponse()
            body = response.read()
            found.append(1000 * (time.perf_counter() - start))
            if response.status != 200:  # noqa: PLR2004  (OK)
                return f"status {response.status}"
    except (OSError, HTTPException) as error:
        return f"{type(error).__name__}: {error}"
    finally:
        connection.close()
    return Latency(tuple(found[1:] or found), digest_of(body))


def digest_of(body: bytes) -> str:
    r"""Return a digest of an answer that no order of rows or triples changes, nor how numbers are spelled.

    >>> digest_of(b"<a> <b> <c> .\n<a> <b> <d> .\n") == digest_of(b"<a> <b> <d> .\n<a> <b> <c> .\n")
    True
    """
    try:
        answer = json.loads(body)
    except ValueError:
        lines = sorted(line.strip() for line in body.decode(errors="replace").splitlines() if line.strip())
    else:
        rows = answer["results"]["bindings"] if "results" in answer else [answer.get("boolean")]
        lines = sorted(
            json.dumps(
                row and {name: term["value"] for name, term in row.items()} if isinstance(row, dict) else row,
                sort_keys=True,
            )
            for row in rows
        )
    return f"{len(lines)}:{hashlib.sha256(chr(10).join(lines).encode()).hexdigest()[:12]}"


def throughput(running: Running, queries: Sequence[BenchQuery], seconds: int, cores: str, directory: Path) -> float:
    """Return the answers per second that eight clients got who ask the queries in turn; BenchError where one failed."""
    wrk = shutil.which("wrk")
    if wrk is None:
        raise BenchError("wrk", "is not installed: apt-get install wrk")
    script = directory / "requests.lua"
    entries = ", ".join(f'{{"{address(running, query)}", "{query.accept}"}}' for query in queries)
    script.write_text(_SCRIPT % entries, encoding="utf-8")
    command = ["taskset", "-c", cores, wrk, "-t1", "-c8", f"-d{seconds}s", "--timeout", f"{_TIMEOUT_S}s"]
    told = subprocess.run(
        [*command, "-s", str(script), f"http://127.0.0.1:{running.port}/"], capture_output=True, text=True, check=False
    ).stdout
    rate, failed, broken = _RATE.search(told), _FAILED.search(told), _BROKEN.search(told)
    if rate is None or failed is not None or broken is not None:
        reason = failed or broken
        raise BenchError(running.server.name, reason.group().strip() if reason else "wrk told nothing")
    return float(rate.group(1))
