"""The pool: questions go to worker processes that are killed at a limit, in a short and a long lane.

A query begins in the short lane. What is not answered in 200 ms of its share of the processors moves on to the long
lane, where it runs only when nothing else wants to, and another worker takes its place in the short one; where the
long lane is full the query is stopped and begun again when its turn comes. So queries that take long hold up one
another, and nothing else.
"""

import os
import time
from collections import Counter
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import lru_cache
from itertools import count
from pathlib import Path
from threading import BoundedSemaphore, Lock

from coopkg.errors import BusyError, LimitError, QueryError, SnapshotError, WorkerError
from coopkg.serving.lanes import Lane
from coopkg.serving.messages import Message, head_of, members_of
from coopkg.serving.nursery import Nursery, Worker
from coopkg.serving.questions import Answer, Question, Spooled
from coopkg.serving.worker import OPEN
from coopkg.settings import QueryLimits
from coopkg.storage.dataset import Form
from coopkg.storage.snapshots import Snapshot

#: How long a query is one of those that are answered at once.
SHORT_S = 0.2
# For so long a query has a processor for itself, if those of the long lane leave it.
_TURN_S = 0.08
_FEWEST = 4
# The server has 64 threads: those who wait and those who are answered must leave some to the pages.
_MOST_WAITING_SHORT = 40
_MOST_WAITING_LONG = 6
_PATIENCE_SHORT_S = 5.0
_PATIENCE_LONG_S = 10.0
_RETRY_AFTER_S = 5
# What the allocators of Rust and of C++ say before they end the process.
_OUT_OF_MEMORY = ("memory allocation of", "bad_alloc")
_ASK_FOR_LESS = "Ask for less: add LIMIT or conditions, and join the patterns by shared variables."
_NO_NETWORK_NAMESPACE = (
    "query workers cannot be cut off from the network here, so no queries are answered; let the server create network "
    "namespaces, or set COOPKG_QUERY_NETWORK=allow"
)


@dataclass(frozen=True, slots=True)
class PoolCounts:
    """What happened since the start, and how many wait now in each lane.

    `happened` counts queries by how they ended (`answered`, `refused`, `busy`, `died`, and the limits at which they
    were stopped: `deadline`, `memory`, `result size`), those that `moved` to the long lane, and `workers` begun anew.
    """

    happened: Mapping[str, int]
    waiting_short: int
    waiting_long: int


@dataclass(frozen=True, slots=True)
class _Asked:
    """A question on its way: what the worker is sent, who asks, and until when (of `time.monotonic`) it is to end."""

    message: Message
    client: str
    within_s: float
    deadline: float

    def left_s(self) -> float:
        return self.deadline - time.monotonic()


class QueryPool:
    """An `Ask` over worker processes within `limits`; `command` starts their zygote. Several threads may call it.

    Processes are started at the first question. All of them end with this one, however it ends, and by `close`.
    """

    __slots__ = (
        "_counts",
        "_idle",
        "_is_checked",
        "_limits",
        "_lock",
        "_long",
        "_numbers",
        "_nursery",
        "_processors",
        "_short",
        "_turns",
    )

    def __init__(self, limits: QueryLimits, command: Sequence[str]) -> None:
        self._processors = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
        places = limits.workers or max(_FEWEST, 2 * self._processors)
        self._limits = limits
        self._nursery = Nursery(command)
        self._short = Lane(places, _MOST_WAITING_SHORT)
        self._turns = BoundedSemaphore(self._processors)
        self._long = Lane(max(1, places // 2), _MOST_WAITING_LONG)
        self._lock = Lock()
        self._idle: list[Worker] = []
        self._counts: Counter[str] = Counter()
        self._numbers = count(1)
        self._is_checked = False

    def __call__(
        self, snapshot: Snapshot, question: Question, timeout_s: float | None = None, client: str = ""
    ) -> Answer:
        """Return the answer; see `Ask`."""
        self._start()
        within_s = min(timeout_s or self._limits.timeout_s, self._limits.timeout_s)
        sent = Message(
            next(self._numbers), self._head(snapshot, question), question.text.encode("utf-8", "surrogatepass")
        )
        asked = _Asked(sent, client, within_s, time.monotonic() + within_s)
        message = self._short_lane(asked)
        if not isinstance(message, Message):
            message = self._long_lane(asked, message)
        return self._answer(message)

    def is_able(self) -> bool:
        """Tell whether queries are answered here at all; the process that makes workers is started if it was not."""
        try:
            self._start()
        except WorkerError:
            return False
        return True

    def counts(self) -> PoolCounts:
        """Return what happened since the start."""
        with self._lock:
            counted = dict(self._counts)
        return PoolCounts(counted, self._short.waiting, self._long.waiting)

    def close(self) -> None:
        """End all workers; questions that are being answered fail, and so do later ones."""
        with self._lock:
            idle, self._idle = self._idle, []
        for worker in idle:
            worker.close()
        self._nursery.close()

    def _start(self) -> None:
        if not self._is_checked:
            self._nursery.start()
            self._is_checked = self._nursery.is_isolated or self._limits.is_network_allowed
        if not self._is_checked:
            raise WorkerError(_NO_NETWORK_NAMESPACE, "Tell whoever runs this server.")

    def _head(self, snapshot: Snapshot, question: Question) -> bytes:
        most = self._limits.result_bytes
        manifest = snapshot.manifest
        return _head_of_question(
            str(snapshot.path),
            (manifest.base, manifest.number, manifest.created),
            tuple(question.forms.items()),
            (question.default_graphs, question.named_graphs),
            min(question.most_bytes or most, most),
        )

    def _short_lane(self, asked: _Asked) -> Message | Worker | None:
        """Return the reply of the first moments, else the worker that goes on in the long lane, if one does."""
        self._enter(self._short, asked, _PATIENCE_SHORT_S)
        try:
            # Queries that take turns on a processor push one another out of its caches.
            with self._turns:
                worker = self._asked_worker(asked)
                message = self._early_reply(worker, asked)
            try:
                message = message or self._reply(worker, asked, SHORT_S * self._share() - _TURN_S)
            except TimeoutError:
                return self._moved(worker, asked)
            self._put_back(worker)
            return message
        finally:
            self._short.leave()

    def _early_reply(self, worker: Worker, asked: _Asked) -> Message | None:
        """Return the reply that comes while others wait for their turn, None where none does."""
        with suppress(TimeoutError):
            return self._reply(worker, asked, _TURN_S)
        return None

    def _share(self) -> float:
        """Return how many times as long a query takes because others of its lane want the processors too."""
        return max(1.0, self._short.taken / self._processors)

    def _moved(self, worker: Worker, asked: _Asked) -> Worker | None:
        """Move a query to the long lane, or stop it for now where that is full; another worker takes its place."""
        self._count("moved")
        if asked.left_s() <= 0:
            self._nursery.kill(worker)
            raise self._stopped("deadline", f"{asked.within_s:g} s")
        is_moved = self._long.try_enter()
        if is_moved:
            self._nursery.slow_down(worker)
        else:
            self._nursery.kill(worker)
        self._replace(asked)
        return worker if is_moved else None

    def _long_lane(self, asked: _Asked, running: Worker | None) -> Message:
        if running is None:
            self._enter(self._long, asked, _PATIENCE_LONG_S)
        try:
            worker = running or self._begun_anew(asked)
            try:
                message = self._reply(worker, asked, asked.within_s)
            except TimeoutError:
                self._nursery.kill(worker)
                raise self._stopped("deadline", f"{asked.within_s:g} s") from None
            # Nobody may make it faster again.
            worker.close()
            return message
        finally:
            self._long.leave()

    def _enter(self, lane: Lane, asked: _Asked, patience_s: float) -> None:
        if not lane.enter(asked.client, min(patience_s, asked.left_s())):
            self._count("busy")
            raise BusyError(_RETRY_AFTER_S)

    def _asked_worker(self, asked: _Asked) -> Worker:
        """Return a worker that has been sent the question; one that died meanwhile is passed over."""
        while (worker := self._idle_worker()) is not None:
            if worker.ask(asked.message):
                return worker
            self._nursery.kill(worker)
        worker = self._nursery.worker()
        self._count("workers")
        if not worker.ask(asked.message):
            self._nursery.kill(worker)
            raise WorkerError("a query worker takes no question", "Ask again.")
        return worker

    def _begun_anew(self, asked: _Asked) -> Worker:
        worker = self._asked_worker(asked)
        self._nursery.slow_down(worker)
        return worker

    def _replace(self, asked: _Asked) -> None:
        """Have a new worker ready on the snapshot asked of last; where there can be none the next query tells."""
        with suppress(WorkerError):
            worker = self._nursery.worker()
            self._count("workers")
            worker.ask(Message(OPEN, asked.message.head))
            self._put_back(worker)

    def _idle_worker(self) -> Worker | None:
        # The one used last has the most in its caches.
        with self._lock:
            return self._idle.pop() if self._idle else None

    def _put_back(self, worker: Worker) -> None:
        with self._lock:
            self._idle.append(worker)

    def _reply(self, worker: Worker, asked: _Asked, within_s: float) -> Message:
        """Return the reply; TimeoutError where there is none yet. A worker that failed is let go of."""
        message = worker.reply(min(within_s, asked.left_s()))
        if message is not None and message.number == asked.message.number:
            if members_of(message.head).get("error") != "memory":
                return message
            self._nursery.kill(worker)
            raise self._stopped("memory", f"{self._limits.memory_bytes:,} bytes")
        words = "" if message is not None else worker.last_words()
        self._nursery.kill(worker)
        if any(sign in words for sign in _OUT_OF_MEMORY):
            raise self._stopped("memory", f"{self._limits.memory_bytes:,} bytes")
        self._count("died")
        raise WorkerError(f"a query worker ended: {words or 'it was killed'}", "Ask again, or for something else.")

    def _stopped(self, limit: str, value: str) -> LimitError:
        self._count(limit)
        return LimitError(limit, value, _ASK_FOR_LESS)

    def _count(self, what: str) -> None:
        with self._lock:
            self._counts[what] += 1

    def _answer(self, message: Message) -> Answer:
        head = members_of(message.head)
        match head.get("error"):
            case "query":
                self._count("refused")
                raise QueryError(head["reason"], head["line"], head["column"])
            case "limit":
                self._count(head["limit"])
                raise LimitError(head["limit"], head["value"], head["remedy"])
            case "snapshot":
                raise SnapshotError(Path(head["path"]), head["reason"])
            case _:
                self._count("answered")
                body = message.body if message.descriptor is None else _spooled(message.descriptor, head["length"])
                return Answer(head["form"], head["format"], body)


# Questions differ in their texts; most are about the same snapshot and want the same formats.
@lru_cache(maxsize=256)
def _head_of_question(
    path: str,
    manifest: tuple[str, int, str],
    forms: tuple[tuple[Form, str | None], ...],
    graphs: tuple[tuple[str, ...], tuple[str, ...]],
    most_bytes: int,
) -> bytes:
    default_graphs, named_graphs = graphs
    return head_of(
        path=path,
        manifest=dict(zip(("base", "number", "created"), manifest, strict=True)),
        forms=dict(forms),
        default_graphs=default_graphs,
        named_graphs=named_graphs,
        most_bytes=most_bytes,
    )


def _spooled(descriptor: int, length: int) -> Spooled:
    file = os.fdopen(descriptor, "rb")
    file.seek(0)
    return Spooled(file, length)
