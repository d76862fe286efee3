"""Comparing the closure that an engine has written with that of coopkg's columns."""

from coopkg.bench.comparison import Comparison, compared
from coopkg.bench.peers import nemo_directory, nemo_triples
from coopkg.bench.tasks import Task


def comparison(task: Task, engine: str) -> Comparison:
    """Return how the closure of `engine` compares with that of the columns."""
    return compared(task.output("columns").read_bytes(), _ntriples(task, engine))


def _ntriples(task: Task, engine: str) -> bytes:
    if engine == "nemo" and nemo_directory(task).is_dir():
        return b"".join(nemo_triples(task))
    lines = task.output(engine).read_bytes().splitlines(keepends=True)
    # No statement has a literal as its subject; Notation3 and reasonable know no such bound.
    return b"".join(line for line in lines if line.startswith((b"<", b"_")))
