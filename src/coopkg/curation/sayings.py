"""Triples in words: what the graph calls the things that they are about."""

from collections import defaultdict
from collections.abc import Iterable

from coopkg.publish.labels import LANGUAGES, compact
from coopkg.rdf.dictionary import TokenTriple
from coopkg.rdf.nquads import parse_term, tokens_of
from coopkg.rdf.terms import Iri, Literal
from coopkg.rdf.vocabulary import RDF, RDFS, SCHEMA, SKOS

#: The predicates that name a thing, the preferred one last.
_NAMING = (SCHEMA["headline"], RDFS["label"], SKOS["prefLabel"])


class Sayings:
    """What things are called in one language, else in another of ours, by what is stated."""

    __slots__ = ("_language", "_names")

    def __init__(self, stated: bytes, language: str) -> None:
        self._language = language
        self._names: dict[str, dict[str, str]] = defaultdict(dict)
        predicates = tuple(f" <{each}> " for each in _NAMING)
        lines = [line for line in stated.decode().split("\n") if any(each in line for each in predicates)]
        named = sorted(map(tokens_of, lines), key=lambda tokens: _rank(tokens[1]))
        for subject, predicate, object_, *_ in named:
            term = parse_term(object_)
            if isinstance(term, Literal) and _rank(predicate) >= 0:
                self._names[subject][term.language or ""] = term.lexical

    def name(self, token: str) -> str:
        """Return what the term of a token is called; a short form of its IRI where it has no label."""
        term = parse_term(token)
        if isinstance(term, Literal):
            return f"«{term.lexical}»"
        names = self._names.get(token, {})
        found = next((names[each] for each in (self._language, *LANGUAGES, *names) if each in names), None)
        if found is None and token == f"<{RDF['type']}>":
            return {"vi": "là", "en": "is a"}.get(self._language, "a")
        return found or (compact(term) if isinstance(term, str) else term.label)

    def sentence(self, triple: TokenTriple) -> str:
        """Return a triple as a line: subject, predicate, object."""
        return " — ".join(map(self.name, triple))

    def graph(self, iri: str) -> str:
        """Return what to call a graph: the end of its IRI, which for a claim is the id of its fact."""
        return "/".join(iri.rsplit("/", 2)[-2:])

    def sentences(self, triples: Iterable[TokenTriple]) -> list[str]:
        """Return triples as lines, in their order."""
        return [self.sentence(triple) for triple in triples]


def _rank(token: str) -> int:
    iri = Iri(token[1:-1])
    return _NAMING.index(iri) if iri in _NAMING else -1
