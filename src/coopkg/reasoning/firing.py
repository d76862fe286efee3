"""One step of rules in columns: what they conclude, and what of given triples they conclude."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import numpy as np

from coopkg.rdf.dictionary import Ids
from coopkg.reasoning.conclusions import Unspoken, conclusions
from coopkg.reasoning.equality import Equality, Slot
from coopkg.reasoning.facts import Batches, Delta
from coopkg.reasoning.joins import UNIT, Bindings, filtered, fixed, matched, older
from coopkg.reasoning.relation import Relation, Stamps, about_resources, unique
from coopkg.reasoning.relations import AnyRelations
from coopkg.reasoning.resources import read_by
from coopkg.reasoning.solutions import solutions
from coopkg.reasoning.specialize import SpecializedRule
from coopkg.reasoning.ways import Way, Ways

# A rule with so many patterns (a property chain, an intersection) is asked once if new triples meet so many of them.
_LONG = 8

_NO_STAMPS: Stamps = np.empty(0, np.int32)
# So many new triples meet a rule at a time: what they come to has to fit the memory, and better the cache.
_PIECE = 1 << 16
_LOT = 1 << 21


@dataclass(frozen=True, slots=True)
class Ground:
    """What rules are fired on: the triples they read, the names that are one to them, what is not told."""

    relations: AnyRelations
    rules_out: Unspoken
    equality: Equality | None


def one_round(ground: Ground, ways: Ways, delta: Delta) -> Batches:
    """Return what the rules conclude in one step from `delta` with all that is there, or that and more of the kind."""
    batches: Batches = defaultdict(list)
    long: dict[int, tuple[SpecializedRule, list[tuple[Way, int]]]] = {}
    for name, keys in delta.items():
        pieces = [Relation(keys[start : start + _PIECE], _NO_STAMPS) for start in range(0, len(keys), _PIECE)]
        for way in ways.to(name):
            if len(way[0].body) > _LONG:
                long.setdefault(id(way[0]), (way[0], []))[1].append((way, name))
            else:
                for new in pieces:
                    collect(batches, _fired(ground, way, name, new))
    for rule, entered in long.values():
        _fire_long(batches, ground, rule, [(way, name, delta[name]) for way, name in entered])
    return batches


def _fire_long(batches: Batches, ground: Ground, rule: SpecializedRule, entered: list[tuple[Way, int, Ids]]) -> None:
    """Put in what a rule with a long body concludes: at once where it was entered in many ways."""
    if len(entered) > _LONG:
        collect(batches, concluded(ground, rule))
    else:
        for way, name, keys in entered:
            collect(batches, _fired(ground, way, name, Relation(keys, np.empty(0, np.int32))))


def concluded(ground: Ground, rule: SpecializedRule) -> Iterator[tuple[int, Ids]]:
    """Yield what `rule` concludes from all that is there."""
    for rows in solutions(rule.body, UNIT, read_by(rule, ground.relations), _told(rule)):
        yield from _heads(ground, rule, rows)


def _told(rule: SpecializedRule) -> frozenset[Slot]:
    """Return the variables that a solution of the rule's body is asked for."""
    return frozenset(slot for slots in (*(each.slots for each in rule.head), *rule.filters) for slot in slots)


def collect(batches: Batches, found: Iterable[tuple[int, Ids]]) -> None:
    """Put the keys that were found into `batches`, which must be a defaultdict of lists.

    Much may be found in many ways: where it has become a lot, it is put together.
    """
    for name, keys in found:
        pieces = batches[name]
        pieces.append(keys)
        if len(pieces) > 1 and sum(map(len, pieces[1:])) > max(_LOT, len(pieces[0])):
            batches[name] = [unique(*pieces)]


def _heads(ground: Ground, rule: SpecializedRule, rows: Bindings) -> Iterator[tuple[int, Ids]]:
    kept = filtered(rule.filters, rows, ground.equality)
    if kept.length:
        found = conclusions(rule.head, kept, ground.rules_out)
        yield from ((name, about_resources(name, keys)) for name, keys in found) if rule.is_of_resources else found


def _fired(ground: Ground, way: Way, name: int, new: Relation) -> Iterator[tuple[int, Ids]]:
    """Yield what a rule concludes when `new` triples of the relation called `name` meet one pattern of its body."""
    rule, place = way
    pattern = rule.body[place]
    if rule.is_of_resources:
        new = Relation(about_resources(name, new.keys), _NO_STAMPS)
    unit = fixed(pattern.predicate, ground.relations.type_id if name < 0 else name, UNIT)
    first = matched(pattern, name, new, unit)
    if first.length:
        others = rule.body[:place] + rule.body[place + 1 :]
        for rows in solutions(others, first, read_by(rule, ground.relations), _told(rule)):
            yield from _heads(ground, rule, rows)


def concluded_from_older(ground: Ground, way: Way, sought: tuple[int, Ids], stamp: int) -> Iterator[Ids]:
    """Yield what of the keys `sought` in one relation one pattern of a rule's head is, from older triples.

    Older are those with stamps lower than `stamp`.
    """
    rule, place = way
    name, keys = sought
    if rule.is_of_resources:
        keys = about_resources(name, keys)
    head = rule.head[place]
    unit = fixed(head.predicate, ground.relations.type_id if name < 0 else name, UNIT)
    first = matched(head, name, Relation(keys, np.empty(0, np.int32)), unit)
    if first.length:
        for rows in solutions(rule.body, first, read_by(rule, ground.relations)):
            kept = filtered(rule.filters, rows, ground.equality, stamp)
            for pattern in rule.body:
                kept = kept.taken(older(pattern, kept, ground.relations, stamp)) if kept.length else kept
            if kept.length:
                yield from (found for _, found in conclusions((head,), kept, ground.rules_out))
