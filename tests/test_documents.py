"""What the README and the tutorial tell a reader to do is done here, and what they show is what comes out.

In a page a block of `sh` is run; a block of `text` right after it is what it prints, where `…` stands for anything. A
path alone on a line, before a block, names the file whose content the block is.
"""

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.conftest import TOKEN

from coopkg.publish.competency import competency_questions

ROOT = Path(__file__).parent.parent
PART = re.compile(r"^(?:`([\w./-]+)`:\n\n)?```(\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
LINK = re.compile(r"\]\(([^)#:]+)(?:#[^)]*)?\)")
ADDRESS = "http://127.0.0.1:8000"


def script_of(page: Path, server: str) -> Iterator[tuple[str, str]]:
    """Yield what a reader of `page` does, as commands of a shell, each with what the page shows of its output."""
    parts = [part for part in PART.findall(page.read_text(encoding="utf-8")) if part[0] or part[1] in {"sh", "text"}]
    for (name, kind, content), (*_, next_kind, shown) in zip(parts, [*parts[1:], ("", "", "")], strict=True):
        if name:
            yield f"cat > {name} <<'END OF FILE'\n{content}END OF FILE\n", ""
        elif kind == "sh":
            yield content.replace(ADDRESS, server), shown.replace(ADDRESS, server) if next_kind == "text" else "…"


def follow(page: Path, directory: Path, environ: dict[str, str], server: str = ADDRESS) -> None:
    """Do what `page` says, in one shell that stops at the first failure, and compare what comes out."""
    steps = list(script_of(page, server))
    assert steps
    commands = "".join(f"{command}\necho '=== {number}'\n" for number, (command, _) in enumerate(steps))
    ran = subprocess.run(
        ["/bin/sh", "-e", "-c", commands],
        cwd=directory,
        env=environ,
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert ran.returncode == 0, f"{ran.stdout[-2000:]}\n{ran.stderr[-2000:]}"
    printed = re.split(r"=== \d+\n", ran.stdout)
    for (command, shown), found in zip(steps, printed, strict=False):
        pattern = ".*?".join(map(re.escape, shown.split("…")))
        assert re.fullmatch(pattern, found, re.DOTALL), f"{command}\nshows\n{shown}\nbut prints\n{found}"


@pytest.fixture
def environ(tmp_path):
    """This environment with our `coopkg` first on the path, and a store of its own."""
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    return {key: value for key, value in os.environ.items() if not key.startswith("COOPKG_")} | {
        "PATH": path,
        "COOPKG_STORE": str(tmp_path / "store"),
    }


needs_curl = pytest.mark.skipif(shutil.which("curl") is None, reason="curl is not installed")


@needs_curl
def test_the_reference_of_http_is_true(tmp_path, environ, writable):
    follow(ROOT / "docs" / "reference" / "http.md", tmp_path, environ | {"TOKEN": TOKEN}, writable)


@needs_curl
def test_the_readme_is_true(tmp_path, environ, writable):
    for name in ("data", "ontology"):
        shutil.copytree(ROOT / name, tmp_path / name)
    (tmp_path / "var").mkdir()
    subprocess.run(
        [sys.executable, "-m", "coopkg", "build"], cwd=tmp_path, env=environ, check=True, capture_output=True
    )

    follow(ROOT / "README.md", tmp_path, environ | {"TOKEN": TOKEN}, writable)


def test_the_how_to_of_rules_is_true(tmp_path, environ):
    for name in ("data", "ontology"):
        shutil.copytree(ROOT / name, tmp_path / name)

    follow(ROOT / "docs" / "how-to" / "add-a-rule.md", tmp_path, environ)


def test_the_how_to_of_changing_a_closure_is_true(tmp_path, environ):
    follow(ROOT / "docs" / "how-to" / "change-a-closure.md", tmp_path, environ)


def test_the_tutorial_is_true(tmp_path, environ):
    del environ["COOPKG_STORE"]

    follow(ROOT / "docs" / "tutorial.md", tmp_path, environ)


def test_the_readme_lists_every_competency_question_in_both_languages():
    readme = (ROOT / "README.md").read_text(encoding="utf-8")

    for question in competency_questions("https://w3id.org/coopkg/"):
        assert f"| `{question.name}` | {question.question['en']} <br> {question.question['vi']} |" in readme


@pytest.mark.parametrize("target", ["serve", "test", "setup", "check"])
def test_the_readmes_make_targets_exist(target):
    made = subprocess.run(["make", "--dry-run", target], cwd=ROOT, capture_output=True, check=False)  # noqa: S607

    assert made.returncode == 0


PAGES = [ROOT / "README.md", ROOT / "CHANGELOG.md", *sorted((ROOT / "docs").rglob("*.md"))]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(ROOT).as_posix())
def test_links_between_pages_lead_somewhere(page):
    links = LINK.findall(page.read_text(encoding="utf-8"))

    assert [link for link in links if not (page.parent / link).exists()] == []
