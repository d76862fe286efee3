"""What the content of a fact says, and which facts speak of the same node."""

from collections.abc import Iterator
from dataclasses import fields
from decimal import Decimal
from types import UnionType
from typing import Annotated, Any, Literal, Union, get_args, get_origin, get_type_hints

import pytest

from coopkg.domain.dates import Edtf, parse_edtf
from coopkg.domain.facts import (
    FACT_TYPES,
    Agreement,
    Amount,
    Commitment,
    Event,
    Grant,
    Membership,
    OfGroups,
    Organizing,
    Participation,
    Role,
    Slug,
    Statistic,
)
from coopkg.mapping.description import decimal_literal, key_of
from coopkg.mapping.provenance import claim_triples
from coopkg.mapping.triples import description_of
from coopkg.rdf.terms import Iri
from coopkg.rdf.vocabulary import COOP, DCTERMS, ORG, RDF, SCHEMA

STAMEQ, VIET_NAM, ISO, ACCSQ, HIEP, CHAIR = map(Slug, ("stameq", "viet-nam", "iso", "accsq", "hiep", "chair"))
ASSEMBLY, FORUM, SMART, TREATY, AID = map(Slug, ("assembly", "forum", "smart", "treaty", "aid"))


def chairing(phase: Any = "held", holder: Slug = STAMEQ, behalf: Slug | None = None) -> Role:
    return Role(holder=holder, role=CHAIR, organization=ACCSQ, phase=phase, on_behalf_of=behalf)


@pytest.fixture
def node(fact, names):
    def node_of(content: Any, time: str | None = None) -> Iri:
        return description_of(fact(content, time), names).node

    return node_of


def test_two_facts_about_one_term_speak_of_one_membership(node):
    assert node(chairing("held"), "2020/2021") == node(chairing("ends"), "2020/2021")


@pytest.mark.parametrize(
    ("content", "time"),
    [
        (chairing(), "2022/2023"),
        (chairing(), None),
        (chairing(holder=HIEP), "2020/2021"),
        (chairing(behalf=VIET_NAM), "2020/2021"),
        (Role(holder=STAMEQ, role=Slug("speaker"), organization=ACCSQ), "2020/2021"),
        (Role(holder=STAMEQ, role=CHAIR, organization=ISO), "2020/2021"),
        (Membership(member=STAMEQ, organization=ACCSQ), "2020/2021"),
    ],
    ids=["next term", "no term", "holder", "on behalf", "role", "body", "no role"],
)
def test_another_term_holder_role_or_body_is_another_membership(content, time, node):
    assert node(content, time) != node(chairing(), "2020/2021")


@pytest.mark.parametrize(
    ("time", "words"), [("2020/2021", "during-2020-2021"), ("2020/", "since-2020"), ("/2021", "until-2021")]
)
def test_the_iri_of_a_term_reads_as_the_term(time, words, node):
    assert words in node(chairing(), time)


def test_a_role_that_was_seen_twice_without_its_term_is_one_membership(node):
    assert node(chairing(), "2021") == node(chairing(), "2022-02-17") == node(chairing())


def test_an_end_without_a_term_does_not_end_a_holding_that_was_seen_later(node):
    seen, ended, ended_again = node(chairing(), "2020"), node(chairing("ends"), "2010"), node(chairing("ends"), "2015")

    assert len({seen, ended, ended_again, node(chairing("ends"))}) == 4


def test_a_holder_of_many_roles_is_one_to_a_membership(fact, names):
    description = description_of(fact(chairing(behalf=VIET_NAM), "2020/2021"), names)

    for predicate in (ORG["member"], ORG["organization"], ORG["role"]):
        assert [triple.predicate for triple in description.triples].count(predicate) == 1


def test_two_dates_of_one_event_are_two_statements_about_one_node(fact, names):
    year, month = (description_of(fact(Event(event=ASSEMBLY), time), names) for time in ("2021", "2021-09"))

    assert year.node == month.node
    assert {t for t in year.triples if t.predicate == COOP["edtf"]}.isdisjoint(month.triples)


def test_taking_part_in_a_project_is_not_taking_part_in_an_event(fact, names):
    for content in (Participation(participant=HIEP, event=SMART), Organizing(organizer=ISO, event=SMART)):
        predicates = {triple.predicate for triple in description_of(fact(content), names).triples}

        assert COOP["inProject"] in predicates
        assert COOP["inEvent"] not in predicates


def test_an_event_is_part_of_an_event_or_of_a_project(fact, names):
    wholes = {}
    for whole in (ASSEMBLY, SMART):
        triples = description_of(fact(Event(event=FORUM, part_of=whole)), names).triples
        wholes[whole] = {t.predicate for t in triples if t.object == names.entity(whole)}

    assert wholes == {ASSEMBLY: {SCHEMA["superEvent"]}, SMART: {DCTERMS["isPartOf"]}}


@pytest.mark.parametrize(("status", "predicate"), [("signed", "signedAt"), ("agreed", "atEvent")])
def test_only_what_is_signed_was_signed_at_an_event(status, predicate, fact, names):
    content = Agreement(agreement=TREATY, status=status, event=ASSEMBLY)
    triples = description_of(fact(content, "2021"), names).triples

    assert [t.predicate for t in triples if t.object == names.entity(ASSEMBLY)] == [COOP[predicate]]
    assert COOP[f"{status}On"] in {t.predicate for t in triples}
    assert not [t for t in triples if t.predicate in {COOP["edtf"], COOP["earliestStart"]}]


def test_a_declaration_that_parties_agree_on_is_an_agreement_too(fact, names):
    triples = description_of(fact(Agreement(agreement=Slug("declaration"), status="agreed")), names).triples

    assert [t.object for t in triples if t.predicate == RDF["type"]] == [COOP["Declaration"], COOP["Agreement"]]


def test_the_status_of_a_commitment_does_not_make_it_another(node):
    made, kept = (Commitment(debtor=VIET_NAM, content={"vi": "x"}, status=status) for status in ("made", "fulfilled"))

    assert node(made, "2021") == node(kept, "2030")


def test_a_commitment_without_a_known_year_is_due_in_no_known_year(fact, names):
    content = Commitment(debtor=VIET_NAM, content={"vi": "x"}, due=parse_edtf("XXXX-12"))
    predicates = {triple.predicate for triple in description_of(fact(content), names).triples}

    assert COOP["due"] in predicates
    assert not predicates & {COOP["dueEarliest"], COOP["dueLatest"]}


def test_one_sum_in_two_currencies_is_two_amounts_of_one_grant(fact, names):
    amounts = (Amount(value=Decimal("57E+6"), currency="JPY"), Amount(value=Decimal("11E+9"), currency="VND"))
    content = Grant(grant=AID, donor=VIET_NAM, recipient=STAMEQ, amounts=amounts)
    triples = description_of(fact(content), names).triples

    assert [t.object.lexical for t in triples if t.predicate == SCHEMA["value"]] == ["57000000", "11000000000"]
    assert len({t.object for t in triples if t.predicate == COOP["amount"]}) == 2


@pytest.mark.parametrize(
    ("instrument", "classes"),
    [
        ("declaration", ["Declaration"]),
        ("promise", ["Pledge"]),
        # How far an agreement has come, who gives a grant, that a project runs: for their own facts.
        ("treaty", []),
        ("aid", []),
        ("smart", []),
    ],
)
def test_a_document_that_something_is_committed_under_is_there(instrument, classes, fact, names):
    content = Commitment(debtor=VIET_NAM, content={"vi": "x"}, instrument=Slug(instrument))
    triples = description_of(fact(content), names).triples

    assert [t.object for t in triples if t[:2] == (names.entity(instrument), RDF["type"])] == [
        COOP[class_] for class_ in classes
    ]


@pytest.mark.parametrize("comparator", ["=", ">", ">=", "≈", "<", "<="])
def test_a_count_keeps_its_comparator(comparator, node):
    exact, told = (
        Statistic(subject={"vi": "phiên họp"}, unit={"vi": "phiên"}, value=Decimal(80), comparator=sign)
        for sign in ("many", comparator)
    )

    assert node(exact) != node(told)


@pytest.mark.parametrize(("value", "lexical"), [("6", "6"), ("6.0", "6"), ("0.50", "0.5"), ("0", "0"), ("100", "100")])
def test_equal_numbers_are_one_literal(value, lexical):
    assert decimal_literal(Decimal(value)).lexical == lexical


def test_a_text_is_the_same_in_whatever_order_its_languages_come():
    assert key_of({"vi": "a", "en": "b"}) == key_of({"en": "b", "vi": "a"})
    assert key_of({}) is key_of(None) is None


# --- Every type of fact, in its shortest and in its longest form -----------------------------------------------------

SLUGS = {"person": "hiep", "organization": "iso", "country": "viet-nam", "role": "chair", "event": "assembly"}
SLUGS |= {"agreement": "treaty", "document": "declaration", "project": "smart", "grant": "aid", "place": "viet-nam"}


PLAIN = {Slug: Slug("iso"), str: "chữ", int: 3, Decimal: Decimal(2), Edtf: parse_edtf("2030")}
PLAIN |= {Amount: Amount(value=Decimal(1), currency="JPY")}


def value_for(hint: Any) -> Any:
    """Return some value of the type `hint`, of a registered kind that it takes."""
    origin, arguments = get_origin(hint), get_args(hint)
    if origin is Annotated:
        groups = [mark.groups for mark in hint.__metadata__ if isinstance(mark, OfGroups)]
        return Slug(next(SLUGS[group] for group in sorted(groups[0]) if group in SLUGS)) if groups else "vi"
    if origin in {UnionType, Union}:
        return value_for(arguments[0])
    if origin is Literal:
        return arguments[-1]
    return (value_for(arguments[0]),) if origin is tuple else PLAIN.get(hint, {"vi": "chữ", "en": "word"})


def content_of(type_: str, *, is_long: bool) -> Any:
    class_ = FACT_TYPES[type_]
    hints = get_type_hints(class_, include_extras=True)
    required = {f.name for f in fields(class_) if f.default is f.default_factory}
    return class_(**{f.name: value_for(hints[f.name]) for f in fields(class_) if is_long or f.name in required})


def slugs_in(content: Any) -> Iterator[str]:
    hints = get_type_hints(type(content), include_extras=True)
    for field in fields(content):
        if "Slug" in str(hints[field.name]):
            value = getattr(content, field.name)
            yield from (value,) if isinstance(value, str) else value or ()


@pytest.mark.parametrize("is_long", [False, True], ids=["short", "long"])
@pytest.mark.parametrize("type_", FACT_TYPES)
def test_a_claim_mentions_every_entity_that_its_fact_names(type_, is_long, fact, names):
    content = content_of(type_, is_long=is_long)
    some_fact = fact(content, "2021")
    claim = list(claim_triples(some_fact, description_of(some_fact, names), names))

    mentioned = {triple.object for triple in claim if triple.predicate == SCHEMA["mentions"]}
    assert {names.entity(slug) for slug in slugs_in(content)} == mentioned


@pytest.mark.parametrize("type_", FACT_TYPES)
def test_a_fact_says_something_of_the_node_that_it_is_about_and_nothing_twice(type_, fact, names):
    for is_long in (False, True):
        description = description_of(fact(content_of(type_, is_long=is_long), "2021"), names)

        assert description.node in {triple.subject for triple in description.triples}
        assert len(description.triples) == len(set(description.triples))
