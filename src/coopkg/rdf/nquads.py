"""N-Triples and N-Quads: terms to text and back (RDF 1.1 N-Quads, W3C Recommendation of 25 February 2014).

A *token* is the canonical N-Triples form of one term (`<iri>`, `_:label`, `"literal"@vi`): the form in which terms
cross the dictionary, the reasoner and the store. Reading is for lines in canonical form, as Oxigraph and
`serialize_quad` write them; text from outside is first read by `coopkg.storage.files`.
"""

import re
from collections.abc import Iterable, Iterator

from coopkg.rdf.terms import RDF_LANG_STRING, XSD_STRING, BlankNode, Iri, Literal, Quad, Term

# Canonical N-Triples (RDF 1.2 N-Triples, section 3): these have names, other control characters have none.
_ESCAPES = {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\r": "\\r", "\t": "\\t", "\b": "\\b", "\f": "\\f"}
_TO_ESCAPE = re.compile('[\\\\"\x00-\x1f\x7f\ufffe\uffff]')
_ESCAPED = re.compile(r"\\(?:u([0-9A-Fa-f]{4})|U([0-9A-Fa-f]{8})|(.))")
_UNESCAPES = {"t": "\t", "b": "\b", "n": "\n", "r": "\r", "f": "\f", '"': '"', "'": "'", "\\": "\\"}
_LITERAL = re.compile(r'"((?:[^"\\]|\\.)*)"(?:@([A-Za-z0-9-]+)|\^\^<([^>]*)>)?', re.DOTALL)
_TERM = r'(<[^>]*>|_:\S+|"(?:[^"\\]|\\.)*"(?:@[A-Za-z0-9-]+|\^\^<[^>]*>)?)'
_IRI = re.compile(r'[A-Za-z][A-Za-z0-9+.-]*:[^\x00-\x20<>"{}|^`\\]*')
_LANGUAGE = re.compile(r"[A-Za-z]{1,8}(?:-[A-Za-z0-9]{1,8})*")
_STATEMENT = re.compile(rf"{_TERM} {_TERM} {_TERM}(?: {_TERM})? \.\s*", re.DOTALL)


def _escape(match: re.Match[str]) -> str:
    character = match.group()
    return _ESCAPES.get(character) or f"\\u{ord(character):04X}"


def serialize_term(term: Term) -> str:
    r"""Return the token of `term`.

    >>> serialize_term(Literal('«Tương lai đã bắt đầu»\n', language="vi"))
    '"«Tương lai đã bắt đầu»\\n"@vi'
    """
    if isinstance(term, Literal):
        text = f'"{_TO_ESCAPE.sub(_escape, term.lexical)}"'
        if term.language is not None:
            return f"{text}@{term.language}"
        return text if term.datatype == XSD_STRING else f"{text}^^<{term.datatype}>"
    return f"_:{term.label}" if isinstance(term, BlankNode) else f"<{term}>"


def serialize_quad(quad: Quad) -> str:
    """Return one line of N-Quads, with its line end."""
    terms = [serialize_term(quad.subject), serialize_term(quad.predicate), serialize_term(quad.object)]
    if quad.graph is not None:
        terms.append(serialize_term(quad.graph))
    return " ".join(terms) + " .\n"


def serialize_quads(quads: Iterable[Quad]) -> str:
    """Return N-Quads, one line each, in the order given."""
    return "".join(map(serialize_quad, quads))


def _unescape(match: re.Match[str]) -> str:
    short, long, character = match.groups()
    if short or long:
        return chr(int(short or long, 16))
    if character not in _UNESCAPES:
        raise ValueError(f"not an escape of N-Triples: {match.group()}")
    return _UNESCAPES[character]


def parse_term(token: str) -> Term:
    """Return the term that `token` is the N-Triples form of; ValueError where it is none.

    >>> parse_term('"44"^^<http://www.w3.org/2001/XMLSchema#integer>').lexical
    '44'
    """
    if token.startswith("<") and token.endswith(">"):
        return Iri(token[1:-1])
    if token.startswith("_:"):
        return BlankNode(token[2:])
    match = _LITERAL.fullmatch(token)
    if match is None:
        raise ValueError(f"not a term in N-Triples form: {token!r}")
    lexical, language, datatype = match.groups()
    if "\\" in lexical:
        lexical = _ESCAPED.sub(_unescape, lexical)
    if language is not None:
        return Literal(lexical, RDF_LANG_STRING, language)
    return Literal(lexical, Iri(datatype) if datatype is not None else XSD_STRING)


def canonical_token(token: str) -> str:
    r"""Return the token in canonical form; ValueError where it is no term that RDF 1.1 allows.

    >>> canonical_token(r'"caf\u00e9"^^<http://www.w3.org/2001/XMLSchema#string>')
    '"café"'
    """
    term = parse_term(token)
    iri = term.datatype if isinstance(term, Literal) else term
    if not isinstance(iri, BlankNode) and not _IRI.fullmatch(iri):
        raise ValueError(f"not an absolute IRI: {iri!r}")
    if isinstance(term, Literal) and term.language is not None and not _LANGUAGE.fullmatch(term.language):
        raise ValueError(f"not a language tag: {term.language!r}")
    return serialize_term(term)


def tokens_of(line: str) -> tuple[str, ...]:
    """Return the three or four tokens of one line; ValueError where it is not one statement.

    >>> tokens_of('<https://coop.example/a> <https://coop.example/p> "a . b" .')
    ('<https://coop.example/a>', '<https://coop.example/p>', '"a . b"')
    """
    match = _STATEMENT.fullmatch(line)
    if match is None:
        raise ValueError(f"not a statement of N-Quads: {line!r}")
    return tuple(token for token in match.groups() if token is not None)


def parse_quads(text: str) -> Iterator[Quad]:
    """Yield the statements of N-Quads in canonical form; ValueError names the line that is none."""
    for line in text.split("\n"):
        if not line or line.startswith("#"):
            continue
        tokens = tokens_of(line)
        yield _quad_of(tokens)


def _quad_of(tokens: tuple[str, ...]) -> Quad:
    subject, predicate, object_, *graphs = map(parse_term, tokens)
    graph = graphs[0] if graphs else None
    if isinstance(subject, Literal) or not isinstance(predicate, str) or isinstance(graph, Literal | BlankNode):
        reason = f"a term where its kind may not stand: {' '.join(tokens)}"
        raise ValueError(reason)  # noqa: TRY004 - the value is bad, not the caller's type
    return Quad(subject, predicate, object_, graph)
