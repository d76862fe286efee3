"""Numbers, sums of money and counts as articles write them: «hơn 80», «06», «57 triệu Yên Nhật», «1,5 tỷ USD»."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

from babel import Locale

from coopkg.domain.facts import Comparator
from coopkg.extract.folding import fold
from coopkg.extract.values import Money, Quantity

_SCALES: Mapping[str, int] = {
    "nghìn": 10**3, "ngàn": 10**3, "triệu": 10**6, "tỷ": 10**9, "tỉ": 10**9, "nghìn tỷ": 10**12, "nghìn tỉ": 10**12,
    "thousand": 10**3, "million": 10**6, "billion": 10**9, "trillion": 10**12,
}  # fmt: skip
_COMPARATORS: Mapping[str, Comparator] = {
    "hơn": ">", "trên": ">", "more than": ">", "over": ">", "above": ">",
    "khoảng": "≈", "gần": "≈", "xấp xỉ": "≈", "chừng": "≈", "about": "≈", "around": "≈", "nearly": "≈", "some": "≈",
    "approximately": "≈", "almost": "≈",
    "ít nhất": ">=", "tối thiểu": ">=", "không dưới": ">=", "at least": ">=",
    "dưới": "<", "chưa đến": "<", "less than": "<", "under": "<", "fewer than": "<",
    "tối đa": "<=", "không quá": "<=", "up to": "<=", "at most": "<=",
}  # fmt: skip
_WORDS: Mapping[str, int] = {
    "hai": 2, "ba": 3, "bốn": 4, "sáu": 6, "bảy": 7, "tám": 8, "chín": 9, "mười": 10,
    "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10, "eleven": 11,
    "twelve": 12, "twenty": 20, "thirty": 30,
}  # fmt: skip
# After a number in words these say which, or how long, and not how many.
_NOT_COUNTED = (
    r"(?:bên|nước|chiều|ngày|năm|tháng|tuần|giờ|phút|lần|phía|miền|cơ quan|viện|bộ|chính phủ|tổ chức|trường|"
    r"sides|years|days|months|weeks)\b"
)
# What newspapers say beside the names of CLDR; the đồng has no other name.
_CURRENCIES: Mapping[str, str] = {
    "đồng": "VND", "đồng việt nam": "VND", "vnđ": "VND", "vnd": "VND", "usd": "USD", "đô la mỹ": "USD", "đô la": "USD",
    "đôla mỹ": "USD", "us dollars": "USD", "dollars": "USD", "eur": "EUR", "euro": "EUR", "euros": "EUR", "ơ rô": "EUR",
    "yên nhật": "JPY", "yên": "JPY", "yen": "JPY", "jpy": "JPY", "won": "KRW", "won hàn quốc": "KRW", "krw": "KRW",
    "bảng anh": "GBP", "gbp": "GBP", "nhân dân tệ": "CNY", "cny": "CNY", "aud": "AUD", "đô la úc": "AUD", "cad": "CAD",
    "đô la canada": "CAD", "đô la australia": "AUD", "đôla": "USD", "đôla úc": "AUD", "đôla australia": "AUD",
    "đôla singapore": "SGD", "đô la singapore": "SGD", "franc thụy sĩ": "CHF", "chf": "CHF", "sgd": "SGD", "thb": "THB",
    "baht": "THB",
}  # fmt: skip
# Codes that stand before the number («USD 4.2 million»): not all of ISO 4217, of which some are words («top», «all»).
_CODES: Mapping[str, str] = {
    **{code.lower(): code for code in ("USD", "EUR", "GBP", "JPY", "KRW", "CNY", "VND", "AUD", "CAD", "CHF", "SEK")},
    **{code.lower(): code for code in ("NOK", "DKK", "SGD", "THB", "INR", "MYR", "IDR", "NZD", "PHP", "ZAR")},
    "vnđ": "VND",
}


@lru_cache(maxsize=1)
def currencies() -> Mapping[str, str]:
    """Return the ISO 4217 code of each folded name of a currency, in Vietnamese and English (CLDR)."""
    found: dict[str, str] = {}
    for language in ("en", "vi"):
        found.update((fold(name), code) for code, name in Locale(language).currencies.items() if len(name) > len(code))
    return {**found, **_CURRENCIES}


@lru_cache(maxsize=1)
def _pattern() -> re.Pattern[str]:
    def any_of(names: Mapping[str, object]) -> str:
        return "|".join(re.escape(name) for name in sorted(names, key=len, reverse=True))

    number = r"\d{1,3}(?:[.,]\d{3})+(?:[.,]\d{1,2})?|\d+(?:[.,]\d+)?"
    return re.compile(
        rf"(?<![\w.,/-])(?:(?P<comparator>{any_of(_COMPARATORS)}) )?"
        rf"(?:(?P<sign>(?:us|a|s|nz|c|hk|nt)?\$|€|£|¥|(?:{any_of(_CODES)})(?= ?\d)) ?)?"
        rf"(?:(?P<number>{number})(?P<percent> ?%| per ?cent(?!\w))?|"
        rf"(?P<word>{any_of(_WORDS)})(?= (?!{_NOT_COUNTED})\w))"
        rf"(?: (?P<scale>{any_of(_SCALES)})(?!\w))?"
        rf"(?:(?P<currency> (?:{any_of(currencies())})(?!\w)|usd(?!\w)|€))?"
        r"(?![/\d]|-\d|[^\W\d])"
    )


_YEAR = re.compile(r"(?:19|20)\d\d")
_SIGNS = {
    "us$": "USD",
    "$": "USD",
    "a$": "AUD",
    "s$": "SGD",
    "nz$": "NZD",
    "c$": "CAD",
    "hk$": "HKD",
    "nt$": "TWD",
    "€": "EUR",
    "£": "GBP",
    "¥": "JPY",
    "usd": "USD",
    **_CODES,
}


@dataclass(frozen=True, slots=True)
class QuantityFound:
    """A quantity or a sum from `start` to `end` in the folded text."""

    start: int
    end: int
    value: Quantity | Money


def quantities_in(folded: str) -> Iterator[QuantityFound]:
    """Yield the numbers and sums in a folded text, from left to right.

    >>> [(found.value.value, found.value.comparator) for found in quantities_in("hơn 80 phiên họp, 06 hội nghị")]
    [(Decimal('80'), '>'), (Decimal('6'), '=')]
    >>> [(found.value.value, found.value.currency) for found in quantities_in("57 triệu yên nhật, khoảng 11 tỷ đồng")]
    [(Decimal('57000000'), 'JPY'), (Decimal('11000000000'), 'VND')]
    """
    for match in _pattern().finditer(folded):
        given = match.groupdict()
        value = _number(given["number"]) if given["number"] else Decimal(_WORDS[given["word"]])
        value *= _SCALES.get(given["scale"] or "", 1)
        comparator = _COMPARATORS.get(given["comparator"] or "", "=")
        code = _currency(given)
        if code is not None:
            yield QuantityFound(match.start(), match.end(), Money(_plain(value), code, comparator))
        elif not _YEAR.fullmatch(match[0]):
            unit = "%" if given["percent"] else ""
            yield QuantityFound(match.start(), match.end(), Quantity(_plain(value), comparator, unit))


def _currency(given: Mapping[str, str | None]) -> str | None:
    name = (given["currency"] or "").strip()
    if name:
        return _SIGNS.get(name) or currencies()[name]
    return _SIGNS[given["sign"]] if given["sign"] else None


def _plain(value: Decimal) -> Decimal:
    """Return a number without an exponent, which no reader of figures expects."""
    return Decimal(int(value)) if value == value.to_integral_value() else value


def _number(text: str) -> Decimal:
    """Return the number that figures with separators mean.

    Three figures after every separator make thousands («1.500», «2,000,000»), else the last separator is the decimal
    one («1,5», «2.75»). «1.500» as a decimal fraction is not written in articles.
    """
    groups = re.split(r"[.,]", text)
    if len(groups) == 1:
        return Decimal(text)
    if all(len(group) == 3 for group in groups[1:]):  # noqa: PLR2004  (thousands)
        return Decimal("".join(groups))
    return Decimal("".join(groups[:-1]) + "." + groups[-1])
