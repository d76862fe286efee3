"""Articles of other hosts, and what the ending of a name or a media type tells of the form of a document."""

from collections.abc import Iterator, Mapping
from io import BytesIO
from pathlib import Path
from typing import Literal, TypeAlias
from urllib.parse import urlsplit

from coopkg.errors import CoopkgError
from coopkg.ingest.documents.document import MOST_BYTES, Form, Piece, Skipped
from coopkg.ingest.documents.lines import record_lines
from coopkg.network.fetching import Fetched, FetchPolicy, fetched

#: One article in some form, or many of them, one to a line.
Kind: TypeAlias = Form | Literal["lines"]

#: What each ending of a name tells.
ENDINGS: Mapping[str, Kind] = {
    ".txt": "text",
    ".text": "text",
    ".md": "markdown",
    ".markdown": "markdown",
    ".html": "html",
    ".htm": "html",
    ".xhtml": "html",
    ".jsonl": "lines",
    ".ndjson": "lines",
}
_MEDIA_TYPES: Mapping[str, Kind] = {
    "text/html": "html",
    "application/xhtml+xml": "html",
    "text/markdown": "markdown",
    "text/plain": "text",
    "application/jsonl": "lines",
    "application/x-ndjson": "lines",
}
_VAGUE = frozenset({"", "text/plain", "application/octet-stream"})

#: What is asked of a server; whoever calls may change how much and how long.
PAGES = FetchPolicy(
    accept="text/html, application/xhtml+xml, text/markdown;q=0.9, text/plain;q=0.8, */*;q=0.1",
    max_bytes=MOST_BYTES,
    most_redirections=5,
)


def fetched_pieces(address: str, policy: FetchPolicy) -> Iterator[Piece | Skipped]:
    """Yield the article at an address, or the articles of a list; what cannot be fetched is skipped."""
    try:
        document = fetched(address, policy)
    except CoopkgError as error:
        # What it names may be another host, that of a redirection.
        reason = str(error).removeprefix(f"{address}: ")
        yield Skipped(address, reason)
        return
    form = _form(document)
    if form is None:
        yield Skipped(address, f"no page and no text: the server calls it {document.media_type}")
    elif form == "lines":
        yield from record_lines(address, BytesIO(document.content))
    else:
        charset = document.headers.get("content-type", "").lower().partition("charset=")[2]
        charset = charset.partition(";")[0].strip(" \"'")
        yield Piece(address, form, document.content, address=document.address, charset=charset or None)


def _form(document: Fetched) -> Kind | None:
    found = _MEDIA_TYPES.get(document.media_type)
    if document.media_type not in _VAGUE:
        return found
    ending = Path(urlsplit(document.address).path).suffix.lower()
    return ENDINGS.get(ending, found or "unknown")
