"""The forms of arguments, taken from the types of facts: what a model is asked for, and what its answers must be."""

from collections.abc import Mapping
from dataclasses import MISSING, dataclass, fields
from decimal import Decimal
from functools import lru_cache
from typing import Literal, get_args, get_origin, get_type_hints

from coopkg.domain.dates import Edtf
from coopkg.domain.entities import KindGroup
from coopkg.domain.facts import FACT_TYPES, Amount, Language, OfGroups, Slug

#: `words` are words of the quote, `entity` and `entities` names in it, `choice` is one of a closed list.
FormKind = Literal["entity", "entities", "words", "choice", "number", "ordinal", "sums", "date", "language"]

# What review makes of a proposal, and what an article seldom names.
_MAY_LACK = frozenset({("grant", "grant"), ("grant", "recipient")})


@dataclass(frozen=True, slots=True)
class Form:
    """The form of an argument: `groups` are the kinds of entities that it takes (none: any), `choices` its values."""

    kind: FormKind
    is_required: bool = False
    choices: tuple[str, ...] = ()
    groups: tuple[KindGroup, ...] = ()


@lru_cache(maxsize=1)
def forms() -> Mapping[str, Mapping[str, Form]]:
    """Return the forms of the arguments of each type of fact, by name."""
    return {kind: _forms_of(kind, content) for kind, content in FACT_TYPES.items()}


def _forms_of(kind: str, content: type) -> dict[str, Form]:
    hints = get_type_hints(content, include_extras=True)
    return {
        each.name: _form(hints[each.name], is_required=each.default is MISSING and (kind, each.name) not in _MAY_LACK)
        for each in fields(content)
    }


def _form(hint: object, *, is_required: bool) -> Form:
    parts = _parts(hint)
    literal = next((part for part in parts if get_origin(part) is Literal), None)
    if literal is not None:
        return Form("choice", is_required, tuple(map(str, get_args(literal))))
    if Amount in parts:
        return Form("sums", is_required)
    if Slug in parts:
        groups = next((part.groups for part in parts if isinstance(part, OfGroups)), frozenset())
        several = get_origin(hint) is tuple
        return Form("entities" if several else "entity", is_required, groups=tuple(sorted(groups)))
    plain: Mapping[object, FormKind] = {Decimal: "number", int: "ordinal", Edtf: "date", Language: "language"}
    return Form(next((plain[part] for part in parts if part in plain), "words"), is_required)


def _parts(hint: object) -> list[object]:
    """Return a hint with all that it is made of, from the outside in."""
    inner = () if get_origin(hint) is Literal else get_args(hint)
    return [hint, *(part for each in inner for part in _parts(each))]
