"""Dates as a text knows them: an EDTF form and what it says about start and end.

EDTF is ISO 8601-2:2019 in the profile of the Library of Congress; of it we read what articles need: years, months and
days (`2021`, `2021-10`, `2022-02-17`), unknown digits in a whole component (`XXXX-03-29`, `2021-XX`), and intervals of
those (`2020/2021`), where an empty side is unknown (`2021-01/`, `/2021`). `..` (open) is refused: an open end says
«until today», and no article can know that.
"""

import calendar
import re
from dataclasses import dataclass
from datetime import date

_COMPONENT = re.compile(r"([0-9]{4}|XXXX)(?:-([0-9]{2}|XX)(?:-([0-9]{2}|XX))?)?")


@dataclass(frozen=True, slots=True)
class Bounds:
    """What is known about a period: the first and last day on which it may have started, and may have ended.

    None means that nothing is known on that side. Days are inclusive.
    """

    earliest_start: date | None = None
    latest_start: date | None = None
    earliest_end: date | None = None
    latest_end: date | None = None


@dataclass(frozen=True, slots=True)
class Edtf:
    """A date or an interval in EDTF; `parse_edtf` makes it, so that `text` is always well formed."""

    text: str

    @property
    def is_interval(self) -> bool:
        """Tell whether the form has two sides."""
        return "/" in self.text


def parse_edtf(text: str) -> Edtf:
    """Return `text` as a checked EDTF value; ValueError says what is wrong with it.

    Spaces around the slash are dropped, since articles write «2021- 2022».

    >>> parse_edtf("2020 / 2021").text
    '2020/2021'
    >>> parse_edtf("2021-02-30")
    Traceback (most recent call last):
    ValueError: not a possible date: 2021-02-30
    """
    start, _, end = text.partition("/")
    sides = [start.strip(), end.strip()] if "/" in text else [start.strip()]
    if not any(sides):
        raise ValueError(f"not an EDTF date or interval: {text}")
    for side in sides:
        if side == "..":
            raise ValueError(f"an open side (..) claims «until today»: leave the side empty, it is unknown: {text}")
        if side:
            _days(side)
    bounds = _bounds([_days(side) if side else (None, None) for side in sides])
    if bounds.earliest_start and bounds.latest_end and bounds.earliest_start > bounds.latest_end:
        raise ValueError(f"the interval ends before it starts: {text}")
    return Edtf("/".join(sides))


def bounds_of(edtf: Edtf) -> Bounds:
    """Return what `edtf` says about start and end.

    A single date says that the thing began and ended within it; of an interval each side says its own, and the start is
    not after the end.

    >>> bounds_of(parse_edtf("2020/2021")).latest_start
    datetime.date(2020, 12, 31)
    >>> bounds_of(parse_edtf("/2021")).earliest_start is None
    True
    """
    return _bounds([_days(side) if side else (None, None) for side in edtf.text.split("/")])


def attested_bounds_of(edtf: Edtf) -> Bounds:
    """Return the bounds of something that is only seen to hold at `edtf`: begun by then, not ended before.

    >>> bounds = attested_bounds_of(parse_edtf("2021"))
    >>> (bounds.earliest_start, bounds.latest_start.isoformat(), bounds.earliest_end.isoformat(), bounds.latest_end)
    (None, '2021-12-31', '2021-01-01', None)
    """
    bounds = bounds_of(edtf)
    return Bounds(None, bounds.latest_end, bounds.earliest_start, None)


def _bounds(sides: list[tuple[date | None, date | None]]) -> Bounds:
    (first, last), (other_first, other_last) = sides[0], sides[-1]
    # What starts in 2021 and ends in March 2021 has started by then: each side narrows the other, where both are known.
    if first is not None and last is not None and other_first is not None and other_last is not None:
        last, other_first = min(last, other_last), max(other_first, first)
    return Bounds(first, last, other_first, other_last)


def _days(side: str) -> tuple[date | None, date | None]:
    """Return the first and last day that `side` may mean; both None where the year is unknown."""
    match = _COMPONENT.fullmatch(side)
    if match is None:
        raise ValueError(f"not an EDTF date such as 2021, 2021-10, 2022-02-17 or XXXX-03-29: {side}")
    year, month, day = (part if part and "X" not in part else None for part in match.groups())
    # XXXX-02-29 is possible, so an unknown year is checked as a leap year.
    first_year = int(year or 2000)
    try:
        first = date(first_year, int(month or 1), int(day or 1))
    except ValueError as error:
        raise ValueError(f"not a possible date: {side}") from error
    if year is None:
        return None, None
    last_month = int(month or 12)
    if month is None or day is None:
        return first, date(first_year, last_month, calendar.monthrange(first_year, last_month)[1])
    return first, first
