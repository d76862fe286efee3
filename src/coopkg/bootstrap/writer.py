"""Wiring of the process that writes."""

import fcntl
import logging
import os
import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from logging.config import dictConfig
from multiprocessing import get_context
from multiprocessing.process import BaseProcess
from multiprocessing.synchronize import Event as EventOfProcesses
from pathlib import Path
from threading import Event

from coopkg.bootstrap.logs import logging_of
from coopkg.bootstrap.processes import Told, kept_running, when_parent_ends
from coopkg.bootstrap.store import changing_snapshots_of
from coopkg.errors import CoopkgError, WriterError
from coopkg.serving.plain_writer import PlainWriter
from coopkg.serving.writer_client import WriterClient
from coopkg.serving.writer_process import SOCKET, listening_socket, serve_writer
from coopkg.serving.writing import Writer
from coopkg.settings import Settings
from coopkg.storage.durable import make_directory
from coopkg.storage.fetching import LoadPolicy
from coopkg.storage.plain import PlainStore

logger = logging.getLogger(__name__)

#: Opens the writer over the store of some settings.
OpenWriter = Callable[[Settings], Writer]


def plain_writer(settings: Settings) -> Writer:
    """Return the writer of a dataset without reasoning."""
    policy = LoadPolicy(settings.changes.load_hosts, settings.changes.body_bytes)
    return PlainWriter(PlainStore(changing_snapshots_of(settings), settings.base), policy)


def client_of(settings: Settings) -> WriterClient:
    """Return the writer as other processes reach it; it waits a little longer than a change may take."""
    return WriterClient(settings.store_dir / SOCKET, settings.changes.timeout_s * 2)


def kept_writer(settings: Settings, open_writer: OpenWriter, told: Told) -> AbstractContextManager[None]:
    """Keep a process that writes running inside the block; `told` and errors as `processes.kept_running`."""
    # Not forked: what threads of this process hold would stay held there for ever.
    context = get_context("spawn")
    ready = context.Event()

    def begin() -> BaseProcess:
        process = context.Process(target=_write, args=(settings, open_writer, ready), name="writer", daemon=True)
        process.start()
        return process

    return kept_running(begin, ready.is_set, told)


def _write(settings: Settings, open_writer: OpenWriter, ready: EventOfProcesses) -> None:
    """Be the process that writes, until SIGTERM, or until the process that began this one is gone.

    `ready` is set as soon as it takes changes.
    """
    dictConfig(logging_of(settings.log_level, settings.log_form))
    stopping = Event()
    signal.signal(signal.SIGTERM, lambda *_: stopping.set())
    for number in (signal.SIGINT, signal.SIGHUP):
        # A terminal sends these to all; who began this process tells it when to stop.
        signal.signal(number, signal.SIG_IGN)
    when_parent_ends(stopping.set)
    try:
        with only_writer(settings.store_dir):
            writer = open_writer(settings)
            # Who can connect may read, too: there is a snapshot by now.
            with listening_socket(settings.store_dir / SOCKET) as listener:
                ready.set()
                logger.info("the writer is ready with PID: %d", os.getpid())
                serve_writer(writer, listener, lambda: not stopping.is_set(), deadline_s=settings.changes.timeout_s)
    except CoopkgError as error:
        logger.error("the writer cannot go on: %s", error)  # noqa: TRY400 - a traceback tells users nothing
        sys.exit(1)


@contextmanager
def only_writer(directory: Path) -> Iterator[None]:
    """Hold the lock of the store's one server; WriterError where another process has it.

    The system lets go of it when the process ends, however it ends.
    """
    make_directory(directory)
    with (directory / "server.lock").open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise WriterError(
                f"{directory}: another server writes to this store; stop it, or choose another: --store"
            ) from error
        yield
