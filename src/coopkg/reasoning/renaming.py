"""Steps of proofs that rest on equality: `eq-sym`, `eq-trans`, and a triple under other names, `eq-rep-*`."""

from collections.abc import Iterator, Sequence
from itertools import permutations

from coopkg.rdf.dictionary import FIRST_LITERAL
from coopkg.reasoning.equality import NEVER, Equality
from coopkg.reasoning.facts import Facts
from coopkg.reasoning.relations import IdTriple
from coopkg.reasoning.search import Use
from coopkg.reasoning.specialize import SpecializedRule

_SYMMETRIC, _TRANSITIVE = SpecializedRule("eq-sym", (), ()), SpecializedRule("eq-trans", (), ())
_RENAMING = tuple(SpecializedRule(f"eq-rep-{place}", (), ()) for place in "spo")
_LAST = 2**31 - 1


def is_equality(triple: IdTriple, facts: Facts) -> bool:
    """Tell whether `triple` says that two names, perhaps the same, are of one thing."""
    return triple[1] == facts.same_as and triple[2] < FIRST_LITERAL


def is_renaming(use: Use) -> bool:
    """Tell whether a step is that to a triple under other names."""
    return use.rule in _RENAMING


def equality_use(triple: IdTriple, facts: Facts, equality: Equality) -> Use:
    """Return the last step to a triple that `is_equality` and is no edge, along the edges between the names."""
    one, same_as, other = triple
    path = [one, equality.first_edge(one)[0], one] if one == other else equality.path(one, other) or []
    if len(path) > 2:  # noqa: PLR2004  (more than one edge)
        premises: tuple[IdTriple, ...] = (one, same_as, path[1]), (path[1], same_as, other)
        return _use(_TRANSITIVE, premises, facts)
    return _use(_SYMMETRIC, ((other, same_as, one),), facts)


def _use(rule: SpecializedRule, premises: tuple[IdTriple, ...], facts: Facts) -> Use:
    stamps = [facts.stamp_as_named(each) or 0 for each in premises]
    return Use(rule, premises, (max(stamps), sum(stamps)), _LAST)


def oldest_variant(triple: IdTriple, before: int, facts: Facts, equality: Equality) -> tuple[int, IdTriple] | None:
    """Return since when, `before` some stamp, `triple` has been another stored one, and that; None for never."""
    if not any(map(equality.has_others, triple)):
        return None
    since = (
        (max(stamp, equality.since_all(each, triple)), each)
        for each in facts.stored_variants(triple)
        if each != triple and (stamp := facts.stamp(each)) is not None
    )
    oldest = min(since, default=(NEVER, triple))
    return oldest if oldest[0] < before else None


def renaming_uses(known: IdTriple, triple: IdTriple, facts: Facts) -> Iterator[tuple[IdTriple, Use]]:
    """Yield the steps from a triple that is `known` to `triple`, which is the same under other names, term by term."""
    stamp = facts.stamp_as_named(triple) or 0
    places = [place for place in range(3) if known[place] != triple[place]]
    # On the way there may be triples that are younger, and must not be rested on.
    orders = [[*zip(order, _on_the_way(known, triple, order), strict=True)] for order in permutations(places)]
    ways = (way for way in orders if all((facts.stamp(each) or 0) <= stamp for _, each in way))
    current = known
    for place, renamed in next(ways, orders[0]):
        equal = current[place], facts.same_as, triple[place]
        yield renamed, _use(_RENAMING[place], (equal, current), facts)
        current = renamed


def _on_the_way(known: IdTriple, triple: IdTriple, order: Sequence[int]) -> Iterator[IdTriple]:
    """Yield what `known` becomes as its terms are replaced by those of `triple` in this order."""
    parts = [*known]
    for place in order:
        parts[place] = triple[place]
        yield parts[0], parts[1], parts[2]
