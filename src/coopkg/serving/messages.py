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
_PIECE_BYTES = 256 * 1024


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


def receive(channel: socket.socket) -> Message | None:
    """Return the next message, None where the other side is gone; TimeoutError as the channel has it."""
    # No more than this message is taken: another may already be on its way.
    received, descriptors, _, _ = socket.recv_fds(channel, _LENGTHS.size, 1)
    message: Message | None = None
    try:
        message = _completed(channel, received, descriptors[0] if descriptors else None)
        return message
    finally:
        if message is None and descriptors:
            os.close(descriptors[0])


def _completed(channel: socket.socket, received: bytes, descriptor: int | None) -> Message | None:
    lengths = _filled(channel, received, _LENGTHS.size)
    if lengths is None:
        return None
    head_length, body_length = _LENGTHS.unpack(lengths)
    content = _filled(channel, b"", head_length + body_length)
    if content is None:
        return None
    return Message(json.loads(content[:head_length]), bytes(memoryview(content)[head_length:]), descriptor)


def _filled(channel: socket.socket, received: bytes, length: int) -> bytearray | None:
    """Return so many bytes, of which some were received; None where the other side is gone before."""
    content = bytearray(received)
    while len(content) < length:
        piece = channel.recv(min(length - len(content), _PIECE_BYTES))
        if not piece:
            return None
        content += piece
    return content
