"""From a text with what is said about it to a document that can be stored, or the reason why not."""

import re

from coopkg.domain.dates import Edtf
from coopkg.domain.entities import IRI_FORM
from coopkg.domain.slugs import slug_of
from coopkg.errors import BadInputError
from coopkg.ingest.documents.document import MOST_CHARACTERS, Body, Document, Given, Language, Piece
from coopkg.ingest.documents.languages import language_of
from coopkg.ingest.documents.published import published_on
from coopkg.ingest.documents.stored import on_one_line, stored_text

_LONGEST_TITLE = 200
# The least share of its runs of five words that a long text may have but once.
_RUN = 5
_LONG = 2000
_LEAST_SHARE = 0.05


def document(piece: Piece, body: Body, given: Given) -> Document:
    """Return the document that `body` makes; BadInputError tells why there is none to store."""
    text, changes = stored_text(body.text)
    _check(piece.place, text)
    title = on_one_line(body.about.get("title", "")) or _first_line(text)
    name = body.name or piece.name or title
    notes = [*body.notes, *notes_of(changes)]
    url = _url(body.about.get("url", "") or piece.address or "", notes)
    published = given.published or _published(body, notes)
    return Document(
        place=piece.place,
        slug=slug_of(name) or slug_of(title) or "article",
        title=title,
        language=given.language or _language(piece.place, text),
        text=text,
        publisher=given.publisher or on_one_line(body.about.get("publisher", "")) or None,
        published=published,
        url=url,
        notes=tuple(notes),
    )


def notes_of(changes: tuple[str, ...]) -> tuple[str, ...]:
    """Return what is to be told where a text had to be changed, nothing where it had not."""
    if not changes:
        return ()
    return (f"offsets count in the stored text, which differs from what was given: {', '.join(changes)}",)


def _check(place: str, text: str) -> None:
    if not text.strip():
        raise BadInputError(place, 0, "there is no text")
    if len(text) > MOST_CHARACTERS:
        raise BadInputError(place, 0, f"{len(text):,} characters are no article; {MOST_CHARACTERS:,} are the most")
    words = text.split()
    if len(words) > _LONG:
        runs = len(set(zip(*(words[first:] for first in range(_RUN)), strict=False)))
        if runs < _LEAST_SHARE * len(words):
            raise BadInputError(place, 0, f"the text repeats itself: {len(words):,} words, {runs:,} of them new")


def _language(place: str, text: str) -> Language:
    language = language_of(text)
    if language is None:
        raise BadInputError(place, 0, "neither Vietnamese nor English; --language says what it is")
    return language


def _first_line(text: str) -> str:
    r"""Return the first line of a text as its title: its beginning, where it is long.

    >>> _first_line("\n# Hội nghị ISO\nNgày")
    'Hội nghị ISO'
    """
    line = on_one_line(text.strip().partition("\n")[0].lstrip("#>*- ")) or on_one_line(text)
    return line if len(line) <= _LONGEST_TITLE else line[:_LONGEST_TITLE].rpartition(" ")[0].rstrip(" ,;:.") + " …"


def _published(body: Body, notes: list[str]) -> Edtf | None:
    written = body.about.get("published", "")
    published = published_on(written)
    if written and published is None:
        notes.append(f"the date «{on_one_line(written)}» is not understood and left out; --published gives it")
    return published


def _url(address: str, notes: list[str]) -> str | None:
    address = address.strip().partition("#")[0]
    if not address or re.fullmatch(IRI_FORM.pattern, address):
        return address or None
    notes.append(f"the address «{on_one_line(address)}» is no IRI and left out")
    return None
