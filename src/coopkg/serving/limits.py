"""What the system holds a query worker to: memory, files, no network, and an end with its parent (Linux).

Oxigraph has no deadline and no bound of memory of its own, and reaches out for `SERVICE`; only the system can hold it.
"""

import ctypes
import os
import resource
import signal
from contextlib import suppress
from pathlib import Path

_CLONE_NEWUSER = 0x10000000
_CLONE_NEWNET = 0x40000000
_PR_SET_PDEATHSIG = 1
# The killer of the kernel takes what has the highest number: a worker, before the process that serves.
_KILLED_FIRST = "800"


def leave_network() -> bool:
    """Move this process, which must have one thread, to a network of its own without any device; tell if it is so.

    That takes a privilege, or a system where a user without any may have a user namespace of its own.
    """
    libc = ctypes.CDLL(None, use_errno=True)
    if not hasattr(libc, "unshare"):
        return False
    return any(libc.unshare(flags) == 0 for flags in (_CLONE_NEWNET, _CLONE_NEWUSER | _CLONE_NEWNET))


def end_with(parent: int) -> None:
    """Have the system kill this process when its parent, the process `parent`, is gone."""
    libc = ctypes.CDLL(None, use_errno=True)
    if hasattr(libc, "prctl"):
        libc.prctl(_PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
    if os.getppid() != parent:
        os._exit(1)


def hold(memory_bytes: int, file_bytes: int) -> None:
    """Hold this process to so much memory of its own, to files of that length, and to no dump of its core."""
    # What goes beyond is to fail with an error, not to end the process.
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    for what, most in (
        (resource.RLIMIT_DATA, memory_bytes),
        (resource.RLIMIT_FSIZE, file_bytes),
        (resource.RLIMIT_CORE, 0),
    ):
        _, highest = resource.getrlimit(what)
        bound = most if highest == resource.RLIM_INFINITY else min(most, highest)
        resource.setrlimit(what, (bound, bound))
    with suppress(OSError):
        Path("/proc/self/oom_score_adj").write_text(_KILLED_FIRST, encoding="ascii")
