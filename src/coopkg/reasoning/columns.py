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
from coopkg.reasoning.facts import Batches, Delta, joined
from coopkg.reasoning.joins import UNIT, filtered, fixed, matched, older, solutions
from coopkg.reasoning.relation import Relation, Stamps, contains, unique
from coopkg.reasoning.relations import partition
from coopkg.reasoning.rules import Rule
from coopkg.reasoning.specialize import SpecializedRule, is_schema
from coopkg.reasoning.state import State
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
    state = State(stated.dictionary, rules)
    _close(state, stated)
    if state.facts.is_beyond:
        logger.info("equality of the vocabulary itself, or of a list: closed by the rules, without representatives")
        state = State(stated.dictionary, rules, is_plain=True)
        _close(state, stated)
    logger.info("closure: %d triples under representatives, %d rounds", len(state.relations), state.round)
    return Closure(stated.dictionary, state.facts, tuple(state.rules.values()), "columns")


def _close(state: State, stated: EncodedTriples) -> None:
    """Bring the ontology in and close it under the rules that conclude nothing but schema; then bring all in."""
    batches = partition(stated, state.rules_out.type_id)
    state.state({name: batches[name] for name in state.ontology if name in batches})
    whole = state.table
    state.work_by([rule for rule in whole if rule.head and all(map(is_schema, rule.head))])
    _evaluate(state, ())
    state.work_by(whole)
    state.state({name: pieces for name, pieces in batches.items() if name not in state.ontology})
    _evaluate(state, state.live_rules())


def _evaluate(state: State, rules: Iterable[SpecializedRule]) -> None:
    """Close everything under the rules of `state`, of which `rules` have not seen anything yet.

    Where that makes the ontology grow, or brings literals together, more rules are made and evaluated.
    """
    news = list(rules) or state.new_rules()
    while news:
        saturate(state, first_round(state, news))
        news = state.new_rules()


def saturate(state: State, delta: Delta) -> None:
    """Run semi-naive rounds until nothing new follows from `delta`, which is in the relations already."""
    ways = ways_into(state.live_rules(), state.relations.type_id)
    while delta:
        delta = state.absorb(_round(state, ways, delta))
        while changed := state.newly_live():
            ways = ways_into(state.live_rules(), state.relations.type_id)
            delta = state.facts.present(joined(delta, first_round(state, changed)))


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
        kept = filtered(rule.filters, rows, state.equality)
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
            kept = filtered(rule.filters, rows, state.equality)
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
