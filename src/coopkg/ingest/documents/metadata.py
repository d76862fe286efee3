"""The date that a page declares: Open Graph, schema.org as JSON-LD or microdata, and the `meta` of older systems."""

import json
from collections.abc import Iterator

from lxml.html import HtmlElement

from coopkg.ingest.documents.published import published_on

_META = (
    "article:published_time",
    "og:published_time",
    "datepublished",
    "date.published",
    "pubdate",
    "publishdate",
    "publish_date",
    "article.published",
    "dc.date.issued",
    "dcterms.issued",
    "dc.date",
    "dcterms.date",
    "dcterms.created",
    "date",
)


def published_in(tree: HtmlElement) -> str:
    """Return what a page declares as its date of publication, empty where it declares none.

    Dates in its text are not looked at: the first of them may be that of a licence.
    """
    return next((each for each in _declared(tree) if published_on(each) is not None), "")


def _declared(tree: HtmlElement) -> Iterator[str]:
    metas: dict[str, str] = {}
    for meta in tree.iter("meta"):
        name = meta.get("property") or meta.get("name") or meta.get("itemprop") or ""
        metas.setdefault(name.strip().casefold(), meta.get("content") or "")
    yield from (metas[name] for name in _META if metas.get(name))
    for script in tree.xpath("//script[@type='application/ld+json']"):
        yield from _in_json(script.text or "")
    for element in tree.xpath("//*[@itemprop='datePublished']"):
        yield element.get("datetime") or element.get("content") or element.text_content()
    times = tree.xpath("//time[@pubdate]") or tree.xpath("//article//time[@datetime] | //header//time[@datetime]")
    yield from (element.get("datetime") or "" for element in times[:1])


def _in_json(text: str) -> Iterator[str]:
    try:
        waiting = [json.loads(text)]
    except (ValueError, RecursionError):
        return
    while waiting:
        match waiting.pop():
            case {"datePublished": str(date)}:
                yield date
            case dict() as items:
                waiting.extend(items.values())
            case list() as items:
                waiting.extend(items)
