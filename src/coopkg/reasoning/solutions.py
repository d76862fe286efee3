"""Basic graph patterns: all their solutions, by one join after the other, the cheapest first."""

from collections.abc import Container, Iterable, Iterator, Sequence
from functools import partial

import numpy as np

from coopkg.reasoning.composition import composed, ends
from coopkg.reasoning.equality import Slot
from coopkg.reasoning.joins import UNIT, Bindings, Pattern, column, extended, has_columns
from coopkg.reasoning.relation import class_key, fan_out
from coopkg.reasoning.relations import AnyRelations

# Up to so many patterns it is quicker to rank all.
_FEW = 8
# With more patterns left than these, rows are kept apart whenever there are more of them than before; else when there
# are so many times more.
_SOME = 3
_GROWTH = 8


def solutions(
    patterns: tuple[Pattern, ...], bindings: Bindings, relations: AnyRelations, needed: Container[Slot] | None = None
) -> Iterator[Bindings]:
    """Yield the solutions of `patterns` that agree with `bindings`, in pieces.

    Where `needed` is given, variables that are not among it are dropped when no other pattern has them.
    """
    if needed is not None:
        bindings = _without(_spent(list(bindings.columns), patterns, needed), bindings)
    # No recursion: a chain may have more members than Python has frames. What has no more pieces is not kept.
    waiting: list[tuple[tuple[Pattern, ...], Bindings, Iterator[Bindings]]] = [(patterns, bindings, iter(()))]
    while waiting:
        left, piece, pieces = waiting.pop()
        if (following := next(pieces, None)) is not None:
            waiting.append((left, following, pieces))
        if left:
            others, found = _step(left, piece, relations, needed)
            if (first := next(found, None)) is not None:
                waiting.append((others, first, found))
        else:
            yield piece


def _step(
    patterns: tuple[Pattern, ...], bindings: Bindings, relations: AnyRelations, needed: Container[Slot] | None
) -> tuple[tuple[Pattern, ...], Iterator[Bindings]]:
    """Return the patterns that are left when the cheapest is joined, and the pieces that come of it."""
    place = _next(patterns, bindings, relations)
    pattern, others = patterns[place], patterns[:place] + patterns[place + 1 :]
    if needed is None:
        return others, extended(pattern, bindings, relations)
    unasked = _unasked(pattern, patterns, bindings, needed)
    if unasked:
        is_met = next(solutions(unasked, UNIT, relations), None) is not None
        return tuple(each for each in patterns if each not in unasked), iter((bindings,) if is_met else ())
    spent = _spent(_variables(pattern), others, needed)
    if (joined := ends(pattern, bindings, relations, spent)) is not None:
        return others, composed(joined)
    found = map(partial(_without, spent), extended(pattern, bindings, relations))
    # Each pattern that follows would repeat what rows repeat, and a long body many times over.
    most = bindings.length * (1 if len(others) > _SOME else _GROWTH)
    return others, (_distinct(piece) if others and spent and piece.length > most else piece for piece in found)


def _variables(pattern: Pattern) -> Iterator[str]:
    return (slot for slot in pattern.slots if isinstance(slot, str))


def _unasked(
    pattern: Pattern, patterns: tuple[Pattern, ...], bindings: Bindings, needed: Container[Slot]
) -> tuple[Pattern, ...]:
    """Return `pattern` and those of `patterns` that variables connect with it, if nothing of them is needed.

    Nothing where the bindings are connected too. Crossed with the rows, these patterns would only repeat them.
    """
    known = bindings.columns.keys()
    reached: set[str] = set()
    found: dict[Pattern, None] = {pattern: None}
    waiting = [pattern]
    while waiting:
        new = {*_variables(waiting.pop())} - reached
        if not new.isdisjoint(known) or any(name in needed for name in new):
            return ()
        reached |= new
        joined = [each for each in patterns if each not in found and not new.isdisjoint(each.slots)] if new else []
        found.update(dict.fromkeys(joined))
        waiting += joined
    return tuple(found)


def _spent(names: Iterable[str], patterns: tuple[Pattern, ...], needed: Container[Slot]) -> list[str]:
    """Return those variables of which neither `patterns` nor what is needed asks more."""
    return [name for name in names if name not in needed and not any(name in each.slots for each in patterns)]


def _without(spent: list[str], bindings: Bindings) -> Bindings:
    """Return the rows without some columns; rows that tell nothing but that they are there become one."""
    if not spent:
        return bindings
    kept = Bindings(bindings.length, {name: each for name, each in bindings.columns.items() if name not in spent})
    return kept if has_columns(kept) else Bindings(min(kept.length, 1), kept.columns)


def _distinct(bindings: Bindings) -> Bindings:
    """Return each row once."""
    codes = np.zeros(bindings.length, np.int64)
    for value in bindings.columns.values():
        if not isinstance(value, int):
            codes, places = (np.unique(each, return_inverse=True)[1] for each in (codes, value))
            codes = codes * (int(places.max()) + 1) + places
    rows = np.sort(np.unique(codes, return_index=True)[1])
    return bindings if len(rows) == bindings.length else bindings.taken(rows)


def _next(patterns: tuple[Pattern, ...], bindings: Bindings, relations: AnyRelations) -> int:
    """Return the place of the pattern to solve first.

    That is one with a known predicate, then one that need not be crossed with the rows, then the most bound, then that
    which leaves the fewest rows.
    """
    if len(patterns) == 1:
        return 0
    places: Sequence[int] = range(len(patterns))
    if len(patterns) > _FEW:
        # Nearly all of a long chain is out of reach: the others are not even ranked.
        known = bindings.columns.keys()
        places = [place for place in places if not known.isdisjoint(patterns[place].slots)] or places
    ranks = [_unboundness(patterns[place], bindings) for place in places]
    lowest = min(ranks)
    best = [place for place, rank in zip(places, ranks, strict=True) if rank == lowest]
    if len(best) == 1 or (len(best) > _FEW and bindings.columns):
        return best[0]
    return min(best, key=lambda place: _rows(patterns[place], bindings, relations))


def _unboundness(pattern: Pattern, bindings: Bindings) -> tuple[bool, bool, int]:
    subject, predicate, object_ = map(bindings.value, pattern.slots)
    free = (subject is None) + (object_ is None)
    is_apart = free > 0 and bindings.length > 1 and bindings.columns.keys().isdisjoint(pattern.slots)
    return predicate is None, is_apart, free


def _rows(pattern: Pattern, bindings: Bindings, relations: AnyRelations) -> int:
    """Return about how many rows there will be when `pattern` is solved: exactly, for a property with one known end."""
    subject, predicate, object_ = map(bindings.value, pattern.slots)
    if not isinstance(predicate, int):
        return 0
    is_instance = predicate == relations.type_id
    if is_instance and not isinstance(object_, int):
        return bindings.length
    name = class_key(object_) if is_instance and isinstance(object_, int) else predicate
    relation = relations.get(name)
    if relation is None:
        return 0
    if is_instance or (subject is None) == (object_ is None):
        return len(relation)
    if subject is not None:
        return fan_out(relation.keys, column(subject))
    # An order by object that nobody has needed so far is dear to make; a guess will do.
    return (
        fan_out(relation.reversed(), column(object_)) if relation.is_reversed and object_ is not None else len(relation)
    )
