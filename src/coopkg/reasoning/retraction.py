"""What falls when triples are retracted, by their stamps, oldest first.

Every triple that is not stated was concluded from older ones, or is an older one under another name. So when the
triples of one stamp are looked at, all that could support them has been looked at already: one of them stands exactly
if it still follows from older triples that stand. What falls makes its conclusions doubtful in turn, and the
conclusions of the rules that it is an axiom of. Where an edge between two names falls, and no other stated equality
takes its place, all that is said of their thing since is looked at.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from heapq import heappop, heappush

from coopkg.rdf.dictionary import FIRST_LITERAL, Ids
from coopkg.reasoning.equality import NEVER, Equality
from coopkg.reasoning.relation import Stamps
from coopkg.reasoning.relations import IdTriple
from coopkg.reasoning.specialize import SpecializedRule
from coopkg.reasoning.state import State
from coopkg.reasoning.stored import Past

FEW = 500
"""Up to so many triples of one stamp are looked at one by one."""


@dataclass(slots=True)
class Retraction:
    """One retraction under way: `fallen` are the triples that fell, in the order of their stamps.

    `parted` are the names, by their representative, of the things whose names may not all be one any more. `hopeless`
    are triples that nothing concluded, older or younger, when they were looked at, nor said under other names.
    """

    state: State
    past: Past
    fallen: list[IdTriple] = field(default_factory=list)
    parted: dict[int, list[int]] = field(default_factory=dict)
    hopeless: set[IdTriple] = field(default_factory=set)
    _waiting: dict[int, set[IdTriple]] = field(default_factory=lambda: defaultdict(set))
    _stamps: list[int] = field(default_factory=list)
    _seen: set[IdTriple] = field(default_factory=set)
    _passed: set[IdTriple] = field(default_factory=set)

    def run(self, triples: Iterable[IdTriple], rules: Iterable[SpecializedRule] = ()) -> None:
        """Let stated `triples` fall, and `rules` that nothing makes any more, and all that rests on them alone."""
        self._doubt(0, triples)
        self._bury(rules, 0)
        while self._stamps:
            stamp = heappop(self._stamps)
            batch = self._waiting.pop(stamp)
            if stamp:
                batch -= self.standing(batch, stamp)
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
        stamp_of, passed = self.state.facts.stamp, self._passed
        for triple in triples:
            # What is not younger than this is not younger than what falls later.
            if triple not in passed:
                passed.add(triple)
                stamp = stamp_of(triple)
                if stamp is not None and stamp > than:
                    self._doubt(stamp, (triple,))

    def _doubt_there(self, found: Iterable[tuple[int, Ids, Stamps]], than: int) -> None:
        """Doubt those of the keys that were found with stamps higher than `than`."""
        triple_at = self.state.relations.triple_at
        for name, keys, stamps in found:
            is_younger = stamps > than
            for key, stamp in zip(keys[is_younger].tolist(), stamps[is_younger].tolist(), strict=True):
                self._doubt(stamp, (triple_at(name, key),))

    def _let_fall(self, batch: Collection[IdTriple], stamp: int) -> None:
        """Take `batch` out, and doubt what follows from it."""
        if len(batch) > FEW:
            self._doubt_there(self.past.concluded_from(self.state.grouped(batch)), stamp)
        else:
            for triple in batch:
                self._doubt_younger(self.past.conclusions(triple), stamp)
        self._bury(self._made_from(batch), stamp)
        if self.state.equality:
            self._doubt_names(batch, stamp, self.state.equality)
        if len(batch) > FEW:
            self.state.facts.drop_all(self.state.grouped(batch))
        else:
            self.state.facts.drop(batch)
        self.fallen += batch

    def _doubt_names(self, batch: Collection[IdTriple], stamp: int, equality: Equality) -> None:
        """Doubt what the fallen are under other names, and what is said of the things that they made one."""
        facts = self.state.facts
        cuts: dict[int, list[IdTriple]] = defaultdict(list)
        for triple in {equality.canonical(triple) for triple in batch if self._has_names(triple)}:
            self._doubt_younger(facts.stored_variants(triple), stamp)
        for triple in batch:
            subject, predicate, object_ = triple
            if predicate == facts.same_as and object_ < FIRST_LITERAL and equality.is_edge(subject, object_):
                cuts[equality.name(subject)].append(triple)
        for rep, edges in cuts.items():
            self._cut(rep, edges, equality)
            for name in equality.names(rep):
                self._doubt_younger([each for _, each in facts.touching(name)], stamp)
        if cuts:
            # A filter may have told two names of one thing apart.
            for rule in [rule for rule in self.state.rules.values() if rule.filters and rule.head]:
                self._doubt_there(self.past.concluded_by(rule), stamp)

    def _cut(self, rep: int, edges: Iterable[IdTriple], equality: Equality) -> None:
        """Take edges between the names of one thing out of the forest, and mend it where that can be done."""
        for witness in self.state.facts.witnesses:
            witness(rep)
        for one, _, other in edges:
            # It may be stated both ways.
            if equality.is_edge(one, other):
                equality.cut(one, other)
        for edge in edges:
            if not self._mended(edge, equality):
                self.parted[rep] = list(equality.names(rep))

    def _mended(self, cut: IdTriple, equality: Equality) -> bool:
        """Put another equality that is kept in the place of the edge that was `cut`; tell whether there is one."""
        same_as = self.state.facts.same_as
        stated = self.state.facts.retired.get(same_as)
        one, rest = equality.connected(cut[0]), equality.connected(cut[2])
        if stated is None:
            return False
        if cut[2] in one:
            return True
        if len(rest) < len(one):
            one = rest
        for name in one:
            ends = [(name, low) for low in stated.lows(name)] + [(high, name) for high in stated.highs(name)]
            for first, second in ends:
                other = second if first == name else first
                is_across = other not in one and equality.name(other) == equality.name(name)
                if is_across and (first, same_as, second) not in self._seen:
                    equality.link(first, second, stated.stamp_of(first << 32 | second) or 0)
                    return True
        return False

    def _made_from(self, batch: Iterable[IdTriple]) -> list[SpecializedRule]:
        """Return the rules that were made from axioms among `batch`."""
        axioms = self.state.axioms(batch)
        if not axioms:
            return []
        return [rule for rule in self.state.rules.values() if not axioms.isdisjoint(rule.axioms)]

    def _bury(self, rules: Iterable[SpecializedRule], stamp: int) -> None:
        """Do without `rules` from now on, and doubt what they have concluded."""
        for rule in rules:
            self.state.forget(rule)
            if rule.head:
                self.past.discard(rule)
                self._doubt_there(self.past.concluded_by(rule), stamp)

    def standing(self, batch: Collection[IdTriple], stamp: int = NEVER) -> set[IdTriple]:
        """Return those of `batch` that follow from triples with stamps lower than `stamp`."""
        equality = self.state.equality
        sayable = [triple for triple in batch if self._says_something(triple, stamp)] if equality else batch
        if len(sayable) <= FEW:
            since = {triple: self.past.since(triple, stamp) for triple in sayable}
            found = {triple for triple, newest in since.items() if newest < stamp}
            self.hopeless.update(triple for triple in sayable if since[triple] == NEVER and not self._has_names(triple))
        else:
            found = {
                self.state.relations.triple_at(name, key)
                for name, keys in self.state.grouped(sayable).items()
                for key in self.past.supported(name, keys, stamp).tolist()
            }
        if equality:
            found |= {triple for triple in batch if triple not in found and self._is_renamed(triple, stamp, equality)}
        return found

    def _has_names(self, triple: IdTriple) -> bool:
        """Tell whether a term has several names."""
        equality = self.state.equality
        return equality is not None and any(map(equality.has_others, triple))

    def _says_something(self, triple: IdTriple, stamp: int) -> bool:
        """Tell whether a rule may conclude `triple`: of one name and itself it says something if there are others."""
        subject, predicate, object_ = triple
        if subject != object_ or predicate not in self.state.rules_out.reflexive or self.state.equality is None:
            return True
        return predicate != self.state.facts.same_as and self.state.equality.first_edge(subject)[1] < stamp

    def _is_renamed(self, triple: IdTriple, stamp: int, equality: Equality) -> bool:
        """Tell whether `triple` is an older one under other names, or says that a thing with others is itself."""
        if not self._has_names(triple):
            return False
        facts = self.state.facts
        subject, predicate, object_ = triple
        if predicate == facts.same_as and subject == object_:
            return equality.first_edge(subject)[1] < stamp
        return any(
            max(facts.stamp(each) or 0, equality.since_all(each, triple)) < stamp
            for each in facts.stored_variants(triple)
            if each != triple
        )
