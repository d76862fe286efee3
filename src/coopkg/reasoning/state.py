"""A closure in the making: the relations so far, the rules at work on them, and the round that is next."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import TypeAlias

import numpy as np

from coopkg.rdf.dictionary import Dictionary, Ids
from coopkg.reasoning.closure import Closure
from coopkg.reasoning.conclusions import Unspoken, unspoken
from coopkg.reasoning.literals import Literals, are_about_values, literal_rules, may_matter, read_literals
from coopkg.reasoning.owl2rl import RDF_FIRST, RDF_REST
from coopkg.reasoning.relations import IdTriple, Relations
from coopkg.reasoning.rules import Rule
from coopkg.reasoning.schema import read_schema, schema_names, schema_size
from coopkg.reasoning.specialize import Identity, SpecializedRule, specialize

Batches: TypeAlias = dict[int, list[Ids]]
"""Keys by the name of their relation, in pieces; neither ordered nor unique."""
Delta: TypeAlias = dict[int, Ids]
"""Keys by the name of their relation, ascending, each once."""


@dataclass(slots=True)
class State:
    """What an evaluator works on: `table` are the rules as written, `rules` what they come to, the first of equals.

    `round` is the last stamp that was given. `log` gets what each round brings, if `is_logging`.
    """

    dictionary: Dictionary
    relations: Relations
    table: Sequence[Rule]
    rules: dict[Identity, SpecializedRule] = field(default_factory=dict)
    round: int = 0
    log: list[Delta] = field(default_factory=list)
    is_logging: bool = False
    rules_out: Unspoken = field(init=False)
    schema: list[int] = field(init=False)
    _ontology_names: frozenset[int] = field(init=False)
    _merging: list[SpecializedRule] = field(init=False, default_factory=list)
    _size: int = field(init=False, default=-1)
    _literals: Literals | None = field(init=False, default=None)

    def __post_init__(self) -> None:
        self.rules_out = unspoken(self.dictionary, self.table)
        self.schema = schema_names(self.dictionary)
        cells = (self.dictionary.encode(token) for token in (RDF_FIRST, RDF_REST))
        self._ontology_names = frozenset((*self.schema, *cells))

    @classmethod
    def of(cls, closure: Closure, table: Sequence[Rule]) -> "State":
        """Return the state in which `closure`, whose dictionary must be one that grows, is finished under `table`."""
        if not isinstance(closure.dictionary, Dictionary):
            raise TypeError("the closure is encoded by a dictionary that cannot grow")
        state = cls(closure.dictionary, closure.relations, table)
        state._learn(closure.rules)
        state.round = closure.relations.newest()
        return state

    def absorb(self, batches: Batches) -> Delta:
        """Take the conclusions of a round in, with the next stamp; return what was new."""
        self.round += 1
        delta = self.relations.absorb(batches, self.round)
        if self.is_logging:
            self.log.append(delta)
        return delta

    def learn_literal(self, number: int) -> None:
        """Read a literal that may be new in the dictionary."""
        if self._about_literals is not None:
            self._about_literals.learn(number)

    @property
    def _about_literals(self) -> Literals | None:
        if self._literals is None and are_about_values(self.table):
            self._literals = read_literals(self.dictionary)
        return self._literals

    def new_rules(self) -> list[SpecializedRule]:
        """Return the rules that the ontology and the literals as they are now call for and that were not known yet.

        They are known from now on. Literals are looked at when the ontology calls for nothing, and rules about them
        that only find contradictions are no reason to go on.
        """
        return self._from_ontology() or self._about_values()

    def rules_after(self, changed: Sequence[IdTriple]) -> list[SpecializedRule]:
        """Return the new rules after an update: `changed` are triples that were put in or fell, beside the log.

        The rules themselves are made anew only if part of the ontology is among them, or a literal that may matter.
        """
        come = [(name, keys) for delta in self.log for name, keys in delta.items()]
        names = {self.relations.place_of(triple)[0] for triple in changed} | {name for name, _ in come}
        if not self._ontology_names.isdisjoint(names):
            self._size = -1
        elif not self._may_matter(come):
            return []
        return self.new_rules()

    def _may_matter(self, come: Iterable[tuple[int, Ids]]) -> bool:
        """Tell whether rules about values may be called for by triples that have come in."""
        literals = self._about_literals
        return literals is not None and any(
            may_matter(literals, self.relations, self._merging, news) for news in come if news[0] >= 0
        )

    def rules_of_changed_lists(self, new: Sequence[IdTriple], old: Sequence[IdTriple]) -> list[SpecializedRule]:
        """Return the rules whose rdf:Lists read otherwise, or are broken, when `new` is stated and `old` no longer."""
        cells = {self.dictionary.encode(token) for token in (RDF_FIRST, RDF_REST)}
        if cells.isdisjoint(predicate for _, predicate, _ in (*new, *old)):
            return []
        schema = read_schema(self.relations, self.dictionary, self.schema).changed(new, old)
        return [
            rule
            for rule in self.rules.values()
            if any(schema.members_or_none(head) != read for head, read in rule.lists)
        ]

    def axioms(self, triples: Iterable[IdTriple]) -> set[IdTriple]:
        """Return those of `triples` that are part of the ontology."""
        return {triple for triple in triples if self.relations.place_of(triple)[0] in self._ontology_names}

    def grouped(self, triples: Iterable[IdTriple]) -> Delta:
        """Return triples as keys by the name of their relation."""
        batches: dict[int, list[int]] = defaultdict(list)
        for triple in triples:
            name, key = self.relations.place_of(triple)
            batches[name].append(key)
        return {name: np.sort(np.array(keys, np.int64)) for name, keys in batches.items()}

    def _from_ontology(self) -> list[SpecializedRule]:
        size = schema_size(self.relations, self.schema)
        if size == self._size:
            return []
        self._size = size
        return self._learn(specialize(self.table, read_schema(self.relations, self.dictionary, self.schema)))

    def _about_values(self) -> list[SpecializedRule]:
        literals = self._about_literals
        return [] if literals is None else self._learn(literal_rules(literals, self.relations, self.rules))

    def _learn(self, rules: Iterable[SpecializedRule]) -> list[SpecializedRule]:
        """Return those of `rules` that conclude something and are new; an older equal has older axioms and stays."""
        new = []
        for rule in rules:
            if self.rules.setdefault(rule.identity, rule) is rule and rule.head:
                new.append(rule)
                if any(pattern.predicate == self.rules_out.same_as for pattern in rule.head):
                    self._merging.append(rule)
        return new
