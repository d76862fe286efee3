"""The time of a fact, as triples: its EDTF form, and four `xsd:date` bounds for queries.

What a single date says depends on what is dated. An event lies within its date. A state (a membership, a cooperation)
is only seen to hold at its date: begun by then, not ended before. Something that starts says nothing about its end, and
the reverse. An interval always says its own start and end.
"""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from typing import assert_never

from coopkg.domain.dates import Bounds, Edtf, attested_bounds_of, bounds_of
from coopkg.domain.facts import (
    Affiliation,
    Agreement,
    Alias,
    Commitment,
    Content,
    Contribution,
    Cooperation,
    Definition,
    Document,
    Event,
    Fact,
    Grant,
    Membership,
    Organizing,
    Participation,
    PartOf,
    Plan,
    Project,
    Purpose,
    Role,
    Stance,
    Statement,
    Statistic,
)
from coopkg.rdf.terms import Iri, Literal, Triple
from coopkg.rdf.vocabulary import COOP, EDTF, XSD


def bounds_of_fact(fact: Fact) -> Bounds:
    """Return the bounds of the time of `fact`; all None where it has none."""
    if fact.time is None:
        return Bounds()
    if fact.time.is_interval:
        return bounds_of(fact.time)
    return _bounds_of_date(fact.content, fact.time)


def _bounds_of_date(content: Content, edtf: Edtf) -> Bounds:
    match content:
        case Role(phase="held") | Commitment(status="in_progress"):
            return attested_bounds_of(edtf)
        case Role(phase="starts") | Commitment(status="made"):
            return replace(bounds_of(edtf), earliest_end=None, latest_end=None)
        case Role() | Commitment():
            return replace(bounds_of(edtf), earliest_start=None, latest_start=None)
        case (
            Alias()
            | PartOf()
            | Membership()
            | Affiliation()
            | Project()
            | Cooperation()
            | Purpose()
            | Definition()
            | Plan()
        ):
            return attested_bounds_of(edtf)
        case (
            Event()
            | Participation()
            | Organizing()
            | Agreement()
            | Document()
            | Grant()
            | Statistic()
            | Stance()
            | Statement()
            | Contribution()
        ):
            return bounds_of(edtf)
        case _:
            assert_never(content)


def time_triples(node: Iri, fact: Fact) -> Iterator[Triple]:
    """Yield the time of `fact` as a time of `node`: nothing where the fact has none."""
    if fact.time is not None:
        yield from edtf_triples(node, fact.time, bounds_of_fact(fact))


def edtf_triples(node: Iri, edtf: Edtf, bounds: Bounds) -> Iterator[Triple]:
    """Yield `edtf` and those of its `bounds` that are known, as the time of `node`."""
    yield Triple(node, COOP["edtf"], edtf_literal(edtf))
    for name, day in (
        ("earliestStart", bounds.earliest_start),
        ("latestStart", bounds.latest_start),
        ("earliestEnd", bounds.earliest_end),
        ("latestEnd", bounds.latest_end),
    ):
        if day is not None:
            yield Triple(node, COOP[name], date_literal(day))


def edtf_literal(edtf: Edtf) -> Literal:
    """Return the literal of `edtf`, in the datatype of the Library of Congress."""
    return Literal(edtf.text, EDTF)


def date_literal(day: date) -> Literal:
    """Return the xsd:date of `day`."""
    return Literal(day.isoformat(), XSD["date"])
