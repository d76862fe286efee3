"""The command line: `coopkg COMMAND`. Each command lives in a module of its own, imported only when it is called.

Exit codes: 0 done; 1 something is wrong with what was given (faults in the data, an invalid query, an unknown term);
2 the command was called wrongly; 3 the surroundings are in the way (no snapshot, a setting, an endpoint, a port, an
output that cannot be written).
"""

import logging
import os
import sys
from collections.abc import Sequence
from importlib import import_module
from logging.config import dictConfig
from typing import NoReturn

import click

from coopkg import __version__
from coopkg.bootstrap.logs import logging_of
from coopkg.cli.examples import write_examples
from coopkg.errors import (
    BenchError,
    BusyError,
    CoopkgError,
    EndpointError,
    OutputError,
    SettingError,
    SnapshotError,
    WorkerError,
    WriterError,
)
from coopkg.settings import Settings

EXIT_BAD_INPUT = 1
EXIT_SURROUNDINGS = 3
EXIT_INTERRUPTED = 130
SURROUNDINGS = (
    SettingError, SnapshotError, EndpointError, OutputError, BenchError, BusyError, WorkerError, WriterError,
)  # fmt: skip

#: Each command with its module in this package, in the order in which a newcomer meets them.
COMMANDS = (
    "build",
    "review",
    "withdraw",
    "serve",
    "check",
    "ingest",
    "query",
    "explain",
    "export",
    "load",
    "backup",
    "restore",
    "token",
    "infer",
    "spark",
    "schema",
    "bench",
)


#: Commands that touch neither data nor store: a bad setting does not stop them.
WITHOUT_SETTINGS = frozenset({"infer", "spark", "schema", "bench", "token"})


class LazyGroup(click.Group):
    """A group that imports the module of a command only when that command is asked for, so that each starts fast."""

    def format_epilog(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the example."""
        del ctx
        write_examples(formatter, ("coopkg build && coopkg query memberships",))

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
    """Build, serve and question a knowledge graph of international cooperation.

    Exit codes: 0 done; 1 something is wrong with what was given; 2 the command was called wrongly; 3 the surroundings
    are in the way (no snapshot, a setting, an endpoint, a port in use, an output that cannot be written); 130 stopped
    by Ctrl-C.
    """
    # rdflib warns of each ill-typed literal with a traceback; where one matters, the error tells it.
    logging.getLogger("rdflib").setLevel(logging.ERROR)
    if context.invoked_subcommand in WITHOUT_SETTINGS:
        return
    settings = Settings.from_environ(os.environ)
    dictConfig(logging_of(settings.log_level, settings.log_form))
    context.obj = settings


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the command line (without `arguments`: that of the process) and exit with its code.

    Errors that we raise on purpose, and those of the operating system, are told without a traceback.
    """
    try:
        sys.exit(coopkg(arguments, prog_name="coopkg", standalone_mode=False) or 0)
    except click.ClickException as error:
        error.show()
        sys.exit(error.exit_code)
    except click.Abort:
        sys.exit(EXIT_INTERRUPTED)
    except CoopkgError as error:
        _fail(str(error), exit_code_of(error))
    except BrokenPipeError:
        # Whoever read the output has seen enough; the interpreter must not complain of it again at its end.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(EXIT_SURROUNDINGS)
    except OSError as error:
        _fail(f"{error.filename or 'output'}: {error.strerror or error}", EXIT_SURROUNDINGS)


def exit_code_of(error: CoopkgError) -> int:
    """Return the code with which a command exits that stops for `error`."""
    return EXIT_SURROUNDINGS if isinstance(error, SURROUNDINGS) else EXIT_BAD_INPUT


def _fail(reason: str, code: int) -> NoReturn:
    click.echo(f"coopkg: {reason}", err=True)
    sys.exit(code)
