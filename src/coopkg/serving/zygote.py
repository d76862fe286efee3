"""The zygote: a small process that has loaded the engine and forks query workers in milliseconds.

The process that serves has many threads and must not fork; it starts this one as a program of its own and tells it,
through one socket, what to do. As the parent of the workers it alone can kill them without ever hitting another process
that got the same number. When its socket is closed it ends, and its workers with it.
"""

import os
import select
import signal
import socket
import struct
from collections.abc import Callable
from contextlib import suppress

from coopkg.serving.limits import end_with, hold, leave_network
from coopkg.serving.worker import Datasets, work
from coopkg.settings import QueryLimits
from coopkg.storage.oxigraph import Functions
from coopkg.storage.snapshots import Snapshot

#: An order: what to do, to the worker of which number. A fork comes with the worker's end of two channels.
ORDER = struct.Struct("!cQ")
FORK, KILL, SLOW = b"F", b"K", b"S"
#: What the zygote says first: whether it and its workers have no network.
ISOLATED, OPEN = b"I", b"O"
# Weak enough beside a short query to be no matter, and not so weak that a busy machine never gets to it.
_SLOWER = 10
# An answer is allowed to be that long, and a little more is written before that is noticed.
_FILE_MARGIN_BYTES = 1 << 20

FunctionsOf = Callable[[Snapshot], Functions]


def run(control: socket.socket, limits: QueryLimits, functions_of: FunctionsOf) -> None:
    """Carry out the orders that come through `control` until its other side is closed."""
    control.sendall(ISOLATED if leave_network() else OPEN)
    ended, ending = socket.socketpair()
    os.set_blocking(ending.fileno(), False)
    signal.signal(signal.SIGCHLD, lambda *_: None)
    signal.set_wakeup_fd(ending.fileno(), warn_on_full_buffer=False)
    workers: dict[int, int] = {}
    poll = select.poll()
    poll.register(control, select.POLLIN)
    poll.register(ended, select.POLLIN)
    is_wanted = True
    while is_wanted:
        ready = {descriptor for descriptor, _ in poll.poll()}
        if ended.fileno() in ready:
            ended.recv(4096)
            _reap(workers)
        if control.fileno() in ready:
            is_wanted = _obey(control, workers, limits, functions_of)
    for pid in workers.values():
        os.kill(pid, signal.SIGKILL)
        os.waitpid(pid, 0)


def _reap(workers: dict[int, int]) -> None:
    """Forget the workers that have ended, and let the system forget them."""
    for number, pid in list(workers.items()):
        if os.waitpid(pid, os.WNOHANG) != (0, 0):
            del workers[number]


def _obey(control: socket.socket, workers: dict[int, int], limits: QueryLimits, functions_of: FunctionsOf) -> bool:
    """Carry out one order; tell whether there was one."""
    try:
        order, descriptors, _, _ = socket.recv_fds(control, ORDER.size, 2, socket.MSG_WAITALL)
    except ConnectionError:
        return False
    if len(order) < ORDER.size:
        return False
    what, number = ORDER.unpack(order)
    if what == FORK:
        workers[number] = _forked(control, descriptors, limits, functions_of)
    elif number in workers and what == KILL:
        os.kill(workers[number], signal.SIGKILL)
    elif number in workers and what == SLOW:
        with suppress(OSError):
            os.setpriority(os.PRIO_PROCESS, workers[number], _SLOWER)
    return True


def _forked(control: socket.socket, descriptors: list[int], limits: QueryLimits, functions_of: FunctionsOf) -> int:
    """Start a worker and return its process id; it never returns from here."""
    parent = os.getpid()
    pid = os.fork()
    if pid:
        for descriptor in descriptors:
            os.close(descriptor)
        return pid
    try:
        end_with(parent)
        signal.set_wakeup_fd(-1)
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        control.close()
        channel, errors = descriptors
        os.dup2(errors, 2)
        hold(limits.memory_bytes, limits.result_bytes + _FILE_MARGIN_BYTES)
        work(socket.socket(fileno=channel), Datasets(functions_of))
    except (OSError, KeyboardInterrupt):
        # The other side is gone: nobody waits for an answer.
        os._exit(1)
    finally:
        os._exit(0)
