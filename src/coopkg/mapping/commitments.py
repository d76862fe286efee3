"""What facts say about what is promised, agreed, issued, given and done together."""

from collections.abc import Iterator
from typing import assert_never

from coopkg.domain.dates import bounds_of
from coopkg.domain.facts import Agreement, Amount, Commitment, Cooperation, Document, Fact, Grant, Project
from coopkg.mapping.description import Description, Names, decimal_literal, key_of, links, own_term, texts
from coopkg.mapping.kinds import is_document
from coopkg.mapping.times import date_literal, edtf_literal, time_triples
from coopkg.rdf.terms import Iri, Literal, Triple
from coopkg.rdf.vocabulary import COOP, DCTERMS, RDF, SCHEMA

#: The contents of facts about what is promised, agreed, issued, given and done together.
Commitments = Commitment | Agreement | Document | Grant | Project | Cooperation


def description_of(fact: Fact, content: Commitments, names: Names) -> Description:
    """Return what the content of `fact`, one of those told here, says."""
    match content:
        case Commitment():
            return commitment(fact, content, names)
        case Agreement():
            return agreement(fact, content, names)
        case Document():
            return document(fact, content, names)
        case Grant():
            return grant(fact, content, names)
        case Project():
            return project(fact, content, names)
        case Cooperation():
            return cooperation(fact, content, names)
        case _:
            assert_never(content)


def commitment(fact: Fact, content: Commitment, names: Names) -> Description:
    """Return a coop:Commitment: that it was made is stated; what it promises stays a text."""
    node = names.mint(
        *("commitment of", content.debtor, "to", content.creditor, "for", content.beneficiary),
        *("through", content.channel, "under", content.instrument, "at", content.announced_at),
        *("that", key_of(content.content)),
    )
    return Description(
        node,
        (
            Triple(node, RDF["type"], COOP["Commitment"]),
            *links(
                node,
                names,
                {
                    COOP["debtor"]: content.debtor,
                    COOP["creditor"]: content.creditor,
                    COOP["beneficiary"]: content.beneficiary,
                    COOP["channel"]: content.channel,
                    COOP["instrument"]: content.instrument,
                    COOP["announcedAt"]: content.announced_at,
                },
            ),
            *texts(node, {DCTERMS["description"]: content.content, COOP["topic"]: content.topic}),
            Triple(node, COOP["commitmentStatus"], own_term(content.status)),
            *_due(node, content),
            *_instrument(content.instrument, names),
            *time_triples(node, fact),
        ),
    )


def _instrument(slug: str | None, names: Names) -> Iterator[Triple]:
    """Yield the class of a document that something is committed under: to refer to it is to say that it is there."""
    if slug is not None and is_document(names.kinds[slug]):
        yield Triple(names.entity(slug), RDF["type"], names.class_of(slug))


def _due(node: Iri, content: Commitment) -> Iterator[Triple]:
    if content.due is None:
        return
    bounds = bounds_of(content.due)
    yield Triple(node, COOP["due"], edtf_literal(content.due))
    if bounds.earliest_start is not None:
        yield Triple(node, COOP["dueEarliest"], date_literal(bounds.earliest_start))
    if bounds.latest_end is not None:
        yield Triple(node, COOP["dueLatest"], date_literal(bounds.latest_end))


def agreement(fact: Fact, content: Agreement, names: Names) -> Description:
    """Return how far an agreement has come, and when it came there.

    The date belongs to the step (`coop:signedOn`), not to the agreement: it may be agreed in 2020 and signed in 2021.
    """
    node = names.entity(content.agreement)
    event = COOP["signedAt"] if content.status == "signed" else COOP["atEvent"]
    return Description(
        node,
        (
            # A declaration that parties agree on is an agreement too.
            *(Triple(node, RDF["type"], class_) for class_ in _agreement_classes(content, names)),
            Triple(node, COOP["agreementStatus"], own_term(content.status)),
            *links(
                node,
                names,
                {
                    COOP["party"]: content.parties,
                    COOP["underBody"]: content.body,
                    COOP["beneficiary"]: content.beneficiary,
                    event: content.event,
                },
            ),
            *texts(node, {DCTERMS["description"]: content.content}),
            *_on(node, own_term(f"{content.status}_on"), fact),
        ),
    )


def _agreement_classes(content: Agreement, names: Names) -> tuple[Iri, ...]:
    return tuple(dict.fromkeys((names.class_of(content.agreement), COOP["Agreement"])))


def document(fact: Fact, content: Document, names: Names) -> Description:
    """Return who issued or who adopted a document, at which event and when: each of the two steps has its own terms."""
    node = names.entity(content.document)
    return Description(
        node,
        (
            Triple(node, RDF["type"], names.class_of(content.document)),
            *links(
                node,
                names,
                {own_term(f"{content.action}_by"): content.by, own_term(f"{content.action}_at"): content.event},
            ),
            *texts(node, {COOP["topic"]: content.topic}),
            *_on(node, own_term(f"{content.action}_on"), fact),
        ),
    )


def _on(node: Iri, predicate: Iri, fact: Fact) -> Iterator[Triple]:
    if fact.time is not None:
        yield Triple(node, predicate, edtf_literal(fact.time))


def grant(fact: Fact, content: Grant, names: Names) -> Description:
    """Return who gives, through whom, to whom; several amounts are one sum told in several currencies."""
    node = names.entity(content.grant)
    return Description(
        node,
        (
            Triple(node, RDF["type"], names.class_of(content.grant)),
            *links(
                node,
                names,
                {
                    COOP["donor"]: content.donor,
                    COOP["channel"]: content.channel,
                    COOP["recipient"]: content.recipient,
                    COOP["underAgreement"]: content.agreement,
                },
            ),
            *texts(node, {DCTERMS["description"]: content.content}),
            *(triple for amount in content.amounts for triple in _amount(node, content.grant, amount, names)),
            *time_triples(node, fact),
        ),
    )


def amount_iri(slug: str, amount: Amount, names: Names) -> Iri:
    """Return the IRI of one `amount` of the grant `slug`."""
    return names.mint("amount of", slug, "being", decimal_literal(amount.value).lexical, "in", amount.currency)


def _amount(grant_node: Iri, slug: str, amount: Amount, names: Names) -> Iterator[Triple]:
    value, node = decimal_literal(amount.value), amount_iri(slug, amount, names)
    yield Triple(grant_node, COOP["amount"], node)
    yield Triple(node, RDF["type"], SCHEMA["MonetaryAmount"])
    yield Triple(node, SCHEMA["value"], value)
    yield Triple(node, SCHEMA["currency"], Literal(amount.currency))


def project(fact: Fact, content: Project, names: Names) -> Description:
    """Return that a project or programme exists, whose it is, who leads it and who carries it out."""
    node = names.entity(content.project)
    status = () if content.status is None else (Triple(node, COOP["projectStatus"], own_term(content.status)),)
    return Description(
        node,
        (
            Triple(node, RDF["type"], names.class_of(content.project)),
            *links(
                node,
                names,
                {
                    COOP["owner"]: content.owner,
                    COOP["leader"]: content.leader,
                    COOP["implementer"]: content.implementers,
                },
            ),
            *status,
            *texts(node, {DCTERMS["description"]: content.content}),
            *time_triples(node, fact),
        ),
    )


def cooperation(fact: Fact, content: Cooperation, names: Names) -> Description:
    """Return that parties work together, and on what."""
    node = names.mint(
        *("cooperation of", " and ".join(sorted(content.parties)), "about", content.about),
        *("on", key_of(content.content)),
    )
    return Description(
        node,
        (
            Triple(node, RDF["type"], COOP["Cooperation"]),
            *links(node, names, {COOP["party"]: content.parties, SCHEMA["about"]: content.about}),
            *texts(node, {DCTERMS["description"]: content.content}),
            *time_triples(node, fact),
        ),
    )
