"""What a writer can be asked to do, and what it tells of a change that it has made."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol, runtime_checkable

from coopkg.rdf.terms import Iri


@dataclass(frozen=True, slots=True)
class Commit:
    """A change that is on the disk and published: the number of the snapshot that has it, and how much it was.

    `added` and `removed` count stated quads, None where the writer does not count. `is_created` tells that the graph
    which was put or posted was not there before.
    """

    snapshot: int
    added: int | None = None
    removed: int | None = None
    is_created: bool = False


class Writer(Protocol):
    """The one that changes what is stated; each call is all or nothing, and durable when it returns.

    RefusedError for a graph that nobody may change, and for what would call another host; InconsistencyError where
    the change would contradict the ontology; SnapshotError where the disk takes no more; WriterError where the writer
    is another process and cannot be asked.
    """

    def update(self, text: str, using: Sequence[Iri], using_named: Sequence[Iri]) -> Commit:
        """Carry out a SPARQL Update; QueryError, with its place, where it is not valid.

        `using` and `using_named` are the dataset of its patterns (SPARQL 1.1 Protocol, section 2.2.3).
        """

    def put(self, graph: Iri | None, triples: bytes) -> Commit:
        """Make `triples`, canonical N-Triples, all that `graph` holds; None is the default graph."""

    def post(self, graph: Iri | None, triples: bytes) -> Commit:
        """Add `triples`, canonical N-Triples, to what `graph` holds."""

    def delete(self, graph: Iri | None) -> Commit:
        """Remove `graph`; UnknownTermError where there is none."""


@runtime_checkable
class Loader(Protocol):
    """A writer that reads files of this machine by itself, however large they are."""

    def load(self, paths: Sequence[Path], graph: Iri | None) -> Commit:
        """Add what the files state, `graph` for what names none; BadInputError for a fault, with its place."""
