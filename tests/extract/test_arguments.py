"""What a proposal holds is what its fact can take: entities of the right kinds, numbers, sums, texts."""

from collections.abc import Iterator
from decimal import Decimal
from typing import get_args, get_type_hints

import pytest
from tests.extract.sentences import proposed, sentences

from coopkg.domain.dates import Edtf
from coopkg.domain.entities import KINDS
from coopkg.domain.facts import FACT_TYPES, Amount, OfGroups, Slug
from coopkg.domain.proposals import Mention

# The value of what is counted as «many»: the fact has none.
MANY = "many"


def parts(hint) -> Iterator[object]:
    """Yield a type hint with all that it is made of."""
    yield hint
    for part in (*get_args(hint), *getattr(hint, "__metadata__", ())):
        yield from parts(part)


def fits(hint, value) -> bool:
    """Tell whether `value` is one that an argument with this type hint may hold."""
    allowed = list(parts(hint))
    match value:
        case tuple():
            return all(fits(hint, each) for each in value)
        case Mention():
            groups = [part.groups for part in allowed if isinstance(part, OfGroups)]
            return Slug in allowed and (not groups or KINDS[value.kind] in groups[0])
        case str():
            options = [part for part in allowed if isinstance(part, str)]
            return value in options or value == MANY or (not options and (str in allowed or Edtf in allowed))
        case int():
            return int in allowed or Decimal in allowed
        case _:
            return type(value) in allowed


def unfit(proposal) -> Iterator[tuple[str, str, str]]:
    """Yield the arguments of a proposal that its fact cannot take."""
    hints = get_type_hints(FACT_TYPES[proposal.type], include_extras=True)
    for name, value in proposal.arguments.items():
        if name not in hints or not fits(hints[name], value):
            yield proposal.type, name, type(value).__name__


@pytest.mark.parametrize("language", ["vi", "en"])
def test_each_argument_is_one_that_its_fact_can_take(language):
    texts = [each.text for each in sentences() if each.language == language]

    assert {fault: text for text in texts for each in proposed(language, text) for fault in unfit(each)} == {}


def test_each_type_of_fact_is_read_from_some_sentence():
    read = {proposal.type for each in sentences() for proposal in proposed(each.language, each.text)}

    assert sorted(FACT_TYPES.keys() - read) == []


@pytest.mark.parametrize(
    ("type_", "name", "value", "is_fit"),
    [
        ("grant", "donor", Mention(("Japan",), "country"), True),
        ("grant", "donor", Mention(("Hội nghị COP26",), "conference"), False),
        ("grant", "donor", "Japan", False),
        ("grant", "amounts", (Amount(value=Decimal(57), currency="JPY"),), True),
        ("grant", "amounts", (Mention(("Japan",), "country"),), False),
        ("statistic", "value", Decimal(57), True),
        ("statistic", "value", Amount(value=Decimal(57), currency="JPY"), False),
        ("statistic", "comparator", "≈", True),
        ("statistic", "comparator", "about", False),
        ("event", "ordinal", 44, True),
    ],
)
def test_what_an_argument_can_take_is_told_by_its_fact(type_, name, value, is_fit):
    hints = get_type_hints(FACT_TYPES[type_], include_extras=True)

    assert fits(hints[name], value) == is_fit
