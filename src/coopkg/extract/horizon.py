"""The horizon of an article: the day after which nothing can have happened that it tells."""

from datetime import date

from coopkg.domain.article import Article
from coopkg.domain.dates import Edtf, bounds_of
from coopkg.extract.dates import dates_in
from coopkg.extract.folding import fold

# 2024-05-14: a day, and not a year or a month.
_DAY_LENGTH = 10


def horizon_of(article: Article) -> date | None:
    """Return the last day of which an article can tell: when it was published, else the end of the last year it dates.

    That is the year of the latest day in its text, since years alone are often years to come («năm 2050»). None where
    nothing tells.
    """
    if article.published is not None and (published := bounds_of(article.published).latest_end) is not None:
        return published
    days = (found.when.edtf for found in dates_in(fold(article.text)) if not found.when.is_term)
    years = [latest.year for edtf in days if edtf is not None and (latest := _day(edtf)) is not None]
    return date(max(years), 12, 31) if years else None


def is_beyond(edtf: Edtf | None, horizon: date | None) -> bool:
    """Tell whether a date begins after the horizon, so that what it dates can only be to come."""
    if edtf is None or horizon is None:
        return False
    start = bounds_of(edtf).earliest_start
    return start is not None and start > horizon


def _day(edtf: Edtf) -> date | None:
    return bounds_of(edtf).latest_end if len(edtf.text.partition("/")[0]) == _DAY_LENGTH else None
