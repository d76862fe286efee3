"""The example of `docs/how-to/add-an-article-by-hand.md` does what the page says."""

import re
import shutil
from pathlib import Path

import pytest

from coopkg.errors import FaultsError
from coopkg.ingest.inputs import read_data

ROOT = Path(__file__).parents[3]
PAGE = (ROOT / "docs/how-to/add-an-article-by-hand.md").read_text()
FILES = dict(re.findall(r"^`data/([^`]+)`:\n\n```\w+\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL))
FAULTS = re.search(r"^```text\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)[1]


@pytest.fixture
def example(tmp_path):
    shutil.copytree(ROOT / "data", tmp_path / "data")
    for name, content in FILES.items():
        (tmp_path / "data" / name).write_text(content)
    return tmp_path


def test_the_check_tells_the_faults_that_the_page_shows(example):
    with pytest.raises(FaultsError) as caught:
        read_data(example / "data")

    assert str(caught.value).replace(f"{example}/", "") == FAULTS.rstrip("\n")


def test_put_right_as_the_page_says_the_files_are_read(example):
    facts = example / "data/facts/hoi-thao-vi-du.yaml"
    text = facts.read_text()
    for wrong, right in re.findall(r"Write `(start[^`]+)` and `([^`]+)`", PAGE):
        text = text.replace("start: 0, end: 30", wrong).replace("vien-vidu", right)
    facts.write_text(text)

    inputs = read_data(example / "data")
    added = [fact for fact in inputs.facts if fact.id.startswith("hoi-thao-vi-du")]
    assert [fact.is_stated for fact in added] == [True, True, True, False]
    assert added[2].content.organization == "iso"


def test_withdrawn_as_the_page_says_no_fact_of_the_article_is_stated(example):
    facts = example / "data/facts/hoi-thao-vi-du.yaml"
    line = re.search(r"`(withdrawn: [0-9-]+)`", PAGE)[1]
    text = facts.read_text().replace("start: 0, end: 30", "start: 16, end: 46").replace("vien-vidu", "vien-vi-du")
    facts.write_text(f"{line}\n{text}")

    inputs = read_data(example / "data")
    assert not any(fact.is_stated for fact in inputs.facts if fact.id.startswith("hoi-thao-vi-du"))
