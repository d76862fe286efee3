"""Tables in Markdown."""

from collections.abc import Iterator


def head(*names: str) -> Iterator[str]:
    """Yield the head of a table: the first column is text, the others are figures.

    >>> list(head("what", "ms"))
    ['| what | ms |', '| --- | ---: |']
    """
    yield row(*names)
    yield row("---", *["---:"] * (len(names) - 1))


def row(*cells: str) -> str:
    """Return one line of a table."""
    return f"| {' | '.join(cells)} |"
