from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coopkg.domain.article import Article
from coopkg.domain.dates import Edtf
from coopkg.errors import OutputError
from coopkg.ingest.articles import article_markdown, read_articles
from coopkg.ingest.documents.document import Skipped
from coopkg.ingest.documents.stored import on_one_line
from coopkg.ingest.proposals import proposal_json, read_proposals
from coopkg.ingest.text import unfit
from coopkg.pipeline.shelf import opened_shelf

ARTICLE = Article("first", "Hội nghị: «ISO»", "original", "vi", "\nTổng cục dự hội nghị.\n", published=Edtf("2022"))


@pytest.fixture
def shelf(tmp_path):
    with opened_shelf(tmp_path / "new" / "data", "v1") as shelf:
        yield shelf


def stored(shelf):
    return read_proposals(shelf.directory / "proposals" / "first.jsonl")[0]


def test_an_article_is_written_as_it_is_read_again(shelf, proposed):
    shelf.put(ARTICLE, proposed(ARTICLE))

    articles, faults = read_articles(shelf.directory / "articles")
    assert faults == []
    assert articles.by_slug == {"first": ARTICLE}
    assert list(shelf.texts()) == [("first", ARTICLE.text)]
    assert stored(shelf) == proposed(ARTICLE)


def test_what_is_done_is_known_by_text_and_version_and_after_the_shelf_was_closed(shelf, proposed):
    assert not shelf.is_done(ARTICLE)
    shelf.put(ARTICLE, proposed(ARTICLE))
    shelf.ledger.close()

    with opened_shelf(shelf.directory, "v1") as same, opened_shelf(shelf.directory.parent, "v1") as other:
        assert same.is_done(ARTICLE)
        assert not same.is_done(replace(ARTICLE, text="x"))
        assert not other.is_done(ARTICLE)
    with opened_shelf(shelf.directory, "v2") as newer:
        assert not newer.is_done(ARTICLE)


def test_what_was_cut_short_is_not_done_and_the_next_is_noted_rightly(shelf, proposed):
    shelf.put(ARTICLE, proposed(ARTICLE))
    shelf.ledger.close()
    ledger = shelf.directory / "proposals" / ".ingested.jsonl"
    ledger.write_bytes(ledger.read_bytes()[:-20])

    with opened_shelf(shelf.directory, "v1") as again:
        assert not again.is_done(ARTICLE)
        again.put(ARTICLE, proposed(ARTICLE))
    with opened_shelf(shelf.directory, "v1") as again:
        assert again.is_done(ARTICLE)
        (shelf.directory / "proposals" / "first.jsonl").unlink()
        assert not again.is_done(ARTICLE)


def test_what_was_judged_is_kept_and_not_proposed_again(shelf, proposed):
    (first,) = proposed(ARTICLE)
    accepted = replace(first, status="accepted", extractor="older/1")
    other = replace(first, id="first-002", type="statement")
    shelf.put(ARTICLE, [accepted, replace(other, id="first-009")])

    shelf.put(ARTICLE, [replace(first, id="first-007"), other, replace(other, id="first-001", modality="hoped")])

    assert [(each.id, each.type, each.modality, each.status) for each in stored(shelf)] == [
        ("first-001", "purpose", "asserted", "accepted"),
        ("first-002", "statement", "asserted", "proposed"),
        ("first-001-2", "statement", "hoped", "proposed"),
    ]


def test_another_text_takes_the_place_of_one_that_nobody_judged(shelf, proposed):
    shelf.put(ARTICLE, proposed(ARTICLE))
    newer = replace(ARTICLE, text="Tổng cục đã dự hội nghị.\n")
    shelf.put(newer, proposed(newer))
    assert dict(shelf.texts()) == {"first": newer.text}

    shelf.put(newer, [replace(each, status="rejected") for each in proposed(newer)])
    told = shelf.put(ARTICLE, proposed(ARTICLE))

    assert isinstance(told, Skipped)
    assert dict(shelf.texts()) == {"first": newer.text}


def test_an_article_that_somebody_wrote_is_not_replaced(shelf, proposed):
    path = shelf.directory / "articles" / "first.md"
    path.write_text(article_markdown(replace(ARTICLE, kind="brief", text="Của tôi.\n")), encoding="utf-8")

    assert isinstance(shelf.put(ARTICLE, proposed(ARTICLE)), Skipped)
    mine = replace(ARTICLE, title="Khác", text="Của tôi.\n")
    before = path.read_bytes()
    assert shelf.put(mine, proposed(mine)) == proposed(mine)
    assert path.read_bytes() == before


def test_proposals_with_faults_are_kept_as_they_are(shelf, proposed):
    path = shelf.directory / "proposals" / "first.jsonl"
    path.write_text("{", encoding="utf-8")

    told = shelf.put(ARTICLE, proposed(ARTICLE))

    assert told.reason.startswith(f"there are proposals with faults, which are kept: {path}:1: malformed JSON")
    assert path.read_text(encoding="utf-8") == "{"


def test_one_user_at_a_time(shelf):
    with pytest.raises(OutputError, match="another ingest"), opened_shelf(shelf.directory, "v1"):
        pass


def test_a_shelf_that_cannot_be_is_told(tmp_path):
    (tmp_path / "file").write_text("", encoding="utf-8")

    with pytest.raises(OutputError, match="file"), opened_shelf(tmp_path / "file", "v1"):
        pass


titles = st.text(min_size=1).map(on_one_line).filter(bool)
texts = st.text(min_size=1).filter(lambda text: text.strip() and unfit(text) is None)


@given(titles, st.none() | titles, texts)
def test_any_article_is_read_as_it_was_written(tmp_path_factory, title, publisher, text):
    directory = tmp_path_factory.getbasetemp() / "any"
    directory.mkdir(exist_ok=True)
    article = replace(ARTICLE, title=title, publisher=publisher, text=text)

    (directory / "first.md").write_text(article_markdown(article), encoding="utf-8", newline="")

    articles, faults = read_articles(directory)
    assert faults == []
    assert articles.by_slug == {"first": article}


def test_the_order_is_that_of_the_text(shelf, proposed):
    (first,) = proposed(ARTICLE)
    late = replace(first, id="first-002", evidence=(replace(first.evidence[0], quote="dự", start=10, end=12),))

    shelf.put(ARTICLE, [late, first])

    assert [proposal_json(each) for each in stored(shelf)] == [proposal_json(each) for each in (first, late)]
