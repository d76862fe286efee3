"""A closure that changes and is saved again and again: large files once, then what has changed since.

A closure of millions of triples takes a second to write, an update a few milliseconds. So a closure is saved as links
to the files that were written last and an overlay; in full again when the overlay has grown. The files are never
written in place, so who has an older one open is not disturbed, and each directory stands by itself.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from itertools import chain, repeat
from operator import is_
from pathlib import Path
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

from coopkg.rdf.dictionary import Dictionary, Ids, MappedDictionary
from coopkg.rdf.layered import LayeredDictionary, grown
from coopkg.reasoning.closure import RULES, Closure, open_closure
from coopkg.reasoning.facts import RETIRED, Facts
from coopkg.reasoning.overlay import GONE, Overlay, read_overlay
from coopkg.reasoning.relation import Relation, Stamps, contains
from coopkg.reasoning.relations import Relations, open_relations
from coopkg.reasoning.specialize import SpecializedRule

#: An overlay with more rows than this is written in full: reading one takes a microsecond a row.
MOST_ROWS = 20_000
_Rows: TypeAlias = tuple[Ids, npt.NDArray[np.bool_], Ids, Stamps]
_NOTHING: tuple[Ids, Stamps] = (np.empty(0, np.int64), np.empty(0, np.int32))


@dataclass(slots=True, eq=False)
class _Seen:
    """One relation as it was written, `written`, and as it was seen last, which is so much more and less."""

    written: tuple[Ids, Stamps]
    folded: tuple[Ids, Stamps]
    put: dict[int, int] = field(default_factory=dict)
    gone: set[int] = field(default_factory=set)

    def look(self, relation: Relation) -> tuple[dict[int, int], set[int]]:
        """Return what is in the relation that was not written, with its stamps, and what was written and is not."""
        folded = relation.folded
        if folded[0] is not self.folded[0] or folded[1] is not self.folded[1]:
            self.put, self.gone = _difference(self.written, folded)
            self.folded = folded
        beside, dropped = relation.beside()
        if not beside and not dropped:
            return self.put, self.gone
        put = {key: stamp for key, stamp in self.put.items() if key not in dropped} | beside
        keys = np.fromiter(dropped, np.int64, len(dropped))
        return put, self.gone.union(keys[contains(self.written[0], keys)].tolist()).difference(beside)


def _difference(written: tuple[Ids, Stamps], now: tuple[Ids, Stamps]) -> tuple[dict[int, int], set[int]]:
    places = np.minimum(np.searchsorted(written[0], now[0]), max(len(written[0]) - 1, 0))
    is_same = np.zeros(len(now[0]), np.bool_)
    if len(written[0]):
        is_same = (written[0][places] == now[0]) & (written[1][places] == now[1])
    put = dict(zip(now[0][~is_same].tolist(), now[1][~is_same].tolist(), strict=True))
    return put, set(written[0][~contains(now[0], written[0])].tolist())


class SavedClosure:
    """What is known of the last saving of one closure that goes on changing."""

    __slots__ = ("_counts", "_facts", "_rules", "_seen")

    def __init__(self) -> None:
        """Know of no saving: the first will be in full."""
        self._facts: Facts | None = None
        self._rules: tuple[SpecializedRule, ...] = ()
        self._counts = (0, 0)
        self._seen: dict[tuple[bool, int], _Seen] = {}

    def save(self, closure: Closure, directory: Path, previous: Path) -> None:
        """Write the closure into `directory`, which is made, for `open_closure`.

        Its dictionary must be one that grows. `previous` is where it was saved last.
        """
        if not isinstance(closure.dictionary, Dictionary):
            raise TypeError("the closure is encoded by a dictionary that cannot grow")
        overlay = self._overlay(closure, closure.dictionary)
        if overlay is None or len(overlay) > MOST_ROWS:
            closure.save(directory)
            self._note(closure, closure.dictionary.counts())
            return
        directory.mkdir(parents=True)
        _link_files(previous, directory)
        if (previous / RETIRED).exists():
            (directory / RETIRED).mkdir()
            _link_files(previous / RETIRED, directory / RETIRED)
        if self._is_as_saved(closure.rules):
            (directory / RULES).hardlink_to(previous / RULES)
        else:
            closure.save_rules(directory)
            self._rules = closure.rules
        overlay.save(directory)

    def _is_as_saved(self, rules: tuple[SpecializedRule, ...]) -> bool:
        return len(rules) == len(self._rules) and all(map(is_, rules, self._rules))

    def _note(self, closure: Closure, counts: tuple[int, int]) -> None:
        """Take note of a closure that is on the disk as it is; its dictionary was written when it had these counts."""
        self._facts, self._rules, self._counts = closure.facts, closure.rules, counts
        self._seen = {}
        for is_retired, relations in _parts(closure.facts):
            for name in relations:
                relation = relations.get(name)
                if relation is not None:
                    self._seen[is_retired, name] = _Seen(relation.folded, relation.folded)

    def _note_overlay(self, overlay: Overlay, directory: Path, facts: Facts) -> None:
        """Take note that the large files are without what is in `overlay`."""
        for is_retired, relations in _parts(facts):
            written = open_relations(directory / RETIRED if is_retired else directory)
            for name, put, gone in overlay.touched(is_retired=is_retired):
                relation, before = relations.get(name), written.get(name)
                if relation is None:
                    continue
                arrays = _NOTHING if before is None else before.folded
                # What is beside the arrays will be seen there; where it was folded into them it must be told.
                is_folded = not any(relation.beside())
                seen = _Seen(arrays, relation.folded, put, gone) if is_folded else _Seen(arrays, relation.folded)
                self._seen[is_retired, name] = seen

    def _overlay(self, closure: Closure, dictionary: Dictionary) -> Overlay | None:
        """Return what has changed since the closure was saved in full, None where it must be saved so again."""
        if closure.facts is not self._facts:
            return None
        rows: list[_Rows] = []
        for is_retired, relations in _parts(closure.facts):
            for name in relations:
                relation = relations.get(name)
                if relation is None:
                    continue
                seen = self._seen.get((is_retired, name))
                if seen is None:
                    seen = self._seen[is_retired, name] = _Seen(_NOTHING, _NOTHING)
                put, gone = seen.look(relation)
                if put or gone:
                    rows.append(_rows(name, put, gone, is_retired=is_retired))
        return _overlay(rows, dictionary.since(self._counts))


def open_growing(directory: Path) -> tuple[Closure, SavedClosure]:
    """Return the closure in `directory` with a dictionary that grows, and what is to be known to save it again.

    SnapshotError where none can be read.
    """
    closure, saved = open_closure(directory), SavedClosure()
    terms = closure.dictionary
    if not isinstance(terms, MappedDictionary | LayeredDictionary):
        raise TypeError(terms)
    written = terms.base if isinstance(terms, LayeredDictionary) else terms
    growing = replace(closure, dictionary=grown(terms))
    saved._note(growing, (written.resources, len(written) - written.resources))  # noqa: SLF001  (its other constructor)
    overlay = read_overlay(directory)
    if overlay is not None:
        saved._note_overlay(overlay, directory, closure.facts)  # noqa: SLF001  (as above)
    return growing, saved


def _parts(facts: Facts) -> Iterator[tuple[bool, Relations]]:
    yield False, facts.relations
    if facts.equality is not None:
        yield True, facts.retired


def _link_files(source: Path, target: Path) -> None:
    for path in source.glob("*.npy"):
        (target / path.name).hardlink_to(path)


def _rows(name: int, put: dict[int, int], gone: set[int], *, is_retired: bool) -> _Rows:
    length = len(put) + len(gone)
    keys = np.fromiter(chain(put, gone), np.int64, length)
    stamps = np.fromiter(chain(put.values(), repeat(GONE, len(gone))), np.int32, length)
    return np.full(length, name, np.int64), np.full(length, is_retired, np.bool_), keys, stamps


def _overlay(rows: list[_Rows], terms: tuple[list[bytes], list[bytes]]) -> Overlay:
    names, are_retired, keys, stamps = zip(_rows(0, {}, set(), is_retired=False), *rows, strict=True)
    columns = np.concatenate(names), np.concatenate(are_retired), np.concatenate(keys), np.concatenate(stamps)
    return Overlay(*columns, *terms)
