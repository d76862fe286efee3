"""Wiring of the web: the WSGI application over the current snapshot, and the server process that runs it."""

import os
import signal
import socket
from collections.abc import Callable
from functools import lru_cache, partial
from multiprocessing import parent_process
from multiprocessing.connection import wait
from pathlib import Path
from threading import Thread
from typing import TYPE_CHECKING

from granian import Granian
from granian.constants import Interfaces
from granian.log import LogLevels

from coopkg.bootstrap.answering import answering, cached
from coopkg.bootstrap.functions import functions_of
from coopkg.bootstrap.logs import logging_of
from coopkg.bootstrap.store import snapshots_of
from coopkg.errors import SettingError
from coopkg.rdf.dictionary import TokenTriple
from coopkg.reasoning.alternatives import Alternatives, alternatives
from coopkg.reasoning.closure import open_closure
from coopkg.reasoning.explain import Explainer
from coopkg.reasoning.proof import Proof
from coopkg.settings import Settings
from coopkg.storage.current import CurrentDataset
from coopkg.storage.snapshots import CLOSURE, Snapshot
from coopkg.web.app import create_app
from coopkg.web.site import Site

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIApplication

# A request has a thread while it is answered; what comes beyond the most at once waits to be accepted.
_THREADS = 64
_MOST_AT_ONCE = 256
# An answer that is being computed cannot be interrupted: its process is killed then.
_STOP_WITHIN_S = 2


def build_app(settings: Settings) -> "WSGIApplication":
    """Return the WSGI application; it answers from whatever snapshot is current when a request comes."""

    # The current snapshot's closure, and the one before it for requests that began earlier.
    @lru_cache(maxsize=2)
    def opened(path: Path) -> Explainer:
        return Explainer(open_closure(path))

    def explain(snapshot: Snapshot, triple: TokenTriple) -> Proof:
        return opened(snapshot.path / CLOSURE).proof(triple)

    def explain_all(snapshot: Snapshot, triple: TokenTriple) -> Alternatives:
        return alternatives(opened(snapshot.path / CLOSURE), triple)

    snapshots = snapshots_of(settings)
    current = CurrentDataset(snapshots, functions_of)
    by = answering(settings.queries)
    application = create_app(Site(current, explain, explain_all, by.answers, settings.public_url))
    return cached(application, by, current, snapshots.current_name)


def serve(settings: Settings, started: Callable[[], None]) -> None:
    """Serve until a signal says to stop; SettingError where the address cannot be listened on.

    `started` is called as soon as requests are taken.
    """
    server = Granian(
        "coopkg",
        address=_free_address(settings),
        port=settings.port,
        interface=Interfaces.WSGI,
        websockets=False,
        blocking_threads=_THREADS,
        backpressure=_MOST_AT_ONCE,
        respawn_failed_workers=True,
        workers_kill_timeout=_STOP_WITHIN_S,
        # It warns of what we chose: of the number of threads, and of the worker that it has to kill.
        log_level=LogLevels.error if settings.log_level == "WARNING" else LogLevels[settings.log_level.lower()],
        log_dictconfig=logging_of(settings.log_level),
    )
    server.on_startup(started)
    # A terminal that closes ends its programs. To begin anew would gain nothing: snapshots change by themselves.
    server.on_startup(lambda: signal.signal(signal.SIGHUP, server.signal_handler_interrupt))
    server.serve(target_loader=partial(_loaded, settings), wrap_loader=False)


def _loaded(settings: Settings, *_: object) -> "WSGIApplication":
    Thread(target=_end_with_parent, daemon=True).start()
    return build_app(settings)


def _end_with_parent() -> None:
    """End this worker when the process that began it is gone, killed perhaps, and can no longer tell it to stop."""
    parent = parent_process()
    if parent is not None:
        wait([parent.sentinel])
        os.kill(os.getpid(), signal.SIGKILL)


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
