"""The form of the log, alike for commands and for the server with its workers."""

from typing import Any

LOG_FORMAT = "%(asctime)s %(levelname)s %(name)s: %(message)s"


def logging_of(level: str) -> dict[str, Any]:
    """Return the configuration (`logging.config.dictConfig`) that writes all of that level to standard error."""
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"line": {"format": LOG_FORMAT}},
        "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
        "root": {"level": level, "handlers": ["stderr"]},
        "loggers": {},
    }
