"""The options of `coopkg ingest` that name a language model."""

import re

import click

from coopkg.bootstrap.models import Model
from coopkg.network.posting import host_and_path

_NAME = re.compile(r"[\w.:/@+-]{1,100}", re.ASCII)


def base_address(context: click.Context, parameter: click.Parameter, value: str | None) -> str | None:
    """Return the address of a server as it was given; BadParameter where it is none, or holds a password."""
    del context, parameter
    try:
        if value is not None:
            host_and_path(value)
    except ValueError as error:
        # The address itself is not told again: it may hold a password.
        raise click.BadParameter(f"{error}; as in http://127.0.0.1:8080/v1") from None
    return value


def model_name(context: click.Context, parameter: click.Parameter, value: str | None) -> str | None:
    """Return the name of a model; BadParameter where it could be none."""
    del context, parameter
    if value is not None and _NAME.fullmatch(value) is None:
        raise click.BadParameter("a name has ASCII letters, digits and . : / @ + - _ only, 100 of them at most")
    return value


def asked_model(server: str | None, name: str | None, answer_s: float) -> Model | None:
    """Return the model that both options name, None where neither is given; UsageError where one of them is missing."""
    if server is None and name is None:
        return None
    if server is None or name is None:
        raise click.UsageError("--llm and --model belong together: a server, and the name of a model there")
    return Model(server, name, answer_s)
