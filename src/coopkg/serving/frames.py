"""What goes through the writer's socket: frames of a JSON head and a body, and errors as values.

A frame is the length of its head and of its body, four and eight bytes in network order, then both.
"""

import json
import socket
import struct
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from coopkg.errors import (
    BadInputError,
    BusyError,
    CoopkgError,
    InconsistencyError,
    LimitError,
    LoadError,
    NoSpaceError,
    OntologyError,
    QueryError,
    RefusedError,
    SnapshotError,
    UnknownTermError,
    WriterError,
)

_LENGTHS = struct.Struct("!IQ")
_PIECE_BYTES = 1 << 20
#: Which errors come through, by name, with the fields from which each is made again.
_ERRORS: Mapping[str, tuple[type[CoopkgError], tuple[str, ...]]] = {
    "BadInputError": (BadInputError, ("path", "line", "reason")),
    "BusyError": (BusyError, ("retry_after_s",)),
    "InconsistencyError": (InconsistencyError, ("clashes",)),
    "LimitError": (LimitError, ("limit", "value", "remedy")),
    "LoadError": (LoadError, ("source", "reason")),
    "NoSpaceError": (NoSpaceError, ("path", "reason")),
    "OntologyError": (OntologyError, ("subject", "reason")),
    "QueryError": (QueryError, ("reason", "line", "column")),
    "RefusedError": (RefusedError, ("subject", "reason")),
    "SnapshotError": (SnapshotError, ("path", "reason")),
    "UnknownTermError": (UnknownTermError, ("term", "reason")),
    "WriterError": (WriterError, ("reason",)),
}


@dataclass(frozen=True, slots=True)
class Frame:
    """A message: its head, of what JSON can hold, and its body."""

    head: Mapping[str, object] = field(default_factory=dict)
    body: bytes = b""


def send_frame(connection: socket.socket, frame: Frame) -> None:
    """Send a frame; OSError where the other side is gone or takes nothing in time."""
    head = json.dumps(frame.head).encode()
    connection.sendall(_LENGTHS.pack(len(head), len(frame.body)) + head)
    if frame.body:
        connection.sendall(frame.body)


def receive_frame(connection: socket.socket) -> Frame:
    """Return the next frame; EOFError where the other side ends before it is whole, OSError where it fails."""
    head_bytes, body_bytes = _LENGTHS.unpack(_received(connection, _LENGTHS.size))
    head = json.loads(_received(connection, head_bytes))
    return Frame(head, _received(connection, body_bytes))


def _received(connection: socket.socket, size: int) -> bytes:
    received = bytearray()
    while len(received) < size:
        piece = connection.recv(min(size - len(received), _PIECE_BYTES))
        if not piece:
            raise EOFError(f"{len(received)} of {size} bytes came")
        received += piece
    return bytes(received)


def error_head(error: CoopkgError) -> dict[str, object]:
    """Return the head that tells of an error; one that is not among `_ERRORS` goes by its words."""
    name = type(error).__name__
    if name not in _ERRORS:
        return {"error": "WriterError", "fields": [str(error)]}
    values = (getattr(error, each) for each in _ERRORS[name][1])
    return {"error": name, "fields": [each if isinstance(each, int | str | tuple) else str(each) for each in values]}


def error_of(head: Mapping[str, object]) -> CoopkgError:
    """Return the error that a head tells of."""
    kind, names = _ERRORS.get(str(head["error"]), (WriterError, ()))
    fields = head["fields"]
    if not isinstance(fields, list):
        return WriterError(str(fields))
    return kind(*(Path(value) if names[:1] == ("path",) and value is fields[0] else value for value in fields))
