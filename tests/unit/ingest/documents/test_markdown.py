import pytest
from hypothesis import given
from hypothesis import strategies as st

from coopkg.ingest.documents.markdown import markdown_body


def test_the_text_begins_after_the_line_end_of_the_closing_fence():
    body = markdown_body("---\ntitle: Hội nghị\n---\n\n# Hội nghị\n")

    assert body.text == "\n# Hội nghị\n"
    assert body.about == {"title": "Hội nghị"}


@pytest.mark.parametrize(
    ("front", "about"),
    [
        ("Title: A\nDate: 2022-02-17\nSource: B", {"title": "A", "published": "2022-02-17", "publisher": "B"}),
        ("source: https://news.example/1", {"url": "https://news.example/1"}),
        ("publish_date: 2022\nlink: https://b.example/1\ntags: [a]", {"published": "2022", "url": "https://b.example/1"}),
        ("title: [a]\nurl: not an address", {}),
        ("title: &a x\nurl: *a", {"title": "x"}),
        ("- a", {}),
        ("", {}),
        ("a: !!python/object/apply:os.system [x]", {}),
    ],
)  # fmt: skip
def test_front_matter_is_read_as_other_tools_write_it(front, about):
    assert markdown_body(f"---\n{front}\n---\nx").about == about


def test_front_matter_that_is_no_yaml_is_told_and_left_out():
    body = markdown_body("---\ntitle: a: b\n---\nx")

    assert (body.text, body.about) == ("x", {})
    assert body.notes == ("the front matter is no YAML and left out",)


@pytest.mark.parametrize("text", ["x\n---\ny", "---\nno end", "----\nx\n---\n", ""])
def test_without_front_matter_all_is_text(text):
    assert markdown_body(text).text == text


def test_a_few_aliases_do_not_stand_for_gigabytes():
    lines = "\n".join(f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9) if n else 'x'}]" for n in range(12))

    assert markdown_body(f"---\n{lines}\ntitle: T\n---\nx").about == {"title": "T"}


@given(st.text())
def test_any_text_has_a_body(text):
    assert text.endswith(markdown_body(text).text)
    assert f"---\n{text}\n---\nend".endswith(markdown_body(f"---\n{text}\n---\nend").text)
