"""Rules with one pattern, put together: all that follows from one triple alone, in one step instead of many rounds.

`coop:chairOf` is below `org:memberOf`, whose inverse is `org:hasMember`, whose range is a class: from one triple follow
a dozen by rules that look at nothing else. What they come to is worked out once, on the pattern instead of the triples.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from coopkg.rdf.dictionary import FIRST_LITERAL
from coopkg.reasoning.conclusions import Unspoken
from coopkg.reasoning.equality import Slot
from coopkg.reasoning.joins import Pattern
from coopkg.reasoning.sql import Conclusion

_Key: TypeAlias = tuple[int, int | None]
_Pairs: TypeAlias = frozenset[tuple[Slot, Slot]]


@dataclass(frozen=True, slots=True)
class _Guards:
    """What must hold for a triple to be told: pairs that differ, slots that are no literals."""

    differing: _Pairs = frozenset()
    resources: frozenset[Slot] = frozenset()

    def __or__(self, other: "_Guards") -> "_Guards":
        return _Guards(self.differing | other.differing, self.resources | other.resources)

    def __le__(self, other: "_Guards") -> bool:
        return self.differing <= other.differing and self.resources <= other.resources


def split(conclusions: Iterable[Conclusion], type_id: int) -> tuple[list[Conclusion], list[Conclusion]]:
    """Return the conclusions from any triple of one relation to a triple of one relation, and all others."""
    simple: list[Conclusion] = []
    others: list[Conclusion] = []
    for each in conclusions:
        is_simple = (
            len(each.body) == 1
            and not each.resources
            and _is_whole(each.body[0], type_id)
            and _key(_head(each), type_id) is not None
        )
        (simple if is_simple else others).append(each)
    return simple, others


def composed(simple: Sequence[Conclusion], rules_out: Unspoken) -> list[Conclusion]:
    """Return all that follows from one triple by any number of the `simple` conclusions of `split`."""
    by_key: dict[_Key, list[Conclusion]] = defaultdict(list)
    for each in simple:
        key = _key(each.body[0], rules_out.type_id)
        if key is not None:
            by_key[key].append(each)
    return [conclusion for found in by_key.values() for conclusion in _reached(found[0].body[0], by_key, rules_out)]


def _head(conclusion: Conclusion) -> Pattern:
    return Pattern(*conclusion.told)


def _is_whole(pattern: Pattern, type_id: int) -> bool:
    """Tell whether a pattern matches every triple of one relation."""
    is_free = isinstance(pattern.object, int) if pattern.predicate == type_id else isinstance(pattern.object, str)
    return (
        _key(pattern, type_id) is not None
        and isinstance(pattern.subject, str)
        and is_free
        and (pattern.subject != pattern.object)
    )


def _key(pattern: Pattern, type_id: int) -> _Key | None:
    """Return the one relation that a pattern is of, None where it may be several."""
    if isinstance(pattern.predicate, str):
        return None
    if pattern.predicate != type_id:
        return pattern.predicate, None
    return None if isinstance(pattern.object, str) else (type_id, pattern.object)


def _reached(start: Pattern, by_key: Mapping[_Key, Sequence[Conclusion]], rules_out: Unspoken) -> Iterator[Conclusion]:
    """Yield what follows from `start`, each with every least set of conditions under which it does."""
    found: dict[Pattern, list[_Guards]] = {start: [_Guards()]}
    frontier = [(start, _Guards())]
    while frontier:
        pattern, guards = frontier.pop()
        key = _key(pattern, rules_out.type_id)
        for rule in by_key.get(key, ()) if key is not None else ():
            head, added = _applied(rule, pattern, rules_out)
            if added is None:
                continue
            both = _Guards(guards.differing | added.differing, (guards.resources | added.resources) - {start.subject})
            if any(known <= both for known in found.get(head, ())):
                continue
            found.setdefault(head, []).append(both)
            frontier.append((head, both))
    for head, alternatives in found.items():
        if head != start:
            least = [
                each for each in alternatives if not any(other <= each and other != each for other in alternatives)
            ]
            yield from (_conclusion(start, head, guards) for guards in least)


def _conclusion(start: Pattern, head: Pattern, guards: _Guards) -> Conclusion:
    return Conclusion(
        (start,), head.slots, tuple(sorted(guards.differing, key=str)), tuple(sorted(guards.resources, key=str))
    )


def _applied(rule: Conclusion, pattern: Pattern, rules_out: Unspoken) -> tuple[Pattern, _Guards | None]:
    """Return what `rule` makes of `pattern`, which is of its relation, and under which conditions; None for never."""
    values = dict(zip(rule.body[0].slots, pattern.slots, strict=True))

    def value(slot: Slot) -> Slot:
        return values.get(slot, slot)

    head = Pattern(*map(value, rule.told))
    pairs = [(value(left), value(right)) for left, right in rule.filters]
    return head, _guards([*pairs, *_differing(head, rules_out)], _resources(head, rules_out))


def _differing(head: Pattern, rules_out: Unspoken) -> Iterator[tuple[Slot, Slot]]:
    """Yield the pairs that must differ for `head` to be told, as `coopkg.reasoning.conclusions` has it."""
    if head.predicate in rules_out.reflexive:
        yield head.subject, head.object
    if rules_out.thing is not None and head.predicate in {rules_out.type_id, *rules_out.classifying}:
        yield head.object, rules_out.thing
    if rules_out.nothing is not None and head.predicate == rules_out.sub_class:
        yield head.subject, rules_out.nothing


def _resources(head: Pattern, rules_out: Unspoken) -> list[Slot]:
    """Return the slots that must be no literals for `head` to be told."""
    is_class = head.predicate == rules_out.type_id and isinstance(head.object, int)
    is_open = is_class and isinstance(head.object, int) and not rules_out.has_literals(head.object)
    return [head.subject] if is_open or head.predicate == rules_out.same_as else []


def _guards(pairs: Iterable[tuple[Slot, Slot]], resources: Iterable[Slot]) -> _Guards | None:
    """Return what is still to be asked of the data, None where the answer is known to be no."""
    differing = set()
    for left, right in pairs:
        if left == right:
            return None
        if isinstance(left, str) or isinstance(right, str):
            differing.add((left, right) if str(left) < str(right) else (right, left))
    slots = frozenset(resources)
    if any(isinstance(slot, int) and slot >= FIRST_LITERAL for slot in slots):
        return None
    return _Guards(frozenset(differing), frozenset(slot for slot in slots if isinstance(slot, str)))
