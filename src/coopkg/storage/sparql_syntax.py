"""What Oxigraph's parser tells about a SPARQL text without any of it being executed."""

import re
from collections.abc import Sequence

import pyoxigraph as ox

from coopkg.errors import QueryError
from coopkg.rdf.terms import Iri
from coopkg.storage.query_text import MAX_LENGTH, undeclared_prefix

_PLACE = re.compile(r"error at (\d+):(\d+): (?:expected (.*))?", re.DOTALL)
_NOISE = re.compile(r"\[[^\]]*\](?:\s*\|\s*)?|<unreported>")
# What the parser would take there too, and a user would not.
_UNWANTED = frozenset({"LATERAL", "SERVICE"})
_REASON = re.compile(r".* failed|.* not allowed .*")
_NO_GRAPH = "urn:x-coopkg:no-such-graph"


def resolved(prologue: str, names: Sequence[str]) -> list[Iri]:
    """Return the IRIs that names (`<…>` or `p:x`) stand for after `prologue`.

    The prologue of SPARQL is one of Turtle too, so that the same library resolves relative IRIs and prefixed names.
    """
    document = prologue + "".join(f"{name} <x:p> <x:o> .\n" for name in names)
    subjects = (quad.subject for quad in ox.parse(document, ox.RdfFormat.TURTLE))
    return [Iri(subject.value) for subject in subjects if isinstance(subject, ox.NamedNode)]


def syntax_error(text: str, message: str) -> QueryError:
    """Return the error for the user: an undeclared prefix by name, else what Oxigraph expected and where."""
    found = undeclared_prefix(text) if len(text) <= MAX_LENGTH else None
    if found is not None:
        return found
    match = _PLACE.match(message)
    if match is None:
        return QueryError(f"not valid SPARQL: {message}")
    expected = _NOISE.sub("", (match.group(3) or "").removeprefix("one of "))
    names = [name for name in (part.strip() for part in expected.split(", ")) if name and name not in _UNWANTED]
    reasons = [name for name in names if _REASON.fullmatch(name)]
    hint = reasons[0] if reasons else f"expected {' or '.join(names[:12])}"
    reason = f"not valid SPARQL: {hint}" if names else "not valid SPARQL"
    return QueryError(reason, int(match.group(1)), int(match.group(2)))


def check_operation(prologue: str, operation: str) -> None:
    """Raise QueryError where `operation` is no operation of SPARQL Update; its lines count from 1, `prologue`'s do not.

    Nothing is executed, `LOAD` and `SERVICE` call nobody: an operation that must fail goes before it. `prologue` has
    to be declarations, each with its line end.
    """
    head = f"{prologue}DROP GRAPH <{_NO_GRAPH}> ;\n"
    text = head + operation
    try:
        ox.Store().update(text)
    except SyntaxError as error:
        raise moved(syntax_error(text, str(error)), -head.count("\n")) from error
    except RuntimeError as error:
        if _NO_GRAPH not in str(error):
            raise AssertionError("another operation than the first was executed") from error
        return
    raise AssertionError("a graph was dropped that is not there")


def moved(error: QueryError, lines: int, columns: int = 0) -> QueryError:
    """Return the error with its place so many lines further down, and columns to the right where it is in line 1.

    What comes to lie before the first line has no place.
    """
    line = error.line + lines
    if not error.line or line < 1:
        return QueryError(error.reason)
    return QueryError(error.reason, line, error.column + (columns if error.line == 1 else 0))
