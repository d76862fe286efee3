"""What of OWL 2 the rules of OWL 2 RL/RDF act on, by where it stands, and what to write where they do not.

After tables 2 and 3 of the OWL 2 Profiles, section 4.2.3, except that what says nothing (a superclass owl:Thing, at
least 0 values) is let through, and that what the grammar has and no rule reads (owl:onDataRange) is not.
"""

from collections.abc import Mapping
from typing import Literal, TypeAlias

from coopkg.rdf.vocabulary import OWL

Position: TypeAlias = Literal["sub", "super"]
"""Where a class expression stands: the rules find its instances, or tell what they are."""

POSITIONS: Mapping[Position, str] = {"sub": "subclass", "super": "superclass"}

INNER: Mapping[Position, Mapping[str, Position | None]] = {
    "sub": {
        "intersectionOf": "sub",
        "unionOf": "sub",
        "oneOf": None,
        "someValuesFrom": "sub",
        "hasValue": None,
    },
    "super": {
        "intersectionOf": "super",
        "complementOf": "sub",
        "allValuesFrom": "super",
        "hasValue": None,
        "maxCardinality": None,
        "maxQualifiedCardinality": None,
        "onClass": "sub",
    },
}
"""The constructors of class expressions that rules act on, and the position of the expressions inside them."""

_AT_MOST = "how many there are at most is never known; state who belongs to the class"
_NO_SUBCLASS = {
    "complementOf": "what is not stated is not false; name the class and state who belongs to it",
    "allValuesFrom": "that there is no other value is never known; owl:someValuesFrom asks for one such value",
    "minCardinality": "no rule counts; for one value write owl:someValuesFrom owl:Thing",
    "minQualifiedCardinality": "no rule counts; for one value write owl:someValuesFrom the class",
    "maxCardinality": _AT_MOST,
    "maxQualifiedCardinality": _AT_MOST,
    "cardinality": _AT_MOST,
    "qualifiedCardinality": _AT_MOST,
    "hasSelf": "write a user rule whose pattern is ?x :p ?x",
}
_NO_SUPERCLASS = {
    "unionOf": "no rule chooses a member; name one superclass, or check it by a SHACL shape (sh:or)",
    "oneOf": "that there are no others is not used; check it by a SHACL shape (sh:in)",
    "someValuesFrom": "no rule makes up the value; state it, or check that it is there by a SHACL shape (sh:minCount)",
    "minCardinality": "no rule makes up values; check that they are there by a SHACL shape (sh:minCount)",
    "minQualifiedCardinality": "no rule makes up values; check that they are there by a SHACL shape",
    "maxCardinality": "only 0 and 1 have effect; check other numbers by a SHACL shape (sh:maxCount)",
    "maxQualifiedCardinality": "only 0 and 1 have effect; check other numbers by a SHACL shape",
    "cardinality": "write owl:maxCardinality for 0 and 1; check other numbers by a SHACL shape",
    "qualifiedCardinality": "write owl:maxQualifiedCardinality for 0 and 1; check other numbers by a SHACL shape",
    "hasSelf": "write a user rule that concludes ?x :p ?x from ?x a :C",
}
_NOWHERE = {
    "onDataRange": "leave the data range out (owl:maxCardinality), or check it by a SHACL shape",
    "onProperties": "no rule reads several properties; write a user rule",
    "onDatatype": "give the datatype alone, and check the bounds by a SHACL shape (sh:minInclusive, sh:pattern)",
    "datatypeComplementOf": "give the datatypes that are meant, or check it by a SHACL shape",
}
REMEDIES: Mapping[Position, Mapping[str, str]] = {
    "sub": {**_NO_SUBCLASS, **_NOWHERE},
    "super": {**_NO_SUPERCLASS, **_NOWHERE},
}
"""What to do about a constructor on which no rule acts in that position."""

CONSTRUCTORS = frozenset().union(*INNER.values(), *REMEDIES.values())
"""The local names of all properties of `owl:` that make class expressions and data ranges."""

DATATYPE_REMEDY = "its literals are neither checked nor compared by value; check them by a SHACL shape (sh:datatype)"
THING_REMEDY = "not everything is told to be an owl:Thing; name the class that is meant"
DISJOINT_UNION_REMEDY = "write rdfs:subClassOf for each part and owl:AllDisjointClasses over all parts"
REFLEXIVE_REMEDY = "no rule reads it; write a user rule that concludes ?x :p ?x for the class that is meant"
IMPORTS_REMEDY = "it is not followed; give the file that holds this ontology beside the others"
BUILT_IN_REMEDY = "no rule reads what it says of every pair; name the properties that are meant"

TOP_PROPERTIES = tuple(f"<{OWL[name]}>" for name in ("topObjectProperty", "topDataProperty"))
"""The properties that hold between everything."""

BOTTOM_PROPERTIES = tuple(f"<{OWL[name]}>" for name in ("bottomObjectProperty", "bottomDataProperty"))
"""The properties that hold between nothing."""
