"""Proxies in front of the server: whom they speak for, and what they need to take an early answer for one."""

from collections.abc import Iterable
from typing import TYPE_CHECKING

from granian.utils.proxies import wrap_wsgi_with_proxy_headers

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

_PIECE_BYTES = 1 << 18
# A proxy may send that much more than we read; it has it in its hands already.
_MOST_PIECES = 512


def behind(proxies: tuple[str, ...], application: "WSGIApplication") -> "WSGIApplication":
    """Return the application, which takes client and scheme from the headers that one of `proxies` has set.

    The client is the last address in `X-Forwarded-For` that is none of theirs: what stands before it, the client
    itself may have written. Without proxies it is whoever has the connection.
    """
    if not proxies:
        return application
    trusted: WSGIApplication = wrap_wsgi_with_proxy_headers(_read_to_the_end(application), list(proxies))
    return trusted


def _read_to_the_end(application: "WSGIApplication") -> "WSGIApplication":
    """Return the application, which reads what is left of a body.

    A proxy that cannot send the rest says that the server failed, instead of giving its answer (a missing token, say).
    """

    def answered(environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        body = environ["wsgi.input"]
        answer = application(environ, start_response)
        if environ.get("CONTENT_LENGTH") or environ.get("HTTP_TRANSFER_ENCODING"):
            for _ in range(_MOST_PIECES):
                if not body.read(_PIECE_BYTES):
                    break
        return answer

    return answered
