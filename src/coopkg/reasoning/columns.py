"""The evaluator over columns: semi-naive rounds of vectorised joins over sorted keys, a stamp for each triple.

The ontology is closed first (phase one: the rules that conclude schema, on the schema alone), then every rule is
specialised to it and the data are closed (phase two). Where the data imply more schema, phase two is done again with
the rules specialised anew; stamps go on counting, so a premise is older than its conclusion throughout.
"""

import logging
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from coopkg.rdf.dictionary import Dictionary, EncodedTriples, Ids
from coopkg.reasoning.closure import Closure
from coopkg.reasoning.conclusions import conclusions
from coopkg.reasoning.joins import UNIT, filtered, fixed, matched, older, solutions
from coopkg.reasoning.owl2rl import RDF_FIRST, RDF_REST, RDF_TYPE
from coopkg.reasoning.relation import Relation, Stamps, contains, unique
from coopkg.reasoning.relations import Relations, partition
from coopkg.reasoning.rules import Rule
from coopkg.reasoning.specialize import SpecializedRule, is_schema
from coopkg.reasoning.state import Batches, Delta, State
from coopkg.reasoning.ways import Way, Ways, ways_into

logger = logging.getLogger(__name__)


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
    state = State(stated.dictionary, Relations(type_id), rules)
    batches = partition(stated, type_id)
    _close_schema(state, batches)
    state.relations.absorb(batches, stamp=0)
    evaluate(state, state.rules.values())
    inferred = sum(len(keys) for _, keys in state.relations.columns(is_inferred=True))
    logger.info("closure: %d given, %d inferred, %d rounds", len(state.relations) - inferred, inferred, state.round)
    return Closure(stated.dictionary, state.relations, tuple(state.rules.values()), "columns")


def _close_schema(state: State, batches: Batches) -> None:
    """Bring the ontology in and close it under the rules that conclude nothing but schema."""
    cells = [state.dictionary.encode(token) for token in (RDF_FIRST, RDF_REST)]
    state.relations.absorb({name: batches[name] for name in (*state.schema, *cells) if name in batches}, stamp=0)
    schema = State(state.dictionary, state.relations, _about_schema(state.table))
    evaluate(schema, ())
    state.rules, state.round = schema.rules, schema.round


def _about_schema(rules: Sequence[Rule]) -> list[Rule]:
    return [rule for rule in rules if rule.head and all(map(is_schema, rule.head))]


def evaluate(state: State, rules: Iterable[SpecializedRule]) -> None:
    """Close everything under the rules of `state`, of which `rules` have not seen anything yet.

    Where that makes the ontology grow, or brings literals together, more rules are made and evaluated.
    """
    news = list(rules) or state.new_rules()
    while news:
        saturate(state, first_round(state, news))
        news = state.new_rules()


def saturate(state: State, delta: Delta) -> None:
    """Run semi-naive rounds until nothing new follows from `delta`, which is in the relations already."""
    ways = ways_into(state.rules.values(), state.relations.type_id)
    while delta:
        delta = state.absorb(_round(state, ways, delta))


def _round(state: State, ways: Ways, delta: Delta) -> Batches:
    """Return what the rules conclude in one step from `delta` with all that is there."""
    batches: Batches = defaultdict(list)
    for name, keys in delta.items():
        fired = Relation(keys, np.empty(0, np.int32))
        for rule, place in ways.to(name):
            _collect(batches, _fired(rule, place, name, fired, state))
    return batches


def first_round(state: State, rules: Iterable[SpecializedRule]) -> Delta:
    """Take in what `rules` conclude from everything; return what of it is new."""
    batches: Batches = defaultdict(list)
    for rule in rules:
        _collect(batches, _concluded(state, rule))
    return state.absorb(batches)


def _concluded(state: State, rule: SpecializedRule) -> Iterator[tuple[int, Ids]]:
    for rows in solutions(rule.body, UNIT, state.relations):
        kept = filtered(rule.filters, rows)
        if kept.length:
            yield from conclusions(rule.head, kept, state.rules_out)


def _collect(batches: Batches, found: Iterable[tuple[int, Ids]]) -> None:
    for name, keys in found:
        batches[name].append(keys)


def _fired(rule: SpecializedRule, place: int, name: int, new: Relation, state: State) -> Iterator[tuple[int, Ids]]:
    """Yield what `rule` concludes when `new` triples of the relation called `name` meet its pattern at `place`."""
    pattern = rule.body[place]
    unit = fixed(pattern.predicate, state.relations.type_id if name < 0 else name, UNIT)
    first = matched(pattern, name, new, unit)
    if first.length:
        for rows in solutions(rule.body[:place] + rule.body[place + 1 :], first, state.relations):
            kept = filtered(rule.filters, rows)
            if kept.length:
                yield from conclusions(rule.head, kept, state.rules_out)


def concluded_from(state: State, delta: Delta) -> Iterator[tuple[int, Ids, Stamps]]:
    """Yield what is there of what follows in one step from `delta`: relation, keys (ascending, each once), stamps."""
    yield from _there(state, _round(state, ways_into(state.rules.values(), state.relations.type_id), delta))


def concluded_by(state: State, rule: SpecializedRule) -> Iterator[tuple[int, Ids, Stamps]]:
    """Yield what is there of all that `rule` concludes, as `concluded_from`."""
    batches: Batches = defaultdict(list)
    _collect(batches, _concluded(state, rule))
    yield from _there(state, batches)


def _there(state: State, batches: Batches) -> Iterator[tuple[int, Ids, Stamps]]:
    for name, pieces in batches.items():
        relation = state.relations.get(name)
        if relation is not None:
            keys = unique(np.concatenate(pieces))
            keys = keys[contains(relation.keys, keys)]
            yield name, keys, relation.stamps_of(keys)


def supported(state: State, name: int, keys: Ids, stamp: int) -> Ids:
    """Return those of the `keys` of one relation that a rule concludes from triples with stamps lower than `stamp`."""
    concluding = Ways(state.relations.type_id)
    for rule in state.rules.values():
        concluding.add(rule, rule.head)
    left = keys
    for rule, place in concluding.to(name):
        if len(left) and all((state.relations.stamp(axiom) or 0) < stamp for axiom in rule.axioms):
            found = [each for _, each in _concluded_from_older(state, (rule, place), (name, left), stamp)]
            if found:
                left = left[~contains(unique(np.concatenate(found)), left)]
    return keys[~contains(left, keys)]


def _concluded_from_older(state: State, way: Way, sought: tuple[int, Ids], stamp: int) -> Iterator[tuple[int, Ids]]:
    """Yield what of the keys `sought` in one relation one pattern of a rule's head is, from older triples."""
    rule, place = way
    name, keys = sought
    head = rule.head[place]
    unit = fixed(head.predicate, state.relations.type_id if name < 0 else name, UNIT)
    first = matched(head, name, Relation(keys, np.empty(0, np.int32)), unit)
    if first.length:
        for rows in solutions(rule.body, first, state.relations):
            kept = filtered(rule.filters, rows)
            for pattern in rule.body:
                kept = kept.taken(older(pattern, kept, state.relations, stamp)) if kept.length else kept
            if kept.length:
                yield from conclusions((head,), kept, state.rules_out)
