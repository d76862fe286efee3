"""What a withdrawal would change in the graph: what falls, what stands on other sources, and on which.

The closure that is has the withdrawn triples taken out of it, as an update would; what was concluded from them, by
whatever way, and is still there afterwards stands on something else.
"""

from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace

from coopkg.rdf.dictionary import Dictionary, TokenTriple
from coopkg.rdf.nquads import tokens_of
from coopkg.rdf.terms import Iri
from coopkg.rdf.vocabulary import RDF, RDFS, SKOS
from coopkg.reasoning.closure import Closure
from coopkg.reasoning.conclusions import unspoken
from coopkg.reasoning.incremental import Incremental
from coopkg.reasoning.relations import IdTriple
from coopkg.reasoning.rules import Rule
from coopkg.reasoning.stored import Past

_TYPE = f"<{RDF['type']}>"
_LABELS = frozenset({f"<{RDFS['label']}>", f"<{SKOS['prefLabel']}>", f"<{SKOS['altLabel']}>"})


@dataclass(frozen=True, slots=True)
class Standing:
    """A triple that stays: the graphs of other claims and of users that state it, none where it follows by rules."""

    triple: TokenTriple
    graphs: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Consequences:
    """What becomes of the triples that withdrawn claims state, and of the conclusions that rest on them.

    Labels of nodes are left out: they go with what they name.
    """

    stated_fallen: tuple[TokenTriple, ...]
    stated_standing: tuple[Standing, ...]
    implied_fallen: tuple[TokenTriple, ...]
    implied_standing: tuple[Standing, ...]


def consequences(
    before: bytes, after: bytes, closure: Closure, rules: Sequence[Rule], claims: Collection[Iri]
) -> Consequences:
    """Return what falls where the withdrawn `claims` state nothing any more.

    `before` and `after` are all that is stated, as N-Quads; `closure` is that of `before` under `rules`, by columns,
    and is changed to that of `after`.
    """
    stated, still = _stating(before), _stating(after)
    content = [triple for triple, graphs in stated.items() if not graphs.isdisjoint(claims) and not _is_label(triple)]
    resting = [triple for triple in _resting(content, closure, rules) if not _is_label(triple)]
    changing = Incremental(closure, rules)
    change = changing.update(still.keys() - stated.keys(), stated.keys() - still.keys())
    stamp = changing.closure.stamp
    holding = {triple: still.get(triple, frozenset()) for triple in content if stamp(triple) is not None}
    fallen = (triple for triple in change.removed.tokens() if triple not in stated and not _is_label(triple))
    return Consequences(
        tuple(triple for triple in content if triple not in holding),
        tuple(Standing(triple, tuple(sorted(graphs))) for triple, graphs in holding.items()),
        tuple(sorted(fallen, key=_order)),
        tuple(Standing(triple) for triple in sorted(resting, key=_order) if stamp(triple) is not None),
    )


def _stating(lines: bytes) -> dict[TokenTriple, frozenset[str]]:
    found: dict[TokenTriple, set[str]] = defaultdict(set)
    for line in lines.decode().split("\n"):
        if line:
            subject, predicate, object_, graph = tokens_of(line)
            found[subject, predicate, object_].add(graph[1:-1])
    return {triple: frozenset(graphs) for triple, graphs in found.items()}


def _is_label(triple: TokenTriple) -> bool:
    return triple[1] in _LABELS


def _order(triple: TokenTriple) -> tuple[bool, TokenTriple]:
    """Return what puts classes last: that a thing is one of its kind tells least."""
    return triple[1] == _TYPE, triple


def _resting(content: Sequence[TokenTriple], closure: Closure, rules: Sequence[Rule]) -> Iterator[TokenTriple]:
    """Yield the conclusions of `closure` that some way of the rules leads to from a triple of `content`."""
    facts = closure.facts
    if not isinstance(closure.dictionary, Dictionary):
        raise TypeError("the closure is encoded by a dictionary that cannot grow")
    past = Past(facts, closure.rules, replace(unspoken(closure.dictionary, rules), equality=facts.equality))
    waiting = [ids for triple in content if (ids := closure.ids_of(triple)) is not None]
    seen: set[IdTriple] = set(waiting)
    while waiting:
        for conclusion in past.conclusions(waiting.pop()):
            # What is stated besides rests on nothing.
            if conclusion not in seen and facts.stamp_as_named(conclusion):
                seen.add(conclusion)
                waiting.append(conclusion)
                yield closure.tokens_of(conclusion)
