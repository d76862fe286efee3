"""The reasoners that are measured side by side: how each is started, what it needs, how large the data may be.

An engine that takes rules is given those of coopkg in its own language, and must come to the same closure.
"""

import importlib.util
import json
import re
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from zipfile import ZipFile

from coopkg.bench.processes import Run, worker
from coopkg.bench.tasks import Task
from coopkg.bootstrap.engines import REASONERS

RL = "OWL 2 RL"
GIVEN = "ours, given"
OWN = "its own"

_FOREIGN = Path(__file__).parent / "foreign"
_DEBIAN_JARS = Path("/usr/share/java")
_EYE_REASONED = re.compile(r"reasoning \d+ \[msec cputime\] (\d+) \[msec walltime\]")


@dataclass(frozen=True, slots=True)
class Places:
    """Where the peers are that no Python environment holds: Jena's jars, and the `node_modules` with eyereasoner."""

    jena: Path = _DEBIAN_JARS
    node_modules: Path = Path("node_modules")


@dataclass(frozen=True, slots=True)
class Engine:
    """An engine: its name, whose `rules` it follows, how to install it (`remedy`), and its command.

    `most` is the largest size that it is given unless it is named: beyond, it takes minutes, or more memory than there
    is. What the work `baseline` of the same worker takes is not reasoning, and taken off. `note` says why its closure
    is another, where it is.
    """

    name: str
    rules: str
    most: int
    remedy: str
    is_there: Callable[[Places], bool]
    command: Callable[[Task, Places], list[str]]
    baseline: str = ""
    is_one_process: bool = True
    note: str = ""


def _in_worker(work: str) -> Callable[[Task, Places], list[str]]:
    return lambda task, _: worker(work, task.shape, task.size, task.directory)


def _with_module(module: str) -> Callable[[Places], bool]:
    return lambda _: importlib.util.find_spec(module) is not None


def _always(places: Places) -> bool:
    del places
    return True


def _with_jena(places: Places) -> bool:
    return shutil.which("java") is not None and (places.jena / "jena-core.jar").is_file()


def _jena(rules: str) -> Callable[[Task, Places], list[str]]:
    def command(task: Task, places: Places) -> list[str]:
        name, given = ("jena", str(task.rules("jena"))) if rules == "jena" else ("jena-owl-micro", rules)
        files = (task.data, task.ontology, task.output(name))
        program = [str(_FOREIGN / "Close.java"), *map(str, files), given]
        return ["java", "-XX:MaxRAMPercentage=75", "-cp", _class_path(task, places), *program]

    return command


def _class_path(task: Task, places: Places) -> str:
    """Return the class path of Jena.

    Debian's jar has the classes of Xerces under another name than the messages that they need to start; these are put
    where they are looked for.
    """
    messages = task.directory / "jena-messages"
    with ZipFile(places.jena / "jena-core.jar") as jar:
        for name in jar.namelist():
            if "/ext/xerces/" in name and name.endswith(".properties"):
                target = messages / "xerces" / name.partition("/ext/xerces/")[2]
                target.parent.mkdir(parents=True, exist_ok=True)
                target.write_bytes(jar.read(name))
    return ":".join((str(messages), *(f"{path}/*" for path in dict.fromkeys((places.jena, _DEBIAN_JARS)))))


def _eye_script(places: Places) -> Path:
    return places.node_modules / ".bin" / "eyereasoner"


def _with_eye(places: Places) -> bool:
    return shutil.which("node") is not None and _eye_script(places).is_file()


def _eye(task: Task, places: Places) -> list[str]:
    # It finds files below the directory that it runs in, and no others.
    files = (path.name for path in (task.data, task.ontology, task.rules("n3")))
    return ["node", str(_eye_script(places)), "--nope", "--pass", "--no-qnames", *files]


def _with_spark(places: Places) -> bool:
    del places
    is_installed = importlib.util.find_spec("pyspark") is not None and shutil.which("java") is not None
    return is_installed and "spark" in REASONERS


_SPARK = "pip install 'coopkg[spark]', and Java 17"
_PIP = "pip install 'coopkg[bench]'"
_APT = "apt-get install libapache-jena-java default-jdk-headless, or --jena DIR"

ENGINES: tuple[Engine, ...] = (
    Engine("columns", RL, 100_000_000, "", _always, _in_worker("columns")),
    Engine("nemo", GIVEN, 1_000_000, _PIP, _with_module("nmo_python"), _in_worker("nemo"), baseline="tables"),
    Engine("duckdb", GIVEN, 1_000_000, _PIP, _with_module("duckdb"), _in_worker("duckdb:1")),
    Engine("duckdb-all", GIVEN, 1_000_000, _PIP, _with_module("duckdb"), _in_worker("duckdb:all")),
    Engine("jena", GIVEN, 100_000, _APT, _with_jena, _jena("jena")),
    Engine(
        "jena-owl-micro",
        OWN,
        10_000,
        _APT,
        _with_jena,
        _jena("owl-micro"),
        note="Jena's own rules that are nearest to OWL 2 RL and end: no equality, no property chains.",
    ),
    Engine(
        "eye",
        GIVEN,
        10_000,
        "npm install eyereasoner@18, or --node-modules DIR",
        _with_eye,
        _eye,
        note="It makes terms of its own of rdf:Lists, so that rdf:first and rdf:rest are no triples any more.",
    ),
    Engine(
        "reasonable",
        OWN,
        10_000,
        _PIP,
        _with_module("reasonable"),
        _in_worker("reasonable"),
        note="It has no property chains, and joins things that nothing says are the same.",
    ),
    Engine("owlrl", RL, 10_000, "", _always, _in_worker("owlrl")),
    Engine("spark-1", RL, 1_000_000, _SPARK, _with_spark, _in_worker("spark:1"), is_one_process=False),
    Engine("spark-2", RL, 1_000_000, _SPARK, _with_spark, _in_worker("spark:2"), is_one_process=False),
)
"""All engines, coopkg's own first: the one that the others are compared with."""


def closure_s(engine: Engine, run: Run) -> float | None:
    """Return the seconds that an engine says it needed for the closure alone, None where it has not come so far."""
    if engine.name == "eye":
        match = _EYE_REASONED.search(run.errors)
        return None if match is None else int(match.group(1)) / 1000
    told = run.told()
    return float(told["reason_s"] if "reason_s" in told else told["closure_s"])


def output_of(engine: Engine, task: Task) -> Path:
    """Return the file for the standard output of an engine's process: of EYE that is the closure."""
    return task.output("eye") if engine.name == "eye" else task.directory / f"{engine.name}.out"


def version_of_eye(places: Places) -> str:
    """Return the version of the installed eyereasoner."""
    described = (places.node_modules / "eyereasoner" / "package.json").read_text(encoding="utf-8")
    return str(json.loads(described)["version"])
