"""Contradictions in a closure in Spark: the rules that end in `false`, asked of its triples.

They are told as `coopkg.reasoning.consistency` tells them, with the lists that a rule has read, its premises and its
axioms; but of these only whether they are stated or inferred, since Spark keeps no proofs.
"""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

from pyspark.sql import DataFrame, Window
from pyspark.sql import functions as sf

from coopkg.reasoning.consistency import Clash
from coopkg.reasoning.literals import MOST_TOLD
from coopkg.reasoning.proof import Inference, Step
from coopkg.reasoning.relations import IdTriple
from coopkg.reasoning.spark_encoding import Encoding, ids_of, renumbered
from coopkg.reasoning.spark_rounds import KEY, Rounds, table_of
from coopkg.reasoning.specialize import SpecializedRule
from coopkg.reasoning.sql import contradictions_of, queries, shapes_of


@dataclass(frozen=True, slots=True)
class _Use:
    """A rule that is met: its premises and axioms with their ids in Spark, and in how many ways it is met."""

    rule: SpecializedRule
    premises: tuple[IdTriple, ...]
    axioms: tuple[IdTriple, ...]
    number: int


def contradictions_in(rounds: Rounds, encoding: Encoding, rules: Sequence[SpecializedRule]) -> tuple[str, ...]:
    """Return an account of each contradiction, ten at most for a rule and its axioms; the last tells how many more."""
    ending = [rule for rule in rules if not rule.head]
    ids = encoding.ids(ids_of(ending) | {number for rule in ending for axiom in rule.axioms for number in axiom})
    groups: dict[tuple[str, tuple[IdTriple, ...]], list[_Use]] = defaultdict(list)
    for use in _uses(rounds, ending, ids):
        groups[use.rule.name, use.axioms].append(use)
    grounds = {each for uses in groups.values() for use in uses[:MOST_TOLD] for each in (*use.premises, *use.axioms)}
    if not groups:
        return ()
    stated = _stated(rounds, grounds)
    tokens = encoding.tokens({number for triple in grounds for number in triple})
    steps = {
        each: Step(
            (tokens[each[0]], tokens[each[1]], tokens[each[2]]), None if each in stated else Inference("inferred")
        )
        for each in grounds
    }
    return tuple(clash.text() for uses in groups.values() for clash in _clashes(uses, steps, encoding))


def _uses(rounds: Rounds, rules: Sequence[SpecializedRule], ids: Mapping[int, int]) -> Iterator[_Use]:
    """Yield how `rules` are met, each in `MOST_TOLD` ways at most."""
    axioms = [tuple((ids[one], ids[two], ids[three]) for one, two, three in rule.axioms) for rule in rules]
    yield from (_Use(rule, (), axioms[index], 1) for index, rule in enumerate(rules) if not rule.body)
    type_id, counts = rounds.rules_out.type_id, rounds.counts
    rounds.everything().createOrReplaceTempView("T")
    shapes = shapes_of(contradictions_of([renumbered(rule, ids) for rule in rules]), type_id)
    for text in queries(shapes, counts, counts, type_id):
        for index, *terms, number in _some_of_each(rounds.spark.sql(text)).collect():
            premises = tuple((terms[at], terms[at + 1], terms[at + 2]) for at in range(0, len(terms), len(KEY)))
            yield _Use(rules[index], premises, axioms[index], number)


def _some_of_each(solutions: DataFrame) -> DataFrame:
    """Return `MOST_TOLD` solutions of each rule at most, whose index is the first column, with the number of all."""
    index, *terms = solutions.columns
    of_rule = Window.partitionBy(index)
    place = sf.row_number().over(of_rule.orderBy(*terms))
    counted = solutions.withColumn("place", place).withColumn("number", sf.count("*").over(of_rule))
    return counted.where(f"place <= {MOST_TOLD}").drop("place")


def _stated(rounds: Rounds, triples: Collection[IdTriple]) -> set[IdTriple]:
    """Return those of a few triples that are stated."""
    sought = table_of(rounds.spark, "s bigint, p bigint, o bigint", triples)
    found = rounds.everything().where("r = 0").join(sf.broadcast(sought), list(KEY)).select(*KEY)
    return {(row[0], row[1], row[2]) for row in found.collect()}


def _clashes(uses: Sequence[_Use], steps: Mapping[IdTriple, Step], encoding: Encoding) -> Iterator[Clash]:
    """Yield the contradictions by rules of one name and the same axioms; the last tells of those that are left out."""
    # Each rule that is met has all its ways counted, and tells of some.
    total = sum({use.rule.identity: use.number for use in uses}.values())
    told = uses[:MOST_TOLD]
    for place, use in enumerate(told, start=1):
        grounds = tuple(steps[each] for each in (*use.premises, *use.axioms))
        numbers = tuple(range(len(grounds)))
        at = len(use.premises)
        inference = Inference(use.rule.name, numbers[:at], numbers[at:], _lists(use.rule, encoding))
        yield Clash(inference, grounds, total - len(told) if place == len(told) else 0)


def _lists(rule: SpecializedRule, encoding: Encoding) -> tuple[tuple[str, tuple[str, ...]], ...]:
    token_of = encoding.dictionary.token_of
    return tuple((token_of(node), tuple(map(token_of, members))) for node, members in rule.lists)
