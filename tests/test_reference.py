"""What a user can set or call stands in the reference."""

import re
from pathlib import Path

import pytest

from coopkg.cli import COMMANDS, EXIT_INTERRUPTED, exit_code_of
from coopkg.errors import CoopkgError
from coopkg.settings import ChangeLimits, QueryLimits, Settings

REFERENCE = Path(__file__).parent.parent / "docs" / "reference"
NAMED = {
    each: re.findall(r"`[a-z_]+` +`([A-Z_]+)`", each.__doc__ or "") for each in (Settings, ChangeLimits, QueryLimits)
}
VARIABLES = [variable for variables in NAMED.values() for variable in variables]
#: Fields that hold settings of their own.
GROUPS = {"changes", "queries"}


@pytest.mark.parametrize("settings", NAMED, ids=lambda each: each.__name__)
def test_the_docstring_of_the_settings_names_a_variable_for_each_field(settings):
    assert len(NAMED[settings]) == len(settings.__dataclass_fields__.keys() - GROUPS)


@pytest.mark.parametrize("variable", VARIABLES)
def test_each_setting_stands_in_the_reference(variable):
    assert f"| `{variable}` |" in (REFERENCE / "settings.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("command", COMMANDS)
def test_each_command_stands_in_the_reference(command):
    assert f"\n## coopkg {command}\n" in (REFERENCE / "commands.md").read_text(encoding="utf-8")


#: What each error means for whoever called the command, as the table of exit codes puts it.
EXIT_CODES = {
    1: "BadInputError FaultsError RuleError GrammarError OntologyError InconsistencyError ProofError QueryError "
    "UnknownTermError RefusedError LoadError LimitError",
    3: "SettingError SnapshotError NoSpaceError EndpointError OutputError BenchError BusyError WorkerError WriterError",
}


def test_each_error_has_one_exit_code():
    own = [error for error in subclasses(CoopkgError) if error.__module__ == "coopkg.errors"]

    told = {error.__name__: exit_code_of(error.__new__(error)) for error in own}

    assert told == {name: code for code, names in EXIT_CODES.items() for name in names.split()}


def test_the_exit_codes_stand_in_the_reference():
    text = (REFERENCE / "commands.md").read_text(encoding="utf-8")

    assert re.findall(r"^\| (\d+) \|", text, re.MULTILINE) == ["0", "1", "2", "3", "130"]
    assert {0, 2, *EXIT_CODES, EXIT_INTERRUPTED} == {0, 1, 2, 3, 130}


def subclasses(cls: type) -> list[type]:
    return [each for direct in cls.__subclasses__() for each in (direct, *subclasses(direct))]


def test_every_error_stands_in_the_tree_of_errors():
    tree = (
        Path(__file__).parent.parent.joinpath("src", "coopkg", "errors.py").read_text(encoding="utf-8").split('"""')[1]
    )
    own = [error for error in subclasses(CoopkgError) if error.__module__ == "coopkg.errors"]

    assert own
    assert [error.__name__ for error in own if f"── {error.__name__} " not in tree] == []
