"""The Spark engine, and Spark over files, on a cluster of two executor processes: the closures are those of columns.

The cases of `tests/rules/` are put into one input, each under IRIs of its own, since a closure in Spark costs seconds
whatever its size. One by one they run as `long` tests.
"""

import gzip
import importlib.util
import os
import re
import shutil
import subprocess
import sys
from contextlib import nullcontext
from pathlib import Path

import pytest
from click.testing import CliRunner

from coopkg.cli import coopkg
from coopkg.errors import BadInputError, InconsistencyError
from coopkg.rdf.dictionary import Dictionary, read_triples
from coopkg.rdf.vocabulary import RDF
from coopkg.reasoning.columns import ColumnsEngine
from coopkg.reasoning.consistency import check_consistency, clashes
from coopkg.reasoning.owl2rl import OWL2RL, TABLE
from coopkg.reasoning.rule_parser import parse_user_rule
from coopkg.storage.files import read_quads

MISSING = [name for name in ("pyspark", "pyarrow") if importlib.util.find_spec(name) is None]
MISSING += [] if shutil.which("java") or "JAVA_HOME" in os.environ else ["a Java runtime"]
pytestmark = pytest.mark.skipif(bool(MISSING), reason=f"Spark needs {' and '.join(MISSING)}; see `make spark`")

ROOT = Path(__file__).parent.parent
CASES = sorted(path.parent for path in (ROOT / "tests" / "rules").glob("*/*/given.nt"))
MASTER = "local-cluster[2,1,1024]"
JOB_TIMEOUT_S = 300
SETTINGS = {
    "spark.ui.enabled": "false",
    "spark.ui.showConsoleProgress": "false",
    "spark.log.level": "ERROR",
    "spark.driver.bindAddress": "127.0.0.1",
    "spark.driver.host": "127.0.0.1",
    "spark.executor.memory": "1024m",
    "spark.sql.shuffle.partitions": "2",
    "spark.serializer": "org.apache.spark.serializer.KryoSerializer",
    # Compiling well what runs once costs more than running it badly.
    "spark.driver.extraJavaOptions": "-XX:TieredStopAtLevel=1",
    "spark.executor.extraJavaOptions": "-XX:TieredStopAtLevel=1",
}


@pytest.fixture(scope="session")
def spark(tmp_path_factory):
    from pyspark.sql import SparkSession  # noqa: PLC0415 - an extra, like all that is imported late here

    scratch = tmp_path_factory.mktemp("spark")
    settings = {**SETTINGS, "spark.master": MASTER, "spark.local.dir": str(scratch / "local")}
    session = SparkSession.builder.config(map=settings).getOrCreate()
    yield session
    session.stop()


def engine_in(spark):
    from coopkg.reasoning.spark import SparkEngine  # noqa: PLC0415

    return SparkEngine(lambda: nullcontext(spark))


def texts_of(case, file):
    return (case / file).read_text(encoding="utf-8") if (case / file).exists() else ""


def moved(text, number):
    """A case's text under IRIs, and with blank nodes, of its own."""
    own = text.replace("<https://coop.example/", f"<https://coop.example/{number}/")
    return re.sub(r"(?<!\S)_:(\w+)", rf"_:case{number}x\1", own)


def merged(cases):
    """The cases as one: what is given, what follows, and the rules."""
    numbers = {case: CASES.index(case) for case in cases}
    given, inferred = (
        "".join(moved(texts_of(case, file), number) for case, number in numbers.items())
        for file in ("given.nt", "inferred.nt")
    )
    texts = {number: moved(texts_of(case, "rules.rq"), number) for case, number in numbers.items()}
    return given, inferred, [parse_user_rule(text, f"rule-{number}") for number, text in texts.items() if text]


def grounds_told(account):
    """What a contradiction is told with: the rule and its lists; the premises and axioms, whose own proofs are not."""
    heading, *lines = account.splitlines()
    return heading, frozenset(line.rpartition("  [")[0] for line in lines if re.match(r"  \S", line))


def triples_of(text):
    return read_triples(text.encode(), Dictionary())


def test_spark_infers_what_the_cases_expect_together(spark):
    cases = [case for case in CASES if not any((case / mark).exists() for mark in ("inconsistent", "on-request"))]
    given, inferred, rules = merged(cases)

    closure, columns = (
        engine.closure(triples_of(given), [*OWL2RL, *rules]) for engine in (engine_in(spark), ColumnsEngine())
    )

    assert len(cases) > 80
    assert set(closure.inferred().tokens()) == set(columns.inferred().tokens())
    assert set(triples_of(inferred).tokens()) <= set(closure.inferred().tokens())
    assert set(closure.triples().tokens()) == set(columns.triples().tokens())
    check_consistency(closure)


def test_spark_finds_the_contradictions_of_the_cases_together(spark):
    given, inferred, rules = merged([case for case in CASES if (case / "inconsistent").exists()])

    closure, columns = (
        engine.closure(triples_of(given), [*OWL2RL, *rules]) for engine in (engine_in(spark), ColumnsEngine())
    )

    assert set(triples_of(inferred).tokens()) <= set(closure.inferred().tokens())
    told = {grounds_told(each) for each in closure.complaints}
    expected = {grounds_told(each.text()) for each in clashes(columns)}
    # Of a thing with several names columns tell a contradiction once, Spark under each of them.
    assert expected <= told
    assert {heading for heading, _ in told} == {heading for heading, _ in expected}
    with pytest.raises(InconsistencyError, match="cannot all be true"):
        check_consistency(closure)


def test_nothing_implies_nothing(spark):
    closure = engine_in(spark).closure(triples_of(""), OWL2RL)

    assert len(closure) == 0


def test_spark_tells_reflexive_and_axiomatic_triples_on_request(spark):
    given, _, _ = merged([case for case in CASES if (case / "on-request").exists()])

    closure, columns = (engine.closure(triples_of(given), TABLE) for engine in (engine_in(spark), ColumnsEngine()))

    assert set(closure.inferred().tokens()) == set(columns.inferred().tokens())


@pytest.mark.long
def test_spark_infers_what_each_case_expects_by_itself(spark):
    different = []
    for case in CASES:
        asked = texts_of(case, "on-request").split()
        rules = [*OWL2RL, *(rule for rule in TABLE if rule.is_on_request and rule.name in asked)]
        if text := texts_of(case, "rules.rq"):
            rules.append(parse_user_rule(text, case.name))
        closure = engine_in(spark).closure(triples_of(texts_of(case, "given.nt")), rules)
        is_inferred = set(closure.inferred().tokens()) == set(triples_of(texts_of(case, "inferred.nt")).tokens())
        if not is_inferred or bool(closure.complaints) != (case / "inconsistent").exists():
            different.append(case)

    assert different == []


ONTOLOGY = """@prefix : <https://coop.example/> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
:partOf a owl:TransitiveProperty ; owl:inverseOf :hasPart .
:label owl:equivalentProperty :name .
:Body owl:disjointWith :Person .
"""
FIRST = """# A committee and its parent
<https://coop.example/tc> <https://coop.example/partOf> <https://coop.example/iso> <https://coop.example/g> .

_:b0 <https://coop.example/label> "said \\"so\\" . #"@en .  # a comment
<https://coop.example/tc>\t<https://coop.example/label>\t"TC"^^<http://www.w3.org/2001/XMLSchema#string>\t.
"""
SECOND = """<https://coop.example/wg> <https://coop.example/partOf> <https://coop.example/tc> .
_:b0 <https://coop.example/partOf> <https://coop.example/iso> .
<https://coop.example/wg> <https://coop.example/founded> "1999"^^<http://www.w3.org/2001/XMLSchema#gYear> .
"""
BOTH = """<https://coop.example/tc> <https://coop.example/partOf> <https://coop.example/iso> .
_:b0 <https://coop.example/label> "said \\"so\\" . #"@en .
<https://coop.example/tc> <https://coop.example/label> "TC" .
"""


def written(directory):
    """The lines of a directory that Spark wrote."""
    assert (directory / "_SUCCESS").exists()
    return sorted(line for part in directory.glob("part-*") for line in part.read_text(encoding="utf-8").splitlines())


@pytest.fixture
def inputs(tmp_path):
    """Data in two files, one of them zipped, and an ontology; and the closure that columns give, as lines."""
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "first.nq").write_text(FIRST, encoding="utf-8")
    (tmp_path / "data" / "second.nt.gz").write_bytes(gzip.compress(SECOND.encode()))
    (tmp_path / "ontology.ttl").write_text(ONTOLOGY, encoding="utf-8")
    axioms = read_quads(tmp_path / "ontology.ttl")
    columns = ColumnsEngine().closure(read_triples(axioms + (BOTH + SECOND).encode(), Dictionary()), OWL2RL)
    return tmp_path, axioms, columns


def close(spark, paths, output, axioms=b"", **options):
    from coopkg.reasoning.spark_files import Files, close_files  # noqa: PLC0415

    return close_files(spark, Files(tuple(map(str, paths)), str(output), **options), axioms, OWL2RL)


def test_a_submitted_job_closes_files_on_two_executors(inputs):
    directory, _, columns = inputs
    submit = Path(sys.executable).with_name("spark-submit")
    settings = [part for pair in SETTINGS.items() for part in ("--conf", "=".join(pair))]
    job = [ROOT / "src" / "coopkg" / "__main__.py", "spark", directory / "data", "-o", directory / "closure"]
    arguments = ["--master", MASTER, *settings, *job, "--ontology", directory / "ontology.ttl"]

    done = subprocess.run(
        [submit, *map(str, arguments), "--checkpoints", directory / "checkpoints"],
        capture_output=True, encoding="utf-8", check=False, timeout=JOB_TIMEOUT_S, cwd=directory,
        env=os.environ | {"PYSPARK_PYTHON": sys.executable, "SPARK_LOCAL_IP": "127.0.0.1"},
    )  # fmt: skip

    assert done.returncode == 0, done.stderr
    assert written(directory / "closure") == sorted(columns.ntriples().decode().splitlines())
    assert f"{len(columns) - len(columns.inferred())} triples given, {len(columns.inferred())} inferred" in done.stdout


def test_parquet_goes_in_and_out(inputs, spark):
    directory, axioms, columns = inputs
    data = [directory / "data" / name for name in ("first.nq", "second.nt.gz")]

    counts = close(spark, data, directory / "closure.parquet", axioms)
    again = close(spark, [directory / "closure.parquet"], directory / "again")
    inferred = close(spark, [directory / "data"], directory / "inferred", axioms, is_inferred_only=True)

    assert counts == inferred == (len(columns) - len(columns.inferred()), len(columns.inferred()))
    assert again == (len(columns), 0)
    assert written(directory / "again") == sorted(columns.ntriples().decode().splitlines())
    assert written(directory / "inferred") == sorted(columns.inferred_ntriples().decode().splitlines())


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        (
            "cut.nt",
            "<https://coop.example/tc> <https://coop.example/partOf> <https://coop.ex\n",
            "not a statement.*coop.ex",
        ),
        ("subject.nt", '"TC" <https://coop.example/partOf> <https://coop.example/iso> .\n', "not a statement"),
        ("zipped.nt.gz", "no gzip\n", "cannot be read"),
        ("columns.parquet", "no Parquet\n", "cannot be read"),
        (None, None, "cannot be read.*PATH_NOT_FOUND"),
    ],
    ids=["cut", "literal-subject", "no-gzip", "no-parquet", "missing"],
)
def test_a_file_that_cannot_be_used_is_named(name, content, reason, spark, tmp_path):
    path = tmp_path / (name or "missing.nt")
    if content is not None:
        path.write_text(content, encoding="utf-8")

    with pytest.raises(BadInputError, match=f"{path.name}: {reason}"):
        close(spark, [path], tmp_path / "closure")

    assert not (tmp_path / "closure").exists()


def test_what_is_there_is_not_overwritten(inputs, spark):
    directory, axioms, _ = inputs

    with pytest.raises(BadInputError, match="is there already"):
        close(spark, [directory / "data"], directory / "data", axioms)


def test_a_contradiction_in_files_is_told_and_nothing_written(inputs, spark):
    directory, axioms, _ = inputs
    types = [
        f"<https://coop.example/tc> <{RDF['type']}> <https://coop.example/{name}> ." for name in ("Body", "Person")
    ]
    (directory / "both.nt").write_text("\n".join(types), encoding="utf-8")

    with pytest.raises(InconsistencyError) as refused:
        close(spark, [directory / "both.nt"], directory / "closure", axioms)

    columns = ColumnsEngine().closure(read_triples((directory / "both.nt").read_bytes() + axioms, Dictionary()), OWL2RL)
    assert refused.value.clashes == tuple(clash.text() for clash in clashes(columns))
    assert not (directory / "closure").exists()


def test_the_engine_can_be_chosen_on_the_command_line(inputs, spark, tmp_path):
    del spark  # The command finds the running session.
    directory, _, columns = inputs
    (tmp_path / "all.nt").write_text(BOTH + SECOND, encoding="utf-8")
    arguments = [tmp_path / "all.nt", "--ontology", directory / "ontology.ttl", "-o", tmp_path / "closure.nt"]

    result = CliRunner().invoke(coopkg, ["infer", *map(str, arguments), "--reasoner", "spark"], catch_exceptions=False)

    assert result.exit_code == 0
    lines = (tmp_path / "closure.nt").read_text(encoding="utf-8").splitlines()
    assert len(lines) == len(columns)
