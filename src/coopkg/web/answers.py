"""Answers: complete bytes with their length, and what caches and browsers of other sites may do with them."""

from collections.abc import Callable
from hashlib import blake2b
from typing import TYPE_CHECKING

from flask import Flask, Request, Response, request

from coopkg import __version__
from coopkg.errors import SnapshotError
from coopkg.publish.media_types import Choice
from coopkg.serving.questions import Spooled
from coopkg.storage.snapshots import Snapshot
from coopkg.web.cached import MADE_OF
from coopkg.web.compression import encoding_for

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIEnvironment

_READING = frozenset({"GET", "HEAD"})
_POLICY = (
    "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
#: The headers that every answer carries.
OF_EACH_ANSWER = (
    ("Access-Control-Allow-Origin", "*"),
    ("Access-Control-Expose-Headers", "ETag, Link, Location"),
    ("Vary", "Accept, Accept-Encoding, Accept-Language"),
    ("X-Content-Type-Options", "nosniff"),
    ("Referrer-Policy", "no-referrer"),
    ("Content-Security-Policy", _POLICY),
)
#: Whoever keeps a copy asks whether it still holds.
CACHE_CONTROL = "no-cache"


def answer(body: bytes | str | Spooled, choice: Choice, snapshot: Snapshot | None = None) -> Response:
    """Return the answer; with `snapshot`, what depends only on the request and on that, it gets an ETag."""
    if isinstance(body, Spooled):
        response = Response(body.pieces(), content_type=choice.content_type)
        response.content_length = body.length
        # Nobody reads the body of a HEAD.
        response.call_on_close(body.file.close)
    else:
        response = Response(body, content_type=choice.content_type)
    if snapshot is not None:
        request.environ[MADE_OF] = snapshot.path.name
    if snapshot is not None and request.method in _READING:
        response.set_etag(_etag(request, snapshot))
        response.headers["Cache-Control"] = CACHE_CONTROL
    return response


def _etag(asked: Request, snapshot: Snapshot) -> str:
    return etag_of(asked.environ, asked.host, snapshot)


def etag_of(environ: "WSGIEnvironment", host: str, snapshot: Snapshot) -> str:
    """Return a tag for everything that a representation is made from: snapshot, program, address, preferences."""
    manifest = snapshot.manifest
    preferences = (
        environ.get("HTTP_ACCEPT"),
        environ.get("HTTP_ACCEPT_LANGUAGE"),
        encoding_for(environ.get("HTTP_ACCEPT_ENCODING", "")),
        host,
    )
    address = environ.get("SCRIPT_NAME"), environ.get("PATH_INFO"), environ.get("QUERY_STRING")
    parts = (__version__, manifest.created, manifest.inputs, address, preferences)
    return f"{manifest.number}-{blake2b(repr(parts).encode(), digest_size=12).hexdigest()}"


def register_headers(app: Flask, current: Callable[[], Snapshot]) -> None:
    """Have `app` answer 304 to whoever has the answer already, and set the headers that every answer carries."""

    def not_modified() -> Response | None:
        # Only an answer of `answer` ever had such a tag, so nothing needs to be computed to know that it still holds.
        if request.method not in _READING or not request.if_none_match:
            return None
        try:
            etag = _etag(request, current())
        except SnapshotError:
            return None
        if not request.if_none_match.contains_weak(etag) or request.if_none_match.star_tag:
            return None
        response = Response(status=304)
        response.set_etag(etag)
        return response

    app.before_request(not_modified)
    app.after_request(_with_headers)


def _with_headers(response: Response) -> Response:
    headers = response.headers
    headers.update(OF_EACH_ANSWER)
    if request.method == "OPTIONS":
        headers["Access-Control-Allow-Methods"] = headers.get("Allow", "GET, HEAD, OPTIONS")
        headers["Access-Control-Allow-Headers"] = "Accept, Accept-Language, Authorization, Content-Type, If-None-Match"
        headers["Access-Control-Max-Age"] = "86400"
    return response
