"""Proofs: why a triple is in the closure, step by step down to what is stated.

A step is found backwards. Of all ways in which a rule of the closure concludes the triple from triples and axioms with
lower stamps, the one is taken whose newest premise or axiom is oldest; of several, the one with the lowest sum of
stamps, then the rule that comes first, then the premises with the lowest ids. Stamps fall from step to step, so every
proof ends.
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import TypeAlias

from coopkg.errors import SettingError, UnknownTermError
from coopkg.rdf.dictionary import FIRST_LITERAL, TokenTriple
from coopkg.reasoning.closure import Closure
from coopkg.reasoning.equality import NEVER, naming
from coopkg.reasoning.matching import Matcher
from coopkg.reasoning.proof import STATED, Inference, Proof, Step, Steps
from coopkg.reasoning.relations import AnyRelations, IdTriple
from coopkg.reasoning.renaming import equality_use, is_equality, is_renaming, oldest_variant, renaming_uses
from coopkg.reasoning.search import Goal, Rank, Use, Values, can_be_met, goal_of, instance, oldest_use, unified
from coopkg.reasoning.specialize import SpecializedRule
from coopkg.reasoning.stored import Stored, variations
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

    __slots__ = ("_axioms", "_concluding", "_equality", "_goals", "_of", "closure", "places", "relations")

    def __init__(self, closure: Closure) -> None:
        self.closure = closure
        self._equality = closure.facts.equality or None
        self.relations: AnyRelations = Stored(closure.facts) if self._equality else closure.facts.relations
        self.places = {id(rule): place for place, rule in enumerate(closure.rules)}
        self._concluding = Ways(closure.relations.type_id)
        self._goals: dict[tuple[int, int], Goal] = {}
        self._axioms: dict[int, Rank] = {}
        self._of = {id(each.rule): each for rule in closure.rules for each in variations(rule, self._equality)}
        for each in self._of.values():
            self._concluding.add(each.rule, each.rule.head)

    def stamp(self, triple: IdTriple) -> int | None:
        """Return the stamp of a triple, None where it is not in the closure."""
        return self.closure.facts.stamp_as_named(triple)

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
        if not self.closure.rules:
            return None
        use = self.last_use(ids)
        return STATED if use is None else use.rule.name

    def last_use(self, triple: IdTriple) -> Use | None:
        """Return the last step of the proof of a triple that is in the closure, None where it is stated."""
        return self._last_steps(triple)[triple]

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
                steps = self._last_steps(triple)
                steps = {
                    each: use for each, use in steps.items() if each == triple or self._is_better(each, use, found)
                }
                found.update(steps)
                waiting += [ground for use in steps.values() if use is not None for ground in use.grounds]
        return found

    def _is_better(self, triple: IdTriple, use: Use | None, found: Found) -> bool:
        """Tell whether a step on the way to another triple proves its own: what is stored has a proof of its own.

        One that is known under other names alone may be what that name was concluded from.
        """
        if self.closure.facts.stamp(triple) is not None:
            return False
        known = found.get(triple)
        return known is None or (is_renaming(known) and use is not None and not is_renaming(use))

    def _last_steps(self, triple: IdTriple) -> Found:
        """Return how a triple is concluded, together with what it is under other names, if that is a premise."""
        facts = self.closure.facts
        stamp = facts.stamp(triple)
        if stamp == 0:
            return {triple: None}
        if self._equality is None:
            return self._by_rule(triple, stamp or 0)
        if is_equality(triple, facts) and (stamp is None or triple[0] == triple[2]):
            return {triple: equality_use(triple, facts, self._equality)}
        variant = oldest_variant(triple, NEVER if stamp is None else stamp, facts, self._equality)
        # A rule that concludes it from what is older than its being the same as another triple needs fewer steps.
        steps = self._by_rule(triple, stamp or 0 if variant is None else variant[0])
        if not steps and variant is not None:
            steps = dict(renaming_uses(variant[1], triple, facts))
        return steps

    def _by_rule(self, triple: IdTriple, before: int) -> Found:
        """Return how a rule concludes a triple from those with stamps lower than `before`, nothing where none does."""
        found: Use | None = None
        most = before - 1
        for goal, values in self._possible(triple):
            if self._of[id(goal.rule)].since(self._equality) <= most:
                use = oldest_use(goal, values, self.rank(goal.rule), most, self.relations)
                if use is not None and (found is None or use.age < found.age):
                    found, most = use, use.rank[0]
        return {} if found is None else self.as_written(found, triple, before)

    def as_written(self, use: Use, triple: IdTriple, before: int) -> Found:
        """Return the use of a rule as the ontology has it, under names that meet its filters, renamed if need be."""
        variation = self._of[id(use.rule)]
        origin = variation.origin
        if self._equality is None or not (variation.renaming or origin.filters):
            return {triple: use}
        values = _values(use)
        named = naming(origin.filters, values, self._equality, before) or values
        number = next(number for number, head in enumerate(use.rule.head) if instance(head, values) == triple)
        conclusion = instance(origin.head[number], named)
        premises = tuple(instance(pattern, named) for pattern in origin.body)
        steps: Found = dict(renaming_uses(conclusion, triple, self.closure.facts))
        return steps | {conclusion: Use(origin, premises, use.rank, use.place)}

    def _possible(self, triple: IdTriple) -> Iterator[tuple[Goal, Values]]:
        """Yield the rules that may conclude `triple`, and the values of their variables that do."""
        relations = self.relations
        for rule, number in self._concluding.to(relations.name_of(triple[1], triple[2])):
            goal = self._goals.get((id(rule), number))
            if goal is None:
                place = self.places[id(self._of[id(rule)].origin)]
                goal = self._goals[id(rule), number] = goal_of((rule, number), place, relations, self._equality)
            if can_be_met(goal, relations) and (values := unified(goal.head, triple)) is not None:
                yield goal, values

    def derivations(self, triple: IdTriple) -> Iterator[Use]:
        """Yield all uses of rules that conclude `triple` from what is there, itself perhaps among it."""
        rules = (each.rule for each in self._of.values())
        for rule, premises in Matcher(self.relations, rules, self._equality).derivations(triple):
            place = self.places[id(self._of[id(rule)].origin)]
            newest, total = self.rank(rule)
            stamps = [self.stamp(premise) or 0 for premise in premises]
            use = Use(rule, premises, (max(newest, *stamps, 0), total + sum(stamps)), place)
            if (written := self.as_written(use, triple, NEVER)[triple]) is not None:
                yield written

    def rank(self, rule: SpecializedRule) -> Rank:
        """Return the newest stamp of the rule's axioms, and the sum of their stamps."""
        rank = self._axioms.get(id(rule))
        if rank is None:
            stamps = [self.stamp(axiom) or 0 for axiom in rule.axioms]
            rank = self._axioms[id(rule)] = max(stamps, default=0), sum(stamps)
        return rank


def _values(use: Use) -> Values:
    """Return the values that the rule's variables have in this use."""
    pairs = zip(use.rule.body, use.premises, strict=True)
    return {slot: part for pattern, triple in pairs for slot, part in zip(pattern.slots, triple, strict=True)}


def numbered(roots: Iterable[IdTriple], found: Found, closure: Closure) -> tuple[Steps, dict[IdTriple, int]]:
    """Return the proofs of `roots` as steps, each once and after what it rests on; and the number of each triple."""
    numbers: dict[IdTriple, int] = {}
    steps: list[Step] = []
    for triple in _premises_first(roots, found):
        use = found[triple]
        # No literal is stated to be anything: it is an instance of its datatypes by itself.
        inference = None if triple[0] < FIRST_LITERAL else Inference("dt-type2")
        if use is not None:
            inference = inference_of(use.rule, use.premises, numbers, closure)
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
