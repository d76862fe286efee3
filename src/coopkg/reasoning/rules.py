"""Rules as values: what one row of a rule table says. Every engine, the explainer, the docs and the tests read these.

A rule is written as in section 4.3 of the OWL 2 Profiles (W3C Recommendation of 11 December 2012): atoms over variables
and constants on the left, what follows on the right. `LIST[h, e1, ..., en]` there becomes one of four conditions, each
a value too, so that no rule needs code of its own.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TypeAlias


@dataclass(frozen=True, slots=True)
class Var:
    """A variable of a rule; equal names in one rule are one variable."""

    name: str

    def __str__(self) -> str:
        return f"?{self.name}"


RuleTerm: TypeAlias = Var | str
"""A variable, or a constant as a token (canonical N-Triples form)."""


@dataclass(frozen=True, slots=True)
class Atom:
    """A triple pattern: `T(subject, predicate, object)`."""

    subject: RuleTerm
    predicate: RuleTerm
    object: RuleTerm

    @property
    def terms(self) -> tuple[RuleTerm, RuleTerm, RuleTerm]:
        """Return subject, predicate and object."""
        return self.subject, self.predicate, self.object

    def __str__(self) -> str:
        return " ".join(map(str, self.terms))


@dataclass(frozen=True, slots=True)
class Member:
    """`member` is one of the members of the rdf:List `list`: the rule holds once for each."""

    list: Var
    member: Var

    def __str__(self) -> str:
        return f"{self.member} in {self.list}"


@dataclass(frozen=True, slots=True)
class Pair:
    """`first` and `second` stand at different places of the rdf:List `list`, in this order."""

    list: Var
    first: Var
    second: Var

    def __str__(self) -> str:
        return f"{self.first} before {self.second} in {self.list}"


@dataclass(frozen=True, slots=True)
class ForEach:
    """The atoms hold for every member of the rdf:List `list`; each of `fresh` is another variable for each member."""

    list: Var
    member: Var
    atoms: tuple[Atom, ...]
    fresh: tuple[Var, ...] = ()

    def __str__(self) -> str:
        return f"for each {self.member} in {self.list}: " + " . ".join(map(str, self.atoms))


@dataclass(frozen=True, slots=True)
class Path:
    """The properties in the rdf:List `list`, one after another, lead from `start` to `end`."""

    list: Var
    start: Var
    end: Var

    def __str__(self) -> str:
        return f"{self.start} to {self.end} along {self.list}"


ListCondition: TypeAlias = Member | Pair | ForEach | Path
Condition: TypeAlias = Atom | ListCondition


@dataclass(frozen=True, slots=True)
class Differs:
    """A filter: the two are not the same term (tokens are compared, not values)."""

    left: Var
    right: RuleTerm

    def __str__(self) -> str:
        return f"{self.left} != {self.right}"


@dataclass(frozen=True, slots=True)
class Rule:
    """One row: when `body` and `filters` hold, every atom of `head` follows; an empty head is `false`.

    `is_on_request` marks the rules whose conclusions are true of everything named (reflexive and axiomatic triples).
    Such triples are in a closure only where one of these rules is among those asked for.
    """

    name: str
    body: tuple[Condition, ...]
    head: tuple[Atom, ...]
    filters: tuple[Differs, ...] = ()
    is_on_request: bool = False

    def __str__(self) -> str:
        conclusion = " . ".join(map(str, self.head)) if self.head else "false"
        return " . ".join(map(str, (*self.body, *self.filters))) + f" => {conclusion}"


def tells_everything(rules: Iterable[Rule]) -> bool:
    """Tell whether `rules` ask for what is true of everything named: whether one of them is there on request."""
    return any(rule.is_on_request for rule in rules)
