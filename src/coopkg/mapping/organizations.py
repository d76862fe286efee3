"""What facts say about organizations and those who belong to them: names, parts, memberships, roles, affiliations."""

from typing import assert_never

from coopkg.domain.facts import Affiliation, Alias, Fact, Membership, PartOf, Role
from coopkg.mapping.description import Description, Names, links, own_term, texts
from coopkg.mapping.times import time_triples
from coopkg.rdf.terms import Literal, Triple
from coopkg.rdf.vocabulary import COOP, DCTERMS, OPENGOV, ORG, RDF, SKOS

#: The contents of facts about names, parts, memberships, roles and affiliations.
Organizations = Alias | PartOf | Membership | Role | Affiliation


def description_of(fact: Fact, content: Organizations, names: Names) -> Description:
    """Return what the content of `fact`, one of those told here, says."""
    match content:
        case Alias():
            return alias(content, names)
        case PartOf():
            return part_of(content, names)
        case Membership():
            return membership(fact, content, names)
        case Role():
            return role(fact, content, names)
        case Affiliation():
            return affiliation(fact, content, names)
        case _:
            assert_never(content)


def alias(content: Alias, names: Names) -> Description:
    """Return the further name of an entity."""
    node = names.entity(content.entity)
    return Description(node, (Triple(node, SKOS["altLabel"], Literal(content.alias, language=content.language)),))


def part_of(content: PartOf, names: Names) -> Description:
    """Return what an organization is a body of."""
    node = names.entity(content.part)
    return Description(node, tuple(links(node, names, {ORG["subOrganizationOf"]: content.whole})))


def membership(fact: Fact, content: Membership, names: Names) -> Description:
    """Return an org:Membership that has no role.

    Its IRI holds holder, body, on whose behalf, and the term if one is told: org:member and org:organization are
    functional in ORG, so two holders on one node would become one.
    """
    node = names.mint(
        *("membership of", content.member, "in", content.organization),
        *("on behalf of", content.on_behalf_of, *term_of(fact)),
    )
    return Description(
        node,
        (
            Triple(node, RDF["type"], ORG["Membership"]),
            *links(
                node,
                names,
                {
                    ORG["member"]: content.member,
                    ORG["organization"]: content.organization,
                    OPENGOV["onBehalfOf"]: content.on_behalf_of,
                },
            ),
            *time_triples(node, fact),
        ),
    )


def role(fact: Fact, content: Role, names: Names) -> Description:
    """Return the org:Membership by which somebody holds a role, with its term and the phase that is told."""
    node = names.mint(
        *("membership of", content.holder, "as", content.role, "in", content.organization),
        *("on behalf of", content.on_behalf_of, *term_of(fact), "which", _turn(fact, content)),
    )
    return Description(
        node,
        (
            Triple(node, RDF["type"], ORG["Membership"]),
            *links(
                node,
                names,
                {
                    ORG["member"]: content.holder,
                    ORG["role"]: content.role,
                    ORG["organization"]: content.organization,
                    OPENGOV["onBehalfOf"]: content.on_behalf_of,
                },
            ),
            Triple(node, COOP["phase"], own_term(content.phase)),
            *time_triples(node, fact),
        ),
    )


def affiliation(fact: Fact, content: Affiliation, names: Names) -> Description:
    """Return the coop:Affiliation by which an agent belongs to an organization or country without a seat in it."""
    node = names.mint(
        *("affiliation of", content.agent, "with", content.organization),
        *("as", content.capacity, *term_of(fact)),
    )
    return Description(
        node,
        (
            Triple(node, RDF["type"], COOP["Affiliation"]),
            *links(
                node,
                names,
                {
                    COOP["affiliate"]: content.agent,
                    COOP["affiliatedOrganization"]: content.organization,
                    COOP["capacity"]: content.capacity,
                },
            ),
            *texts(node, {DCTERMS["description"]: content.content}),
            *time_triples(node, fact),
        ),
    )


def term_of(fact: Fact) -> tuple[str, str | None]:
    """Return the interval that `fact` tells, as a pair of words; a single date is when something was seen, no term."""
    if fact.time is None or not fact.time.is_interval:
        return "during", None
    start, _, end = fact.time.text.partition("/")
    if start and end:
        return "during", fact.time.text
    return ("since", start) if start else ("until", end)


def phase_of_turn(fact: Fact, content: Role) -> str | None:
    """Return the phase that keeps a start or an end without a term on a node of its own, or None.

    It would else rule out days of another holding of the same role: one that ended in 2010 and one seen in 2020.
    """
    is_term = fact.time is not None and fact.time.is_interval
    return None if is_term or content.phase == "held" else content.phase


def _turn(fact: Fact, content: Role) -> str | None:
    phase = phase_of_turn(fact, content)
    return phase if phase is None or fact.time is None else f"{phase} {fact.time.text}"
