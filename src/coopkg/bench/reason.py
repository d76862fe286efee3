"""`coopkg bench reason`: every engine on the same data, side by side, and what coopkg alone can do."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from coopkg.bench import report
from coopkg.bench.engines import ENGINES, Engine, Places
from coopkg.bench.rounds import Bounds, Result, Say, results, worked
from coopkg.bench.shapes import SHAPES
from coopkg.bench.tasks import Task
from coopkg.errors import SettingError

#: What can be asked for, in the order in which it is told.
PARTS = ("closure", "changes", "names", "proof")

_SIZES = (10_000, 100_000, 1_000_000)
_SIZE_OF_NAMES = 100_000
_QUICK = frozenset({"columns", "nemo", "duckdb", "owlrl"})


@dataclass(frozen=True, slots=True)
class Plan:
    """What to measure: with no `engines` all that are there, each up to the size that it is fit for."""

    shapes: tuple[str, ...] = SHAPES
    sizes: tuple[int, ...] = _SIZES
    engines: tuple[str, ...] = ()
    parts: tuple[str, ...] = PARTS
    bounds: Bounds = field(default_factory=lambda: Bounds(repeats=5, limit_s=300))
    places: Places = field(default_factory=Places)


def quick(places: Places) -> Plan:
    """Return a plan that takes less than a minute: it shows that everything works, and no figure worth keeping."""
    engines = tuple(engine.name for engine in ENGINES if engine.name in _QUICK and engine.is_there(places))
    return Plan(
        sizes=(200, 400),
        engines=engines,
        bounds=Bounds(repeats=1, limit_s=60),
        places=places,
    )


def benchmark(plan: Plan, directory: Path, say: Say) -> Iterator[str]:
    """Yield the lines of a Markdown report on what `plan` asks for, as they become known.

    The data, and the closures of one task at a time, are kept in `directory`. BenchError where coopkg itself fails,
    SettingError for an engine that is named and not known, or not there.
    """
    engines, absent = _engines(plan)
    yield from report.machine(plan.places)
    runs = f"Runs of each engine: {plan.bounds.repeats}, in turn, each a process of its own: median (least–most)."
    yield f"{runs} What took more than a minute ran once; what took {plan.bounds.limit_s:,.0f} s was stopped.\n"
    parts: dict[str, Callable[[], Iterator[str]]] = {
        "closure": lambda: _closures(plan, engines, directory, say),
        "changes": lambda: _changes(plan, directory, say),
        "names": lambda: _names(plan, directory, say),
        "proof": lambda: _proof(plan, directory, say),
    }
    for part in plan.parts:
        yield from parts[part]()
    yield from report.skipped(absent)


def _engines(plan: Plan) -> tuple[list[Engine], list[Engine]]:
    """Return the engines to run, our own first, and those that are not there."""
    known = {engine.name: engine for engine in ENGINES}
    for name in plan.engines:
        if name not in known:
            raise SettingError("engine", f"{name!r} is none of {', '.join(known)}")
        if not known[name].is_there(plan.places):
            raise SettingError("engine", f"{name} is not installed: {known[name].remedy}")
    wanted = [engine for engine in ENGINES if not plan.engines or engine.name in {*plan.engines, ENGINES[0].name}]
    return [each for each in wanted if each.is_there(plan.places)], [
        each for each in wanted if not each.is_there(plan.places)
    ]


def _closures(plan: Plan, engines: Sequence[Engine], directory: Path, say: Say) -> Iterator[str]:
    ours: dict[tuple[str, int], Result] = {}
    yield "## Closures\n"
    for size in plan.sizes:
        for shape in plan.shapes:
            task = _prepared(shape, size, directory, say)
            fit = [engine for engine in engines if plan.engines or size <= engine.most]
            found = results(task, fit, plan.places, plan.bounds, say)
            ours[shape, size] = found[0]
            yield from report.closures(shape, size, found)
            _clear(task)
    rows = list(report.growth(ours))
    if rows:
        yield "### Growth\n"
        yield from (*report.growth_header(), *rows, "")


def _prepared(shape: str, size: int, directory: Path, say: Say) -> Task:
    task = Task(shape, size, directory / f"{shape}-{size}")
    if not task.data.exists():
        say(f"{shape} {size:,}: writing the data")
        task.directory.mkdir(parents=True, exist_ok=True)
        worked("prepare", task)
    return task


def _clear(task: Task) -> None:
    """Remove the closures: those of ten million triples are gigabytes each."""
    for path in task.directory.glob("closure-*"):
        path.unlink()


def _changes(plan: Plan, directory: Path, say: Say) -> Iterator[str]:
    task = _prepared("coop", _size(plan), directory, say)
    say("changes")
    told = worked("changes", task)
    rows = [
        ("retract 10 triples, chosen at random", report.milliseconds(told, "retract")),
        ("triples that go with them (median)", f"{told['fallen']:,.0f}"),
        ("add 10 triples", report.milliseconds(told, "add")),
        ("retract the one triple that a hub hangs on", report.milliseconds(told, "hub_retract")),
        ("triples that go with it", f"{told['hub_fallen']:,.0f}"),
        ("add it again", report.milliseconds(told, "hub_add")),
    ]
    yield from report.figures(f"Changes, {_named(task)}", rows)


def _names(plan: Plan, directory: Path, say: Say) -> Iterator[str]:
    task = _prepared("coop", min(_size(plan), _SIZE_OF_NAMES), directory, say)
    runs: dict[str, list[dict[str, Any]]] = {"names": [], "linked-names": []}
    for number in range(plan.bounds.repeats):
        for work, found in runs.items():
            say(f"{work}, run {number + 1}")
            found.append(dict(worked(work, task)))
    closed = {work: [told["closure_s"] for told in found] for work, found in runs.items()}
    expanded = {work: [told["expansion_s"] for told in found] for work, found in runs.items()}
    rows = [
        ("closure, the names apart", f"{report.spread(closed['names'])} s"),
        ("closure, 151 names of one thing, before expansion", f"{report.spread(closed['linked-names'])} s"),
        ("times as long", report.times(closed["linked-names"], closed["names"])),
        ("expansion", f"{report.spread(expanded['linked-names'])} s"),
        ("triples, expanded", f"{runs['linked-names'][0]['triples']:,.0f}"),
    ]
    yield from report.figures(f"A clique of owl:sameAs, {_named(task)}", rows)


def _proof(plan: Plan, directory: Path, say: Say) -> Iterator[str]:
    task = _prepared("coop", _size(plan), directory, say)
    say("proof")
    told = worked("proof", task)
    rows = [
        ("steps", f"{told['steps']:,.0f}"),
        ("stated triples it rests on", f"{told['stated']:,.0f}"),
        ("finding it", report.milliseconds(told, "proof")),
    ]
    yield from report.figures(f"A proof, {_named(task)}", rows)


def _size(plan: Plan) -> int:
    """Return the size for what coopkg alone can do: the largest asked for, up to a million."""
    return max((size for size in plan.sizes if size <= _SIZES[-1]), default=_SIZES[-1])


def _named(task: Task) -> str:
    return f"{task.shape}, {task.size:,} triples"
