"""The ways into rules: which of their patterns a triple of a given relation may meet."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import TypeAlias

from coopkg.reasoning.joins import Pattern
from coopkg.reasoning.relation import class_key
from coopkg.reasoning.specialize import SpecializedRule

Way: TypeAlias = tuple[SpecializedRule, int]
"""A rule, and the place of one pattern in its body, or in its head."""

# Instead of a relation's name: patterns that read every relation, and those that read every class.
_EVERY, _EVERY_CLASS = "every relation", "every class"


class Ways:
    """Patterns of rules by the relation that they are about."""

    __slots__ = ("_by_name", "_type_id")

    def __init__(self, type_id: int) -> None:
        self._type_id = type_id
        self._by_name: dict[int | str, list[Way]] = defaultdict(list)

    def to(self, name: int) -> Iterator[Way]:
        """Yield the ways that a triple of the relation called `name` may take."""
        yield from self._by_name.get(name, ())
        yield from self._by_name.get(_EVERY, ())
        if name < 0:
            yield from self._by_name.get(_EVERY_CLASS, ())

    def add(self, rule: SpecializedRule, patterns: Iterable[Pattern]) -> None:
        """Add the ways that lead into `rule` by these patterns, its body or its head."""
        for place, pattern in enumerate(patterns):
            self._by_name[self._name(pattern)].append((rule, place))

    def discard(self, rule: SpecializedRule, patterns: Iterable[Pattern]) -> None:
        """Take the ways out that `add` put in."""
        for place, pattern in enumerate(patterns):
            self._by_name[self._name(pattern)].remove((rule, place))

    def _name(self, pattern: Pattern) -> int | str:
        if isinstance(pattern.predicate, str):
            return _EVERY
        if pattern.predicate != self._type_id:
            return pattern.predicate
        return _EVERY_CLASS if isinstance(pattern.object, str) else class_key(pattern.object)


def ways_into(rules: Iterable[SpecializedRule], type_id: int) -> Ways:
    """Return the ways into the bodies of those of `rules` that conclude something."""
    ways = Ways(type_id)
    for rule in rules:
        if rule.head:
            ways.add(rule, rule.body)
    return ways
