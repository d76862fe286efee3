"""What a service under strain does: hostile queries beside small ones, updates, and many clients for a long time."""

import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPException
from itertools import cycle, pairwise
from statistics import median, quantiles
from threading import Event

from coopkg.bench.clients import address
from coopkg.bench.quads import BASE, VOCABULARY
from coopkg.bench.query_sets import BenchQuery, point, queries
from coopkg.bench.servers import Running

_TIMEOUT_S = 120
_OK = 200
_SAMPLE_S = 0.5
_QUARTERS = 4
_KEPT_UPDATES = 100


@dataclass(slots=True)
class Watched:
    """What was seen of a service for a while: milliseconds of each answer, other answers by status, megabytes held."""

    milliseconds: list[float] = field(default_factory=list)
    failures: Counter[str] = field(default_factory=Counter)
    memory_mb: list[float] = field(default_factory=list)

    def percentile(self, number: int) -> float:
        """Return what `number` of 100 answers did not exceed, in milliseconds."""
        if len(self.milliseconds) == 1:
            return self.milliseconds[0]
        return quantiles(self.milliseconds, n=100, method="inclusive")[number - 1]


def ask(running: Running, asked: Sequence[BenchQuery], stop: Callable[[], bool]) -> Watched:
    """Ask the queries in turn on one connection until it is time to stop."""
    seen = Watched()
    connection = HTTPConnection("127.0.0.1", running.port, timeout=_TIMEOUT_S)
    for query in cycle(asked):
        if stop():
            break
        start = time.perf_counter()
        try:
            connection.request("GET", address(running, query), headers={"Accept": query.accept})
            response = connection.getresponse()
            response.read()
        except (OSError, HTTPException) as error:
            seen.failures[type(error).__name__] += 1
            connection.close()
            continue
        if response.status == _OK:
            seen.milliseconds.append(1000 * (time.perf_counter() - start))
        else:
            seen.failures[str(response.status)] += 1
    connection.close()
    return seen


def under_attack(running: Running, attackers: int, seconds: float) -> tuple[Watched, Watched, Watched]:
    """Return what one client of small queries sees alone, then beside `attackers`, and what these get.

    The memory is that of the service while it is attacked.
    """
    alone = ask(running, [point()], _until(seconds / 4))
    stop = Event()
    with ThreadPoolExecutor(attackers + 1) as pool:
        hostile = queries("hostile")
        attacks = [
            pool.submit(ask, running, hostile[k % len(hostile) :] + hostile, stop.is_set) for k in range(attackers)
        ]
        memory = pool.submit(_memory, running, stop)
        beside = ask(running, [point()], _until(seconds))
        stop.set()
        attacked = Watched(memory_mb=memory.result())
        for each in attacks:
            attacked.failures += each.result().failures
            attacked.milliseconds += each.result().milliseconds
    return alone, beside, attacked


def _until(seconds: float) -> Callable[[], bool]:
    end = time.monotonic() + seconds
    return lambda: time.monotonic() > end


def _memory(running: Running, stop: Event) -> list[float]:
    found = [running.memory_mb()]
    while not stop.wait(_SAMPLE_S):
        found.append(running.memory_mb())
    return found


def update(running: Running, token: str, text: str) -> int:
    """Send a SPARQL update and return the status."""
    connection = HTTPConnection("127.0.0.1", running.port, timeout=_TIMEOUT_S)
    headers = {"Content-Type": "application/sparql-update", "Authorization": f"Bearer {token}"}
    try:
        connection.request("POST", running.server.path, text.encode(), headers)
        response = connection.getresponse()
        response.read()
        return response.status
    finally:
        connection.close()


def ten_triples(number: int) -> str:
    """Return an update that adds ten triples about a new role."""
    role = f"<{BASE}role/new-{number}>"
    lines = (f'{role} <{VOCABULARY}note> "{number}-{k}" .' for k in range(10))
    return f"INSERT DATA {{ {' '.join(lines)} }}"


def ten_triples_for_ten(number: int) -> str:
    """Return an update that adds ten triples and removes those added `_KEPT_UPDATES` updates before.

    Memory that grows is then a leak, not the growth of the data.
    """
    added = ten_triples(number)
    if number < _KEPT_UPDATES:
        return added
    return f"{added} ; {ten_triples(number - _KEPT_UPDATES).replace('INSERT', 'DELETE', 1)}"


def says_yes(running: Running, query: BenchQuery) -> bool:
    """Tell whether the answer to an ASK is yes."""
    connection = HTTPConnection("127.0.0.1", running.port, timeout=_TIMEOUT_S)
    try:
        connection.request("GET", address(running, query), headers={"Accept": query.accept})
        return b"true" in connection.getresponse().read()
    finally:
        connection.close()


def soak(running: Running, token: str, seconds: float, readers: int = 16) -> Watched:
    """Return what `readers` of small queries saw for so long, beside one client who writes ten times a second."""
    stop, number = Event(), 0
    with ThreadPoolExecutor(readers + 1) as pool:
        asked = [pool.submit(ask, running, queries("small"), stop.is_set) for _ in range(readers)]
        memory = pool.submit(_memory, running, stop)
        until = _until(seconds)
        failed: Counter[str] = Counter()
        while not until():
            status = update(running, token, ten_triples_for_ten(number))
            failed[f"update {status}"] += status >= 300  # noqa: PLR2004  (no success)
            number += 1
            time.sleep(0.1)
        stop.set()
        seen = Watched(memory_mb=memory.result(), failures=+failed)
        for each in asked:
            seen.failures += each.result().failures
            seen.milliseconds += each.result().milliseconds
    return seen


def lines_of(name: str, seen: Watched) -> Iterator[str]:
    """Yield what was seen, as items of a list."""
    failures = ", ".join(f"{status}: {count:,}" for status, count in sorted(seen.failures.items())) or "none"
    if seen.milliseconds:
        yield (
            f"- {name}: {len(seen.milliseconds):,} answers, median {median(seen.milliseconds):,.2f} ms, "
            f"95th percentile {seen.percentile(95):,.2f}, 99th {seen.percentile(99):,.2f} ms; others: {failures}"
        )
    else:
        yield f"- {name}: no answers; others: {failures}"
    if seen.memory_mb:
        first, last = seen.memory_mb[0], seen.memory_mb[-1]
        yield f"- {name}: memory {first:,.0f} MB at first, {max(seen.memory_mb):,.0f} at most, {last:,.0f} at last"
    if len(seen.memory_mb) >= _QUARTERS:
        bounds = [len(seen.memory_mb) * quarter // _QUARTERS for quarter in range(_QUARTERS + 1)]
        medians = (f"{median(seen.memory_mb[start:end]):,.0f}" for start, end in pairwise(bounds))
        yield f"- {name}: memory in each quarter of the time, medians: {', '.join(medians)} MB"
