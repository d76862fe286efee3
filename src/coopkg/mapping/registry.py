"""What the registry says: names, identifiers, and the class of agents, places and roles.

An event, an agreement, a document, a project or a grant has only its names here: that it exists is for facts to claim.
"""

from collections.abc import Iterator

from coopkg.domain.entities import Entity, Label
from coopkg.mapping.iris import entity_iri
from coopkg.mapping.kinds import class_of_kind
from coopkg.rdf.terms import Iri, Literal, Triple
from coopkg.rdf.vocabulary import COOP, DCTERMS, ORG, OWL, RDF, RDFS, SKOS


def entity_triples(entity: Entity, base: Iri) -> Iterator[Triple]:
    """Yield what the registry says about `entity`, the class of its members included."""
    node = entity_iri(base, entity.slug)
    if not entity.is_claimed:
        yield Triple(node, RDF["type"], class_of_kind(entity.kind))
    yield from _label_triples(node, entity.labels)
    for language, text in sorted(entity.descriptions.items()):
        yield Triple(node, DCTERMS["description"], Literal(text, language=language))
    for identifier in entity.identifiers:
        yield Triple(node, SKOS["exactMatch"], Iri(identifier))
    if entity.members_class is not None:
        yield from _members_class(entity, base)


def _label_triples(node: Iri, labels: tuple[Label, ...]) -> Iterator[Triple]:
    preferred: set[str] = set()
    for label in labels:
        literal = Literal(label.text, language=label.language)
        if label.kind != "name":
            yield Triple(node, _LABEL_PROPERTIES[label.kind], literal)
        elif label.language in preferred:
            # SKOS Reference, S14: no more than one skos:prefLabel in each language.
            yield Triple(node, SKOS["altLabel"], literal)
        else:
            preferred.add(label.language)
            yield Triple(node, RDFS["label"], literal)
            yield Triple(node, SKOS["prefLabel"], literal)


_LABEL_PROPERTIES = {
    "acronym": COOP["acronym"],
    "short": COOP["shortName"],
    "variant": SKOS["altLabel"],
    "former": COOP["formerName"],
}


def _members_class(entity: Entity, base: Iri) -> Iterator[Triple]:
    """Yield the class of the members of `entity`: equivalent to «org:memberOf has this value», both ways."""
    node = entity_iri(base, f"{entity.slug}-member")
    restriction = entity_iri(base, f"{entity.slug}-member-restriction")
    yield Triple(node, RDF["type"], OWL["Class"])
    for language, text in sorted((entity.members_class or {}).items()):
        yield Triple(node, RDFS["label"], Literal(text, language=language))
    yield Triple(node, OWL["equivalentClass"], restriction)
    # Named, since a blank node could not be deleted or linked to; OWL 2 RL/RDF rules read it alike.
    yield Triple(restriction, RDF["type"], OWL["Restriction"])
    yield Triple(restriction, OWL["onProperty"], ORG["memberOf"])
    yield Triple(restriction, OWL["hasValue"], entity_iri(base, entity.slug))
