"""The literals of a dictionary: what values they have, which are ill-typed, and which have equal values."""

from dataclasses import dataclass, field
from typing import TypeAlias

from coopkg.rdf.dictionary import Dictionary
from coopkg.rdf.nquads import parse_term, serialize_term
from coopkg.rdf.terms import Literal
from coopkg.reasoning.axiomatic import DATATYPES
from coopkg.reasoning.datatypes import Value, is_of, value_of
from coopkg.reasoning.specialize import Identity

Group: TypeAlias = tuple[int, ...]


@dataclass(slots=True)
class Literals:
    """The literals of one dictionary: which are ill-typed, and which have equal values (`groups`, of two at least)."""

    dictionary: Dictionary
    ill_typed: list[int] = field(default_factory=list)
    groups: dict[int, Group] = field(default_factory=dict)
    made: set[Identity] = field(default_factory=set)
    _values: dict[int, Value | None] = field(default_factory=dict)
    _equal: dict[Value, Group] = field(default_factory=dict)

    def learn(self, number: int) -> None:
        """Read the literal with this id, once: what it is equal to, or that it is ill-typed.

        Of literals without `^^` there may be very many, and each is equal to none of its kind: they are not kept.
        """
        value = None if number in self._values else self.value(number)
        if value is not None:
            plain = _plain(value, self.dictionary)
            group = self._equal.get(value, () if plain is None else (plain,))
            if number not in group:
                group = (*group, number)
            if number != plain or value in self._equal:
                self._equal[value] = group
                if len(group) > 1:
                    self.groups.update(dict.fromkeys(group, group))

    def value(self, number: int) -> Value | None:
        """Return the value of the literal with this id, None where it has none that is known."""
        if number not in self._values:
            literal = _parsed(self.dictionary.token_of(number))
            try:
                self._values[number] = None if literal is None else value_of(literal)
            except ValueError:
                self._values[number] = None
                self.ill_typed.append(number)
        return self._values[number]

    def peek(self, number: int) -> Value | None:
        """Return the same as `value`, and keep nothing of it."""
        if number in self._values:
            return self._values[number]
        literal = _parsed(self.dictionary.token_of(number))
        try:
            return None if literal is None else value_of(literal)
        except ValueError:
            return None

    def is_known_not_of(self, number: int, datatype: str) -> bool:
        """Tell whether the literal has a value, and one that is not of `datatype`."""
        value = self.value(number)
        return value is not None and not is_of(value, datatype)

    def are_known_to_differ(self, one: int, other: int) -> bool:
        """Tell whether both literals have values, and not the same."""
        values = self.value(one), self.value(other)
        return None not in values and values[0] != values[1]


def _parsed(token: str) -> Literal | None:
    """Return the literal, None for a triple term and for what cannot be parsed as either."""
    try:
        term = parse_term(token)
    except ValueError:
        return None
    return term if isinstance(term, Literal) else None


def read_literals(dictionary: Dictionary) -> Literals:
    """Return the literals of `dictionary` as they are now; rules add none that matter."""
    literals = Literals(dictionary)
    for number in dictionary.typed_literals(DATATYPES):
        literals.learn(number)
    return literals


def _plain(value: Value, dictionary: Dictionary) -> int | None:
    """Return the id of the literal without `^^` that has this value: a string, or a text with a language tag."""
    space, content = value
    if space != "text" or not isinstance(content, tuple):
        return None
    text, language = content
    return dictionary.id_of(serialize_term(Literal(text, language=language or None)))
