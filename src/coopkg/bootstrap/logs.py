"""The form of the log, alike for commands and for the server with its processes: lines of text, or of JSON."""

import json
import logging
from datetime import UTC, datetime
from typing import Any

from coopkg.settings import LogForm

LOG_FORMAT = "%(asctime)s %(levelname)s %(name)s: %(message)s"


class JsonFormatter(logging.Formatter):
    """Formats a record as one line of JSON; what a record of a request says stands in members of its own."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the line."""
        members: dict[str, object] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "message": record.getMessage(),
        }
        request = getattr(record, "request", None)
        if isinstance(request, dict):
            members.update(request)
        if record.exc_info:
            members["exception"] = self.formatException(record.exc_info)
        return json.dumps(members, ensure_ascii=False)


def logging_of(level: str, form: LogForm = "text") -> dict[str, Any]:
    """Return the configuration (`logging.config.dictConfig`) that writes all of that level to standard error."""
    formatter = {"()": JsonFormatter} if form == "json" else {"format": LOG_FORMAT}
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"line": formatter},
        "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
        "root": {"level": level, "handlers": ["stderr"]},
        "loggers": {},
    }
