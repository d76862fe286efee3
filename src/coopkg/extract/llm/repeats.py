"""Whether a fact has been read already: same type, same arguments, however much of them."""

from collections.abc import Iterable, Mapping
from decimal import Decimal

from coopkg.domain.facts import FACT_TYPES, Evidence
from coopkg.domain.proposals import Argument, Mention, Proposal
from coopkg.extract.llm.forms import forms
from coopkg.extract.llm.quotes import folded_name


def is_repeated(proposal: Proposal, others: Iterable[Proposal]) -> bool:
    """Tell whether one of `others` says all that `proposal` says.

    What is meant in two ways in two places are two facts; in one place it has been read already, however it is meant.
    """
    return any(_repeats(proposal, other) for other in others)


def _repeats(proposal: Proposal, other: Proposal) -> bool:
    if proposal.type != other.type:
        return False
    if proposal.modality != other.modality and not _overlap(proposal.evidence[0], other.evidence[0]):
        return False
    mine, theirs, asked = _told(proposal), _told(other), forms()[proposal.type]
    return all(
        name in theirs and (_is_within if asked[name].kind == "words" else _same)(value, theirs[name])
        for name, value in mine.items()
    )


def _told(proposal: Proposal) -> Mapping[str, Argument]:
    """Return the arguments that say more than the type does without them."""
    defaults = {each.name: each.default for each in FACT_TYPES[proposal.type].__dataclass_fields__.values()}
    return {name: value for name, value in proposal.arguments.items() if value != defaults.get(name)}


def _is_within(value: Argument, other: Argument) -> bool:
    """Tell whether one of two wordings is a part of the other."""
    mine, theirs = folded_name(str(value)), folded_name(str(other))
    return mine in theirs or theirs in mine


def _same(value: Argument, other: Argument) -> bool:
    match value, other:
        case Mention(), Mention():
            return _is_same_thing(value, other)
        case tuple(), tuple():
            return all(any(_same_member(each, of) for of in other) for each in value)
        case str(), str():
            mine, theirs = folded_name(value), folded_name(other)
            return mine in theirs or theirs in mine
        case ((int() | Decimal()), (int() | Decimal())):
            return Decimal(value) == Decimal(other)
        case _:
            return False


def _same_member(value: object, other: object) -> bool:
    if isinstance(value, Mention) and isinstance(other, Mention):
        return _is_same_thing(value, other)
    return value == other


def _is_same_thing(one: Mention, other: Mention) -> bool:
    if one.slug is not None and other.slug is not None:
        return one.slug == other.slug
    return bool(set(map(folded_name, one.names)) & set(map(folded_name, other.names)))


def _overlap(one: Evidence, other: Evidence) -> bool:
    return one.start < other.end and other.start < one.end
