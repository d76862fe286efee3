"""The rule table of OWL 2 RL/RDF: Tables 4 to 9 of the OWL 2 Profiles, section 4.3, in their order and by their names.

Names of variables are the Recommendation's where they are readable. `NOT_ROWS` says how the few rules are treated that
are no rule over triples. Reflexive triples (`c rdfs:subClassOf c`, `x owl:sameAs x`) are kept on request alone, so a
rule that could use one as a premise has a second row for that case, under the same name.
"""

from coopkg.rdf.vocabulary import OWL, RDF, RDFS, XSD
from coopkg.reasoning.axiomatic import CLS_NOTHING1, CLS_THING, DT_TYPE1, PRP_AP
from coopkg.reasoning.rules import Atom, ForEach, Member, Pair, Path, Rule, Var

FALSE: tuple[Atom, ...] = ()

RDF_TYPE = f"<{RDF['type']}>"
RDF_FIRST = f"<{RDF['first']}>"
RDF_REST = f"<{RDF['rest']}>"
RDF_NIL = f"<{RDF['nil']}>"
SUB_CLASS = f"<{RDFS['subClassOf']}>"
SUB_PROPERTY = f"<{RDFS['subPropertyOf']}>"
DOMAIN = f"<{RDFS['domain']}>"
RANGE = f"<{RDFS['range']}>"
SAME_AS = f"<{OWL['sameAs']}>"
DIFFERENT_FROM = f"<{OWL['differentFrom']}>"
THING = f"<{OWL['Thing']}>"
NOTHING = f"<{OWL['Nothing']}>"
EQUIVALENT_CLASS = f"<{OWL['equivalentClass']}>"
EQUIVALENT_PROPERTY = f"<{OWL['equivalentProperty']}>"
INVERSE_OF = f"<{OWL['inverseOf']}>"
CHAIN = f"<{OWL['propertyChainAxiom']}>"
DISJOINT_CLASS = f"<{OWL['disjointWith']}>"
DISJOINT_PROPERTY = f"<{OWL['propertyDisjointWith']}>"
COMPLEMENT = f"<{OWL['complementOf']}>"
INTERSECTION = f"<{OWL['intersectionOf']}>"
UNION = f"<{OWL['unionOf']}>"
ONE_OF = f"<{OWL['oneOf']}>"
HAS_KEY = f"<{OWL['hasKey']}>"
MEMBERS = f"<{OWL['members']}>"
DISTINCT_MEMBERS = f"<{OWL['distinctMembers']}>"
ON_PROPERTY = f"<{OWL['onProperty']}>"
ON_CLASS = f"<{OWL['onClass']}>"
SOME_VALUES = f"<{OWL['someValuesFrom']}>"
ALL_VALUES = f"<{OWL['allValuesFrom']}>"
HAS_VALUE = f"<{OWL['hasValue']}>"
MAX = f"<{OWL['maxCardinality']}>"
MAX_QUALIFIED = f"<{OWL['maxQualifiedCardinality']}>"
SOURCE = f"<{OWL['sourceIndividual']}>"
ASSERTION_PROPERTY = f"<{OWL['assertionProperty']}>"
TARGET = f"<{OWL['targetIndividual']}>"
TARGET_VALUE = f"<{OWL['targetValue']}>"
CLASS = f"<{OWL['Class']}>"
OBJECT_PROPERTY = f"<{OWL['ObjectProperty']}>"
DATATYPE_PROPERTY = f"<{OWL['DatatypeProperty']}>"
FUNCTIONAL = f"<{OWL['FunctionalProperty']}>"
INVERSE_FUNCTIONAL = f"<{OWL['InverseFunctionalProperty']}>"
IRREFLEXIVE = f"<{OWL['IrreflexiveProperty']}>"
SYMMETRIC = f"<{OWL['SymmetricProperty']}>"
ASYMMETRIC = f"<{OWL['AsymmetricProperty']}>"
TRANSITIVE = f"<{OWL['TransitiveProperty']}>"
ALL_DIFFERENT = f"<{OWL['AllDifferent']}>"
ALL_DISJOINT_CLASSES = f"<{OWL['AllDisjointClasses']}>"
ALL_DISJOINT_PROPERTIES = f"<{OWL['AllDisjointProperties']}>"
ZERO = f'"0"^^<{XSD["nonNegativeInteger"]}>'
ONE = f'"1"^^<{XSD["nonNegativeInteger"]}>'

S, P, X, Y, Z, U, V, L = (Var(name) for name in "spxyzuvl")
S2, P1, P2, P3, O1, O2 = Var("s2"), Var("p1"), Var("p2"), Var("p3"), Var("o"), Var("o2")
Y1, Y2, I1, I2, W = Var("y1"), Var("y2"), Var("i1"), Var("i2"), Var("w")
C, C1, C2, C3 = Var("c"), Var("c1"), Var("c2"), Var("c3")

SCHEMA_PREDICATES = frozenset(
    {SUB_CLASS, SUB_PROPERTY, DOMAIN, RANGE, EQUIVALENT_CLASS, EQUIVALENT_PROPERTY, INVERSE_OF, CHAIN}
    | {DISJOINT_CLASS, DISJOINT_PROPERTY, COMPLEMENT, INTERSECTION, UNION, ONE_OF, HAS_KEY, MEMBERS, DISTINCT_MEMBERS}
    | {ON_PROPERTY, ON_CLASS, SOME_VALUES, ALL_VALUES, HAS_VALUE, MAX, MAX_QUALIFIED}
    | {SOURCE, ASSERTION_PROPERTY, TARGET, TARGET_VALUE}
)
"""Predicates whose triples are the ontology: the rules are specialised to these."""

SCHEMA_CLASSES = frozenset(
    {CLASS, OBJECT_PROPERTY, DATATYPE_PROPERTY, FUNCTIONAL, INVERSE_FUNCTIONAL, IRREFLEXIVE, SYMMETRIC, ASYMMETRIC}
    | {TRANSITIVE, ALL_DIFFERENT, ALL_DISJOINT_CLASSES, ALL_DISJOINT_PROPERTIES}
)
"""Classes whose instances are the ontology's own: being one is schema, not data."""

REFLEXIVE = frozenset({SAME_AS, SUB_CLASS, SUB_PROPERTY, EQUIVALENT_CLASS, EQUIVALENT_PROPERTY})
"""Predicates that hold between everything (of their kind) and itself; such triples are not kept."""

TABLE_4 = (  # The Semantics of Equality
    Rule(
        "eq-ref",
        (Atom(S, P, O1),),
        (Atom(S, SAME_AS, S), Atom(P, SAME_AS, P), Atom(O1, SAME_AS, O1)),
        is_on_request=True,
    ),
    Rule("eq-sym", (Atom(X, SAME_AS, Y),), (Atom(Y, SAME_AS, X),)),
    Rule("eq-trans", (Atom(X, SAME_AS, Y), Atom(Y, SAME_AS, Z)), (Atom(X, SAME_AS, Z),)),
    Rule("eq-rep-s", (Atom(S, SAME_AS, S2), Atom(S, P, O1)), (Atom(S2, P, O1),)),
    Rule("eq-rep-p", (Atom(P, SAME_AS, P2), Atom(S, P, O1)), (Atom(S, P2, O1),)),
    Rule("eq-rep-o", (Atom(O1, SAME_AS, O2), Atom(S, P, O1)), (Atom(S, P, O2),)),
    Rule("eq-diff1", (Atom(X, SAME_AS, Y), Atom(X, DIFFERENT_FROM, Y)), FALSE),
    Rule("eq-diff1", (Atom(X, DIFFERENT_FROM, X),), FALSE),
    Rule(
        "eq-diff2",
        (Atom(X, RDF_TYPE, ALL_DIFFERENT), Atom(X, MEMBERS, L), Pair(L, Y1, Y2), Atom(Y1, SAME_AS, Y2)),
        FALSE,
    ),
    Rule(
        "eq-diff3",
        (Atom(X, RDF_TYPE, ALL_DIFFERENT), Atom(X, DISTINCT_MEMBERS, L), Pair(L, Y1, Y2), Atom(Y1, SAME_AS, Y2)),
        FALSE,
    ),
)

TABLE_5 = (  # The Semantics of Axioms about Properties
    PRP_AP,
    Rule("prp-dom", (Atom(P, DOMAIN, C), Atom(X, P, Y)), (Atom(X, RDF_TYPE, C),)),
    Rule("prp-rng", (Atom(P, RANGE, C), Atom(X, P, Y)), (Atom(Y, RDF_TYPE, C),)),
    Rule("prp-fp", (Atom(P, RDF_TYPE, FUNCTIONAL), Atom(X, P, Y1), Atom(X, P, Y2)), (Atom(Y1, SAME_AS, Y2),)),
    Rule("prp-ifp", (Atom(P, RDF_TYPE, INVERSE_FUNCTIONAL), Atom(S, P, Y), Atom(S2, P, Y)), (Atom(S, SAME_AS, S2),)),
    Rule("prp-irp", (Atom(P, RDF_TYPE, IRREFLEXIVE), Atom(X, P, X)), FALSE),
    Rule("prp-symp", (Atom(P, RDF_TYPE, SYMMETRIC), Atom(X, P, Y)), (Atom(Y, P, X),)),
    Rule("prp-asyp", (Atom(P, RDF_TYPE, ASYMMETRIC), Atom(X, P, Y), Atom(Y, P, X)), FALSE),
    Rule("prp-trp", (Atom(P, RDF_TYPE, TRANSITIVE), Atom(X, P, Y), Atom(Y, P, Z)), (Atom(X, P, Z),)),
    Rule("prp-spo1", (Atom(P1, SUB_PROPERTY, P2), Atom(X, P1, Y)), (Atom(X, P2, Y),)),
    Rule("prp-spo2", (Atom(P, CHAIN, L), Path(L, U, V)), (Atom(U, P, V),)),
    Rule("prp-eqp1", (Atom(P1, EQUIVALENT_PROPERTY, P2), Atom(X, P1, Y)), (Atom(X, P2, Y),)),
    Rule("prp-eqp2", (Atom(P1, EQUIVALENT_PROPERTY, P2), Atom(X, P2, Y)), (Atom(X, P1, Y),)),
    Rule("prp-pdw", (Atom(P1, DISJOINT_PROPERTY, P2), Atom(X, P1, Y), Atom(X, P2, Y)), FALSE),
    Rule(
        "prp-adp",
        (
            Atom(X, RDF_TYPE, ALL_DISJOINT_PROPERTIES),
            Atom(X, MEMBERS, L),
            Pair(L, P1, P2),
            Atom(U, P1, V),
            Atom(U, P2, V),
        ),
        FALSE,
    ),
    Rule("prp-inv1", (Atom(P1, INVERSE_OF, P2), Atom(X, P1, Y)), (Atom(Y, P2, X),)),
    Rule("prp-inv2", (Atom(P1, INVERSE_OF, P2), Atom(X, P2, Y)), (Atom(Y, P1, X),)),
    Rule(
        "prp-key",
        (
            Atom(C, HAS_KEY, L),
            ForEach(L, P, (Atom(X, P, Z), Atom(Y, P, Z)), fresh=(Z,)),
            Atom(X, RDF_TYPE, C),
            Atom(Y, RDF_TYPE, C),
        ),
        (Atom(X, SAME_AS, Y),),
    ),
    Rule(
        "prp-npa1",
        (Atom(W, SOURCE, I1), Atom(W, ASSERTION_PROPERTY, P), Atom(W, TARGET, I2), Atom(I1, P, I2)),
        FALSE,
    ),
    Rule(
        "prp-npa2",
        (Atom(W, SOURCE, I1), Atom(W, ASSERTION_PROPERTY, P), Atom(W, TARGET_VALUE, I2), Atom(I1, P, I2)),
        FALSE,
    ),
)

TABLE_6 = (  # The Semantics of Classes
    CLS_THING,
    CLS_NOTHING1,
    Rule("cls-nothing2", (Atom(X, RDF_TYPE, NOTHING),), FALSE),
    Rule("cls-int1", (Atom(C, INTERSECTION, L), ForEach(L, C1, (Atom(Y, RDF_TYPE, C1),))), (Atom(Y, RDF_TYPE, C),)),
    Rule("cls-int2", (Atom(C, INTERSECTION, L), Member(L, C1), Atom(Y, RDF_TYPE, C)), (Atom(Y, RDF_TYPE, C1),)),
    Rule("cls-uni", (Atom(C, UNION, L), Member(L, C1), Atom(Y, RDF_TYPE, C1)), (Atom(Y, RDF_TYPE, C),)),
    Rule("cls-com", (Atom(C1, COMPLEMENT, C2), Atom(X, RDF_TYPE, C1), Atom(X, RDF_TYPE, C2)), FALSE),
    Rule(
        "cls-svf1",
        (Atom(X, SOME_VALUES, Y), Atom(X, ON_PROPERTY, P), Atom(U, P, V), Atom(V, RDF_TYPE, Y)),
        (Atom(U, RDF_TYPE, X),),
    ),
    Rule("cls-svf2", (Atom(X, SOME_VALUES, THING), Atom(X, ON_PROPERTY, P), Atom(U, P, V)), (Atom(U, RDF_TYPE, X),)),
    Rule(
        "cls-avf",
        (Atom(X, ALL_VALUES, Y), Atom(X, ON_PROPERTY, P), Atom(U, RDF_TYPE, X), Atom(U, P, V)),
        (Atom(V, RDF_TYPE, Y),),
    ),
    Rule("cls-hv1", (Atom(X, HAS_VALUE, Y), Atom(X, ON_PROPERTY, P), Atom(U, RDF_TYPE, X)), (Atom(U, P, Y),)),
    Rule("cls-hv2", (Atom(X, HAS_VALUE, Y), Atom(X, ON_PROPERTY, P), Atom(U, P, Y)), (Atom(U, RDF_TYPE, X),)),
    Rule("cls-maxc1", (Atom(X, MAX, ZERO), Atom(X, ON_PROPERTY, P), Atom(U, RDF_TYPE, X), Atom(U, P, Y)), FALSE),
    Rule(
        "cls-maxc2",
        (Atom(X, MAX, ONE), Atom(X, ON_PROPERTY, P), Atom(U, RDF_TYPE, X), Atom(U, P, Y1), Atom(U, P, Y2)),
        (Atom(Y1, SAME_AS, Y2),),
    ),
    Rule(
        "cls-maxqc1",
        (
            Atom(X, MAX_QUALIFIED, ZERO),
            Atom(X, ON_PROPERTY, P),
            Atom(X, ON_CLASS, C),
            Atom(U, RDF_TYPE, X),
            Atom(U, P, Y),
            Atom(Y, RDF_TYPE, C),
        ),
        FALSE,
    ),
    Rule(
        "cls-maxqc2",
        (
            Atom(X, MAX_QUALIFIED, ZERO),
            Atom(X, ON_PROPERTY, P),
            Atom(X, ON_CLASS, THING),
            Atom(U, RDF_TYPE, X),
            Atom(U, P, Y),
        ),
        FALSE,
    ),
    Rule(
        "cls-maxqc3",
        (
            Atom(X, MAX_QUALIFIED, ONE),
            Atom(X, ON_PROPERTY, P),
            Atom(X, ON_CLASS, C),
            Atom(U, RDF_TYPE, X),
            Atom(U, P, Y1),
            Atom(Y1, RDF_TYPE, C),
            Atom(U, P, Y2),
            Atom(Y2, RDF_TYPE, C),
        ),
        (Atom(Y1, SAME_AS, Y2),),
    ),
    Rule(
        "cls-maxqc4",
        (
            Atom(X, MAX_QUALIFIED, ONE),
            Atom(X, ON_PROPERTY, P),
            Atom(X, ON_CLASS, THING),
            Atom(U, RDF_TYPE, X),
            Atom(U, P, Y1),
            Atom(U, P, Y2),
        ),
        (Atom(Y1, SAME_AS, Y2),),
    ),
    Rule("cls-oo", (Atom(C, ONE_OF, L), Member(L, Y)), (Atom(Y, RDF_TYPE, C),)),
)

TABLE_7 = (  # The Semantics of Class Axioms
    Rule("cax-sco", (Atom(C1, SUB_CLASS, C2), Atom(X, RDF_TYPE, C1)), (Atom(X, RDF_TYPE, C2),)),
    Rule("cax-eqc1", (Atom(C1, EQUIVALENT_CLASS, C2), Atom(X, RDF_TYPE, C1)), (Atom(X, RDF_TYPE, C2),)),
    Rule("cax-eqc2", (Atom(C1, EQUIVALENT_CLASS, C2), Atom(X, RDF_TYPE, C2)), (Atom(X, RDF_TYPE, C1),)),
    Rule("cax-dw", (Atom(C1, DISJOINT_CLASS, C2), Atom(X, RDF_TYPE, C1), Atom(X, RDF_TYPE, C2)), FALSE),
    Rule(
        "cax-adc",
        (
            Atom(Y, RDF_TYPE, ALL_DISJOINT_CLASSES),
            Atom(Y, MEMBERS, L),
            Pair(L, C1, C2),
            Atom(X, RDF_TYPE, C1),
            Atom(X, RDF_TYPE, C2),
        ),
        FALSE,
    ),
)

TABLE_8 = (DT_TYPE1,)  # The Semantics of Datatypes

TABLE_9 = (  # The Semantics of Schema Vocabulary
    Rule(
        "scm-cls",
        (Atom(C, RDF_TYPE, CLASS),),
        (Atom(C, SUB_CLASS, C), Atom(C, EQUIVALENT_CLASS, C), Atom(C, SUB_CLASS, THING), Atom(NOTHING, SUB_CLASS, C)),
        is_on_request=True,
    ),
    Rule(
        "scm-cls",
        (Atom(C, RDF_TYPE, CLASS), Atom(C, SAME_AS, C2)),
        (Atom(C, SUB_CLASS, C2), Atom(C, EQUIVALENT_CLASS, C2)),
    ),
    Rule("scm-sco", (Atom(C1, SUB_CLASS, C2), Atom(C2, SUB_CLASS, C3)), (Atom(C1, SUB_CLASS, C3),)),
    Rule("scm-eqc1", (Atom(C1, EQUIVALENT_CLASS, C2),), (Atom(C1, SUB_CLASS, C2), Atom(C2, SUB_CLASS, C1))),
    Rule("scm-eqc2", (Atom(C1, SUB_CLASS, C2), Atom(C2, SUB_CLASS, C1)), (Atom(C1, EQUIVALENT_CLASS, C2),)),
    Rule(
        "scm-op",
        (Atom(P, RDF_TYPE, OBJECT_PROPERTY),),
        (Atom(P, SUB_PROPERTY, P), Atom(P, EQUIVALENT_PROPERTY, P)),
        is_on_request=True,
    ),
    Rule(
        "scm-dp",
        (Atom(P, RDF_TYPE, DATATYPE_PROPERTY),),
        (Atom(P, SUB_PROPERTY, P), Atom(P, EQUIVALENT_PROPERTY, P)),
        is_on_request=True,
    ),
    Rule(
        "scm-op",
        (Atom(P, RDF_TYPE, OBJECT_PROPERTY), Atom(P, SAME_AS, P2)),
        (Atom(P, SUB_PROPERTY, P2), Atom(P, EQUIVALENT_PROPERTY, P2)),
    ),
    Rule(
        "scm-dp",
        (Atom(P, RDF_TYPE, DATATYPE_PROPERTY), Atom(P, SAME_AS, P2)),
        (Atom(P, SUB_PROPERTY, P2), Atom(P, EQUIVALENT_PROPERTY, P2)),
    ),
    Rule("scm-spo", (Atom(P1, SUB_PROPERTY, P2), Atom(P2, SUB_PROPERTY, P3)), (Atom(P1, SUB_PROPERTY, P3),)),
    Rule("scm-eqp1", (Atom(P1, EQUIVALENT_PROPERTY, P2),), (Atom(P1, SUB_PROPERTY, P2), Atom(P2, SUB_PROPERTY, P1))),
    Rule("scm-eqp2", (Atom(P1, SUB_PROPERTY, P2), Atom(P2, SUB_PROPERTY, P1)), (Atom(P1, EQUIVALENT_PROPERTY, P2),)),
    Rule("scm-dom1", (Atom(P, DOMAIN, C1), Atom(C1, SUB_CLASS, C2)), (Atom(P, DOMAIN, C2),)),
    Rule("scm-dom2", (Atom(P2, DOMAIN, C), Atom(P1, SUB_PROPERTY, P2)), (Atom(P1, DOMAIN, C),)),
    Rule("scm-rng1", (Atom(P, RANGE, C1), Atom(C1, SUB_CLASS, C2)), (Atom(P, RANGE, C2),)),
    Rule("scm-rng2", (Atom(P2, RANGE, C), Atom(P1, SUB_PROPERTY, P2)), (Atom(P1, RANGE, C),)),
    Rule(
        "scm-hv",
        (
            Atom(C1, HAS_VALUE, Y),
            Atom(C1, ON_PROPERTY, P1),
            Atom(C2, HAS_VALUE, Y),
            Atom(C2, ON_PROPERTY, P2),
            Atom(P1, SUB_PROPERTY, P2),
        ),
        (Atom(C1, SUB_CLASS, C2),),
    ),
    Rule(
        "scm-hv",
        (Atom(C1, HAS_VALUE, Y), Atom(C1, ON_PROPERTY, P), Atom(C2, HAS_VALUE, Y), Atom(C2, ON_PROPERTY, P)),
        (Atom(C1, SUB_CLASS, C2),),
    ),
    Rule(
        "scm-svf1",
        (
            Atom(C1, SOME_VALUES, Y1),
            Atom(C1, ON_PROPERTY, P),
            Atom(C2, SOME_VALUES, Y2),
            Atom(C2, ON_PROPERTY, P),
            Atom(Y1, SUB_CLASS, Y2),
        ),
        (Atom(C1, SUB_CLASS, C2),),
    ),
    Rule(
        "scm-svf1",
        (Atom(C1, SOME_VALUES, Y), Atom(C1, ON_PROPERTY, P), Atom(C2, SOME_VALUES, Y), Atom(C2, ON_PROPERTY, P)),
        (Atom(C1, SUB_CLASS, C2),),
    ),
    Rule(
        "scm-svf2",
        (
            Atom(C1, SOME_VALUES, Y),
            Atom(C1, ON_PROPERTY, P1),
            Atom(C2, SOME_VALUES, Y),
            Atom(C2, ON_PROPERTY, P2),
            Atom(P1, SUB_PROPERTY, P2),
        ),
        (Atom(C1, SUB_CLASS, C2),),
    ),
    Rule(
        "scm-avf1",
        (
            Atom(C1, ALL_VALUES, Y1),
            Atom(C1, ON_PROPERTY, P),
            Atom(C2, ALL_VALUES, Y2),
            Atom(C2, ON_PROPERTY, P),
            Atom(Y1, SUB_CLASS, Y2),
        ),
        (Atom(C1, SUB_CLASS, C2),),
    ),
    Rule(
        "scm-avf1",
        (Atom(C1, ALL_VALUES, Y), Atom(C1, ON_PROPERTY, P), Atom(C2, ALL_VALUES, Y), Atom(C2, ON_PROPERTY, P)),
        (Atom(C1, SUB_CLASS, C2),),
    ),
    Rule(
        "scm-avf2",
        (
            Atom(C1, ALL_VALUES, Y),
            Atom(C1, ON_PROPERTY, P1),
            Atom(C2, ALL_VALUES, Y),
            Atom(C2, ON_PROPERTY, P2),
            Atom(P1, SUB_PROPERTY, P2),
        ),
        (Atom(C2, SUB_CLASS, C1),),
    ),
    Rule("scm-int", (Atom(C, INTERSECTION, L), Member(L, C1)), (Atom(C, SUB_CLASS, C1),)),
    Rule("scm-uni", (Atom(C, UNION, L), Member(L, C1)), (Atom(C1, SUB_CLASS, C),)),
)

TABLE: tuple[Rule, ...] = TABLE_4 + TABLE_5 + TABLE_6 + TABLE_7 + TABLE_8 + TABLE_9
"""All rows, those on request too: with any of these, an engine keeps the reflexive triples that follow."""

OWL2RL: tuple[Rule, ...] = tuple(rule for rule in TABLE if not rule.is_on_request)
"""The rows that an engine evaluates by default."""

NOT_ROWS: dict[str, str] = {
    "dt-type2": "A literal, and what is the same as one, is of each datatype that has the literal's value.",
    "dt-eq": "Literals with equal values are one to every rule above; what is the same as one has what the other has.",
    "dt-diff": "What is the same as a literal differs from what is the same as one with another value.",
    "dt-not-type": "An ill-typed literal, and one outside the datatype that an axiom asks for, contradict.",
}
"""The rules of Tables 4 to 9 that are no row, each with the reason and what is done instead."""
