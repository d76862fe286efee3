"""What goes between the pool and its workers: a JSON head, a body, and perhaps an open file.

A message is the lengths of its head and of its body, four bytes each in network order, then both.
"""

import json
import os
import socket
import struct
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

_LENGTHS = struct.Struct("!II")
_TIMEVAL = struct.Struct("ll")
_PIECE_BYTES = 256 * 1024
_TRANSFER_WITHIN_S = 10.0


@dataclass(frozen=True, slots=True)
class Message:
    """A message; `descriptor` is an open file that goes with it and belongs to whoever received it."""

    head: Mapping[str, Any]
    body: bytes = b""
    descriptor: int | None = None


def send(channel: socket.socket, message: Message) -> None:
    """Send a message; OSError where the other side is gone, TimeoutError where it takes too long."""
    head = json.dumps(message.head).encode()
    content = b"".join((_LENGTHS.pack(len(head), len(message.body)), head, message.body))
    if message.descriptor is None:
        channel.sendall(content)
        return
    sent = socket.send_fds(channel, [content], [message.descriptor])
    channel.sendall(content[sent:])


def receive(channel: socket.socket, at_once: int = _LENGTHS.size) -> Message | None:
    """Return the next message, None where the other side is gone; TimeoutError where it does not begin in time.

    Up to `at_once` bytes are taken with one system call: more than the default only where no other message follows
    before this one is answered.
    """
    try:
        received, descriptors, _, _ = socket.recv_fds(channel, at_once, 1)
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
    lengths = _filled(channel, received, _LENGTHS.size)
    if lengths is None:
        return None
    head_length, body_length = _LENGTHS.unpack_from(lengths)
    content = _filled(channel, lengths, _LENGTHS.size + head_length + body_length)
    if content is None:
        return None
    start = _LENGTHS.size + head_length
    return Message(json.loads(content[_LENGTHS.size : start]), content[start:], descriptor)


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
