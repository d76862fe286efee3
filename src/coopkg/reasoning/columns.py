"""The evaluator over columns: semi-naive rounds of vectorised joins over sorted keys, a stamp for each triple.

The ontology is closed first (phase one: the rules that conclude schema, on the schema alone), then every rule is
specialised to it and the data are closed (phase two). Where the data imply more schema, phase two is done again with
the rules specialised anew; stamps go on counting, so a premise is older than its conclusion throughout.
"""

import logging
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

import numpy as np

from coopkg.rdf.dictionary import Dictionary, EncodedTriples, Ids
from coopkg.reasoning.closure import Closure
from coopkg.reasoning.conclusions import Unspoken, conclusions, unspoken
from coopkg.reasoning.joins import UNIT, Pattern, filtered, fixed, matched, solutions
from coopkg.reasoning.literals import are_about_values, literal_rules, read_literals
from coopkg.reasoning.owl2rl import RDF_FIRST, RDF_REST, RDF_TYPE
from coopkg.reasoning.relation import Relation, class_key
from coopkg.reasoning.relations import Relations, partition
from coopkg.reasoning.rules import Rule
from coopkg.reasoning.schema import read_schema, schema_names, schema_size
from coopkg.reasoning.specialize import Identity, SpecializedRule, is_schema, specialize

logger = logging.getLogger(__name__)

Batches = dict[int, list[Ids]]


@dataclass(frozen=True, slots=True)
class ColumnsEngine:
    """The engine of this module; it satisfies `closure.Engine`."""

    def closure(self, stated: EncodedTriples, rules: Sequence[Rule]) -> Closure:
        """Return the closure of `stated`, whose dictionary must be one that grows; OntologyError as `specialize`."""
        return closure(stated, rules)


def closure(stated: EncodedTriples, rules: Sequence[Rule]) -> Closure:
    """Return the closure of `stated` under `rules`, each triple with its stamp.

    The constants of the rules are added to the dictionary of `stated`, which must be a `Dictionary`.
    OntologyError names the node of an rdf:List that an axiom needs and that is broken.
    """
    if not isinstance(stated.dictionary, Dictionary):
        raise TypeError("the triples are encoded by a dictionary that cannot grow")
    type_id = stated.dictionary.encode(RDF_TYPE)
    state = _State(stated.dictionary, Relations(type_id), unspoken(stated.dictionary, rules))
    batches = partition(stated, type_id)
    _close_schema(state, batches, rules)
    state.relations.absorb(batches, stamp=0)
    _close_all(state, rules)
    inferred = sum(len(keys) for _, keys in state.relations.columns(is_inferred=True))
    logger.info("closure: %d given, %d inferred, %d rounds", len(state.relations) - inferred, inferred, state.round)
    return Closure(stated.dictionary, state.relations, tuple(state.rules.values()), "columns")


@dataclass(slots=True)
class _State:
    """A closure in the making: `rules` by what they conclude, the first of equals; `round` is the last stamp given."""

    dictionary: Dictionary
    relations: Relations
    rules_out: Unspoken
    rules: dict[Identity, SpecializedRule] = field(default_factory=dict)
    round: int = 0


def _close_schema(state: _State, batches: Batches, rules: Sequence[Rule]) -> None:
    """Bring the ontology in and close it under the rules that conclude nothing but schema."""
    names = schema_names(state.dictionary)
    cells = [state.dictionary.encode(token) for token in (RDF_FIRST, RDF_REST)]
    state.relations.absorb({name: batches[name] for name in (*names, *cells) if name in batches}, stamp=0)
    _close(state, [rule for rule in rules if rule.head and all(map(is_schema, rule.head))], names)


def _close_all(state: _State, rules: Sequence[Rule]) -> None:
    """Close everything under `rules`, and under what they come to for the literals that are there."""
    names = schema_names(state.dictionary)
    literals = read_literals(state.dictionary) if are_about_values(rules) else None
    is_growing = True
    while is_growing:
        _close(state, rules, names)
        new = literal_rules(literals, state.relations, state.rules) if literals is not None else []
        state.rules.update((rule.identity, rule) for rule in new)
        is_growing = any(rule.head for rule in new)


def _close(state: _State, rules: Sequence[Rule], names: list[int]) -> None:
    """Specialise and evaluate `rules` until neither the triples nor the ontology grow."""
    size = -1
    while size != schema_size(state.relations, names):
        size = schema_size(state.relations, names)
        for rule in specialize(rules, read_schema(state.relations, state.dictionary, names)):
            # A rule that is known keeps its first axioms: they are older than all it has concluded.
            state.rules.setdefault(rule.identity, rule)
        _evaluate(state)


def _evaluate(state: _State) -> None:
    """Run semi-naive rounds over everything until nothing new follows."""
    rules = [rule for rule in state.rules.values() if rule.head]
    readers = _readers(rules, state.relations.type_id)
    delta = dict(state.relations.columns(is_inferred=False))
    batches: Batches = defaultdict(list)
    for rule in rules:
        if not rule.body:
            _collect(batches, conclusions(rule.head, UNIT, state.rules_out))
    while delta or batches:
        for name, keys in delta.items():
            fired = Relation(keys, np.empty(0, np.int32))
            for rule, place in _reading(readers, name):
                _collect(batches, _fired(rule, place, name, fired, state))
        state.round += 1
        delta = state.relations.absorb(batches, state.round)
        batches = defaultdict(list)


def _collect(batches: Batches, found: Iterable[tuple[int, Ids]]) -> None:
    for name, keys in found:
        batches[name].append(keys)


# Instead of a relation's name: patterns that read every relation, and those that read every class.
_EVERY, _EVERY_CLASS = "every relation", "every class"

Readers = dict[int | str, list[tuple[SpecializedRule, int]]]


def _readers(rules: Iterable[SpecializedRule], type_id: int) -> Readers:
    """Return for each relation which rules read it, and at which place of their body."""
    readers: Readers = defaultdict(list)
    for rule in rules:
        for place, pattern in enumerate(rule.body):
            readers[_read_by(pattern, type_id)].append((rule, place))
    return readers


def _read_by(pattern: Pattern, type_id: int) -> int | str:
    if isinstance(pattern.predicate, str):
        return _EVERY
    if pattern.predicate != type_id:
        return pattern.predicate
    return _EVERY_CLASS if isinstance(pattern.object, str) else class_key(pattern.object)


def _reading(readers: Readers, name: int) -> Iterator[tuple[SpecializedRule, int]]:
    yield from readers.get(name, ())
    yield from readers.get(_EVERY, ())
    if name < 0:
        yield from readers.get(_EVERY_CLASS, ())


def _fired(rule: SpecializedRule, place: int, name: int, new: Relation, state: _State) -> Iterator[tuple[int, Ids]]:
    """Yield what `rule` concludes when `new` triples of the relation called `name` meet its pattern at `place`."""
    pattern = rule.body[place]
    unit = fixed(pattern.predicate, state.relations.type_id if name < 0 else name, UNIT)
    first = matched(pattern, name, new, unit)
    if first.length:
        for rows in solutions(rule.body[:place] + rule.body[place + 1 :], first, state.relations):
            kept = filtered(rule.filters, rows)
            if kept.length:
                yield from conclusions(rule.head, kept, state.rules_out)
