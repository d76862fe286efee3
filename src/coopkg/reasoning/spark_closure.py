"""A closure in Spark: the ontology is collected and closed here, the data are closed there, until neither grows.

The ontology is small, so it is specialised to as the columns engine does it, in plain Python; the specialised rules
become the conclusions that `spark_rounds` draws. Where the data imply more ontology, both are done again.
"""

import logging
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from itertools import chain

from pyspark.sql import Column, DataFrame, SparkSession
from pyspark.sql import functions as sf

from coopkg.rdf.dictionary import EncodedTriples
from coopkg.reasoning.columns import closure as closure_of
from coopkg.reasoning.conclusions import Unspoken, conclusions, unspoken
from coopkg.reasoning.datatype_members import datatypes_in
from coopkg.reasoning.facts import Facts
from coopkg.reasoning.joins import UNIT, Pattern
from coopkg.reasoning.literal_classes import classes_of_literals
from coopkg.reasoning.owl2rl import RDF_FIRST, RDF_REST, RDF_TYPE
from coopkg.reasoning.relation import class_key
from coopkg.reasoning.relations import Relations, encoded, partition
from coopkg.reasoning.rules import Rule
from coopkg.reasoning.schema import read_schema, schema_names
from coopkg.reasoning.spark_contradictions import contradictions_in
from coopkg.reasoning.spark_encoding import Encoding, ids_of, renumbered
from coopkg.reasoning.spark_rounds import KEY, Delta, Rounds, table_of
from coopkg.reasoning.specialize import Identity, SpecializedRule, specialize
from coopkg.reasoning.sql import conclusions_of
from coopkg.reasoning.state import More

logger = logging.getLogger(__name__)


def open_rounds(
    session: SparkSession, encoding: Encoding, rules: Sequence[Rule], *, is_reliable: bool = False
) -> Rounds:
    """Return a closure in the making that holds no triple yet; `rules` tell what is left unspoken."""
    here = unspoken(encoding.dictionary, rules)
    some = {here.type_id, here.same_as, here.sub_class, *here.reflexive, *here.classifying}
    ids = encoding.ids(some | {number for number in (here.thing, here.nothing) if number is not None})
    there = Unspoken(
        type_id=ids[here.type_id],
        same_as=ids[here.same_as],
        sub_class=ids[here.sub_class],
        thing=None if here.thing is None else ids[here.thing],
        nothing=None if here.nothing is None else ids[here.nothing],
        reflexive=frozenset(ids[number] for number in here.reflexive),
        classifying=frozenset(ids[number] for number in here.classifying),
    )
    return Rounds(session, there, is_reliable)


@dataclass(slots=True)
class SparkClosure:
    """A closure in the making: its triples in Spark, and the rules at work, with the ids of the dictionary."""

    rounds: Rounds
    encoding: Encoding
    given: Sequence[Rule]
    rules: dict[Identity, SpecializedRule] = field(default_factory=dict)
    literal_classes: frozenset[int] | None = frozenset()

    def close(self, stated: DataFrame, more: Callable[[], More | None] = lambda: None) -> None:
        """Close the triples of `stated` (`s`, `p`, `o`); OntologyError as `specialize.specialize`.

        Whenever nothing follows any more, `more` is asked for further rules and instances of datatypes.
        """
        schema = _schema_of(self.encoding)
        self.rounds.add(stated)
        self._close(schema)
        while found := more():
            told = encoded(found.instances.items(), self.encoding.dictionary.encode(RDF_TYPE), self.encoding.dictionary)
            added = self.rounds.add(self._frame(told)) if len(told) else None
            self._evaluate(found.rules, schema, added)
            self._close(schema)
        total = self.rounds.counts[None, None]
        logger.info("closure: %d triples, %d rounds, %d rules", total, self.rounds.round, len(self.rules))

    def _close(self, schema: "_Schema") -> None:
        """Specialise and evaluate until neither the triples nor the ontology grow."""
        size = -1
        while size != schema.size(self.rounds):
            fresh, told = self._specialized(schema)
            added = self.rounds.add(self._frame(told)) if len(told) else None
            size = schema.size(self.rounds)
            self._evaluate(fresh, schema, added)

    def _specialized(self, schema: "_Schema") -> tuple[list[SpecializedRule], EncodedTriples]:
        """Return the rules that the ontology makes of those given and that are new; and the triples that it implies."""
        dictionary = self.encoding.dictionary
        stated = self.encoding.collected(self.rounds.everything().where(schema.condition()).select(*KEY))
        # The rules here see every name of a thing, not one that represents it.
        relations = Relations(dictionary.encode(RDF_TYPE))
        relations.absorb(partition(stated, relations.type_id), stamp=0)
        relations.absorb(partition(closure_of(stated, self.given).triples(), relations.type_id), stamp=1)
        read = read_schema(Facts(relations), dictionary, schema_names(dictionary))
        rules = {rule.identity: rule for rule in specialize(self.given, read)}
        classes = self._classes_of_literals([*self.rules.values(), *rules.values()])
        rules_out = replace(unspoken(dictionary, self.given), literal_classes=classes)
        at_once = [conclusions(rule.head, UNIT, rules_out) for rule in rules.values() if not rule.body]
        told = chain(relations.columns(is_inferred=True), *at_once)
        fresh = [rule for identity, rule in rules.items() if identity not in self.rules]
        return fresh, encoded(told, relations.type_id, dictionary)

    def _evaluate(self, fresh: Sequence[SpecializedRule], schema: "_Schema", newest: Delta | None) -> None:
        self.rules.update((rule.identity, rule) for rule in fresh)
        ids = self.encoding.ids(ids_of(fresh))
        at_work = [renumbered(rule, ids) for rule in fresh if not schema.is_closed_apart(rule)]
        widened = self._widened(fresh)
        again = [renumbered(rule, self.encoding.ids(ids_of(widened))) for rule in widened]
        newest = self.rounds.again(conclusions_of(again), newest)
        self.rounds.evaluate(conclusions_of(at_work), newest)

    def _widened(self, fresh: Sequence[SpecializedRule]) -> list[SpecializedRule]:
        """Have literals put into all classes where that leads on; return the older rules that do so now."""
        known, found = self.literal_classes, self._classes_of_literals(self.rules.values())
        if known is None or (found is not None and found <= known):
            return []
        self.literal_classes = None if found is None else found | known
        ids = None if found is None else frozenset(map(self.encoding.ids(found | known).__getitem__, found | known))
        self.rounds.rules_out = replace(self.rounds.rules_out, literal_classes=ids)
        return [
            rule
            for rule in self.rules.values()
            if rule not in fresh and any(self._is_widened(head, known) for head in rule.head)
        ]

    def _classes_of_literals(self, rules: Iterable[SpecializedRule]) -> frozenset[int] | None:
        dictionary = self.encoding.dictionary
        return classes_of_literals(rules, dictionary.encode(RDF_TYPE), datatypes_in(dictionary))

    def _is_widened(self, head: Pattern, known: frozenset[int]) -> bool:
        type_id, classes = self.encoding.dictionary.encode(RDF_TYPE), self.literal_classes
        if head.predicate != type_id or not isinstance(head.object, int):
            return isinstance(head.predicate, str) or head.predicate == type_id
        return head.object not in known and (classes is None or head.object in classes)

    def _frame(self, triples: EncodedTriples) -> DataFrame:
        columns = [column.tolist() for column in (triples.subjects, triples.predicates, triples.objects)]
        ids = self.encoding.ids({number for column in columns for number in column})
        rows = [tuple(ids[number] for number in row) for row in zip(*columns, strict=True)]
        return table_of(self.rounds.spark, "s bigint, p bigint, o bigint", rows)

    def contradictions(self) -> tuple[str, ...]:
        """Return an account of each contradiction, as `spark_contradictions.contradictions_in`."""
        return contradictions_in(self.rounds, self.encoding, [*self.rules.values()])


@dataclass(frozen=True, slots=True)
class _Schema:
    """Which triples are the ontology: by predicate, of rdf:type by class too; with the ids here and those in Spark."""

    here: frozenset[tuple[int, int | None]]
    there: frozenset[tuple[int, int | None]]
    cells: tuple[int, ...]

    def size(self, rounds: Rounds) -> int:
        """Return how many triples the ontology has: none is ever removed, so an equal size is an equal ontology."""
        return sum(rounds.counts[relation] for relation in self.there)

    def condition(self) -> Column:
        """Return the condition for a triple of the ontology, or a cell of an rdf:List as stated."""
        predicates = [predicate for predicate, class_ in self.there if class_ is None]
        types = {predicate for predicate, class_ in self.there if class_ is not None}
        classes = [class_ for _, class_ in self.there if class_ is not None]
        predicate, object_ = sf.col("p"), sf.col("o")
        is_cell = predicate.isin(list(self.cells)) & (sf.col("r") == 0)
        return predicate.isin(predicates) | (predicate.isin(types) & object_.isin(classes)) | is_cell

    def is_closed_apart(self, rule: SpecializedRule) -> bool:
        """Tell whether a rule leads from the ontology to the ontology, which is closed here whenever it has grown."""
        patterns = (*rule.body, *rule.head)
        return bool(rule.head) and all(
            {(each.predicate, None), (each.predicate, each.object)} & self.here for each in patterns
        )


def _schema_of(encoding: Encoding) -> _Schema:
    type_id = encoding.dictionary.encode(RDF_TYPE)
    names = schema_names(encoding.dictionary)
    here = [(name, None) if name >= 0 else (type_id, class_key(name)) for name in names]
    cells = [encoding.dictionary.encode(token) for token in (RDF_FIRST, RDF_REST)]
    ids = encoding.ids({type_id, *cells, *(number for pair in here for number in pair if number is not None)})
    there = [(ids[predicate], None if class_ is None else ids[class_]) for predicate, class_ in here]
    return _Schema(frozenset(here), frozenset(there), tuple(ids[cell] for cell in cells))
