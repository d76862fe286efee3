"""How deep a document may nest: its parser calls itself as deep, and ends the process where it has no more stack."""

import re
from collections.abc import Iterator
from functools import partial
from typing import IO
from xml.parsers.expat import XMLParserType

from coopkg.storage.dataset import Syntax

#: Brackets open at once in JSON, triple terms in Turtle and its kin, elements in XML: more than anybody writes.
MOST_BRACKETS, MOST_TERMS, MOST_ELEMENTS = 200, 200, 1000
_JSON_STRING = re.compile(rb'"(?:[^"\\]|\\.)*+"', re.DOTALL)
_NO_BRACKETS = bytes(set(range(256)) - set(b"[]{}"))
_TERM = re.compile(
    rb'"""(?:[^"\\]|\\.|"(?!""))*+"""|"(?:[^"\\\n]|\\.)*+"'
    rb"|'''(?:[^'\\]|\\.|'(?!''))*+'''|'(?:[^'\\\n]|\\.)*+'|#[^\n]*|(<<)|(>>)|<[^<>\s]*+>",
    re.DOTALL,
)
_PIECE_BYTES = 1 << 20


class TooDeepError(ValueError):
    """A document nests deeper than it may."""

    def __init__(self, most: int, what: str) -> None:
        super().__init__(f"{what} nest deeper than {most}; nest them less deep")


def check_nesting(file: IO[bytes], syntax: Syntax) -> None:
    """Raise TooDeepError where a document nests too deep; for XML `watch_elements` does."""
    if syntax == "jsonld":
        _check_brackets(file.read())
    # A triple term is refused anyway, but only after it was parsed.
    elif syntax != "rdfxml" and sum(piece.count(b"<<") for piece in _pieces(file)) > MOST_TERMS:
        file.seek(0)
        _check_terms(file.read())


def watch_elements(parser: XMLParserType) -> None:
    """Have an expat parser raise TooDeepError where elements nest too deep."""
    depth = 0

    def begin(*_: object) -> None:
        nonlocal depth
        depth += 1
        if depth > MOST_ELEMENTS:
            raise TooDeepError(MOST_ELEMENTS, "elements")

    def end(*_: object) -> None:
        nonlocal depth
        depth -= 1

    parser.StartElementHandler, parser.EndElementHandler = begin, end


def _pieces(file: IO[bytes]) -> Iterator[bytes]:
    return iter(partial(file.read, _PIECE_BYTES), b"")


def _check_brackets(content: bytes) -> None:
    """Take away the innermost brackets, again and again: how often that goes is how deep they nest."""
    left = _JSON_STRING.sub(b"", content).translate(None, _NO_BRACKETS)
    for _ in range(MOST_BRACKETS):
        fewer = left.replace(b"[]", b"").replace(b"{}", b"")
        if len(fewer) == len(left):
            break
        left = fewer
    # What is never closed may be as deep as it is long.
    if left.count(b"[") + left.count(b"{") > MOST_BRACKETS or b"[]" in left or b"{}" in left:
        raise TooDeepError(MOST_BRACKETS, "brackets")


def _check_terms(content: bytes) -> None:
    depth = 0
    for match in _TERM.finditer(content):
        depth += (match.group(1) is not None) - (match.group(2) is not None)
        if depth > MOST_TERMS:
            raise TooDeepError(MOST_TERMS, "triple terms")
