"""Wiring of Spark: a session for one run, and the closing of files that no one machine need hold."""

import os
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from py4j.protocol import Py4JJavaError
from pyspark.errors import PySparkException
from pyspark.sql import SparkSession

from coopkg.errors import SettingError
from coopkg.reasoning.owl2rl import OWL2RL, TABLE
from coopkg.reasoning.spark_files import Files, close_files
from coopkg.reasoning.user_rules import read_user_rules
from coopkg.storage.files import read_quads

# Spark would tell of itself at every start.
_LOGGING = """
rootLogger.level = error
rootLogger.appenderRef.stderr.ref = stderr
appender.stderr.type = Console
appender.stderr.name = stderr
appender.stderr.target = SYSTEM_ERR
appender.stderr.layout.type = PatternLayout
appender.stderr.layout.pattern = %d %p %c{1}: %m%n
"""

# Whoever starts us with spark-submit, or gives its arguments, has said where to run; the names are PySpark's own.
_BY_SUBMIT, _ARGUMENTS = "PYSPARK_GATEWAY_PORT", "PYSPARK_SUBMIT_ARGS"

_ALWAYS = {
    # Rows that are kept between rounds are written and read about twice as fast.
    "spark.serializer": "org.apache.spark.serializer.KryoSerializer",
    "spark.ui.enabled": "false",
    "spark.ui.showConsoleProgress": "false",
    "spark.log.level": "ERROR",
}
_LOOPBACK = {"spark.driver.bindAddress": "127.0.0.1", "spark.driver.host": "127.0.0.1"}
_HERE = {"spark.master": "local[*]", "spark.driver.memory": "4g"}


@dataclass(frozen=True, slots=True)
class SparkInference:
    """What to close in Spark: files, small files of axioms, user rules; a checkpoint directory that all nodes reach."""

    files: Files
    ontologies: tuple[Path, ...]
    rules: Path | None
    checkpoints: str | None
    is_with_axiomatic: bool = False


def infer_in_spark(inference: SparkInference) -> tuple[int, int]:
    """Write the closure that `inference` asks for; return how many triples were given and how many inferred.

    Errors as `close_files`; RuleError where a user rule cannot be used, SettingError where Spark does not start.
    """
    axioms = b"".join(map(read_quads, inference.ontologies))
    own = read_user_rules(inference.rules) if inference.rules is not None else ()
    rules = (*(TABLE if inference.is_with_axiomatic else OWL2RL), *own)
    with session() as spark:
        if inference.checkpoints is not None:
            spark.sparkContext.setCheckpointDir(inference.checkpoints)
        return close_files(spark, inference.files, axioms, rules)


@contextmanager
def session() -> Iterator[SparkSession]:
    """Open a session, and stop it unless it was there before: as spark-submit says, or else on this machine alone.

    SettingError where Spark does not start.
    """
    if (running := SparkSession.getActiveSession()) is not None:
        yield running
        return
    with tempfile.TemporaryDirectory(prefix="coopkg-spark-") as scratch:
        spark = _started({**_ALWAYS, **_where(Path(scratch))})
        try:
            yield spark
        finally:
            spark.stop()


def _where(scratch: Path) -> dict[str, str]:
    """Return the settings that nobody has made who started this process; other machines need not reach this one."""
    if _BY_SUBMIT in os.environ:
        return {}
    if (arguments := os.environ.get(_ARGUMENTS)) is not None:
        return _LOOPBACK if "--master local" in arguments else {}
    return {**_LOOPBACK, **_HERE, **_within(scratch)}


def _within(scratch: Path) -> dict[str, str]:
    """Return the settings that keep what Spark writes in `scratch`, and its log short."""
    logging = scratch / "log4j2.properties"
    logging.write_text(_LOGGING, encoding="utf-8")
    options = f"-Dlog4j2.configurationFile={logging.as_uri()}"
    return {"spark.local.dir": str(scratch), "spark.driver.extraJavaOptions": options}


def _started(settings: Mapping[str, str]) -> SparkSession:
    try:
        return SparkSession.builder.appName("coopkg").config(map=dict(settings)).getOrCreate()
    except (PySparkException, Py4JJavaError) as error:
        reason = str(error).strip().partition("\n")[0]
        raise SettingError("reasoner", f"Spark does not start; it needs Java 17 or newer ({reason})") from error
