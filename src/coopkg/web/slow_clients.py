"""Clients that are slow, by their line or on purpose: what they may hold up, and for how long.

A request has a thread while it is answered, so whoever sends a body byte by byte, or takes no byte of an answer, holds
one. So only some of the threads ever wait for clients; whoever stands still for too long is cut off by
`bootstrap.connections`. A body that does not come whole is refused.
"""

import json
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from http import HTTPStatus
from threading import Lock
from typing import IO, TYPE_CHECKING

from werkzeug.exceptions import ClientDisconnected, HTTPException, ServiceUnavailable

if TYPE_CHECKING:
    from _typeshed import OptExcInfo
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

#: Of the server's 128 threads those that may wait for clients at once, and those for one address.
MOST_WAITING, MOST_WAITING_FOR_ONE = 40, 24
_PIECE_BYTES = 256 * 1024
# A shorter answer is taken over by Granian at once, whether the client reads or not.
_LONG_BYTES = 1 << 20
_RETRY_AFTER_S = 10


class Places:
    """Places for clients that are waited for: so many in all, and so many for each address."""

    __slots__ = ("_lock", "_most", "_most_for_one", "_taken")

    def __init__(self, most: int = MOST_WAITING, most_for_one: int = MOST_WAITING_FOR_ONE) -> None:
        self._most, self._most_for_one = most, most_for_one
        self._lock = Lock()
        self._taken: Counter[str] = Counter()

    def enter(self, client: str) -> bool:
        """Take a place if there is one; tell whether there was."""
        with self._lock:
            if self._taken.total() >= self._most or self._taken[client] >= self._most_for_one:
                return False
            self._taken[client] += 1
            return True

    def leave(self, client: str) -> None:
        """Give a place back."""
        with self._lock:
            self._taken[client] -= 1
            if not self._taken[client]:
                del self._taken[client]


class PatientApplication:
    """`application`, with clients waited for in `places` alone."""

    __slots__ = ("_application", "_places")

    def __init__(self, application: "WSGIApplication", places: Places) -> None:
        self._application = application
        self._places = places

    def __call__(self, environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        """Answer a request (PEP 3333)."""
        if environ.get("CONTENT_LENGTH", "0") != "0" or "HTTP_TRANSFER_ENCODING" in environ:
            environ["wsgi.input"] = Body(environ, self._places)
        told: list[tuple[str, str]] = []

        def start(
            status: str, headers: list[tuple[str, str]], error: "OptExcInfo | None" = None, /
        ) -> Callable[[bytes], object]:
            told[:] = headers
            return start_response(status, headers) if error is None else start_response(status, headers, error)

        try:
            answer = self._application(environ, start)
        except HTTPException as error:
            # What reads the body before the application knows no problem documents.
            return _refused(error, start_response)
        if isinstance(answer, list) or _length(told) <= _LONG_BYTES:
            return answer
        held = Held(answer, self._places, environ.get("REMOTE_ADDR", ""))
        if held.is_held:
            return held
        held.close()
        return _refused(_too_many(), start_response)


class Held:
    """A long answer that holds a place until it is given, or given up."""

    __slots__ = ("_answer", "_client", "_places", "is_held")

    def __init__(self, answer: Iterable[bytes], places: Places, client: str) -> None:
        self._answer, self._places, self._client = answer, places, client
        self.is_held = places.enter(client)

    def __iter__(self) -> Iterator[bytes]:
        for given in self._answer:
            # In pieces: what is given at once is held in memory for as long as the client likes.
            for start in range(0, len(given), _PIECE_BYTES):
                yield given[start : start + _PIECE_BYTES]

    def close(self) -> None:
        """End the answer, given or not."""
        if self.is_held:
            self.is_held = False
            self._places.leave(self._client)
        close = getattr(self._answer, "close", None)
        if close is not None:
            close()


class Body:
    """The body of a request as WSGI has it, read whole, or an error: 400, and 503 without a place."""

    __slots__ = ("_client", "_left", "_places", "_stream")

    def __init__(self, environ: "WSGIEnvironment", places: Places) -> None:
        self._stream: IO[bytes] = environ["wsgi.input"]
        self._client = environ.get("REMOTE_ADDR", "")
        self._places = places
        length = environ.get("CONTENT_LENGTH", "")
        is_told = length.isascii() and length.isdigit() and "HTTP_TRANSFER_ENCODING" not in environ
        # How many bytes are to come; None where only their end will tell.
        self._left = int(length) if is_told else None

    def read(self, size: int = -1, /) -> bytes:
        """Return the next `size` bytes, all with -1, fewer at the end."""
        if not self._places.enter(self._client):
            raise _too_many()
        try:
            return b"".join(self._pieces(size))
        finally:
            self._places.leave(self._client)

    def _pieces(self, size: int) -> Iterator[bytes]:
        wanted = size
        while wanted and self._left != 0:
            piece = self._piece(_PIECE_BYTES if wanted < 0 else min(wanted, _PIECE_BYTES))
            if not piece:
                return
            yield piece
            wanted -= len(piece) if wanted > 0 else 0

    def _piece(self, size: int) -> bytes:
        piece = self._stream.read(size)
        if self._left is not None:
            self._left -= len(piece)
            if not piece:
                # It would look like a shorter one, and half a graph would become all of it.
                raise ClientDisconnected(f"The body ended {self._left} bytes before its Content-Length.")
        return piece

    def readline(self, size: int = -1, /) -> bytes:
        """Return the next line, which is all that is left: nobody reads by lines here."""
        return self.read(size)

    def __iter__(self) -> Iterator[bytes]:
        return iter(lambda: self.read(_PIECE_BYTES), b"")


def _length(headers: list[tuple[str, str]]) -> int:
    return next((int(value) for name, value in headers if name.lower() == "content-length"), 0)


def _too_many() -> ServiceUnavailable:
    return ServiceUnavailable("Too many clients are being waited for at the moment.", retry_after=_RETRY_AFTER_S)


def _refused(error: HTTPException, start_response: "StartResponse") -> Iterable[bytes]:
    status = HTTPStatus(error.code or 500)
    problem = {"type": "about:blank", "title": status.phrase, "status": status.value, "detail": error.description}
    body = json.dumps(problem, ensure_ascii=False).encode()
    headers = [("Content-Type", "application/problem+json"), ("Content-Length", str(len(body)))]
    headers += [("Access-Control-Allow-Origin", "*"), ("Cache-Control", "no-store")]
    if isinstance(error, ServiceUnavailable):
        headers.append(("Retry-After", str(error.retry_after)))
    start_response(f"{status.value} {status.phrase}", headers)
    return [body]
