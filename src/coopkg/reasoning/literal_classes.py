"""Which classes literals are put into: those of which some rule reads an instance and concludes more than a class.

By OWL 2 RL/RDF each literal is an instance of its datatypes, of the ranges of its properties and of all that is above
these. Nobody is told so, since a literal is no subject; so it is worth concluding only where a rule goes on from it: to
`false`, to a triple about something else, or to a class of which that holds.
"""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping

from coopkg.rdf.dictionary import FIRST_LITERAL
from coopkg.reasoning.equality import Slot
from coopkg.reasoning.joins import Pattern
from coopkg.reasoning.specialize import SpecializedRule

# What contradicts a range, or owl:allValuesFrom, directly is found without putting the literal into the datatype.
_FOUND_DIRECTLY = frozenset({"prp-rng", "cls-avf"})


def classes_of_literals(
    rules: Iterable[SpecializedRule], type_id: int, datatypes: Collection[int], name_of: Callable[[int], int] = int
) -> frozenset[int] | None:
    """Return the classes of which `rules` need to know the instances that are literals, None for all classes.

    `datatypes` are those that no literal outside them may be put into; `name_of` tells what represents a class, itself
    if it is left out.
    """
    found: set[int] = set()
    leading_to: Mapping[int, set[int]] = defaultdict(set)
    for rule in rules:
        found.update(_of_list(rule, type_id, name_of))
        if rule.is_of_resources or rule.pair is not None:
            continue
        if any(_is_of_literal(pattern.subject) and isinstance(pattern.predicate, str) for pattern in rule.body):
            return None
        found.update(_checked(rule, type_id, datatypes))
        for subject, class_ in _instances(rule.body, type_id):
            if not isinstance(class_, int):
                return None
            heads = _classes_concluded(rule, subject, type_id)
            if heads is None:
                found.add(class_)
            for head in heads or ():
                leading_to[head].add(class_)
    return frozenset(_with_all_below(found, leading_to))


def _of_list(rule: SpecializedRule, type_id: int, name_of: Callable[[int], int]) -> Iterator[int]:
    """Yield the classes that a rule over the members of a list reads, which it does not name."""
    if rule.pair is not None and any(pattern.predicate == type_id for pattern in rule.body):
        yield from map(name_of, rule.lists[-1][1])


def _is_of_literal(slot: Slot) -> bool:
    return isinstance(slot, int) and slot >= FIRST_LITERAL


def _instances(patterns: Iterable[Pattern], type_id: int) -> Iterator[tuple[Slot, Slot]]:
    """Yield what may be a literal, and the class that it is said to be an instance of."""
    for pattern in patterns:
        if pattern.predicate == type_id and (isinstance(pattern.subject, str) or _is_of_literal(pattern.subject)):
            yield pattern.subject, pattern.object


def _checked(rule: SpecializedRule, type_id: int, datatypes: Collection[int]) -> Iterator[int]:
    """Yield the datatypes that a rule may put a wrong literal into."""
    if rule.name not in _FOUND_DIRECTLY:
        classes = (class_ for _, class_ in _instances(rule.head, type_id))
        yield from (class_ for class_ in classes if isinstance(class_, int) and class_ in datatypes)


def _classes_concluded(rule: SpecializedRule, subject: Slot, type_id: int) -> list[int] | None:
    """Return the classes that `subject` is concluded to be of, None where the rule concludes anything else."""
    classes: list[int] = []
    for head in rule.head:
        is_instance = head.predicate == type_id and (head.subject == subject or _is_of_literal(head.subject))
        if not is_instance or not isinstance(head.object, int):
            return None
        classes.append(head.object)
    return classes or None


def _with_all_below(classes: Iterable[int], leading_to: Mapping[int, set[int]]) -> set[int]:
    """Return `classes` and all that lead to one of them."""
    found = set(classes)
    waiting = list(found)
    while waiting:
        for each in leading_to.get(waiting.pop(), ()):
            if each not in found:
                found.add(each)
                waiting.append(each)
    return found
