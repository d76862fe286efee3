"""One piece of input to one document: bytes, charset, form, text, and what is said about it."""

import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path

from coopkg.errors import BadInputError
from coopkg.ingest.documents.charsets import page_text, plain_text
from coopkg.ingest.documents.document import MOST_BYTES, Body, Document, Form, Given, Piece, Skipped
from coopkg.ingest.documents.making import document, notes_of
from coopkg.ingest.documents.markdown import markdown_body
from coopkg.ingest.documents.records import record_body
from coopkg.ingest.documents.stored import stored_text

_PAGE = re.compile(rb"\A[\s\xef\xbb\xbf]*<(?:!doctype\s+html|html|head|body|!--)", re.IGNORECASE)
_FRONT = re.compile(rb"\A(?:\xef\xbb\xbf)?---[ \t]*\r?\n")


def document_of(piece: Piece, given: Given) -> Document | Skipped:
    """Return the article that a piece holds, or why it is not read."""
    try:
        content = _content(piece)
        form = sniffed(content) if piece.form == "unknown" else piece.form
        return document(piece, _BODIES[form](piece, content), given)
    except BadInputError as fault:
        return Skipped(f"{piece.place}:{fault.line}" if fault.line else piece.place, fault.reason)


def sniffed(content: bytes) -> Form:
    r"""Return the form of what has no name that tells it.

    >>> sniffed(b"<!doctype html><p>"), sniffed(b"---\ntitle: x\n---\n"), sniffed(b"--- x")
    ('html', 'markdown', 'text')
    """
    if _PAGE.match(content):
        return "html"
    return "markdown" if _FRONT.match(content) else "text"


def _content(piece: Piece) -> bytes:
    content = piece.content
    if isinstance(content, Path):
        try:
            with content.open("rb") as file:
                content = file.read(MOST_BYTES + 1)
        except OSError as error:
            raise BadInputError(piece.place, 0, f"cannot be read: {error.strerror}") from error
    if len(content) > MOST_BYTES:
        raise BadInputError(piece.place, 0, f"longer than {MOST_BYTES >> 20} MiB, which no article is")
    if not content.strip():
        raise BadInputError(piece.place, 0, "empty")
    return content


def _text(piece: Piece, content: bytes) -> Body:
    text, notes = plain_text(piece.place, content)
    text, changes = stored_text(text)
    return Body(text=text, notes=(*notes, *notes_of(changes)))


def _markdown(piece: Piece, content: bytes) -> Body:
    whole = _text(piece, content)
    body = markdown_body(whole.text)
    return replace(body, notes=(*whole.notes, *body.notes))


def _html(piece: Piece, content: bytes) -> Body:
    page, notes = page_text(piece.place, content, piece.charset)
    return _page(piece.place, page, notes)


def _page(place: str, page: str, notes: tuple[str, ...] = ()) -> Body:
    # Not needed for text, and slow to import.
    from coopkg.ingest.documents.page import page_body  # noqa: PLC0415  (see above)

    # The text of a page is made by us: no offsets in it were known before, so its own form is nothing to tell.
    body = page_body(place, page)
    return replace(body, text=stored_text(body.text)[0], notes=(*notes, *body.notes))


def _record(piece: Piece, content: bytes) -> Body:
    body, page = record_body(piece.place, content)
    if page is None:
        return body
    found = _page(piece.place, page)
    return replace(found, name=body.name, about={**found.about, **body.about})


_BODIES: Mapping[Form, Callable[[Piece, bytes], Body]] = {
    "text": _text,
    "markdown": _markdown,
    "html": _html,
    "record": _record,
}
