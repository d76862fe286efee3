"""The page on extending the grammar is true: its rule is added to a copy of the grammar, its commands are run there."""

import os
import re
import shutil
import subprocess
import sys

from tests.extract.sentences import HERE
from tests.test_documents import PART

ROOT = HERE.parents[1]
PAGE = ROOT / "docs" / "how-to" / "extend-the-grammar.md"
# The gold list may not be there, and all sentences together take their time.
PASSED_OVER = re.compile(r"^(?:COOPKG_GOLD=.*|.*pytest -q tests/extract)\n", re.MULTILINE)


def add(file, content):
    """Add what the page says to a file: a rule before `joins`, anything else at the end."""
    before, joins, after = file.read_text(encoding="utf-8").partition("- name: joins\n")
    file.write_text(f"{before}\n{content}\n{joins}{after}", encoding="utf-8")


def run(command, directory):
    ran = subprocess.run(
        ["/bin/sh", "-e", "-c", command.replace(".venv/bin/python", sys.executable)],
        cwd=directory,
        env=os.environ | {"PYTHONPATH": f"{directory / 'src'}{os.pathsep}{directory}"},
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert ran.returncode == 0, f"{command}\n{ran.stdout[-2000:]}\n{ran.stderr[-2000:]}"
    return ran.stdout


def test_the_page_on_extending_the_grammar_is_true(tmp_path):
    without = shutil.ignore_patterns("__pycache__", "data", "ontology", "_bundled", "static", "node_modules")
    shutil.copytree(ROOT / "src", tmp_path / "src", ignore=without)
    shutil.copytree(HERE, tmp_path / "tests" / "extract", ignore=without)
    shutil.copytree(ROOT / "data" / "registry", tmp_path / "data" / "registry")
    for file in (ROOT / "pyproject.toml", *(ROOT / "tests").glob("*.py")):
        shutil.copy(file, tmp_path / file.relative_to(ROOT))
    told = []
    for name, kind, content in PART.findall(PAGE.read_text(encoding="utf-8")):
        if name:
            add(tmp_path / name, content)
        elif kind == "sh":
            told.append((content, run(PASSED_OVER.sub("", content), tmp_path)))
        elif kind == "text":
            command, printed = told[-1]
            shown = content.rsplit("…passed…\n", 1)[0] if PASSED_OVER.search(command) else content
            pattern = ".*?".join(map(re.escape, shown.split("…")))
            assert re.fullmatch(pattern, printed, re.DOTALL), f"{command}\nshows\n{shown}\nbut prints\n{printed}"
    assert len(told) == 3
