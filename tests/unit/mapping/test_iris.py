"""IRIs: minted from names, the same each time, never the same for two things."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from coopkg.mapping.iris import (
    article_iri,
    claim_iri,
    entity_iri,
    evidence_iri,
    graph_iri,
    mint_iri,
    rebased,
    statement_iri,
)
from coopkg.rdf.terms import Iri

BASE = Iri("https://coop.example/")


@pytest.mark.parametrize(
    ("name", "slug"),
    [
        ("Đại hội đồng ISO", "dai-hoi-dong-iso"),
        ("đồng ĐỒNG", "dong-dong"),
        ("Tổng cục  Tiêu\tchuẩn", "tong-cuc-tieu-chuan"),
        ("32/2018/TT-BYT", "32-2018-tt-byt"),
        ("«…»", ""),
        ("日本", ""),
    ],
)
def test_a_slug_is_plain_letters_digits_and_dashes(name, slug):
    iri = mint_iri(BASE, name)

    assert iri.startswith(f"{BASE}id/{slug}")
    assert iri.removeprefix(f"{BASE}id/{slug}").lstrip("-").isalnum()


def test_names_that_differ_in_tones_alone_get_different_iris():
    assert mint_iri(BASE, "Hòa") != mint_iri(BASE, "Hoa")


def test_composed_and_decomposed_spellings_and_spaces_are_one_name():
    assert mint_iri(BASE, "Ha\u0300  Nội") == mint_iri(BASE, "Hà Nội ")


def test_a_long_slug_stops_at_a_word_and_the_digest_tells_the_rest():
    one, other = (mint_iri(BASE, "mục tiêu " * 30 + end) for end in ("a", "b"))

    assert one.rpartition("-")[0] == other.rpartition("-")[0]
    assert one.rpartition("-")[0].endswith(("-muc", "-tieu"))
    assert one != other
    assert len(one) < 120


def test_a_long_word_is_cut():
    assert len(mint_iri(BASE, "x" * 500)) < 120


@settings(derandomize=True)
@given(st.text())
def test_a_minted_iri_is_an_iri_whatever_the_name(name):
    local = mint_iri(BASE, name).removeprefix(f"{BASE}id/")

    assert set(local) <= set("abcdefghijklmnopqrstuvwxyz0123456789-")
    assert not local.startswith("-")


def test_iris_of_claims_articles_and_graphs():
    assert entity_iri(BASE, "iso") == "https://coop.example/id/iso"
    assert claim_iri(BASE, "b-001") == "https://coop.example/claim/b-001"
    assert evidence_iri(BASE, "b-001", 2) == "https://coop.example/claim/b-001/evidence/2"
    assert statement_iri(BASE, "b-001", 1) == "https://coop.example/claim/b-001/statement/1"
    assert article_iri(BASE, "b") == "https://coop.example/article/b"
    assert graph_iri(BASE, "implied") == "https://coop.example/graph/implied"


def test_a_query_is_rebased_and_the_ontology_is_not():
    query = (
        "<https://w3id.org/coopkg/id/iso> <https://w3id.org/coopkg/ontology#party> <https://w3id.org/coopkg/claim/b-1>"
    )

    assert rebased(query, "https://coop.example/") == (
        "<https://coop.example/id/iso> <https://w3id.org/coopkg/ontology#party> <https://coop.example/claim/b-1>"
    )
