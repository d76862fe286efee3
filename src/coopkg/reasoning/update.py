"""One update of a closure: what falls, what is stated, what follows from it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import product

from coopkg.rdf.dictionary import FIRST_LITERAL
from coopkg.reasoning.changes import Change, Tracker
from coopkg.reasoning.columns import saturate, with_news, with_renamed
from coopkg.reasoning.conclusions import is_told
from coopkg.reasoning.equality import Equality
from coopkg.reasoning.facts import Delta
from coopkg.reasoning.matching import Matcher
from coopkg.reasoning.relations import IdTriple
from coopkg.reasoning.retraction import Retraction
from coopkg.reasoning.state import State
from coopkg.reasoning.stored import Past

FEW = 1000
"""A round that begins with at most so many triples follows them one by one."""


@dataclass(slots=True)
class Evaluators:
    """What follows and retracts triples one by one, kept as long as the rules and the names in them are the same."""

    state: State
    _matcher: tuple[object, Matcher] | None = None
    _past: tuple[object, Past] | None = None

    def matcher(self) -> Matcher:
        """Return what follows triples under representatives."""
        rules, key = self.state.live_rules(), self.state.generation
        if self._matcher is None or self._matcher[0] != key:
            self._matcher = key, Matcher(self.state.relations, rules, self.state.equality)
        return self._matcher[1]

    def past(self) -> Past:
        """Return what tells how triples were concluded."""
        key = self.state.generation, self.state.names_of_constants()
        if self._past is None or self._past[0] != key:
            self._past = key, Past(self.state.facts, self.state.rules.values(), self.state.rules_out)
        return self._past[1]


@dataclass(slots=True)
class Update:
    """An update under way: `new` becomes stated, `old` is stated no longer."""

    state: State
    evaluators: Evaluators
    new: list[IdTriple]
    old: list[IdTriple]
    come: list[IdTriple] = field(default_factory=list)

    def run(self) -> Change:
        """Update the closure; return what has changed. OntologyError where the ontology is broken then."""
        state = self.state
        tracker = Tracker(state, self.new)
        retraction = Retraction(state, self.evaluators.past())
        retraction.run(self.old, state.rules_of_changed_lists(self.new, self.old))
        tracker.fall(retraction.fallen, self.old)
        doubtful = {triple: None for triple in retraction.fallen if triple not in retraction.hopeless}
        if state.equality and retraction.parted:
            doubtful |= self._part([*retraction.parted.values()], retraction.fallen, state.equality)
        self._state_all()
        self._let_return(doubtful)
        delta = state.grouped(dict.fromkeys(self.come))
        state.log.append(delta)
        self._forward(with_renamed(state, delta, state.newly_live()))
        self._with_new_rules([*self.new, *retraction.fallen])
        return tracker.change()

    def _part(
        self, parted: Sequence[list[int]], fallen: Iterable[IdTriple], equality: Equality
    ) -> dict[IdTriple, None]:
        """Give names that are no longer joined things of their own; return what may follow of these by itself."""
        facts = self.state.facts
        names = {name for each in parted for name in each}
        said = dict.fromkeys(triple for name in names for _, triple in facts.touching(name))
        said |= dict.fromkeys(triple for triple in fallen if not names.isdisjoint(triple))
        was_said = dict.fromkeys(map(equality.canonical, said))
        for each in parted:
            stays, edges = frozenset({equality.name(each[0])}), equality.edges(each)
            equality.dissolve(each)
            for one, other, stamp in edges:
                equality.merge(one, other, stamp, stays)
        reps = sorted({equality.name(name) for name in names})
        self.state.round += 1
        for triple in said:
            self._place(triple, equality)
        for rep in reps:
            if equality.has_others(rep):
                self._put((rep, facts.same_as, rep))
        self.come += (each for rep in reps for relations, each in facts.touching(rep) if relations is facts.relations)
        # Rules that conclude equality read what is said of the names, and so meet it again; others name them.
        named = self._is_equality_named()
        doubtful = (triple for triple in was_said if named or triple[1] != facts.same_as or triple[2] >= FIRST_LITERAL)
        choices = ([reps if term in names else [term] for term in triple] for triple in doubtful)
        return dict.fromkeys((one, two, three) for each in choices for one, two, three in product(*each))

    def _is_equality_named(self) -> bool:
        """Tell whether a rule concludes equality with a thing that it names."""
        heads = (head for rule in self.state.rules.values() for head in rule.head)
        same_as = self.state.facts.same_as
        return any(
            head.predicate == same_as and (isinstance(head.subject, int) or isinstance(head.object, int))
            for head in heads
        )

    def _place(self, triple: IdTriple, equality: Equality) -> None:
        """Have a stored triple under the representatives that it has now."""
        facts = self.state.facts
        stamp = facts.retired.stamp(triple)
        subject, predicate, object_ = triple
        if stamp is None or (predicate == facts.same_as and object_ < FIRST_LITERAL and subject != object_):
            return
        canonical = equality.canonical(triple)
        if canonical != triple:
            self._put(canonical)
        elif predicate != facts.same_as or object_ >= FIRST_LITERAL or stamp == 0 or equality.has_others(subject):
            facts.retired.drop(triple)
            facts.relations.put(triple, stamp)
            self.come.append(triple)

    def _put(self, triple: IdTriple) -> None:
        """Put a triple in with the stamp of this round, if it is not there."""
        if self.state.relations.stamp(triple) is None:
            self.state.relations.put(triple, self.state.round)
            self.come.append(triple)

    def _state_all(self) -> None:
        """State what is new, first what has no bearing on names."""
        facts = self.state.facts
        self.state.round += 1
        merging = []
        for triple in self.new:
            canonical = triple if facts.equality is None else facts.equality.canonical(triple)
            if self._is_merging(triple):
                merging.append(triple)
            elif canonical != triple:
                facts.retired.put(triple, 0)
                self._put(canonical)
            else:
                if facts.relations.stamp(triple) is None:
                    self.come.append(triple)
                facts.relations.put(triple, 0)
        self._merge(merging, 0)

    def _is_merging(self, triple: IdTriple) -> bool:
        subject, predicate, object_ = triple
        facts = self.state.facts
        is_equality = facts.equality is not None and predicate == facts.same_as
        return is_equality and object_ < FIRST_LITERAL and subject != object_

    def _merge(self, merging: Sequence[IdTriple], stamp: int) -> None:
        """Make one what `merging` says is one; of equalities that are not stated only those that do so are kept."""
        facts, gone = self.state.facts, []
        for triple in merging:
            one, _, other = triple
            name = facts.merge(one, other, stamp, self.state)
            if name is not None:
                gone.append(name)
            if name is not None or stamp == 0:
                facts.retired.put(triple, stamp)
                if facts.equality is not None and facts.equality.is_edge(one, other):
                    facts.equality.link(one, other, stamp)
        if gone:
            self.state.round += 1
            self.come += facts.rename(gone, self.state.round)
            self.state.note_renamed()

    def _let_return(self, doubtful: Iterable[IdTriple]) -> None:
        """Put back, under the names of now, what follows from what stands."""
        state = self.state
        if state.equality:
            doubtful = dict.fromkeys(map(state.equality.canonical, doubtful))
        stamp, rules_out = state.relations.stamp, state.rules_out
        told = [each for each in doubtful if stamp(each) is None and is_told(each, rules_out)]
        standing = Retraction(state, self.evaluators.past()).standing(told)
        self._take_in([each for each in told if each in standing])

    def _take_in(self, triples: Iterable[IdTriple]) -> None:
        """Put conclusions in that are not there."""
        self.state.round += 1
        merging = []
        for triple in triples:
            if self._is_merging(triple):
                merging.append(triple)
            else:
                self._put(triple)
        self._merge(merging, self.state.round)

    def _forward(self, delta: Delta) -> None:
        """Take in what follows from `delta`, which is there already."""
        state = self.state
        while delta:
            if sum(map(len, delta.values())) > FEW:
                saturate(state, delta)
                return
            found: dict[IdTriple, bool] = {}
            matcher = self.evaluators.matcher()
            for name, keys in delta.items():
                for key in keys.tolist():
                    self._follow(matcher, state.relations.triple_at(name, key), found)
            self.come.clear()
            self._take_in(triple for triple, is_new in found.items() if is_new)
            delta = state.grouped(dict.fromkeys(self.come))
            state.log.append(delta)
            delta = state.facts.present(delta)
            delta = with_renamed(state, delta, state.newly_live())

    def _follow(self, matcher: Matcher, triple: IdTriple, found: dict[IdTriple, bool]) -> None:
        """Put what follows from `triple` in one step into `found`, with whether it is to be taken in."""
        stamp, rules_out = self.state.relations.stamp, self.state.rules_out
        for _, each in matcher.conclusions(triple):
            if each not in found:
                found[each] = is_told(each, rules_out) and stamp(each) is None

    def _with_new_rules(self, changed: Sequence[IdTriple]) -> None:
        """Make and evaluate the rules that the changed ontology, or literals that are new, call for."""
        while more := self.state.more_after(changed):
            self._forward(with_news(self.state, more))
            changed = ()
