"""A SPARQL query as text: what it is, which graphs it asks for, and what must be refused before an engine sees it.

Oxigraph has no switch for federation, so `SERVICE` would let a stranger make this machine send requests. Its grammar
has no token boundaries either: `trueSERVICE<…>` and `SERVICESILENT<…>` are federated queries to it, and `?a<?b#>` is an
IRI or a comparison and a comment, as the context wants. So all readings of the text are followed here, and a query is
refused as soon as one of them holds a `SERVICE` clause. For all else the reading with the longest tokens counts.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise

from coopkg.errors import QueryError
from coopkg.rdf.vocabulary import PREFIXES
from coopkg.storage.sparql_tokens import NAMING, TOKEN, refusal, refuse_surrogates, tokens_in

#: The most characters, open brackets and operators of a query. Oxigraph's parser and optimizer recurse, and a stack
#: that overflows ends the process: with 2 MiB of stack a depth of 200 and some 600 operators were seen to be borne.
MAX_LENGTH = 256 * 1024
MAX_DEPTH = 64
MAX_OPERATORS = 400

_GAP = r"(?:[ \t\r\n]|\#[^\r\n]*+)*+"
_IRI = rf"(?:<[^>]*>|[{NAMING}.\-]*+:(?:[{NAMING}.\-:]|%..|\\.)*+)"
_SILENT = rf"{_GAP}(?:SILENT)?{_GAP}"
_SERVICE = re.compile(rf"SERVICE{_SILENT}(?:[?$][{NAMING}]++|{_IRI}){_GAP}\{{", re.IGNORECASE)
# Where a predicate is called `load:x`, an object follows.
_LOAD = re.compile(rf"LOAD{_SILENT}{_IRI}{_GAP}(?:;|INTO)", re.IGNORECASE)
# «x://» can be no comparison: no expression goes on with two slashes.
_PLAIN_IRI = re.compile(r"<[A-Za-z][A-Za-z0-9+.\-]*://")
_FROM = re.compile(r"FROM(NAMED)?", re.IGNORECASE)
# A text that holds none of these is no update and calls nobody; without a FROM it names no graphs for its dataset, and
# what goes on or ends a name (`:from`, `?from`) is none.
_TELLING = ("service", "insert", "delete", "load", "clear", "create", "drop", "copy", "move", "add", "with")
_MAYBE_FROM = re.compile(rf"(?<![:?${NAMING}])from")
_PLAIN_LENGTH = 4096
# Each token, and so each operator, has at least one of these of its own.
_PIECE = re.compile(r"[A-Za-z]++|[^\sA-Za-z]")
_UPDATES = frozenset({"INSERT", "DELETE", "LOAD", "CLEAR", "CREATE", "DROP", "COPY", "MOVE", "ADD", "WITH"})
_CONSTANTS = frozenset({"TRUE", "FALSE", "UNDEF", "A"})
_WANT_GRAPH = frozenset({"GRAPH", "FROM", "NAMED", "DESCRIBE"})
_TERMS = frozenset({"long", "string", "iri", "variable", "name", "number"})
_OPENS, _CLOSES = frozenset("([{"), frozenset(")]}")


@dataclass(frozen=True, slots=True)
class Outline:
    """What a query says about its dataset: IRIs as written (`<…>` or `p:x`), to be resolved against `prologue`."""

    prologue: str
    default_graphs: tuple[str, ...]
    named_graphs: tuple[str, ...]


def _is_ambiguous(token: re.Match[str]) -> bool:
    if token.lastgroup == "iri":
        return _PLAIN_IRI.match(token.group()) is None
    # A long string with a wrong escape is an empty string to Oxigraph, and then something else.
    return token.lastgroup == "long" and "\\" in token.group()


def _all_readings(text: str) -> Iterator[tuple[re.Match[str], str]]:
    """Yield each token of each reading, and what stands before it: a word that wants a graph, a semicolon, or nothing.

    Each place is visited once for each of them, so this is linear in the length of the text.
    """
    starts, seen = [(0, "")], set[tuple[int, str]]()
    while starts:
        position, before = starts.pop()
        while position < len(text) and (position, before) not in seen:
            seen.add((position, before))
            token = _token_at(text, position)
            if _is_ambiguous(token):
                starts.append((position + (1 if token.lastgroup == "iri" else 2), ""))
            yield token, before
            if token.lastgroup != "space":
                symbol = token.group().upper()
                before = symbol if symbol in _WANT_GRAPH or symbol == ";" else ""
            position = token.end()


def _token_at(text: str, position: int) -> re.Match[str]:
    token = TOKEN.match(text, position)
    if token is None:
        raise AssertionError("the last alternative of the pattern takes every character")
    return token


def _refuse_service(text: str) -> None:
    if "service" not in text.lower():
        return
    for token, before in _all_readings(text):
        # `GRAPH service:x {` names a graph.
        if token.lastgroup not in {"word", "name"} or (token.lastgroup == "name" and before in _WANT_GRAPH):
            continue
        for found in re.finditer("service", token.group(), re.IGNORECASE):
            place = token.start() + found.start()
            if _SERVICE.match(text, place):
                raise refusal(text, place, "SERVICE is refused: queries are answered from this dataset only")


def refuse_calls(block: str) -> None:
    """Raise QueryError where a reading of a block in braces lets another operation follow that calls somebody."""
    _refuse_service(block)
    if "load" not in block.lower():
        return
    for token, before in _all_readings(block):
        if before == ";" and _LOAD.match(block, token.start()):
            raise refusal(block, token.start(), "not valid SPARQL: a text with a wrong escape comes before this")


def _refuse_size(text: str, tokens: Iterable[re.Match[str]]) -> None:
    """Raise QueryError where the query nests too deep or joins too much; the rows of VALUES are free."""
    brackets: list[str] = []
    operators, values_depth, run, is_values = 0, 0, 0, False
    for token in tokens:
        symbol = token.group()
        is_values = is_values or symbol.upper() == "VALUES"
        if symbol in _OPENS:
            if symbol == "{" and is_values:
                values_depth, is_values = len(brackets) + 1, False
            brackets.append(symbol)
        elif symbol in _CLOSES and brackets:
            brackets.pop()
            values_depth = values_depth if len(brackets) >= values_depth else 0
        # Terms that follow one another in parentheses are a collection, two joins for each; those of `IN (…)` are not.
        run = run + 1 if token.lastgroup in _TERMS and brackets[-1:] == ["("] else 0
        if not values_depth:
            operators += (run > 1) + _weight(token, in_list=brackets[-1:] == ["("])
        if len(brackets) > MAX_DEPTH:
            raise refusal(text, token.start(), f"the query nests deeper than {MAX_DEPTH} brackets")
        if operators > MAX_OPERATORS:
            raise refusal(text, token.start(), f"the query has more than {MAX_OPERATORS} patterns and operators")


def _weight(token: re.Match[str], *, in_list: bool) -> int:
    symbol = token.group()
    if token.lastgroup == "word":
        return symbol.upper() not in _CONSTANTS
    if token.lastgroup == "other":
        return symbol in "+-*/|&!^.;[{<=>" or (symbol == "," and not in_list)
    return 0


def is_harmless(text: str) -> bool:
    """Tell whether `text` is short and plain enough that `outline_of` finds nothing in it, which takes longer to see.

    >>> is_harmless("ASK { ?s :from ?o }"), is_harmless("ASK FROM <g> { ?s ?p ?o }")
    (True, False)
    """
    # No token is empty, so a text has no more operators than characters.
    if len(text) > MAX_OPERATORS and len(_PIECE.findall(text[:_PLAIN_LENGTH])) > MAX_OPERATORS:
        return False
    lowered = text.lower()
    return (
        len(text) <= _PLAIN_LENGTH
        and text.isascii()
        and bool(text.strip())
        and sum(map(text.count, _OPENS)) <= MAX_DEPTH
        and not any(word in lowered for word in _TELLING)
        and not ("from" in lowered and _MAYBE_FROM.search(lowered))
    )


def outline_of(text: str) -> Outline:
    """Return what `text` says about its dataset; QueryError for an update, a `SERVICE` and a query beyond the bounds.

    >>> outline_of("PREFIX g: <https://coop.example/> ASK FROM g:a FROM NAMED <b> { ?s ?p 'FROM <c>' }").default_graphs
    ('g:a',)
    """
    if len(text) > MAX_LENGTH:
        raise QueryError(f"the query has {len(text):,} characters; at most {MAX_LENGTH:,} are read")
    if not text.strip():
        raise QueryError("the query is empty", 1, 1)
    refuse_surrogates(text)
    _refuse_service(text)
    tokens = list(tokens_in(text))
    _refuse_size(text, tokens)
    start = _end_of_prologue(tokens)
    if start < len(tokens) and tokens[start].group().upper() in _UPDATES:
        raise refusal(text, tokens[start].start(), "this is an update; only queries are answered here")
    prologue = text[: tokens[start].start()] if start < len(tokens) else text
    return Outline(prologue, *_dataset_clause(tokens[start:]))


def _end_of_prologue(tokens: list[re.Match[str]]) -> int:
    """Return the index of the first token after the BASE, PREFIX and VERSION declarations."""
    index = 0
    while index < len(tokens):
        length = {"BASE": 2, "VERSION": 2, "PREFIX": 3}.get(tokens[index].group().upper())
        if length is None:
            break
        index += length
    return index


def _dataset_clause(tokens: list[re.Match[str]]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the IRIs of FROM and of FROM NAMED, which stand before the brace that opens the pattern."""
    default: list[str] = []
    named: list[str] = []
    for index in _words_before_pattern(tokens):
        match = _FROM.fullmatch(tokens[index].group())
        if match is None:
            continue
        is_named = match.group(1) is not None
        following = tokens[index + 1 : index + 3]
        if not is_named and following and following[0].group().upper() == "NAMED":
            is_named, following = True, following[1:]
        if following and following[0].lastgroup in {"iri", "name"}:
            (named if is_named else default).append(following[0].group())
    return tuple(default), tuple(named)


def _words_before_pattern(tokens: list[re.Match[str]]) -> Iterator[int]:
    """Yield the indexes of the words outside of brackets, up to the pattern; CONSTRUCT has a template before it."""
    templates = 1 if [token.group().upper() for token in tokens[:2]] == ["CONSTRUCT", "{"] else 0
    depth = 0
    for index, token in enumerate(tokens):
        if token.group() in _OPENS:
            if token.group() == "{" and depth == 0:
                if templates == 0:
                    return
                templates -= 1
            depth += 1
        elif token.group() in _CLOSES:
            depth -= 1
        elif depth == 0 and token.lastgroup == "word":
            yield index


def undeclared_prefix(text: str) -> QueryError | None:
    """Return the error that names the first prefix which the query uses and does not declare, where there is one."""
    tokens = list(tokens_in(text))
    declared = {
        after.group().removesuffix(":") for before, after in pairwise(tokens) if before.group().upper() == "PREFIX"
    }
    for before, token in pairwise(tokens):
        prefix = token.group().partition(":")[0]
        if token.lastgroup != "name" or prefix == "_" or prefix in declared or before.group().upper() == "PREFIX":
            continue
        if before.group() == "<" and before.end() == token.start():
            return refusal(text, before.start(), "no IRI begins here: a space, or what no IRI holds, comes before >")
        known = PREFIXES.get(prefix)
        remedy = f"begin the query with PREFIX {prefix}: <{known or '…'}>"
        return refusal(text, token.start(), f"the prefix {prefix}: is not declared; {remedy}")
    return None
