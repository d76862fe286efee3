"""Basic graph patterns over the relations: solutions as columns of ids, found by merging and look-up in sorted keys."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

from coopkg.rdf.dictionary import Ids
from coopkg.reasoning.equality import NEVER, Equality, Filters, Slot, naming
from coopkg.reasoning.relation import LOW, AnyRelation, Stamps, class_key, contains, expanded
from coopkg.reasoning.relations import AnyRelations

Mask: TypeAlias = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Pattern:
    """A triple pattern over ids."""

    subject: Slot
    predicate: Slot
    object: Slot

    @property
    def slots(self) -> tuple[Slot, Slot, Slot]:
        """Return subject, predicate and object."""
        return self.subject, self.predicate, self.object


@dataclass(frozen=True, slots=True, eq=False)
class Bindings:
    """Solutions: `length` rows; each variable has one id for all rows, or an int64 column."""

    length: int
    columns: dict[str, int | Ids]

    def value(self, slot: Slot) -> int | Ids | None:
        """Return what `slot` stands for, None for a variable without a value."""
        return slot if isinstance(slot, int) else self.columns.get(slot)

    def known(self, slot: Slot) -> int | Ids:
        """Return what `slot` stands for; KeyError for a variable without a value."""
        return slot if isinstance(slot, int) else self.columns[slot]

    def row(self, number: int) -> dict[Slot, int]:
        """Return the values of the variables in one row."""
        return {name: value if isinstance(value, int) else int(value[number]) for name, value in self.columns.items()}

    def taken(self, rows: Ids | Mask) -> "Bindings":
        """Return the rows with these numbers (or where this mask is true)."""
        columns = {name: value if isinstance(value, int) else value[rows] for name, value in self.columns.items()}
        length = int(np.count_nonzero(rows)) if rows.dtype == np.bool_ else len(rows)
        return Bindings(length, columns)

    def bound(self, slot: Slot, value: int | Ids) -> "Bindings":
        """Return the same rows with `slot` set to `value`, a column of the same length or one id."""
        return self if isinstance(slot, int) else Bindings(self.length, {**self.columns, slot: value})


UNIT = Bindings(1, {})
"""The one solution of no pattern at all."""


def extended(pattern: Pattern, bindings: Bindings, relations: AnyRelations) -> Iterator[Bindings]:
    """Yield the solutions of one pattern that agree with `bindings`, relation by relation."""
    predicates = bindings.value(pattern.predicate)
    for predicate in relations.predicates() if predicates is None else distinct(predicates):
        rows = fixed(pattern.predicate, predicate, bindings)
        if predicate != relations.type_id:
            names = relations.names_of(predicate)
        else:
            classes = rows.value(pattern.object)
            names = relations.names_of(predicate) if classes is None else list(map(class_key, distinct(classes)))
        for name in names:
            relation = relations.get(name)
            if relation is not None:
                found = matched(pattern, name, relation, rows)
                if found.length:
                    yield found


def distinct(value: int | Ids) -> list[int]:
    """Return the different ids that a slot stands for."""
    return [value] if isinstance(value, int) else [int(each) for each in np.unique(value)]


def fixed(slot: Slot, value: int, bindings: Bindings) -> Bindings:
    """Return the rows where `slot` is, or can be, this one value; it has no column any more."""
    known = bindings.value(slot)
    if isinstance(known, int):
        return bindings if known == value else Bindings(0, bindings.columns)
    return (bindings if known is None else bindings.taken(known == value)).bound(slot, value)


def matched(pattern: Pattern, name: int, relation: AnyRelation, bindings: Bindings) -> Bindings:
    """Return the solutions of `pattern` in the relation called `name`; the predicate has its value already."""
    if name < 0:
        return _matched_class(pattern, relation.keys, fixed(pattern.object, class_key(name), bindings))
    subject, object_ = bindings.value(pattern.subject), bindings.value(pattern.object)
    if subject is not None and object_ is not None:
        return _kept(relation.keys, column(subject) << 32 | object_, bindings)
    if subject is not None:
        return _joined(relation.keys, subject, pattern.object, bindings)
    if object_ is not None:
        return _joined(relation.reversed(), object_, pattern.subject, bindings)
    subjects, objects = relation.keys >> 32, relation.keys & LOW
    if pattern.subject == pattern.object:
        subjects = subjects[subjects == objects]
        return _crossed(bindings, {str(pattern.subject): subjects})
    return _crossed(bindings, {str(pattern.subject): subjects, str(pattern.object): objects})


def _matched_class(pattern: Pattern, instances: Ids, bindings: Bindings) -> Bindings:
    subject = bindings.value(pattern.subject)
    if subject is not None:
        return _kept(instances, subject, bindings)
    return _crossed(bindings, {str(pattern.subject): instances})


def column(value: int | Ids) -> Ids:
    """Return what a slot stands for as a column, of one row where it is the same id for all."""
    return np.array([value], np.int64) if isinstance(value, int) else value


def _kept(keys: Ids, sought: int | Ids, bindings: Bindings) -> Bindings:
    """Return the rows whose key is one of `keys`; one key stands for all rows."""
    is_there = contains(keys, column(sought))
    if len(is_there) == 1 and bindings.length != 1:
        return bindings if is_there[0] else Bindings(0, bindings.columns)
    return bindings.taken(is_there)


def _joined(keys: Ids, highs: int | Ids, slot: Slot, bindings: Bindings) -> Bindings:
    """Return the rows, each as often as its high half is among `keys`, with `slot` set to the low half."""
    index, lows = expanded(keys, column(highs))
    if isinstance(highs, int):
        return _crossed(bindings, {str(slot): lows})
    return bindings.taken(index).bound(slot, lows)


def _crossed(bindings: Bindings, columns: dict[str, Ids]) -> Bindings:
    """Return each row with each row of the new `columns`."""
    length = len(next(iter(columns.values())))
    if bindings.length == 1 and not has_columns(bindings):
        return Bindings(length, {**bindings.columns, **columns})
    repeated = bindings.taken(np.repeat(np.arange(bindings.length), length))
    tiled = {name: np.tile(values, bindings.length) for name, values in columns.items()}
    return Bindings(repeated.length, {**repeated.columns, **tiled})


def has_columns(bindings: Bindings) -> bool:
    """Tell whether the rows differ in anything."""
    return not all(isinstance(value, int) for value in bindings.columns.values())


def filtered(filters: Filters, bindings: Bindings, equality: Equality | None = None, before: int = NEVER) -> Bindings:
    """Return the rows where each pair of `filters` differs.

    Filters compare names. Under `equality` a row stands for all ways to name its values (`before` some stamp), and is
    kept if by one they differ.
    """
    if not filters or not equality:
        for left, right in filters:
            bindings = bindings.taken(_differ(bindings, (left, right)))
        return bindings
    # Names of one thing differ too where it has several; only rows with more than one such pair need a closer look.
    equal = np.zeros(bindings.length, np.int64)
    is_met = np.ones(bindings.length, np.bool_)
    for left, right in filters:
        one = equality.renamed(column(bindings.known(left)))
        is_same = one == equality.renamed(column(bindings.known(right)))
        equal += is_same
        is_met &= ~is_same | equality.are_shared(one)
    for row in np.flatnonzero(is_met & (equal > (before == NEVER))).tolist():
        is_met[row] = naming(filters, bindings.row(row), equality, before) is not None
    return bindings.taken(is_met)


def _differ(bindings: Bindings, pair: tuple[Slot, Slot]) -> Mask:
    one, other = map(column, map(bindings.known, pair))
    differ: Mask = np.broadcast_to(one != other, bindings.length)
    return differ


def stamps_in(pattern: Pattern, bindings: Bindings, relations: AnyRelations) -> Stamps:
    """Return the stamps of the triples that `pattern` is in each row, which are there; one if they are all the same.

    TypeError where the predicate is not the same in all rows, KeyError where its relation is empty.
    """
    subject, predicate, object_ = map(bindings.known, pattern.slots)
    if not isinstance(predicate, int):
        raise TypeError(predicate)
    name = relations.name_of(predicate, object_ if isinstance(object_, int) else 0)
    relation = relations.get(name)
    if relation is None:
        raise KeyError(name)
    return relation.stamps_of(column(subject) if name < 0 else column(subject) << 32 | object_)


def older(pattern: Pattern, bindings: Bindings, relations: AnyRelations, stamp: int) -> Mask:
    """Tell for each row whether the triple that `pattern` is there, which is in `relations`, has a lower stamp."""
    is_older: Mask = np.broadcast_to(stamps_in(pattern, bindings, relations) < stamp, bindings.length)
    return is_older
