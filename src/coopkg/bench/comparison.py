"""Whether two closures are the same set of triples, and where they are not, how many each has that the other lacks."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from coopkg.rdf.dictionary import Dictionary, EncodedTriples, Ids, TokenTriple, read_triples
from coopkg.rdf.vocabulary import PREFIXES
from coopkg.reasoning.owl2rl import RDF_TYPE
from coopkg.reasoning.reference import is_left_out
from coopkg.reasoning.relations import encoded, partition
from coopkg.storage.files import canonical_nquads

_MOST_NAMED = 3


@dataclass(frozen=True, slots=True)
class Comparison:
    """How many triples `theirs` has that coopkg keeps, how many each lacks of the other, and of which properties."""

    theirs: int
    missing: int
    additional: int
    missing_names: str
    additional_names: str

    @property
    def is_equal(self) -> bool:
        """Tell whether both are the same set."""
        return not self.missing and not self.additional


def compared(ours: bytes, theirs: bytes) -> Comparison:
    """Compare N-Triples with the closure by coopkg.

    What RDF does not allow and what coopkg tells on request only (the table in `coopkg.reasoning.reference`) is left
    out of theirs, and of what theirs lacks.
    """
    dictionary = Dictionary()
    sets = [_keys(read_triples(canonical_nquads(each), dictionary)) for each in (ours, theirs)]
    missing, additional = (_only(one, other, dictionary) for one, other in (sets, sets[::-1]))
    told = sum(map(len, sets[0].values()))
    return Comparison(
        told - len(missing) + len(additional), len(missing), len(additional), _names(missing), _names(additional)
    )


def _keys(triples: EncodedTriples) -> dict[int, Ids]:
    type_id = triples.dictionary.id_of(RDF_TYPE)
    pieces = partition(triples, -1 if type_id is None else type_id)
    return {name: np.unique(np.concatenate(keys)) for name, keys in pieces.items()}


def _only(one: dict[int, Ids], other: dict[int, Ids], dictionary: Dictionary) -> list[TokenTriple]:
    """Return the triples of `one` that `other` lacks and that coopkg would keep."""
    nothing = np.empty(0, np.int64)
    pieces = ((name, np.setdiff1d(keys, other.get(name, nothing), assume_unique=True)) for name, keys in one.items())
    found = encoded(pieces, dictionary.encode(RDF_TYPE), dictionary)
    return [triple for triple in found.tokens() if not is_left_out(triple)]


def _names(triples: Iterable[TokenTriple]) -> str:
    """Return the most frequent properties, each with how often it occurs."""
    counts = Counter(_short(predicate) for _, predicate, _ in triples)
    named = [f"{name} {found:,}" for name, found in counts.most_common(_MOST_NAMED)]
    return ", ".join([*named, "…"] if len(counts) > _MOST_NAMED else named)


def _short(token: str) -> str:
    iri = token[1:-1]
    for prefix, namespace in PREFIXES.items():
        if iri.startswith(namespace):
            return f"{prefix}:{iri.removeprefix(namespace)}"
    return f":{iri.rpartition('#')[2].rpartition('/')[2]}"
