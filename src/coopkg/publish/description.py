"""What the dataset says of one thing, statement by statement, and who says so."""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import islice

from coopkg.errors import UnknownTermError
from coopkg.rdf.terms import Iri, Quad, Triple
from coopkg.rdf.vocabulary import ONTOLOGY_IRI, OWL, RDF, RDFS
from coopkg.storage.dataset import Dataset

#: How many statements about a thing as object are told; a hub has thousands.
MOST_INCOMING = 200
MOST_OUTGOING = 2000


@dataclass(frozen=True, slots=True)
class Statement:
    """A triple of the merged graph, with the graphs that say it: one that only `graph/implied` holds is implied."""

    triple: Triple
    graphs: tuple[Iri, ...]

    def claims(self, base: str) -> tuple[Iri, ...]:
        """Return the claims that state the triple: the IRI of a claim is the name of its graph."""
        return tuple(graph for graph in self.graphs if graph.startswith(f"{base}claim/"))

    def is_implied(self, base: str) -> bool:
        """Tell whether nobody states the triple and it follows."""
        return self.graphs == (f"{base}graph/implied",)


@dataclass(frozen=True, slots=True)
class Description:
    """What is said of `iri`, as subject and as object; `is_bounded` where there is more than is told here."""

    iri: Iri
    outgoing: tuple[Statement, ...]
    incoming: tuple[Statement, ...]
    is_bounded: bool


def describe(dataset: Dataset, iri: Iri) -> Description:
    """Return what is said of `iri`; UnknownTermError where that is nothing."""
    outgoing = list(islice(dataset.triples(iri), MOST_OUTGOING + 1))
    incoming = list(islice(dataset.triples(None, None, iri), MOST_INCOMING + 1))
    if not outgoing and not incoming:
        raise UnknownTermError(iri, "nothing is known of it here")
    return Description(
        iri,
        _statements(dataset, outgoing[:MOST_OUTGOING]),
        _statements(dataset, incoming[:MOST_INCOMING]),
        len(outgoing) > MOST_OUTGOING or len(incoming) > MOST_INCOMING,
    )


def _statements(dataset: Dataset, triples: Iterable[Triple]) -> tuple[Statement, ...]:
    ordered = sorted(triples, key=lambda triple: (triple.predicate != RDF["type"], *map(str, triple)))
    return tuple(Statement(triple, dataset.graphs_of(triple)) for triple in ordered)


def classes_of(dataset: Dataset, iri: Iri) -> tuple[Iri, ...]:
    """Return the most specific classes of `iri`: those without another of its classes below them, our own first.

    Restrictions are left out: they are how the ontology says something, and no name of a class.
    """
    types = {triple.object for triple in dataset.triples(iri, RDF["type"]) if isinstance(triple.object, str)}
    restriction = OWL["Restriction"]
    classes = {each for each in types if not any(dataset.triples(Iri(each), RDF["type"], restriction))}
    above = {
        triple.object
        for each in classes
        for triple in dataset.triples(each, RDFS["subClassOf"])
        # Equivalent classes stand above each other, and then both stay.
        if triple.object in classes and triple.object != each and not _is_below(dataset, triple.object, each)
    }
    lowest = (Iri(each) for each in classes if each not in above)
    return tuple(sorted(lowest, key=lambda each: (not each.startswith(ONTOLOGY_IRI), each)))


def _is_below(dataset: Dataset, lower: object, upper: Iri) -> bool:
    if not isinstance(lower, str):
        return False
    return any(True for _ in dataset.triples(Iri(lower), RDFS["subClassOf"], upper))


def quads_about(dataset: Dataset, iri: Iri) -> tuple[Quad, ...]:
    """Return what is said of `iri` and of its parts (`<iri>/…`), and what the graph of that name holds.

    UnknownTermError where all of this is nothing.
    """
    content = (Quad(*triple, iri) for triple in _sorted(dataset.triples_in(iri)))
    about = [*content, *_described(dataset, iri)]
    for part in _parts(dataset, iri):
        about += _described(dataset, part)
    if not about:
        raise UnknownTermError(iri, "nothing is known of it here")
    return tuple(dict.fromkeys(about))


def _described(dataset: Dataset, iri: Iri) -> tuple[Quad, ...]:
    outgoing = islice(dataset.triples(iri), MOST_OUTGOING)
    incoming = islice(dataset.triples(None, None, iri), MOST_INCOMING)
    statements = (*_statements(dataset, outgoing), *_statements(dataset, incoming))
    return tuple(Quad(*each.triple, graph) for each in statements for graph in each.graphs)


def _parts(dataset: Dataset, iri: Iri) -> tuple[Iri, ...]:
    """Return the things under `iri` that can be reached from it: evidence, selectors, reified statements."""
    parts: dict[Iri, None] = {}
    waiting = [iri]
    while waiting:
        for triple in _sorted(dataset.triples(waiting.pop())):
            value = triple.object
            if isinstance(value, str) and value.startswith(f"{iri}/") and value not in parts:
                parts[value] = None
                waiting.append(value)
    return tuple(parts)


def _sorted(triples: Iterable[Triple]) -> list[Triple]:
    return sorted(triples, key=lambda triple: tuple(map(str, triple)))
