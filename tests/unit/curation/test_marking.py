"""Marking facts as withdrawn: one key more, and everything else as it was written."""

import json
from datetime import date
from pathlib import Path

import pytest

from coopkg.curation.marking import marked
from coopkg.errors import RefusedError
from coopkg.ingest.records import read_records

DAY = date(2026, 12, 1)
YAML = """\
# a comment at the top
article: a   # the head
entered: 2026-11-20

facts:
  # before the first
  - id: a-1   # behind the id
    type: alias
    arguments: {entity: x, alias: 'id: a-2'}

  - type: plan            # the id is not the first key
    arguments:
      content: |
        id: a-1
        withdrawn: never
    id:
      "a-2"
    # the end of a-2
  - {id: a-3, type: alias}
  - id: a-4
    withdrawn: ~   # not yet
  - id: a-5
    withdrawn:
  - id: a-6
    withdrawn: 2026-11-21
  - id: a-7"""
EXPECTED = {
    "a-1": ("  - id: a-1   # behind the id\n", "  - id: a-1   # behind the id\n    withdrawn: '2026-12-01'\n"),
    "a-2": ('      "a-2"\n', "      \"a-2\"\n    withdrawn: '2026-12-01'\n"),
    "a-3": ("{id: a-3", "{withdrawn: '2026-12-01', id: a-3"),
    "a-4": ("withdrawn: ~ ", "withdrawn: '2026-12-01' "),
    "a-5": ("a-5\n    withdrawn:\n", "a-5\n    withdrawn: '2026-12-01'\n"),
    "a-7": ("a-7", "a-7\n    withdrawn: '2026-12-01'"),
}


@pytest.mark.parametrize("line_end", ["\n", "\r\n"])
@pytest.mark.parametrize("bom", ["", "\ufeff"])
@pytest.mark.parametrize("ids", [*([each] for each in EXPECTED), list(EXPECTED)], ids="-".join)
def test_comments_order_and_spelling_of_yaml_stay(ids, bom, line_end):
    expected = YAML
    for each in ids:
        old, new = EXPECTED[each]
        assert expected.count(old) == 1
        expected = expected.replace(old, new)

    def written(text: str) -> bytes:
        return (bom + text.replace("\n", line_end)).encode()

    assert marked(Path("a.yaml"), written(YAML), ids, DAY) == written(expected)


@pytest.mark.parametrize("name", ["hop-tac-quoc-te-2021", "iso-forum-2022-02"])
def test_of_the_sample_only_lines_with_the_day_are_new(name):
    path = Path(__file__).parents[3] / "data" / "facts" / f"{name}.yaml"
    before = path.read_bytes()
    ids = [source.value["id"] for source in read_records(path)]
    lines = marked(path, before, ids, DAY).decode().splitlines(keepends=True)

    assert "".join(line for line in lines if line != "  withdrawn: '2026-12-01'\n").encode() == before
    assert len(lines) == len(before.splitlines()) + len(ids)


LINES = [
    '{"id": "a-1", "time": 2021.50, "arguments": {"x": "\\"withdrawn\\": null"}}',
    '{"id": "a-2", "withdrawn" : null, "type": "alias"}',
    '  {"id": "a-3"}  ',
    '{"id": "a-4", "arguments": {"about": "a-1"}}',
    "",
]


@pytest.mark.parametrize("end", ["", "\n"])
def test_the_other_records_of_json_lines_stay_as_they_are(end):
    before = "\n".join(LINES) + end
    after = marked(Path("a.jsonl"), before.encode(), ["a-1", "a-2", "a-3"], DAY).decode().split("\n")

    assert after[0] == LINES[0].removesuffix("}") + ', "withdrawn": "2026-12-01"}'
    assert after[1] == '{"id": "a-2", "withdrawn": "2026-12-01", "type": "alias"}'
    assert json.loads(after[2]) == {"id": "a-3", "withdrawn": "2026-12-01"}
    assert after[3:] == "\n".join(LINES[3:]).split("\n") + [""] * len(end)


def test_what_cannot_be_marked_without_changing_more_is_refused():
    # The id ends where the next key begins, and that one's value goes on for several lines.
    text = "facts:\n- id: |-\n    a-1\n  type: |-\n    alias\n"

    with pytest.raises(RefusedError, match="by hand"):
        marked(Path("a.yaml"), text.encode(), ["a-1"], DAY)
