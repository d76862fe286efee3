"""The evaluator over columns: semi-naive rounds of vectorised joins over sorted keys, a stamp for each triple.

The ontology is closed first (phase one: the rules that conclude schema, on the schema alone), then every rule is
specialised to it and the data are closed (phase two). Where the data imply more schema, phase two is done again with
the rules specialised anew; stamps go on counting, so a premise is older than its conclusion throughout.
"""

import gc
import logging
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

import numpy as np

from coopkg.rdf.dictionary import Dictionary, EncodedTriples
from coopkg.reasoning.closure import Closure
from coopkg.reasoning.equality import NEVER
from coopkg.reasoning.facts import Batches, Delta, joined
from coopkg.reasoning.firing import collect, concluded, concluded_from_older, one_round
from coopkg.reasoning.relations import partition
from coopkg.reasoning.rules import Rule
from coopkg.reasoning.specialize import SpecializedRule, is_schema
from coopkg.reasoning.state import More, State
from coopkg.reasoning.ways import Ways, ways_into

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
    with _uncollected():
        state = State(stated.dictionary, rules)
        _close(state, stated)
        if state.is_beyond():
            logger.info("equality of the vocabulary, of a list or of very much in the ontology: closed by its rules")
            state = State(stated.dictionary, rules, is_plain=True)
            _close(state, stated)
    logger.info("closure: %d triples under representatives, %d rounds", len(state.relations), state.round)
    return Closure(stated.dictionary, state.facts, tuple(state.rules.values()), "columns")


@contextmanager
def _uncollected() -> Iterator[None]:
    """Have no search for cyclic garbage, of which a closure makes none: it would walk all terms, several times."""
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()


def _close(state: State, stated: EncodedTriples) -> None:
    """Bring the ontology in and close it under the rules that conclude nothing but schema; then bring all in."""
    batches = partition(stated, state.rules_out.type_id)
    state.state({name: batches[name] for name in state.ontology if name in batches})
    whole = state.table
    state.work_by([rule for rule in whole if rule.head and all(map(is_schema, rule.head))])
    _evaluate(state, (), {})
    state.work_by(whole)
    delta = state.state({name: pieces for name, pieces in batches.items() if name not in state.ontology})
    # What speaks of the ontology alone has seen it, but for what has other names now.
    renamed = {name: keys for name, keys in delta.items() if name in state.ontology}
    _evaluate(state, [rule for rule in state.live_rules() if not state.is_about_ontology(rule)], renamed)


def _evaluate(state: State, rules: Iterable[SpecializedRule], delta: Delta) -> None:
    """Close everything under the rules of `state`, of which `rules` have not seen anything yet, and none `delta`.

    Where that makes the ontology grow, or brings literals together, more rules are made and evaluated.
    """
    saturate(state, joined(delta, first_round(state, rules)))
    while more := state.more():
        saturate(state, with_news(state, more))


def saturate(state: State, delta: Delta) -> None:
    """Run semi-naive rounds until nothing new follows from `delta`, which is in the relations already."""
    delta = with_renamed(state, delta, state.newly_live())
    ways, generation = ways_into(state.live_rules(), state.relations.type_id), state.generation
    while delta:
        delta = state.absorb(one_round(state.ground, ways, delta))
        delta = with_renamed(state, delta, state.newly_live())
        if state.generation != generation:
            ways, generation = ways_into(state.live_rules(), state.relations.type_id), state.generation


def with_renamed(state: State, delta: Delta, changed: Iterable[SpecializedRule]) -> Delta:
    """Take in what follows from names that have become one, and return it together with `delta`.

    `changed` are the rules that name other terms than before. As long as a thing has one name, what is said of it and
    itself is left out, and no filter can tell it from itself.
    """
    if not changed and not state.facts.merged:
        return delta
    while changed or state.facts.merged:
        filtering = [rule for rule in state.live_rules() if rule.filters] if state.facts.merged else []
        delta = joined(delta, first_round(state, [*changed, *filtering]))
        delta = joined(delta, state.absorb(_of_merged(state)))
        changed = state.newly_live()
    return state.facts.unrenamed(delta)


def _of_merged(state: State) -> Batches:
    """Return what follows of things that got more names, with themselves."""
    reps = np.sort(np.fromiter(state.facts.merged, np.int64))
    state.facts.merged.clear()
    batches: Batches = defaultdict(list)
    heads = Ways(state.relations.type_id)
    for rule in state.live_rules():
        heads.add(rule, rule.head)
    for name in state.rules_out.reflexive - {state.facts.same_as}:
        for way in heads.to(name):
            batches[name] += concluded_from_older(state.ground, way, (name, reps << 32 | reps), NEVER)
    return {name: found for name, found in batches.items() if found}


def with_news(state: State, more: More) -> Delta:
    """Take in what new rules conclude from everything; return what of it is new, and the new instances of datatypes."""
    return joined(more.instances, first_round(state, more.rules))


def first_round(state: State, rules: Iterable[SpecializedRule]) -> Delta:
    """Take in what `rules` conclude from everything; return what of it is new."""
    batches: Batches = defaultdict(list)
    for rule in rules:
        collect(batches, concluded(state.ground, rule))
    return state.absorb(batches)
