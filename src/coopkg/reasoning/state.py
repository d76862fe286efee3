"""A closure in the making: the relations so far, the rules at work on them, and the round that is next."""

from collections import defaultdict
from collections.abc import Container, Iterable, Sequence
from dataclasses import replace
from math import prod
from typing import NamedTuple

import numpy as np

from coopkg.rdf.dictionary import Dictionary, Ids
from coopkg.rdf.vocabulary import OWL, RDF, RDFS, XSD
from coopkg.reasoning.closure import Closure
from coopkg.reasoning.conclusions import unspoken
from coopkg.reasoning.datatype_members import Members, datatypes_in, literal_classes_in
from coopkg.reasoning.equality import Equality
from coopkg.reasoning.facts import Batches, Delta, Facts
from coopkg.reasoning.firing import Ground
from coopkg.reasoning.joins import Pattern
from coopkg.reasoning.literal_classes import classes_of_literals
from coopkg.reasoning.literal_values import Literals, read_literals
from coopkg.reasoning.literals import are_about_values, literal_rules, may_matter
from coopkg.reasoning.owl2rl import RDF_FIRST, RDF_REST, TABLE_4
from coopkg.reasoning.relation import class_key
from coopkg.reasoning.relations import IdTriple, Relations
from coopkg.reasoning.rules import Rule, tells_everything
from coopkg.reasoning.schema import Schema, read_schema, schema_names, schema_size
from coopkg.reasoning.specialize import Identity, SpecializedRule, represented, specialize

_EQUALITY = frozenset({"eq-sym", "eq-trans", "eq-rep-s", "eq-rep-p", "eq-rep-o"})
_EQUALITY_ROWS = tuple(rule for rule in TABLE_4 if rule.name in _EQUALITY)
_VOCABULARIES = tuple(f"<{namespace}" for namespace in (RDF, RDFS, OWL, XSD))

_MOST_WAYS = 10_000


class More(NamedTuple):
    """What a closure calls for when nothing follows any more: new `rules`, and `instances` that datatypes have got."""

    rules: list[SpecializedRule]
    instances: Delta


class State:
    """What an evaluator works on: `table` are the rules as written, `rules` what they come to, the first of equals.

    Equality is by representatives where the table has the rules of equality and reflexive triples are not asked for;
    those rules are then not made. `round` is the last stamp that was given, `generation` counts changes to the rules.
    `log` gets what each round brings, if `is_logging`.
    """

    def __init__(self, dictionary: Dictionary, table: Sequence[Rule], *, is_plain: bool = False) -> None:
        """Begin with nothing; with `is_plain` equality is closed by its rules like everything else."""
        by_rules = is_plain or tells_everything(table) or not {rule.name for rule in table} >= _EQUALITY
        self.dictionary = dictionary
        self.table: Sequence[Rule] = [rule for rule in table if by_rules or rule not in _EQUALITY_ROWS]
        self.rules: dict[Identity, SpecializedRule] = {}
        self.round = 0
        self.log: list[Delta] = []
        self.is_logging = False
        self.generation = 0
        self.rules_out = unspoken(dictionary, table)
        self.schema = schema_names(dictionary)
        self._cells = [dictionary.encode(token) for token in (RDF_FIRST, RDF_REST)]
        self.ontology = frozenset((*self.schema, *self._cells))
        relations = Relations(self.rules_out.type_id)
        self.facts = Facts(relations, self.rules_out.same_as, None if by_rules else Equality())
        self.rules_out = replace(self.rules_out, equality=self.facts.equality)
        self._live: dict[Identity, SpecializedRule] = {}
        self._version = self._weighed = 0
        self._pending: list[SpecializedRule] = []
        self._constants: frozenset[int] = frozenset()
        self._names: dict[int, int] = {}
        self._told: set[int] = set()
        self._merging: list[SpecializedRule] = []
        self._size = -1
        self._literals: Literals | None = None
        self._datatypes = datatypes_in(dictionary)
        self._classed = -1, 0
        self._members = Members()

    @property
    def relations(self) -> Relations:
        """Return the triples under representatives, which the rules read."""
        return self.facts.relations

    @property
    def ground(self) -> Ground:
        """Return what the rules are fired on."""
        return Ground(self.relations, self.rules_out, self.equality)

    @property
    def equality(self) -> Equality | None:
        """Return which names stand for one thing, None where the rules of equality say so."""
        return self.facts.equality

    def stays(self, term: int) -> bool:
        """Tell whether `term` cannot be represented: the rules know it by name, or it is a cell of an rdf:List."""
        if self.dictionary.token_of(term).startswith(_VOCABULARIES):
            return True
        return any((relation := self.relations.get(name)) is not None and relation.lows(term) for name in self._cells)

    def prefers(self) -> frozenset[int]:
        """Return the names that represent rather than others: those in the rules, which are then not renamed."""
        return self._constants

    @classmethod
    def of(cls, closure: Closure, table: Sequence[Rule]) -> "State":
        """Return the state in which `closure`, whose dictionary must be one that grows, is finished under `table`."""
        if not isinstance(closure.dictionary, Dictionary):
            raise TypeError("the closure is encoded by a dictionary that cannot grow")
        state = cls(closure.dictionary, table, is_plain=closure.facts.equality is None)
        state.facts = closure.facts
        state.rules_out = replace(state.rules_out, equality=state.equality)
        state._learn(closure.rules)
        state.round = state.facts.newest()
        state.live_rules()
        state._put_literals_into(literal_classes_in(state.facts))
        state._widen()
        return state

    def state(self, batches: Batches) -> Delta:
        """Take in what is stated, before anything has been renamed, and return what is new.

        What that renames is younger than all there is.
        """
        return self._took(*self.facts.absorb(batches, (0, self.round + 1), self))

    def absorb(self, batches: Batches) -> Delta:
        """Take the conclusions of a round in, with the next stamp; return what was new."""
        return self._took(*self.facts.absorb(batches, (self.round + 1, self.round + 2), self))

    def _took(self, delta: Delta, newest: int) -> Delta:
        self.round = max(self.round, newest)
        self.note_renamed()
        if self.is_logging:
            self.log.append(delta)
        return delta

    def is_beyond(self) -> bool:
        """Tell whether this equality is better closed by its rules: of the vocabulary, or of very much that rules name.

        For proofs and retractions a rule stands once for each way to name its constants.
        """
        equality = self.equality
        if equality and equality.version != self._weighed:
            self._weighed = equality.version
            shared = {each: len(equality.names(each)) for each in self._constants if equality.has_others(each)}
            ways = (prod(shared.get(each, 1) for each in {*rule.constants}) for rule in self.rules.values() if shared)
            self.facts.is_beyond |= any(number > _MOST_WAYS for number in ways)
        return self.facts.is_beyond

    def note_renamed(self) -> None:
        """Have rules made anew if triples of the ontology were renamed: it may be as large as before, and another."""
        if not self.facts.renamed.isdisjoint(self.ontology):
            self._size = -1
        self.facts.renamed.clear()

    def names_of_constants(self) -> tuple[int, ...] | None:
        """Return all names of those terms in the rules that have several, None where there is no equality."""
        equality = self.equality
        if not equality:
            return None
        shared = (each for each in sorted(self._constants) if equality.has_others(each))
        return tuple(name for each in shared for name in equality.names(each))

    def live_rules(self) -> list[SpecializedRule]:
        """Return the rules that conclude something, with the representatives of their constants, each once."""
        if self.equality is not None and self.equality.version != self._version:
            self._version = self.equality.version
            names = {each: name for each in self._constants if (name := self.equality.name(each)) != each}
            if names != self._names:
                self._names = names
                live = {rule.identity: rule for rule in map(self._represented, self.rules.values())}
                self._pending += [rule for each, rule in live.items() if each not in self._live and rule.head]
                self._live = live
                self.generation += 1
        return [rule for rule in self._live.values() if rule.head]

    def newly_live(self) -> list[SpecializedRule]:
        """Return the rules that have changed since they were last asked for: a constant of theirs is renamed."""
        self.live_rules()
        found = [rule for rule in self._pending if self._live.get(rule.identity) is rule]
        self._pending = []
        return found

    def forget(self, rule: SpecializedRule) -> None:
        """Do without a rule from now on."""
        if self.rules.pop(rule.identity, None) is not None:
            self.generation += 1
            self._merging = [each for each in self._merging if each is not rule and each.axioms != rule.axioms]
            live = self._represented(rule).identity
            # Two rules may come to one under representatives.
            if not (self._names and any(self._represented(each).identity == live for each in self.rules.values())):
                self._live.pop(live, None)

    def _represented(self, rule: SpecializedRule) -> SpecializedRule:
        return rule if self.equality is None else represented(rule, self.equality)

    def work_by(self, table: Sequence[Rule]) -> None:
        """Have rules made from another table from now on."""
        self.table = table
        self._size = -1

    def learn_literal(self, number: int) -> None:
        """Read a literal that may be new in the dictionary."""
        if self._about_literals is not None:
            self._about_literals.learn(number)

    @property
    def _about_literals(self) -> Literals | None:
        if self._literals is None and are_about_values(self.table):
            self._literals = read_literals(self.dictionary)
        return self._literals

    def more(self) -> More | None:
        """Return what the ontology and the literals as they are now call for and was not there yet, None for nothing.

        The rules are known from now on. Literals are looked at when the ontology calls for nothing, and rules about
        them that only find contradictions are no reason to go on.
        """
        rules = self._from_ontology() or self._about_values()
        rules += [rule for rule in self._widen() if rule not in rules]
        found = More(rules, self._new_members())
        return found if any(found) else None

    def more_after(self, changed: Sequence[IdTriple]) -> More | None:
        """Return the same after an update: `changed` are triples that were put in or fell, beside the log.

        The rules themselves are made anew only if part of the ontology is among them, or a literal that may matter.
        """
        come = [(name, keys) for delta in self.log for name, keys in delta.items()]
        names = {self.relations.place_of(triple)[0] for triple in changed} | {name for name, _ in come}
        if not self.ontology.isdisjoint(names):
            self._size = -1
        elif not self._may_matter(come, names) and self._told.isdisjoint(object_ for _, _, object_ in changed):
            return None
        return self.more()

    def _widen(self) -> list[SpecializedRule]:
        """Have literals put into all classes where that leads on; return the rules that do so and have not yet."""
        if self._classed == (self.generation, len(self.rules)) and self.equality is not None:
            return []
        known = self.rules_out.literal_classes
        self._put_literals_into(self._classes_that_lead_on())
        self._classed = self.generation, len(self.rules)
        if known is None or self.rules_out.literal_classes == known:
            return []
        heads = ((rule, head) for rule in self.live_rules() for head in rule.head)
        return list(dict.fromkeys(rule for rule, head in heads if self._puts_more(head, known)))

    def _classes_that_lead_on(self) -> frozenset[int] | None:
        name_of = int if self.equality is None else self.equality.name
        found = classes_of_literals(self._live.values(), self.relations.type_id, self._datatypes, name_of)
        same = self.relations.get(self.rules_out.same_as)
        if found is None or self.equality is not None or same is None:
            return found
        # Where equality is closed by its rules these lead from a class to others.
        return found.union(*(same.highs(each) for each in found))

    def _puts_more(self, head: Pattern, known: frozenset[int]) -> bool:
        """Tell whether a conclusion may put literals into a class that is not one of the `known`."""
        if head.predicate != self.relations.type_id:
            return isinstance(head.predicate, str)
        return isinstance(head.object, str) or (head.object not in known and self.rules_out.has_literals(head.object))

    def _put_literals_into(self, classes: frozenset[int] | None) -> None:
        """Have literals put into `classes` too from now on."""
        known = self.rules_out.literal_classes
        both = None if known is None or classes is None else known | classes
        if both != known:
            self.rules_out = replace(self.rules_out, literal_classes=both)
            self.generation += 1

    def _new_members(self) -> Delta:
        """Put the literals of the dictionary into those of their datatypes that lead on; return what was new.

        They are there from the beginning: nothing stated is needed for it.
        """
        literals = self._about_literals
        if literals is None:
            return {}
        datatypes = {number: iri for number, iri in self._datatypes.items() if self.rules_out.has_literals(number)}
        return self._members.put(datatypes, literals, self.relations)

    def _may_matter(self, come: Iterable[tuple[int, Ids]], names: Container[int]) -> bool:
        """Tell whether more may be called for by triples that have come in, of the relations with these names."""
        literals = self._about_literals
        if self._classed != (self.generation, len(self.rules)) or (
            self.equality is None and self.rules_out.same_as in names
        ):
            return True
        return literals is not None and (
            self._members.are_behind(self.dictionary)
            or any(may_matter(literals, self.relations, self._merging, news) for news in come)
        )

    def rules_of_changed_lists(self, new: Sequence[IdTriple], old: Sequence[IdTriple]) -> list[SpecializedRule]:
        """Return the rules whose rdf:Lists read otherwise, or are broken, when `new` is stated and `old` no longer."""
        if not {*self._cells}.intersection(predicate for _, predicate, _ in (*new, *old)):
            return []
        schema = self.read_schema().changed(new, old)
        return [
            rule
            for rule in self.rules.values()
            if any(schema.members_or_none(head) != read for head, read in rule.lists)
        ]

    def is_about_ontology(self, rule: SpecializedRule) -> bool:
        """Tell whether a rule reads nothing but the ontology."""
        return bool(rule.body) and all(self._name_read_by(pattern) in self.ontology for pattern in rule.body)

    def _name_read_by(self, pattern: Pattern) -> int | None:
        """Return the name of the one relation that a pattern reads, None where it may read several."""
        if isinstance(pattern.predicate, str):
            return None
        if pattern.predicate != self.relations.type_id:
            return pattern.predicate
        return class_key(pattern.object) if isinstance(pattern.object, int) else None

    def axioms(self, triples: Iterable[IdTriple]) -> set[IdTriple]:
        """Return those of `triples` that are part of the ontology."""
        return {triple for triple in triples if self.relations.place_of(triple)[0] in self.ontology}

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
        by_representative = self.equality is not None
        rules = specialize(self.table, self.read_schema(), is_by_representative=by_representative, has_pairs=True)
        return self._learn(rules)

    def read_schema(self) -> Schema:
        """Return the ontology as it is now."""
        return read_schema(self.facts, self.dictionary, self.schema)

    def _about_values(self) -> list[SpecializedRule]:
        literals = self._about_literals
        if literals is None:
            return []
        rules = literal_rules(literals, self.relations, self._live)
        # Of contradictions only some are made into rules: when one falls there may be others to tell.
        self._told |= {number for rule in rules if not rule.head for number in rule.constants}
        return self._learn(rules)

    def _learn(self, rules: Iterable[SpecializedRule]) -> list[SpecializedRule]:
        """Return, as they are to be asked, those of `rules` that conclude something and are new.

        An older equal has older axioms and stays.
        """
        new = []
        named: set[int] = set()
        for rule in rules:
            if self.rules.setdefault(rule.identity, rule) is rule:
                named |= set(rule.constants) if rule.head else set()
                live = self._represented(rule)
                if self._live.setdefault(live.identity, live) is live and rule.head:
                    new.append(live)
                    if any(pattern.predicate == self.rules_out.same_as for pattern in rule.head):
                        self._merging.append(live)
        self.generation += bool(new)
        self._constants |= named
        return new
