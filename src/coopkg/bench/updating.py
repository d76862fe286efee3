"""How long ten new triples take on a large closure: from sending them until a query sees what follows from them."""

import json
import time
from collections.abc import Iterator
from contextlib import ExitStack
from http.client import HTTPConnection
from pathlib import Path

from coopkg.bench.query_sets import BenchQuery
from coopkg.bench.servers import TOKEN, Running, Server, Store, coopkg, fill, running
from coopkg.bench.shapes import INSTANCES, VOCABULARY, lines, ontology_of
from coopkg.bench.strain import Watched, lines_of, says_yes, update

# So many of the triples in a closure of the shape `coop` are stated.
_STATED_SHARE = 0.207
_NO_SUCCESS = 300
_TIMEOUT_S = 120
_SERVER = Server(
    "coopkg, with reasoning",
    lambda store, port: coopkg("serve", "--store", str(store.directory), "--port", str(port)),
    "/sparql",
    lambda store: coopkg("load", "--store", str(store.directory), str(store.quads), str(ontology_of("coop"))),
    {"COOPKG_TOKENS": TOKEN, "COOPKG_LOG": "INFO", "COOPKG_CACHE_BYTES": "0"},
)


def updates(closure: int, times: int, cores: str, place: Path) -> Iterator[str]:
    """Yield the lines about `times` updates of a dataset whose closure has about `closure` triples."""
    stated = int(closure * _STATED_SHARE)
    place.mkdir(parents=True, exist_ok=True)
    store = Store(place / "data.nt", place / "reasoning")
    with store.quads.open("w", encoding="utf-8") as file:
        file.writelines(lines("coop", stated))
    seconds = fill(_SERVER, store, cores)
    with ExitStack() as stack:
        served = stack.enter_context(running(_SERVER, store, cores))
        found = _updated(served, times)
        yield f"### Updates of ten triples, closure of {_triples(served):,} triples\n"
    yield from lines_of("until a query sees what follows", found)
    yield f"- loading {stated:,} triples of `coop` with its ontology, reasoning included: {seconds:.1f} s\n"


def _updated(served: Running, times: int) -> Watched:
    seen = Watched(memory_mb=[served.memory_mb()])
    for number in range(times):
        text, asked = _newcomer(number)
        start = time.perf_counter()
        status = update(served, TOKEN, text)
        while status < _NO_SUCCESS and not says_yes(served, asked):
            pass
        if status < _NO_SUCCESS:
            seen.milliseconds.append(1000 * (time.perf_counter() - start))
        else:
            seen.failures[str(status)] += 1
    seen.memory_mb.append(served.memory_mb())
    return seen


def _newcomer(number: int) -> tuple[str, BenchQuery]:
    """Return an update that adds ten triples about a person with two roles, and a query for one that follows."""
    person, body = f"newcomer-{number}", f"f{number % 10}-body{number % 60}"
    roles = [f"{person}-role{k}" for k in range(2)]
    statements = [f"<{person}> a :Person", f'<{person}> :label "{person}"']
    for role in roles:
        statements += [
            f"<{role}> a :Chair",
            f"<{role}> :heldBy <{person}>",
            f"<{role}> :roleIn <{body}>",
            f'<{role}> :label "{role}"',
        ]
    prologue = f"BASE <{INSTANCES}> PREFIX : <{VOCABULARY}>"
    return (
        f"{prologue} INSERT DATA {{ {' . '.join(statements)} }}",
        BenchQuery("seen", f"{prologue} ASK {{ <{person}> :memberOf <{body}> . <{roles[1]}> :label ?label }}"),
    )


def _triples(served: Running) -> int:
    """Return how many triples the merged graph has, as the server counts them itself."""
    connection = HTTPConnection("127.0.0.1", served.port, timeout=_TIMEOUT_S)
    try:
        connection.request("GET", "/health")
        counts = json.loads(connection.getresponse().read())["counts"]
    finally:
        connection.close()
    return int(counts["stated"]) + int(counts["implied"])
