"""The journal: what users have stated in their own graphs, transaction by transaction, replayed by every build.

One file that is only added to. Each transaction is forced to the disk before it counts, so an acknowledged one is never
lost; one that a crash cut short is recognised by its checksum, and cut off before the next. Who adds to the journal
holds the lock of the snapshots (`Snapshots.held`), so there is never more than one.
"""

import logging
import os
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from coopkg.errors import BadInputError, OutputError, SnapshotError
from coopkg.rdf.terms import Iri
from coopkg.storage.durable import fsync_path, make_directory, unwritten, write_bytes
from coopkg.storage.files import in_graph
from coopkg.storage.patches import (
    Record,
    Transaction,
    highest_number,
    is_followed,
    read_transactions,
    serialize_transaction,
)

logger = logging.getLogger(__name__)

_GRAPH = re.compile(rb" <([^> ]*)> \.$", re.MULTILINE)
_BUILT = ("provenance", "registry", "ontology", "implied")
_FILE = "transactions.rdfp"
# A file is written anew when it is long, and says much more than is still true.
_LONG_BYTES = 1 << 20
_TIMES = 4


def is_of_build(graph: str, base: str) -> bool:
    """Tell whether a graph belongs to the build: those of claims, provenance, registry, ontology and conclusions."""
    return graph.startswith(f"{base}claim/") or graph in {f"{base}graph/{name}" for name in _BUILT}


@dataclass(frozen=True, slots=True)
class _Place:
    """What a file is known to hold: which file it was, how long, where its whole transactions end, the last number."""

    inode: int
    size: int
    end: int
    number: int


class Journal:
    """The journal in one directory, of the graphs under one base IRI."""

    __slots__ = ("_known", "base", "directory")

    def __init__(self, directory: Path, base: Iri) -> None:
        self.directory = directory
        self.base = base
        self._known: _Place | None = None

    @property
    def path(self) -> Path:
        """Return the file of the journal; it is there when there has been a transaction."""
        return self.directory / _FILE

    def placed(self, quads: bytes, *, source: Path | str = "input") -> bytes:
        """Return canonical N-Quads without blank nodes, as `files.parse_rdf` gives them, each in a user graph.

        Statements of the default graph go to `<base>graph/users`. BadInputError for a graph that belongs to the build.
        """
        placed = in_graph(quads, Iri(f"{self.base}graph/users"))
        for graph in sorted({match.group(1).decode() for match in _GRAPH.finditer(placed)}):
            if is_of_build(graph, self.base):
                reason = f"the graph <{graph}> is made by the build from data/ and ontology/; load into another graph"
                raise BadInputError(source, 0, reason)
        return placed

    def last(self) -> int:
        """Return the number of the last transaction, 0 where there was none; SnapshotError as `transactions`."""
        return self._place().number

    def append(self, added: Iterable[bytes], removed: Iterable[bytes] = ()) -> int:
        """Keep a transaction (N-Quads without line ends, in user graphs), and return its number.

        SnapshotError where the disk does not take it, and the journal is then as it was; or as `transactions`.
        """
        place = self._place()
        transaction = Transaction(place.number + 1, tuple(added), tuple(removed))
        try:
            self._write(place, serialize_transaction(transaction))
        except OSError as error:
            self._known = None
            raise unwritten(self.path, "the journal cannot be written", error) from error
        status = self.path.stat()
        self._known = _Place(status.st_ino, status.st_size, status.st_size, transaction.number)
        return transaction.number

    def take_back(self, number: int) -> None:
        """Cut off the last transaction, if it is the one with this number: it was appended and could not be published.

        OSError where that is impossible.
        """
        record = next((each for each in self._records() if each.transaction.number == number), None)
        if record is not None and not record.transaction.is_whole:
            self._known = None
            _cut(self.path, record.start)

    def transactions(self, after: int = 0) -> Iterator[Transaction]:
        """Yield the transactions whose numbers are higher than `after`, in order.

        SnapshotError, with the line, where the file is damaged before its end, or cannot be read.
        """
        records = [each.transaction for each in self._records()]
        if not (records and records[0].is_whole):
            yield from (each for each in self._loaded() if each.number > after)
        yield from (each for each in records if each.number > after)

    def replay(self) -> bytes:
        """Return what is stated after all transactions, in the order in which it came, as N-Quads."""
        return b"".join(quad + b"\n" for quad in self._net())

    def compact(self) -> None:
        """Write the file anew, with one transaction, where that makes it much shorter and the disk takes it."""
        size = self.path.stat().st_size if self.path.exists() else 0
        if size < _LONG_BYTES:
            return
        net = self._net()
        if size < _TIMES * sum(map(len, net)):
            return
        whole = Transaction(self.last(), tuple(net), is_whole=True)
        self._known = None
        try:
            write_bytes(self.path, serialize_transaction(whole))
        except OutputError as error:
            # It says the same as it is.
            logger.warning("the journal stays long: %s", error)
            return
        logger.info("journal: %d bytes became %d", size, self.path.stat().st_size)

    def whole(self, number: int) -> bytes:
        """Return a journal of one transaction, with this number: what is stated after it.

        SnapshotError as `transactions`, and where there is no such transaction.
        """
        last = self.last()
        if last < number:
            raise behind(self.path, last, number)
        return serialize_transaction(Transaction(number, tuple(self._net(number)), is_whole=True))

    def state_anew(self, quads: Sequence[bytes], after: int) -> int:
        """Let the journal say that `quads` are all that is stated, whatever it said; return the transaction's number.

        It is higher than `after`, and than any in the journal, which may be damaged. The file that was there stays
        beside the new one, see `put_back`. SnapshotError where the disk does not take it.
        """
        highest = max((each.number for each in self._loaded()), default=0)
        try:
            make_directory(self.directory)
            self._before.unlink(missing_ok=True)
            if self.path.exists():
                highest = max(highest, highest_number(self.path.read_bytes()))
                self._before.hardlink_to(self.path)
            number = max(highest, after) + 1
            self._known = None
            write_bytes(self.path, serialize_transaction(Transaction(number, tuple(quads), is_whole=True)))
        except (OSError, OutputError) as error:
            raise unwritten(self.path, "the journal cannot be written", error) from error
        return number

    def put_back(self) -> None:
        """Let the journal say what it said before it was stated anew; OSError where that is impossible."""
        self._known = None
        if self._before.exists():
            self._before.replace(self.path)
        else:
            self.path.unlink()
        fsync_path(self.directory)

    @property
    def _before(self) -> Path:
        return self.path.with_name(f"{_FILE}.before")

    def _net(self, number: int | None = None) -> dict[bytes, None]:
        """Return the quads that are stated, after all transactions or that one, in the order in which they came."""
        found: dict[bytes, None] = {}
        for each in self.transactions():
            if number is not None and each.number > number:
                break
            if each.is_whole:
                found.clear()
            for quad in each.removed:
                found.pop(quad, None)
            found.update(dict.fromkeys(each.added))
        return found

    def _write(self, place: _Place, text: bytes) -> None:
        is_new = not self.path.exists()
        make_directory(self.directory)
        if place.end < place.size:
            logger.warning("journal: %d bytes behind transaction %d are cut off", place.size - place.end, place.number)
            _cut(self.path, place.end)
        try:
            with self.path.open("ab", buffering=0) as file:
                _write_all(file.fileno(), text)
                os.fsync(file.fileno())
            if is_new:
                fsync_path(self.directory)
        except OSError:
            _cut(self.path, place.end)
            raise

    def _place(self) -> _Place:
        """Return what is in the file; it is read only if it is not as it was seen last."""
        known = self._known
        try:
            status = self.path.stat()
        except FileNotFoundError:
            last = max((each.number for each in self._loaded()), default=0)
            return _Place(0, 0, 0, last)
        except OSError as error:
            raise SnapshotError(self.path, f"cannot be read: {error.strerror}") from error
        if known is None or (known.inode, known.size) != (status.st_ino, status.st_size):
            last = max((each.number for each in self._loaded()), default=0)
            end = 0
            for record in self._records():
                last, end = record.transaction.number, record.end
            known = self._known = _Place(status.st_ino, status.st_size, end, last)
        return known

    def _records(self) -> Iterator[Record]:
        if not self.path.exists():
            return
        try:
            text = self.path.read_bytes()
        except OSError as error:
            raise SnapshotError(self.path, f"cannot be read: {error.strerror}") from error
        end, number = 0, 0
        for record in read_transactions(text):
            if number and record.transaction.number != number + 1:
                raise self._damaged(text, end, f"transaction {number + 1} is missing")
            yield record
            end, number = record.end, record.transaction.number
        if end < len(text) and is_followed(text, end):
            raise self._damaged(text, end, "a transaction is damaged, and others follow")

    def _damaged(self, text: bytes, place: int, reason: str) -> SnapshotError:
        line = text.count(b"\n", 0, place) + 1
        return SnapshotError(self.path, f"line {line}: {reason}; take a backup: coopkg restore")

    def _loaded(self) -> Iterator[Transaction]:
        """Yield what older versions kept: numbered N-Quads files, which were only ever added to."""
        names = (path.stem for path in self.directory.glob("*.nq"))
        for number in sorted(int(name) for name in names if name.isascii() and name.isdigit()):
            quads = (self.directory / f"{number:06d}.nq").read_bytes()
            yield Transaction(number, tuple(quads.splitlines()))


def behind(path: Path, last: int, known: int) -> SnapshotError:
    """Return the error for a journal which has lost transactions that a snapshot has."""
    reason = f"the journal ends at transaction {last}, and the snapshot has {known}; take a backup: coopkg restore"
    return SnapshotError(path, f"{reason}; or go on with what the journal has: coopkg build")


def _write_all(descriptor: int, text: bytes) -> None:
    left = memoryview(text)
    while left:
        left = left[os.write(descriptor, left) :]


def _cut(path: Path, size: int) -> None:
    """Make the file as long as it was, on the disk too."""
    if path.exists():
        os.truncate(path, size)
        fsync_path(path)
