"""Rounds over Spark: conclusions as SQL, over data that no one machine need hold.

A round joins what is new with everything, keeps what was not there, and adds all that follows from each of these
triples alone. Two things would cost more than the work itself, and are avoided: plans that grow (what a round finds is
computed and kept, its plan forgotten) and queries that find nothing (the triples of each relation are counted). On the
executors runs Spark SQL and nothing else: they need neither Python nor coopkg.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import reduce

import pyarrow as pa
from pyspark.sql import DataFrame, SparkSession
from pyspark.sql import functions as sf
from pyspark.storagelevel import StorageLevel

from coopkg.reasoning.conclusions import Unspoken
from coopkg.reasoning.sql import Conclusion, Counts, candidates, novel, queries, shapes_of
from coopkg.reasoning.unary import composed, split

KEY = ("s", "p", "o")

# Up to so many triples are sent to whatever they are compared with; beyond, both sides are sorted.
_MOST_SENT = 500_000
_MOST_PIECES = 6
# A task for fewer costs more than it does.
_LEAST_OF_A_TASK = 250_000
_MOST_PREDICATES = 64


# What is inferred from the conditions of some hundred short queries, each run once, costs more than it saves.
_SETTINGS = {"spark.sql.adaptive.enabled": "true", "spark.sql.constraintPropagation.enabled": "false"}
_PARTITIONS = "spark.sql.shuffle.partitions"


def open_session(spark: SparkSession) -> SparkSession:
    """Return a session of its own tables and settings, which shares the executors of `spark`."""
    own = spark.newSession()
    for name, value in _SETTINGS.items():
        own.conf.set(name, value)
    if spark.sparkContext.getConf().get(_PARTITIONS) is None:
        own.conf.set(_PARTITIONS, str(2 * spark.sparkContext.defaultParallelism))
    return own


def table_of(session: SparkSession, types: str, rows: Iterable[Sequence[int | str | None]]) -> DataFrame:
    """Return a small table with columns of these `types` (`"id bigint, token string"`).

    It goes there as Arrow: rows as such would go through Python on the executors.
    """
    kinds = {"bigint": pa.int64(), "string": pa.string()}
    fields = [pa.field(name, kinds[kind]) for name, kind in (column.split() for column in types.split(","))]
    columns = list(zip(*rows, strict=True)) or [()] * len(fields)
    arrays = [pa.array(values, each.type) for values, each in zip(columns, fields, strict=True)]
    return session.createDataFrame(pa.Table.from_arrays(arrays, schema=pa.schema(fields)))


@dataclass(frozen=True, slots=True, eq=False)
class Delta:
    """Triples (`s`, `p`, `o`) that were added, computed and kept, and how many there are of each relation."""

    triples: DataFrame
    counts: Counts


@dataclass(slots=True)
class Rounds:
    """A closure in the making: `pieces` are tables `s`, `p`, `o`, `r` (the round) which share no triple.

    With `is_reliable` each step is written to the checkpoint directory of the session, so that the loss of an executor
    costs that executor's work and not the run.
    """

    spark: SparkSession
    rules_out: Unspoken
    is_reliable: bool = False
    round: int = 0
    counts: Counter[tuple[int | None, int | None]] = field(default_factory=Counter)
    pieces: list[DataFrame] = field(default_factory=list)
    _simple: list[Conclusion] = field(default_factory=list)
    _composed: dict[Conclusion, None] = field(default_factory=dict)
    _joins: list[Conclusion] = field(default_factory=list)

    def everything(self) -> DataFrame:
        """Return all triples, each once, with their rounds."""
        return reduce(DataFrame.unionAll, self.pieces)

    def add(self, triples: DataFrame) -> Delta | None:
        """Add what is new in `triples` (`s`, `p`, `o`) return it, or None; what is first is stated."""
        self.round += bool(self.pieces)
        return self._absorbed(self._cut(triples.select(*KEY).distinct()))

    def evaluate(self, fresh: Iterable[Conclusion], newest: Delta | None) -> None:
        """Draw the `fresh` conclusions from all triples, the older from `newest`, and all from what comes of it."""
        simple, joins = split(fresh, self.rules_out.type_id)
        older_composed, older_joins = self._composed, self._joins
        self._simple = [*self._simple, *simple]
        self._composed = dict.fromkeys(composed(self._simple, self.rules_out))
        self._joins = [*older_joins, *joins]
        self.round += 1
        new = self._drawn([each for each in self._composed if each not in older_composed], older_composed, newest)
        delta = self._drawn(joins, older_joins, _both(newest, new))
        while delta is not None:
            more = self._drawn((), self._composed, delta)
            self.round += 1
            delta = self._drawn((), self._joins, _both(delta, more))

    def again(self, conclusions: Sequence[Conclusion], newest: Delta | None) -> Delta | None:
        """Draw older conclusions from all triples once more; return what is new and `newest` together."""
        return _both(newest, self._drawn(conclusions, (), None)) if conclusions else newest

    def _drawn(self, fresh: Iterable[Conclusion], others: Iterable[Conclusion], newest: Delta | None) -> Delta | None:
        """Add what follows by the `fresh` conclusions from everything, and by the `others` from `newest`; return it."""
        type_id = self.rules_out.type_id
        texts = list(queries(shapes_of(fresh, type_id), self.counts, self.counts, type_id))
        if newest is not None:
            newest.triples.createOrReplaceTempView("D")
            texts += queries(shapes_of(others, type_id), newest.counts, self.counts, type_id)
        if not texts:
            return None
        self.everything().createOrReplaceTempView("T")
        return self._absorbed(self._cut(self.spark.sql(candidates(texts, self.rules_out))))

    def _absorbed(self, found: DataFrame) -> Delta | None:
        """Add those of the triples `found`, each there once, that are new."""
        if self.pieces:
            found = self._cut(self._without_known(found))
        counts = self._counted(found)
        # What is stated is kept though it be nothing: ontology and rules may say something yet.
        if not counts[None, None] and self.pieces:
            return None
        self.counts += counts
        self.pieces.append(self._ordered(found.withColumn("r", sf.lit(self.round))))
        if len(self.pieces) > _MOST_PIECES:
            older = self.pieces
            whole = self.everything().coalesce(2 * self.spark.sparkContext.defaultParallelism)
            self.pieces = [self._ordered(self._cut(whole))]
            for piece in older:
                piece.unpersist()
        return Delta(found, counts)

    def _ordered(self, triples: DataFrame) -> DataFrame:
        """Return the triples in columns, those of one relation together, so that a query passes over all others."""
        # One number orders faster than two.
        relation = sf.when(sf.col("p") == self.rules_out.type_id, sf.col("o")).otherwise(sf.col("p"))
        return triples.sortWithinPartitions(relation).persist(StorageLevel.MEMORY_AND_DISK)

    def _without_known(self, found: DataFrame) -> DataFrame:
        key = list(KEY)
        numbers = {row[0]: row[1] for row in found.groupBy("p").count().collect()}
        everything = self.everything().select(*KEY)
        if len(numbers) <= _MOST_PREDICATES:
            everything = everything.where(sf.col("p").isin(list(numbers)))
        number = sum(numbers.values())
        if number > _MOST_SENT:
            everything.createOrReplaceTempView("T")
            found.createOrReplaceTempView("C")
            return self.spark.sql(novel("C"))
        # Going through all triples once with the few new ones at hand costs less than putting both in order.
        known = everything.join(sf.broadcast(found), key, "left_semi")
        return found.join(sf.broadcast(known), key, "left_anti").coalesce(1 + number // _LEAST_OF_A_TASK)

    def _counted(self, triples: DataFrame) -> Counter[tuple[int | None, int | None]]:
        """Return how many triples there are, as `sql.Counts` has it."""
        type_id = self.rules_out.type_id
        class_id = sf.when(sf.col("p") == type_id, sf.col("o")).alias("c")
        counts: Counter[tuple[int | None, int | None]] = Counter()
        for predicate, class_, number in triples.groupBy("p", class_id).count().collect():
            for key in {(predicate, class_), (predicate, None), (None, None)}:
                counts[key] += number
        return counts

    def _cut(self, frame: DataFrame) -> DataFrame:
        """Return `frame` computed, without the plan that led to it."""
        if self.is_reliable:
            return frame.checkpoint()
        return frame.localCheckpoint(storageLevel=StorageLevel.MEMORY_AND_DISK)


def _both(one: Delta | None, other: Delta | None) -> Delta | None:
    if one is None or other is None:
        return one or other
    return Delta(one.triples.unionAll(other.triples), Counter(one.counts) + Counter(other.counts))
