"""The tables of `docs/reference/facts.md`, made from the dataclasses; a test tells when the page is not current."""

import inspect
from collections.abc import Iterator, Mapping
from dataclasses import MISSING, Field, fields, is_dataclass
from datetime import date
from decimal import Decimal
from types import UnionType
from typing import Annotated, Any, Literal, Union, get_args, get_origin, get_type_hints

from coopkg.domain.dates import Edtf
from coopkg.domain.entities import KINDS, OfForm
from coopkg.domain.facts import FACT_TYPES, Amount, OfGroups, Slug, Text
from coopkg.ingest.evidence import Quotation
from coopkg.ingest.records import HEAD_KEYS, FactRecord


def fact_tables() -> str:
    """Return what the page says about the record, each type and the kinds, as Markdown."""
    return "\n".join([*_record(), "## Types\n", *_types(), *_kinds()])


def _record() -> Iterator[str]:
    keys = ", ".join(f"`{key}`" for key in HEAD_KEYS)
    yield "## The record\n"
    yield f"The head of a YAML file may give {keys}; a record's own win.\n"
    yield from _table(FactRecord)
    yield "Each piece of `evidence`:\n"
    yield from _table(Quotation)


def _types() -> Iterator[str]:
    for name, cls in FACT_TYPES.items():
        yield f"### {name}\n"
        yield f"{inspect.getdoc(cls)}\n"
        yield from _table(cls)
        if any(Amount in get_args(hint) for hint in get_type_hints(cls).values()):
            yield f"Each of the `amounts`: {inspect.getdoc(Amount)}\n"
            yield from _table(Amount)


def _kinds() -> Iterator[str]:
    groups: dict[str, list[str]] = {}
    for kind, group in KINDS.items():
        groups.setdefault(group, []).append(f"`{kind}`")
    yield "## Kinds of entities\n"
    yield "An argument that takes an entity says of which groups; these are the kinds in each.\n"
    yield "| group | kinds in `data/registry/` |\n| --- | --- |"
    yield "".join(f"| {group} | {', '.join(kinds)} |\n" for group, kinds in groups.items())


def _table(cls: type) -> Iterator[str]:
    hints = get_type_hints(cls, include_extras=True)
    yield "| key | takes | if left out |\n| --- | --- | --- |"
    yield "".join(f"| `{field.name}` | {_takes(hints[field.name])} | {_default(field)} |\n" for field in fields(cls))


def _default(field: Field[Any]) -> str:
    if field.default is MISSING:
        return "**needed**"
    return f"`{field.default}`" if isinstance(field.default, str) else "–"


_NAMES: Mapping[Any, str] = {
    Slug: "entity of any kind",
    Text: "text",
    Edtf: "date",
    date: "day, such as `2026-11-20`",
    Decimal: "number",
    int: "whole number",
    str: "string",
    object: "see below",
}


def _takes(hint: Any) -> str:  # noqa: ANN401  # a type hint
    origin, arguments = get_origin(hint), get_args(hint)
    if origin in (Union, UnionType):
        return _takes(arguments[0])
    if origin is tuple:
        return f"list: {_takes(arguments[0])}"
    if origin is Literal:
        return ", ".join(f"`{value}`" for value in arguments)
    if origin is Annotated:
        return _marked(arguments[1])
    return hint.__name__ if is_dataclass(hint) and isinstance(hint, type) and hint not in _NAMES else _NAMES[hint]


def _marked(mark: OfGroups | OfForm) -> str:
    match mark:
        case OfGroups(groups):
            return f"entity: {', '.join(sorted(groups))}"
        case OfForm(what=what):
            return what
