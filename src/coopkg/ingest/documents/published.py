"""When an article was published, in whatever form a page or a file says it."""

import re
from collections.abc import Iterator

from coopkg.domain.dates import Edtf, parse_edtf

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_NAME = rf"(?P<name>{'|'.join(_MONTHS)})[a-z]*\.?"
_FORMS = tuple(
    re.compile(form, re.IGNORECASE)
    for form in (
        r"\b(?P<y>[0-9]{4})-(?P<m>[0-9]{2})-(?P<d>[0-9]{2})(?![0-9])",
        # In Vietnamese, as in most of the world, the day comes first.
        r"\b(?P<d>[0-9]{1,2})[/.-](?P<m>[0-9]{1,2})[/.-](?P<y>[0-9]{4})\b",
        r"\b(?P<y>[0-9]{4})/(?P<m>[0-9]{1,2})/(?P<d>[0-9]{1,2})\b",
        r"\b(?P<d>[0-9]{1,2}) tháng (?P<m>[0-9]{1,2}),? (?:năm )?(?P<y>[0-9]{4})\b",
        rf"\b(?P<d>[0-9]{{1,2}})(?:st|nd|rd|th)? {_NAME},? (?P<y>[0-9]{{4}})\b",
        rf"\b{_NAME} (?P<d>[0-9]{{1,2}})(?:st|nd|rd|th)?,? (?P<y>[0-9]{{4}})\b",
    )
)


def published_on(text: str) -> Edtf | None:
    """Return the day (month, year) that `text` names, None where it names none for sure.

    >>> published_on("Thứ Năm, 17/02/2022 10:30 (GMT+7)").text, published_on("2022-02-17T03:30:00Z").text
    ('2022-02-17', '2022-02-17')
    >>> published_on("02/17/2022") is None
    True
    """
    return next(_dates(text.strip()), None)


def _dates(text: str) -> Iterator[Edtf]:
    for written in (text, *map(_written, filter(None, (form.search(text) for form in _FORMS)))):
        try:
            yield parse_edtf(written)
        except ValueError:
            continue


def _written(match: re.Match[str]) -> str:
    parts = match.groupdict()
    month = _MONTHS.index(parts["name"].lower()) + 1 if parts.get("name") else int(parts["m"])
    return f"{parts['y']}-{month:02}-{int(parts['d']):02}"
