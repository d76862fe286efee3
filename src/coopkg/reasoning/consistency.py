"""Contradictions: the rules that end in `false`, asked of a closure."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

from coopkg.errors import InconsistencyError
from coopkg.reasoning.closure import Closure
from coopkg.reasoning.explain import Proof, premise_column, prove, triple_at
from coopkg.reasoning.joins import UNIT, filtered, solutions
from coopkg.reasoning.relations import IdTriple
from coopkg.reasoning.specialize import SpecializedRule


@dataclass(frozen=True, slots=True)
class Clash:
    """One way in which a rule that ends in `false` is met: its name, and proofs of what met it."""

    rule: str
    premises: tuple[Proof, ...]
    axioms: tuple[Proof, ...]

    def text(self) -> str:
        """Return the contradiction as indented lines: the rule, then the proof of each premise and axiom."""
        proofs = [line for proof in (*self.premises, *self.axioms) for line in proof.text().split("\n")]
        return "\n".join([f"{self.rule}: these cannot all be true", *(f"  {line}" for line in proofs)])


def clashes(closure: Closure, limit: int = 10) -> tuple[Clash, ...]:
    """Return the contradictions in `closure`, at most `limit` for each rule of the ontology."""
    found = [each for rule in closure.rules if not rule.head for each in islice(_met(rule, closure), limit)]
    triples = [closure.tokens_of(triple) for rule, premises in found for triple in (*premises, *rule.axioms)]
    proofs = iter(prove(closure, triples))
    return tuple(
        Clash(rule.name, tuple(islice(proofs, len(premises))), tuple(islice(proofs, len(rule.axioms))))
        for rule, premises in found
    )


def _met(rule: SpecializedRule, closure: Closure) -> Iterator[tuple[SpecializedRule, list[IdTriple]]]:
    """Yield the premises of each solution of the rule's body."""
    for piece in solutions(rule.body, UNIT, closure.relations):
        rows = filtered(rule.filters, piece)
        if rows.length:
            columns = [premise_column(pattern, rows, closure.relations)[0] for pattern in rule.body]
            for row in range(rows.length):
                yield rule, [triple_at(triples, row) for triples in columns]


def check_consistency(closure: Closure) -> None:
    """Return if `closure` holds no contradiction; InconsistencyError with an account of each otherwise."""
    accounts = [*closure.complaints, *(clash.text() for clash in clashes(closure))]
    if accounts:
        raise InconsistencyError(accounts)
