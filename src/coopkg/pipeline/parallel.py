"""The same function over many values, in this process or in several, results in the order of the values."""

import signal
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack, suppress
from dataclasses import dataclass
from multiprocessing import get_context
from multiprocessing.connection import Connection
from typing import Generic, TypeVar

from coopkg.errors import WorkerError

Given = TypeVar("Given")
Result = TypeVar("Result")


@dataclass(frozen=True, slots=True)
class Lost:
    """A value of which no result came, and why."""

    reason: str


def mapped(
    make: Callable[[], Callable[[Given], Result]], values: Iterable[Given], jobs: int, limit_s: float
) -> Iterator[Result | Lost]:
    """Yield what the function that `make` returns makes of each value, in their order.

    Without jobs it runs in this process, else in as many others, where it may take `limit_s` for one value; one that
    takes longer, or brings its process down, is lost, and the others go on. Each process makes the function for itself,
    so `make`, values and results have to be fit for pickling. No more values are taken than there are processes.
    WorkerError where a process cannot make the function.
    """
    if jobs == 0:
        yield from map(make(), values)
        return
    with ExitStack() as stack:
        workers = deque(_Worker(make, limit_s) for _ in range(jobs))
        for worker in workers:
            stack.callback(worker.stop)
        # Whoever got a value longest ago is asked first, and is the next to get one: none writes while we write to it.
        for value in values:
            worker = workers.popleft()
            if worker.is_busy:
                yield worker.result()
            worker.send(value)
            workers.append(worker)
        yield from (worker.result() for worker in workers if worker.is_busy)


class _Worker(Generic[Given, Result]):
    """A process that works on one value at a time, begun anew where it was lost."""

    def __init__(self, make: Callable[[], Callable[[Given], Result]], limit_s: float) -> None:
        self._make, self._limit_s = make, limit_s
        self._deadline: float | None = None
        self._start()

    def _start(self) -> None:
        # A process that is forked would share the threads and locks of this one.
        context = get_context("spawn")
        self._end, theirs = context.Pipe()
        self._process = context.Process(target=_work, args=(self._make, theirs), daemon=True)
        self._process.start()
        theirs.close()
        self._is_ready = False

    @property
    def is_busy(self) -> bool:
        """Tell whether a result is to come."""
        return self._deadline is not None

    def send(self, value: Given) -> None:
        """Give it a value; WorkerError where it could not begin."""
        try:
            if not self._is_ready:
                self._is_ready = self._end.recv()
            self._end.send(value)
        except (EOFError, ConnectionError) as error:
            raise WorkerError("a process that reads articles could not begin", "run the command again") from error
        self._deadline = time.monotonic() + self._limit_s

    def result(self) -> Result | Lost:
        """Return the result of the value that was sent, as soon as it is there."""
        left = (self._deadline or 0) - time.monotonic()
        self._deadline = None
        try:
            if self._end.poll(max(left, 0)):
                return self._end.recv()  # type: ignore[no-any-return]  # what comes is what `make` promises
            reason = f"it took more than {self._limit_s:g} s"
        except (EOFError, ConnectionError):
            reason = "the process that read it broke down"
        self.stop()
        self._start()
        return Lost(reason)

    def stop(self) -> None:
        """End the process, whatever it does."""
        self._process.kill()
        self._process.join()
        self._end.close()


def _work(make: Callable[[], Callable[[Given], Result]], end: Connection) -> None:
    # Ctrl-C is for the process that started this one, which ends it.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    function = make()
    # Where nobody waits any more there is no more to do.
    with suppress(EOFError, ConnectionError):
        end.send(True)  # noqa: FBT003 - that it is ready
        while True:
            end.send(function(end.recv()))
