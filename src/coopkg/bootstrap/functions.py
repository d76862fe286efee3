"""Wiring of the functions that queries may call beyond those of SPARQL."""

from collections.abc import Callable
from functools import cache
from pathlib import Path

from coopkg.rdf.dictionary import TokenTriple
from coopkg.rdf.nquads import serialize_term
from coopkg.rdf.terms import Literal, Term
from coopkg.rdf.vocabulary import COOP
from coopkg.reasoning.closure import open_closure
from coopkg.reasoning.explain import Explainer
from coopkg.storage.oxigraph import Functions
from coopkg.storage.snapshots import CLOSURE, Snapshot


def functions_of(snapshot: Snapshot) -> Functions:
    """Return `coop:rule(?subject, ?predicate, ?object)`: the rule that concludes a triple, or "stated".

    Its value is unbound where the merged graph does not hold the triple. The closure is opened at the first call.
    """
    return {COOP["rule"]: _rule_function(snapshot.path / CLOSURE)}


def _rule_function(path: Path) -> Callable[..., Term | None]:
    @cache
    def rule_of() -> Callable[[TokenTriple], str | None]:
        return Explainer(open_closure(path)).rule_of

    def rule(subject: Term, predicate: Term, value: Term) -> Term | None:
        name = rule_of()((serialize_term(subject), serialize_term(predicate), serialize_term(value)))
        return None if name is None else Literal(name)

    return rule
