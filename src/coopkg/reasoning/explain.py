"""Proofs: why a triple is in the closure, step by step down to what is stated.

A step is found backwards. Of all ways in which a rule of the closure concludes the triple from triples and axioms with
lower stamps, the one is taken whose newest premise or axiom is oldest; of several, the one with the lowest sum of
stamps, then the rule that comes first, then the premises with the lowest ids. Stamps fall from step to step, so every
proof ends.
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import TypeAlias

from coopkg.errors import SettingError, UnknownTermError
from coopkg.rdf.dictionary import TokenTriple
from coopkg.reasoning.closure import Closure
from coopkg.reasoning.proof import STATED, Inference, Proof, Step, Steps
from coopkg.reasoning.relations import IdTriple
from coopkg.reasoning.search import Goal, Rank, Use, Values, can_be_met, goal_of, oldest_use, unified
from coopkg.reasoning.specialize import SpecializedRule
from coopkg.reasoning.ways import Ways

Found: TypeAlias = dict[IdTriple, Use | None]
"""How triples are concluded; None for those that are stated."""


def explain(closure: Closure, triple: TokenTriple) -> Proof:
    """Return the proof of `triple`; errors as `Explainer.proof`, which is quicker for many triples."""
    return Explainer(closure).proof(triple)


class Explainer:
    """The rules of one closure by what they conclude, put in order once so that many triples can be explained.

    It is of no use any more when the closure has changed.
    """

    __slots__ = ("_axioms", "_concluding", "_goals", "closure", "places")

    def __init__(self, closure: Closure) -> None:
        self.closure = closure
        self.places = {id(rule): place for place, rule in enumerate(closure.rules)}
        self._concluding = Ways(closure.relations.type_id)
        self._goals: dict[tuple[int, int], Goal] = {}
        self._axioms: dict[int, Rank] = {}
        for rule in closure.rules:
            self._concluding.add(rule, rule.head)

    def stamp(self, triple: IdTriple) -> int | None:
        """Return the stamp of a triple, None where it is not in the closure."""
        return self.closure.relations.stamp(triple)

    def proof(self, triple: TokenTriple) -> Proof:
        """Return the proof of `triple` with the oldest premises; UnknownTermError where it is not in the closure.

        SettingError where the closure comes from an engine that keeps no stamps.
        """
        root = self.known(triple)
        steps, _ = numbered([root], self.below([root]), self.closure)
        return Proof(steps)

    def rule_of(self, triple: TokenTriple) -> str | None:
        """Return the rule of the last step of a triple's proof, "stated" where it needs none.

        None where the triple is not in the closure, or follows in one whose engine keeps no proofs.
        """
        ids = self.closure.ids_of(triple)
        stamp = None if ids is None else self.stamp(ids)
        if ids is None or stamp is None:
            return None
        if stamp == 0:
            return STATED
        return self._oldest(ids, stamp).rule.name if self.closure.rules else None

    def known(self, triple: TokenTriple) -> IdTriple:
        """Return the ids of a triple that can be explained; errors as `proof`."""
        ids = self.closure.ids_of(triple)
        stamp = None if ids is None else self.stamp(ids)
        if ids is None or stamp is None:
            raise UnknownTermError(" ".join(triple), "neither stated nor implied")
        if stamp and not self.closure.rules:
            engine = self.closure.engine
            raise SettingError("reasoner", f"{engine} keeps no proofs; build with the columns reasoner to explain")
        return ids

    def below(self, roots: Iterable[IdTriple], known: Found | None = None) -> Found:
        """Return how each of `roots`, and of what they rest on, is concluded; what is `known` is taken and added to."""
        found: Found = {} if known is None else known
        waiting = list(roots)
        while waiting:
            triple = waiting.pop()
            if triple not in found:
                stamp = self.stamp(triple)
                use = found[triple] = self._oldest(triple, stamp) if stamp else None
                waiting += [] if use is None else use.grounds
        return found

    def _oldest(self, triple: IdTriple, stamp: int) -> Use:
        """Return the last step of the proof of a triple that has this stamp and is not stated."""
        found: Use | None = None
        most = stamp - 1
        for goal, values in self._possible(triple):
            use = oldest_use(goal, values, self.rank(goal.rule), most, self.closure.relations)
            if use is not None and (found is None or use.age < found.age):
                found, most = use, use.rank[0]
        if found is None:
            raise AssertionError(triple)
        return found

    def _possible(self, triple: IdTriple) -> Iterator[tuple[Goal, Values]]:
        """Yield the rules that may conclude `triple`, and the values of their variables that do."""
        relations = self.closure.relations
        for rule, number in self._concluding.to(relations.name_of(triple[1], triple[2])):
            goal = self._goals.get((id(rule), number))
            if goal is None:
                goal = self._goals[id(rule), number] = goal_of(rule, self.places[id(rule)], number, relations)
            if can_be_met(goal, relations) and (values := unified(goal.head, triple)) is not None:
                yield goal, values

    def rank(self, rule: SpecializedRule) -> Rank:
        """Return the newest stamp of the rule's axioms, and the sum of their stamps."""
        rank = self._axioms.get(id(rule))
        if rank is None:
            stamps = [self.stamp(axiom) or 0 for axiom in rule.axioms]
            rank = self._axioms[id(rule)] = max(stamps, default=0), sum(stamps)
        return rank


def numbered(roots: Iterable[IdTriple], found: Found, closure: Closure) -> tuple[Steps, dict[IdTriple, int]]:
    """Return the proofs of `roots` as steps, each once and after what it rests on; and the number of each triple."""
    numbers: dict[IdTriple, int] = {}
    steps: list[Step] = []
    for triple in _premises_first(roots, found):
        use = found[triple]
        inference = None if use is None else inference_of(use.rule, use.premises, numbers, closure)
        numbers[triple] = len(steps)
        steps.append(Step(closure.tokens_of(triple), inference))
    return tuple(steps), numbers


def inference_of(
    rule: SpecializedRule, premises: Iterable[IdTriple], numbers: Mapping[IdTriple, int], closure: Closure
) -> Inference:
    """Return the use of a rule as a value; `numbers` has those of its premises and axioms."""
    token_of = closure.dictionary.token_of
    return Inference(
        rule.name,
        tuple(numbers[premise] for premise in premises),
        tuple(numbers[axiom] for axiom in rule.axioms),
        tuple((token_of(node), tuple(map(token_of, members))) for node, members in rule.lists),
    )


def _premises_first(roots: Iterable[IdTriple], found: Found) -> Iterator[IdTriple]:
    passed: set[IdTriple] = set()
    stack = [(root, False) for root in reversed(list(roots))]
    while stack:
        triple, is_ready = stack.pop()
        use = found[triple]
        if is_ready or (use is None and triple not in passed):
            passed.add(triple)
            yield triple
        elif triple not in passed:
            passed.add(triple)
            stack.append((triple, True))
            stack += [(each, False) for each in reversed(() if use is None else use.grounds)]
