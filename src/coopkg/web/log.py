"""One line in the log for each request, and its place in the metrics."""

import logging
import re
import time
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING
from urllib.parse import quote

from coopkg.web.metrics import Metrics

if TYPE_CHECKING:
    from _typeshed import OptExcInfo
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

logger = logging.getLogger(__name__)

# A path may have as many characters as the server takes.
_LONGEST_PATH = 500
_PLAIN = re.compile(rf"[A-Za-z0-9_.~/-]{{,{_LONGEST_PATH}}}")
_LINE = "%s %s %s: %s, %s bytes, %.1f ms"


def observed(application: "WSGIApplication", metrics: Metrics) -> "WSGIApplication":
    """Return the application with each request counted, and logged at level INFO.

    A line has who, method, path, status, bytes, time; no query: it may be long, and is nobody else's business. Put it
    around all that answers, caches included.
    """

    def answered(environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        began = time.perf_counter()
        told: list[tuple[str, list[tuple[str, str]]]] = []

        def start(
            status: str, headers: list[tuple[str, str]], exc_info: "OptExcInfo | None" = None
        ) -> Callable[[bytes], object]:
            told.append((status, headers))
            return start_response(status, headers) if exc_info is None else start_response(status, headers, exc_info)

        try:
            return application(environ, start)
        finally:
            status, headers = told[-1] if told else ("500", [])
            _record(environ, metrics, status[:3], _length(headers), time.perf_counter() - began)

    return answered


def _length(headers: list[tuple[str, str]]) -> str:
    return next((value for name, value in headers if name.lower() == "content-length"), "0")


def _record(environ: "WSGIEnvironment", metrics: Metrics, status: str, length: str, seconds: float) -> None:
    method, raw = environ["REQUEST_METHOD"], environ.get("PATH_INFO", "")
    metrics.count(method, raw, status, seconds)
    if not logger.isEnabledFor(logging.INFO):
        return
    # Encoded again: a line end in the path would make a line of its own.
    path = raw if _PLAIN.fullmatch(raw) else quote(raw[:_LONGEST_PATH].encode("latin-1", "replace"))
    client, taken_ms = environ.get("REMOTE_ADDR", "-"), seconds * 1000
    fields = {"client": client, "method": method, "path": path, "status": int(status), "bytes": int(length)}
    arguments = (client, method, path, status, length, taken_ms)
    # Made by hand: to look for the line that logs would take longer than all else here.
    record = logging.LogRecord(logger.name, logging.INFO, __file__, 0, _LINE, arguments, None)
    record.request = fields | {"milliseconds": round(taken_ms, 2)}
    logger.handle(record)
