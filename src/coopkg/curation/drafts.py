"""Drafts: what a proposal becomes where it is accepted with a reviewer's edits, and what it lacks for that."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from coopkg.curation.records import (
    Edits,
    Record,
    Signature,
    as_read,
    edited,
    groups_of,
    kind_in,
    record_of,
    unfit_texts,
)
from coopkg.curation.state import State
from coopkg.domain.entities import KindGroup
from coopkg.domain.facts import Fact
from coopkg.domain.proposals import Mention, Proposal
from coopkg.errors import UnknownTermError
from coopkg.ingest.facts import Desk, judge
from coopkg.ingest.registry import Registry, fold
from coopkg.ingest.sources import Source

_UNSOUND = "an article or an entity that it names has faults of its own: coopkg check"


@dataclass(frozen=True, slots=True)
class OpenName:
    """A name that the registry does not know, or that is that of several: which argument, and what the article says.

    `position` is that in a list, None where the argument takes one entity; `groups` are those that it takes.
    """

    argument: str
    position: int | None
    mention: Mention
    groups: frozenset[KindGroup]

    @property
    def path(self) -> str:
        """Return the argument as faults name it."""
        return self.argument if self.position is None else f"{self.argument}[{self.position}]"


@dataclass(frozen=True, slots=True)
class Draft:
    """A proposal as it would be accepted: the `record`, and the fact that it is, or the reasons why it is none.

    `registry` is that with the new entities; `same` are the facts that say the same already.
    """

    proposal: Proposal
    record: Record
    registry: Registry
    fact: Fact | None
    reasons: tuple[str, ...]
    open_names: tuple[OpenName, ...]
    same: tuple[Fact, ...] = ()


def draft_of(proposal: Proposal, edits: Edits, state: State, desk: Desk, signature: Signature) -> Draft:
    """Return the draft of a proposal with `edits`, judged as the readers of `data/facts/` judge it."""
    article = state.articles.by_slug.get(proposal.article)
    record = record_of(proposal, free_id(proposal.id, state), signature)
    record = _resolved(edited(record, edits, article.text if article is not None else ""), state)
    fact, faults = judge(Source(Path("draft"), 0, as_read(record)), desk)
    reasons = [*unfit_texts(record), *(each.reason.removeprefix(f"fact {record['id']}: ") for each in faults)]
    if fact is None and not reasons:
        reasons = [_UNSOUND]
    same = tuple(state.same_as(fact)) if fact is not None else ()
    reasons += [
        f"the article says so already in the fact {each.id}" for each in same if _articles(each) & {proposal.article}
    ]
    is_sound = fact is not None and not reasons
    return Draft(
        proposal,
        record,
        state.registry,
        fact if is_sound else None,
        tuple(reasons),
        tuple(_open_names(record, proposal, state)),
        same,
    )


def free_id(wanted: str, state: State) -> str:
    """Return an id that no fact has: that of the proposal, if it is free."""
    number, found = 1, wanted
    while found in state.ids:
        number += 1
        found = f"{wanted}-{number}"
    return found


def _articles(fact: Fact) -> set[str]:
    return {evidence.article for evidence in fact.evidence}


def _resolved(record: Mapping[str, Any], state: State) -> dict[str, Any]:
    """Return `record` with the slugs of those names that are one entity's alone."""

    def slug(value: object) -> object:
        match value:
            case {"name": str(name)}:
                try:
                    return str(state.registry.resolve(name))
                except UnknownTermError:
                    return value
            case list():
                return [slug(each) for each in value]
            case _:
                return value

    return {**record, "arguments": {name: slug(value) for name, value in record["arguments"].items()}}


def _open_names(record: Record, proposal: Proposal, state: State) -> Iterator[OpenName]:
    said = {fold(mention.names[0]): mention for mention in _mentions(proposal)}
    for argument, value in record["arguments"].items():
        groups = groups_of(record["type"], argument)
        if groups is None:
            continue
        values = enumerate(value) if isinstance(value, list) else [(None, value)]
        for position, each in values:
            name = _open_name(each, state)
            if name is not None:
                mention = said.get(fold(name), Mention((name,), kind_in(groups)))
                yield OpenName(argument, position, mention, groups)


def _mentions(proposal: Proposal) -> Iterator[Mention]:
    for value in proposal.arguments.values():
        for each in value if isinstance(value, tuple) else (value,):
            if isinstance(each, Mention):
                yield each


def _open_name(value: object, state: State) -> str | None:
    """Return the name that stands where the slug of an entity should, None where there is such a slug."""
    match value:
        case {"name": str(name)}:
            return name
        case str() if state.registry.find(value) is None:
            return value
        case _:
            return None
