"""Engines in turn on one task: a round runs each of them once, so that what disturbs the machine disturbs all."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from coopkg.bench.comparison import Comparison
from coopkg.bench.engines import Engine, Places, closure_s, output_of
from coopkg.bench.processes import Failure, run, worker
from coopkg.bench.tasks import Task
from coopkg.errors import BenchError

#: An engine that takes longer is run once: its figure does not hang on the second decimal.
_LONG_S = 60
#: Writing data and comparing closures are not measured; only what hangs is ended.
_WORK_LIMIT_S = 3600

Say = Callable[[str], None]


@dataclass(slots=True)
class Result:
    """What one engine did on one task: the seconds and megabytes of each run, or why there are none.

    `readings_s` is what was taken off the closure where an engine reads while it reasons.
    """

    engine: Engine
    closures_s: list[float] = field(default_factory=list)
    readings_s: list[float] = field(default_factory=list)
    processes_s: list[float] = field(default_factory=list)
    peaks_mb: list[float] = field(default_factory=list)
    told: Mapping[str, Any] = field(default_factory=dict)
    failure: str = ""
    comparison: Comparison | None = None

    @property
    def is_done(self) -> bool:
        """Tell whether another run would add nothing."""
        return bool(self.failure) or max(self.processes_s, default=0) > _LONG_S


@dataclass(frozen=True, slots=True)
class Bounds:
    """How often each engine runs, and how many seconds a run may take."""

    repeats: int
    limit_s: float


def worked(work: str, task: Task) -> Mapping[str, Any]:
    """Do one piece of our own work in a process of its own and return what it tells; BenchError where it fails."""
    done = run(worker(work, task.shape, task.size, task.directory), _WORK_LIMIT_S, task.directory / "work.out")
    if isinstance(done, Failure):
        raise BenchError(work, done.reason)
    return done.told()


def results(task: Task, engines: Sequence[Engine], places: Places, bounds: Bounds, say: Say) -> list[Result]:
    """Run the engines in turn on `task`, which is prepared, and compare each closure with that of the first engine."""
    found = [Result(engine) for engine in engines]
    for number in range(bounds.repeats):
        for result in found:
            if not result.is_done:
                say(f"{task.shape} {task.size:,}: {result.engine.name}, run {number + 1}")
                _run_once(result, task, places, bounds.limit_s)
    for result in found[1:]:
        if not result.failure and not found[0].failure:
            say(f"{task.shape} {task.size:,}: comparing the closure of {result.engine.name}")
            result.comparison = Comparison(**worked(f"compare:{result.engine.name}", task))
    return found


def _run_once(result: Result, task: Task, places: Places, limit_s: float) -> None:
    engine = result.engine
    done = run(engine.command(task, places), limit_s, output_of(engine, task))
    if isinstance(done, Failure):
        result.failure = done.reason
        return
    seconds = closure_s(engine, done)
    if seconds is None:
        result.failure = f"no closure: {done.last_words()}"
        return
    if engine.baseline:
        reading_s = float(worked(engine.baseline, task)["reason_s"])
        result.readings_s.append(reading_s)
        seconds -= reading_s
    result.closures_s.append(seconds)
    result.processes_s.append(done.process_s)
    result.peaks_mb.append(done.peak_mb)
    if engine.name == "columns":
        result.told = done.told()
