"""Ids in Spark and ids here: what relates them, and rules told in the ids of Spark."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Protocol

from pyspark.sql import DataFrame

from coopkg.rdf.dictionary import Dictionary, EncodedTriples
from coopkg.reasoning.equality import Slot
from coopkg.reasoning.joins import Pattern
from coopkg.reasoning.specialize import SpecializedRule


class Encoding(Protocol):
    """How ids in Spark and those of a dictionary here, which knows the ontology's terms at least, relate."""

    @property
    def dictionary(self) -> Dictionary:
        """Return the dictionary."""

    def ids(self, numbers: Iterable[int]) -> Mapping[int, int]:
        """Return the id in Spark of each id of the dictionary."""

    def tokens(self, ids: Iterable[int]) -> Mapping[int, str]:
        """Return the token of each id in Spark."""

    def collected(self, triples: DataFrame) -> EncodedTriples:
        """Return the triples of a small table `s`, `p`, `o`, encoded by the dictionary."""


def ids_of(rules: Iterable[SpecializedRule]) -> set[int]:
    """Return the ids that the rules name."""
    return {slot for rule in rules for slot in _slots(rule) if isinstance(slot, int)}


def _slots(rule: SpecializedRule) -> Iterator[Slot]:
    for pattern in (*rule.body, *rule.head):
        yield from pattern.slots
    for pair in rule.filters:
        yield from pair


def renumbered(rule: SpecializedRule, ids: Mapping[int, int]) -> SpecializedRule:
    """Return `rule` with other ids for all that it names; its axioms and lists stay as they are."""

    def number(slot: Slot) -> Slot:
        return ids[slot] if isinstance(slot, int) else slot

    body, head = (tuple(Pattern(*map(number, each.slots)) for each in patterns) for patterns in (rule.body, rule.head))
    filters = tuple((number(left), number(right)) for left, right in rule.filters)
    return replace(rule, body=body, head=head, filters=filters)
