"""Pages over the sample: what they show of modality, evidence and proofs, in both languages."""

import pytest
from werkzeug.test import Client

from coopkg.bootstrap.web import build_app


@pytest.fixture(scope="module")
def client(sample):
    return Client(build_app(sample))


@pytest.mark.parametrize(("language", "words"), [("vi", "dự kiến"), ("en", "planned")])
def test_the_page_of_a_planned_event_says_that_it_is_planned_and_for_when(client, language, words):
    page = client.get(f"/page/iso-asia-pacific-forum-2022-03?lang={language}").get_data(as_text=True)

    assert words in page
    assert "2022-03-29" in page
    assert 'href="/page/claim/iso-forum-2022-02-038"' in page


def test_a_hope_is_shown_apart_on_the_page_of_whom_it_concerns(client):
    page = client.get("/page/iso-council?lang=en").get_data(as_text=True)

    apart = page[page.index("Only hoped, planned, asked for or reported") :]
    assert "Viet Nam: member of ISO Council" in apart
    assert "is or was a member of" not in page


def test_a_claim_shows_its_sentence_as_our_summary(client):
    page = client.get("/page/claim/iso-forum-2022-02-034?lang=vi").get_data(as_text=True)

    assert "Tóm lược của chúng tôi" in page
    assert "<mark>Tổng cục TCĐLCL là cơ quan tiêu chuẩn hóa quốc gia" in page


def test_memberships_have_names_that_people_read(client):
    page = client.get("/page/accsq?lang=vi").get_data(as_text=True)

    assert "STAMEQ: Chủ tịch, ACCSQ (2020/2021)" in page


@pytest.mark.parametrize("path", ["/", "/page/viet-nam", "/page/article/iso-forum-2022-02", "/ontology", "/sparql"])
@pytest.mark.parametrize("language", ["vi", "en"])
def test_each_kind_of_page_is_there_in_both_languages(client, path, language):
    answer = client.get(f"{path}?lang={language}", headers={"Accept": "text/html"})

    assert answer.status_code == 200
    assert f'<html lang="{language}">' in answer.get_data(as_text=True)
