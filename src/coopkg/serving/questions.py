"""What a query worker is asked and what it answers; who asks need not know which process answers."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import IO, Protocol

from coopkg.storage.dataset import Form
from coopkg.storage.snapshots import Snapshot

_PIECE_BYTES = 256 * 1024
# These functions give another answer each time they are asked, so no answer with them is still good later.
_VOLATILE = re.compile(r"\b(?:NOW|RAND|UUID|STRUUID|BNODE)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Question:
    """A query, the dataset that it is asked of, and the format that its answer is to have.

    `forms` names a `ResultFormat` or `Syntax` for each form of answer, None where the client takes none. An answer of
    more than `most_bytes` is refused; None is the limit of who answers. Empty graphs leave the dataset to the query.
    """

    text: str
    forms: Mapping[Form, str | None]
    default_graphs: tuple[str, ...] = ()
    named_graphs: tuple[str, ...] = ()
    most_bytes: int | None = None

    @property
    def is_volatile(self) -> bool:
        """Return whether the same question may get another answer from the same snapshot."""
        return _VOLATILE.search(self.text) is not None


@dataclass(frozen=True, slots=True)
class Spooled:
    """An answer too long for memory: an open file, read from its beginning, and its length in bytes."""

    file: IO[bytes]
    length: int

    def pieces(self) -> Iterator[bytes]:
        """Yield the content in pieces, and close the file."""
        with self.file:
            while piece := self.file.read(_PIECE_BYTES):
                yield piece


@dataclass(frozen=True, slots=True)
class Answer:
    """A whole answer: its form, the format it is in, and its bytes.

    `format` is None, and there are no bytes, where the question names no format for an answer of this form.
    """

    form: Form
    format: str | None
    body: bytes | Spooled

    @property
    def length(self) -> int:
        """Return the number of bytes."""
        return self.body.length if isinstance(self.body, Spooled) else len(self.body)

    def content(self) -> bytes:
        """Return all bytes; a file is read, and closed."""
        return b"".join(self.body.pieces()) if isinstance(self.body, Spooled) else self.body


class Ask(Protocol):
    """Who answers questions; `client` tells apart those who are to be treated fairly.

    Raises QueryError for a query that cannot be answered, LimitError for one that was stopped at a limit, BusyError
    where it would wait too long, WorkerError where the process that evaluates it fails, and SnapshotError where the
    snapshot has been removed meanwhile: ask again, of the current one.
    """

    def __call__(
        self, snapshot: Snapshot, question: Question, timeout_s: float | None = None, client: str = ""
    ) -> Answer:
        """Return the answer, within `timeout_s` seconds where that is less than what is allowed anyway."""
