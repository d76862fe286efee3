"""Solutions as a table of text, for terminals."""

import unicodedata
from collections.abc import Mapping, Sequence

from coopkg.rdf.nquads import serialize_term
from coopkg.rdf.terms import BlankNode, Literal, Term


def text_table(variables: Sequence[str], rows: Sequence[Mapping[str, Term]], prefixes: Mapping[str, str]) -> str:
    """Return the solutions as aligned columns with a line of headings; IRIs by prefix, literals by their text."""
    cells = [[_shown(row[name], prefixes) if name in row else "" for name in variables] for row in rows]
    widths = [max(map(_width, column)) for column in zip(variables, *cells, strict=True)]
    lines = [_line(variables, widths), _line(["-" * width for width in widths], widths)]
    lines += [_line(row, widths) for row in cells]
    return "".join(f"{line}\n" for line in lines)


def _shown(term: Term, prefixes: Mapping[str, str]) -> str:
    if isinstance(term, Literal):
        return " ".join(term.lexical.split())
    if isinstance(term, BlankNode):
        return serialize_term(term)
    fitting = [(prefix, namespace) for prefix, namespace in prefixes.items() if term.startswith(namespace)]
    if not fitting:
        return term
    prefix, namespace = max(fitting, key=lambda each: len(each[1]))
    return f"{prefix}:{term[len(namespace) :]}"


def _line(cells: Sequence[str], widths: Sequence[int]) -> str:
    padded = (cell + " " * (width - _width(cell)) for cell, width in zip(cells, widths, strict=True))
    return "  ".join(padded).rstrip()


def _width(text: str) -> int:
    """Return how many places `text` takes: combining marks take none, East Asian wide characters two."""
    wide = sum(unicodedata.east_asian_width(character) in {"W", "F"} for character in text)
    marks = sum(unicodedata.combining(character) > 0 for character in text)
    return len(text) + wide - marks
