"""Contradictions: the rules that end in `false`, asked of a closure."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import islice, product

import numpy as np

from coopkg.errors import InconsistencyError
from coopkg.rdf.dictionary import FIRST_LITERAL, Ids, TokenTriple
from coopkg.rdf.vocabulary import PREFIXES
from coopkg.reasoning.closure import Closure
from coopkg.reasoning.datatype_members import literals_in
from coopkg.reasoning.equality import NEVER, Slot, naming
from coopkg.reasoning.explain import Explainer, Found, inference_of, numbered
from coopkg.reasoning.facts import Facts
from coopkg.reasoning.joins import UNIT, Bindings, column, filtered
from coopkg.reasoning.literals import MOST_TOLD
from coopkg.reasoning.pairs import contradicting
from coopkg.reasoning.proof import Account, Inference, Notes, Steps, stated_by
from coopkg.reasoning.relation import contains
from coopkg.reasoning.relations import IdTriple
from coopkg.reasoning.search import Values, are_met, instance
from coopkg.reasoning.solutions import solutions
from coopkg.reasoning.specialize import SpecializedRule, represented

_MOST_NAMINGS = 1000


@dataclass(frozen=True, slots=True)
class Clash:
    """One way in which a rule that ends in `false` is met: the use of the rule, and the `steps` that it rests on.

    `more` tells how many others by the same rule and axioms there are that are not told; where these have not all been
    counted, how many at least.
    """

    inference: Inference
    steps: Steps
    more: int = 0
    is_counted: bool = True

    @property
    def rule(self) -> str:
        """Return the name of the rule."""
        return self.inference.rule

    def premises(self) -> Steps:
        """Return the steps that are the rule's premises."""
        return tuple(self.steps[number] for number in self.inference.premises)

    def axioms(self) -> Steps:
        """Return the steps that are the rule's axioms."""
        return tuple(self.steps[number] for number in self.inference.axioms)

    def stated(self) -> frozenset[TokenTriple]:
        """Return all stated triples that the contradiction rests on."""
        return stated_by(self.steps)

    def text(self, prefixes: Mapping[str, str] = PREFIXES, notes: Notes | None = None) -> str:
        """Return the contradiction as indented lines: the rule, then the proof of each premise and axiom.

        Under each stated triple stand the `notes` on it.
        """
        account = Account(self.steps, prefixes, notes or {})
        lines = [f"{account.reason(self.inference)}: these cannot all be true", *account.lines(self.inference, 1)]
        if self.more:
            lines.append(f"and {'' if self.is_counted else 'at least '}{self.more} more of this kind")
        elif not self.is_counted:
            lines.append("and perhaps more of this kind")
        return "\n".join(lines)


def clashes(closure: Closure, limit: int = 10) -> tuple[Clash, ...]:
    """Return the contradictions in `closure`, at most `limit` for each rule and the axioms that it takes.

    The last of so many tells how many more there are.
    """
    explainer = Explainer(closure)
    known: Found = {}
    search = _Search(closure, limit)
    return tuple(clash for rules in _by_axioms(closure) for clash in _told(search.met(rules), explainer, known))


def _by_axioms(closure: Closure) -> Iterable[list[SpecializedRule]]:
    """Return the rules that end in `false`, those together that have name and axioms in common."""
    groups: dict[tuple[str, tuple[IdTriple, ...]], list[SpecializedRule]] = defaultdict(list)
    for rule in closure.rules:
        if not rule.head:
            groups[rule.name, rule.axioms].append(rule)
    return groups.values()


@dataclass(frozen=True, slots=True)
class _Met:
    """Rules with the premises that meet them, and how many more there are, or have been counted."""

    uses: list[tuple[SpecializedRule, list[IdTriple]]]
    more: int
    is_counted: bool


@dataclass(slots=True)
class _Search:
    """The search for what meets rules that end in `false`, at most `limit` ways for each rule and its axioms."""

    closure: Closure
    limit: int
    _present: Ids | None = None

    def met(self, rules: list[SpecializedRule]) -> _Met:
        """Return the first solutions of the rules' bodies, and count the others."""
        uses: list[tuple[SpecializedRule, list[IdTriple]]] = []
        total, facts = 0, self.closure.facts
        for rule in rules:
            if rule.pair is not None:
                found = contradicting(rule, self.closure, self.limit - len(uses))
                total += found.total
                uses += [(each, _premises(each, values, facts)) for each, values in found.uses]
                continue
            for rows in self._solved(rule):
                total += rows.length
                told = range(min(rows.length, self.limit - len(uses)))
                uses += [(rule, _premises(rule, rows.row(row), facts)) for row in told]
        return _Met(uses, total - len(uses), is_counted=sum(map(_is_made_for_literals, rules)) < MOST_TOLD)

    def _solved(self, rule: SpecializedRule) -> Iterator[Bindings]:
        equality = self.closure.facts.equality
        asked = rule if equality is None else represented(rule, equality)
        for piece in solutions(asked.body, UNIT, self.closure.relations):
            rows = filtered(rule.filters, piece, equality)
            for pattern in asked.body:
                rows = self._in_data(pattern.subject, rows)
            yield rows

    def _in_data(self, slot: Slot, rows: Bindings) -> Bindings:
        """Return the rows where `slot` is no literal, or one that some triple has: others are of no interest."""
        subjects = column(rows.known(slot))
        is_there = subjects < FIRST_LITERAL
        if is_there.all():
            return rows
        is_there[~is_there] = contains(self._literals(), subjects[~is_there])
        return rows.taken(np.broadcast_to(is_there, rows.length))

    def _literals(self) -> Ids:
        """Return the literals that are objects, ascending."""
        if self._present is None:
            self._present = literals_in(self.closure.relations)
        return self._present


def _premises(rule: SpecializedRule, values: Values, facts: Facts) -> list[IdTriple]:
    """Return what meets the rule's body, under the names by which most of it was stated or concluded."""
    equality = facts.equality
    shared = [slot for slot, value in values.items() if equality is not None and equality.has_others(value)]
    if equality is None or not shared:
        return [instance(pattern, values) for pattern in rule.body]
    best = naming(rule.filters, values, equality) or values
    most = _known(rule, best, facts)
    for chosen in islice(product(*(equality.names(values[slot]) for slot in shared)), _MOST_NAMINGS):
        named = {**values, **dict(zip(shared, chosen, strict=True))}
        if (known := _known(rule, named, facts)) > most and are_met(rule, named, None, NEVER):
            best, most = named, known
    return [instance(pattern, best) for pattern in rule.body]


def _known(rule: SpecializedRule, values: Values, facts: Facts) -> int:
    """Return how many premises were stated or concluded as they stand, or say that two names are of one thing."""
    premises = [instance(pattern, values) for pattern in rule.body]
    same = sum(each[1] == facts.same_as and each[0] != each[2] for each in premises)
    return same + sum(each[1] != facts.same_as and facts.stamp(each) is not None for each in premises)


def _is_made_for_literals(rule: SpecializedRule) -> bool:
    return any(isinstance(pattern.object, int) and pattern.object >= FIRST_LITERAL for pattern in rule.body)


def _told(met: _Met, explainer: Explainer, known: Found) -> Iterator[Clash]:
    for number, (rule, premises) in enumerate(met.uses, start=1):
        roots = (*premises, *rule.axioms)
        steps, numbers = numbered(roots, explainer.below(roots, known), explainer.closure)
        inference = inference_of(rule, premises, numbers, explainer.closure)
        is_last = number == len(met.uses)
        yield Clash(inference, steps, met.more if is_last else 0, met.is_counted or not is_last)


def check_consistency(closure: Closure) -> None:
    """Return if `closure` holds no contradiction; InconsistencyError with an account of each otherwise."""
    accounts = [*closure.complaints, *(clash.text() for clash in clashes(closure))]
    if accounts:
        raise InconsistencyError(accounts)
