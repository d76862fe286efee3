"""One line of JSON Lines: an article with its metadata, as crawlers and archives pass them on."""

import json
from dataclasses import replace

from coopkg.errors import BadInputError
from coopkg.ingest.documents.document import Body
from coopkg.ingest.documents.markdown import about


def parse_record(place: str, line: bytes) -> dict[object, object]:
    """Return the object of a line; BadInputError tells why it is none."""
    try:
        value = json.loads(line.strip())
    except RecursionError as error:
        raise BadInputError(place, 0, "malformed JSON: nested too deep") from error
    except json.JSONDecodeError as error:
        raise BadInputError(place, 0, f"malformed JSON: {error.msg} at column {error.colno}") from error
    except ValueError as error:
        # Bytes that are not UTF-8, or a number of thousands of digits.
        raise BadInputError(place, 0, f"malformed JSON: {error}") from error
    if not isinstance(value, dict):
        raise BadInputError(place, 0, 'an article is asked for, as in {"text": "…", "title": "…"}')
    return value


def record_body(place: str, line: bytes) -> tuple[Body, str | None]:
    """Return text and metadata of a line and, where it holds a page instead of a text, that page."""
    record = parse_record(place, line)
    body = Body(text="", name=_name(record), about=about(record))
    match record:
        case {"text": str(text)} if text.strip():
            return replace(body, text=text), None
        case {"html": str(page)} if page.strip():
            return body, page
        case _:
            raise BadInputError(place, 0, "the article has neither `text` nor `html`")


def _name(record: dict[object, object]) -> str:
    name = record.get("id")
    return str(name) if isinstance(name, str | int) and not isinstance(name, bool) else ""
