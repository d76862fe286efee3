"""The journal: what users loaded into their own graphs, replayed by every build.

Numbered N-Quads files, only ever added to: each is forced to the disk before it gets its number, so it is there whole
or not at all, and an acknowledged load is never lost.
"""

import re
from pathlib import Path

from coopkg.errors import BadInputError
from coopkg.rdf.terms import Iri
from coopkg.storage.durable import fsync_path, write_beside
from coopkg.storage.files import in_graph

_GRAPH = re.compile(rb" <([^> ]*)> \.$", re.MULTILINE)
_BUILT = ("provenance", "registry", "ontology", "implied")


class Journal:
    """The journal in one directory, of the graphs under one base IRI."""

    __slots__ = ("base", "directory")

    def __init__(self, directory: Path, base: Iri) -> None:
        self.directory = directory
        self.base = base

    def placed(self, quads: bytes, *, source: Path | str = "input") -> bytes:
        """Return canonical N-Quads without blank nodes, as `files.parse_rdf` gives them, each in a user graph.

        Statements of the default graph go to `<base>graph/users`. BadInputError for a graph that belongs to the build:
        those of claims, provenance, registry, ontology and conclusions.
        """
        placed = in_graph(quads, Iri(f"{self.base}graph/users"))
        for graph in sorted({match.group(1).decode() for match in _GRAPH.finditer(placed)}):
            if self._is_built(graph):
                reason = f"the graph <{graph}> is made by the build from data/ and ontology/; load into another graph"
                raise BadInputError(source, 0, reason)
        return placed

    def _is_built(self, graph: str) -> bool:
        return graph.startswith(f"{self.base}claim/") or graph in {f"{self.base}graph/{name}" for name in _BUILT}

    def append(self, placed: bytes) -> int:
        """Keep what `placed` gave, and return the number of its entry."""
        if not self.directory.is_dir():
            self.directory.mkdir(parents=True, exist_ok=True)
            # Or a power cut could take the new directory away, with the entry that was forced to the disk in it.
            fsync_path(self.directory.parent)
        number = max(self._numbers(), default=0) + 1
        beside = write_beside(self.directory / f"{number:06d}.nq", placed)
        try:
            # A link is refused where the name is taken, so two loads at once get two numbers.
            while not _link(beside, self.directory / f"{number:06d}.nq"):
                number += 1
        finally:
            beside.unlink()
        fsync_path(self.directory)
        return number

    def _numbers(self) -> list[int]:
        names = (path.stem for path in self.directory.glob("*.nq"))
        return sorted(int(name) for name in names if name.isascii() and name.isdigit())

    def replay(self) -> bytes:
        """Return all that was loaded, in order, as N-Quads; nothing where nothing was."""
        return b"".join((self.directory / f"{number:06d}.nq").read_bytes() for number in self._numbers())


def _link(source: Path, target: Path) -> bool:
    try:
        target.hardlink_to(source)
    except FileExistsError:
        return False
    return True
