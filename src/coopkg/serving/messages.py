"""What goes between the pool and its workers: a number, a JSON head, a body, and perhaps an open file.

A message is its number in eight bytes, the lengths of its head and of its body in four bytes each, all in network
order, then both. An answer has the number of its question.
"""

import json
import os
import socket
import struct
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

_TOP = struct.Struct("!QII")
_TIMEVAL = struct.Struct("ll")
_PIECE_BYTES = 256 * 1024
_AT_ONCE_BYTES = 64 * 1024
_TRANSFER_WITHIN_S = 10.0


@dataclass(frozen=True, slots=True)
class Message:
    """A message; `descriptor` is an open file that goes with it and belongs to whoever received it."""

    number: int
    head: bytes
    body: bytes = b""
    descriptor: int | None = None


def head_of(**members: object) -> bytes:
    """Return the head that has those members."""
    return json.dumps(members).encode()


# Most questions have the same head, and so have most answers.
@lru_cache(maxsize=256)
def members_of(head: bytes) -> Mapping[str, Any]:
    """Return the members of a head, not to be changed."""
    members: Mapping[str, Any] = json.loads(head)
    return members


def send(channel: socket.socket, message: Message) -> None:
    """Send a message; OSError where the other side is gone, TimeoutError where it takes too long."""
    top = _TOP.pack(message.number, len(message.head), len(message.body))
    content = b"".join((top, message.head, message.body))
    if message.descriptor is None:
        channel.sendall(content)
        return
    sent = socket.send_fds(channel, [content], [message.descriptor])
    channel.sendall(content[sent:])


class Inbox:
    """The messages that come through a blocking `channel`, one after the other; none has an open file."""

    __slots__ = ("_channel", "_received")

    def __init__(self, channel: socket.socket) -> None:
        self._channel = channel
        self._received = b""

    def next(self) -> Message | None:
        """Return the next message, None where the other side is gone."""
        while (end := _end_of(self._received)) is None or end > len(self._received):
            piece = self._channel.recv(_AT_ONCE_BYTES)
            if not piece:
                return None
            self._received += piece
        content, self._received = self._received[:end], self._received[end:]
        return _message_in(content, None)


def receive(channel: socket.socket) -> Message | None:
    """Return the one message that comes, None where the other side is gone; TimeoutError where none begins in time.

    Another one may follow only when this one has been answered.
    """
    try:
        received, descriptors, _, _ = socket.recv_fds(channel, _AT_ONCE_BYTES, 1)
    except BlockingIOError:
        raise TimeoutError from None
    message: Message | None = None
    try:
        message = _completed(channel, received, descriptors[0] if descriptors else None)
        return message
    finally:
        if message is None and descriptors:
            os.close(descriptors[0])


def set_patience(channel: socket.socket, seconds: float | None) -> None:
    """Have the system wait that long for what comes through a blocking `channel`; None is for ever.

    Python's own timeout asks the system twice, and hands the interpreter to another thread each time.
    """
    # To the system, no time is for ever.
    microseconds = 0 if seconds is None else max(int(seconds * 1e6), 1)
    channel.setsockopt(socket.SOL_SOCKET, socket.SO_RCVTIMEO, _TIMEVAL.pack(*divmod(microseconds, 1_000_000)))


def _completed(channel: socket.socket, received: bytes, descriptor: int | None) -> Message | None:
    top = _filled(channel, received, _TOP.size)
    end = None if top is None else _end_of(top)
    if top is None or end is None:
        return None
    content = _filled(channel, top, end)
    return None if content is None else _message_in(content, descriptor)


def _end_of(content: bytes) -> int | None:
    """Return how many bytes the message has that `content` begins with, None where that is not known yet."""
    if len(content) < _TOP.size:
        return None
    _, head_length, body_length = _TOP.unpack_from(content)
    return _TOP.size + int(head_length) + int(body_length)


def _message_in(content: bytes, descriptor: int | None) -> Message:
    number, head_length, _ = _TOP.unpack_from(content)
    start = _TOP.size + head_length
    return Message(number, content[_TOP.size : start], content[start:], descriptor)


def _filled(channel: socket.socket, received: bytes, length: int) -> bytes | None:
    """Return at least so many bytes, of which some were received; None where the other side is gone before."""
    if len(received) >= length or not received:
        return received or None
    # What has begun to come is complete on the other side.
    set_patience(channel, _TRANSFER_WITHIN_S)
    content = bytearray(received)
    while len(content) < length:
        piece = channel.recv(min(length - len(content), _PIECE_BYTES))
        if not piece:
            return None
        content += piece
    return bytes(content)
