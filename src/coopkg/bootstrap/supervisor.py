"""The server's processes: this one begins Granian with its web worker, and the writer, and ends them."""

import logging
import os
import signal
import socket
from collections.abc import Callable
from contextlib import nullcontext
from functools import partial
from multiprocessing import get_start_method, set_start_method
from threading import Event
from typing import TYPE_CHECKING

from granian import Granian
from granian.constants import HTTPModes, Interfaces
from granian.log import LogLevels

from coopkg.bootstrap.connections import end_still_connections, most_connections
from coopkg.bootstrap.logs import logging_of
from coopkg.bootstrap.processes import Told, delays, end_with_parent, use_few_arenas
from coopkg.bootstrap.writer import OpenWriter, kept_writer
from coopkg.errors import SettingError
from coopkg.settings import Settings

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIApplication

logger = logging.getLogger(__name__)

# A request has a thread while it is answered: more than can wait for a query or for a client at once.
_THREADS = 128
# An answer that is being computed cannot be interrupted: its process is killed then.
_STOP_WITHIN_S = 2

#: Makes the application in the web worker.
BuildApp = Callable[[Settings], "WSGIApplication"]


def serve(
    settings: Settings, build_app: BuildApp, started: Callable[[], None], open_writer: OpenWriter | None = None
) -> None:
    """Serve until a signal says to stop; SettingError where the address cannot be listened on.

    `started` is called as soon as requests are taken. With `open_writer` there is a process that writes; WriterError
    where it does not begin. Each process that dies later is begun anew; requests and the change that is being made are
    finished before this returns.
    """
    address = _free_address(settings)
    # Threads watch over the processes, and what they hold when another is forked would stay held in it.
    if get_start_method(allow_none=True) != "spawn":
        set_start_method("spawn", force=True)
    course = _Course(started, is_awaiting_writer=open_writer is not None)
    # The writer and the web worker begin side by side: each imports and opens for half a second.
    told = Told(course.ready, course.fail)
    with nullcontext() if open_writer is None else kept_writer(settings, open_writer, told):
        try:
            _serve(partial(_served, settings, address, partial(_loaded, settings, build_app), course.listen), course)
        finally:
            course.end()


class _Course:
    """How far the server has come; `started` is called once, when it listens and the writer, if any, is ready."""

    def __init__(self, started: Callable[[], None], *, is_awaiting_writer: bool) -> None:
        self._started = started
        self._is_awaiting_writer = is_awaiting_writer
        self._listening, self._ended = Event(), Event()
        self.failing = Event()

    def ready(self) -> None:
        """Note that the writer is ready."""
        self._listening.wait()
        if not self._ended.is_set():
            self._started()

    def fail(self) -> None:
        """Have the server end: there will be no writer."""
        self.failing.set()
        self._listening.wait()
        if not self._ended.is_set():
            os.kill(os.getpid(), signal.SIGTERM)

    def listen(self) -> None:
        """Note that requests are taken; Granian takes signals from here on."""
        if self.failing.is_set():
            # Perhaps the signal came while there was nobody to take it.
            os.kill(os.getpid(), signal.SIGTERM)
        if not self._listening.is_set() and not self._is_awaiting_writer:
            self._started()
        self._listening.set()

    def end(self) -> None:
        """Note that no requests are taken any more."""
        self._ended.set()
        self._listening.set()


def _serve(served: Callable[[], Callable[[], bool]], course: _Course) -> None:
    """Serve until a signal ends it, or there will be no writer; begin anew whenever it ends otherwise."""
    pauses = delays()
    while not course.failing.is_set():
        is_interrupted = served()
        if is_interrupted():
            return
        pause = next(pauses)
        logger.error("the web workers die as soon as they are begun; again in %.1f s", pause)
        course.failing.wait(pause)
        if is_interrupted():
            return


def _served(
    settings: Settings, address: str, load: Callable[..., "WSGIApplication"], listens: Callable[[], None]
) -> Callable[[], bool]:
    """Serve until a signal ends it, or its workers have died again and again.

    What is returned tells whether a signal came; until another Granian is there, signals still reach this one.
    """
    server = Granian(
        "coopkg",
        address=address,
        port=settings.port,
        interface=Interfaces.WSGI,
        # HTTP/2 without TLS is spoken by no browser and no proxy, only by who looks for something to break.
        http=HTTPModes.http1,
        websockets=False,
        blocking_threads=_THREADS,
        backpressure=most_connections(),
        respawn_failed_workers=True,
        workers_kill_timeout=_STOP_WITHIN_S,
        # It warns of what we chose: of the number of threads, and of the worker that it has to kill.
        log_level=LogLevels.error if settings.log_level == "WARNING" else LogLevels[settings.log_level.lower()],
        log_dictconfig=logging_of(settings.log_level, settings.log_form),
    )
    server.on_startup(listens)
    # A terminal that closes ends its programs. To begin anew would gain nothing: snapshots change by themselves.
    server.on_startup(lambda: signal.signal(signal.SIGHUP, server.signal_handler_interrupt))
    try:
        server.serve(target_loader=load, wrap_loader=False)
    except SystemExit:
        # So it ends where its workers die within seconds of their start.
        logger.error("the web workers could not go on")  # noqa: TRY400 - an exit has no traceback of use
    return lambda: bool(server.interrupt_signal)


def _loaded(settings: Settings, build_app: BuildApp, *_: object) -> "WSGIApplication":
    end_with_parent()
    use_few_arenas()
    end_still_connections(settings)
    return build_app(settings)


def _free_address(settings: Settings) -> str:
    """Return the numeric address to listen on: a worker that cannot would die of it, and say nothing of use."""
    try:
        found = socket.getaddrinfo(settings.host, settings.port, type=socket.SOCK_STREAM)
        family, _, _, _, address = found[0]
        with socket.socket(family) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(address)
    except OSError as error:
        reason = f"cannot listen on {settings.host}:{settings.port}: {error.strerror}; choose another: PORT=8001"
        raise SettingError("PORT", reason) from error
    return str(address[0])
