"""What falls when triples are retracted, by their stamps, oldest first.

Every triple that is not stated was concluded from older ones. So when the triples of one stamp are looked at, all that
could support them has been looked at already: one of them stands exactly if some rule concludes it from older triples
that stand. What falls makes its conclusions doubtful in turn, and the conclusions of the rules that it is an axiom of.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from heapq import heappop, heappush

from coopkg.reasoning.columns import concluded_by, concluded_from, supported
from coopkg.reasoning.matching import Matcher
from coopkg.reasoning.relations import IdTriple
from coopkg.reasoning.specialize import SpecializedRule
from coopkg.reasoning.state import State

FEW = 500
"""Up to so many triples of one stamp are looked at one by one."""

_EVER = 2**31 - 1


@dataclass(slots=True)
class Retraction:
    """One retraction under way: `fallen` are the triples that fell, in the order of their stamps."""

    state: State
    matcher: Matcher
    fallen: list[IdTriple] = field(default_factory=list)
    _waiting: dict[int, set[IdTriple]] = field(default_factory=lambda: defaultdict(set))
    _stamps: list[int] = field(default_factory=list)
    _seen: set[IdTriple] = field(default_factory=set)

    def run(self, triples: Iterable[IdTriple], rules: Iterable[SpecializedRule] = ()) -> None:
        """Let stated `triples` fall, and `rules` that nothing makes any more, and all that rests on them alone."""
        self._doubt(0, triples)
        self._bury(rules, 0)
        while self._stamps:
            stamp = heappop(self._stamps)
            batch = self._waiting.pop(stamp)
            if stamp:
                batch -= self._standing(batch, stamp)
            if batch:
                self._let_fall(batch, stamp)

    def _doubt(self, stamp: int, triples: Iterable[IdTriple]) -> None:
        for triple in triples:
            if triple not in self._seen:
                self._seen.add(triple)
                if stamp not in self._waiting:
                    heappush(self._stamps, stamp)
                self._waiting[stamp].add(triple)

    def _doubt_younger(self, triples: Iterable[IdTriple], than: int) -> None:
        for triple in triples:
            if triple not in self._seen:
                stamp = self.state.relations.stamp(triple)
                if stamp is not None and stamp > than:
                    self._doubt(stamp, (triple,))

    def _let_fall(self, batch: Collection[IdTriple], stamp: int) -> None:
        """Take `batch` out, and doubt what follows from it."""
        relations = self.state.relations
        if len(batch) > FEW:
            delta = self.state.grouped(batch)
            for name, keys, stamps in concluded_from(self.state, delta):
                younger = keys[stamps > stamp].tolist()
                self._doubt_younger((relations.triple_at(name, key) for key in younger), stamp)
            self._bury(self._made_from(batch), stamp)
            relations.remove(delta)
        else:
            for triple in batch:
                self._doubt_younger((each for _, each in self.matcher.conclusions(triple)), stamp)
            self._bury(self._made_from(batch), stamp)
            for triple in batch:
                relations.drop(triple)
        self.fallen += batch

    def _made_from(self, batch: Iterable[IdTriple]) -> list[SpecializedRule]:
        """Return the rules that were made from axioms among `batch`."""
        axioms = self.state.axioms(batch)
        if not axioms:
            return []
        return [rule for rule in self.state.rules.values() if not axioms.isdisjoint(rule.axioms)]

    def _bury(self, rules: Iterable[SpecializedRule], stamp: int) -> None:
        """Do without `rules` from now on, and doubt what they have concluded."""
        for rule in rules:
            if self.state.rules.pop(rule.identity, None) is not None:
                self.matcher.discard(rule)
                for name, keys, stamps in concluded_by(self.state, rule):
                    younger = keys[stamps > stamp].tolist()
                    self._doubt_younger((self.state.relations.triple_at(name, key) for key in younger), stamp)

    def _standing(self, batch: Collection[IdTriple], stamp: int) -> set[IdTriple]:
        """Return those of `batch`, which share one stamp, that a rule concludes from older triples."""
        if len(batch) > FEW:
            return self._standing_in_columns(batch, stamp)
        return {triple for triple in batch if self._is_supported(triple, stamp)}

    def returning(self) -> set[IdTriple]:
        """Return those of the fallen that a rule concludes from what stands."""
        return self._standing([each for each in self.fallen if self.state.relations.stamp(each) is None], _EVER)

    def _is_supported(self, triple: IdTriple, stamp: int) -> bool:
        """Tell whether a rule concludes `triple` from triples with stamps lower than `stamp`."""
        stamp_of = self.state.relations.stamp
        for rule, premises in self.matcher.derivations(triple):
            if all((stamp_of(each) or 0) < stamp for each in (*premises, *rule.axioms)):
                return True
        return False

    def _standing_in_columns(self, batch: Collection[IdTriple], stamp: int) -> set[IdTriple]:
        triple_at = self.state.relations.triple_at
        return {
            triple_at(name, key)
            for name, keys in self.state.grouped(batch).items()
            for key in supported(self.state, name, keys, stamp).tolist()
        }
