"""Child processes that are begun anew when they die, and that end with the process which began them."""

import ctypes
import logging
import os
import signal
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from multiprocessing import parent_process
from multiprocessing.connection import wait
from multiprocessing.process import BaseProcess
from threading import Event, Thread

from coopkg.errors import WriterError

logger = logging.getLogger(__name__)

_FIRST_DELAY_S = 0.1
_LONGEST_DELAY_S = 5.0
# A process that lived this long did not die of how it was begun.
_SOUND_AFTER_S = 30.0
_STOP_WITHIN_S = 10.0
_TICK_S = 0.05
# Of malloc.h.
_M_ARENA_MAX = -8
_ARENAS = 2


def delays() -> Iterator[float]:
    """Yield how long to wait before each new start, in seconds: twice as long each time, up to a bound.

    >>> from itertools import islice
    >>> list(islice(delays(), 7))
    [0.1, 0.2, 0.4, 0.8, 1.6, 3.2, 5.0]
    """
    delay = _FIRST_DELAY_S
    while True:
        yield min(delay, _LONGEST_DELAY_S)
        delay = min(delay * 2, _LONGEST_DELAY_S)


@dataclass(frozen=True, slots=True)
class Told:
    """What is called when a process is ready for the first time, and when it will never be."""

    ready: Callable[[], None]
    failed: Callable[[], None]


@contextmanager
def kept_running(begin: Callable[[], BaseProcess], is_ready: Callable[[], bool], told: Told) -> Iterator[None]:
    """Keep a process running inside the block; at its end it is told to stop, and given time to finish.

    `begin` starts it. What becomes of the first one is `told`, in a thread. Where it ends before it is ready, the block
    is to end, and WriterError is raised then; likewise what telling raises.
    """
    stopping = Event()
    failures: list[Exception] = []
    first = begin()

    def watch() -> None:
        try:
            if _is_begun(first, is_ready, stopping):
                told.ready()
        except Exception as error:  # noqa: BLE001 - whatever it is, it is raised where the block ends
            failures.append(error)
            _stop(first)
            told.failed()
        else:
            _keep_running(first, begin, stopping)

    thread = Thread(target=watch, name="watch")
    thread.start()
    try:
        yield
    finally:
        stopping.set()
        thread.join()
    if failures:
        raise failures[0]


def _is_begun(process: BaseProcess, is_ready: Callable[[], bool], stopping: Event) -> bool:
    """Wait until the process is ready, or that no longer matters; WriterError where it ends before."""
    while not stopping.is_set():
        if is_ready():
            return True
        if not process.is_alive():
            raise WriterError("the process that writes did not start; what is said above tells why")
        stopping.wait(_TICK_S)
    return False


def _keep_running(process: BaseProcess, begin: Callable[[], BaseProcess], stopping: Event) -> None:
    """Begin the process anew whenever it ends, until `stopping`."""
    pauses, began = delays(), time.monotonic()
    while not stopping.wait(_TICK_S):
        if process.is_alive():
            continue
        if time.monotonic() - began > _SOUND_AFTER_S:
            pauses = delays()
        pause = next(pauses)
        logger.error("%s ended with %s; it is begun anew in %.1f s", process.name, process.exitcode, pause)
        if not stopping.wait(pause):
            process, began = begin(), time.monotonic()
    _stop(process)


def _stop(process: BaseProcess) -> None:
    process.terminate()
    process.join(_STOP_WITHIN_S)
    if process.is_alive():
        logger.error("%s did not stop within %g s and is killed", process.name, _STOP_WITHIN_S)
        process.kill()
        process.join()


def when_parent_ends(act: Callable[[], None]) -> None:
    """Call `act`, in a thread, when the process that began this one is gone, killed perhaps."""
    parent = parent_process()
    if parent is None:
        return

    def watch() -> None:
        wait([parent.sentinel])
        act()

    Thread(target=watch, daemon=True).start()


def use_few_arenas() -> None:
    """Have the threads of this process share two pools of memory, where the system's library can be told so.

    glibc gives threads pools of their own and keeps in each what it once needed: with 64 threads, twice as much.
    """
    library = ctypes.CDLL(None)
    if hasattr(library, "mallopt"):
        library.mallopt(_M_ARENA_MAX, _ARENAS)


def end_with_parent() -> None:
    """End this process at once when the process that began it is gone and can no longer tell it to stop."""
    when_parent_ends(lambda: os.kill(os.getpid(), signal.SIGKILL))
