"""What the checker of proofs knows of literals: when two are one, and the rules of Table 8 as rows with a condition.

That two literals are one is no triple, so what the Recommendation concludes from such triples is a row here;
`NOT_ROWS` in the rule table tells it in words. Steps may have a literal as subject. Values are those of `value_of`.
Literals of other datatypes have no known value, and are one only where they are the same term.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TypeAlias

from coopkg.rdf.nquads import parse_term
from coopkg.rdf.terms import Literal
from coopkg.reasoning.axiomatic import DATATYPES
from coopkg.reasoning.datatypes import Value, is_of, value_of
from coopkg.reasoning.owl2rl import ALL_VALUES, DIFFERENT_FROM, ON_PROPERTY, RANGE, RDF_TYPE, SAME_AS
from coopkg.reasoning.rules import Atom, Rule, Var

Substitution: TypeAlias = Mapping[Var, str]

_KNOWN_DATATYPES = frozenset(DATATYPES)

X, Y, S, P, C, D, L, L2 = (Var(name) for name in ("x", "y", "s", "p", "c", "d", "l", "l2"))


@dataclass(frozen=True, slots=True)
class ValueRow:
    """A row that holds under those substitutions for which `holds` is true."""

    rule: Rule
    holds: Callable[[Substitution], bool]


def are_one(one: str, other: str) -> bool:
    """Tell whether two tokens are the same term, or literals with the same value.

    >>> are_one('"1"^^<http://www.w3.org/2001/XMLSchema#integer>', '"01.0"^^<http://www.w3.org/2001/XMLSchema#decimal>')
    True
    """
    if one == other or not (one.startswith('"') and other.startswith('"')):
        return one == other
    value = _value(one)
    return value is not None and value == _value(other)


def are_known_to_differ(one: str, other: str) -> bool:
    """Tell whether two tokens are literals with known values that are not the same."""
    values = _value(one), _value(other)
    return None not in values and values[0] != values[1]


def _literal(token: str) -> Literal | None:
    if not token.startswith('"'):
        return None
    try:
        term = parse_term(token)
    except ValueError:
        return None
    return term if isinstance(term, Literal) else None


def _value(token: str) -> Value | None:
    """Return the value of a literal, None where it has none, or none that is known."""
    literal = _literal(token)
    try:
        return None if literal is None else value_of(literal)
    except ValueError:
        return None


def _is_ill_typed(token: str) -> bool:
    literal = _literal(token)
    try:
        if literal is not None:
            value_of(literal)
    except ValueError:
        return True
    return False


def _is_in(values: Substitution) -> bool:
    value = _value(values[L])
    return value is not None and values[D] in _KNOWN_DATATYPES and is_of(value, values[D][1:-1])


def _is_outside(values: Substitution) -> bool:
    value = _value(values[L])
    return value is not None and values[D] in _KNOWN_DATATYPES and not is_of(value, values[D][1:-1])


def _is_literal(values: Substitution) -> bool:
    return values[L].startswith('"')


def _are_equal(values: Substitution) -> bool:
    return are_one(values[L], values[L2])


_SAME = Atom(X, SAME_AS, L)
_HAS = Atom(S, P, L)
_SAID = Atom(L, P, Y)

VALUE_ROWS: tuple[ValueRow, ...] = (
    # eq-sym would make the literal a subject of owl:sameAs first.
    ValueRow(Rule("eq-rep-o", (_SAME, _HAS), (Atom(S, P, X),)), _is_literal),
    ValueRow(Rule("dt-eq", (_SAME, _HAS), (Atom(S, P, X),)), _is_literal),
    ValueRow(Rule("eq-rep-s", (_SAME, _SAID), (Atom(X, P, Y),)), _is_literal),
    ValueRow(Rule("dt-eq", (_SAME, _SAID), (Atom(X, P, Y),)), _is_literal),
    ValueRow(Rule("dt-eq", (_SAID,), (Atom(L2, P, Y),)), lambda values: _is_literal(values) and _are_equal(values)),
    ValueRow(Rule("dt-type2", (_SAME,), (Atom(X, RDF_TYPE, D),)), _is_in),
    ValueRow(Rule("dt-type2", (), (Atom(L, RDF_TYPE, D),)), _is_in),
    ValueRow(
        Rule("dt-diff", (_SAME, Atom(Y, SAME_AS, L2)), (Atom(X, DIFFERENT_FROM, Y),)),
        lambda values: are_known_to_differ(values[L], values[L2]),
    ),
    ValueRow(Rule("dt-not-type", (_SAME, Atom(X, RDF_TYPE, D)), ()), _is_outside),
    ValueRow(Rule("dt-not-type", (Atom(L, RDF_TYPE, D),), ()), _is_outside),
    ValueRow(Rule("dt-not-type", (Atom(P, RANGE, D), _HAS), ()), _is_outside),
    ValueRow(
        Rule("dt-not-type", (Atom(C, ALL_VALUES, D), Atom(C, ON_PROPERTY, P), Atom(S, RDF_TYPE, C), _HAS), ()),
        _is_outside,
    ),
    ValueRow(Rule("dt-not-type", (_HAS,), ()), lambda values: _is_ill_typed(values[L])),
)
"""The rows, each with the condition on the values of its literals."""
