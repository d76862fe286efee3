import pytest

from coopkg.domain.entities import Label
from coopkg.errors import UnknownTermError
from coopkg.ingest.inputs import read_data
from coopkg.ingest.registry import fold


def test_an_entity_has_all_its_names_by_kind_and_language(data):
    entity = read_data(data.path).registry.entities["org-a"]

    assert entity.labels == (
        Label("Tổ chức A", "vi"),
        Label("Organization A", "en"),
        Label("OA", "en", "acronym"),
        Label("Tổ-chức  A", "vi", "variant"),
        Label("Hội A", "vi", "variant"),
    )
    assert entity.kind == "international-organization"
    assert entity.identifiers == ("http://www.wikidata.org/entity/Q1",)
    assert entity.members_class == {"vi": "thành viên A", "en": "member of A"}
    assert entity.name("vi") == "Tổ chức A"
    assert not entity.is_claimed


@pytest.mark.parametrize(
    "name",
    ["Tổ chức A", "TỔ CHỨC A", " tổ  chức\u00a0a", "oa", "Organization A", "tổ – chức A", "To\u0302\u0309 chức A"],
)
def test_a_name_is_resolved_in_any_spelling(data, name):
    assert read_data(data.path).registry.resolve(name) == "org-a"


def test_a_former_name_resolves_too(data):
    assert read_data(data.path).registry.resolve("club g") == "association-g"


def test_a_name_of_two_entities_is_allowed_but_cannot_be_resolved(data):
    with pytest.raises(UnknownTermError, match="the name of `org-a` and `association-g`: give the slug"):
        read_data(data.path).registry.resolve("Hội A")


def test_an_unknown_name_suggests_what_looks_like_it(data):
    with pytest.raises(UnknownTermError, match="nothing in the registry is called that; did you mean `organization a`"):
        read_data(data.path).registry.resolve("Organisation A")


def test_vietnamese_tones_make_different_names():
    assert fold("Hòa") != fold("Hoa")


def test_entities_come_from_all_files(data):
    data.write("registry/more.yaml", "- slug: country-h\n  kind: country\n  labels: {vi: Nước H, en: Country H}\n")

    assert {"org-a", "country-h"} <= set(read_data(data.path).registry.entities)


def test_a_fact_may_name_an_entity_instead_of_its_slug(data):
    data.change("facts/first.yaml", "member: ministry-b", "member: {name: BỘ B}")

    assert read_data(data.path).facts[0].content.member == "ministry-b"
