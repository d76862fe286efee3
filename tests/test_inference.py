"""What must be inferred from the sample, and what must not: the promises of the information model."""

import pytest

from coopkg.bootstrap.store import open_published
from coopkg.rdf.terms import Iri, Literal, Triple
from coopkg.rdf.vocabulary import COOP, ORG, RDF, SCHEMA


@pytest.fixture(scope="module")
def dataset(sample):
    return open_published(sample).dataset


def thing(slug: str) -> Iri:
    return Iri(f"https://w3id.org/coopkg/id/{slug}")


def statement(subject: str, predicate: Iri, value: str) -> Triple:
    return Triple(thing(subject), predicate, thing(value))


def holds(dataset, triple: Triple) -> bool:
    return any(dataset.triples(*triple))


INFERRED = {
    "who holds a membership is a member": statement("stameq", ORG["memberOf"], "iso"),
    "the body has the member": statement("iso", ORG["hasMember"], "stameq"),
    "who holds the role of chair chairs the body": statement("stameq", COOP["chairOf"], "accsq"),
    "who chairs a body is its member": statement("stameq", ORG["memberOf"], "asean-rubber-working-group"),
    "a country is a member through the body that represents it": statement("viet-nam", ORG["memberOf"], "apo"),
    "a working group of a committee of ASEAN is a body of ASEAN": statement(
        "accsq-wg-standards", ORG["transitiveSubOrganizationOf"], "asean"
    ),
    "a member of a body of ASEAN takes part in ASEAN": statement("stameq", COOP["participatesIn"], "asean"),
    "so does the country that it represents": statement("viet-nam", COOP["participatesIn"], "asean"),
    "who attends takes part": statement("ha-minh-hiep", COOP["tookPartIn"], "iso-president-meeting-2022-02-17"),
    "whom the attendee stands for takes part": statement(
        "stameq", COOP["tookPartIn"], "iso-president-meeting-2022-02-17"
    ),
    "so does the country whose body it is": statement(
        "viet-nam", COOP["tookPartIn"], "iso-president-meeting-2022-02-17"
    ),
    "the parties of an agreement cooperate": statement("apo", COOP["cooperatesWith"], "government-of-japan"),
    "and the other way round": statement("government-of-japan", COOP["cooperatesWith"], "apo"),
    "a member of ISO is of the class of its members": Triple(thing("stameq"), RDF["type"], thing("iso-member")),
}

NEVER = {
    "a member of a body of ASEAN is no member of ASEAN": statement("stameq", ORG["memberOf"], "asean"),
    "a chair is no head: that is for persons": statement("stameq", ORG["headOf"], "accsq"),
    "a hoped-for seat is no membership": statement("viet-nam", ORG["memberOf"], "iso-council"),
    "nobody cooperates with itself": statement("apo", COOP["cooperatesWith"], "apo"),
    "a planned forum is no event": Triple(thing("iso-asia-pacific-forum-2022-03"), RDF["type"], COOP["Event"]),
    "nor has it any class": Triple(thing("iso-asia-pacific-forum-2022-03"), RDF["type"], COOP["Forum"]),
    "nor a date": Triple(thing("iso-asia-pacific-forum-2022-03"), COOP["edtf"], Literal("2022-03-29")),
    "an agreed text is not signed": Triple(thing("afa-mra"), COOP["agreementStatus"], COOP["signed"]),
    "nor is the other": Triple(thing("mra-building-materials"), COOP["agreementStatus"], COOP["signed"]),
    "who hosts is not whoever organizes elsewhere": statement("unido", COOP["tookPartIn"], "gmis"),
    "a person's role makes no organization of the person": Triple(
        thing("ulrika-francke"), RDF["type"], ORG["Organization"]
    ),
    "nor is a country an organization": Triple(thing("viet-nam"), RDF["type"], ORG["Organization"]),
    "the President of ISO presides over nothing else": statement("ulrika-francke", ORG["memberOf"], "stameq"),
}


@pytest.mark.parametrize("triple", INFERRED.values(), ids=INFERRED)
def test_what_follows_is_inferred(dataset, triple):
    graphs = dataset.graphs_of(triple)

    assert holds(dataset, triple)
    assert graphs == ("https://w3id.org/coopkg/graph/implied",)


@pytest.mark.parametrize("triple", NEVER.values(), ids=NEVER)
def test_what_does_not_follow_stands_in_no_graph(dataset, triple):
    assert not holds(dataset, triple)
    assert dataset.graphs_of(triple) == ()


def test_a_past_chair_is_known_as_past_and_is_not_current(dataset):
    memberships = [
        triple.subject
        for triple in dataset.triples(None, ORG["organization"], thing("accsq-wg-standards"))
        if holds(dataset, Triple(triple.subject, ORG["role"], thing("chair")))
    ]

    phases = {triple.object for membership in memberships for triple in dataset.triples(membership, COOP["phase"])}
    assert phases == {COOP["handedOver"]}


def test_an_ended_role_has_a_known_end(dataset):
    ended = {triple.subject for triple in dataset.triples(None, COOP["phase"], COOP["ends"])}

    assert len(ended) == 2
    assert all(any(dataset.triples(membership, COOP["latestEnd"])) for membership in ended)


def test_different_people_stay_different(dataset):
    people = {triple.subject for triple in dataset.triples(None, RDF["type"], COOP["Person"])}

    assert len(people) >= 3
    assert not list(dataset.triples(None, Iri("http://www.w3.org/2002/07/owl#sameAs")))


def test_the_grant_is_one_sum_in_two_currencies(dataset):
    grants = [triple.subject for triple in dataset.triples(None, RDF["type"], COOP["Grant"])]
    amounts = [triple.object for triple in dataset.triples(grants[0], COOP["amount"])]
    currencies = {triple.object.lexical for amount in amounts for triple in dataset.triples(amount, SCHEMA["currency"])}

    assert len(grants) == 1
    assert currencies == {"JPY", "VND"}
