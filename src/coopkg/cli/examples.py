"""A command whose help ends in examples, printed as they are written."""

from typing import Any

import click


class Command(click.Command):
    """A click command with `examples`: lines that a user can type."""

    def __init__(self, *arguments: Any, examples: tuple[str, ...], **settings: Any) -> None:  # noqa: ANN401 - click's
        super().__init__(*arguments, **settings)
        self.examples = examples

    def format_epilog(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the examples, each on a line of its own, after the options."""
        del ctx
        write_examples(formatter, self.examples)


def write_examples(formatter: click.HelpFormatter, examples: tuple[str, ...]) -> None:
    """Write `examples` as a section of a help page; click would fill them into paragraphs."""
    with formatter.section("Examples" if len(examples) > 1 else "Example"):
        for example in examples:
            formatter.write(f"{'':>{formatter.current_indent}}{example}\n")
