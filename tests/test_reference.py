"""What a user can set or call stands in the reference."""

import re
from pathlib import Path

import pytest

from coopkg.cli import COMMANDS
from coopkg.errors import CoopkgError
from coopkg.settings import Settings

REFERENCE = Path(__file__).parent.parent / "docs" / "reference"
VARIABLES = re.findall(r"`[a-z_]+` +`([A-Z_]+)`", Settings.__doc__ or "")


def test_the_docstring_of_the_settings_names_a_variable_for_each_field():
    assert len(VARIABLES) == len(Settings.__dataclass_fields__)


@pytest.mark.parametrize("variable", VARIABLES)
def test_each_setting_stands_in_the_reference(variable):
    assert f"| `{variable}` |" in (REFERENCE / "settings.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("command", COMMANDS)
def test_each_command_stands_in_the_reference(command):
    assert f"\n## coopkg {command}\n" in (REFERENCE / "commands.md").read_text(encoding="utf-8")


def subclasses(cls: type) -> list[type]:
    return [each for direct in cls.__subclasses__() for each in (direct, *subclasses(direct))]


def test_every_error_stands_in_the_tree_of_errors():
    tree = (
        Path(__file__).parent.parent.joinpath("src", "coopkg", "errors.py").read_text(encoding="utf-8").split('"""')[1]
    )
    own = [error for error in subclasses(CoopkgError) if error.__module__ == "coopkg.errors"]

    assert own
    assert [error.__name__ for error in own if f"── {error.__name__} " not in tree] == []
