"""The tokens of a SPARQL text, and places in it."""

import re
from collections.abc import Iterator

from coopkg.errors import QueryError

#: What a class of a pattern holds so that it takes every character of a name. Beyond U+00B7 that is more than SPARQL's
#: PN_CHARS, but what it has too many of can stand nowhere else; `\w` alone would end a name at a combining accent.
NAMING = r"\w\u00b7-\U0010ffff"
#: Patterns of what may hold brackets and marks that mean nothing: long and short literals, without types, and IRIs.
#: A long literal with a wrong escape is none, but an empty one and then something else.
_ESCAPE = (
    r"""\\(?:[tbnrf\\"']|u(?![Dd][89A-Fa-f])[0-9A-Fa-f]{4}"""
    r"""|U(?!0000[Dd][89A-Fa-f])00(?:0[0-9A-Fa-f]|10)[0-9A-Fa-f]{4})"""
)
LONG = rf"""(?:"{{3}}(?:"{{0,2}}+(?:[^"\\]|{_ESCAPE}))*+"{{3}}|'{{3}}(?:'{{0,2}}+(?:[^'\\]|{_ESCAPE}))*+'{{3}})"""
SHORT = r"""(?:"(?:[^"\\\r\n]|\\.)*+"|'(?:[^'\\\r\n]|\\.)*+')"""
IRI = r"""<[^<>"{}|^`\x00-\x20]*+>"""
TOKEN = re.compile(
    rf"""
      (?P<space>(?:[ \t\r\n]|\#[^\r\n]*+)++)
    | (?P<long>{LONG})
    | (?P<string>{SHORT})
    | (?P<iri>{IRI})
    | (?P<variable>[?$][{NAMING}]++)
    | (?P<name>(?:_|[^\W\d_][{NAMING}.\-]*+)?:(?:[{NAMING}.\-:]|%[0-9A-Fa-f]{{2}}|\\.)*+)
    | (?P<number>(?:\d++(?:\.\d*+)?|\.\d++)(?:[eE][+-]?\d++)?)
    | (?P<word>[^\W\d_]\w*+)
    | (?P<other>.)
    """,
    re.VERBOSE | re.DOTALL,
)


def place_of(text: str, offset: int) -> tuple[int, int]:
    r"""Return line and column of a character, both counted from 1.

    >>> place_of("ASK {\n  ?s }", 8)
    (2, 3)
    """
    before = text[:offset]
    return before.count("\n") + 1, offset - before.rfind("\n")


def refusal(text: str, offset: int, reason: str) -> QueryError:
    """Return the error for what begins at a character of `text`."""
    return QueryError(reason, *place_of(text, offset))


def refuse_surrogates(text: str) -> None:
    """Raise QueryError where the text holds half of a surrogate pair."""
    try:
        text.encode()
    except UnicodeEncodeError as error:
        raise refusal(text, error.start, "half of a surrogate pair, which is no character") from error


def tokens_in(text: str, start: int = 0, end: int | None = None) -> Iterator[re.Match[str]]:
    """Yield the tokens of the first reading, white space and comments left out."""
    for match in TOKEN.finditer(text, start, len(text) if end is None else end):
        if match.lastgroup != "space":
            yield match
