"""The process that writes: it answers one request after the other on a Unix socket in the store's directory.

Only its own user may connect (the socket has mode 0600). A client that has left before its turn is passed over, so what
it gave up is not done.
"""

import logging
import os
import select
import signal
import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path

from coopkg.errors import CoopkgError, NoSpaceError, QueryError, SnapshotError, WriterError
from coopkg.rdf.terms import Iri
from coopkg.serving.frames import Frame, error_head, receive_frame, send_frame
from coopkg.serving.writing import Commit, Loader, Writer

logger = logging.getLogger(__name__)

#: The name of the socket in the store's directory.
SOCKET = "writer.socket"
# Clients are processes of this machine, which send what they have at once.
_PATIENCE_S = 30.0
_MOST_WAITING = 64
_TICK_S = 0.2


@contextmanager
def reachable(path: Path) -> Iterator[str]:
    """Give an address of the Unix socket at `path` that is short enough for the system (108 bytes on Linux)."""
    descriptor = os.open(path.parent, os.O_RDONLY | os.O_DIRECTORY)
    try:
        yield f"/proc/self/fd/{descriptor}/{path.name}" if Path("/proc/self/fd").is_dir() else str(path)
    finally:
        os.close(descriptor)


def listening_socket(path: Path) -> socket.socket:
    """Return a socket that listens at `path`, for this user only; what an earlier process left there is removed."""
    path.unlink(missing_ok=True)
    listener = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    with reachable(path) as address:
        mask = os.umask(0o177)
        try:
            listener.bind(address)
        finally:
            os.umask(mask)
    listener.listen(_MOST_WAITING)
    listener.settimeout(_TICK_S)
    return listener


def serve_writer(
    writer: Writer, listener: socket.socket, goes_on: Callable[[], bool], *, deadline_s: float = 60.0
) -> None:
    """Answer what comes to `listener` while `goes_on`; a request that has begun is finished.

    A change that takes longer than `deadline_s` ends this process, for nothing else can stop it: it is not made then,
    and who watches the process begins it anew.
    """
    while goes_on():
        try:
            connection, _ = listener.accept()
        except TimeoutError:
            continue
        with connection:
            connection.settimeout(_PATIENCE_S)
            _converse(writer, connection, deadline_s)


def _converse(writer: Writer, connection: socket.socket, deadline_s: float) -> None:
    try:
        # Who has been greeted knows that this process has heard of it, and that one which dies before has not.
        send_frame(connection, Frame())
        asked = receive_frame(connection)
    except (OSError, EOFError, ValueError) as error:
        # Who only looks whether a writer is there leaves at once.
        logger.debug("a client of the writer said nothing: %s", error)
        return
    if _has_left(connection):
        logger.warning("%s: its client has left before its turn; nothing was done", asked.head.get("call"))
        return
    # Without a handler the signal ends the process, wherever the engine is. Files may be as large as the disk takes.
    signal.setitimer(signal.ITIMER_REAL, 0 if asked.head.get("call") == "load" else deadline_s)
    try:
        answered = _answer(writer, asked)
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
    try:
        send_frame(connection, answered)
    except OSError as error:
        logger.warning("%s: done, but its client has left: %s", asked.head.get("call"), error)


def _has_left(connection: socket.socket) -> bool:
    # Nothing but the end comes after a request.
    return bool(select.select([connection], [], [], 0)[0])


def _answer(writer: Writer, asked: Frame) -> Frame:
    try:
        return Frame(asdict(_commit(writer, asked)))
    except NoSpaceError as error:
        return Frame(error_head(error))
    except SnapshotError as error:
        return Frame(error_head(WriterError(f"the change cannot be kept, so nothing was changed: {error.reason}")))
    except CoopkgError as error:
        return Frame(error_head(error))


def _commit(writer: Writer, asked: Frame) -> Commit:
    head = asked.head
    graph = None if head.get("graph") is None else Iri(str(head["graph"]))
    match head.get("call"):
        case "update":
            return writer.update(asked.body.decode(), _iris(head["using"]), _iris(head["using_named"]))
        case "put":
            return writer.put(graph, asked.body)
        case "post":
            return writer.post(graph, asked.body)
        case "delete":
            return writer.delete(graph)
        case "load" if isinstance(writer, Loader):
            return writer.load([Path(path) for path in _texts(head["paths"])], graph)
        case other:
            raise QueryError(f"the writer knows no call {other!r}; the server and its writer are of two versions")


def _iris(values: object) -> list[Iri]:
    return list(map(Iri, _texts(values)))


def _texts(values: object) -> list[str]:
    return list(map(str, values)) if isinstance(values, list) else []
