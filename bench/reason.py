"""Measure reasoning side by side: coopkg's columns and owlrl, file to file, on generated data, as a Markdown table.

Each run is a process of its own that does what `coopkg infer` does. «Closure» is the stage between reading and writing,
«whole process» is from the start of the interpreter to its end. The closures of both engines are compared as sets.

    python bench/reason.py                               coop, 100,000 triples, both engines (owlrl takes minutes)
    python bench/reason.py --size 1000000 --engine columns --shape univ --shape coop
"""

import argparse
import json
import os
import platform
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from importlib.metadata import version
from pathlib import Path

from generate import lines

from coopkg.bootstrap.infer import infer
from coopkg.pipeline.infer import Inference

BENCH = Path(__file__).parent


def child(engine: str, data: Path, ontology: Path, output: Path) -> None:
    """Infer file to file and print what each stage took, as JSON."""
    stages: dict[str, float] = {}

    def report(stage: str) -> Callable[[str], None]:
        start = time.perf_counter()
        return lambda _: stages.__setitem__(stage, time.perf_counter() - start)

    given, inferred = infer(Inference((data, ontology), None, output, is_inferred_only=False), engine, report)
    peak_mb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    print(json.dumps({"given": given, "inferred": inferred, "closure_s": stages["close"], "peak_mb": peak_mb}))


def measured(engine: str, data: Path, ontology: Path, output: Path) -> dict[str, float]:
    """Return what one process with `engine` took."""
    command = [sys.executable, __file__, "--child", engine, str(data), str(ontology), str(output)]
    start = time.perf_counter()
    result = subprocess.run(command, check=True, capture_output=True, text=True)
    return {**json.loads(result.stdout), "process_s": time.perf_counter() - start}


def median(runs: list[dict[str, float]]) -> dict[str, float]:
    """Return the median of each figure."""
    return {name: statistics.median(run[name] for run in runs) for name in runs[0]}


def compared(shape: str, size: int, engines: list[str], directory: Path) -> None:
    """Measure the engines on one data set and print their rows, and whether their closures are equal."""
    data, ontology = directory / f"{shape}-{size}.nt", BENCH / "ontologies" / f"{shape}.ttl"
    with data.open("w", encoding="utf-8") as file:
        file.writelines(lines(shape, size))
    closures, times = {}, {}
    for engine in engines:
        output = directory / f"{shape}-{size}-{engine}.nt"
        row = median([measured(engine, data, ontology, output) for _ in range(5 if engine == "columns" else 1)])
        times[engine] = row
        if len(engines) > 1:
            closures[engine] = set(output.read_bytes().splitlines())
        print(
            f"| {shape} | {row['given']:,.0f} | {engine} | {row['inferred']:,.0f} | {row['closure_s']:.2f} "
            f"| {row['process_s']:.2f} | {row['peak_mb']:,.0f} |",
            flush=True,
        )
    if len(engines) > 1:
        columns, owlrl = times["columns"], times["owlrl"]
        print(
            f"\ncolumns against owlrl: closure {owlrl['closure_s'] / columns['closure_s']:,.0f} times faster, "
            f"whole process {owlrl['process_s'] / columns['process_s']:,.0f} times; "
            f"closures equal: {'yes' if closures['columns'] == closures['owlrl'] else 'NO'}\n"
        )


def main() -> None:
    """Print the machine, then a table for the shapes and sizes asked for."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--shape", action="append", choices=["coop", "univ"])
    parser.add_argument("--size", type=int, default=100_000)
    parser.add_argument("--engine", action="append", choices=["columns", "owlrl"])
    options = parser.parse_args()
    packages = ", ".join(f"{name} {version(name)}" for name in ("numpy", "pyoxigraph", "rdflib", "owlrl"))
    print(f"Python {platform.python_version()}, {packages}; {platform.machine()}, {os.cpu_count()} cores\n")
    print("| shape | given | engine | inferred | closure, s | whole process, s | peak memory, MB |")
    print("| --- | ---: | --- | ---: | ---: | ---: | ---: |", flush=True)
    with tempfile.TemporaryDirectory() as directory:
        for shape in options.shape or ["coop"]:
            compared(shape, options.size, options.engine or ["columns", "owlrl"], Path(directory))


if __name__ == "__main__":
    if sys.argv[1:2] == ["--child"]:
        child(sys.argv[2], *map(Path, sys.argv[3:]))
    else:
        main()
