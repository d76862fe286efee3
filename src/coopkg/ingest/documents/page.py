"""HTML pages: the article with its captions, without what stands around it, and what the page says of itself."""

import logging

import trafilatura
from lxml.etree import LxmlError
from lxml.html import HtmlElement

from coopkg.errors import BadInputError
from coopkg.ingest.documents.captions import lift_captions
from coopkg.ingest.documents.document import Body
from coopkg.ingest.documents.metadata import published_in

# A tree takes some fifty times as much memory as its page; of what is written on a page this is the most.
_MOST_CHARACTERS = 4 << 20
# A page without a line of so many words is a menu, or asks for a login.
_LEAST_WORDS = 8


def page_body(place: str, page: str) -> Body:
    """Return the article of a page; BadInputError where there is none.

    Paragraphs end in line feeds. What is not declared (title, date, publisher) is not guessed.
    """
    if len(page) > _MOST_CHARACTERS:
        raise BadInputError(place, 0, f"a page of {len(page):,} characters, more than {_MOST_CHARACTERS:,}")
    # It warns of each page in which it finds nothing, which is told by us.
    logging.getLogger("trafilatura").setLevel(logging.CRITICAL)
    is_whole = "<body" in page.casefold()
    try:
        tree = trafilatura.load_html(page if is_whole else f"<html><body>{page}</body></html>")
    except (LxmlError, ValueError) as error:
        raise BadInputError(place, 0, f"no HTML that can be read: {error}") from error
    if tree is None:
        raise BadInputError(place, 0, "no HTML that can be read")
    published = published_in(tree)
    lift_captions(tree)
    found = trafilatura.bare_extraction(tree, with_metadata=True, include_comments=False)
    text = str(getattr(found, "text", None) or "")
    if not text and not is_whole:
        text = _fragment_text(tree)
    if not any(len(line.split()) >= (_LEAST_WORDS if is_whole else 1) for line in text.split("\n")):
        raise BadInputError(place, 0, "no article is found on the page")
    said = {"title": "title", "publisher": "sitename", "url": "url"}
    about = {name: str(getattr(found, key, None) or "") for name, key in said.items()} | {"published": published}
    return Body(text=f"{text.strip()}\n", about={name: value for name, value in about.items() if value})


def _fragment_text(tree: HtmlElement) -> str:
    """Return all text of a piece of HTML that was cut out of its page, each block on a line."""
    lines = (" ".join(str(text).split()) for text in tree.itertext())
    return "\n".join(line for line in lines if line)
