"""A SPARQL Update request as text: its operations, each with its prologue, keywords, names and braces.

Only what stands outside of all braces is read here. A request may be long, so what is inside is passed over by one
pattern; whether it is valid, Oxigraph tells.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

from coopkg.errors import QueryError
from coopkg.storage.query_text import MAX_DEPTH
from coopkg.storage.sparql_syntax import check_operation, moved
from coopkg.storage.sparql_tokens import IRI, LONG, NAMING, SHORT, place_of, refusal, refuse_surrogates, tokens_in

_PASSED = r"\#[^\r\n]*+ | \\. | ["  # a comment, what a name escapes, and what begins no text after all
_TERMS = rf"{LONG} | {SHORT} | {IRI}"
_IN_BRACES = re.compile(rf"""(?:[^{{}}()\[\]<"'\#\\]++ | {_TERMS} | {_PASSED}<"'\\])*+""", re.VERBOSE | re.DOTALL)
_OUTSIDE = re.compile(rf"""(?:[^{{}}()\[\]<"'\#\\;]++ | {_TERMS} | {_PASSED}<"'\\])*+""", re.VERBOSE | re.DOTALL)
_PREFIX = re.compile(rf"[{NAMING}.\-]*:")
Token = re.Match[str]


@dataclass(frozen=True, slots=True)
class Span:
    """A piece of the request, in characters from `start` to before `end`."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class OperationText:
    """One operation: where it stands in `request`, and the declarations before it, one a line.

    `shape` are its words in capitals, with `<>` for an IRI, which is in `names` as it is written, and `{}` for what is
    in braces, whose place, braces included, is in `blocks`.
    """

    request: str
    prologue: str
    span: Span
    shape: str
    names: tuple[str, ...]
    blocks: tuple[Span, ...]

    def block(self, index: int) -> str:
        """Return what is in one pair of braces, with them."""
        return self.request[self.blocks[index].start : self.blocks[index].end]

    def error(self, reason: str, offset: int | None = None) -> QueryError:
        """Return the error for a character of the request; for where the operation begins, if none is given."""
        return refusal(self.request, self.span.start if offset is None else offset, reason)

    def located(self, error: QueryError, offset: int) -> QueryError:
        """Return an error of an excerpt with its place in the request; the excerpt begins at `offset`."""
        line, column = place_of(self.request, offset)
        return moved(error, line - 1, column - 1) if error.line else QueryError(error.reason, line, column)


def operation_texts(text: str, base_iri: str | None = None) -> Iterator[OperationText]:
    """Yield the operations of a request, each of them checked; QueryError, with its place, where it is none.

    Declarations hold for all operations that follow. `base_iri` is that of the request where it names none.
    """
    refuse_surrogates(text)
    prologue = "" if base_iri is None else f"BASE <{base_iri}>\n"
    parts = list(_parts(text))
    for index, (span, blocks) in enumerate(parts):
        first = blocks[0].start if blocks else span.end
        tokens = tokens_in(text, span.start, first)
        prologue, token = _after_prologue(text, prologue, tokens)
        start = token.start() if token is not None else first
        if start == span.end:
            if index < len(parts) - 1:
                raise refusal(text, span.end, "an operation is missing before the semicolon")
            return
        yield _operation_text(text, prologue, Span(start, span.end), blocks)


def _parts(text: str) -> Iterator[tuple[Span, tuple[Span, ...]]]:
    """Yield what the semicolons outside of braces part, with the outermost braces of each."""
    start, opened, depth, blocks = 0, 0, 0, list[Span]()
    for position, symbol in _symbols(text):
        if symbol == ";":
            yield Span(start, position), tuple(blocks)
            start, blocks = position + 1, []
        elif symbol in "{[(":
            opened = opened if depth else position
            depth += 1
            if depth > MAX_DEPTH:
                raise refusal(text, position, f"the update nests deeper than {MAX_DEPTH} brackets")
        elif depth:
            depth -= 1
            if not depth:
                blocks.append(Span(opened, position + 1))
    yield Span(start, len(text)), tuple(blocks)


def _symbols(text: str) -> Iterator[tuple[int, str]]:
    """Yield the brackets, and the semicolons that are in none."""
    position, depth = 0, 0
    while True:
        match = (_IN_BRACES if depth else _OUTSIDE).match(text, position)
        position = match.end() if match is not None else position
        if position == len(text):
            return
        symbol = text[position]
        yield position, symbol
        depth = depth + 1 if symbol in "{[(" else max(depth - (symbol != ";"), 0)
        position += 1


def _after_prologue(text: str, prologue: str, tokens: Iterator[Token]) -> tuple[str, Token | None]:
    """Return the prologue with the declarations that `tokens` begin with, and the first token after them."""
    for token in tokens:
        length = {"BASE": 1, "VERSION": 1, "PREFIX": 2}.get(token.group().upper())
        if length is None:
            return prologue, token
        values = list(islice(tokens, length))
        prologue = _declared(text, prologue, token, values)
    return prologue, None


def _declared(text: str, prologue: str, word: Token, values: list[Token]) -> str:
    """Return the prologue with one more declaration."""
    match word.group().upper(), [value.lastgroup for value in values]:
        case ("BASE", ["iri"]) | ("VERSION", ["string"]):
            declaration = f"{word.group()} {values[0].group()}\n"
        case "PREFIX", ["name", "iri"] if _PREFIX.fullmatch(values[0].group()):
            declaration = f"{word.group()} {values[0].group()} {values[1].group()}\n"
        case keyword, _:
            wanted = {"BASE": "<…>", "VERSION": '"1.2"'}.get(keyword, "name: <…>")
            raise refusal(text, word.start(), f"a declaration of this kind is written {keyword} {wanted}")
    try:
        check_operation(prologue + declaration, "")
    except QueryError as error:
        raise refusal(text, values[-1].start(), error.reason) from error
    # A version changes no meaning, and would not be taken among the declarations of a query.
    return prologue if word.group().upper() == "VERSION" else prologue + declaration


def _operation_text(text: str, prologue: str, span: Span, blocks: tuple[Span, ...]) -> OperationText:
    words: list[str] = []
    names: list[str] = []
    starts = (span.start, *(block.end for block in blocks))
    ends = (*(block.start for block in blocks), span.end)
    for index, (start, end) in enumerate(zip(starts, ends, strict=True)):
        for token in tokens_in(text, start, end):
            is_name = token.lastgroup in {"iri", "name"}
            words.append("<>" if is_name else token.group().upper())
            names += [token.group()] if is_name else []
        words += ["{}"] if index < len(blocks) else []
    operation = OperationText(text, prologue, span, " ".join(words), tuple(names), blocks)
    try:
        check_operation(prologue, text[span.start : span.end])
    except QueryError as error:
        raise operation.located(error, span.start) from error
    return operation
