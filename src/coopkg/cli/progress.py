"""Telling a person how far a command is: a spinner while a stage runs, then one line with its time and counts."""

import time
from collections.abc import Callable, Generator
from contextlib import contextmanager

from rich.console import Console

from coopkg.pipeline.stages import Report
from coopkg.storage.snapshots import Snapshot


@contextmanager
def stages() -> Generator[Report]:
    """Give a function that reports stages on standard error; the spinner shows only on a terminal."""
    console = Console(stderr=True, highlight=False)
    with console.status("") as status:

        def begin(stage: str) -> Callable[[str], None]:
            started = time.perf_counter()
            status.update(stage)

            def end(result: str) -> None:
                console.print(
                    f"{stage:<10} {time.perf_counter() - started:6.2f} s  {result}", markup=False, soft_wrap=True
                )

            return end

        yield begin


def told(snapshot: Snapshot) -> str:
    """Return one line about a snapshot that has been published."""
    counts = snapshot.manifest.counts
    return (
        f"snapshot {snapshot.manifest.number}: {counts['stated']} triples stated, {counts['implied']} implied, "
        f"in {snapshot.path}"
    )
