"""New entities, and who a name may mean."""

from pathlib import Path

import pytest

from coopkg.curation.candidates import candidates
from coopkg.curation.entities import entry_text, proposed_entity
from coopkg.errors import RefusedError
from coopkg.ingest.registry import read_registry
from coopkg.ingest.sources import parse_yaml

DATA = Path(__file__).parents[3] / "data"
ENTRY = {"slug": "a", "kind": "person", "labels": {"vi": "Ông: A #1", "en": "2021-10"}}


@pytest.fixture(scope="module")
def registry():
    return read_registry(DATA / "registry")[0]


@pytest.mark.parametrize(
    ("names", "groups", "best"),
    [
        (["TĐC"], {"organization"}, None),
        (["Tong cuc Tieu chuan Do luong Chat luong"], {"organization"}, "stameq"),
        (["Tổng cục Tiêu chuẩn Đo lường"], set(), "stameq"),
        (["ông Hiệp", "Hà Minh Hiệp"], {"person"}, "ha-minh-hiep"),
        (["đại diện cho những đơn vị liên quan"], {"group", "organization"}, "related-unit-representatives"),
        (["ISO"], {"organization"}, "iso"),
        (["Diễn đàn ISO Châu Á Thái Bình Dương"], {"event", "series"}, "iso-asia-pacific-forum"),
    ],
)
def test_the_best_candidate_comes_first(registry, names, groups, best):
    found = candidates(names, frozenset(groups), registry)

    assert (best is None) or found[0].entity.slug == best
    assert [each.score for each in found] == sorted((each.score for each in found), reverse=True)
    assert len({each.entity.slug for each in found}) == len(found) <= 5


def test_candidates_are_of_a_kind_that_is_asked_for(registry):
    found = candidates(["Việt Nam"], frozenset({"country"}), registry)

    assert {each.entity.kind for each in found} == {"country"}


def test_an_entity_is_proposed_with_slug_labels_and_other_names(registry):
    assert proposed_entity(("Nguyễn Thị Đào", "NTĐ", "bà Đào"), "person", registry) == {
        "slug": "nguyen-thi-dao",
        "kind": "person",
        "labels": {"vi": "Nguyễn Thị Đào", "en": "Nguyen Thi Dao"},
        "acronyms": {"vi": ["NTĐ"]},
        "variants": {"vi": ["bà Đào"]},
    }


def test_no_english_name_is_made_up_and_no_slug_given_twice(registry):
    entry = proposed_entity(("ISO",), "company", registry)

    assert (entry["slug"], entry["labels"]["en"]) == ("iso-2", "")


@pytest.mark.parametrize(
    "before",
    [None, b"", b"# only a comment\n", b"- slug: x\n", b"  - slug: x\n    kind: y\n", b"- slug: x", b"[]\n- x"],
)
def test_an_entry_goes_to_the_end_of_the_list_or_nowhere(before):
    if before is not None and before.startswith(b"["):
        with pytest.raises(RefusedError, match="by hand"):
            entry_text(ENTRY, Path("a.yaml"), before)
        return
    added = entry_text(ENTRY, Path("a.yaml"), before).decode()
    text = (before or b"").decode()
    source, faults = parse_yaml(Path("a.yaml"), text + ("" if not text or text.endswith("\n") else "\n") + added)

    assert not faults
    assert source.value[-1] == ENTRY
    assert len(source.value) == 1 + text.count("slug")
