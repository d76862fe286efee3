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
# How many tokens follow the word of a declaration.
_VALUES = {"BASE": 1, "VERSION": 1, "PREFIX": 2}
# Each operation is checked with all declarations before it.
_MAX_PROLOGUE = 64 * 1024
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
    declarations: list[tuple[int, str]] = []
    token = next(tokens, None)
    while token is not None and (length := _VALUES.get(token.group().upper())) is not None:
        values = list(islice(tokens, length))
        declarations.append((token.start(), _declaration(text, token, values)))
        token = next(tokens, None)
    return (_declared(text, prologue, declarations) if declarations else prologue), token


def _declaration(text: str, word: Token, values: list[Token]) -> str:
    """Return a declaration as a line; an empty one for a version, which changes no meaning."""
    match word.group().upper(), [value.lastgroup for value in values]:
        case "VERSION", ["string"]:
            return ""
        case "BASE", ["iri"]:
            return f"BASE {values[0].group()}\n"
        case "PREFIX", ["name", "iri"] if _PREFIX.fullmatch(values[0].group()):
            return f"PREFIX {values[0].group()} {values[1].group()}\n"
        case keyword, _:
            wanted = {"BASE": "<…>", "VERSION": '"1.2"'}.get(keyword, "name: <…>")
            raise refusal(text, word.start(), f"a declaration of this kind is written {keyword} {wanted}")


def _declared(text: str, prologue: str, declarations: list[tuple[int, str]]) -> str:
    """Return the prologue with the declarations, each of which is given with its place."""
    whole = prologue + "".join(line for _, line in declarations)
    if len(whole) > _MAX_PROLOGUE:
        raise refusal(text, declarations[-1][0], f"the declarations have more than {_MAX_PROLOGUE:,} characters")
    try:
        check_operation(whole, "")
    except QueryError:
        for offset, line in declarations:
            prologue += line
            _check_declaration(text, prologue, offset)
        raise
    return whole


def _check_declaration(text: str, prologue: str, offset: int) -> None:
    try:
        check_operation(prologue, "")
    except QueryError as error:
        raise refusal(text, offset, error.reason) from error


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
