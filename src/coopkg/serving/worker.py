"""A query worker: it answers one question after the other, and may be killed at any moment.

It lives in a process of its own (see `zygote.py`) and has no state that anybody would miss.
"""

import socket
import tempfile
from collections import OrderedDict
from collections.abc import Callable, Mapping
from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import IO, Any

from coopkg.errors import LimitError, QueryError, SnapshotError
from coopkg.rdf.names import prefixes_under
from coopkg.rdf.terms import Iri
from coopkg.serving.messages import Inbox, Message, head_of, members_of, send
from coopkg.storage.dataset import Form
from coopkg.storage.oxigraph import Functions, OxigraphDataset, open_store
from coopkg.storage.snapshots import STORE, Manifest, Snapshot

#: The number of a message that asks nothing, but to open a snapshot that will be asked about.
OPEN = 0
#: Bytes of an answer that go through the socket; a longer one goes as an open file.
INLINE_BYTES = 1 << 20
# The current snapshot, and the one before it for questions that were put earlier.
_KEEP = 2


class Output:
    """What an answer is written to: memory, then a temporary file; LimitError beyond `most_bytes`."""

    __slots__ = ("_file", "_most_bytes", "_pieces", "length")

    def __init__(self, most_bytes: int) -> None:
        self._pieces: list[bytes] = []
        self._file: IO[bytes] | None = None
        self._most_bytes = most_bytes
        self.length = 0

    def write(self, content: bytes) -> int:
        """Write the next bytes and return their number."""
        self.length += len(content)
        if self.length > self._most_bytes:
            raise LimitError("result size", f"{self._most_bytes:,} bytes", "Ask for less: add LIMIT, or conditions.")
        if self.length <= INLINE_BYTES:
            self._pieces.append(content)
            return len(content)
        try:
            return self._spooled().write(content)
        except OSError as error:
            raise LimitError("temporary files", str(error.strerror), "Ask for less, or later.") from error

    def flush(self) -> None:
        """Do nothing: what is written is read by this process or through the same descriptor."""

    def _spooled(self) -> IO[bytes]:
        if self._file is None:
            # A worker is killed where it must be, so the file has no name that could be left behind.
            self._file = tempfile.TemporaryFile()  # noqa: SIM115 - it goes with the process
            self._file.write(b"".join(self._pieces))
            self._pieces.clear()
        return self._file

    def send(self, channel: socket.socket, number: int, form: Form, format_: str | None) -> None:
        """Send what was written, and let go of it."""
        if self._file is None:
            send(channel, Message(number, _head_of_answer(form, format_), b"".join(self._pieces)))
            return
        with self._file as file:
            file.seek(0)
            head = head_of(form=form, format=format_, length=self.length)
            send(channel, Message(number, head, descriptor=file.fileno()))


@cache
def _head_of_answer(form: Form, format_: str | None) -> bytes:
    return head_of(form=form, format=format_)


class Datasets:
    """The datasets of the last snapshots asked of, opened once; `functions_of` tells what their queries may call."""

    __slots__ = ("_functions_of", "_opened")

    def __init__(self, functions_of: Callable[[Snapshot], Functions]) -> None:
        self._functions_of = functions_of
        self._opened: OrderedDict[tuple[str, str], OxigraphDataset] = OrderedDict()

    def of(self, path: str, manifest: Mapping[str, Any]) -> OxigraphDataset:
        """Return the dataset of the snapshot at `path`; SnapshotError where it is gone."""
        # A store that was removed and made anew counts its snapshots from the beginning.
        key = (path, manifest["created"])
        if key not in self._opened:
            snapshot = Snapshot(Path(path), Manifest(inputs="", reasoner="", **manifest))
            self._opened[key] = open_store(snapshot.path / STORE, self._functions_of(snapshot))
            while len(self._opened) > _KEEP:
                self._opened.popitem(last=False)
        self._opened.move_to_end(key)
        return self._opened[key]


def work(channel: socket.socket, datasets: Datasets) -> None:
    """Answer what comes through `channel` until its other side is closed."""
    inbox = Inbox(channel)
    while (message := inbox.next()) is not None:
        number, asked = message.number, members_of(message.head)
        if number == OPEN:
            # Who asks is told if it is gone.
            with suppress(SnapshotError):
                datasets.of(asked["path"], asked["manifest"])
            continue
        try:
            _answer(channel, datasets, number, message.body.decode("utf-8", "surrogatepass"), asked)
        except MemoryError:
            # What is left of the memory may not do for another question.
            send(channel, Message(number, head_of(error="memory")))
            return
        except QueryError as error:
            head = head_of(error="query", reason=error.reason, line=error.line, column=error.column)
            send(channel, Message(number, head))
        except LimitError as error:
            head = head_of(error="limit", limit=error.limit, value=error.value, remedy=error.remedy)
            send(channel, Message(number, head))
        except SnapshotError as error:
            send(channel, Message(number, head_of(error="snapshot", path=str(error.path), reason=error.reason)))


def _answer(channel: socket.socket, datasets: Datasets, number: int, text: str, asked: Mapping[str, Any]) -> None:
    dataset = datasets.of(asked["path"], asked["manifest"])
    default_graphs, named_graphs = map(Iri, asked["default_graphs"]), map(Iri, asked["named_graphs"])
    result = dataset.query(text, default_graphs=tuple(default_graphs), named_graphs=tuple(named_graphs))
    form = result.form
    format_ = asked["forms"].get(form)
    output = Output(asked["most_bytes"])
    if format_ is not None:
        result.write(format_, output, prefixes_under(asked["manifest"]["base"]) if form == "triples" else None)
    # The engine lets go of what the evaluation took before the answer is on its way.
    del result
    output.send(channel, number, form, format_)
