"""The rules of OWL 2 RL/RDF without premises: what its vocabulary says of itself. Rows of the table, on request."""

from coopkg.rdf.vocabulary import OWL, RDF, RDFS, XSD
from coopkg.reasoning.rules import Atom, Rule

_INTEGERS = ("integer", "nonNegativeInteger", "nonPositiveInteger", "positiveInteger", "negativeInteger")
_BOUNDED = ("long", "int", "short", "byte", "unsignedLong", "unsignedInt", "unsignedShort", "unsignedByte")
_NUMBERS = ("decimal", "float", "double", *_INTEGERS, *_BOUNDED)
_TEXTS = ("string", "normalizedString", "token", "language", "Name", "NCName", "NMTOKEN")
_OTHERS = ("boolean", "hexBinary", "base64Binary", "anyURI", "dateTime", "dateTimeStamp")

DATATYPES: tuple[str, ...] = (
    *(f"<{iri}>" for iri in (RDF["PlainLiteral"], RDF["XMLLiteral"], RDFS["Literal"])),
    *(f"<{XSD[name]}>" for name in (*_NUMBERS, *_TEXTS, *_OTHERS)),
)
"""The datatypes of OWL 2 RL: OWL 2 Profiles, section 4.2.1."""

ANNOTATION_PROPERTIES: tuple[str, ...] = (
    *(f"<{RDFS[name]}>" for name in ("label", "comment", "seeAlso", "isDefinedBy")),
    *(f"<{OWL[name]}>" for name in ("deprecated", "versionInfo", "priorVersion")),
    *(f"<{OWL[name]}>" for name in ("backwardCompatibleWith", "incompatibleWith")),
)


def _of_type(names: tuple[str, ...], type_: str) -> tuple[Atom, ...]:
    return tuple(Atom(name, f"<{RDF['type']}>", f"<{type_}>") for name in names)


PRP_AP = Rule("prp-ap", (), _of_type(ANNOTATION_PROPERTIES, OWL["AnnotationProperty"]), is_on_request=True)
CLS_THING = Rule("cls-thing", (), _of_type((f"<{OWL['Thing']}>",), OWL["Class"]), is_on_request=True)
CLS_NOTHING1 = Rule("cls-nothing1", (), _of_type((f"<{OWL['Nothing']}>",), OWL["Class"]), is_on_request=True)
DT_TYPE1 = Rule("dt-type1", (), _of_type(DATATYPES, RDFS["Datatype"]), is_on_request=True)
