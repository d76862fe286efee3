import json
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coopkg.domain.dates import Edtf
from coopkg.ingest.documents.document import MOST_BYTES, Document, Given, Piece, Skipped
from coopkg.ingest.documents.reading import document_of


def test_a_plain_text_is_stored_as_it_is_with_its_first_line_as_title(read, vietnamese):
    text = f"\n \n{vietnamese}\n"

    document = read(text, name="Bài_số 1 Đà Nẵng")

    assert document.text == text
    assert (document.slug, document.language) == ("bai-so-1-da-nang", "vi")
    assert document.title == "Tổng cục Tiêu chuẩn là thành viên của ISO."
    assert document.notes == ()


@pytest.mark.parametrize(
    ("changed", "what"),
    [
        (lambda text: text.replace("\n", "\r\n"), "line ends"),
        (lambda text: unicodedata.normalize("NFD", text), "letters in NFD"),
        (lambda text: f"\ufeff{text}", "a byte order mark"),
    ],
)
def test_a_file_that_had_to_be_changed_is_stored_alike_and_told(read, vietnamese, changed, what):
    document = read(changed(vietnamese))

    assert document.text == vietnamese
    assert document.notes == (f"offsets count in the stored text, which differs from what was given: {what}",)


def test_offsets_of_markdown_count_in_its_body(read, vietnamese):
    front = "---\r\ntitle: Hội nghị\r\ndate: 17/02/2022\r\nsource: Báo A\r\nurl: https://a.example/1#x\r\n---\r\n"

    document = read(front + vietnamese, "markdown")

    assert document.text == vietnamese
    assert (document.title, document.slug, document.published) == ("Hội nghị", "hoi-nghi", Edtf("2022-02-17"))
    assert (document.publisher, document.url) == ("Báo A", "https://a.example/1")


def test_what_the_user_says_counts_more(read, vietnamese):
    given = Given(publisher="B", published=Edtf("2021"), language="en")

    document = read(f"---\npublisher: A\ndate: 2022\n---\n{vietnamese}", "markdown", given=given)

    assert (document.publisher, document.published, document.language) == ("B", Edtf("2021"), "en")


def test_what_is_not_understood_is_left_out_and_told(read, vietnamese):
    document = read(f"---\ndate: hôm qua\nurl: https://a b/\n---\n{vietnamese}", "markdown")

    assert (document.published, document.url) == (None, None)
    assert [note.partition("»")[0] for note in document.notes] == ["the date «hôm qua"]


def test_a_long_first_line_gives_its_beginning_as_title(read):
    document = read("Tổng cục là thành viên của ISO, " * 20)

    assert len(document.title) < 210
    assert document.title.endswith(" …")


def test_a_record_is_a_text_with_what_is_known_of_it(read, vietnamese):
    record = {"id": 17, "text": vietnamese, "title": "T", "date": "2022-02-17", "publisher": "P"}

    document = read(json.dumps(record | {"url": "https://a.example/"}), "record", name="")

    assert (document.slug, document.title, document.publisher) == ("17", "T", "P")
    assert (document.text, document.published.text, document.url) == (vietnamese, "2022-02-17", "https://a.example/")


def test_a_record_may_hold_a_page(read):
    record = {"html": "<p>Tổng cục là thành viên của ISO.</p>", "title": "T"}

    assert read(json.dumps(record), "record").text == "Tổng cục là thành viên của ISO.\n"


@pytest.mark.parametrize(
    ("content", "form", "reason"),
    [
        ("", "text", "empty"),
        (" \n\t ", "text", "empty"),
        ("---\ntitle: x\n---\n \n", "markdown", "there is no text"),
        ("Der Präsident ist für zwei Jahre gewählt worden.", "text", "neither Vietnamese nor English"),
        (b"PK\x03\x04\x00\x00", "text", "no text but binary"),
        ("Tổng cục là thành viên. ".encode() * 2 + b"\n\xff", "text", "encodings are mixed"),
        ("Tổng cục là thành viên của ISO từ năm 1977. " * 10000, "text", "the text repeats itself"),
        ("Tổng cục " * 200_000, "text", "1,800,000 characters are no article"),
        (b"a" * (MOST_BYTES + 1), "text", "longer than 8 MiB"),
        ("{", "record", "malformed JSON"),
        ("[1]", "record", "an article is asked for"),
        ('{"title": "x"}', "record", "the article has neither `text` nor `html`"),
        ('{"text": ' + "9" * 5000 + "}", "record", "malformed JSON"),
        ("[" * 100_000, "record", "malformed JSON: nested too deep"),
        (b'{"text": "\xff"}', "record", "malformed JSON"),
    ],
)
def test_what_is_no_article_is_skipped_with_the_reason(read, content, form, reason):
    skipped = read(content, form)

    assert isinstance(skipped, Skipped)
    assert skipped.place.startswith("a.txt")
    assert skipped.reason.startswith(reason)


def test_the_place_has_the_line_where_there_is_one(read):
    assert read("Tổng cục là thành viên.\n".encode() + b"\xff", "text").place == "a.txt:2"


def test_a_file_that_cannot_be_read_is_skipped(tmp_path):
    skipped = document_of(Piece("gone", "text", tmp_path / "gone"), Given())

    assert skipped == Skipped("gone", "cannot be read: No such file or directory")


@given(st.binary(), st.sampled_from(["text", "markdown", "html", "record", "unknown"]))
def test_any_bytes_are_a_document_or_skipped(content, form):
    read = document_of(Piece("a", form, content), Given(language="vi"))

    assert isinstance(read, Skipped) or (read.text.strip() and read.title and read.slug)


@given(st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1))
def test_a_plain_text_in_nfc_is_stored_as_it_is(text):
    text = unicodedata.normalize("NFC", f"x{text}")

    read = document_of(Piece("a", "text", text.encode()), Given(language="vi"))

    assert not isinstance(read, Document) or read.text == text or set(text) & set("\u2028\u2029\ufffe\uffff")
