"""The engine over Spark: triples that are in memory here go to Spark, what follows from them comes back.

It satisfies `closure.Engine` and gives the closure of the columns engine, without proofs. What it costs to carry the
triples to and fro is lost on one machine; where they never need to be on one, see `coopkg.reasoning.spark_files`.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
from pyspark.sql import DataFrame, SparkSession

from coopkg.rdf.dictionary import Dictionary, EncodedTriples
from coopkg.reasoning.closure import Closure
from coopkg.reasoning.datatype_members import Members, datatypes_in
from coopkg.reasoning.facts import Facts
from coopkg.reasoning.literal_values import read_literals
from coopkg.reasoning.literals import are_about_values, literal_rules
from coopkg.reasoning.owl2rl import RDF_TYPE, SAME_AS
from coopkg.reasoning.relations import Relations, partition
from coopkg.reasoning.rules import Rule
from coopkg.reasoning.spark_closure import SparkClosure, open_rounds
from coopkg.reasoning.spark_rounds import KEY, Rounds, open_session
from coopkg.reasoning.state import More


@dataclass(frozen=True, slots=True)
class SparkEngine:
    """The engine of this module; `session` opens the session that a closure is computed in, and closes it."""

    session: Callable[[], AbstractContextManager[SparkSession]]

    def closure(self, stated: EncodedTriples, rules: Sequence[Rule]) -> Closure:
        """Return the closure of `stated`, whose dictionary must be one that grows; OntologyError as `specialize`."""
        if not isinstance(stated.dictionary, Dictionary):
            raise TypeError("the triples are encoded by a dictionary that cannot grow")
        with self.session() as spark:
            return _closure(open_session(spark), stated, stated.dictionary, rules)


def _closure(spark: SparkSession, stated: EncodedTriples, dictionary: Dictionary, rules: Sequence[Rule]) -> Closure:
    encoding = _SameIds(dictionary)
    rounds = open_rounds(spark, encoding, rules)
    here = _Collected(rounds, Relations(dictionary.encode(RDF_TYPE)))
    here.relations.absorb(partition(stated, here.relations.type_id), stamp=0)
    closing = SparkClosure(rounds, encoding, rules)
    literals = read_literals(dictionary) if are_about_values(rules) else None

    members = Members()

    def more() -> More | None:
        here.collect(dictionary)
        if literals is None:
            return None
        rules = literal_rules(literals, here.relations, closing.rules)
        classes = closing.literal_classes
        datatypes = {each: iri for each, iri in datatypes_in(dictionary).items() if classes is None or each in classes}
        found = More(rules, members.put(datatypes, literals, here.relations))
        return found if any(found) else None

    closing.close(_frame(spark, stated), more)
    facts = Facts(here.relations, dictionary.encode(SAME_AS))
    return Closure(dictionary, facts, (), "spark", closing.contradictions())


def _frame(spark: SparkSession, triples: EncodedTriples) -> DataFrame:
    columns = (triples.subjects, triples.predicates, triples.objects)
    return spark.createDataFrame(pa.table(dict(zip(KEY, columns, strict=True))))


@dataclass(slots=True)
class _Collected:
    """What has come back from Spark: the triples of all rounds before `round`."""

    rounds: Rounds
    relations: Relations
    round: int = 1

    def collect(self, dictionary: Dictionary) -> None:
        """Bring back the triples of the rounds that are not here yet."""
        found = self.rounds.everything().where(f"r >= {self.round}").select(*KEY)
        self.relations.absorb(partition(_encoded(found, dictionary), self.relations.type_id), stamp=1)
        self.round = self.rounds.round + 1


def _encoded(triples: DataFrame, dictionary: Dictionary) -> EncodedTriples:
    table = triples.toArrow()
    return EncodedTriples(dictionary, *(table[name].to_numpy().astype(np.int64, copy=False) for name in KEY))


@dataclass(frozen=True, slots=True)
class _SameIds:
    """The encoding of triples that have the dictionary's own ids in Spark; it satisfies `spark_encoding.Encoding`."""

    dictionary: Dictionary

    def ids(self, numbers: Iterable[int]) -> Mapping[int, int]:
        """Return each number for itself."""
        return {number: number for number in numbers}

    def tokens(self, ids: Iterable[int]) -> Mapping[int, str]:
        """Return the token of each id."""
        return {number: self.dictionary.token_of(number) for number in ids}

    def collected(self, triples: DataFrame) -> EncodedTriples:
        """Return the triples of a table `s`, `p`, `o`."""
        return _encoded(triples, self.dictionary)
