import inspect
from pathlib import Path

import pytest

from coopkg import errors
from coopkg.errors import (
    BadInputError,
    CoopkgError,
    FaultsError,
    InconsistencyError,
    OntologyError,
    ProofError,
    QueryError,
    RuleError,
    SettingError,
    SnapshotError,
    UnknownTermError,
)

CASES = [
    (BadInputError("a.yaml", 3, "no such kind"), "a.yaml:3: no such kind", {"path": Path("a.yaml"), "line": 3}),
    (BadInputError(Path("a.yaml"), 0, "empty"), "a.yaml: empty", {"line": 0, "reason": "empty"}),
    (RuleError("chair-of", "no head", 2, 7), "chair-of:2:7: no head", {"rule": "chair-of", "line": 2, "column": 7}),
    (RuleError("chair-of", "no head"), "chair-of: no head", {"line": 0, "column": 0}),
    (OntologyError("_:l", "a list without an end"), "_:l: a list without an end", {"subject": "_:l"}),
    (InconsistencyError(["a", "b"]), "the dataset is inconsistent:\na\nb", {"clashes": ("a", "b")}),
    (ProofError(3, "it is not stated"), "step 3: it is not stated", {"step": 3}),
    (ProofError(0, "no step"), "no step", {"step": 0, "reason": "no step"}),
    (QueryError("unexpected }", 1, 9), "line 1, column 9: unexpected }", {"line": 1, "column": 9}),
    (QueryError("too long"), "too long", {"line": 0, "column": 0}),
    (UnknownTermError("iso9", "no such entity"), "iso9: no such entity", {"term": "iso9"}),
    (SnapshotError(Path("var"), "nothing built yet"), "var: nothing built yet", {"path": Path("var")}),
    (SettingError("PORT", "not a port"), "PORT: not a port", {"name": "PORT"}),
]


@pytest.mark.parametrize(("error", "text", "fields"), CASES, ids=lambda case: type(case).__name__)
def test_an_error_tells_its_place_in_words_and_in_fields(error, text, fields):
    assert str(error) == text
    assert {name: getattr(error, name) for name in fields} == fields


def test_faults_keep_every_fault_in_order():
    faults = [BadInputError("b", 2, "x"), BadInputError("a", 1, "y")]

    error = FaultsError(faults)

    assert error.faults == tuple(faults)
    assert str(error) == "b:2: x\na:1: y"


def test_every_error_is_in_the_one_tree_and_drawn_in_it():
    classes = [cls for _, cls in inspect.getmembers(errors, inspect.isclass) if cls.__module__ == errors.__name__]

    assert all(issubclass(cls, CoopkgError) for cls in classes)
    assert {cls.__name__ for cls in classes} == {word for word in errors.__doc__.split() if word in dir(errors)}
