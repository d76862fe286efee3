"""The shape of the code, as far as a machine can tell: sizes, and texts that belong elsewhere."""

import ast
import re
from pathlib import Path

import pytest

SOURCES = sorted((Path(__file__).parent.parent / "src").rglob("*.py"))
MOST_LINES_OF_A_MODULE = 400
MOST_LINES_OF_A_FUNCTION = 40
# One case for each kind of fact: a list, which a reader takes in at one sight however long it is.
LONG_ON_PURPOSE = {"description_of"}


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: path.name)
def test_a_module_is_read_at_one_sitting(path):
    lines = path.read_text(encoding="utf-8").splitlines()
    functions = [node for node in ast.walk(ast.parse("\n".join(lines))) if isinstance(node, ast.FunctionDef)]
    long = [
        function.name
        for function in functions
        if (function.end_lineno or 0) - function.lineno >= MOST_LINES_OF_A_FUNCTION
    ]

    assert len(lines) <= MOST_LINES_OF_A_MODULE
    assert set(long) <= LONG_ON_PURPOSE


QUERY = re.compile(r"\b(?:SELECT|DESCRIBE)\b[^.]*\{.*\?\w+ .*\}", re.DOTALL)


def texts_of(source: str) -> list[str]:
    """Return the strings of a module that are no docstrings."""
    nodes = list(ast.walk(ast.parse(source)))
    documented = [node for node in nodes if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef)]
    docstrings = {ast.get_docstring(node, clean=False) for node in documented}
    constants = (node.value for node in nodes if isinstance(node, ast.Constant) and isinstance(node.value, str))
    return [text for text in constants if text not in docstrings]


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: path.name)
def test_queries_live_in_files(path):
    assert [text for text in texts_of(path.read_text(encoding="utf-8")) if QUERY.search(text)] == []


def test_a_query_in_a_string_would_be_found():
    source = 'EXAMPLE = """PREFIX org: <urn:org>\\nSELECT ?body WHERE { ?member org:memberOf ?body }"""'

    assert [text for text in texts_of(source) if QUERY.search(text)]
