import os
from io import BytesIO

import pytest

from coopkg.ingest.documents import lines
from coopkg.ingest.documents.document import MOST_BYTES, Piece, Skipped
from coopkg.ingest.documents.pieces import Reach, pieces_of

TEXT = "Tổng cục là thành viên của ISO.\n"


@pytest.fixture
def found():
    """Return what is found in a source, by place, with what standard input holds."""

    def finding(source, given=b""):
        return {each.place: each for each in pieces_of(str(source), Reach(BytesIO(given)))}

    return finding


@pytest.mark.parametrize(
    ("name", "form"),
    [("a.txt", "text"), ("a.MD", "markdown"), ("a.htm", "html"), ("a", "unknown"), ("a.x", "unknown")],
)
def test_the_ending_of_a_file_tells_its_form(tmp_path, found, name, form):
    path = tmp_path / name
    path.write_text(TEXT, encoding="utf-8")

    assert found(path) == {str(path): Piece(str(path), form, path, name="a")}


def test_a_folder_is_read_in_the_order_of_names_down_to_the_last_and_the_rest_is_told(tmp_path, found):
    for name in ("b/z.txt", "b/a/x.md", "a.txt", "c.jpg", ".git/x.txt", "d.txt~", "e.jsonl"):
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(TEXT, encoding="utf-8")

    told = found(tmp_path)

    places = [place.removeprefix(f"{tmp_path}/") for place in told]
    assert places == ["a.txt", "b/a/x.md", "b/z.txt", "c.jpg", "e.jsonl:1"]
    assert told[f"{tmp_path}/c.jpg"].reason.startswith("not a kind of file that is read: .txt, ")


def test_links_that_lead_back_or_nowhere_are_told(tmp_path, found):
    (tmp_path / "loop").symlink_to(tmp_path)
    (tmp_path / "self.txt").symlink_to(tmp_path / "self.txt")
    (tmp_path / "gone.txt").symlink_to(tmp_path / "gone")
    os.mkfifo(tmp_path / "pipe.txt")

    assert {place.removeprefix(f"{tmp_path}/"): each.reason for place, each in found(tmp_path).items()} == {
        "gone.txt": "no file that can be read, or a link to none",
        "loop": "a link to a folder: name it to have it read",
        "pipe.txt": "no file that can be read, or a link to none",
        "self.txt": "no file that can be read, or a link to none",
    }


def test_a_folder_may_be_deeper_than_functions_can_nest(tmp_path, found):
    levels = [tmp_path.joinpath(*["a"] * level) for level in range(1, 1201)]
    for level in levels:
        level.mkdir()

    told = found(tmp_path)

    # What removes the directories of tests goes down by functions.
    for level in reversed(levels):
        level.rmdir()
    assert told == {}


@pytest.mark.parametrize(
    "source", ["no-such-file", "x" * 5000, "a/\0", "http://", "ftp://news.example/", "http://[::1/"]
)
def test_a_source_that_is_not_there_is_told(found, source):
    assert isinstance(found(source)[source], Skipped)


@pytest.mark.parametrize(
    ("given", "places"),
    [
        (TEXT.encode(), {"standard input": "unknown"}),
        (b"", {"standard input": "unknown"}),
        (b'\xef\xbb\xbf{"text": "a"}\n\n{"text": "b"}', {"standard input:1": "record", "standard input:3": "record"}),
    ],
)
def test_standard_input_is_one_article_or_many_lines(found, given, places):
    assert {place: each.form for place, each in found("-", given).items()} == places


def test_a_line_that_is_too_long_is_skipped_and_the_next_is_read(monkeypatch, tmp_path, found):
    monkeypatch.setattr(lines, "MOST_BYTES", 1 << 10)
    path = tmp_path / "a.jsonl"
    path.write_bytes(b"{%s}\n{}\n{%s" % (b" " * 5000, b" " * 5000))

    told = found(path)

    assert [type(each) for each in told.values()] == [Skipped, Piece, Skipped]
    assert [*told] == [f"{path}:{number}" for number in (1, 2, 3)]


def test_no_more_than_a_little_is_held_of_a_long_input(found):
    piece = found("-", b"a" * (MOST_BYTES * 2))["standard input"]

    assert len(piece.content) <= 2 * MOST_BYTES + 2
