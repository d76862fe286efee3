"""Closing files in Spark: N-Quads or Parquet in, N-Quads or Parquet out, and the data never on one machine.

Paths are whatever Spark reads: files, directories, globs, of any Hadoop file system. All inputs are one document: named
graphs are merged, and blank nodes of one name are one node. Terms are taken as they are written: what is not canonical
N-Triples is another term. The ontology must be small enough for the driver; the data need not.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

from py4j.protocol import Py4JJavaError
from pyspark.errors import AnalysisException, PySparkException
from pyspark.sql import DataFrame, SparkSession
from pyspark.sql import functions as sf
from pyspark.storagelevel import StorageLevel

from coopkg.errors import BadInputError, InconsistencyError
from coopkg.rdf.dictionary import Dictionary, read_triples
from coopkg.rdf.vocabulary import XSD
from coopkg.reasoning.rules import Rule
from coopkg.reasoning.spark_closure import SparkClosure, open_rounds
from coopkg.reasoning.spark_digests import TERMS, Digests, encoded
from coopkg.reasoning.spark_rounds import KEY, Rounds, open_session, table_of
from coopkg.reasoning.sql import told

_IRI = r"<[^>\s]*>"
_BLANK = r'_:[^\s<>"]+'
# The last quotation mark on the line ends the text: what may follow holds none.
_LITERAL = rf'".*"(?:@[A-Za-z0-9-]+|\^\^{_IRI})?'
_GRAPH = rf"(?:{_IRI}|{_BLANK})?"
_STATEMENT = rf"^\s*({_IRI}|{_BLANK})\s*({_IRI})\s*({_IRI}|{_BLANK}|{_LITERAL})\s*{_GRAPH}\s*\.\s*(?:#.*)?$"
_NO_STATEMENT = r"^\s*(?:#.*)?$"
# What a literal without a datatype is; canonical N-Triples leaves it out.
_STRING = rf'"\^\^<{XSD["string"].replace(".", "[.]")}>$'
_LONGEST_SHOWN = 200


@dataclass(frozen=True, slots=True)
class Files:
    """What to close and where to write it; a path that ends in `.parquet` is Parquet, any other N-Quads.

    Parquet has the columns `subject`, `predicate` and `object`, each a term in N-Triples form. The output is a
    directory that is not there yet. `is_reliable` as in `spark_rounds.Rounds`.
    """

    inputs: tuple[str, ...]
    output: str
    is_inferred_only: bool = False
    is_reliable: bool = False


def close_files(spark: SparkSession, files: Files, axioms: bytes, rules: Sequence[Rule]) -> tuple[int, int]:
    """Write the closure of the files and of `axioms` (canonical N-Quads); return how many were given and inferred.

    Table 8 of OWL 2 RL, the rules about values of literals, is left out: literals are compared as they are written.
    BadInputError where an input cannot be read or the output is there already, OntologyError as `specialize`,
    InconsistencyError where the triples contradict the ontology; nothing is written then.
    """
    session = open_session(spark)
    _refuse_existing(session, files.output)
    dictionary = Dictionary()
    statements = _checked(_with_axioms(_statements(session, files.inputs), axioms), files.inputs)
    ids, encoding = encoded(statements, dictionary)
    closing = SparkClosure(open_rounds(session, encoding, rules, is_reliable=files.is_reliable), encoding, rules)
    closing.close(ids)
    statements.unpersist()
    if accounts := closing.contradictions():
        raise InconsistencyError(accounts)
    return _write(files, closing.rounds, encoding)


@contextmanager
def _faults_of(path: str, what: str) -> Iterator[None]:
    """Raise what Spark complains of as the fault of one path."""
    try:
        yield
    except (PySparkException, Py4JJavaError) as error:
        first = str(error).strip().partition("\n")[0]
        raise BadInputError(path, 0, f"{what}: {first}") from error


def _refuse_existing(session: SparkSession, path: str) -> None:
    try:
        session.read.text(path)
    except AnalysisException as error:
        if error.getCondition() == "PATH_NOT_FOUND":
            return
        raise BadInputError(path, 0, f"cannot be written: {error}") from error
    raise BadInputError(path, 0, "is there already; name a directory that is not, or remove it")


def _statements(session: SparkSession, paths: Sequence[str]) -> DataFrame:
    """Return the columns `TERMS`, with the `fault` of a statement that is none and the `path` that it is in."""
    frames = []
    for path in paths:
        with _faults_of(path, "cannot be read"):
            frames.append(_parquet(session, path) if path.rstrip("/").endswith(".parquet") else _lines(session, path))
    statements = frames[0]
    for frame in frames[1:]:
        statements = statements.unionAll(frame)
    return statements


def _lines(session: SparkSession, path: str) -> DataFrame:
    line = sf.col("value")
    # No line holds a line feed: it separates the three terms that one look at the line gives.
    parts = sf.split(sf.regexp_replace(line, _STATEMENT, "$1\n$2\n$3"), "\n")
    is_statement = sf.size("parts") == len(TERMS)
    lines = session.read.text(path).where(~line.rlike(_NO_STATEMENT))
    return _told(
        lines.select(line, parts.alias("parts")).select(
            *(sf.when(is_statement, sf.col("parts")[place]).alias(term) for place, term in enumerate(TERMS)),
            sf.when(~is_statement, line).alias("fault"),
        )
    )


def _parquet(session: SparkSession, path: str) -> DataFrame:
    rows = session.read.parquet(path).select(*TERMS)
    is_whole = sf.col(TERMS[0]).rlike(f"^(?:{_IRI}|{_BLANK})$") & sf.col(TERMS[1]).rlike(f"^{_IRI}$")
    is_whole &= sf.col(TERMS[2]).rlike(f"^(?:{_IRI}|{_BLANK}|{_LITERAL})$")
    fault = sf.concat_ws(" ", *(sf.coalesce(sf.col(term), sf.lit("NULL")) for term in TERMS))
    return _told(rows.select(*TERMS, sf.when(is_whole, None).otherwise(fault).alias("fault")))


def _told(rows: DataFrame) -> DataFrame:
    """Return the rows with their file and with texts in their canonical form."""
    texts = sf.regexp_replace(TERMS[2], _STRING, '"').alias(TERMS[2])
    return rows.select(*TERMS[:2], texts, "fault", sf.input_file_name().alias("path"))


def _with_axioms(statements: DataFrame, axioms: bytes) -> DataFrame:
    rows = [(*tokens, None, None) for tokens in read_triples(axioms, Dictionary()).tokens()]
    types = ", ".join(f"{name} string" for name in statements.columns)
    return statements.unionAll(table_of(statements.sparkSession, types, rows))


def _checked(statements: DataFrame, paths: Sequence[str]) -> DataFrame:
    """Return the statements, computed and kept; BadInputError names the first that is none."""
    kept = statements.persist(StorageLevel.MEMORY_AND_DISK)
    with _faults_of(", ".join(paths), "cannot be read"):
        faults = kept.where("fault IS NOT NULL").select("path", "fault").limit(1).collect()
    if faults:
        path, fault = faults[0]
        shown = fault if len(fault) <= _LONGEST_SHOWN else f"{fault[:_LONGEST_SHOWN]}…"
        raise BadInputError(path.removeprefix("file://"), 0, f"not a statement of N-Quads: {shown!r}")
    return kept.select(*TERMS)


def _write(files: Files, rounds: Rounds, encoding: Digests) -> tuple[int, int]:
    """Write what is asked for as one directory; return how many triples were given and how many inferred."""
    terms = encoding.all_terms().persist(StorageLevel.MEMORY_AND_DISK)
    triples = rounds.everything().where(told(rounds.rules_out))
    predicates = sf.broadcast(terms.join(triples.select(sf.col("p").alias("id")).distinct(), "id", "left_semi"))
    # RDF knows no triple whose predicate is a blank node; rules reason with them.
    named = triples.join(_named(predicates, 1), "p").where(~sf.col(TERMS[1]).startswith("_:"))
    numbers = {row[0]: row[1] for row in named.groupBy(sf.col("r") == 0).count().collect()}
    written = named.where("r > 0") if files.is_inferred_only else named
    decoded = written.join(_named(terms, 0), "s").join(_named(terms, 2), "o").select(*TERMS)
    with _faults_of(files.output, "cannot be written"):
        if files.output.rstrip("/").endswith(".parquet"):
            decoded.write.parquet(files.output)
        else:
            decoded.select(sf.concat(sf.concat_ws(" ", *TERMS), sf.lit(" ."))).write.text(files.output)
    return numbers.get(True, 0), numbers.get(False, 0)


def _named(terms: DataFrame, place: int) -> DataFrame:
    """Return the table of terms with the names of columns that the terms at one place of a triple have."""
    return terms.select(sf.col("id").alias(KEY[place]), sf.col("token").alias(TERMS[place]))
