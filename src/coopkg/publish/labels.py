"""What things are called, in the language asked for or the nearest there is, and where their names end in an IRI."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from coopkg.rdf.terms import Iri, Literal, Term
from coopkg.rdf.vocabulary import PREFIXES, RDFS, SCHEMA, SKOS
from coopkg.storage.dataset import Dataset

#: The languages of the labels, the one first that is taken when the other is not there.
LANGUAGES = ("vi", "en")
_PREDICATES = (SKOS["prefLabel"], RDFS["label"], SCHEMA["headline"])


@dataclass(frozen=True, slots=True)
class Label:
    """A text and its language, None where it is in none (an identifier)."""

    text: str
    language: str | None


def compact(iri: str) -> str:
    """Return a short form of an IRI: a prefixed name, or its last part.

    >>> compact("http://www.w3.org/ns/org#memberOf")
    'org:memberOf'
    >>> compact("https://coop.example/id/iso")
    'iso'
    """
    for prefix, namespace in PREFIXES.items():
        if iri.startswith(namespace) and re.fullmatch(r"[\w-]+", iri[len(namespace) :]):
            return f"{prefix}:{iri[len(namespace) :]}"
    return re.split(r"[/#]", iri.rstrip("/#"))[-1] or iri


def labels_of(dataset: Dataset, iri: Iri) -> tuple[Label, ...]:
    """Return the labels of `iri`, the preferred ones first, those of one kind by language and text."""
    found: list[Label] = []
    for predicate in _PREDICATES:
        values = (triple.object for triple in dataset.triples(iri, predicate))
        texts = [Label(value.lexical, value.language) for value in values if isinstance(value, Literal)]
        found += sorted(texts, key=lambda label: (label.language or "", label.text))
    return tuple(dict.fromkeys(found))


def best_label(labels: Sequence[Label], language: str) -> Label | None:
    """Return the label in `language`, else in another of ours, else any; None where there are none."""
    for wanted in (language, *LANGUAGES):
        for label in labels:
            if label.language is not None and label.language.partition("-")[0] == wanted:
                return label
    return labels[0] if labels else None


def name_of(dataset: Dataset, term: Term, language: str) -> Label:
    """Return what to call `term`: a literal says itself, a thing has a label, or else a short form of its IRI."""
    if isinstance(term, Literal):
        return Label(term.lexical, term.language)
    if not isinstance(term, str):
        return Label(term.label, None)
    return best_label(labels_of(dataset, term), language) or Label(compact(term), None)
