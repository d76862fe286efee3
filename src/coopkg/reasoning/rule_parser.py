"""Rules that users write: `CONSTRUCT { … } WHERE { … }` over a basic graph pattern, read into rows like the table's.

The grammar is a part of SPARQL 1.1 (sections 4, 16.2 and 17): prefixes, triples with `a`, `;` and `,`, comments, and
`FILTER`s that compare with `=` and `!=`, joined by `&&`. Everything else is a RuleError at its line and column.
Filters compare terms, so they take IRIs and strings but no numbers, which SPARQL compares by value.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import NoReturn, TypeAlias

from coopkg.errors import RuleError
from coopkg.rdf.nquads import serialize_term
from coopkg.rdf.terms import Iri, Literal
from coopkg.rdf.vocabulary import RDF, XSD
from coopkg.reasoning.rules import Atom, Differs, Rule, RuleTerm, Var

_KINDS = {
    "skip": r"[ \t\r\n]+|\#[^\r\n]*",
    "iri": r"<[^<>\"{}|^`\\\x00-\x20]*>",
    "variable": r"[?$]\w+",
    "blank": r"_:\w(?:[\w.-]*[\w-])?",
    "string": r'"""(?:"{0,2}(?:[^"\\]|\\.))*"""|' + r"'''(?:'{0,2}(?:[^'\\]|\\.))*'''"
    r'|"(?:[^"\\\r\n]|\\.)*"' + r"|'(?:[^'\\\r\n]|\\.)*'",
    "language": r"@[A-Za-z]+(?:-[A-Za-z0-9]+)*",
    "name": r"(?:[^\W\d_](?:[\w.-]*[\w-])?)?:(?:[\w:%](?:[\w:.%-]*[\w:%-])?)?",
    "number": r"[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?",
    "word": r"[A-Za-z]+",
    "mark": r"\^\^|!=|&&|\|\||<=|>=|[{}()\[\].;,=/|^*+?!<>-]",
}
_TOKEN = re.compile("|".join(f"(?P<{kind}>{pattern})" for kind, pattern in _KINDS.items()), re.DOTALL)
_ESCAPE = re.compile(r"\\(?:u([0-9A-Fa-f]{4})|U([0-9A-Fa-f]{8})|(.))", re.DOTALL)
_ESCAPES = {"t": "\t", "b": "\b", "n": "\n", "r": "\r", "f": "\f", '"': '"', "'": "'", "\\": "\\"}
_SHAPE = "a rule is CONSTRUCT { triples } WHERE { triples and FILTERs of = and != }"


@dataclass(frozen=True, slots=True)
class _Token:
    """A piece of the text: its kind, itself, and where it begins; the kind is `end` after the last."""

    kind: str
    text: str
    offset: int


def parse_user_rule(text: str, name: str, source: str = "") -> Rule:
    """Return the rule called `name` that `text` says; RuleError names `source` (the name, if empty), line and column.

    >>> print(parse_user_rule("CONSTRUCT { ?b <urn:q> ?a } WHERE { ?a <urn:p> ?b FILTER(?a != ?b) }", "other-way"))
    ?a <urn:p> ?b . ?a != ?b => ?b <urn:q> ?a
    """
    return _Parser(text, name, source or name).rule()


_Placed: TypeAlias = tuple[_Token, Atom]


@dataclass(frozen=True, slots=True)
class _Comparison:
    """A comparison in a filter, `sign` being `=` or `!=`, and where it begins."""

    place: _Token
    sign: str
    left: RuleTerm
    right: RuleTerm


class _Parser:
    """One pass over the tokens of one rule; each method reads what it is named after and stops behind it."""

    __slots__ = ("_name", "_place", "_prefixes", "_source", "_text", "_tokens")

    def __init__(self, text: str, name: str, source: str) -> None:
        self._text = text
        self._name = name
        self._source = source
        self._prefixes: dict[str, str] = {}
        self._place = 0
        self._tokens: list[_Token] = list(self._scanned())

    def rule(self) -> Rule:
        self._prologue()
        self._keyword("CONSTRUCT")
        head, _ = self._group()
        if self._next.text.upper() == "WHERE":
            self._taken()
        opening = self._next
        body, comparisons = self._group()
        if self._next.kind != "end":
            self._fail(f"{self._next.text!r} is more than a rule can have: {_SHAPE}")
        if not body or not head:
            self._fail("a rule needs at least one triple on each side", opening)
        return self._checked(head, body, comparisons)

    def _scanned(self) -> Iterator[_Token]:
        offset = 0
        while offset < len(self._text):
            match = _TOKEN.match(self._text, offset)
            if match is None:
                self._fail(f"{self._text[offset]!r} cannot stand here", _Token("", "", offset))
            if match.lastgroup != "skip":
                yield _Token(str(match.lastgroup), match.group(), offset)
            offset = match.end()
        yield _Token("end", "", len(self._text))

    @property
    def _next(self) -> _Token:
        return self._tokens[self._place]

    def _taken(self) -> _Token:
        token = self._next
        self._place += token.kind != "end"
        return token

    def _fail(self, reason: str, token: _Token | None = None) -> NoReturn:
        offset = (token or self._next).offset
        line = self._text.count("\n", 0, offset) + 1
        raise RuleError(self._source, reason, line, offset - self._text.rfind("\n", 0, offset))

    def _mark(self, text: str) -> None:
        if self._next.text != text:
            self._fail(f"expected {text!r}, not {self._next.text or 'the end of the file'!r}: {_SHAPE}")
        self._taken()

    def _keyword(self, word: str) -> None:
        if self._next.text.upper() != word:
            self._fail(f"expected {word}, not {self._next.text or 'the end of the file'!r}: {_SHAPE}")
        self._taken()

    def _prologue(self) -> None:
        while self._next.text.upper() == "PREFIX":
            self._taken()
            name = self._taken()
            if name.kind != "name" or not name.text.endswith(":"):
                self._fail("expected a prefix that ends in a colon", name)
            self._prefixes[name.text[:-1]] = self._absolute(self._taken())

    def _absolute(self, token: _Token) -> str:
        if token.kind != "iri":
            self._fail("expected an IRI in angle brackets", token)
        if ":" not in token.text:
            self._fail(f"the IRI {token.text} is relative; write it in full", token)
        return token.text[1:-1]

    def _group(self) -> tuple[list[_Placed], list[_Comparison]]:
        """Return the triples and the comparisons between two braces, each with its place."""
        atoms: list[_Placed] = []
        comparisons: list[_Comparison] = []
        self._mark("{")
        while self._next.text != "}":
            if self._next.text.upper() == "FILTER":
                self._taken()
                comparisons += self._comparisons()
            elif self._next.kind == "word" and self._next.text not in {"true", "false"}:
                self._fail(f"{self._next.text.upper()} cannot be used: {_SHAPE}")
            else:
                atoms += self._triples()
            if self._next.text == ".":
                self._taken()
        self._taken()
        return atoms, comparisons

    def _triples(self) -> Iterator[_Placed]:
        """Yield the triples of one subject: predicates parted by `;`, objects by `,`."""
        place = self._next
        subject = self._term()
        while True:
            predicate = self._predicate()
            yield place, Atom(subject, predicate, self._term())
            while self._next.text == ",":
                self._taken()
                yield place, Atom(subject, predicate, self._term())
            while self._next.text == ";":
                self._taken()
            if self._tokens[self._place - 1].text != ";" or self._next.text in {".", "}"}:
                return
            place = self._next

    def _predicate(self) -> RuleTerm:
        if self._next.text == "a":
            self._taken()
            return f"<{RDF['type']}>"
        if self._next.kind not in {"iri", "name", "variable"}:
            self._fail(f"expected a property, not {self._next.text!r}; property paths cannot be used")
        return self._term()

    def _term(self) -> RuleTerm:
        token = self._taken()
        match token.kind:
            case "variable":
                return Var(token.text[1:])
            case "blank":
                return Var(token.text)
            case "iri":
                return f"<{self._absolute(token)}>"
            case "name":
                return f"<{self._expanded(token)}>"
            case "string":
                return self._literal(token)
        return self._plain(token)

    def _expanded(self, token: _Token) -> str:
        prefix, _, local = token.text.partition(":")
        if prefix not in self._prefixes:
            self._fail(f"the prefix {prefix}: is not declared", token)
        return self._prefixes[prefix] + local

    def _literal(self, token: _Token) -> str:
        quotes = 3 if token.text[:3] in {'"""', "'''"} else 1
        lexical = _ESCAPE.sub(self._unescaped(token), token.text[quotes:-quotes])
        if self._next.kind == "language":
            return serialize_term(Literal(lexical, language=self._taken().text[1:]))
        if self._next.text == "^^":
            self._taken()
            datatype = self._taken()
            iri = self._expanded(datatype) if datatype.kind == "name" else self._absolute(datatype)
            return serialize_term(Literal(lexical, Iri(iri)))
        return serialize_term(Literal(lexical))

    def _unescaped(self, token: _Token) -> Callable[[re.Match[str]], str]:
        def character(match: re.Match[str]) -> str:
            short, long, other = match.groups()
            if other and other not in _ESCAPES:
                self._fail(f"\\{other} is no escape in a string", token)
            return chr(int(short or long, 16)) if short or long else _ESCAPES[other]

        return character

    def _plain(self, token: _Token) -> str:
        """Return the token of a number or a truth value."""
        if token.text in {"true", "false"}:
            return serialize_term(Literal(token.text, XSD["boolean"]))
        if token.kind != "number":
            self._fail(f"expected a term, not {token.text or 'the end of the file'!r}: {_SHAPE}", token)
        if not token.text.lstrip("+-").isdecimal():
            self._fail('write this number as a typed literal, like "1.5"^^xsd:decimal', token)
        return serialize_term(Literal(str(int(token.text)), XSD["integer"]))

    def _comparisons(self) -> Iterator[_Comparison]:
        """Yield the comparisons of one FILTER, joined by `&&`."""
        self._mark("(")
        while True:
            place = self._next
            left = self._term()
            sign = self._taken()
            if sign.text not in {"=", "!="}:
                self._fail(f"expected = or !=, not {sign.text!r}: {_SHAPE}", sign)
            yield _Comparison(place, sign.text, left, self._term())
            if self._next.text != "&&":
                break
            self._taken()
        self._mark(")")

    def _checked(self, head: list[_Placed], body: list[_Placed], comparisons: list[_Comparison]) -> Rule:
        """Return the rule with its equalities put in place; RuleError where a triple or a filter cannot be used."""
        bound = {term for _, atom in body for term in atom.terms if isinstance(term, Var)}
        for comparison in comparisons:
            self._check_comparison(comparison, bound)
        for place, atom in head:
            self._check_conclusion(place, atom, bound)
        equal = self._equalities([comparison for comparison in comparisons if comparison.sign == "="])
        conclusions, premises = (
            tuple(self._statement(place, atom, equal) for place, atom in atoms) for atoms in (head, body)
        )
        differences = [comparison for comparison in comparisons if comparison.sign == "!="]
        filters = tuple(each for comparison in differences for each in self._difference(comparison, equal))
        return Rule(self._name, premises, conclusions, filters)

    def _check_comparison(self, comparison: _Comparison, bound: set[Var]) -> None:
        terms = (comparison.left, comparison.right)
        for term in terms:
            if isinstance(term, Var) and term not in bound:
                self._fail(f"{term} is in no triple of the pattern", comparison.place)
            if isinstance(term, str) and "^^<" in term:
                reason = "a filter compares terms, not values: use IRIs and strings, no numbers or dates"
                self._fail(reason, comparison.place)
        if not any(isinstance(term, Var) for term in terms):
            self._fail("a filter compares at least one variable", comparison.place)

    def _check_conclusion(self, place: _Token, atom: Atom, bound: set[Var]) -> None:
        for term in atom.terms:
            if isinstance(term, Var) and term.name.startswith("_:"):
                self._fail("a rule cannot make blank nodes: use a variable of the pattern", place)
            if isinstance(term, Var) and term not in bound:
                self._fail(f"{term} is in no triple of the pattern", place)

    def _equalities(self, comparisons: list[_Comparison]) -> dict[Var, RuleTerm]:
        """Return what each variable that must equal something stands for."""
        equal: dict[Var, RuleTerm] = {}
        for comparison in comparisons:
            left, right = (_resolved(term, equal) for term in (comparison.left, comparison.right))
            if isinstance(left, Var):
                equal[left] = right
            elif isinstance(right, Var):
                equal[right] = left
            elif left != right:
                self._fail("this can never be true", comparison.place)
        return equal

    def _statement(self, place: _Token, atom: Atom, equal: dict[Var, RuleTerm]) -> Atom:
        subject, predicate, object_ = (_resolved(term, equal) for term in atom.terms)
        for term in (subject, predicate):
            if isinstance(term, str) and not term.startswith("<"):
                self._fail(f"the literal {term} cannot be a subject or a property", place)
        return Atom(subject, predicate, object_)

    def _difference(self, comparison: _Comparison, equal: dict[Var, RuleTerm]) -> Iterator[Differs]:
        """Yield the filter, with a variable on the left; nothing where it always holds."""
        left, right = (_resolved(term, equal) for term in (comparison.left, comparison.right))
        if left == right:
            self._fail("this can never be true", comparison.place)
        if isinstance(left, Var):
            yield Differs(left, right)
        elif isinstance(right, Var):
            yield Differs(right, left)


def _resolved(term: RuleTerm, equal: dict[Var, RuleTerm]) -> RuleTerm:
    while isinstance(term, Var) and term in equal and equal[term] != term:
        term = equal[term]
    return term
