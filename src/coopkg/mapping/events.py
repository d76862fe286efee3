"""What facts say about events: that they take place, who takes part, who organizes them."""

from collections.abc import Mapping
from typing import assert_never

from coopkg.domain.facts import Event, Fact, Organizing, Participation
from coopkg.mapping.description import Description, Names, links, own_term, texts
from coopkg.mapping.kinds import is_project
from coopkg.mapping.times import time_triples
from coopkg.rdf.terms import Iri, Literal, Triple
from coopkg.rdf.vocabulary import COOP, DCTERMS, RDF, SCHEMA, XSD

_MODES: Mapping[str, Iri] = {
    "online": SCHEMA["OnlineEventAttendanceMode"],
    "offline": SCHEMA["OfflineEventAttendanceMode"],
    "mixed": SCHEMA["MixedEventAttendanceMode"],
}

#: The direct property of an event for each capacity of organizing.
_ORGANIZING: Mapping[str, Iri] = {
    "organizer": SCHEMA["organizer"],
    "co_organizer": COOP["hasCoOrganizer"],
    "host": COOP["hostedBy"],
    "chair": COOP["chairedBy"],
    "facilitator": COOP["facilitatedBy"],
}


#: The contents of facts about events.
Events = Event | Participation | Organizing


def description_of(fact: Fact, content: Events, names: Names) -> Description:
    """Return what the content of `fact`, one of those told here, says."""
    match content:
        case Event():
            return event(fact, content, names)
        case Participation():
            return participation(fact, content, names)
        case Organizing():
            return organizing(fact, content, names)
        case _:
            assert_never(content)


def event(fact: Fact, content: Event, names: Names) -> Description:
    """Return that an event takes place, and what is told of it.

    Each claim states the date that it knows: one may say 2021 where another says 2021-09, and both are right.
    """
    node = names.entity(content.event)
    triples = [
        Triple(node, RDF["type"], names.class_of(content.event)),
        *links(node, names, {_whole(content.part_of, names): content.part_of, SCHEMA["location"]: content.place}),
    ]
    if content.mode is not None:
        triples.append(Triple(node, SCHEMA["eventAttendanceMode"], _MODES[content.mode]))
    if content.ordinal is not None:
        triples.append(Triple(node, COOP["ordinal"], Literal(str(content.ordinal), XSD["integer"])))
    about = {
        COOP["theme"]: content.theme,
        COOP["frequency"]: content.frequency,
        DCTERMS["description"]: content.content,
    }
    return Description(node, (*triples, *texts(node, about), *time_triples(node, fact)))


def _whole(slug: str | None, names: Names) -> Iri:
    is_undertaking = slug is not None and is_project(names.kinds[slug])
    return DCTERMS["isPartOf"] if is_undertaking else SCHEMA["superEvent"]


def participation(fact: Fact, content: Participation, names: Names) -> Description:
    """Return the coop:Participation of somebody in an event or project, in a capacity, on whose behalf."""
    node = names.mint(
        *("participation of", content.participant, "in", content.event),
        *("as", content.capacity, "on behalf of", content.on_behalf_of),
    )
    return Description(
        node,
        (
            Triple(node, RDF["type"], COOP["Participation"]),
            *links(
                node,
                names,
                {
                    COOP["participant"]: content.participant,
                    _in_activity(content.event, names): content.event,
                    COOP["capacity"]: content.capacity,
                    COOP["representing"]: content.on_behalf_of,
                },
            ),
            *texts(node, {DCTERMS["description"]: content.content}),
            *time_triples(node, fact),
        ),
    )


def organizing(fact: Fact, content: Organizing, names: Names) -> Description:
    """Return what somebody does to bring an event about, as a node and as a direct property of the event."""
    node = names.mint("organizing of", content.event, "by", content.organizer, "as", content.capacity)
    return Description(
        node,
        (
            Triple(node, RDF["type"], COOP["Organizing"]),
            *links(
                node,
                names,
                {COOP["agent"]: content.organizer, _in_activity(content.event, names): content.event},
            ),
            Triple(node, COOP["organizingCapacity"], own_term(content.capacity)),
            *texts(node, {DCTERMS["description"]: content.content}),
            *time_triples(node, fact),
            *links(names.entity(content.event), names, {_ORGANIZING[content.capacity]: content.organizer}),
        ),
    )


def _in_activity(slug: str, names: Names) -> Iri:
    return COOP["inProject"] if is_project(names.kinds[slug]) else COOP["inEvent"]
