"""How many connections the web worker has, and how long one may stand still (Linux)."""

import os
import resource
import socket
import time
from contextlib import suppress
from pathlib import Path
from threading import Thread

_MOST = 4096
# Files, pipes and answers of the web worker, beside its connections.
_OTHER_FILES = 512
_FEWEST = 64
# How long a client may take no byte of an answer that is on its way.
_UNREAD_FOR_MS = 30_000
_LISTENS_WITHIN_S = 30.0
_TICK_S = 0.05


def most_connections() -> int:
    """Return how many connections the system lets a process have, at most 4096; its soft limit is raised for them.

    An idle one costs next to nothing, and who could have them all would keep out everybody else.
    """
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    files = _MOST + _OTHER_FILES if hard == resource.RLIM_INFINITY else min(hard, _MOST + _OTHER_FILES)
    if soft != resource.RLIM_INFINITY and soft < files:
        resource.setrlimit(resource.RLIMIT_NOFILE, (files, hard))
    return max(min(files - _OTHER_FILES, _MOST), _FEWEST)


def end_unread() -> None:
    """Have the system end each connection of this process whose client takes nothing of an answer for half a minute.

    It is told so by the socket that listens, which is not there yet: a thread waits for it.
    """
    Thread(target=_end_unread, daemon=True).start()


def _end_unread() -> None:
    deadline = time.monotonic() + _LISTENS_WITHIN_S
    while not _told() and time.monotonic() < deadline:
        time.sleep(_TICK_S)


def _told() -> bool:
    """Tell the sockets of this process that listen; tell whether there was one."""
    option = getattr(socket, "TCP_USER_TIMEOUT", None)
    directory = Path("/proc/self/fd")
    if option is None or not directory.is_dir():
        return True
    # Others come and go meanwhile.
    with suppress(OSError):
        return any(_is_told(file, option) for file in directory.iterdir() if file.is_socket())
    return False


def _is_told(file: Path, option: int) -> bool:
    with socket.socket(fileno=os.dup(int(file.name))) as found:
        is_listening = bool(found.getsockopt(socket.SOL_SOCKET, socket.SO_ACCEPTCONN))
        if not is_listening or found.family not in {socket.AF_INET, socket.AF_INET6}:
            return False
        found.setsockopt(socket.IPPROTO_TCP, option, _UNREAD_FOR_MS)
        return True
