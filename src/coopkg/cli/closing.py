"""The options that the commands which write a closure share: what to reason with, and how much to write."""

from collections.abc import Callable
from functools import reduce
from pathlib import Path
from typing import Any, TypedDict, TypeVar

import click

FILE = click.Path(path_type=Path, exists=True, dir_okay=False)

_Function = TypeVar("_Function", bound=Callable[..., Any])


class ClosingOptions(TypedDict):
    """The shared options, by name."""

    ontologies: tuple[Path, ...]
    rules: Path | None
    is_inferred_only: bool
    is_with_axiomatic: bool


_OPTIONS = (
    click.option(
        "--ontology",
        "ontologies",
        multiple=True,
        type=FILE,
        help="A file of axioms to reason with, any syntax, on this machine; may be repeated.",
    ),
    click.option(
        "--rules",
        type=click.Path(path_type=Path, exists=True, file_okay=False),
        help="A directory of user rules (*.rq, SPARQL CONSTRUCT).",
    ),
    click.option(
        "--inferred-only", "is_inferred_only", is_flag=True, help="Write only what follows, not what was given."
    ),
    click.option(
        "--with-axiomatic",
        "is_with_axiomatic",
        is_flag=True,
        help="Write reflexive and axiomatic triples too, which hold of everything named.",
    ),
)


def with_closing_options(function: _Function) -> _Function:
    """Return `function`, which becomes a command, with the shared options; they stand in the order of this module."""
    return reduce(lambda decorated, option: option(decorated), reversed(_OPTIONS), function)
