"""Quads of SPARQL Update (sections 3.1.1 to 3.1.3): read from their text, and instantiated from solutions."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from secrets import token_hex

import pyoxigraph as ox

from coopkg.errors import QueryError
from coopkg.rdf.nquads import tokens_of
from coopkg.storage.query_text import refuse_calls
from coopkg.storage.sparql_tokens import tokens_in
from coopkg.storage.terms import OxTerm
from coopkg.storage.update_operations import TemplateQuad, TokenQuad

_NO_RDF_12 = "triple terms and base directions (RDF 1.2) are not supported; leave them out"
_DIRECTED = ("--ltr", "--rtl")
# What the token of a subject begins with: that of an IRI or of a blank node.
_SUBJECTS = frozenset("<_")


def read_quads(prologue: str, block: str) -> tuple[TokenQuad, ...]:
    """Return the quads that a block, valid and in braces, states; QueryError where they are of RDF 1.2.

    Oxigraph inserts them into a store of its own, so literals are as it keeps them and blank nodes new.
    """
    # What is executed here has to be one operation, however it is read.
    refuse_calls(block)
    store = ox.Store()
    store.update(f"{prologue}INSERT {block} WHERE {{}}")
    dumped = store.dump(format=ox.RdfFormat.N_QUADS) or b""
    if (b"<<(" in dumped or b"--" in dumped) and any(_has_rdf_12(quad.object) for quad in store):
        raise QueryError(_NO_RDF_12)
    return tuple(_token_quad(line) for line in dumped.decode().split("\n") if line)


def _has_rdf_12(term: OxTerm) -> bool:
    return isinstance(term, ox.Triple) or (isinstance(term, ox.Literal) and term.direction is not None)


def _token_quad(line: str) -> TokenQuad:
    subject, predicate, value, *graph = tokens_of(line)
    return TokenQuad(subject, predicate, value, graph[0] if graph else None)


def read_template(prologue: str, block: str) -> tuple[TemplateQuad, ...]:
    """Return the quads of a template, valid and in braces, in a settled order; QueryError where they are of RDF 1.2.

    What could never be a triple, as its subject is a literal, is left out.
    """
    # Nobody can know the prefix, so what has it was a variable.
    prefix = f"urn:x-coopkg:{token_hex(16)}:"
    names: dict[str, str] = {}

    def placeholder(match: re.Match[str]) -> str:
        number = names.setdefault(match.group()[1:], str(len(names)))
        return f"<{prefix}{number}> "

    ground = _replaced(block, placeholder)
    variables = {f"<{prefix}{number}>": f"?{name}" for name, number in names.items()}
    quads = [_with_variables(quad, variables) for quad in read_quads(prologue, ground)]
    return tuple(sorted(quads, key=lambda quad: (quad.subject, quad.predicate, quad.object, quad.graph or "")))


def _with_variables(quad: TokenQuad, variables: Mapping[str, str]) -> TemplateQuad:
    subject, predicate, value = (variables.get(term, term) for term in quad[:3])
    return TemplateQuad(subject, predicate, value, quad.graph and variables.get(quad.graph, quad.graph))


def _replaced(block: str, replacement: Callable[[re.Match[str]], str]) -> str:
    """Return the block with its variables replaced."""
    pieces: list[str] = []
    end = 0
    for token in tokens_in(block):
        if token.lastgroup == "variable":
            pieces += [block[end : token.start()], replacement(token)]
            end = token.end()
    return "".join(pieces) + block[end:]


def variables_of(templates: Iterable[TemplateQuad]) -> tuple[str, ...]:
    """Return the names of the variables, without question marks, each once and in order.

    >>> variables_of([TemplateQuad("?s", "<p:p>", "?o", None), TemplateQuad("?s", "<p:p>", '"?x"', "?g")])
    ('g', 'o', 's')
    """
    terms = {term for quad in templates for term in (quad.subject, quad.predicate, quad.object, quad.graph)}
    return tuple(sorted(term[1:] for term in terms if term is not None and term.startswith("?")))


def has_blank_nodes(templates: Iterable[TemplateQuad]) -> bool:
    """Tell whether a template has a blank node, which is a new one for each solution."""
    return any(term.startswith("_:") for quad in templates for term in (quad.subject, quad.object))


def instantiated(
    templates: Iterable[TemplateQuad], rows: Iterable[Mapping[str, str]], fresh_blank: Callable[[], str]
) -> Iterator[TokenQuad]:
    """Yield the quads that the templates give for each solution; QueryError where one is of RDF 1.2.

    A row is a token for each variable that is bound. As SPARQL 1.1 Update, section 3.1.3, has it, what would have an
    unbound term or is no triple is left out, and each blank node of a template is a new one for each solution:
    `fresh_blank` gives its token.
    """
    quads = tuple(templates)
    for row in rows:
        blank_nodes: dict[str, str] = {}
        for quad in quads:
            subject, value = (_node(term, row, blank_nodes, fresh_blank) for term in (quad.subject, quad.object))
            predicate = _bound(quad.predicate, row)
            graph = None if quad.graph is None else _bound(quad.graph, row)
            if value and subject[:1] in _SUBJECTS and predicate[:1] == "<" and (graph is None or graph[:1] == "<"):
                if _is_of_rdf_12(subject) or _is_of_rdf_12(value):
                    raise QueryError(_NO_RDF_12)
                yield TokenQuad(subject, predicate, value, graph)


def _node(term: str, row: Mapping[str, str], blank_nodes: dict[str, str], fresh_blank: Callable[[], str]) -> str:
    if not term.startswith("_:"):
        return _bound(term, row)
    if term not in blank_nodes:
        blank_nodes[term] = fresh_blank()
    return blank_nodes[term]


def _bound(term: str, row: Mapping[str, str]) -> str:
    """Return the token that a term stands for; an empty one where it is unbound."""
    return row.get(term[1:], "") if term.startswith("?") else term


def _is_of_rdf_12(token: str) -> bool:
    return token.startswith("<<") or token.endswith(_DIRECTED)
