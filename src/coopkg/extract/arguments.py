"""Arguments: whether a thing may be an argument of a fact, by its kind, and the form in which a proposal holds it."""

from collections.abc import Mapping, Sequence
from dataclasses import fields
from decimal import Decimal
from functools import lru_cache
from typing import assert_never, get_args, get_type_hints

from coopkg.domain.entities import KINDS, KindGroup
from coopkg.domain.facts import FACT_TYPES, Amount, OfGroups
from coopkg.domain.proposals import Argument, Mention
from coopkg.extract.values import Money, Quantity, Referent, Title, Value, When


@lru_cache(maxsize=1)
def _groups() -> Mapping[tuple[str, str], tuple[frozenset[KindGroup] | None, bool]]:
    """Return for each type and argument the groups of kinds that it takes, None for any, and whether it takes several.

    What is missing here takes no entity.
    """
    found: dict[tuple[str, str], tuple[frozenset[KindGroup] | None, bool]] = {}
    for name, content in FACT_TYPES.items():
        hints = get_type_hints(content, include_extras=True)
        for each in fields(content):
            hint = str(hints[each.name])
            groups = _groups_in(hints[each.name])
            if groups is not None or "Slug" in hint:
                found[name, each.name] = (groups, hint.startswith("tuple"))
    return found


def _groups_in(hint: object) -> frozenset[KindGroup] | None:
    if isinstance(hint, OfGroups):
        return hint.groups
    nested = [*get_args(hint), *getattr(hint, "__metadata__", ())]
    return next((found for found in map(_groups_in, nested) if found is not None), None)


def fits(kind: str, argument: str, value: Value | str) -> bool:
    """Tell whether `value` may be this argument of a fact of type `kind`."""
    slot = _groups().get((kind, argument))
    if slot is None:
        return not isinstance(value, Referent)
    groups, _ = slot
    if isinstance(value, Title):
        return groups is None or "role" in groups
    if not isinstance(value, Referent):
        return False
    return groups is None or KINDS[value.kind] in groups


def takes_several(kind: str, argument: str) -> bool:
    """Tell whether the argument is a list of entities."""
    return _groups().get((kind, argument), (None, False))[1]


def argument_of(kind: str, argument: str, values: Sequence[Value | str]) -> Argument:
    """Return the values of a slot as the argument of a proposal."""
    if (kind, argument) == ("statistic", "value"):
        # The currency is the unit of what is counted.
        values = [Quantity(each.value, each.comparator) if isinstance(each, Money) else each for each in values]
    found = [_plain(value) for value in values]
    if takes_several(kind, argument) or argument == "amounts":
        return tuple(each for each in found if isinstance(each, Mention | Amount))
    return found[0]


def mention_of(thing: Referent | Title) -> Mention:
    """Return a thing, or a title, as a proposal names it."""
    if isinstance(thing, Title):
        return Mention((thing.words,), "role", None)
    return Mention(tuple(thing.names), thing.kind, thing.slug)


def _plain(value: Value | str) -> str | Decimal | Mention | Amount:
    match value:
        case str():
            return value
        case tuple():
            return mention_of(value[0])
        case Referent() | Title():
            return mention_of(value)
        case Money() | Quantity():
            return _counted(value)
        case When():
            return value.edtf.text if value.edtf else ""
        case _:
            assert_never(value)


def _counted(value: Money | Quantity) -> Decimal | str | Amount:
    if isinstance(value, Money):
        return Amount(value=value.value, currency=value.currency)
    return value.value if value.value is not None else "many"
