"""One line in the log for each request."""

import logging
import time
from urllib.parse import quote

from flask import Flask, Response, g, request

logger = logging.getLogger(__name__)

# A path may have as many characters as the server takes.
_LONGEST_PATH = 500


def register_log(app: Flask) -> None:
    """Have `app` log each request at level INFO: who, method, path, status, bytes, time; no query: it may be long."""
    app.before_request(_begin)
    app.after_request(_logged)


def _begin() -> None:
    g.started = time.perf_counter()


def _logged(response: Response) -> Response:
    taken_ms = (time.perf_counter() - g.started) * 1000
    # Encoded again: a line end in the path would make a line of its own.
    path = quote(request.path[:_LONGEST_PATH])
    logger.info(
        "%s %s %s: %d, %d bytes, %.1f ms",
        request.remote_addr, request.method, path, response.status_code, response.content_length or 0, taken_ms,
    )  # fmt: skip
    return response
