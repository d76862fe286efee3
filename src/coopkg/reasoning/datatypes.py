"""The datatypes of OWL 2 RL: what value a literal has, and which datatypes have that value.

Values are compared as OWL 2 does (Structural Specification, section 4), by identity: `42` and `42.0` are one number of
two datatypes; `xsd:float`, `xsd:double` and `xsd:decimal` share no value; the same instant under two time zones is two
values, and so are 0 and -0 of a float. A number that a float or a double holds only as zero or infinity is ill-typed.
"""

import base64
import re
import struct
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import TypeAlias

from coopkg.rdf.terms import Literal
from coopkg.rdf.vocabulary import RDF, RDFS, XSD

Value: TypeAlias = tuple[str, object]
"""A value space and a value in it; two literals have the same value where these are equal."""

# XML 1.1, productions 4 and 4a, without the colon.
_START = (
    r"A-Z_a-z\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u02ff\u0370-\u037d\u037f-\u1fff\u200c\u200d\u2070-\u218f"
    r"\u2c00-\u2fef\u3001-\ud7ff\uf900-\ufdcf\ufdf0-\ufffd\U00010000-\U000effff"
)
_INNER = rf"{_START}\-.0-9\u00b7\u0300-\u036f\u203f\u2040"
_TEXTS = {
    "string": re.compile(r".*", re.DOTALL),
    "normalizedString": re.compile(r"[^\t\n\r]*"),
    "token": re.compile(r"(?:[^\t\n\r ]+(?: [^\t\n\r ]+)*)?"),
    "language": re.compile(r"[a-zA-Z]{1,8}(?:-[a-zA-Z0-9]{1,8})*"),
    "Name": re.compile(rf"[:{_START}][:{_INNER}]*"),
    "NCName": re.compile(rf"[{_START}][{_INNER}]*"),
    "NMTOKEN": re.compile(rf"[:{_INNER}]+"),
}
_BOUNDS: dict[str, tuple[int | None, int | None]] = {
    "integer": (None, None),
    "nonNegativeInteger": (0, None),
    "nonPositiveInteger": (None, 0),
    "positiveInteger": (1, None),
    "negativeInteger": (None, -1),
    "long": (-(2**63), 2**63 - 1),
    "int": (-(2**31), 2**31 - 1),
    "short": (-(2**15), 2**15 - 1),
    "byte": (-(2**7), 2**7 - 1),
    "unsignedLong": (0, 2**64 - 1),
    "unsignedInt": (0, 2**32 - 1),
    "unsignedShort": (0, 2**16 - 1),
    "unsignedByte": (0, 2**8 - 1),
}
_INTEGER = re.compile(r"[+-]?[0-9]+")
_DECIMAL = re.compile(r"[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)")
_FLOAT = re.compile(r"[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]+)?|[+-]?INF|NaN")
_BOOLEAN = re.compile(r"true|false|1|0")
_HEX = re.compile(r"(?:[0-9a-fA-F]{2})*")
# An IRI reference whose first segment holds a colon has a scheme (RFC 3987, section 2.2).
_IRI = re.compile(r"(?:[a-zA-Z][a-zA-Z0-9+.-]*:|(?![^/?#]*:)).*", re.DOTALL)
_DATE_TIME = re.compile(
    r"(-?(?:[1-9][0-9]{3,17}|0[0-9]{3}))-([0-9]{2})-([0-9]{2})T([0-9]{2}):([0-5][0-9]):([0-5][0-9](?:\.[0-9]+)?)"
    r"(?:(Z)|([+-])(0[0-9]|1[0-4]):([0-5][0-9]))?"
)
_DAYS_IN_400_YEARS = 146097


def value_of(literal: Literal) -> Value | None:
    """Return the value of `literal`, None where its datatype is none of OWL 2 RL's; ValueError where it is ill-typed.

    >>> value_of(Literal("+042", XSD["byte"])) == value_of(Literal("42.0", XSD["decimal"]))
    True
    """
    if literal.language is not None:
        return "text", (literal.lexical, literal.language)
    parse = _PARSERS.get(literal.datatype)
    value = None if parse is None else parse(literal.lexical)
    if value is not None and not is_of(value, literal.datatype):
        raise ValueError(f"no {literal.datatype}: {literal.lexical!r}")
    return value


def is_of(value: Value, datatype: str) -> bool:
    """Tell whether `value` is one of those of `datatype`, the IRI of one of OWL 2 RL's.

    >>> is_of(value_of(Literal("300", XSD["integer"])), XSD["byte"])
    False
    """
    space, content = value
    if datatype == RDFS["Literal"]:
        return True
    name = datatype.removeprefix(XSD)
    if isinstance(content, Decimal):
        return name == "decimal" or (name in _BOUNDS and _is_between(content, *_BOUNDS[name]))
    if space == "text" and name in _TEXTS:
        text, language = content if isinstance(content, tuple) else ("", "")
        return not language and _TEXTS[name].fullmatch(text) is not None
    if space == "dateTime" and name == "dateTimeStamp":
        return isinstance(content, tuple) and content[-1] is not None
    return datatype == (RDF["PlainLiteral"] if space == "text" else RDF[space] if space == "XMLLiteral" else XSD[space])


def _is_between(number: Decimal, lowest: int | None, highest: int | None) -> bool:
    is_whole = number == number.to_integral_value()
    return is_whole and (lowest is None or number >= lowest) and (highest is None or number <= highest)


def _matched(pattern: re.Pattern[str], lexical: str) -> re.Match[str]:
    match = pattern.fullmatch(lexical)
    if match is None:
        raise ValueError(lexical)
    return match


def _text(lexical: str) -> Value:
    return "text", (lexical, "")


def _plain(lexical: str) -> Value:
    text, at, language = lexical.rpartition("@")
    if not at:
        raise ValueError(lexical)
    if language:
        _matched(_TEXTS["language"], language)
    return "text", (text, language.lower())


def _decimal(lexical: str) -> Value:
    return "decimal", Decimal(_matched(_DECIMAL, lexical).group())


def _integer(lexical: str) -> Value:
    return "decimal", Decimal(_matched(_INTEGER, lexical).group())


def _float(space: str, size: str) -> Callable[[str], Value]:
    def parse(lexical: str) -> Value:
        number = float(_matched(_FLOAT, lexical).group())
        try:
            (held,) = struct.unpack(size, struct.pack(size, number))
        except OverflowError:
            raise ValueError(lexical) from None
        is_zero = not lexical.lower().partition("e")[0].strip("+-0.")
        if (held in {float("inf"), float("-inf")} and "INF" not in lexical) or (held == 0 and not is_zero):
            raise ValueError(lexical)
        return space, float.hex(held)

    return parse


def _boolean(lexical: str) -> Value:
    return "boolean", _matched(_BOOLEAN, lexical).group() in {"true", "1"}


def _hex(lexical: str) -> Value:
    return "hexBinary", bytes.fromhex(_matched(_HEX, lexical).group())


def _base64(lexical: str) -> Value:
    return "base64Binary", base64.b64decode(lexical.replace(" ", ""), validate=True)


def _iri(lexical: str) -> Value:
    return "anyURI", _matched(_IRI, lexical).group()


def _date_time(lexical: str) -> Value:
    year, month, day, hour, minute, second, *zone = _matched(_DATE_TIME, lexical).groups()
    # The calendar repeats every 400 years, so a year beyond what Python has is that many cycles away.
    cycles, in_cycle = divmod(int(year), 400)
    days = date(2000 + in_cycle, int(month), int(day)).toordinal() + cycles * _DAYS_IN_400_YEARS
    seconds = (int(hour) * 60 + int(minute)) * 60 + Decimal(second)
    if seconds > (24 * 60) * 60:
        raise ValueError(lexical)
    if seconds == (24 * 60) * 60:
        days, seconds = days + 1, Decimal(0)
    return "dateTime", (days, seconds, _zone(*zone))


def _zone(utc: str | None, sign: str | None, hours: str, minutes: str) -> int | None:
    """Return the minutes by which a time zone is ahead of UTC, None where there is no time zone."""
    if sign is None:
        return None if utc is None else 0
    offset = int(hours) * 60 + int(minutes)
    if offset > 14 * 60:
        raise ValueError(f"{sign}{hours}:{minutes}")
    return -offset if sign == "-" else offset


def _xml(lexical: str) -> Value:
    # Few data hold XML: its parser is imported where one does.
    from xml.etree import ElementTree  # noqa: PLC0415  (an extra, or slow to import)

    try:
        # Inside an element there is no document type, hence no entity that could grow.
        return "XMLLiteral", ElementTree.canonicalize(f"<xml>{lexical}</xml>")
    except ElementTree.ParseError as error:
        raise ValueError(lexical) from error


_PARSERS: dict[str, Callable[[str], Value]] = {
    RDF["PlainLiteral"]: _plain,
    RDF["XMLLiteral"]: _xml,
    **{XSD[name]: _text for name in _TEXTS},
    **{XSD[name]: _integer for name in _BOUNDS},
    XSD["decimal"]: _decimal,
    XSD["float"]: _float("float", "<f"),
    XSD["double"]: _float("double", "<d"),
    XSD["boolean"]: _boolean,
    XSD["hexBinary"]: _hex,
    XSD["base64Binary"]: _base64,
    XSD["anyURI"]: _iri,
    XSD["dateTime"]: _date_time,
    XSD["dateTimeStamp"]: _date_time,
}
