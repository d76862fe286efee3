"""What the random tests of the reasoner draw: axioms, facts, graphs of both, literals and rules of users.

Few names stand for each kind of thing, so that what is drawn meets. Axioms and facts come as lists of triples, for an
axiom may need a list; triples are tuples of tokens as N-Triples spells them.
"""

from hypothesis import strategies as st

from coopkg.rdf.dictionary import Dictionary, read_triples
from coopkg.rdf.vocabulary import XSD
from coopkg.reasoning.owl2rl import (
    ALL_DISJOINT_CLASSES,
    ALL_VALUES,
    CHAIN,
    CLASS,
    COMPLEMENT,
    DISJOINT_CLASS,
    DOMAIN,
    EQUIVALENT_CLASS,
    EQUIVALENT_PROPERTY,
    FUNCTIONAL,
    HAS_KEY,
    HAS_VALUE,
    INTERSECTION,
    INVERSE_FUNCTIONAL,
    INVERSE_OF,
    MAX,
    MEMBERS,
    OBJECT_PROPERTY,
    ON_PROPERTY,
    ONE,
    ONE_OF,
    RANGE,
    RDF_FIRST,
    RDF_NIL,
    RDF_REST,
    RDF_TYPE,
    SAME_AS,
    SOME_VALUES,
    SUB_CLASS,
    SUB_PROPERTY,
    SYMMETRIC,
    TRANSITIVE,
    UNION,
)

CLASSES = [f"<https://coop.example/C{number}>" for number in range(5)]
PROPERTIES = [f"<https://coop.example/p{number}>" for number in range(4)]
THINGS = [f"<https://coop.example/i{number}>" for number in range(6)]
RESTRICTIONS = [f"<https://coop.example/R{number}>" for number in range(4)]
VALUES = [*THINGS, '"one"', '"một"@vi']
PROPERTY_KINDS = [TRANSITIVE, SYMMETRIC, FUNCTIONAL, INVERSE_FUNCTIONAL]

classes = st.sampled_from([*CLASSES, *RESTRICTIONS])
properties = st.sampled_from(PROPERTIES)
things = st.sampled_from(THINGS)


def triples_of(subjects, predicates, objects):
    """One triple, as a list."""
    return st.tuples(subjects, predicates, objects).map(lambda triple: [triple])


def lists_of(subjects, predicate, members):
    """A triple whose object is an rdf:List of two or three members, and the list."""

    def spelled(drawn):
        subject, elements, number = drawn
        nodes = [f"<https://coop.example/list{number}-{place}>" for place in range(len(elements))]
        cells = zip(nodes, elements, [*nodes[1:], RDF_NIL], strict=True)
        return [
            (subject, predicate, nodes[0]),
            *(part for node, element, rest in cells for part in ((node, RDF_FIRST, element), (node, RDF_REST, rest))),
        ]

    numbers = st.uuids(version=4)
    return st.tuples(subjects, st.lists(members, min_size=2, max_size=3), numbers).map(spelled)


restrictions = st.one_of(
    triples_of(st.sampled_from(RESTRICTIONS), st.sampled_from([SOME_VALUES, ALL_VALUES]), classes),
    triples_of(st.sampled_from(RESTRICTIONS), st.just(HAS_VALUE), things),
    triples_of(st.sampled_from(RESTRICTIONS), st.just(MAX), st.just(ONE)),
    triples_of(st.sampled_from(RESTRICTIONS), st.just(ON_PROPERTY), properties),
)
axioms = st.one_of(
    triples_of(classes, st.sampled_from([SUB_CLASS, EQUIVALENT_CLASS, DISJOINT_CLASS]), classes),
    triples_of(properties, st.sampled_from([SUB_PROPERTY, EQUIVALENT_PROPERTY, INVERSE_OF]), properties),
    triples_of(properties, st.sampled_from([DOMAIN, RANGE]), classes),
    triples_of(properties, st.just(RDF_TYPE), st.sampled_from(PROPERTY_KINDS)),
    lists_of(properties, CHAIN, properties),
    lists_of(classes, INTERSECTION, classes),
    lists_of(classes, UNION, classes),
    lists_of(classes, ONE_OF, things),
    restrictions,
    restrictions,
    triples_of(classes, st.just(SAME_AS), classes),
    triples_of(properties, st.just(SAME_AS), properties),
)
facts = st.one_of(
    triples_of(things, st.just(RDF_TYPE), classes),
    triples_of(things, properties, st.sampled_from(VALUES)),
    triples_of(things, properties, things),
    triples_of(things, st.just(SAME_AS), things),
)
DECLARATIONS = [(each, RDF_TYPE, CLASS) for each in [*CLASSES, *RESTRICTIONS]] + [
    (each, RDF_TYPE, OBJECT_PROPERTY) for each in PROPERTIES
]
graphs = st.tuples(st.lists(axioms, max_size=8), st.lists(facts, max_size=8)).map(
    lambda drawn: [*DECLARATIONS, *(triple for parts in drawn for part in parts for triple in part)]
)


def encoded(triples):
    """The triples, encoded by a dictionary of their own."""
    lines = "".join(f"{' '.join(triple)} .\n" for triple in triples)
    return read_triples(lines.encode(), Dictionary())


# Spellings of few values, so that equal, different and ill-typed ones meet.
TYPED = [
    f'"{lexical}"^^<{XSD[name]}>' for lexical, name in [("1", "integer"), ("01", "integer"), ("1.0", "decimal")]
] + [f'"{lexical}"^^<{XSD[name]}>' for lexical, name in [("2", "byte"), ("two", "integer"), ("1", "boolean")]]
values = st.sampled_from([*TYPED, '"one"', *THINGS])
axioms_on_values = st.one_of(
    triples_of(properties, st.just(RDF_TYPE), st.sampled_from(PROPERTY_KINDS)),
    triples_of(properties, st.just(RANGE), st.just(f"<{XSD['integer']}>")),
    triples_of(st.sampled_from(RESTRICTIONS), st.just(HAS_VALUE), values),
    triples_of(st.sampled_from(RESTRICTIONS), st.just(ON_PROPERTY), properties),
    lists_of(classes, HAS_KEY, properties),
)
facts_on_values = st.one_of(
    triples_of(things, properties, values),
    triples_of(things, st.just(RDF_TYPE), classes),
    triples_of(things, st.just(SAME_AS), values),
)


# Two values of one datatype and of one above it, which owlrl knows of; one of the two has two spellings.
INTEGER, DECIMAL = (f"<{XSD[name]}>" for name in ("integer", "decimal"))
NUMBERS = [f'"{number}"^^{INTEGER}' for number in (1, 2)]
SPELLINGS = [*NUMBERS, f'"1.0"^^{DECIMAL}']
ranges = st.sampled_from([*CLASSES, *RESTRICTIONS, INTEGER, INTEGER])
narrow = st.sampled_from([*CLASSES[:3], *CLASSES[:3], INTEGER])


def disjoint(drawn):
    """The axiom that the members of a list are disjoint classes."""
    return [(drawn[0][0], RDF_TYPE, ALL_DISJOINT_CLASSES), *drawn]


def data_axioms_of(literals):
    """Axioms by which literals get into classes, and lead on from there; few classes, so that they meet."""
    members = st.one_of(literals, things)
    return st.one_of(
        triples_of(properties, st.just(RANGE), ranges),
        triples_of(st.sampled_from(RESTRICTIONS), st.sampled_from([SOME_VALUES, ALL_VALUES]), ranges),
        triples_of(st.sampled_from(RESTRICTIONS), st.just(HAS_VALUE), literals),
        triples_of(st.sampled_from(RESTRICTIONS), st.just(ON_PROPERTY), properties),
        triples_of(narrow, st.sampled_from([DISJOINT_CLASS, COMPLEMENT]), narrow),
        triples_of(narrow, st.sampled_from([SUB_CLASS, EQUIVALENT_CLASS]), classes),
        lists_of(classes, ONE_OF, members),
        lists_of(classes, UNION, ranges),
        lists_of(classes, INTERSECTION, ranges),
        lists_of(st.sampled_from(RESTRICTIONS), MEMBERS, narrow).map(disjoint),
        axioms,
    )


def data_facts_of(literals):
    """Facts with literals, each of which is often the value of several."""
    return st.one_of(
        triples_of(things, properties, literals),
        triples_of(things, properties, literals),
        triples_of(things, st.just(RDF_TYPE), classes),
        facts,
    )


VARIABLES = ["?x", "?y", "?z"]
patterns = st.tuples(
    st.sampled_from([*VARIABLES, *THINGS[:2]]),
    st.sampled_from([*VARIABLES, *PROPERTIES, "a"]),
    st.sampled_from([*VARIABLES, *THINGS[:2], *CLASSES[:2]]),
)
filters = st.sampled_from(["", "FILTER(?x != ?y)", f"FILTER(?x != {THINGS[0]})"])


@st.composite
def user_rules(draw, min_size=1, max_size=2):
    """The text of a rule whose body has so many patterns."""
    body = draw(st.lists(patterns, min_size=min_size, max_size=max_size))
    bound = sorted({term for pattern in body for term in pattern if term.startswith("?")})
    # Nothing is concluded about properties: what follows if owl:sameAs is something else, reflexive triples would show.
    told = sorted(set(bound) - {pattern[1] for pattern in body})
    terms = st.sampled_from([*told, *THINGS[:2]])
    head = draw(st.tuples(terms, st.sampled_from(PROPERTIES), terms))
    condition = draw(filters)
    is_usable = all(variable in bound for variable in VARIABLES[:2] if variable in condition)
    where = " . ".join(map(" ".join, body)) + (f" {condition}" if is_usable else "")
    return f"CONSTRUCT {{ {' '.join(head)} }} WHERE {{ {where} }}"
