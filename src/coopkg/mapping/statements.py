"""What facts say about counts, attitudes and words: statistics, stances, statements, purposes, definitions, plans."""

from typing import assert_never

from coopkg.domain.facts import Contribution, Definition, Fact, Plan, Purpose, Stance, Statement, Statistic
from coopkg.mapping.description import Description, Names, decimal_literal, key_of, links, own_term, texts
from coopkg.mapping.times import time_triples
from coopkg.rdf.terms import Iri, Triple
from coopkg.rdf.vocabulary import COOP, DCTERMS, RDF, SCHEMA, SKOS

_COMPARATORS = {
    "=": "equalTo",
    ">": "greaterThan",
    ">=": "atLeast",
    "≈": "approximately",
    "<": "lessThan",
    "<=": "atMost",
    "many": "many",
}


#: The contents of facts about counts, attitudes and words.
Statements = Statistic | Stance | Statement | Purpose | Definition | Contribution | Plan


def description_of(fact: Fact, content: Statements, names: Names) -> Description:
    """Return what the content of `fact`, one of those told here, says."""
    match content:
        case Statistic():
            return statistic(fact, content, names)
        case Stance():
            return stance(fact, content, names)
        case Statement():
            return statement(fact, content, names)
        case Purpose() | Definition():
            return account(content, names)
        case Contribution():
            return contribution(fact, content, names)
        case Plan():
            return plan(fact, content, names)
        case _:
            assert_never(content)


def comparator_individual(comparator: str) -> Iri:
    """Return the individual of the ontology that a comparator means."""
    return COOP[_COMPARATORS[comparator]]


def statistic(fact: Fact, content: Statistic, names: Names) -> Description:
    """Return a count with its comparator: «more than 80» is never 80."""
    value = None if content.value is None else decimal_literal(content.value)
    node = names.mint(
        *("statistic of", content.holder, "about", content.about, "during", fact.time.text if fact.time else None),
        *("which is", _COMPARATORS[content.comparator], "value", value.lexical if value else None),
        *("of", key_of(content.unit), "that are", key_of(content.subject)),
    )
    number = () if value is None else (Triple(node, SCHEMA["value"], value),)
    return Description(
        node,
        (
            Triple(node, RDF["type"], COOP["Statistic"]),
            *links(node, names, {COOP["holder"]: content.holder, SCHEMA["about"]: content.about}),
            *texts(node, {COOP["counted"]: content.subject, SCHEMA["unitText"]: content.unit}),
            Triple(node, COOP["comparator"], comparator_individual(content.comparator)),
            *number,
            *time_triples(node, fact),
        ),
    )


def stance(fact: Fact, content: Stance, names: Names) -> Description:
    """Return how somebody stands to something: whom they thank, support, ask."""
    node = names.mint(
        *("stance of", content.holder, "which", content.attitude, "towards", content.addressee),
        *("asking", " and ".join(sorted(content.agents)), "for", content.beneficiary, "about", content.about),
        *("at", content.event, "on", fact.time.text if fact.time else None, "that", key_of(content.content)),
    )
    return Description(
        node,
        (
            Triple(node, RDF["type"], COOP["Stance"]),
            *links(node, names, {COOP["holder"]: content.holder}),
            Triple(node, COOP["attitude"], own_term(content.attitude)),
            *links(
                node,
                names,
                {
                    COOP["addressee"]: content.addressee,
                    COOP["expectedOf"]: content.agents,
                    COOP["beneficiary"]: content.beneficiary,
                    SCHEMA["about"]: content.about,
                    COOP["spokenBy"]: content.spoken_by,
                    COOP["atEvent"]: content.event,
                },
            ),
            *texts(node, {DCTERMS["description"]: content.content}),
            *time_triples(node, fact),
        ),
    )


def statement(fact: Fact, content: Statement, names: Names) -> Description:
    """Return what was said, by whom, about what, on which occasion; that it is true is not stated."""
    node = names.mint(
        *("statement of", content.speaker, "about", content.about, "at", content.event),
        *("that", key_of(content.content)),
    )
    return Description(
        node,
        (
            Triple(node, RDF["type"], COOP["Statement"]),
            *links(
                node,
                names,
                {
                    COOP["speaker"]: content.speaker,
                    SCHEMA["about"]: content.about,
                    COOP["atEvent"]: content.event,
                },
            ),
            *texts(node, {DCTERMS["description"]: content.content}),
            *time_triples(node, fact),
        ),
    )


def account(content: Purpose | Definition, names: Names) -> Description:
    """Return what a thing is for, or what it is, in words; according to whom stands on the claim."""
    node = names.entity(content.subject)
    predicate = COOP["purpose"] if isinstance(content, Purpose) else SKOS["definition"]
    return Description(node, tuple(texts(node, {predicate: content.content})))


def contribution(fact: Fact, content: Contribution, names: Names) -> Description:
    """Return what somebody did or achieved."""
    node = names.mint(
        *("contribution of", content.agent, "at", content.event, "in", content.organization),
        *("that", key_of(content.content)),
    )
    return Description(
        node,
        (
            Triple(node, RDF["type"], COOP["Contribution"]),
            *links(
                node,
                names,
                {
                    COOP["agent"]: content.agent,
                    COOP["atEvent"]: content.event,
                    COOP["inOrganization"]: content.organization,
                    COOP["accordingTo"]: content.according_to,
                },
            ),
            *texts(node, {DCTERMS["description"]: content.content}),
            *time_triples(node, fact),
        ),
    )


def plan(fact: Fact, content: Plan, names: Names) -> Description:
    """Return what somebody plans: that the plan exists, not that it is carried out."""
    node = names.mint(
        *("plan of", content.agent, "at", content.event, "that", key_of(content.content)),
    )
    return Description(
        node,
        (
            Triple(node, RDF["type"], COOP["Plan"]),
            *links(
                node,
                names,
                {
                    COOP["agent"]: content.agent,
                    COOP["atEvent"]: content.event,
                    COOP["spokenBy"]: content.spoken_by,
                },
            ),
            *texts(node, {DCTERMS["description"]: content.content}),
            *time_triples(node, fact),
        ),
    )
