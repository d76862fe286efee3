"""The pool's side of the zygote: it is started, asked for workers, and told what to do with them."""

import os
import signal
import socket
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import count
from threading import Lock

from coopkg.errors import WorkerError
from coopkg.serving.messages import Message, receive, send, set_patience
from coopkg.serving.zygote import FORK, ISOLATED, KILL, ORDER, SLOW

_START_WITHIN_S = 60.0
_END_WITHIN_S = 5.0
_MOST_TOLD_BYTES = 64 * 1024
_NOT_STARTED = WorkerError("no query worker can be started", "See the log of the server.")


@dataclass(frozen=True, slots=True)
class Worker:
    """A worker process: its number, the channel to it, and the end of a pipe at which it tells why it died."""

    number: int
    channel: socket.socket
    errors: int

    def ask(self, question: Message) -> bool:
        """Send a question; False where the worker is gone or takes nothing."""
        try:
            send(self.channel, question)
        except OSError:
            return False
        return True

    def reply(self, within_s: float) -> Message | None:
        """Return the reply, None where the worker is gone; TimeoutError where it does not begin in time."""
        set_patience(self.channel, max(within_s, 0))
        try:
            return receive(self.channel)
        except TimeoutError:
            raise
        except OSError:
            return None

    def last_words(self) -> str:
        """Return what the worker wrote to standard error."""
        try:
            return os.read(self.errors, _MOST_TOLD_BYTES).decode(errors="replace").strip()
        except BlockingIOError:
            return ""

    def close(self) -> None:
        """Let go of it: a worker that waits for a question ends then."""
        self.channel.close()
        os.close(self.errors)


class Nursery:
    """Starts workers, and ends or slows them down. Several threads may call it; a zygote that died is started again.

    `command` starts the zygote; the number of its end of the control socket follows.
    """

    __slots__ = ("_command", "_control", "_is_closed", "_lock", "_numbers", "_process", "is_isolated")

    def __init__(self, command: Sequence[str]) -> None:
        self._command = tuple(command)
        self._lock = Lock()
        self._numbers = count(1)
        self._control: socket.socket | None = None
        self._process: subprocess.Popen[bytes] | None = None
        self._is_closed = False
        self.is_isolated = False

    def start(self) -> None:
        """Start the zygote unless it runs; afterwards `is_isolated` tells if workers have no network."""
        with self._lock:
            self._started()

    def worker(self) -> Worker:
        """Return a new worker, which may yet be starting; WorkerError where there can be none."""
        ours, theirs = socket.socketpair()
        told, telling = os.pipe()
        os.set_blocking(told, False)
        # A worker that has more to say than the pipe takes must not wait for anybody.
        os.set_blocking(telling, False)
        worker = Worker(next(self._numbers), ours, told)
        try:
            with self._lock:
                self._order_fork(worker.number, [theirs.fileno(), telling])
        except WorkerError:
            worker.close()
            raise
        finally:
            theirs.close()
            os.close(telling)
        return worker

    def kill(self, worker: Worker) -> None:
        """End a worker, whatever it does, and let go of it."""
        self._order(KILL, worker.number)
        worker.close()

    def slow_down(self, worker: Worker) -> None:
        """Have the system run everything else before this worker."""
        self._order(SLOW, worker.number)

    def close(self) -> None:
        """End the zygote, and with it all workers."""
        with self._lock:
            self._is_closed = True
            self._end()

    def _order(self, what: bytes, number: int) -> None:
        with self._lock:
            if self._control is None:
                return
            try:
                self._control.sendall(ORDER.pack(what, number))
            except OSError:
                # Without the zygote there is no worker either.
                self._end()

    def _order_fork(self, number: int, descriptors: list[int]) -> None:
        for _ in range(2):
            control = self._started()
            try:
                socket.send_fds(control, [ORDER.pack(FORK, number)], descriptors)
            except OSError:
                self._end()
            else:
                return
        raise _NOT_STARTED

    def _started(self) -> socket.socket:
        if self._is_closed:
            raise WorkerError("the server is stopping", "Ask again.")
        if self._control is not None:
            return self._control
        ours, theirs = socket.socketpair()
        with theirs:
            # A session of its own: what a terminal sends to the program in front is not for the workers.
            self._process = subprocess.Popen(  # noqa: S603 - our own program, with numbers as arguments
                [*self._command, str(theirs.fileno())],
                pass_fds=[theirs.fileno()],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                start_new_session=True,
                # Threads of the linear algebra that no query uses would be lost in each fork.
                env=os.environ | {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"},
            )
        self._control = ours
        ours.settimeout(_START_WITHIN_S)
        try:
            said = ours.recv(1)
        except OSError:
            said = b""
        if not said:
            self._end()
            raise _NOT_STARTED
        self.is_isolated = said == ISOLATED
        return ours

    def _end(self) -> None:
        if self._control is not None:
            self._control.close()
            self._control = None
        if self._process is None:
            return
        try:
            self._process.wait(_END_WITHIN_S)
        except subprocess.TimeoutExpired:
            self._process.send_signal(signal.SIGKILL)
            self._process.wait()
        self._process = None
