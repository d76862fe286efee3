"""The same function over many values, in this process or in several, results in the order of the values."""

import signal
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from itertools import cycle
from multiprocessing import get_context
from multiprocessing.connection import Connection
from typing import TypeVar

from coopkg.errors import WorkerError

Given = TypeVar("Given")
Result = TypeVar("Result")


def mapped(make: Callable[[], Callable[[Given], Result]], values: Iterable[Given], jobs: int) -> Iterator[Result]:
    """Yield what the function that `make` returns makes of each value, in their order.

    With more than one job each process makes the function for itself, so `make`, values and results have to be fit for
    pickling. No more values are taken than there are processes. WorkerError where a process ends before its result.
    """
    if jobs == 1:
        yield from map(make(), values)
        return
    with ExitStack() as stack:
        ends = [stack.enter_context(_worker(make)) for _ in range(jobs)]
        # Whoever got a value longest ago is asked first, and is the next to get one: none writes while we write to it.
        busy: deque[Connection] = deque()
        for end, value in zip(cycle(ends), values, strict=False):
            if len(busy) == jobs:
                yield _received(busy.popleft())
            _send(end, value)
            busy.append(end)
        while busy:
            yield _received(busy.popleft())


@contextmanager
def _worker(make: Callable[[], Callable[[Given], Result]]) -> Iterator[Connection]:
    # A process that is forked would share the threads and locks of this one.
    context = get_context("spawn")
    ours, theirs = context.Pipe()
    process = context.Process(target=_work, args=(make, theirs), daemon=True)
    process.start()
    theirs.close()
    try:
        yield ours
    finally:
        process.terminate()
        process.join()
        ours.close()


def _work(make: Callable[[], Callable[[Given], Result]], end: Connection) -> None:
    # Ctrl-C is for the process that started this one, which ends it.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    function = make()
    while True:
        try:
            value = end.recv()
        except (EOFError, OSError):
            return
        result = function(value)
        # Where nobody waits for it any more there is no more to do either.
        with suppress(OSError):
            end.send(result)


def _send(end: Connection, value: object) -> None:
    try:
        end.send(value)
    except ConnectionError as error:
        raise _ended() from error


def _received(end: Connection) -> Result:  # type: ignore[type-var]  # what comes is what `make` promises
    try:
        return end.recv()  # type: ignore[no-any-return]
    except (EOFError, ConnectionError) as error:
        raise _ended() from error


def _ended() -> WorkerError:
    return WorkerError("a process that reads articles ended before it had a result", "run the command again")
