"""A query worker: it answers one question after the other, and may be killed at any moment.

It lives in a process of its own (see `zygote.py`) and has no state that anybody would miss.
"""

import socket
import tempfile
from collections import OrderedDict
from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

from coopkg.errors import LimitError, QueryError, SnapshotError
from coopkg.rdf.names import prefixes_under
from coopkg.rdf.terms import Iri
from coopkg.serving.messages import Message, receive, send, set_patience
from coopkg.storage.oxigraph import Functions, OxigraphDataset, open_store
from coopkg.storage.snapshots import STORE, Manifest, Snapshot

#: Bytes of an answer that go through the socket; a longer one goes as an open file.
INLINE_BYTES = 1 << 20
# The current snapshot, and the one before it for questions that were put earlier.
_KEEP = 2


class Output:
    """What an answer is written to: memory, then a temporary file; LimitError beyond `most_bytes`."""

    __slots__ = ("_file", "_most_bytes", "length")

    def __init__(self, most_bytes: int) -> None:
        # A worker is killed where it must be, so the file has no name that could be left behind.
        self._file = tempfile.SpooledTemporaryFile(max_size=INLINE_BYTES)  # noqa: SIM115 - it goes with the process
        self._most_bytes = most_bytes
        self.length = 0

    def write(self, content: bytes) -> int:
        """Write the next bytes and return their number."""
        self.length += len(content)
        if self.length > self._most_bytes:
            raise LimitError("result size", f"{self._most_bytes:,} bytes", "Ask for less: add LIMIT, or conditions.")
        try:
            return self._file.write(content)
        except OSError as error:
            raise LimitError("temporary files", str(error.strerror), "Ask for less, or later.") from error

    def flush(self) -> None:
        """Do nothing: what is written is read by this process or through the same descriptor."""

    def send(self, channel: socket.socket, head: Mapping[str, object]) -> None:
        """Send what was written, and let go of it."""
        with self._file as file:
            file.seek(0)
            if self.length <= INLINE_BYTES:
                send(channel, Message(head, file.read()))
            else:
                send(channel, Message({**head, "length": self.length}, descriptor=file.fileno()))


class Datasets:
    """The datasets of the last snapshots asked of, opened once; `functions_of` tells what their queries may call."""

    __slots__ = ("_functions_of", "_opened")

    def __init__(self, functions_of: Callable[[Snapshot], Functions]) -> None:
        self._functions_of = functions_of
        self._opened: OrderedDict[tuple[str, str], OxigraphDataset] = OrderedDict()

    def of(self, path: str, manifest: Manifest) -> OxigraphDataset:
        """Return the dataset of the snapshot at `path`; SnapshotError where it is gone."""
        # A store that was removed and made anew counts its snapshots from the beginning.
        key = (path, manifest.created)
        if key not in self._opened:
            snapshot = Snapshot(Path(path), manifest)
            self._opened[key] = open_store(snapshot.path / STORE, self._functions_of(snapshot))
            while len(self._opened) > _KEEP:
                self._opened.popitem(last=False)
        self._opened.move_to_end(key)
        return self._opened[key]


def work(channel: socket.socket, datasets: Datasets) -> None:
    """Answer what comes through `channel` until its other side is closed."""
    while (message := _next(channel)) is not None:
        number = message.head["number"]
        try:
            _answer(channel, datasets, message.head)
        except MemoryError:
            # What is left of the memory may not do for another question.
            send(channel, Message({"number": number, "error": "memory"}))
            return
        except QueryError as error:
            told = {
                "number": number,
                "error": "query",
                "reason": error.reason,
                "line": error.line,
                "column": error.column,
            }
            send(channel, Message(told))
        except LimitError as error:
            told = {
                "number": number,
                "error": "limit",
                "limit": error.limit,
                "value": error.value,
                "remedy": error.remedy,
            }
            send(channel, Message(told))
        except SnapshotError as error:
            send(
                channel,
                Message({"number": number, "error": "snapshot", "path": str(error.path), "reason": error.reason}),
            )


def _next(channel: socket.socket) -> Message | None:
    set_patience(channel, None)
    return receive(channel)


def _answer(channel: socket.socket, datasets: Datasets, asked: Mapping[str, Any]) -> None:
    manifest = Manifest(inputs="", reasoner="", **asked["manifest"])
    if asked["text"] is None:
        # Opened beforehand; who asks is told if it is gone.
        with suppress(SnapshotError):
            datasets.of(asked["path"], manifest)
        return
    dataset = datasets.of(asked["path"], manifest)
    default_graphs, named_graphs = map(Iri, asked["default_graphs"]), map(Iri, asked["named_graphs"])
    result = dataset.query(asked["text"], default_graphs=tuple(default_graphs), named_graphs=tuple(named_graphs))
    format_ = asked["forms"].get(result.form)
    output = Output(asked["most_bytes"])
    if format_ is not None:
        result.write(format_, output, prefixes_under(manifest.base))
    # The engine lets go of what the evaluation took before the answer is on its way.
    form = result.form
    del result
    output.send(channel, {"number": asked["number"], "form": form, "format": format_})
