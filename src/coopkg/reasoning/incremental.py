"""A closure that changes: triples are added and retracted in any order, and it stays what it would be from scratch.

Adding runs the rules forward from what is new. Retracting goes by the stamps (`retraction`): a triple falls if no rule
concludes it from older triples that stand; what fell and still follows some other way comes back with a new stamp.
Axioms are triples like any other: the rules that a new one makes are evaluated, and what the rules of one that falls
have concluded is looked at. A handful of triples is followed one by one (`matching`), thousands in columns (`columns`);
each round chooses for itself.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from coopkg.errors import OntologyError
from coopkg.rdf.dictionary import FIRST_LITERAL, EncodedTriples, Ids, TokenTriple
from coopkg.reasoning.closure import Closure
from coopkg.reasoning.columns import closure, first_round, saturate
from coopkg.reasoning.conclusions import is_told
from coopkg.reasoning.matching import Matcher
from coopkg.reasoning.relation import contains
from coopkg.reasoning.relations import IdTriple, encoded
from coopkg.reasoning.retraction import Retraction
from coopkg.reasoning.rules import Rule
from coopkg.reasoning.facts import Delta
from coopkg.reasoning.state import State

FEW = 1000
"""A round that begins with at most so many triples follows them one by one."""

_NONE: Ids = np.empty(0, np.int64)


@dataclass(frozen=True, slots=True, eq=False)
class Change:
    """What an update did: the triples, stated or inferred, that were not there and now are, and the other way round."""

    added: EncodedTriples
    removed: EncodedTriples


class Incremental:
    """A closure that can be added to and retracted from."""

    __slots__ = ("_engine", "_matcher", "_state", "_table")

    def __init__(self, start: Closure, table: Sequence[Rule]) -> None:
        """Go on from `start`, a closure by the columns engine under the rules `table`, whose relations are taken over.

        TypeError where the dictionary of `start` cannot grow.
        """
        self._table = table
        self._take(start)

    def _take(self, start: Closure) -> None:
        self._engine = start.engine
        self._state = State.of(start, self._table)
        self._state.is_logging = True
        self._matcher = Matcher(self._state.relations, start.rules)

    @property
    def closure(self) -> Closure:
        """Return the closure as it is now; the next update changes it."""
        state = self._state
        return Closure(state.dictionary, state.facts, tuple(state.rules.values()), self._engine)

    def add(self, triples: Iterable[TokenTriple]) -> Change:
        """State `triples`; those that are stated already change nothing. Errors as `update`."""
        return self.update(added=triples)

    def retract(self, triples: Iterable[TokenTriple]) -> Change:
        """State `triples` no longer; those that are not stated change nothing. Errors as `update`."""
        return self.update(retracted=triples)

    def update(self, added: Iterable[TokenTriple] = (), retracted: Iterable[TokenTriple] = ()) -> Change:
        """Retract and add in one step; what is in both is stated afterwards.

        ValueError where three tokens are no triple of RDF; OntologyError where an axiom needs an rdf:List that would be
        broken. In both cases the closure is as it was.
        """
        stamp = self._state.relations.stamp
        given = dict.fromkeys(map(self._encoded, added))
        known = {ids for triple in retracted if (ids := self.closure.ids_of(triple)) is not None}
        new = [triple for triple in given if stamp(triple) != 0]
        old = [triple for triple in known if triple not in given and stamp(triple) == 0]
        try:
            return self._updated(new, old)
        except OntologyError:
            self._restore(new, old)
            raise

    def _encoded(self, triple: TokenTriple) -> IdTriple:
        encode = self._state.dictionary.encode
        ids = encode(triple[0]), encode(triple[1]), encode(triple[2])
        if max(ids[:2]) >= FIRST_LITERAL or triple[1].startswith("_:"):
            raise ValueError(f"no triple of RDF: {' '.join(triple)}")
        if ids[2] >= FIRST_LITERAL:
            self._state.learn_literal(ids[2])
        return ids

    def _updated(self, new: list[IdTriple], old: list[IdTriple]) -> Change:
        state = self._state
        retraction = Retraction(state, self._matcher)
        retraction.run(old, state.rules_of_changed_lists(new, old))
        fresh = [triple for triple in new if state.relations.stamp(triple) is None]
        returning = retraction.returning()
        for triple in new:
            state.relations.put(triple, 0)
        state.round += 1
        for triple in returning:
            state.relations.put(triple, state.round)
        beginning = state.grouped({*fresh, *returning})
        state.log.append(beginning)
        self._forward(beginning)
        self._with_new_rules([*new, *retraction.fallen])
        return self._change(retraction.fallen)

    def _forward(self, delta: Delta) -> None:
        """Take in what follows from `delta`, which is there already."""
        state = self._state
        while delta:
            if sum(map(len, delta.values())) > FEW:
                saturate(state, delta)
                return
            found: dict[IdTriple, None] = {}
            for name, keys in delta.items():
                for key in keys.tolist():
                    self._follow(state.relations.triple_at(name, key), found)
            state.round += 1
            for triple in found:
                state.relations.put(triple, state.round)
            delta = state.grouped(found)
            state.log.append(delta)

    def _follow(self, triple: IdTriple, found: dict[IdTriple, None]) -> None:
        """Put what follows from `triple` in one step and is not there into `found`."""
        stamp, rules_out = self._state.relations.stamp, self._state.rules_out
        for _, each in self._matcher.conclusions(triple):
            if each not in found and is_told(each, rules_out) and stamp(each) is None:
                found[each] = None

    def _with_new_rules(self, changed: Sequence[IdTriple]) -> None:
        """Make and evaluate the rules that the changed ontology, or literals that are new, call for."""
        state = self._state
        while news := state.rules_after(changed):
            for rule in news:
                self._matcher.add(rule)
            self._forward(first_round(state, news))
            changed = ()

    def _change(self, fallen: Collection[IdTriple]) -> Change:
        """Return the net change, and forget how it came about."""
        state = self._state
        gone = [triple for triple in fallen if state.relations.stamp(triple) is None]
        before = state.grouped(fallen)
        come = [
            (name, keys[~contains(before.get(name, _NONE), keys)])
            for delta in state.log
            for name, keys in delta.items()
        ]
        state.log.clear()
        return Change(self._told(come), self._told(state.grouped(gone).items()))

    def _told(self, pieces: Iterable[tuple[int, Ids]]) -> EncodedTriples:
        dictionary = self._state.dictionary
        told = ((name, keys) for name, keys in pieces if name < 0 or not dictionary.token_of(name).startswith("_:"))
        return encoded(told, self._state.relations.type_id, dictionary)

    def _restore(self, new: Iterable[IdTriple], old: Iterable[IdTriple]) -> None:
        """Compute the closure of what was stated before an update that failed."""
        relations = self._state.relations
        for triple in new:
            if relations.stamp(triple) is not None:
                relations.drop(triple)
        for triple in old:
            relations.put(triple, 0)
        pieces = [(name, keys) for name in relations if len(keys := relations.stated(name))]
        self._take(closure(encoded(pieces, relations.type_id, self._state.dictionary), self._table))
