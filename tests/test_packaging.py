"""What is installed, and what a command loads: locks with hashes and without addresses, imports kept lazy."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
HEAVY = {"flask", "granian", "owlrl", "pydantic", "pyshacl", "rdflib", "SPARQLWrapper", "yaml"}


@pytest.mark.parametrize(
    "name", ["requirements.lock", "requirements-dev.lock", "requirements-spark.lock", "requirements-bench.lock"]
)
def test_a_lock_pins_everything_by_hash_and_names_no_address(name):
    text = (ROOT / name).read_text(encoding="utf-8")
    requirements = re.split(r"\n(?=[a-z])", text)

    assert len(requirements) > 30
    assert [each for each in requirements if not re.match(r"[\w.-]+==\S+ .*--hash=sha256:", each, re.DOTALL)] == []
    assert "://" not in text
    assert not re.search(r"^\s*--(?!hash=)", text, re.MULTILINE)


@pytest.mark.parametrize("command", ["explain", "query", "export"])
def test_a_command_that_only_reads_loads_nothing_heavy(command):
    code = f"import sys, coopkg.cli.{command}; print(*sys.modules)"

    loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, encoding="utf-8", check=True).stdout

    assert set(loaded.split()) & HEAVY == set()


def test_a_check_that_reads_facts_loads_what_it_needs():
    code = "import sys, coopkg.cli.check; print(*sys.modules)"

    loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, encoding="utf-8", check=True).stdout

    assert {"pydantic", "yaml"} <= set(loaded.split())
