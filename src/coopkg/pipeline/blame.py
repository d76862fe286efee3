"""Whose fault it is: from a node or triple of the graph back to the line of `data/` that brought it there."""

from collections.abc import Iterable
from pathlib import Path

from coopkg.domain.facts import Slug
from coopkg.ingest.inputs import Inputs
from coopkg.ingest.sources import Place
from coopkg.rdf.dictionary import TokenTriple
from coopkg.rdf.nquads import serialize_term
from coopkg.rdf.terms import Iri, Quad

#: Where the blame falls when no line of `data/` brought the node.
UNPLACED = Place(Path("ontology or user graphs"), 0)


class Blame:
    """The places of facts and entities, by the claim graph or the IRI that they became."""

    __slots__ = ("_base", "_graphs", "_inputs")

    def __init__(self, inputs: Inputs, quads: Iterable[Quad], base: Iri) -> None:
        self._inputs = inputs
        self._base = base
        self._graphs: dict[str, list[str]] = {}
        for quad in quads:
            for key in (serialize_term(quad.subject), _triple_key(quad)):
                self._graphs.setdefault(key, []).append(quad.graph or "")

    def of_node(self, iri: str) -> Place:
        """Return the place of the entity or fact that `iri` is, else of the first that speaks of it."""
        return self._first([iri, *self._graphs.get(f"<{iri}>", ())])

    def of_triples(self, triples: Iterable[TokenTriple]) -> list[Place]:
        """Return the places of the facts or entities that state those triples, each place once."""
        stating = ((triple, self._graphs.get(" ".join(triple), [])) for triple in triples)
        places = (self._first([*graphs, triple[0].strip("<>")]) for triple, graphs in stating if graphs)
        return list(dict.fromkeys(place for place in places if place != UNPLACED))

    def _first(self, iris: Iterable[str]) -> Place:
        return next((place for iri in iris if (place := self._place_of(iri)) is not None), UNPLACED)

    def _place_of(self, iri: str) -> Place | None:
        """Return where the fact or entity stands whose claim, evidence or entity IRI this is."""
        kind, _, rest = iri.removeprefix(self._base).partition("/")
        name = rest.partition("/")[0]
        if not iri.startswith(self._base):
            return None
        return self._inputs.places.get(name) if kind == "claim" else self._inputs.registry.places.get(Slug(name))


def _triple_key(quad: Quad) -> str:
    return " ".join(serialize_term(term) for term in quad.triple)
