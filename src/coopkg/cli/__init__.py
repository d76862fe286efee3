"""The command line: `coopkg COMMAND`. Each command lives in a module of its own, imported only when it is called.

Exit codes: 0 done; 1 something is wrong with what was given (faults in the data, an invalid query, an unknown term);
2 the command was called wrongly; 3 the surroundings are in the way (no snapshot, a setting, an endpoint, a port).
"""

import logging
import os
import sys
from collections.abc import Sequence
from importlib import import_module

import click

from coopkg import __version__
from coopkg.bootstrap.logs import LOG_FORMAT
from coopkg.errors import CoopkgError, EndpointError, SettingError, SnapshotError
from coopkg.settings import Settings

EXIT_BAD_INPUT = 1
EXIT_SURROUNDINGS = 3
SURROUNDINGS = (SettingError, SnapshotError, EndpointError)

#: Each command with its module in this package, in the order in which a newcomer meets them.
COMMANDS = ("build", "serve", "check", "query", "explain", "export", "load", "infer", "schema")


class LazyGroup(click.Group):
    """A group that imports the module of a command only when that command is asked for, so that each starts fast."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the names of all commands, in the order of `COMMANDS`."""
        del ctx
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Return the command called `cmd_name`, or None."""
        del ctx
        if cmd_name not in COMMANDS:
            return None
        command: click.Command = import_module(f"coopkg.cli.{cmd_name}").command
        return command


@click.group(cls=LazyGroup, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 110})
@click.version_option(__version__, prog_name="coopkg")
@click.pass_context
def coopkg(context: click.Context) -> None:
    r"""Build, serve and question a knowledge graph of international cooperation.

    \b
    Example:
      coopkg build && coopkg query memberships

    Exit codes: 0 done; 1 something is wrong with what was given; 2 the command was called wrongly; 3 the surroundings
    are in the way (no snapshot, a setting, an endpoint, a port in use).
    """
    settings = Settings.from_environ(os.environ)
    logging.basicConfig(level=settings.log_level, format=LOG_FORMAT)
    context.obj = settings


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the command line (without `arguments`: that of the process) and exit with its code.

    Errors that we raise on purpose are told without a traceback.
    """
    try:
        coopkg(arguments, prog_name="coopkg")
    except CoopkgError as error:
        click.echo(f"coopkg: {error}", err=True)
        sys.exit(EXIT_SURROUNDINGS if isinstance(error, SURROUNDINGS) else EXIT_BAD_INPUT)
