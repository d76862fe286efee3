"""The tables of a benchmark, as Markdown."""

import os
import platform
import shutil
import subprocess
from collections.abc import Iterable, Iterator, Mapping, Sequence
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from statistics import median
from typing import Any

from coopkg.bench.engines import Engine, Places, version_of_eye
from coopkg.bench.rounds import Result

_PACKAGES = ("coopkg", "numpy", "pyoxigraph", "rdflib", "owlrl", "nemo-python", "duckdb", "reasonable", "pyspark")
_HEADER = ("engine", "rules", "inferred", "closure, s", "times ours", "file to file, s", "times ours", "peak, MB")


def machine(places: Places) -> Iterator[str]:
    """Yield what was measured on, and with which versions, one line each."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    system = f"{platform.system()} {platform.release()}, {platform.machine()}"
    yield f"Machine: {_processor()}, {os.cpu_count()} cores, {memory:.0f} GB, {system}."
    packages = [f"{name} {found}" for name in _PACKAGES if (found := _version(name))]
    yield f"Versions: Python {platform.python_version()}, {', '.join([*packages, *_others(places)])}."


def _processor() -> str:
    try:
        described = Path("/proc/cpuinfo").read_text(encoding="utf-8")
    except OSError:
        return platform.processor() or "unknown processor"
    names = [line.partition(":")[2].strip() for line in described.splitlines() if line.startswith("model name")]
    return names[0] if names else "unknown processor"


def _version(package: str) -> str:
    try:
        return version(package)
    except PackageNotFoundError:
        return ""


def _others(places: Places) -> Iterator[str]:
    for jar in sorted(places.jena.glob("jena-core-*.jar")):
        yield f"Jena {jar.stem.rpartition('-')[2]}"
    if (places.node_modules / "eyereasoner").is_dir():
        yield f"eyereasoner {version_of_eye(places)}"
    for program, option in (("java", "--version"), ("node", "--version")):
        path = shutil.which(program)
        if path is not None:
            told = subprocess.run([path, option], capture_output=True, text=True, check=False).stdout
            yield f"{program} {told.splitlines()[0].removeprefix('openjdk ').removeprefix('v')}" if told else program


def closures(shape: str, size: int, results: Sequence[Result]) -> Iterator[str]:
    """Yield the lines of the table for one task; the first result is that of our own engine."""
    ours = results[0]
    yield f"### {shape}, {size:,} triples\n"
    yield _row((*_HEADER, "closure"))
    yield _row(("---", "---", *["---:"] * (len(_HEADER) - 2), "---"))
    for result in results:
        if result.failure:
            yield _row((result.engine.name, result.engine.rules, *["–"] * (len(_HEADER) - 2), result.failure))
        else:
            yield _row(_cells(result, ours))
    yield from _notes(results)
    if ours.told:
        peak = f"{ours.told['closure_mb']:,.0f} MB"
        yield f"\nPeak memory of {ours.engine.name} at the end of the closure, before writing: {peak}."
    yield ""


def _notes(results: Iterable[Result]) -> Iterator[str]:
    for result in results:
        if result.readings_s:
            yield f"\n{result.engine.name} reads while it reasons: {spread(result.readings_s)} s, not in its closure."
        if result.engine.note and result.comparison is not None and not result.comparison.is_equal:
            yield f"\n{result.engine.name}: {result.engine.note}"


def _cells(result: Result, ours: Result) -> tuple[str, ...]:
    return (
        result.engine.name,
        result.engine.rules,
        _inferred(result, ours),
        spread(result.closures_s),
        times(result.closures_s, ours.closures_s),
        spread(result.processes_s),
        times(result.processes_s, ours.processes_s),
        f"{median(result.peaks_mb):,.0f}" if result.engine.is_one_process else "–",
        _told(result),
    )


def _inferred(result: Result, ours: Result) -> str:
    if result.comparison is not None:
        return f"{result.comparison.theirs - int(ours.told['given']):,}"
    return f"{int(result.told['inferred']):,}" if result.told else "–"


def _told(result: Result) -> str:
    compared = result.comparison
    if compared is None:
        return "ours" if result.told else "not compared"
    if compared.is_equal:
        return "equal"
    lacks = f"lacks {compared.missing:,} ({compared.missing_names})" if compared.missing else ""
    adds = f"adds {compared.additional:,} ({compared.additional_names})" if compared.additional else ""
    return "; ".join(part for part in (lacks, adds) if part)


def times(theirs: Sequence[float], ours: Sequence[float]) -> str:
    """Return how many times the median of `ours` that of `theirs` is; nothing for ours itself."""
    if theirs is ours or not ours:
        return ""
    ratio = median(theirs) / median(ours)
    return f"{ratio:,.0f}" if ratio >= 100 else f"{ratio:.1f}"  # noqa: PLR2004  (three digits say enough)


def spread(values: Sequence[float]) -> str:
    """Return the median, and the least and the most where there are several values.

    >>> spread([0.5, 0.25, 1.0])
    '0.50 (0.25–1.00)'
    """
    return f"{median(values):,.2f}" + (f" ({min(values):,.2f}–{max(values):,.2f})" if len(values) > 1 else "")


def growth(results: Mapping[tuple[str, int], Result]) -> Iterator[str]:
    """Yield how the times of our own engine grow from each size to the next, by shape and size."""
    for (shape, size), result in results.items():
        larger = min((other for name, other in results if name == shape and other > size), default=None)
        if larger is not None and not result.failure and not results[shape, larger].failure:
            other = results[shape, larger]
            closures, processes = (
                times(other.closures_s, result.closures_s),
                times(other.processes_s, result.processes_s),
            )
            yield _row((shape, f"{size:,}", f"{larger:,}", f"{larger / size:.0f}", closures, processes))


def growth_header() -> Iterator[str]:
    """Yield the head of the table that `growth` fills."""
    yield _row(("shape", "from", "to", "times the input", "times the closure", "times file to file"))
    yield _row(("---", *["---:"] * 5))


def figures(title: str, rows: Iterable[tuple[str, str]]) -> Iterator[str]:
    """Yield a table of two columns under a title."""
    yield f"### {title}\n"
    yield _row(("what", "measured"))
    yield _row(("---", "---:"))
    yield from map(_row, rows)
    yield ""


def milliseconds(told: Mapping[str, Any], name: str) -> str:
    """Return a median with the least and the most, in milliseconds, as `coopkg.bench.scenes` tells them."""
    least, most = told[f"{name}_least_ms"], told[f"{name}_most_ms"]
    return f"{told[f'{name}_ms']:,.2f} ms ({least:,.2f}–{most:,.2f})"


def skipped(engines: Iterable[Engine]) -> Iterator[str]:
    """Yield a line for each engine that is not there, and how to install it."""
    for engine in engines:
        yield f"- {engine.name} is not installed: {engine.remedy}"


def _row(cells: Iterable[str]) -> str:
    return f"| {' | '.join(cells)} |"
