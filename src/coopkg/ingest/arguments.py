"""The arguments of proposals: entities as the article names them, sums, texts and numbers, or several of them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from typing import Annotated

from coopkg.domain.entities import SLUG_FORM
from coopkg.domain.facts import FACT_TYPES, Amount, Slug
from coopkg.domain.proposals import Argument, Mention
from coopkg.ingest.edges import decimal_of, shape_of, text_of
from coopkg.ingest.registry import kind_of
from coopkg.ingest.sources import Numeral
from coopkg.ingest.values import Fault, Reader, reader_of, spelled, suggestion


@dataclass(frozen=True, slots=True, kw_only=True)
class MentionRecord:
    """An entity as an article names it: `id` is its slug, where the registry knows it."""

    kind: Annotated[str, kind_of]
    names: tuple[str, ...]
    id: Annotated[str, SLUG_FORM] | None = None


@dataclass(frozen=True, slots=True)
class ArgumentReaders:
    """The readers of what is more than a text or a number."""

    mention: Reader[MentionRecord]
    amount: Reader[Amount]


def argument_readers() -> ArgumentReaders:
    """Return the readers of arguments."""
    return ArgumentReaders(reader_of(MentionRecord), reader_of(Amount))


def arguments_of(kind: str, given: object, readers: ArgumentReaders) -> tuple[dict[str, Argument], list[Fault]]:
    """Return the arguments of a proposal of type `kind`, and what is wrong with them."""
    if not isinstance(given, dict):
        return {}, [(("arguments",), f"a mapping is asked for, not {shape_of(given)}")]
    known = [field.name for field in fields(FACT_TYPES[kind])]
    arguments: dict[str, Argument] = {}
    faults: list[Fault] = []
    for name, value in given.items():
        if name not in known:
            hint = suggestion(name, known) or f"; there are {', '.join(known)}"
            faults.append((("arguments", name), f"there is no such argument of `{kind}`{hint}"))
            continue
        try:
            arguments[name] = _argument_of(value, readers)
        except ValueError as error:
            faults.append((("arguments", name), str(error)))
    return arguments, faults


def _argument_of(value: object, readers: ArgumentReaders) -> Argument:
    """Return what stands as an argument; ValueError tells what is wrong with it."""
    if isinstance(value, list):
        return tuple(_named(each, readers) for each in value)
    if isinstance(value, dict):
        return _named(value, readers)
    if isinstance(value, Numeral):
        number = decimal_of(value)
        return number if "." in value else int(number)
    return text_of(value)


def _named(value: object, readers: ArgumentReaders) -> Mention | Amount:
    if isinstance(value, Mapping) and "currency" in value:
        amount, faults = readers.amount.read(value)
        if amount is not None:
            return amount
        raise ValueError(_told(faults))
    record, faults = readers.mention.read(value)
    if record is None:
        raise ValueError(_told(faults))
    if not record.names:
        raise ValueError("`names`: at least one name is needed")
    return Mention(record.names, record.kind, Slug(record.id) if record.id is not None else None)


def _told(faults: Sequence[Fault]) -> str:
    return "; ".join(map(spelled, faults))
