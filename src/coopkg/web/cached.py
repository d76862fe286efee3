"""The cache in front of the application: an answer that was given before is given again without the application.

What an answer depends on is in its key: the snapshot, the address, the body of a query, and the headers by which a
representation is chosen. Nothing is kept that the application did not mark as what follows from these alone.
"""

from collections.abc import Callable, Hashable, Iterable
from dataclasses import dataclass
from io import BytesIO
from typing import TYPE_CHECKING, Any

from coopkg.errors import SnapshotError
from coopkg.serving.cache import ByteCache

if TYPE_CHECKING:
    from _typeshed import OptExcInfo
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

#: Where the application says, in the environment of a request, of which snapshot alone its answer is made.
MADE_OF = "coopkg.made_of"
# A query that is posted: longer ones are rarely asked twice.
_MOST_POSTED = 64 * 1024
_QUERIES = frozenset({"application/x-www-form-urlencoded", "application/sparql-query"})
_CHOOSING = ("HTTP_ACCEPT", "HTTP_ACCEPT_ENCODING", "HTTP_ACCEPT_LANGUAGE", "HTTP_HOST")
# The headers of an answer that a 304 repeats (RFC 9110, section 15.4.5), and those that every answer here carries.
_OF_A_BODY = frozenset({"content-length", "content-type", "content-encoding", "content-disposition"})


@dataclass(frozen=True, slots=True)
class Kept:
    """An answer with status 200: its headers, its entity tag, and its bytes."""

    headers: tuple[tuple[str, str], ...]
    etag: str
    body: bytes


class CachedApplication:
    """`application`, with the answers of the snapshot called `current_name()` kept in `cache`.

    `renewed` is called at the first request after another snapshot became current.
    """

    __slots__ = ("_application", "_cache", "_current_name", "_name", "_renewed")

    def __init__(
        self,
        application: "WSGIApplication",
        cache: ByteCache[Kept],
        current_name: Callable[[], str],
        renewed: Callable[[str], None],
    ) -> None:
        self._application = application
        self._cache = cache
        self._current_name = current_name
        self._renewed = renewed
        self._name = ""

    def __call__(self, environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        """Answer a request (PEP 3333)."""
        name = self._snapshot()
        key = _key(environ, name) if name and self._cache.largest_bytes else None
        if key is None:
            return self._application(environ, start_response)
        kept = self._cache.get(key)
        if kept is None:
            return self._answered(environ, start_response, key, name)
        known = environ.get("HTTP_IF_NONE_MATCH")
        if known is not None and known != kept.etag:
            # A list of tags, perhaps, or weak ones: the application reads them.
            return self._application(environ, start_response)
        if known is not None:
            start_response("304 NOT MODIFIED", [each for each in kept.headers if each[0].lower() not in _OF_A_BODY])
            return []
        start_response("200 OK", list(kept.headers))
        return [] if environ["REQUEST_METHOD"] == "HEAD" else [kept.body]

    def _snapshot(self) -> str:
        """Return the name of the current snapshot, nothing where there is none."""
        try:
            name = self._current_name()
        except SnapshotError:
            return ""
        if name != self._name:
            self._name = name
            self._renewed(name)
        return name

    def _answered(
        self, environ: "WSGIEnvironment", start_response: "StartResponse", key: Hashable, name: str
    ) -> Iterable[bytes]:
        """Have the application answer, and keep what it answers where that may be given again."""
        said: list[Any] = []

        def start(
            status: str, headers: list[tuple[str, str]], error: "OptExcInfo | None" = None, /
        ) -> Callable[[bytes], object]:
            said[:] = [status, headers]
            return start_response(status, headers, error)

        answer = self._application(environ, start)
        if environ["REQUEST_METHOD"] == "HEAD" or environ.get(MADE_OF) != name or not said or said[0][:3] != "200":
            return answer
        headers = {field.lower(): value for field, value in said[1]}
        if int(headers.get("content-length", self._cache.largest_bytes)) >= self._cache.largest_bytes:
            return answer
        body = _joined(answer)
        kept = Kept(tuple(said[1]), headers.get("etag", ""), body)
        self._cache.put(key, kept, len(body) + len(str(key)))
        return [body]


def _joined(pieces: Iterable[bytes]) -> bytes:
    try:
        return b"".join(pieces)
    finally:
        close = getattr(pieces, "close", None)
        if close is not None:
            close()


def _key(environ: "WSGIEnvironment", name: str) -> Hashable | None:
    """Return what an answer to the request is kept under, None for a request whose answer is not kept."""
    method, posted = environ["REQUEST_METHOD"], b""
    if method == "POST":
        body = _posted(environ)
        if body is None:
            return None
        posted = body
    elif method not in {"GET", "HEAD"}:
        return None
    choosing = tuple(map(environ.get, _CHOOSING))
    place = (environ.get("wsgi.url_scheme"), environ.get("SCRIPT_NAME"), environ["PATH_INFO"], environ["QUERY_STRING"])
    return (name, method == "POST" and environ.get("CONTENT_TYPE"), posted, place, choosing)


def _posted(environ: "WSGIEnvironment") -> bytes | None:
    """Return the query that is posted, and leave it to be read again; None for what is none, or too long."""
    length = environ.get("CONTENT_LENGTH") or ""
    kind = environ.get("CONTENT_TYPE", "").partition(";")[0].strip().lower()
    if environ["PATH_INFO"] != "/sparql" or kind not in _QUERIES or not length.isascii() or not length.isdigit():
        return None
    if int(length) > _MOST_POSTED:
        return None
    body: bytes = environ["wsgi.input"].read(int(length))
    environ["wsgi.input"] = BytesIO(body)
    return body if len(body) == int(length) else None
