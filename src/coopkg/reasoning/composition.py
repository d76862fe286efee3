"""Joins of which only the ends are asked: which `x` and `z` some `y` connects, however many there are that do.

In the closure of a chain of `n` classes, `n`² pairs are connected by `n`³ / 6 ways. Where ways are many and ends are
few, the pairs are a product of matrices of zeros and ones, and a way costs a fraction of a nanosecond.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from coopkg.rdf.dictionary import Ids
from coopkg.reasoning.joins import Bindings, Pattern
from coopkg.reasoning.relation import expanded, fan_out
from coopkg.reasoning.relations import AnyRelations

# Fewer ways than this are joined as they are.
_MANY = 1 << 20
# A guess at how many ways there are looks at so many rows.
_SAMPLE = 512
# Below this many ways for each row, hardly any of them come to one pair.
_FAN = 16
# A way that is joined costs as much as so many elements of a product.
_ELEMENTS = 500
# So many elements a matrix may have: 4 bytes each.
_MOST = 1 << 24


@dataclass(frozen=True, slots=True, eq=False)
class Ends:
    """A join of rows that have a `start` and a `middle` with the `keys`: the middle in the high half, the `end` low."""

    bindings: Bindings
    start: str
    middle: str
    end: str
    keys: Ids

    def column(self, name: str) -> Ids:
        """Return the column of one variable."""
        return np.asarray(self.bindings.columns[name], np.int64)


def ends(pattern: Pattern, bindings: Bindings, relations: AnyRelations, spent: list[str]) -> Ends | None:
    """Return the join of `pattern` with the rows if of it only two columns are asked, and ways are many.

    `spent` are the variables of the pattern that nothing else asks for.
    """
    columns = [name for name, value in bindings.columns.items() if not isinstance(value, int)]
    if len(columns) != 2 or pattern.predicate == relations.type_id or bindings.length <= _SAMPLE:  # noqa: PLR2004 - a pair
        return None
    relation = relations.get(pattern.predicate) if isinstance(pattern.predicate, int) else None
    middle = next((name for name in columns if name in spent and name in pattern.slots), None)
    if relation is None or middle is None or not len(relation):
        return None
    start = next(name for name in columns if name != middle)
    end = pattern.object if pattern.subject == middle else pattern.subject
    if not isinstance(end, str) or end in bindings.columns or end in spent:
        return None
    found = Ends(bindings, start, middle, end, relation.keys if pattern.subject == middle else relation.reversed())
    return found if _are_many(found) else None


def _are_many(found: Ends) -> bool:
    middles = found.column(found.middle)
    sample = middles[:: -(-len(middles) // _SAMPLE)]
    fan = fan_out(found.keys, sample) / len(sample)
    return fan > _FAN and fan * len(middles) > _MANY


def composed(found: Ends) -> Iterator[Bindings]:
    """Yield the pairs of ends that are connected, in pieces; where they are few for the ways, each once."""
    starts, start_rows = np.unique(found.column(found.start), return_inverse=True)
    middles, middle_rows = np.unique(found.column(found.middle), return_inverse=True)
    out_rows, out = expanded(found.keys, middles)
    lasts, last_rows = np.unique(out, return_inverse=True)
    ways = int(np.bincount(out_rows, minlength=len(middles))[middle_rows].sum())
    product = len(starts) * len(middles) * len(lasts)
    if len(middles) * len(lasts) > _MOST or product > _ELEMENTS * ways:
        yield from _joined(found)
        return
    right = np.zeros((len(middles), len(lasts)), np.float32)
    right[out_rows, last_rows] = 1
    step = max(1, _MOST // (len(middles) + len(lasts)))
    for first in range(0, len(starts), step):
        is_here = (start_rows >= first) & (start_rows < first + step)
        left = np.zeros((min(step, len(starts) - first), len(middles)), np.float32)
        left[start_rows[is_here] - first, middle_rows[is_here]] = 1
        rows, places = np.nonzero(left @ right)
        yield _bound(found, starts[first + rows], lasts[places])


def _joined(found: Ends) -> Iterator[Bindings]:
    """Yield the pairs for every way, some millions at a time."""
    starts, middles = found.column(found.start), found.column(found.middle)
    fan = fan_out(found.keys, middles) // len(middles) + 1
    step = max(1, 4 * _MANY // fan)
    for first in range(0, len(middles), step):
        rows, lasts = expanded(found.keys, middles[first : first + step])
        yield _bound(found, starts[first + rows], lasts)


def _bound(found: Ends, starts: Ids, lasts: Ids) -> Bindings:
    fixed = {name: value for name, value in found.bindings.columns.items() if isinstance(value, int)}
    return Bindings(len(starts), {**fixed, found.start: starts, found.end: lasts})
