"""A commit in the making: changes of user graphs, carried through to the closure, the merged graph and what is implied.

A triple is stated as long as one graph states it. What is stated no longer and still follows becomes implied; what was
implied and gets stated is implied no longer.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TypeAlias

from coopkg.errors import RefusedError
from coopkg.pipeline.opened import Opened
from coopkg.rdf.dictionary import TokenTriple
from coopkg.rdf.nquads import tokens_of
from coopkg.rdf.terms import Iri
from coopkg.reasoning.consistency import check_consistency
from coopkg.storage.journal import is_of_build
from coopkg.storage.snapshots import STORE

_Lines: TypeAlias = tuple[list[bytes], list[bytes]]
"""Quads that come, and quads that go."""


class Draft:
    """Changes of one dataset that are not yet published; they can be undone.

    Quads are canonical N-Quads without blank nodes, in bytes and without line ends, each in a named graph.
    """

    __slots__ = ("_done", "_implied", "_incremental", "_is_doubtful", "_net", "_published", "base", "counts", "live")

    def __init__(self, opened: Opened, base: Iri) -> None:
        """Begin with what is `opened`, which goes along with the changes."""
        self.live = opened.live
        self.counts = {"stated": 0, "implied": 0}
        self._incremental = opened.closure
        self._published = opened.snapshot.path / STORE
        self.base = base
        self._implied = b" <%bgraph/implied> ." % base.encode()
        self._is_doubtful = False
        self._done: list[tuple[list[bytes], list[bytes]]] = []
        self._net: dict[bytes, bool] = {}

    @property
    def added(self) -> list[bytes]:
        """Return the quads that were not there at the beginning and are now, in the order in which they came."""
        return [quad for quad, is_there in self._net.items() if is_there]

    @property
    def removed(self) -> list[bytes]:
        """Return the quads that were there at the beginning and are no longer."""
        return [quad for quad, is_there in self._net.items() if not is_there]

    def apply(self, added: Iterable[bytes], removed: Iterable[bytes] = ()) -> None:
        """Add and remove quads; what is in both is there afterwards.

        RefusedError for a graph of the build, OntologyError where an axiom would be broken; nothing has changed then.
        """
        wanted, unwanted = dict.fromkeys(added), dict.fromkeys(removed)
        self.refuse({*map(graph_of, wanted), *map(graph_of, unwanted)})
        stating = self._stating([*wanted, *unwanted])
        come = [quad for quad in wanted if graph_of(quad) not in stating[triple_of(quad)]]
        gone = [quad for quad in unwanted if quad not in wanted and graph_of(quad) in stating[triple_of(quad)]]
        self._change(come, gone, stating)
        self._done.append((come, gone))

    def replace(self, graph: Iri, triples: Iterable[bytes]) -> None:
        """Make `triples`, N-Triples without line ends, all that a graph states; errors as `apply`."""
        self.refuse([graph])
        now = dict.fromkeys(triples)
        before = dict.fromkeys(self.live.triples_in(graph))
        self.apply(
            [in_graph(triple, graph) for triple in now if triple not in before],
            [in_graph(triple, graph) for triple in before if triple not in now],
        )

    def rebuild(self, stated: Iterable[bytes]) -> None:
        """Make `stated` all that is stated, in the graphs of the build too; OntologyError as `apply`."""
        implied = f"{self.base}graph/implied"
        graphs = [graph for graph in self.live.graph_names() if graph != implied]
        before = dict.fromkeys(
            in_graph(triple, graph) for graph in graphs for triple in self.live.triples_in(Iri(graph))
        )
        now = dict.fromkeys(stated)
        come = [quad for quad in now if quad not in before]
        gone = [quad for quad in before if quad not in now]
        self._change(come, gone, self._stating([*come, *gone]))
        self._done.append((come, gone))

    def undo(self) -> None:
        """Undo all changes."""
        while self._done:
            come, gone = self._done.pop()
            self._change(gone, come, self._stating([*come, *gone]))

    def check(self) -> None:
        """Return if all that is stated is consistent; InconsistencyError, with the proofs, otherwise."""
        if self._is_doubtful:
            check_consistency(self._incremental.closure)

    def refuse(self, graphs: Iterable[str]) -> None:
        """Return if users may change all these graphs; RefusedError otherwise."""
        for graph in sorted(graphs):
            if is_of_build(graph, self.base):
                reason = "this graph is made by the build, from data/ and ontology/; change data/ and build again"
                raise RefusedError(graph, reason)

    @contextmanager
    def stored(self) -> Iterator[Path]:
        """Give a store that holds what the draft holds, for other processes to read, as long as the block lasts."""
        if not self._done:
            yield self._published
            return
        with TemporaryDirectory(dir=self.live.path.parent) as directory:
            path = Path(directory) / "store"
            self.live.checkpoint(path)
            yield path

    def _stating(self, quads: Sequence[bytes]) -> dict[bytes, set[str]]:
        """Return by triple which graphs state it."""
        triples = list(dict.fromkeys(map(triple_of, quads)))
        implied = f"{self.base}graph/implied"
        found = self.live.graphs_of(triple + b" ." for triple in triples)
        return {triple: graphs - {implied} for triple, graphs in zip(triples, found, strict=True)}

    def _change(self, come: list[bytes], gone: list[bytes], stating: Mapping[bytes, set[str]]) -> None:
        """Add quads that are not there and remove some that are; `stating` tells which graphs state their triples."""
        after = {triple: set(graphs) for triple, graphs in stating.items()}
        for quad in come:
            after[triple_of(quad)].add(graph_of(quad))
        for quad in gone:
            after[triple_of(quad)].discard(graph_of(quad))
        appeared = [triple for triple, graphs in after.items() if graphs and not stating[triple]]
        disappeared = [triple for triple, graphs in after.items() if not graphs and stating[triple]]
        in_default, in_implied = self._follow(appeared, disappeared)
        self.live.change([*come, *in_default[0], *in_implied[0]], [*gone, *in_default[1], *in_implied[1]])
        self.counts["stated"] += len(appeared) - len(disappeared)
        self.counts["implied"] += len(in_implied[0]) - len(in_implied[1])
        self._note(come, is_there=True)
        self._note(gone, is_there=False)

    def _follow(self, appeared: Sequence[bytes], disappeared: Sequence[bytes]) -> tuple[_Lines, _Lines]:
        """State triples, and others no longer; return what that does to the merged graph and to what is implied."""
        change = self._incremental.update(map(_tokens, appeared), map(_tokens, disappeared))
        self._is_doubtful |= self._incremental.may_be_inconsistent()
        holds, ceases = (
            {" ".join(triple).encode(): None for triple in part.tokens()} for part in (change.added, change.removed)
        )
        implied = [*_without(holds, appeared), *_without(disappeared, ceases)]
        implied_no_longer = [*_without(ceases, disappeared), *_without(appeared, holds)]
        merged = [triple + b" ." for triple in holds], [triple + b" ." for triple in ceases]
        return merged, (
            [triple + self._implied for triple in implied],
            [triple + self._implied for triple in implied_no_longer],
        )

    def _note(self, quads: Iterable[bytes], *, is_there: bool) -> None:
        for quad in quads:
            if self._net.pop(quad, is_there) == is_there:
                self._net[quad] = is_there


def graph_of(quad: bytes) -> str:
    """Return the name of the graph of a quad."""
    return quad[quad.rindex(b" <") + 2 : -3].decode()


def triple_of(quad: bytes) -> bytes:
    """Return the triple of a quad, without the point at the end."""
    return quad[: quad.rindex(b" <")]


def in_graph(triple: bytes, graph: str) -> bytes:
    """Return the quad that a line of N-Triples, without its line end, is in a graph."""
    return b"%b <%b> ." % (triple.removesuffix(b" ."), graph.encode())


def _tokens(triple: bytes) -> TokenTriple:
    subject, predicate, object_ = tokens_of(triple.decode() + " .")
    return subject, predicate, object_


def _without(triples: Iterable[bytes], others: Iterable[bytes]) -> list[bytes]:
    left_out = set(others)
    return [triple for triple in triples if triple not in left_out]
