from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coopkg.errors import BadInputError
from coopkg.ingest.documents.charsets import page_text, plain_text
from coopkg.ingest.documents.stored import stored_text

TEXT = "Tổng cục là thành viên của ISO, thay mặt cho Việt Nam."
# windows-1258 writes the tones as marks behind the letters.
OLD = (
    "Tô\u0309ng cu\u0323c là thành viên cu\u0309a ISO, thay m\u0103\u0323t cho Viê\u0323t Nam."
).encode("cp1258")  # fmt: skip


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_a_byte_order_mark_counts_most(encoding):
    assert stored_text(plain_text("a", TEXT.encode(encoding))[0])[0] == TEXT
    assert stored_text(page_text("a", TEXT.encode(encoding), "windows-1252")[0])[0] == TEXT


def test_the_header_counts_more_than_the_page():
    page = b'<meta charset="iso-8859-5">' + "Trần Đức".encode("cp1258", errors="replace")

    assert page_text("a", page, "windows-1258")[0].endswith("Đức".encode("cp1258", errors="replace").decode("cp1258"))


@pytest.mark.parametrize(
    "declared",
    [
        b'<meta charset="windows-1258">',
        b"<META http-equiv=Content-Type content='text/html; charset=windows-1258'>",
    ],
)
def test_a_page_declares_its_charset(declared):
    assert stored_text(page_text("a", declared + OLD, None)[0])[0].endswith(TEXT)


def test_a_page_that_is_utf_8_is_read_so_whatever_it_declares():
    text, notes = page_text("a", b"<meta charset=windows-1252>" + TEXT.encode(), None)

    assert text.endswith(TEXT)
    assert notes == ("declared as cp1252, read as UTF-8, which it is",)


def test_latin_1_means_windows_1252():
    assert page_text("a", b"<p>\x93ISO\x94", "iso-8859-1")[0] == "<p>“ISO”"


@pytest.mark.parametrize("label", ["no-such-set", "base64", "utf-16le", "x\0", ""])
def test_a_charset_that_is_none_does_not_count(label):
    assert page_text("a", TEXT.encode(), label) == (TEXT, ())


def test_what_is_not_utf_8_is_read_as_an_older_set_and_told():
    text, notes = plain_text("a", OLD)

    assert stored_text(text)[0] == TEXT
    assert notes == ("not UTF-8: read as windows-1258",)
    assert plain_text("a", "It’s the seat of the ISO and of others".encode("cp1252"))[1] == (
        "not UTF-8: read as windows-1252",
    )


def test_mixed_encodings_are_told_with_their_line_in_a_file_and_shown_in_a_page():
    mixed = TEXT.encode() + b"\n\x93ISO\x94"

    with pytest.raises(BadInputError, match=r"a:2: encodings are mixed: byte 0x93"):
        plain_text("a", mixed)
    assert page_text("a", mixed, None) == (f"{TEXT}\n\ufffdISO\ufffd", ("2 places that are not UTF-8 show U+FFFD",))


@pytest.mark.parametrize("content", [b"%PDF-1.7\n\x00\x01", b"\x89PNG\r\n\x1a\n\x00", bytes(range(1, 32)) * 9])
def test_what_is_binary_is_no_text(content):
    with pytest.raises(BadInputError, match="binary"):
        plain_text("a", content)


def test_an_encoding_that_makes_no_words_is_told():
    with pytest.raises(BadInputError, match="save it as UTF-8"):
        plain_text("a", "Комитет избрал президента".encode("koi8-r"))


@given(st.binary(), st.sampled_from([None, "utf-8", "windows-1258", "shift_jis", "utf-7"]))
def test_any_bytes_are_text_or_a_fault(content, charset):
    for reading in (lambda: plain_text("a", content), lambda: page_text("a", content, charset)):
        with suppress(BadInputError):
            assert isinstance(reading()[0], str)


@pytest.mark.parametrize("codec", ["idna", "punycode", "base64", "rot13", "undefined", "unicode_escape"])
def test_what_a_page_declares_and_is_no_encoding_of_pages_ends_nothing(codec):
    page = f'<meta charset="{codec}"><p>Vi'.encode() + b"\xe9t Nam</p>"

    with suppress(BadInputError):
        page_text("a", page, None)
