import json
from io import BytesIO

import pytest

from coopkg.domain.dates import Edtf
from coopkg.ingest.articles import read_articles
from coopkg.ingest.documents.document import Given
from coopkg.ingest.documents.pieces import Reach
from coopkg.pipeline.batch import Batch
from coopkg.pipeline.ingestion import ingest
from coopkg.pipeline.printing import Printed
from coopkg.pipeline.shelf import opened_shelf

TEXTS = {
    "a.txt": "Tổng cục là thành viên của Tổ chức Tiêu chuẩn hóa quốc tế, thay mặt cho Việt Nam từ năm 1977 đến nay. "
    "Năm 2021, Tổng cục dự hơn 80 hội nghị trực tuyến và tổ chức 15 hội thảo.\n",
    "b.txt": "Bộ Khoa học và Công nghệ ký thỏa thuận với Chính phủ Nhật Bản về việc tài trợ cho tỉnh Phú Yên.\n",
    "c.txt": "The Directorate is a member of the ISO and of the APO.\n",
}


@pytest.fixture
def folder(tmp_path):
    directory = tmp_path / "in"
    directory.mkdir()
    for name, text in TEXTS.items():
        (directory / name).write_text(text, encoding="utf-8")
    return directory


@pytest.fixture
def run(tmp_path, proposed):
    """Ingest sources onto a shelf, with a fake extractor of a version, and return what came of it."""

    def running(*sources, version="v1", given=Given(), **more):  # noqa: B008 - frozen
        asked.clear()
        batch = Batch(
            sources=[str(source) for source in sources],
            reach=Reach(BytesIO(b"")),
            make=lambda: noted,
            given=given,
            **more,
        )
        with opened_shelf(tmp_path / "out", version) as shelf:
            return ingest(batch, shelf, lambda _: None)

    def noted(article):
        asked.append(article.slug)
        return proposed(article)

    asked = []
    running.asked = asked
    return running


def test_a_folder_becomes_articles_and_proposals(run, folder, tmp_path):
    outcome = run(folder)

    assert (outcome.articles, outcome.proposals, outcome.skipped) == (3, {"purpose": 3}, [])
    articles, faults = read_articles(tmp_path / "out" / "articles")
    assert faults == []
    assert {each.slug: (each.text, each.language, each.kind) for each in articles.by_slug.values()} == {
        name[0]: (text, "en" if name == "c.txt" else "vi", "original") for name, text in TEXTS.items()
    }
    assert sorted(path.name for path in (tmp_path / "out" / "proposals").glob("[!.]*")) == [
        "a.jsonl", "b.jsonl", "c.jsonl",
    ]  # fmt: skip


def test_a_batch_goes_on_where_it_was(run, folder):
    run(folder / "a.txt")

    outcome = run(folder)

    assert (outcome.done, outcome.articles, run.asked) == (1, 2, ["b", "c"])
    assert outcome.is_anything_read


def test_articles_are_read_again_if_asked_or_by_another_extractor(run, folder):
    run(folder)

    assert (run(folder).done, run.asked) == (3, [])
    assert (run(folder, is_again=True).articles, run.asked) == (3, ["a", "b", "c"])
    assert (run(folder, version="v2").articles, run.asked) == (3, ["a", "b", "c"])
    assert run(folder, version="v2").done == 3


def test_the_same_article_is_read_once_however_often_it_comes(run, folder):
    (folder / "d.txt").write_text(TEXTS["a.txt"].replace(" ", "  "), encoding="utf-8")
    (folder / "e.txt").write_text(f"(TTXVN) {TEXTS['a.txt']}", encoding="utf-8")

    outcome = run(folder)
    again = run(folder, folder / "b.txt")

    told = [("d.txt", "a", True), ("e.txt", "a", False)]
    assert [(name[-5:], slug, is_exact) for name, slug, is_exact in outcome.duplicates] == told
    assert [(name[-5:], slug, is_exact) for name, slug, is_exact in again.duplicates] == [*told, ("b.txt", "b", True)]
    assert again.done == 3


def test_two_articles_of_one_name_have_two_slugs_which_stay_theirs(run, folder):
    (folder / "z").mkdir()
    (folder / "z" / "a.txt").write_text(
        TEXTS["b.txt"] + "Việt Nam " + TEXTS["b.txt"].upper()[:50] + " đã họp", encoding="utf-8"
    )

    outcome = run(folder / "z", folder / "a.txt")

    assert outcome.articles == 2
    assert run.asked[0] == "a"
    assert run.asked[1].startswith("a-")
    assert len(run.asked[1]) == 10
    assert run(folder / "z", folder / "a.txt").done == 2


def test_a_text_that_has_changed_is_read_again_only_if_asked(run, folder, tmp_path):
    run(folder)
    newer = TEXTS["a.txt"].replace("15 hội thảo", "16 hội thảo")
    (folder / "a.txt").write_text(newer, encoding="utf-8")

    (skipped,) = run(folder).skipped
    assert "--again takes this one" in skipped.reason
    assert (run(folder, is_again=True).articles, run.asked) == (3, ["a", "b", "c"])
    assert read_articles(tmp_path / "out" / "articles")[0].by_slug["a"].text == newer
    assert run(folder).done == 3


def test_what_cannot_be_read_is_told_and_the_rest_is_read(run, folder):
    lines = [json.dumps({"text": TEXTS["a.txt"], "title": "Một"}), "{", json.dumps({"text": "Der Rat tagte."})]
    (folder / "list.jsonl").write_text("\n".join(lines), encoding="utf-8")
    (folder / "empty.txt").write_text("", encoding="utf-8")
    (folder / "x.exe").write_bytes(b"\0")

    outcome = run(folder, folder / "gone.txt")

    assert outcome.articles == 3
    assert [(each.place.removeprefix(f"{folder}/"), each.reason.split(":")[0]) for each in outcome.skipped] == [
        ("empty.txt", "empty"),
        ("list.jsonl:2", "malformed JSON"),
        ("list.jsonl:3", "neither Vietnamese nor English; --language says what it is"),
        ("x.exe", "not a kind of file that is read"),
        ("gone.txt", "there is no such file"),
    ]
    assert [(each.place[-6:], each.slug) for each in outcome.duplicates] == [("sonl:1", "a")]


def test_nothing_read_is_told(run):
    assert not run("gone").is_anything_read


def test_what_the_user_says_is_stored(run, folder, tmp_path):
    run(folder / "a.txt", given=Given(publisher="Báo A", published=Edtf("2021")))

    article = read_articles(tmp_path / "out" / "articles")[0].by_slug["a"]
    assert (article.publisher, article.published) == ("Báo A", Edtf("2021"))


def test_proposals_can_be_printed_and_nothing_is_kept(folder, proposed):
    lines = []
    batch = Batch(sources=[str(folder)], reach=Reach(BytesIO(b"")), make=lambda: proposed, given=Given())

    outcome = ingest(batch, Printed(lines.append), lambda _: None)

    assert [json.loads(line)["id"] for line in lines] == ["a-001", "b-001", "c-001"]
    assert outcome.articles == 3
