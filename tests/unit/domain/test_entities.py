import re

import pyoxigraph
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from coopkg.domain.entities import AGENT_GROUPS, CLAIMED_GROUPS, IRI_FORM, KINDS, LANGUAGE_FORM, Entity, Label

PIECES = ["http://", "https://", "a.vn", ":80", "/", "?", "#", "%", "%C3", "[", "]", "@", " ", "<", "é", "\u0301"]
PIECES += [
    "\u200b",
    "\ue000",
    "\ufffe",
    "\ufdd0",
    "\U000e0001",
    "\U0010ffff",
    "🇻",
    "a",
    "0",
    ".",
    ":",
    "\\",
    "|",
    "\x85",
]


def test_every_group_that_is_claimed_or_acts_has_a_kind():
    assert set(KINDS.values()) >= AGENT_GROUPS | CLAIMED_GROUPS
    assert AGENT_GROUPS.isdisjoint(CLAIMED_GROUPS)


@pytest.mark.parametrize(
    ("kind", "is_claimed"), [("ministry", False), ("role", False), ("talk", True), ("grant", True)]
)
def test_events_documents_and_projects_are_claimed_by_facts(kind, is_claimed):
    assert Entity("x", kind, (), {}).is_claimed == is_claimed


def test_a_name_falls_back_to_the_first_there_is():
    entity = Entity("iso", "organization", (Label("ISO", "en", "acronym"), Label("Tổ chức", "vi")), {})

    assert entity.name("en") == "Tổ chức"


@settings(derandomize=True, deadline=None, max_examples=1000)
@given(st.lists(st.sampled_from(PIECES), max_size=8), st.sampled_from(["http://a.vn", "https://a.vn/", ""]))
def test_whatever_is_taken_for_an_iri_is_one_for_the_store(pieces, start):
    text = start + "".join(pieces)

    if re.fullmatch(IRI_FORM.pattern, text):
        assert pyoxigraph.NamedNode(text).value == text


@pytest.mark.parametrize(
    "iri",
    [
        "http://www.wikidata.org/entity/Q15028",
        "https://vi.wikipedia.org/wiki/Tổ_chức_Tiêu_chuẩn_hóa_quốc_tế",
        "https://news.example:8080/a/b?id=1&c=(d)#mục-1",
        "https://news.example",
    ],
)
def test_iris_of_the_web_are_taken(iri):
    assert re.fullmatch(IRI_FORM.pattern, iri)


@pytest.mark.parametrize(
    "text", ["urn:x", "//a.vn/", "http://", "http:///x", "http://a.vn/a b", "wikidata:Q1", "ftp://a.vn/"]
)
def test_what_is_no_iri_of_the_web_is_refused(text):
    assert not re.fullmatch(IRI_FORM.pattern, text)


@pytest.mark.parametrize("tag", ["vi", "en-gb", "zh-hant-tw"])
def test_language_tags_are_taken_and_are_tags_for_the_store(tag):
    assert re.fullmatch(LANGUAGE_FORM.pattern, tag)
    assert pyoxigraph.Literal("x", language=tag).language == tag
