"""`coopkg bench serve`: our SPARQL service and others on the same data and cores, in turn."""

import os
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from coopkg.bench.clients import Latency, latency, throughput
from coopkg.bench.quads import quads
from coopkg.bench.query_sets import BenchQuery, queries
from coopkg.bench.rounds import Say
from coopkg.bench.servers import SERVERS, TOKEN, Running, Server, Store, fill, running
from coopkg.bench.strain import lines_of, soak, under_attack
from coopkg.bench.tables import head, row
from coopkg.bench.updating import updates
from coopkg.errors import BenchError, SettingError

#: What can be asked for, in the order in which it is told.
PARTS = ("throughput", "latency", "load", "hostile", "soak", "updates")

_OURS, _UNCACHED = "coopkg", "coopkg, no cache"
_ALL_CORES = f"0-{(os.cpu_count() or 1) - 1}"


@dataclass(frozen=True, slots=True)
class ServePlan:
    """What to measure: with no `servers` all that are there, each up to the size that it is fit for.

    Servers run on the cores `server_cores`, clients on `client_cores`, as taskset names them. There are so many
    `updates`, of a dataset whose closure has about `closure` triples.
    """

    sizes: tuple[int, ...] = (100_000, 2_000_000)
    servers: tuple[str, ...] = ()
    parts: tuple[str, ...] = PARTS
    repeats: int = 3
    seconds: int = 8
    server_cores: str = "0"
    client_cores: str = str((os.cpu_count() or 1) - 1)
    closure: int = 1_000_000
    updates: int = 200


def benchmark(plan: ServePlan, directory: Path, say: Say) -> Iterator[str]:
    """Yield the lines of a Markdown report on what `plan` asks for, as they become known.

    Data and stores are kept in `directory`. BenchError where our own server fails, SettingError for a server that is
    named and not known, or not there.
    """
    servers = _servers(plan)
    cores = f"Servers on core {plan.server_cores}, clients on core {plan.client_cores}"
    yield f"{cores}; {plan.repeats} runs of each, in turn.\n"
    for size in plan.sizes:
        if set(plan.parts) != {"updates"}:
            yield from _at_size(plan, servers, size, directory / str(size), say)
    if "updates" in plan.parts:
        say(f"{plan.updates:,} updates on a closure of {plan.closure:,} triples")
        yield from updates(plan.closure, plan.updates, _ALL_CORES, directory / "updates")


def _at_size(plan: ServePlan, servers: Sequence[Server], size: int, place: Path, say: Say) -> Iterator[str]:
    data = _written(size, place, say)
    fit = [server for server in servers if plan.servers or size <= server.most]
    stores = {server.name: Store(data, place / server.name.replace(" ", "-").replace(",", "")) for server in fit}
    filled = {}
    for server in fit:
        say(f"{size:,}: filling {server.name}")
        filled[server.name] = fill(server, stores[server.name], plan.server_cores)
    if "load" in plan.parts:
        yield from _loads(size, filled)
    with ExitStack() as stack:
        started = []
        for server in fit:
            say(f"{size:,}: starting {server.name}")
            started.append(stack.enter_context(running(server, stores[server.name], plan.server_cores)))
        if "throughput" in plan.parts:
            yield from _throughputs(plan, size, started, place, say)
        if "latency" in plan.parts:
            yield from _latencies(plan, size, started, say)
    # What is asked again and again would come from the cache.
    ours = next((server for name in (_UNCACHED, _OURS) for server in fit if server.name == name), None)
    if ours is not None and {"hostile", "soak"} & set(plan.parts):
        with running(ours, stores[ours.name], _ALL_CORES) as alone:
            yield from _strained(plan, size, alone, say)


def _strained(plan: ServePlan, size: int, running: Running, say: Say) -> Iterator[str]:
    if "hostile" in plan.parts:
        say(f"{size:,}: four hostile clients")
        alone, beside, attacked = under_attack(running, 4, plan.seconds)
        yield f"### Four hostile clients for {plan.seconds} s, {size:,} quads\n"
        yield from lines_of("a client with a small query, alone", alone)
        yield from lines_of("the same beside them", beside)
        yield from lines_of("what they got", attacked)
        yield f"- times as long, 95th percentile: {beside.percentile(95) / alone.percentile(95):.1f}\n"
    if "soak" in plan.parts:
        say(f"{size:,}: sixteen readers and a writer")
        yield f"### Sixteen readers and a writer for {plan.seconds} s, {size:,} quads\n"
        yield from lines_of("readers", soak(running, TOKEN, plan.seconds))
        yield ""


def _written(size: int, place: Path, say: Say) -> Path:
    place.mkdir(parents=True, exist_ok=True)
    data = place / "data.nq"
    if not data.exists():
        say(f"{size:,}: writing the data")
        with data.open("w", encoding="utf-8") as file:
            file.writelines(quads(size))
    return data


def _servers(plan: ServePlan) -> list[Server]:
    known = {server.name: server for server in SERVERS}
    for name in plan.servers:
        if name not in known:
            raise SettingError("server", f"{name!r} is none of {', '.join(known)}")
        if not known[name].is_there():
            raise SettingError("server", f"{name} is not installed: {known[name].remedy}")
    wanted = [known[name] for name in plan.servers] if plan.servers else list(SERVERS)
    return [server for server in wanted if server.is_there()]


def _loads(size: int, filled: Mapping[str, float]) -> Iterator[str]:
    yield f"### Bulk load, {size:,} quads\n"
    yield from head("server", "seconds, whole process")
    yield from (row(name, f"{seconds:.2f}") for name, seconds in filled.items() if seconds)
    yield ""


def _throughputs(plan: ServePlan, size: int, started: Sequence[Running], place: Path, say: Say) -> Iterator[str]:
    kinds = {kind: queries(kind) for kind in ("small", "medium")}
    rates: dict[tuple[str, str], list[float]] = {}
    for number in range(plan.repeats):
        for kind, asked in kinds.items():
            for each in started:
                say(f"{size:,}: eight clients, {kind}, {each.server.name}, run {number + 1}")
                rates.setdefault((kind, each.server.name), []).append(_rate(plan, each, asked, place))
    yield f"### Eight clients, {size:,} quads, answers per second\n"
    yield from head("server", *(f"{kind}{text}" for kind in kinds for text in ("", " (least–most)")))
    for each in started:
        cells = [rates[kind, each.server.name] for kind in kinds]
        yield row(each.server.name, *(text for found in cells for text in _spread(found)))
    yield ""


def _rate(plan: ServePlan, each: Running, asked: Sequence[BenchQuery], place: Path) -> float:
    try:
        return throughput(each, asked, plan.seconds, plan.client_cores, place)
    except BenchError:
        # A peer that breaks under the load has no rate; that we do is a fault to be mended, not to be told in a table.
        if each.server.name.startswith("coopkg"):
            raise
        return 0.0


def _spread(found: Sequence[float]) -> tuple[str, str]:
    return (f"{median(found):,.0f}", f"{min(found):,.0f}–{max(found):,.0f}") if all(found) else ("failed", "")


def _latencies(plan: ServePlan, size: int, started: Sequence[Running], say: Say) -> Iterator[str]:
    yield f"### One client, {size:,} quads, milliseconds: median and 95th percentile\n"
    yield from head("query", *(each.server.name for each in started), "answers")
    for query in (*queries("small"), *queries("medium")):
        say(f"{size:,}: one client, {query.name}")
        found = [latency(each, query, 200, plan.seconds / 2) for each in started]
        digests = {each.digest for each in found if isinstance(each, Latency)}
        yield row(query.name, *map(_told, found), "equal" if len(digests) == 1 else "differ")
    yield ""


def _told(found: Latency | str) -> str:
    return found if isinstance(found, str) else f"{found.p50:,.2f} / {found.p95:,.2f}"
