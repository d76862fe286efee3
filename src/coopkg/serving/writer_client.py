"""The writer as other processes see it: each call is one connection to its socket."""

import socket
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from coopkg.errors import WriterError
from coopkg.rdf.terms import Iri
from coopkg.serving.frames import Frame, error_of, receive_frame, send_frame
from coopkg.serving.writer_process import reachable
from coopkg.serving.writing import Commit

_TICK_S = 0.05
_UNKNOWN = "whether the change was made is not known; ask for what it should have changed before sending it again"


@dataclass(frozen=True, slots=True)
class WriterClient:
    """A `coopkg.serving.writing.Writer` that asks the process behind the socket at `path`.

    It waits at most `start_s` for a writer that is not there, who watches over it needs a moment to begin it anew, and
    at most `patience_s` for an answer. Several threads may call it.
    """

    path: Path
    patience_s: float = 120.0
    start_s: float = 15.0

    def update(self, text: str, using: Sequence[Iri], using_named: Sequence[Iri]) -> Commit:
        """Carry out a SPARQL Update."""
        head = {"call": "update", "using": list(using), "using_named": list(using_named)}
        return self._asked(Frame(head, text.encode()))

    def put(self, graph: Iri | None, triples: bytes) -> Commit:
        """Make `triples` all that `graph` holds."""
        return self._asked(Frame({"call": "put", "graph": graph}, triples))

    def post(self, graph: Iri | None, triples: bytes) -> Commit:
        """Add `triples` to what `graph` holds."""
        return self._asked(Frame({"call": "post", "graph": graph}, triples))

    def delete(self, graph: Iri | None) -> Commit:
        """Remove `graph`."""
        return self._asked(Frame({"call": "delete", "graph": graph}))

    def load(self, paths: Sequence[Path], graph: Iri | None) -> Commit:
        """Add what files of this machine state."""
        return self._asked(Frame({"call": "load", "graph": graph, "paths": [str(path.resolve()) for path in paths]}))

    def is_there(self) -> bool:
        """Tell whether a writer listens; it may be busy with a change, so it is not asked for an answer."""
        try:
            self._connection().close()
        except OSError:
            return False
        return True

    def _asked(self, frame: Frame) -> Commit:
        with self._connected() as connection:
            try:
                send_frame(connection, frame)
                head = receive_frame(connection).head
            except TimeoutError as error:
                raise WriterError(f"the writer did not answer within {self.patience_s:g} s; {_UNKNOWN}") from error
            except (OSError, EOFError) as error:
                raise WriterError(f"the writer ended before it answered; {_UNKNOWN}") from error
        if "error" in head:
            raise error_of(head)
        return _commit_of(head)

    def _connected(self) -> socket.socket:
        deadline = time.monotonic() + self.start_s
        while True:
            try:
                return self._greeted()
            except TimeoutError as error:
                raise WriterError(f"the writer was busy for {self.patience_s:g} s; nothing was changed") from error
            except (OSError, EOFError) as error:
                if time.monotonic() >= deadline:
                    raise WriterError("the writer is not running; nothing was changed") from error
                time.sleep(_TICK_S)

    def _greeted(self) -> socket.socket:
        """Return a connection that the writer has taken: one that is dying takes none, though it can be reached."""
        connection = self._connection()
        try:
            receive_frame(connection)
        except (OSError, EOFError):
            connection.close()
            raise
        return connection

    def _connection(self) -> socket.socket:
        connection = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        connection.settimeout(self.patience_s)
        try:
            with reachable(self.path) as address:
                connection.connect(address)
        except OSError:
            connection.close()
            raise
        return connection


def _commit_of(head: Mapping[str, object]) -> Commit:
    counts = [head.get(name) for name in ("added", "removed")]
    added, removed = (each if isinstance(each, int) else None for each in counts)
    return Commit(int(str(head["snapshot"])), added, removed, is_created=bool(head["is_created"]))
