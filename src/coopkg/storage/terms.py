"""Terms between coopkg and pyoxigraph: the one place that knows both."""

import pyoxigraph as ox

from coopkg.errors import QueryError
from coopkg.rdf.terms import BlankNode, Iri, Literal, Subject, Term, Triple

OxTerm = ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple


def term_of(term: OxTerm) -> Term:
    """Return the term as a plain value; QueryError for what RDF 1.1 has no value for."""
    match term:
        case ox.NamedNode():
            return Iri(term.value)
        case ox.BlankNode():
            return BlankNode(term.value)
        case ox.Literal() if term.direction is None:
            return Literal(term.value, Iri(term.datatype.value), term.language)
        case _:
            raise QueryError("the answer holds a term of RDF 1.2 (a triple term or a text with a base direction)")


def subject_of(term: OxTerm) -> Subject:
    """Return the subject as a plain value; QueryError for what RDF 1.1 has no value for."""
    subject = term_of(term)
    if isinstance(subject, Literal):
        raise QueryError("the answer holds a triple whose subject is a literal")
    return subject


def triple_of(triple: ox.Triple | ox.Quad) -> Triple:
    """Return the triple, or the triple of the quad, as a plain value."""
    return Triple(subject_of(triple.subject), Iri(triple.predicate.value), term_of(triple.object))


def ox_iri(iri: Iri) -> ox.NamedNode:
    """Return the IRI for pyoxigraph; QueryError where it is none."""
    try:
        return ox.NamedNode(iri)
    except ValueError as error:
        raise QueryError(f"not an absolute IRI: {iri!r} ({error})") from error


def is_iri(text: str) -> bool:
    """Tell whether `text` is an absolute IRI (RFC 3987).

    >>> is_iri("https://coop.example/Đại-Lộc"), is_iri("coop example"), is_iri("a:b> <c:d")
    (True, False, False)
    """
    try:
        ox.NamedNode(text)
    except ValueError:
        return False
    return True


def ox_subject(term: Subject) -> ox.NamedNode | ox.BlankNode:
    """Return the subject for pyoxigraph."""
    return ox.BlankNode(term.label) if isinstance(term, BlankNode) else ox_iri(term)


def ox_term(term: Term) -> ox.NamedNode | ox.BlankNode | ox.Literal:
    """Return the term for pyoxigraph; QueryError where it is no term of RDF."""
    if not isinstance(term, Literal):
        return ox_subject(term)
    try:
        if term.language is not None:
            return ox.Literal(term.lexical, language=term.language)
        return ox.Literal(term.lexical, datatype=ox.NamedNode(term.datatype))
    except ValueError as error:
        raise QueryError(f"not a literal: {term} ({error})") from error
