import pytest

from coopkg.errors import FaultsError
from coopkg.ingest.inputs import read_data
from coopkg.ingest.text import files_in, read_text, unfit


def faults_of(data):
    with pytest.raises(FaultsError) as caught:
        read_data(data.path)
    return [(str(fault.path.relative_to(data.path)), fault.line, fault.reason) for fault in caught.value.faults]


@pytest.mark.parametrize("name", ["articles/first.md", "facts/first.yaml", "registry/things.yaml"])
def test_bytes_that_are_not_utf8_are_told_by_line_and_column(data, name):
    raw = (data.path / name).read_bytes()
    data.write(name, raw.replace("Bộ B".encode(), b"B\xf4\x8f B", 1))

    line = raw.split("Bộ B".encode())[0].count(b"\n") + 1
    column = len(raw.split("Bộ B".encode())[0].split(b"\n")[-1]) + 2
    (fault,) = faults_of(data)
    assert fault[:2] == (name, line)
    assert f"invalid UTF-8: byte 0xF4, byte {column} of the line" in fault[2]


def test_an_unreadable_registry_or_article_brings_no_faults_in_the_facts_that_name_it(data):
    data.write("registry/things.yaml", b"\xff")
    data.write("articles/first.md", b"\xff")

    assert [fault[:2] for fault in faults_of(data)] == [("articles/first.md", 1), ("registry/things.yaml", 1)]


@pytest.mark.parametrize("line_end", [b"\r\n", b"\r"])
def test_offsets_do_not_depend_on_line_ends(data, line_end):
    expected = read_data(data.path)
    for name in ("articles/first.md", "facts/first.yaml", "registry/things.yaml"):
        data.write(name, (data.path / name).read_bytes().replace(b"\n", line_end))

    inputs = read_data(data.path)

    assert inputs.articles == expected.articles
    assert inputs.facts == expected.facts


def test_a_byte_order_mark_is_no_part_of_the_text(data, record):
    expected = read_data(data.path)
    for name in ("articles/first.md", "facts/first.yaml", "registry/things.yaml"):
        data.write(name, b"\xef\xbb\xbf" + (data.path / name).read_bytes())
    data.write("facts/more.jsonl", b"\xef\xbb\xbf" + record.encode())

    inputs = read_data(data.path)

    assert inputs.articles == expected.articles
    assert inputs.facts[:-1] == expected.facts


def test_a_text_that_is_not_nfc_is_one_fault_and_its_quotations_are_still_judged(data):
    data.change("articles/first.md", "Bộ B là thành viên", "Bo\u0323\u0302 B la\u0300 thành viên")
    data.change("articles/first.md", "tài trợ 57", "ta\u0300i trợ 57")
    data.change("facts/first.yaml", "start: 69", "start: 70")

    (article, fact) = faults_of(data)
    assert article[:2] == ("articles/first.md", 8)
    assert article[2] == "not in Unicode NFC: convert it, or offsets would be off (and 1 more lines, to line 9)"
    assert "the quotation stands at 69–84" in fact[2]


@pytest.mark.parametrize("character", ["\0", "\x07", "\x0b", "\x85", "\u2028", "\ufffe"])
def test_control_characters_are_faults(data, character):
    data.change("articles/first.md", "Tổ chức A tài trợ", f"Tổ chức A{character}tài trợ")
    data.change("facts/first.yaml", "quote: hơn 80", f"quote: hơn{character}80")

    (article, fact) = faults_of(data)
    assert article == (
        "articles/first.md",
        9,
        f"the character U+{ord(character):04X} may not stand in a text: remove it",
    )
    assert fact[:2] == ("facts/first.yaml", 23)


def test_tabs_emoji_and_vietnamese_are_fit():
    assert unfit("Hội đồng\tISO 🇻🇳\nđã") is None


def test_a_missing_directory_is_a_fault(tmp_path):
    with pytest.raises(FaultsError) as caught:
        read_data(tmp_path / "nowhere")

    assert [fault.reason.split(":")[0] for fault in caught.value.faults] == ["no such directory"] * 3


def test_no_file_is_silently_left_unread(data):
    data.write("facts/second.yml", "")
    data.write("facts/third.json", "")
    data.write("registry/more/things.yaml", "")
    data.write("articles/.hidden", "")
    data.write("articles/first.md~", "")

    assert [(path, reason.split(" are ")[0]) for path, _, reason in faults_of(data)] == [
        ("facts/second.yml", "only files called *.jsonl or *.yaml"),
        ("facts/third.json", "only files called *.jsonl or *.yaml"),
        ("registry/more", "only files called *.yaml"),
    ]


def test_a_file_that_cannot_be_opened_is_a_fault(tmp_path):
    (tmp_path / "a.md").symlink_to(tmp_path / "gone")

    assert files_in(tmp_path, {".md"})[0] == []
    assert read_text(tmp_path / "a.md")[1][0].reason == "cannot be read: No such file or directory"


def test_an_article_file_is_named_by_a_slug(data):
    data.write("articles/Bài 1.md", (data.path / "articles/first.md").read_bytes())

    (fault,) = faults_of(data)
    assert fault[:2] == ("articles/Bài 1.md", 0)
    assert "is not a slug" in fault[2]


def test_an_article_has_a_text(data):
    data.write("articles/second.md", "---\ntitle: Trống\nkind: brief\nlanguage: vi\n---\n \n")

    assert faults_of(data) == [("articles/second.md", 0, "there is no text after the front matter")]


def test_the_body_is_all_that_follows_the_closing_line(data):
    data.write("articles/second.md", "---\ntitle: A\nkind: original\nlanguage: en\n---\n\n  One\n---\ntwo")

    assert read_data(data.path).articles["second"].text == "\n  One\n---\ntwo"
