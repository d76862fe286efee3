"""Numbers, sums and dates in an answer: those that we read in the quote ourselves, and no others."""

from collections.abc import Iterator, Mapping
from decimal import Decimal, InvalidOperation

from coopkg.domain.dates import Edtf
from coopkg.extract.dates import DateFound, dates_in
from coopkg.extract.llm.reasons import DroppedError
from coopkg.extract.llm.resolving import Quoted
from coopkg.extract.quantities import QuantityFound, quantities_in
from coopkg.extract.values import Money, Quantity

_MOST_SUMS = 10
# No number of an article has as many figures.
_MOST_FIGURES = 40


def date_in(quoted: Quoted, given: object) -> Edtf:
    """Return the date of the quote that is written so in EDTF; DroppedError where there is none."""
    wanted = "".join(given.split()) if isinstance(given, str) else None
    for found in _dates(quoted):
        if _is_inside(quoted, found) and found.when.edtf is not None and found.when.edtf.text == wanted:
            return found.when.edtf
    raise DroppedError("number, sum or date not in the quote")


def number_in(quoted: Quoted, given: object, comparator: object = None) -> Quantity | Money:
    """Return the number of the quote that has this value, and is compared so; DroppedError where there is none."""
    wanted = _decimal(given)
    for value in _quantities(quoted):
        if value.value == wanted and comparator in (None, value.comparator):
            return value
    raise DroppedError("number, sum or date not in the quote")


def sums_in(quoted: Quoted, given: object) -> list[Money]:
    """Return the sums of the quote that are listed; DroppedError where one of them does not stand there."""
    listed = given if isinstance(given, list) else [given]
    if len(listed) > _MOST_SUMS:
        raise DroppedError("too many")
    return [_sum(quoted, each) for each in listed]


def _sum(quoted: Quoted, given: object) -> Money:
    if not isinstance(given, Mapping):
        raise DroppedError("not of the asked form")
    wanted = _decimal(given.get("value"))
    for value in _quantities(quoted):
        if isinstance(value, Money) and value.value == wanted and value.currency == given.get("currency"):
            return value
    raise DroppedError("number, sum or date not in the quote")


def _quantities(quoted: Quoted) -> Iterator[Quantity | Money]:
    """Yield the quantities that stand in the quote as a whole, and in no date of its sentence."""
    sentence = quoted.sentence
    dates = [(found.start, found.end) for found in _dates(quoted)]
    for found in quantities_in(quoted.article.folded[sentence.start : sentence.end]):
        is_dated = any(found.start < end and start < found.end for start, end in dates)
        if not is_dated and _is_inside(quoted, found):
            yield found.value


def _dates(quoted: Quoted) -> list[DateFound]:
    sentence = quoted.sentence
    return list(dates_in(quoted.article.folded[sentence.start : sentence.end]))


def _is_inside(quoted: Quoted, found: DateFound | QuantityFound) -> bool:
    first = quoted.sentence.start
    return quoted.start <= first + found.start and first + found.end <= quoted.end


def _decimal(given: object) -> Decimal | None:
    """Return the number that a model wrote, None for what is no number."""
    if isinstance(given, bool) or not isinstance(given, int | Decimal | str) or len(str(given)) > _MOST_FIGURES:
        return None
    try:
        number = Decimal(given)
    except (InvalidOperation, ValueError):
        return None
    return number if number.is_finite() else None
