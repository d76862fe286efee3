"""Evidence: whether the quotation stands where the record says."""

from dataclasses import dataclass

from coopkg.domain.facts import Evidence
from coopkg.ingest.articles import Articles
from coopkg.ingest.values import Fault, suggestion

_MAX_PLACES = 3
_MAX_SHOWN = 80


@dataclass(frozen=True, slots=True, kw_only=True)
class Quotation:
    """One piece of evidence as a record gives it: `quote` is the article's text from `start` to before `end`.

    Both count Unicode code points of the article's body, from 0. `article` is needed only where the record names none,
    or another.
    """

    quote: str
    start: int
    end: int
    article: str | None = None


def evidence_of(quotation: Quotation, default: str | None, articles: Articles) -> Evidence:
    """Return a quotation that has no fault as evidence; `default` is the article of the record."""
    # The article's own slug, so that a million records share one string.
    article = articles.by_slug[quotation.article or default or ""]
    return Evidence(article.slug, quotation.quote, quotation.start, quotation.end)


def article_fault(slug: str | None, articles: Articles) -> Fault | None:
    """Return the fault of naming `slug` as an article, None where there is such an article or none is named."""
    if slug is None or slug in articles.texts:
        return None
    return ("article",), f"there is no article `{slug}`{suggestion(slug, articles.texts)}"


def quotation_fault(quotation: Quotation, default: str | None, articles: Articles) -> Fault | None:
    """Return what is wrong with a quotation, None where it stands at its offsets.

    `default` is the article of the record; that there is none of that slug is the record's fault, not the quotation's.
    """
    slug = quotation.article or default
    if slug is None:
        return ("article",), "missing: this evidence, its record or the head of the file must name the article"
    if slug not in articles.texts:
        return article_fault(quotation.article, articles)
    text = articles.texts[slug]
    is_in_place = quotation.end - quotation.start == len(quotation.quote)
    if text is None or (is_in_place and text.startswith(quotation.quote, quotation.start)):
        return None
    return ("quote",), f"{_misplaced(quotation, text)} of article {slug}; {_standing(quotation.quote, text)}"


def _misplaced(quotation: Quotation, text: str) -> str:
    there = text[quotation.start : quotation.end]
    found = f"«{_shortened(there)}» stands" if there else "nothing stands"
    return f"not «{_shortened(quotation.quote)}» but {found} at {quotation.start}–{quotation.end}"


def _standing(quote: str, text: str) -> str:
    """Return in words where `quote` does stand in `text`."""
    places: list[str] = []
    start = text.find(quote)
    while start >= 0 and len(places) < _MAX_PLACES:
        places.append(f"{start}–{start + len(quote)}")
        start = text.find(quote, start + 1)
    more = " and further on" if start >= 0 else ""
    return f"the quotation stands at {', '.join(places)}{more}" if places else "the quotation stands nowhere in it"


def _shortened(text: str) -> str:
    return text if len(text) <= _MAX_SHOWN else f"{text[:_MAX_SHOWN]}…"
