"""Axioms on the properties that hold between everything, or nothing: no rule knows what these are."""

from collections.abc import Iterator, Mapping

import numpy as np

from coopkg.rdf.dictionary import EncodedTriples, Terms
from coopkg.reasoning.expressions import Expressions, Fault, Pairs
from coopkg.reasoning.owl2rl import (
    ASSERTION_PROPERTY,
    ASYMMETRIC,
    CHAIN,
    DISJOINT_PROPERTY,
    DOMAIN,
    EQUIVALENT_PROPERTY,
    FUNCTIONAL,
    HAS_KEY,
    INVERSE_FUNCTIONAL,
    INVERSE_OF,
    IRREFLEXIVE,
    MEMBERS,
    ON_PROPERTY,
    RANGE,
    RDF_TYPE,
    SUB_PROPERTY,
)
from coopkg.reasoning.profile import BOTTOM_PROPERTIES, BUILT_IN_REMEDY, TOP_PROPERTIES
from coopkg.reasoning.proof import short

_AXIOMS = (EQUIVALENT_PROPERTY, INVERSE_OF, DISJOINT_PROPERTY, DOMAIN, RANGE, ON_PROPERTY)
# Of these a list names the properties; what they say of a property between nothing is true, or nothing.
_OF_LISTS = (CHAIN, HAS_KEY, MEMBERS)
# The other kinds are true of properties that hold between everything, and all are of those between nothing.
_KINDS = (FUNCTIONAL, INVERSE_FUNCTIONAL, ASYMMETRIC, IRREFLEXIVE)

PROPERTY_WORDS = (SUB_PROPERTY, *_AXIOMS, *_OF_LISTS, ASSERTION_PROPERTY, *BOTTOM_PROPERTIES)
"""The predicates of the axioms on properties."""


def in_property_axioms(stated: EncodedTriples, pairs: Pairs, expressions: Expressions) -> Iterator[Fault]:
    """Yield the uses of the properties that hold between everything, or nothing, but those that say no more.

    `pairs` are the triples with `PROPERTY_WORDS`.
    """
    top, bottom = (_ids(tokens, stated.dictionary) for tokens in (TOP_PROPERTIES, BOTTOM_PROPERTIES))
    if not top and not bottom:
        return
    for subject, object_, found in (
        *_in_pairs(pairs, top, bottom),
        *_in_lists(pairs, expressions, top),
        *_in_types(stated, top),
    ):
        yield subject, object_, (short(found), BUILT_IN_REMEDY)


def _ids(tokens: tuple[str, ...], terms: Terms) -> Mapping[int, str]:
    return {number: token for token in tokens if (number := terms.id_of(token)) is not None}


def _in_pairs(pairs: Pairs, top: Mapping[int, str], bottom: Mapping[int, str]) -> Iterator[tuple[int, int, str]]:
    anything = {**top, **bottom}
    # Every property is below those of everything and above those of nothing.
    of_subjects: dict[str, Mapping[int, str]] = {SUB_PROPERTY: top, CHAIN: bottom}
    of_objects: dict[str, Mapping[int, str]] = {SUB_PROPERTY: bottom, ASSERTION_PROPERTY: top}
    for predicate in _AXIOMS:
        of_subjects[predicate] = of_objects[predicate] = anything
    for place, told in enumerate((of_subjects, of_objects)):
        for predicate, properties in told.items():
            for pair in pairs.get(predicate, ()):
                if pair[place] in properties:
                    yield *pair, properties[pair[place]]
    for token in bottom.values():
        yield from ((*pair, token) for pair in pairs.get(token, ()))


def _in_lists(pairs: Pairs, expressions: Expressions, top: Mapping[int, str]) -> Iterator[tuple[int, int, str]]:
    for predicate in _OF_LISTS:
        for node, head in pairs.get(predicate, ()):
            yield from ((node, member, top[member]) for member in expressions.members(head) if member in top)


def _in_types(stated: EncodedTriples, top: Mapping[int, str]) -> Iterator[tuple[int, int, str]]:
    type_, *kinds = map(stated.dictionary.id_of, (RDF_TYPE, *_KINDS))
    rows = np.flatnonzero((stated.predicates == type_) & np.isin(stated.subjects, list(top)))
    for row in rows[np.isin(stated.objects[rows], [kind for kind in kinds if kind is not None])].tolist():
        property_ = int(stated.subjects[row])
        yield property_, property_, top[property_]
