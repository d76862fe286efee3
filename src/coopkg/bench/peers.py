"""The other reasoners that run inside Python, each writing the closure of a task: owlrl and coopkg, Nemo, reasonable.

A peer is imported by the function that runs it: none of them is needed for anything else.
"""

import csv
import resource
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from time import perf_counter

from coopkg.bench.tasks import Task
from coopkg.bootstrap.infer import infer
from coopkg.pipeline.infer import Inference
from coopkg.reasoning.owl2rl import RDF_TYPE

_KILOBYTES_OF_MB = 1024

Figures = dict[str, float]


def close_with_coopkg(task: Task, reasoner: str, name: str) -> Figures:
    """Do what `coopkg infer` does, with one of its reasoners; tell the peak memory up to the closure too."""
    figures: Figures = {}

    def report(stage: str) -> Callable[[str], None]:
        start = perf_counter()

        def end(result: str) -> None:
            del result
            figures[f"{stage}_s"] = perf_counter() - start
            figures[f"{stage}_mb"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / _KILOBYTES_OF_MB

        return end

    inference = Inference((task.data, task.ontology), None, task.output(name), is_inferred_only=False)
    given, inferred = infer(inference, reasoner, report)
    told = {"given": float(given), "inferred": float(inferred)}
    return told | {"closure_s": figures["close_s"], "closure_mb": figures["close_mb"]}


def close_with_nemo(task: Task, program: str) -> Figures:
    """Run the `nemo` rules, or the `tables` that only take the input apart, and write a file for each table.

    Nemo reads when it reasons: what it needs for the tables alone is to be taken off what it needs for the rules.
    """
    import nmo_python  # noqa: PLC0415  (see above)

    text = task.rules(program).read_text(encoding="utf-8")
    engine = nmo_python.NemoEngine(nmo_python.load_string(text))
    start = perf_counter()
    engine.reason()
    reason_s = perf_counter() - start
    if program == "nemo":
        manager = nmo_python.NemoOutputManager(str(nemo_directory(task)), True)  # noqa: FBT003  (its own order)
        for line in text.splitlines():
            if line.startswith("@export "):
                engine.write_result(line.split()[1], manager)
    return {"reason_s": reason_s}


def nemo_directory(task: Task) -> Path:
    """Return where Nemo writes its tables."""
    return task.directory / "nemo"


def nemo_triples(task: Task) -> Iterator[bytes]:
    """Yield the lines of N-Triples that the tables written by Nemo stand for; those about literals are left out.

    Terms are IRIs, blank nodes and texts, as in the data; Nemo would write a number as it is.
    """
    names = {}
    for line in task.rules("tables").read_text(encoding="utf-8").splitlines():
        if ":- t(" in line:
            name, _, pattern = line.partition("(")
            names[name] = pattern.partition(":- t(")[2].rpartition(")")[0].split(", ")
    for name, (_, predicate, object_) in names.items():
        with suppress(FileNotFoundError), (nemo_directory(task) / f"{name}.tsv").open(encoding="utf-8") as file:
            for row in csv.reader(file, delimiter="\t"):
                if not row[0].startswith('"'):
                    last = object_ if predicate == RDF_TYPE else _nemo_token(row[1])
                    yield f"{_nemo_token(row[0])} {predicate} {last} .\n".encode()


def _nemo_token(text: str) -> str:
    return text if text.startswith(('"', "_:")) else f"<{text}>"


def close_with_reasonable(task: Task) -> Figures:
    """Close with reasonable, which has rules of its own; its terms are rdflib's."""
    import reasonable  # noqa: PLC0415  (see above)

    reasoner = reasonable.PyReasoner()
    start = perf_counter()
    for path in (task.ontology, task.data):
        # It reads Turtle, of which N-Triples are a part, and goes by the file's name.
        named = path.with_suffix(".ttl")
        named.symlink_to(path)
        reasoner.load_file(str(named))
        named.unlink()
    read = perf_counter()
    triples = reasoner.reason()
    closed = perf_counter()
    with task.output("reasonable").open("w", encoding="utf-8") as file:
        file.writelines(f"{s.n3()} {p.n3()} {o.n3()} .\n" for s, p, o in triples)
    return {"read_s": read - start, "closure_s": closed - read}
