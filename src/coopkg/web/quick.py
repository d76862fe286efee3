"""The short way to an answer: a query that comes as most do is answered without the application.

Only what is the same for all such requests is done here. A request of any other kind, and each answer that wants more
(a problem, a page, a file, compression), goes to the application, with what came of asking where that was done.
"""

from collections.abc import Iterable
from io import BytesIO
from typing import TYPE_CHECKING

from werkzeug.wsgi import get_host

from coopkg.errors import CoopkgError
from coopkg.publish.media_types import Choice
from coopkg.web.answers import CACHE_CONTROL, OF_EACH_ANSWER, etag_of
from coopkg.web.asking import OUTCOME, Answered, Asked, answered, asked_by, is_page
from coopkg.web.cached import MADE_OF
from coopkg.web.compression import LEAST_BYTES, encoding_for
from coopkg.web.problems import RequestError
from coopkg.web.requests import Parameters, address_of, parse_parameters
from coopkg.web.site import Site

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

_READING = frozenset({"GET", "HEAD"})
_FORM = "application/x-www-form-urlencoded"
_MOST_POSTED = 64 * 1024


class QuickApplication:
    """`application`, before which the queries of `site` are answered that come as most do."""

    __slots__ = ("_application", "_site")

    def __init__(self, application: "WSGIApplication", site: Site) -> None:
        self._application = application
        self._site = site

    def __call__(self, environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        """Answer a request (PEP 3333)."""
        asked = self._asked(environ)
        if asked is None:
            return self._application(environ, start_response)
        try:
            found = answered(self._site, asked, environ.get("REMOTE_ADDR", ""))
        except CoopkgError as error:
            environ[OUTCOME] = error
            return self._application(environ, start_response)
        body, choice = found.answer.body, asked.choices[found.answer.form]
        if choice is None or not isinstance(body, bytes) or _may_be_compressed(environ, body):
            environ[OUTCOME] = found
            return self._application(environ, start_response)
        start_response("200 OK", _headers(environ, found, choice, is_volatile=asked.question.is_volatile))
        return [] if environ["REQUEST_METHOD"] == "HEAD" else [body]

    def _asked(self, environ: "WSGIEnvironment") -> Asked | None:
        """Return what is asked, None where the application is to see to the request."""
        if environ.get("PATH_INFO") != "/sparql" or "HTTP_IF_NONE_MATCH" in environ:
            return None
        try:
            parameters = _parameters(environ)
            if parameters is None or "query" not in parameters:
                return None
            address = address_of(environ["wsgi.url_scheme"], get_host(environ), self._site.public_url)
            asked = asked_by(parameters, None, environ.get("HTTP_ACCEPT", ""), address)
        except RequestError:
            # The application will come to the same, and tell it.
            return None
        return None if is_page(asked.choices) else asked


def _parameters(environ: "WSGIEnvironment") -> Parameters | None:
    """Return the parameters of the address, or of a short form in the body, which can then be read again."""
    encoded = environ.get("QUERY_STRING", "").encode("latin-1")
    if environ["REQUEST_METHOD"] in _READING:
        return parse_parameters(encoded)
    if environ["REQUEST_METHOD"] != "POST" or environ.get("CONTENT_TYPE") != _FORM or encoded:
        return None
    length = environ.get("CONTENT_LENGTH") or ""
    if not (length.isascii() and length.isdigit()) or int(length) > _MOST_POSTED:
        return None
    if "HTTP_CONTENT_ENCODING" in environ or "HTTP_TRANSFER_ENCODING" in environ:
        return None
    body: bytes = environ["wsgi.input"].read(int(length))
    environ["wsgi.input"] = BytesIO(body)
    return parse_parameters(body) if len(body) == int(length) else None


def _may_be_compressed(environ: "WSGIEnvironment", body: bytes) -> bool:
    accepted = environ.get("HTTP_ACCEPT_ENCODING")
    return accepted is not None and len(body) > LEAST_BYTES and encoding_for(accepted) is not None


def _headers(
    environ: "WSGIEnvironment", found: Answered, choice: Choice, *, is_volatile: bool
) -> list[tuple[str, str]]:
    headers = [("Content-Type", choice.content_type), ("Content-Length", str(found.answer.length)), *OF_EACH_ANSWER]
    if is_volatile:
        return headers
    snapshot = found.snapshot
    environ[MADE_OF] = snapshot.path.name
    if environ["REQUEST_METHOD"] in _READING:
        etag = etag_of(environ, get_host(environ), snapshot)
        headers += [("ETag", f'"{etag}"'), ("Cache-Control", CACHE_CONTROL)]
    return headers
