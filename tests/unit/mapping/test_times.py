"""What the date of a fact says about start and end, by what is dated."""

from datetime import date

import pytest

from coopkg.domain.dates import Bounds
from coopkg.domain.facts import Commitment, Cooperation, Event, Membership, Role, Slug, Statement
from coopkg.mapping.times import bounds_of_fact, time_triples
from coopkg.rdf.terms import Iri
from coopkg.rdf.vocabulary import COOP

FIRST, LAST = date(2021, 1, 1), date(2021, 12, 31)
HIEP, ISO = Slug("hiep"), Slug("iso")
TEXT = {"vi": "nội dung"}


def role(phase):
    return Role(holder=HIEP, role=Slug("chair"), organization=ISO, phase=phase)


@pytest.mark.parametrize(
    ("content", "bounds"),
    [
        (Event(event=Slug("forum")), Bounds(FIRST, LAST, FIRST, LAST)),
        (Statement(content=TEXT), Bounds(FIRST, LAST, FIRST, LAST)),
        (role("held"), Bounds(None, LAST, FIRST, None)),
        (role("starts"), Bounds(FIRST, LAST, None, None)),
        (role("ends"), Bounds(None, None, FIRST, LAST)),
        (role("handed_over"), Bounds(None, None, FIRST, LAST)),
        (Membership(member=HIEP, organization=ISO), Bounds(None, LAST, FIRST, None)),
        (Cooperation(parties=(HIEP, ISO), content=TEXT), Bounds(None, LAST, FIRST, None)),
        (Commitment(debtor=HIEP, content=TEXT), Bounds(FIRST, LAST, None, None)),
        (Commitment(debtor=HIEP, content=TEXT, status="in_progress"), Bounds(None, LAST, FIRST, None)),
        (Commitment(debtor=HIEP, content=TEXT, status="fulfilled"), Bounds(None, None, FIRST, LAST)),
    ],
    ids=lambda value: type(value).__name__,
)
def test_a_single_date_says_of_each_kind_what_it_can_say(content, bounds, fact):
    assert bounds_of_fact(fact(content, "2021")) == bounds


@pytest.mark.parametrize("phase", ["held", "starts", "ends", "handed_over"])
def test_a_term_says_start_and_end_whatever_the_phase(phase, fact):
    bounds = bounds_of_fact(fact(role(phase), "2020/2021"))

    assert bounds == Bounds(date(2020, 1, 1), date(2020, 12, 31), FIRST, LAST)


def test_an_open_side_stays_unknown(fact):
    assert bounds_of_fact(fact(role("held"), "2021/")) == Bounds(FIRST, LAST, None, None)
    assert bounds_of_fact(fact(role("handed_over"), "/2021")) == Bounds(None, None, FIRST, LAST)


def test_a_fact_without_a_time_has_no_bounds_and_no_triples(fact):
    timeless = fact(role("held"))

    assert bounds_of_fact(timeless) == Bounds()
    assert list(time_triples(Iri("https://coop.example/n"), timeless)) == []


def test_a_missing_year_stays_missing(fact):
    triples = list(time_triples(Iri("https://coop.example/n"), fact(Event(event=Slug("forum")), "XXXX-03-29")))

    assert [(triple.predicate, triple.object.lexical) for triple in triples] == [(COOP["edtf"], "XXXX-03-29")]
