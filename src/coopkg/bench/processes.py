"""One measured run: a command as a process of its own, with a limit, its time and the memory that it needed.

The memory is what the kernel tells of the process when it ends. On Linux a process starts with the peak of the one that
started it, so whoever measures has to stay small: all that is large happens in processes like these.
"""

import json
import os
import resource
import signal
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from threading import Timer
from typing import Any

_KILOBYTES_OF_MB = 1024
_MOST_OF_A_REASON = 160
_MOST_OF_AN_END = 100_000


@dataclass(frozen=True, slots=True)
class Run:
    """A run that came to its end: seconds from start to end, peak memory, and the ends of what the process wrote."""

    process_s: float
    peak_mb: float
    output: str
    errors: str

    def told(self) -> Mapping[str, Any]:
        """Return the JSON object on the last line of the output, as our own workers write it."""
        told: Mapping[str, Any] = json.loads(self.output.splitlines()[-1])
        return told

    def last_words(self) -> str:
        """Return the last line of what the process wrote to its standard error, shortened."""
        return _last_line(self.errors)


@dataclass(frozen=True, slots=True)
class Failure:
    """A run that gave nothing, and why."""

    reason: str


def worker(name: str, *arguments: Path | str | int) -> list[str]:
    """Return the command that does one piece of work of `coopkg.bench.worker` in a fresh interpreter."""
    return [sys.executable, "-m", "coopkg.bench.worker", name, *map(str, arguments)]


def run(command: Sequence[str], limit_s: float, output: Path) -> Run | Failure:
    """Run `command` to its end or to the limit, in the directory of `output`, the file for its standard output."""
    errors = output.with_name(f"{output.name}.stderr")
    with output.open("wb") as out, errors.open("wb") as err:
        start = time.perf_counter()
        process = subprocess.Popen(command, stdout=out, stderr=err, cwd=output.parent, start_new_session=True)
        usage = _awaited(process, limit_s)
        process_s = time.perf_counter() - start
    if process.returncode == -signal.SIGKILL and process_s >= limit_s:
        return Failure(f"not within {limit_s:,.0f} s")
    if process.returncode:
        return Failure(_last_line(_end_of(errors)) or f"exit code {process.returncode}")
    return Run(process_s, usage.ru_maxrss / _KILOBYTES_OF_MB, _end_of(output), _end_of(errors))


def _last_line(text: str) -> str:
    return text.strip().rpartition("\n")[2].strip()[:_MOST_OF_A_REASON]


def _awaited(process: subprocess.Popen[bytes], limit_s: float) -> resource.struct_rusage:
    """Wait for the end of the process, whose group is killed at the limit; return what it used."""
    stop = Timer(limit_s, _kill, (process.pid,))
    stop.start()
    try:
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    finally:
        stop.cancel()
        if process.returncode is None:
            _kill(process.pid)
            process.wait()
    return usage


def _kill(group: int) -> None:
    # It may have come to its end by itself at the last moment.
    with suppress(ProcessLookupError):
        os.killpg(group, signal.SIGKILL)


def _end_of(path: Path) -> str:
    with path.open("rb") as file:
        file.seek(max(0, path.stat().st_size - _MOST_OF_AN_END))
        return file.read().decode(errors="replace")
