"""The class that each kind of registry entity means: the kind's own name, in the ontology's spelling."""

from coopkg.domain.entities import KINDS
from coopkg.rdf.terms import Iri
from coopkg.rdf.vocabulary import COOP


def class_of_kind(kind: str) -> Iri:
    """Return the class that `kind` means; KeyError where there is no such kind.

    >>> class_of_kind("national-standards-body")
    'https://w3id.org/coopkg/ontology#NationalStandardsBody'
    """
    if kind not in KINDS:
        raise KeyError(kind)
    return COOP["".join(word.capitalize() for word in kind.split("-"))]


def is_document(kind: str) -> bool:
    """Tell whether things of this `kind` are documents or pledges.

    An agreement or a grant is not among them: how far the one has come, who gives the other, is for its own facts.
    """
    return KINDS[kind] == "document"


def is_project(kind: str) -> bool:
    """Tell whether things of this `kind` are undertakings: taking part in one is not taking part in an event."""
    return KINDS[kind] == "project"
