from dataclasses import replace
from datetime import date
from typing import get_args

import pytest

from coopkg.domain.facts import FACT_TYPES, Content, Fact, Membership, Modality, PartOf, Status

FACT = Fact(
    id="a-1",
    type="part_of",
    content=PartOf(part="a", whole="b"),
    modality="asserted",
    evidence=(),
    extractor="manual",
    status="accepted",
    entered=date(2026, 11, 20),
)


def test_every_class_of_content_is_a_type_of_fact():
    assert set(FACT_TYPES.values()) == set(get_args(Content))


def test_an_asserted_and_accepted_fact_is_stated():
    assert FACT.is_stated


@pytest.mark.parametrize("modality", [modality for modality in get_args(Modality) if modality != "asserted"])
def test_no_other_modality_is_stated(modality):
    assert not replace(FACT, modality=modality).is_stated


@pytest.mark.parametrize("status", [status for status in get_args(Status) if status != "accepted"])
def test_no_other_status_is_stated(status):
    assert not replace(FACT, status=status).is_stated


def test_what_is_withdrawn_is_not_stated():
    assert not replace(FACT, withdrawn=date(2026, 11, 21)).is_stated


def test_contents_are_values():
    one = Membership(member="a", organization="b")

    assert one == Membership(member="a", organization="b")
    assert len({one, Membership(member="a", organization="b")}) == 1
