"""The work of one measured process: `python -m coopkg.bench.worker WORK SHAPE SIZE DIRECTORY`.

It tells what it has found as a JSON object on the last line of its standard output.
"""

import json
import os
import resource
import sys
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

from coopkg.bench.tasks import Task, prepare
from coopkg.errors import SettingError

# As docs/how-to/reason-on-a-cluster.md advises: the driver only plans; an executor has one core, and compiles what is
# run often, not what is run once.
_COMPILING = (
    "-XX:Tier4InvocationThreshold=25000 -XX:Tier4MinInvocationThreshold=3000 "
    "-XX:Tier4CompileThreshold=75000 -XX:Tier4BackEdgeThreshold=200000"
)
_JAVA_OPTIONS = (
    "--driver-java-options '-XX:TieredStopAtLevel=1 -XX:+UseSerialGC' "
    f"--conf 'spark.executor.extraJavaOptions=-XX:+UseSerialGC {_COMPILING}'"
)


def work(name: str, task: Task) -> Mapping[str, Any]:
    """Do one piece of work on `task` and return what it found; SettingError for a name that is none.

    Each brings modules that the others must not pay for, so they are imported here.
    """
    match name.split(":"):
        case ["prepare"]:
            prepare(task)
            return {}
        case ["compare", engine]:
            from coopkg.bench.closures import comparison  # noqa: PLC0415  (an extra, or slow to import)

            return asdict(comparison(task, engine))
        case [("changes" | "proof" | "names" | "linked-names") as scene]:
            return _scene(scene, task)
        case ["spark", executors]:
            return _closed_by_spark(executors, task)
        case ["duckdb", threads]:
            from coopkg.bench.duck import close  # noqa: PLC0415  (an extra, or slow to import)

            cores = os.cpu_count() or 1
            return close(task, "duckdb-all", cores) if threads == "all" else close(task, "duckdb", int(threads))
        case [("columns" | "owlrl" | "nemo" | "tables" | "reasonable") as engine]:
            return _closed(engine, task)
        case _:
            raise SettingError("work", f"no such work: {name!r}")


def _closed(engine: str, task: Task) -> Mapping[str, float]:
    from coopkg.bench import peers  # noqa: PLC0415  (an extra, or slow to import)

    if engine in {"nemo", "tables"}:
        return peers.close_with_nemo(task, engine)
    if engine == "reasonable":
        return peers.close_with_reasonable(task)
    return peers.close_with_coopkg(task, engine, engine)


def _closed_by_spark(executors: str, task: Task) -> Mapping[str, float]:
    """Close on a cluster of this machine's with so many executors, of one core and one gigabyte each."""
    from coopkg.bench import peers  # noqa: PLC0415  (an extra, or slow to import)

    os.environ["PYSPARK_SUBMIT_ARGS"] = f"--master local-cluster[{executors},1,1024] {_JAVA_OPTIONS} pyspark-shell"
    return peers.close_with_coopkg(task, "spark", f"spark-{executors}")


def _scene(scene: str, task: Task) -> Mapping[str, float]:
    from coopkg.bench import scenes  # noqa: PLC0415  (an extra, or slow to import)

    match scene:
        case "changes":
            return scenes.changes(task)
        case "proof":
            return scenes.proof(task)
        case _:
            return scenes.names(task, is_linked=scene == "linked-names")


def main(arguments: list[str]) -> None:
    """Do what the command line asks for, within three quarters of the machine's memory."""
    name, shape, size, directory = arguments
    # A peer that needs more than there is must fail alone, and not take the machine with it.
    most = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") * 3 // 4
    resource.setrlimit(resource.RLIMIT_DATA, (most, most))
    sys.stdout.write(f"\n{json.dumps(work(name, Task(shape, int(size), Path(directory))))}\n")


if __name__ == "__main__":
    main(sys.argv[1:])
