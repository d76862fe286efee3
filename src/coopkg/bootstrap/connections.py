"""How many connections the web worker has, and how long one may stand still (Linux)."""

import os
import resource
import socket
import struct
import time
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from threading import Thread

from coopkg.settings import Settings

_MOST = 4096
# Files, pipes and answers of the web worker, beside its connections.
_OTHER_FILES = 512
_FEWEST = 64
# How long a client may take no byte of an answer that is on its way.
_UNREAD_FOR_MS = 30_000
_LOOK_EVERY_S = 5.0
# More than that in the time of the longest request is an upload, which goes on.
_UPLOADED_BYTES = 256 * 1024
_LONGER_S = 15.0
_FILES = Path("/proc/self/fd")
# `struct tcp_info` of linux/tcp.h: bytes that the client has acknowledged, bytes that came from it.
_COUNTS = struct.Struct("120xQQ")


@dataclass(frozen=True, slots=True)
class Seen:
    """What a connection had sent and received when it last sent something, and when that was."""

    sent: int
    received: int
    since: float


def most_connections() -> int:
    """Return how many connections the system lets a process have, at most 4096; its soft limit is raised for them.

    An idle one costs next to nothing, and who could have them all would keep out everybody else.
    """
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    files = _MOST + _OTHER_FILES if hard == resource.RLIM_INFINITY else min(hard, _MOST + _OTHER_FILES)
    if soft != resource.RLIM_INFINITY and soft < files:
        resource.setrlimit(resource.RLIMIT_NOFILE, (files, hard))
    return max(min(files - _OTHER_FILES, _MOST), _FEWEST)


def end_still_connections(settings: Settings) -> None:
    """End the connections of this process that stand still, from a thread; where the system is Linux.

    Those whose client takes nothing of an answer for half a minute, and those on which nothing was sent for longer than
    any request takes, and hardly anything came: a body byte by byte, which nothing else ends.
    """
    longest_s = max(settings.queries.timeout_s, settings.changes.timeout_s * 2) + _LONGER_S
    if _FILES.is_dir() and hasattr(socket, "TCP_USER_TIMEOUT"):
        Thread(target=_watch, args=(longest_s,), daemon=True).start()


def _watch(longest_s: float) -> None:
    seen: dict[tuple[str, int], Seen] = {}
    while True:
        seen = looked_at(seen, longest_s)
        time.sleep(_LOOK_EVERY_S)


def looked_at(seen: dict[tuple[str, int], Seen], longest_s: float) -> dict[tuple[str, int], Seen]:
    """Look at every connection once, and return what was seen of it; `seen` is what was seen before."""
    now, found = time.monotonic(), {}
    for name, connection in _sockets():
        # It may end at any moment.
        with suppress(OSError), connection:
            if connection.getsockopt(socket.SOL_SOCKET, socket.SO_ACCEPTCONN):
                # Connections have it from the socket that accepts them.
                connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT, _UNREAD_FOR_MS)
                continue
            sent, received = _COUNTS.unpack(connection.getsockopt(socket.IPPROTO_TCP, socket.TCP_INFO, _COUNTS.size))
            key = (name, os.fstat(connection.fileno()).st_ino)
            last = seen.get(key)
            if last is None or last.sent != sent:
                last = Seen(sent, received, now)
            found[key] = last
            if now - last.since > longest_s and received - last.received < _UPLOADED_BYTES:
                connection.shutdown(socket.SHUT_RDWR)
    return found


def _sockets() -> Iterator[tuple[str, socket.socket]]:
    """Yield the TCP sockets of this process, each as a duplicate, with its number."""
    for file in list(_FILES.iterdir()):
        with suppress(OSError):
            if file.is_socket():
                found = socket.socket(fileno=os.dup(int(file.name)))
                if found.family in {socket.AF_INET, socket.AF_INET6}:
                    yield file.name, found
                else:
                    found.close()
