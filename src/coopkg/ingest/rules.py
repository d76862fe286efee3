"""What the arguments of one fact must be to one another; each alone is checked as it is read."""

from collections.abc import Iterator, Mapping

from coopkg.domain.facts import (
    Agreement,
    Content,
    Cooperation,
    Document,
    Event,
    Grant,
    Membership,
    PartOf,
    Role,
    Statistic,
)
from coopkg.ingest.values import Fault

#: The two arguments that cannot be one entity.
_IRREFLEXIVE: Mapping[type[Content], tuple[str, str]] = {
    PartOf: ("part", "whole"),
    Membership: ("member", "organization"),
    Role: ("holder", "organization"),
    Event: ("event", "part_of"),
}
#: The argument that lists agents, and how many there are at least.
_SEVERAL: Mapping[type[Content], tuple[str, int]] = {
    Cooperation: ("parties", 2),
    Agreement: ("parties", 0),
    Document: ("by", 1),
}


def content_faults(content: Content) -> Iterator[Fault]:
    """Yield what cannot be true of `content` as a whole, each with the argument that says it."""
    if type(content) in _IRREFLEXIVE:
        yield from _reflexive(content, *_IRREFLEXIVE[type(content)])
    if type(content) in _SEVERAL:
        argument, least = _SEVERAL[type(content)]
        yield from _too_few(argument, getattr(content, argument), least)
    match content:
        case Event(ordinal=0):
            yield ("ordinal",), "the first is 1"
        case Grant():
            yield from _grant_faults(content)
        case Statistic():
            yield from _statistic_faults(content)
        case _:
            return


def _reflexive(content: Content, argument: str, other: str) -> Iterator[Fault]:
    slug = getattr(content, argument)
    if slug == getattr(content, other):
        yield (other,), f"`{slug}` cannot stand in this relation to itself"


def _too_few(argument: str, slugs: tuple[str, ...], least: int) -> Iterator[Fault]:
    if len(slugs) < least:
        yield (argument,), f"at least {least} needed, given {len(slugs)}"
    if len(set(slugs)) < len(slugs):
        twice = sorted({slug for slug in slugs if slugs.count(slug) > 1})
        yield (argument,), f"named twice: {', '.join(twice)}"


def _grant_faults(grant: Grant) -> Iterator[Fault]:
    yield from (
        (("amounts", position, "value"), f"a grant is more than {amount.value}")
        for position, amount in enumerate(grant.amounts)
        if amount.value <= 0
    )
    currencies = [amount.currency for amount in grant.amounts]
    if len(set(currencies)) < len(currencies):
        yield ("amounts",), "two sums in one currency: the amounts are one sum, told in several currencies"


def _statistic_faults(statistic: Statistic) -> Iterator[Fault]:
    if statistic.comparator == "many" and statistic.value is not None:
        yield ("value",), "where the text says only `many` there is no value: leave it out, or change the comparator"
    if statistic.comparator != "many" and statistic.value is None:
        yield ("comparator",), f"`{statistic.comparator}` needs a value; a text without a number is `many`"
