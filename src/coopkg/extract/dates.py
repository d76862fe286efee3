"""Dates, terms and periods as articles write them, in Vietnamese and English; today's date fills in nothing."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from coopkg.domain.dates import parse_edtf
from coopkg.extract.values import When

_YEAR = r"(?:19|20)\d\d"
# The figures of a day or a month, and what stands between two days.
_DAY = r"\d{1,2}"
_TO = r"(?: ?- ?| đến(?: ngày)? )"
_MONTHS = (
    "january", "february", "march", "april", "may", "june",
    "july", "august", "september", "october", "november", "december",
)  # fmt: skip
_MONTH = "|".join(_MONTHS) + "|" + "|".join(f"{month[:3]}\\." for month in _MONTHS)
_PART = r"(?:đầu|giữa|cuối|early|mid|late)"

#: Each form with the way to its EDTF; the first that matches at a place wins, so longer forms stand first. All are read
#: in folded text: small letters, one kind of dash.
_FORMS: tuple[tuple[str, str], ...] = (
    # nhiệm kỳ 2020-2021, giai đoạn 2021- 2025, term 2022–2023
    (
        rf"(?P<term>nhiệm k[ìỳ]|khóa|the term(?: of)?|term(?: of office)?) (?P<y1>{_YEAR}) ?- ?(?P<y2>{_YEAR})",
        "{y1}/{y2}",
    ),
    (rf"(?P<term>giai đoạn|the period) (?P<y1>{_YEAR}) ?- ?(?P<y2>{_YEAR})(?!\d)", "{y1}/{y2}"),
    (rf"(?:các năm)? ?(?P<y1>{_YEAR}) ?- ?(?P<y2>{_YEAR})(?!\d)", "{y1}/{y2}"),
    (rf"(?:từ năm|from) (?P<y1>{_YEAR}) (?:đến(?: năm)?|to|until) (?P<y2>{_YEAR})", "{y1}/{y2}"),
    # từ ngày 12 đến 14/3/2023, 12-14/3/2023, từ 12/3 đến ngày 14/3/2023
    (
        rf"(?:từ )?(?:các )?(?:ngày )?(?P<d1>{_DAY}){_TO}(?P<d2>{_DAY})[/.-](?P<m>{_DAY})[/.-](?P<y>{_YEAR})",
        "{y}-{m}-{d1}/{y}-{m}-{d2}",
    ),
    (
        rf"(?:từ )?(?:ngày )?(?P<d1>{_DAY})[/.](?P<m1>{_DAY}){_TO}(?P<d2>{_DAY})[/.](?P<m2>{_DAY})[/.](?P<y>{_YEAR})",
        "{y}-{m1}-{d1}/{y}-{m2}-{d2}",
    ),
    (
        rf"(?:từ )?(?:các )?ngày (?P<d1>{_DAY}){_TO}(?P<d2>{_DAY})[/.](?P<m>{_DAY})(?![/\d])",
        "XXXX-{m}-{d1}/XXXX-{m}-{d2}",
    ),
    (rf"(?:từ )?(?:ngày )?(?P<d>{_DAY})[/.-](?P<m>{_DAY})[/.-](?P<y>{_YEAR})", "{y}-{m}-{d}"),
    (rf"(?:ngày )?(?P<d>{_DAY}) tháng (?P<m>{_DAY})(?: năm|,) ?(?P<y>{_YEAR})", "{y}-{m}-{d}"),
    (rf"ngày (?P<d>{_DAY})(?:[/.-]| tháng )(?P<m>{_DAY})(?![/\d])", "XXXX-{m}-{d}"),
    (rf"(?:sáng|chiều|tối|trưa|đêm|hôm)(?: ngày)? (?P<d>{_DAY})[/.-](?P<m>{_DAY})(?![/\d])", "XXXX-{m}-{d}"),
    (rf"{_PART}? ?tháng (?P<m>{_DAY})(?:[/.-]|(?: năm|,) ?)(?P<y>{_YEAR})", "{y}-{m}"),
    (rf"quý (?:i{{1,3}}|iv|[1-4])(?:/| năm )(?P<y>{_YEAR})", "{y}"),
    (rf"tháng (?P<m>{_DAY})(?: tới| này| vừa qua)?(?![/\d])", "XXXX-{m}"),
    (rf"(?:mùa (?:xuân|hè|thu|đông) ?(?:năm )?|{_PART} ?năm |năm )(?P<y>{_YEAR})", "{y}"),
    # 12-14 March 2024, 12 March 2024, March 12, 2024, March 2024
    (
        rf"(?P<d1>{_DAY}) ?(?:-|to) ?(?P<d2>{_DAY}) (?P<mon>{_MONTH}),? (?P<y>{_YEAR})",
        "{y}-{m}-{d1}/{y}-{m}-{d2}",
    ),
    (rf"(?P<mon>{_MONTH}) (?P<d1>{_DAY}) ?- ?(?P<d2>{_DAY}),? (?P<y>{_YEAR})", "{y}-{m}-{d1}/{y}-{m}-{d2}"),
    (rf"(?P<d>{_DAY}) (?P<mon>{_MONTH}),? (?P<y>{_YEAR})", "{y}-{m}-{d}"),
    (rf"(?P<mon>{_MONTH}) (?P<d>{_DAY}),? (?P<y>{_YEAR})", "{y}-{m}-{d}"),
    (rf"(?P<mon>{_MONTH}) (?P<d>{_DAY})(?!\d|,? \d)", "XXXX-{m}-{d}"),
    (rf"(?P<d>{_DAY}) (?P<mon>{_MONTH})(?! \d)", "XXXX-{m}-{d}"),
    (rf"(?:{_PART} )?(?P<mon>{_MONTH}),? (?P<y>{_YEAR})", "{y}-{m}"),
    (rf"(?:(?:in|since|by|until|of) )(?P<y>{_YEAR})(?![\d/])", "{y}"),
    (rf"(?<=\()(?P<y>{_YEAR})(?=\))", "{y}"),
    (r"(?:năm nay|năm qua|this year|last year|năm ngoái|năm sau|năm tới|next year)", ""),
    (r"(?:hôm nay|ngày hôm nay|today|yesterday|hôm qua)", ""),
)  # fmt: skip
_ALL = "|".join(f"(?P<f{number}>{re.sub(r'[?]P<[a-z0-9]+>', '?:', form)})" for number, (form, _) in enumerate(_FORMS))
# None begins inside a word: to look before all forms are tried is what makes it fast.
_ANY = re.compile(rf"(?<![^\W_])(?:{_ALL})")
_EACH = tuple((re.compile(form), shape) for form, shape in _FORMS)


# «giai đoạn 2021-2025»: what these begin is no term of office.
_PERIODS = frozenset({"giai đoạn", "the period"})


@dataclass(frozen=True, slots=True)
class DateFound:
    """A date from `start` to `end` in the folded text."""

    start: int
    end: int
    when: When


def dates_in(folded: str) -> Iterator[DateFound]:
    """Yield the dates, periods and terms in a folded text, from left to right.

    >>> [found.when.edtf.text for found in dates_in("ngày 17/02/2022, nhiệm kỳ 2021- 2022, tháng 9/2021, ngày 29/3")]
    ['2022-02-17', '2021/2022', '2021-09', 'XXXX-03-29']
    """
    place = 0
    while match := _ANY.search(folded, place):
        start, end = match.span()
        place = end
        before = folded[start - 1 : start]
        if before.isalnum() or (before in {"/", "."} and folded[start - 2 : start - 1].isdigit()):
            place = start + 1
            continue
        name = match.lastgroup or "f0"
        when = _when(folded, match, int(name[1:]))
        if when is not None:
            yield DateFound(start + len(folded[start:end]) - len(folded[start:end].lstrip()), end, when)


def _when(folded: str, match: re.Match[str], number: int) -> When | None:
    form, shape = _EACH[number]
    if not shape:
        return When(None)
    parts = form.match(folded, match.start())
    if parts is None:
        return None
    given = parts.groupdict()
    named = {key: _component(key, text) for key, text in given.items() if text is not None and key != "mon"}
    if given.get("mon"):
        named["m"] = f"{_month(given['mon']):02}"
    try:
        return When(
            parse_edtf(shape.format(**named)), is_term=bool(given.get("term")), is_office=_is_office(given.get("term"))
        )
    except ValueError:
        # 31/02 or 2025-2021: these figures are no date.
        return None


def _is_office(words: str | None) -> bool:
    """Tell whether the words before a period make it a term of office, and not a time in which something is done."""
    return words is not None and words not in _PERIODS


def _component(key: str, text: str) -> str:
    return text if key.startswith("y") else text.zfill(2)


def _month(name: str) -> int:
    return next(number for number, month in enumerate(_MONTHS, start=1) if month.startswith(name.rstrip(".")[:3]))
