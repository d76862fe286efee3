"""What has changed of a saved closure: a small file beside its large ones, which stay as they are.

A row for each key of a relation that was put in, got another stamp or was taken out since, and the terms that came
later than those of the saved dictionary.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from coopkg.rdf.dictionary import Ids, slices
from coopkg.reasoning.relation import Stamps
from coopkg.reasoning.relations import Relations

#: The file of a saved closure that holds what has changed of the others.
OVERLAY = "overlay.npz"
#: The stamp of a key that was taken out.
GONE = -1


@dataclass(frozen=True, slots=True, eq=False)
class Overlay:
    """Rows of equal length: the name of the relation, whether it is of renamed triples, key and stamp (`GONE`).

    `resources` and `literals` are the UTF-8 tokens that have the next ids of their kinds.
    """

    names: Ids
    are_retired: npt.NDArray[np.bool_]
    keys: Ids
    stamps: Stamps
    resources: list[bytes]
    literals: list[bytes]

    def __len__(self) -> int:
        return len(self.names) + len(self.resources) + len(self.literals)

    def amend(self, relations: Relations, *, is_retired: bool) -> None:
        """Do to the relations of the saved closure what has been done since."""
        rows = self.are_retired == is_retired
        columns = (column[rows].tolist() for column in (self.names, self.keys, self.stamps))
        for name, key, stamp in zip(*columns, strict=True):
            triple = relations.triple_at(name, key)
            if stamp == GONE:
                relations.drop(triple)
            else:
                relations.put(triple, stamp)

    def touched(self, *, is_retired: bool) -> Iterator[tuple[int, dict[int, int], set[int]]]:
        """Yield each relation's name with the stamps of its keys that were put in, and those taken out."""
        of_part = self.are_retired == is_retired
        for name in np.unique(self.names[of_part]).tolist():
            rows = of_part & (self.names == name)
            stamps = dict(zip(self.keys[rows].tolist(), self.stamps[rows].tolist(), strict=True))
            gone = {key for key, stamp in stamps.items() if stamp == GONE}
            yield name, {key: stamp for key, stamp in stamps.items() if stamp != GONE}, gone

    def save(self, directory: Path) -> None:
        """Write the overlay into the existing `directory`, for `read_overlay`."""
        tokens = self.resources + self.literals
        np.savez(
            directory / OVERLAY,
            names=self.names,
            retired=self.are_retired,
            keys=self.keys,
            stamps=self.stamps,
            tokens=np.frombuffer(b"".join(tokens), np.uint8),
            ends=np.cumsum(np.fromiter(map(len, tokens), np.int64, len(tokens))),
            resources=np.array([len(self.resources)], np.int64),
        )


def read_overlay(directory: Path) -> Overlay | None:
    """Return the overlay of the closure in `directory`, None where it has none; OSError or ValueError if damaged."""
    path = directory / OVERLAY
    if not path.exists():
        return None
    with np.load(path) as saved:
        ends = saved["ends"]
        starts = np.concatenate((np.zeros(min(len(ends), 1), np.int64), ends[:-1]))
        tokens = slices(saved["tokens"].tobytes(), starts, ends)
        count = int(saved["resources"][0])
        rows = saved["names"], saved["retired"], saved["keys"], saved["stamps"]
    return Overlay(*rows, tokens[:count], tokens[count:])
