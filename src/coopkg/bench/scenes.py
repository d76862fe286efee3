"""What is measured of coopkg alone, inside one process: changes, a hub that falls, a clique of names, a long proof."""

import random
from collections.abc import Iterable, Sequence
from statistics import median
from time import perf_counter
from typing import TypeAlias

import numpy as np

from coopkg.bench.shapes import chain, clique, hub
from coopkg.bench.tasks import Task
from coopkg.errors import BenchError
from coopkg.rdf.dictionary import Dictionary, EncodedTriples, TokenTriple, read_triples
from coopkg.reasoning.closure import Closure
from coopkg.reasoning.columns import closure
from coopkg.reasoning.explain import Explainer
from coopkg.reasoning.incremental import Incremental
from coopkg.reasoning.owl2rl import OWL2RL

_ROUNDS = 25
_HUB_ROUNDS = 5
_AT_ONCE = 10
_MOST_FIELDS = 80
_TRIPLES_OF_A_FIELD = 1100
_LINKS = 40
_NAMES = 150

Figures: TypeAlias = dict[str, float]


def _given(task: Task, *more: Iterable[TokenTriple]) -> EncodedTriples:
    """Return the ontology and the data of `task`, and what is said beside."""
    lines = "".join(f"{' '.join(triple)} .\n" for triples in more for triple in triples)
    return read_triples(task.ontology.read_bytes() + task.data.read_bytes() + lines.encode(), Dictionary())


def _spread(name: str, seconds: Sequence[float]) -> Figures:
    return {
        f"{name}_ms": median(seconds) * 1e3,
        f"{name}_least_ms": min(seconds) * 1e3,
        f"{name}_most_ms": max(seconds) * 1e3,
    }


def changes(task: Task) -> Figures:
    """Retract and add again ten data triples at random, many times; then the one triple that a hub hangs on.

    The closure at the end must be that of the beginning, which is that from scratch: BenchError where it is not.
    """
    start = closure(_given(task), OWL2RL)
    before = _fingerprint(start)
    incremental = Incremental(start, OWL2RL)
    stated = list(read_triples(task.data.read_bytes(), Dictionary()).tokens())
    chance = random.Random(1)
    random_changes = [_there_and_back(incremental, chance.sample(stated, _AT_ONCE)) for _ in range(_ROUNDS)]
    roots = hub(max(1, min(_MOST_FIELDS, task.size // _TRIPLES_OF_A_FIELD)))
    incremental.add(roots)
    hub_changes = [_there_and_back(incremental, roots[:1]) for _ in range(_HUB_ROUNDS)]
    incremental.retract(roots)
    if _fingerprint(incremental.closure) != before:
        raise BenchError("changes", "the closure at the end is not that of the beginning")
    return _told("", random_changes) | _told("hub_", hub_changes)


def _there_and_back(incremental: Incremental, triples: Sequence[TokenTriple]) -> tuple[float, float, int]:
    """Return the seconds that retracting `triples` and adding them again took, and how many triples went away."""
    start = perf_counter()
    change = incremental.retract(triples)
    retracted = perf_counter()
    incremental.add(triples)
    return retracted - start, perf_counter() - retracted, len(change.removed)


def _told(prefix: str, found: Sequence[tuple[float, float, int]]) -> Figures:
    retracted, added, fallen = zip(*found, strict=True)
    figures = _spread(f"{prefix}retract", retracted) | _spread(f"{prefix}add", added)
    return figures | {f"{prefix}fallen": float(median(fallen))}


def _fingerprint(found: Closure) -> tuple[int, int]:
    """Return how many triples there are, and a sum over all of them in which their order does not count."""
    triples = found.triples()
    mixed = np.uint64(0x9E3779B97F4A7C15)
    total = np.zeros(len(triples), np.uint64)
    for column in (triples.subjects, triples.predicates, triples.objects):
        total = (total ^ column.astype(np.uint64)) * mixed
        total ^= total >> np.uint64(29)
    return len(triples), int(total.sum())


def names(task: Task, *, is_linked: bool) -> Figures:
    """Close the data with a body under many names, which are said to be the same or not; tell all, expanded, after."""
    about, links = clique(_NAMES)
    given = _given(task, about, links if is_linked else ())
    start = perf_counter()
    closed = closure(given, OWL2RL)
    closed_s = perf_counter() - start
    triples = len(closed.triples())
    return {"closure_s": closed_s, "expansion_s": perf_counter() - start - closed_s, "triples": float(triples)}


def proof(task: Task) -> Figures:
    """Prove, many times, that the first link of a chain is a part of the last, in the closure of all the data."""
    links = chain(_LINKS)
    closed = closure(_given(task, links), OWL2RL)
    sought = (links[0][0], links[0][1], links[-1][2])
    # One explainer serves many questions, as in the server.
    explainer = Explainer(closed)
    seconds = []
    for _ in range(_ROUNDS):
        start = perf_counter()
        found = explainer.proof(sought)
        seconds.append(perf_counter() - start)
    return _spread("proof", seconds) | {
        "steps": float(sum(step.inference is not None for step in found.steps)),
        "stated": float(len(found.stated())),
    }
