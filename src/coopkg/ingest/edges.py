"""How the types of the domain are read from plain values, and what the JSON Schema says of each.

The scalars of a file are texts; here a text becomes a number, a date, a slug, or a fault. All of it is strict, where
pydantic's own conversions would take `0` for 1 January 1970 and `1_000` for a number.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import MISSING, dataclass, fields
from datetime import date
from decimal import Decimal
from functools import partial
from types import GenericAlias, UnionType
from typing import Annotated, Any, Literal, Optional, Union, cast, get_args, get_origin, get_type_hints

from pydantic import AfterValidator, ConfigDict, PlainValidator, ValidationInfo, WithJsonSchema, create_model

from coopkg.domain.dates import Edtf, parse_edtf
from coopkg.domain.entities import LANGUAGE_FORM, SLUG_FORM, KindGroup, OfForm
from coopkg.domain.facts import OfGroups, Slug, Text

#: Several names for each language.
Names = Mapping[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Context:
    """What a value cannot be read without: the language of a bare text, and how an entity is looked up.

    `slug_of` takes what stands in the file and the groups of kinds that are allowed (none: any), and returns the slug;
    ValueError says what is wrong.
    """

    language: str
    slug_of: Callable[[object, frozenset[KindGroup]], Slug]


def record_type(cls: type) -> Any:  # noqa: ANN401  # a type made at run time has no static type
    """Return the pydantic type that reads a mapping as the dataclass `cls`; keys that are no field are refused."""
    hints = get_type_hints(cls, include_extras=True)
    defaults = {field.name: ... if field.default is MISSING else field.default for field in fields(cls)}
    model = create_model(  # type: ignore[call-overload]  # the fields are known at run time only
        cls.__name__,
        __config__=ConfigDict(extra="forbid", arbitrary_types_allowed=True),
        __doc__=cls.__doc__,
        **{name: (_edge_type(hints[name]), default) for name, default in defaults.items()},
    )
    return Annotated[model, AfterValidator(lambda instance: cls(**instance.__dict__))]


def _edge_type(hint: Any) -> Any:  # noqa: ANN401  # as above
    origin, arguments = get_origin(hint), get_args(hint)
    if origin in (Union, UnionType):
        return Optional[_edge_type(arguments[0])]  # noqa: UP045  # made at run time
    if origin is tuple:
        return GenericAlias(tuple, (_edge_type(arguments[0]), ...))
    if origin is Annotated:
        return _marked_type(arguments[1])
    if origin is Literal or hint is object:
        return hint
    return _PLAIN[hint] if hint in _PLAIN else record_type(hint)


def _marked_type(mark: OfGroups | OfForm | Callable[[object], object]) -> Any:  # noqa: ANN401  # as above
    match mark:
        case OfGroups(groups):
            return _entity_type(groups)
        case OfForm(pattern, what):
            schema = {"type": "string", "pattern": f"^{pattern}$", "description": what}
            return Annotated[str, PlainValidator(partial(_formed, mark)), WithJsonSchema(schema)]
        case _:
            return Annotated[object, PlainValidator(mark)]


def _entity_type(groups: frozenset[KindGroup]) -> Any:  # noqa: ANN401  # as above
    def slug(value: object, info: ValidationInfo) -> Slug:
        return cast("Context", info.context).slug_of(value, groups)

    wanted = " or ".join(sorted(groups)) or "any"
    named = {"type": "object", "properties": {"name": {"type": "string"}}, "required": ["name"]}
    schema = {
        "description": f"the slug of an entity, or one of its names; group of kinds: {wanted}",
        "anyOf": [{"type": "string", "pattern": f"^{SLUG_FORM.pattern}$"}, {**named, "additionalProperties": False}],
    }
    return Annotated[str, PlainValidator(slug), WithJsonSchema(schema)]


def shape_of(value: object) -> str:
    """Return in words what stands where something else should.

    >>> shape_of({"vi": "Hội đồng ISO"})
    'a mapping'
    """
    match value:
        case None:
            return "nothing"
        case dict():
            return "a mapping"
        case list():
            return "a list"
        case _:
            return f"«{value}»"


def text_of(value: object) -> str:
    """Return a text that is not blank; ValueError where it is none."""
    if not isinstance(value, str):
        raise ValueError(f"a text is asked for, not {shape_of(value)}")  # noqa: TRY004  # what pydantic collects
    if not value.strip():
        raise ValueError("the text is empty")
    return value


def _formed(form: OfForm, value: object) -> str:
    text = text_of(value)
    if re.fullmatch(form.pattern, text) is None:
        raise ValueError(f"not {form.what}: «{text}»")
    return text


def _by_language(value: object) -> Iterator[tuple[str, object]]:
    if not isinstance(value, dict) or not value:
        raise ValueError(f"texts by language are asked for, as in {{vi: …, en: …}}, not {shape_of(value)}")
    for language, text in value.items():
        yield _formed(LANGUAGE_FORM, language), text


def _texts(value: object, info: ValidationInfo) -> dict[str, str]:
    if isinstance(value, str) and info.context is not None:
        return {info.context.language: text_of(value)}
    return texts_of(value)


def texts_of(value: object) -> dict[str, str]:
    """Return a text for each language; ValueError where it is none."""
    return {language: text_of(text) for language, text in _by_language(value)}


def trimmed(text: str) -> str:
    """Return a name as it is; ValueError where there are blanks around it."""
    if text != text.strip():
        raise ValueError(f"there is a blank at its start or end: «{text}»")
    return text


def _names(value: object) -> dict[str, tuple[str, ...]]:
    names = {}
    for language, texts in _by_language(value):
        if not isinstance(texts, list):
            raise ValueError(f"a list for each language is asked for, as in {{{language}: [{texts}]}}")  # noqa: TRY004  # as above
        names[language] = tuple(trimmed(text_of(text)) for text in texts)
    return names


def _whole(value: object) -> int:
    text = text_of(value)
    if re.fullmatch("[0-9]{1,9}", text) is None:
        raise ValueError(f"not a whole number from 0 up: «{text}»")
    return int(text)


def decimal_of(value: object) -> Decimal:
    """Return a number of at most 18 digits on either side of its point; ValueError where it is none."""
    text = text_of(value)
    # 18 digits on either side are what every engine's xsd:decimal holds (XML Schema 1.1 Part 2, section 5.4).
    if re.fullmatch(r"-?[0-9]{1,18}(\.[0-9]{1,18})?", text) is None:
        raise ValueError(f"not a plain number such as 57000000 or 2.5: «{text}»")
    return Decimal(text)


def _day(value: object) -> date:
    text = text_of(value)
    if re.fullmatch("[0-9]{4}-[0-9]{2}-[0-9]{2}", text) is None:
        raise ValueError(f"not a day in the form 2022-02-17: «{text}»")
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise ValueError(f"not a possible date: {text}") from error


def _edtf(value: object) -> Edtf:
    return parse_edtf(text_of(value))


_LANGUAGE_MAP = {
    "type": "object",
    "propertyNames": {"pattern": f"^{LANGUAGE_FORM.pattern}$"},
    "additionalProperties": {"type": "string", "minLength": 1},
    "minProperties": 1,
}
_TEXT_SCHEMA = {
    "description": "a text in the language of the article, or a text for each language",
    "anyOf": [{"type": "string", "minLength": 1}, _LANGUAGE_MAP],
}
_EDTF_SCHEMA = {"type": "string", "description": "a date or an interval in EDTF, such as 2021-10 or 2020/2021"}
_WHOLE_SCHEMA = {"anyOf": [{"type": "integer", "minimum": 0}, {"type": "string", "pattern": "^[0-9]{1,9}$"}]}
_DECIMAL_SCHEMA = {
    "anyOf": [{"type": "number"}, {"type": "string", "pattern": r"^-?[0-9]{1,18}(\.[0-9]{1,18})?$"}],
}

_PLAIN: Mapping[Any, Any] = {
    Slug: _entity_type(frozenset()),
    str: Annotated[str, PlainValidator(text_of), WithJsonSchema({"type": "string", "minLength": 1})],
    int: Annotated[int, PlainValidator(_whole), WithJsonSchema(_WHOLE_SCHEMA)],
    Decimal: Annotated[Decimal, PlainValidator(decimal_of), WithJsonSchema(_DECIMAL_SCHEMA)],
    date: Annotated[date, PlainValidator(_day), WithJsonSchema({"type": "string", "format": "date"})],
    Edtf: Annotated[Edtf, PlainValidator(_edtf), WithJsonSchema(_EDTF_SCHEMA)],
    Text: Annotated[dict[str, str], PlainValidator(_texts), WithJsonSchema(_TEXT_SCHEMA)],
    Names: Annotated[dict[str, tuple[str, ...]], PlainValidator(_names)],
}
