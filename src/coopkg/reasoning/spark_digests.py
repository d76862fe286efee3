"""Terms as digests of their tokens, computed in Spark: no dictionary is needed to encode, one is kept for the way back.

A resource's id is negative, a literal's is not below `FIRST_LITERAL`, as `coopkg.reasoning.sql` wants it. 62 bits of a
digest differ for all terms of most data; the table of terms shows where they do not, and another salt is tried.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from pyspark.sql import Column, DataFrame, SparkSession
from pyspark.sql import functions as sf
from pyspark.storagelevel import StorageLevel

from coopkg.errors import BadInputError
from coopkg.rdf.dictionary import FIRST_LITERAL, Dictionary, EncodedTriples
from coopkg.reasoning.spark_rounds import KEY, table_of

TERMS = ("subject", "predicate", "object")

_SALTS = range(4)
_LOWEST, _HIGHEST = -(1 << 63), (1 << 63) - 1


def encoded(statements: DataFrame, dictionary: Dictionary) -> tuple[DataFrame, "Digests"]:
    """Return the ids of the statements (columns `TERMS`) as `s`, `p`, `o`, and their encoding.

    BadInputError where two terms share a digest whatever the salt, which no data do by chance.
    """
    for salt in _SALTS:
        terms = _terms(statements, salt).persist(StorageLevel.MEMORY_AND_DISK)
        if not terms.where("token <> other").limit(1).count():
            ids = (_digest(sf.col(term), salt).alias(key) for term, key in zip(TERMS, KEY, strict=True))
            return statements.select(*ids), Digests(statements.sparkSession, dictionary, terms.drop("other"), salt)
        terms.unpersist()
    raise BadInputError("input", 0, "two of its terms have the same digest; take one of them out")


def _terms(statements: DataFrame, salt: int) -> DataFrame:
    """Return the table of `id` and `token`, with another token of the same id as `other` if there is one."""
    token = sf.explode(sf.array(*TERMS)).alias("token")
    tokens = statements.select(token).select(_digest(sf.col("token"), salt).alias("id"), "token")
    return tokens.groupBy("id").agg(sf.min("token").alias("token"), sf.max("token").alias("other"))


def _digest(token: Column, salt: int) -> Column:
    digest = sf.xxhash64(token, sf.lit(salt))
    literal = digest.bitwiseAND(sf.lit(_HIGHEST)).bitwiseOR(sf.lit(FIRST_LITERAL))
    return sf.when(token.startswith('"'), literal).otherwise(digest.bitwiseOR(sf.lit(_LOWEST)))


@dataclass(frozen=True, slots=True, eq=False)
class Digests:
    """The encoding by digests; it satisfies `spark_encoding.Encoding`. `terms` are those of the data: `id`, `token`."""

    spark: SparkSession
    dictionary: Dictionary
    terms: DataFrame
    salt: int
    _ids: dict[int, int] = field(default_factory=dict)

    def ids(self, numbers: Iterable[int]) -> Mapping[int, int]:
        """Return the digest of each term of the dictionary."""
        new = [(number, self.dictionary.token_of(number)) for number in numbers if number not in self._ids]
        if new:
            frame = table_of(self.spark, "number bigint, token string", new)
            rows = frame.select("number", _digest(sf.col("token"), self.salt)).collect()
            self._ids.update((row[0], row[1]) for row in rows)
        return self._ids

    def tokens(self, ids: Iterable[int]) -> Mapping[int, str]:
        """Return the token of each id: of the data, or of the dictionary."""
        own = {digest: self.dictionary.token_of(number) for number, digest in self._ids.items()}
        sought = [(number,) for number in ids if number not in own]
        if not sought:
            return own
        rows = self.terms.join(sf.broadcast(table_of(self.spark, "id bigint", sought)), "id").collect()
        return own | {row["id"]: row["token"] for row in rows}

    def collected(self, triples: DataFrame) -> EncodedTriples:
        """Return the triples of a small table `s`, `p`, `o`, encoded by the dictionary."""
        rows = triples.select(*KEY).collect()
        tokens = self.tokens({number for row in rows for number in row})
        columns = ((tokens[row[place]].encode() for row in rows) for place in range(len(KEY)))
        return EncodedTriples(self.dictionary, *map(self.dictionary.encode_all, columns))

    def all_terms(self) -> DataFrame:
        """Return the table of all terms, with those that only the ontology and the rules name."""
        own = [(digest, self.dictionary.token_of(number)) for number, digest in self._ids.items()]
        known = table_of(self.spark, "id bigint, token string", own)
        return self.terms.unionAll(known.join(self.terms, "id", "left_anti"))
