"""The order in which the patterns of a rule are looked up: each time the cheapest of those that are left."""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from heapq import heapify, heappop, heappush
from typing import TypeVar

T = TypeVar("T")


def cheapest_first(
    patterns: Sequence[Collection[T]], known: Iterable[T], cost: Callable[[int, set[T]], tuple[int, ...]]
) -> Iterator[int]:
    """Yield the place of each pattern, a collection of slots; what is yielded makes its slots known to the others.

    `cost` tells what the pattern at a place costs while these slots are known, which may fall when one of its own
    slots becomes known and never rises. Of equals the first is yielded first. A body of very many patterns takes
    hardly more than proportional time.

    >>> patterns = ["ab", "bc", "cd"]
    >>> list(cheapest_first(patterns, "d", lambda place, known: (len({*patterns[place]} - known),)))
    [2, 1, 0]
    """
    slots = set(known)
    holders: dict[T, list[int]] = defaultdict(list)
    for place, pattern in enumerate(patterns):
        for slot in pattern:
            holders[slot].append(place)
    waiting = [(cost(place, slots), place) for place in range(len(patterns))]
    heapify(waiting)
    left = set(range(len(patterns)))
    while waiting:
        _, best = heappop(waiting)
        if best in left:
            left.discard(best)
            yield best
            new = [slot for slot in patterns[best] if slot not in slots]
            slots.update(new)
            for place in left.intersection(place for slot in new for place in holders[slot]):
                heappush(waiting, (cost(place, slots), place))
