"""The values in which the mapping speaks: how names become IRIs, and what one fact says about one node."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal

from coopkg.domain.facts import Text
from coopkg.mapping.iris import entity_iri, mint_iri
from coopkg.mapping.kinds import class_of_kind
from coopkg.rdf.terms import Iri, Literal, Triple
from coopkg.rdf.vocabulary import COOP, XSD


@dataclass(frozen=True, slots=True)
class Names:
    """How names become IRIs under `base`; the rest is what is known of each registry entity, by its slug.

    `kinds` tells its kind, `calls` what to call it in a label, by language.
    """

    base: Iri
    kinds: Mapping[str, str]
    calls: Mapping[str, Mapping[str, str]]

    def entity(self, slug: str) -> Iri:
        """Return the IRI of the registry entity `slug`."""
        return entity_iri(self.base, slug)

    def class_of(self, slug: str) -> Iri:
        """Return the class that the kind of the registry entity `slug` means."""
        return class_of_kind(self.kinds[slug])

    def mint(self, *words: str | None) -> Iri:
        """Return the IRI of a node that nobody named, from the words that make it what it is.

        Words come in pairs, what it is and which: `("membership of", "stameq", "in", "iso", "during", None)`; a pair
        without its second is left out, so that what is not told does not count.
        """
        pairs = zip(words[::2], words[1::2], strict=True)
        return mint_iri(self.base, " ".join(f"{word} {which}" for word, which in pairs if which))


@dataclass(frozen=True, slots=True)
class Description:
    """What one fact says: `node` is what it is about, `triples` is what it says of it."""

    node: Iri
    triples: tuple[Triple, ...]


def links(node: Iri, names: Names, slugs: Mapping[Iri, str | tuple[str, ...] | None]) -> Iterator[Triple]:
    """Yield a triple from `node` to each registry entity, by predicate; None links to nothing."""
    for predicate, value in slugs.items():
        for slug in (value,) if isinstance(value, str) else value or ():
            yield Triple(node, predicate, names.entity(slug))


def texts(node: Iri, by_predicate: Mapping[Iri, Text | None]) -> Iterator[Triple]:
    """Yield a triple for each text in each of its languages."""
    for predicate, text in by_predicate.items():
        for language, words in sorted((text or {}).items()):
            yield Triple(node, predicate, Literal(words, language=language))


def key_of(text: Text | None) -> str | None:
    """Return `text` as one string that is equal for equal texts, in whatever order its languages come."""
    return " / ".join(words for _, words in sorted((text or {}).items())) or None


def own_term(name: str) -> Iri:
    """Return the term of our ontology that a word of the facts' vocabulary means.

    >>> own_term("handed_over")
    'https://w3id.org/coopkg/ontology#handedOver'
    """
    first, *rest = name.split("_")
    return COOP[first + "".join(word.capitalize() for word in rest)]


def decimal_literal(value: Decimal) -> Literal:
    """Return the xsd:decimal of `value` in canonical form, so that 6 and 6.0 are one literal.

    >>> decimal_literal(Decimal("11E+9")).lexical, decimal_literal(Decimal("0.50")).lexical
    ('11000000000', '0.5')
    """
    text = f"{value:f}"
    return Literal((text.rstrip("0").rstrip(".") if "." in text else text) or "0", XSD["decimal"])
