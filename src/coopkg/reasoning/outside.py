"""Axioms outside OWL 2 RL: those on which no rule acts, or not in full, so that less follows than they say."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

import numpy as np

from coopkg.rdf.dictionary import EncodedTriples, Terms
from coopkg.rdf.vocabulary import OWL, PREFIXES
from coopkg.reasoning.expressions import WORDS, Expressions, Fault, Kind, Pairs, expressions_of, is_blank, pairs_of
from coopkg.reasoning.outside_properties import PROPERTY_WORDS, in_property_axioms
from coopkg.reasoning.owl2rl import (
    ALL_DISJOINT_CLASSES,
    DISJOINT_CLASS,
    DOMAIN,
    EQUIVALENT_CLASS,
    HAS_KEY,
    MEMBERS,
    RANGE,
    RDF_TYPE,
    SUB_CLASS,
    THING,
)
from coopkg.reasoning.profile import (
    DISJOINT_UNION_REMEDY,
    IMPORTS_REMEDY,
    REFLEXIVE_REMEDY,
    THING_REMEDY,
    Position,
)
from coopkg.reasoning.proof import short

MOST_TOLD = 10

_BOTH: tuple[Position, ...] = "sub", "super"
_CLASS_AXIOMS: Mapping[str, tuple[tuple[Position, ...], tuple[Position, ...]]] = {
    SUB_CLASS: (("sub",), ("super",)),
    EQUIVALENT_CLASS: (_BOTH, _BOTH),
    DISJOINT_CLASS: (("sub",), ("sub",)),
    HAS_KEY: (("sub",), ()),
    DOMAIN: ((), ("super",)),
    RANGE: ((), ("super",)),
}
_DISJOINT_UNION, _IMPORTS = f"<{OWL['disjointUnionOf']}>", f"<{OWL['imports']}>"
_REFLEXIVE, _ONTOLOGY = f"<{OWL['ReflexiveProperty']}>", f"<{OWL['Ontology']}>"
_PREDICATES = (*WORDS, *_CLASS_AXIOMS, *PROPERTY_WORDS, MEMBERS, _DISJOINT_UNION, _IMPORTS)


@dataclass(frozen=True, slots=True)
class Outside:
    """Axioms that have no effect, or less than they say, for one reason.

    `construct` tells what is outside and where it stands; `places` are the tokens that the axioms are about: the
    subject of each, or its object where only that has a name; `remedy` is what to do instead.
    """

    construct: str
    places: tuple[str, ...]
    remedy: str

    def text(self, prefixes: Mapping[str, str] = PREFIXES, most: int = MOST_TOLD) -> str:
        """Return all on one line, with at most so many of the places and the number of the others."""
        told = ", ".join(short(place, prefixes) for place in self.places[:most])
        more = f" and {len(self.places) - most} more" if len(self.places) > most else ""
        return f"{self.construct} has no effect ({told}{more}): {self.remedy}"


def outside_rl(stated: EncodedTriples) -> tuple[Outside, ...]:
    """Return what of the axioms among `stated` triples is outside OWL 2 RL, kind by kind, sorted by construct.

    Class expressions are judged where an axiom uses them. Broken lists are passed over: where a rule needs one, the
    closure is refused.
    """
    terms = stated.dictionary
    pairs = pairs_of(stated, _PREDICATES)
    expressions = expressions_of(pairs, terms)
    types = _types(stated, expressions)
    places: dict[Kind, set[str]] = defaultdict(set)
    for faults in (
        _in_class_axioms(pairs, expressions),
        _in_types(types, pairs, expressions),
        in_property_axioms(stated, pairs, expressions),
        _elsewhere(pairs, types, terms),
    ):
        for subject, object_, kind in faults:
            places[kind].add(_place(subject, object_, terms))
    return tuple(
        Outside(construct, tuple(sorted(places[construct, remedy])), remedy) for construct, remedy in sorted(places)
    )


def _place(subject: int, object_: int, terms: Terms) -> str:
    one, other = terms.token_of(subject), terms.token_of(object_)
    return other if is_blank(one) and other.startswith("<") else one


def _types(stated: EncodedTriples, expressions: Expressions) -> list[tuple[int, int]]:
    """Return the triples of rdf:type whose class is an expression, or one of the vocabulary that matters here.

    Of an expression that has a name only the name is told, twice: it may have very many instances.
    """
    terms = stated.dictionary
    classes = [terms.id_of(token) for token in (_REFLEXIVE, _ONTOLOGY, ALL_DISJOINT_CLASSES)]
    blank = [node for node in expressions.constructors if is_blank(terms.token_of(node))]
    rows = np.flatnonzero(stated.predicates == terms.id_of(RDF_TYPE))
    used = np.intersect1d(stated.objects[rows], list(expressions.constructors.keys() - set(blank))).tolist()
    rows = rows[np.isin(stated.objects[rows], [*(number for number in classes if number is not None), *blank])]
    return [
        *zip(used, used, strict=True),
        *zip(stated.subjects[rows].tolist(), stated.objects[rows].tolist(), strict=True),
    ]


def _in_class_axioms(pairs: Pairs, expressions: Expressions) -> Iterator[Fault]:
    for predicate, positions in _CLASS_AXIOMS.items():
        for pair in pairs.get(predicate, ()):
            for node, where in zip(pair, positions, strict=True):
                for position in where:
                    yield from _faults(pair, expressions.kinds(node, position))
    thing = expressions.terms.id_of(THING)
    for predicate in (SUB_CLASS, EQUIVALENT_CLASS):
        for pair in pairs.get(predicate, ()):
            # That a class is an owl:Thing says nothing, that every owl:Thing is of a class would.
            if thing in pair[: 1 + (predicate == EQUIVALENT_CLASS)] and pair[0] != pair[1]:
                yield *pair, ("owl:Thing as a subclass", THING_REMEDY)


def _faults(pair: tuple[int, int], kinds: Iterable[Kind]) -> Iterator[Fault]:
    return ((*pair, kind) for kind in kinds)


def _in_types(types: Iterable[tuple[int, int]], pairs: Pairs, expressions: Expressions) -> Iterator[Fault]:
    lists = defaultdict(list)
    for node, head in pairs.get(MEMBERS, ()):
        lists[node].append(head)
    for pair in types:
        class_ = expressions.terms.token_of(pair[1])
        if class_ == _REFLEXIVE:
            yield *pair, ("owl:ReflexiveProperty", REFLEXIVE_REMEDY)
        elif class_ == ALL_DISJOINT_CLASSES:
            for member in (each for head in lists[pair[0]] for each in expressions.members(head)):
                yield from _faults((pair[0], member), expressions.kinds(member, "sub"))
        else:
            yield from _faults(pair, expressions.kinds(pair[1], "super"))


def _elsewhere(pairs: Pairs, types: Iterable[tuple[int, int]], terms: Terms) -> Iterator[Fault]:
    for pair in pairs.get(_DISJOINT_UNION, ()):
        yield *pair, ("owl:disjointUnionOf", DISJOINT_UNION_REMEDY)
    ontology = terms.id_of(_ONTOLOGY)
    given = {one for one, other in types if other == ontology}
    for _, imported in pairs.get(_IMPORTS, ()):
        if imported not in given:
            yield imported, imported, ("owl:imports", IMPORTS_REMEDY)
