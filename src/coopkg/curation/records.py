"""From a proposal to the record of a fact: plain values, as they stand in `data/facts/`, which a reviewer may edit."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date
from decimal import Decimal
from typing import Annotated, Any, get_args, get_origin, get_type_hints

from coopkg.domain.entities import KINDS, KindGroup
from coopkg.domain.facts import FACT_TYPES, Amount, Evidence, OfGroups, Slug
from coopkg.domain.proposals import Argument, Mention, Proposal
from coopkg.ingest.sources import texts_in
from coopkg.ingest.text import unfit

#: The record of a fact as plain values: texts, numbers, lists and mappings.
Record = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Edits:
    """What a reviewer changes of a proposal, in the form of a fact's record; what stays is None.

    Of `arguments` those that are named are replaced, and those whose value is None are left out. A `time` of "" is
    none. A piece of `evidence` needs a `quote` or `start` and `end`; the other is found in the article.
    """

    type: str | None = None
    modality: str | None = None
    arguments: Mapping[str, object] | None = None
    time: str | None = None
    evidence: Sequence[Mapping[str, object]] | None = None

    def and_then(self, later: "Edits") -> "Edits":
        """Return these edits with `later` ones on top."""
        parts = {field.name: getattr(later, field.name) for field in fields(Edits)}
        merged = {name: getattr(self, name) if value is None else value for name, value in parts.items()}
        if self.arguments is not None and later.arguments is not None:
            merged["arguments"] = {**self.arguments, **later.arguments}
        return Edits(**merged)


@dataclass(frozen=True, slots=True)
class Signature:
    """Who accepts a fact, and on which day."""

    reviewer: str
    day: date


def record_of(proposal: Proposal, fact_id: str, signature: Signature) -> dict[str, Any]:
    """Return the record of the fact that `proposal` becomes where it is accepted as it is."""
    record = {
        "id": fact_id,
        "article": proposal.article,
        "type": proposal.type,
        "modality": proposal.modality,
        "arguments": {name: _plain(value) for name, value in proposal.arguments.items()},
        "time": proposal.time.text if proposal.time is not None else None,
        "evidence": [_quotation(each, proposal.article) for each in proposal.evidence],
        "extractor": proposal.extractor,
        "status": "accepted",
        "entered": signature.day.isoformat(),
        "reviewed_by": signature.reviewer,
    }
    return {key: value for key, value in record.items() if value is not None}


def edited(record: Record, edits: Edits, text: str) -> dict[str, Any]:
    """Return `record` with `edits`; `text` is that of its article."""
    changed = {**record}
    if edits.type is not None:
        changed["type"] = edits.type
    if edits.modality is not None:
        changed["modality"] = edits.modality
    if edits.time is not None:
        changed["time"] = edits.time or None
    if edits.arguments is not None:
        merged = {**record["arguments"], **{name: _plain_edit(value) for name, value in edits.arguments.items()}}
        changed["arguments"] = {name: value for name, value in merged.items() if value is not None}
    if edits.evidence is not None:
        changed["evidence"] = [completed(each, text) for each in edits.evidence]
    return {key: value for key, value in changed.items() if value is not None}


def groups_of(fact_type: str, argument: str) -> frozenset[KindGroup] | None:
    """Return the groups of kinds that an argument takes, none for any; None where it takes no entity.

    >>> sorted(groups_of("membership", "organization") or ())
    ['group', 'organization']
    """
    cls = FACT_TYPES.get(fact_type)
    hint = get_type_hints(cls, include_extras=True).get(argument) if cls is not None else None
    return next(_groups_in(hint), None)


def is_list(fact_type: str, argument: str) -> bool:
    """Tell whether an argument takes several values."""
    cls = FACT_TYPES.get(fact_type)
    return cls is not None and get_origin(get_type_hints(cls).get(argument)) is tuple


def kind_in(groups: frozenset[KindGroup]) -> str:
    """Return a kind that is in one of `groups`, the plainest there is."""
    wanted = [kind for kind, group in KINDS.items() if not groups or group in groups]
    return next((kind for kind in wanted if kind == KINDS[kind]), wanted[0])


def as_read(value: object) -> Any:  # noqa: ANN401  # any plain value
    """Return a plain value as the readers of files give it once it is written: numbers as texts."""
    return json.loads(json.dumps(value), parse_int=str, parse_float=str, parse_constant=str)


def unfit_texts(value: object) -> list[str]:
    """Return what makes texts in a plain value unfit to be stored, each reason once."""
    return list(dict.fromkeys(reason for text in texts_in(value) if (reason := unfit(text)) is not None))


def _groups_in(hint: Any) -> Iterator[frozenset[KindGroup]]:  # noqa: ANN401  # a type hint
    if hint is Slug:
        yield frozenset()
    elif get_origin(hint) is Annotated and isinstance(get_args(hint)[1], OfGroups):
        yield get_args(hint)[1].groups
    else:
        for part in get_args(hint):
            yield from _groups_in(part)


def _plain(argument: Argument) -> object:
    match argument:
        case Mention(names=names, slug=slug):
            return str(slug) if slug is not None else {"name": names[0]}
        case Amount(value=value, currency=currency):
            return {"value": _plain(value), "currency": currency}
        case tuple():
            return [_plain(each) for each in argument]
        case Decimal():
            return int(argument) if argument == argument.to_integral_value() else f"{argument:f}"
        case _:
            return argument


def _plain_edit(value: object) -> object:
    """Return an edited argument as a record has it: an entity may be given as a proposal has it, too."""
    match value:
        case {"id": str(slug), **_rest}:
            return slug
        case {"names": [str(name), *_more], **_rest}:
            return {"name": name}
        case list():
            return [_plain_edit(each) for each in value]
        case _:
            return value


def _quotation(evidence: Evidence, article: str) -> dict[str, object]:
    place: dict[str, object] = {"quote": evidence.quote, "start": evidence.start, "end": evidence.end}
    return place if evidence.article == article else {**place, "article": evidence.article}


def completed(given: Mapping[str, object], text: str) -> dict[str, object]:
    """Return a quotation with its offsets, or offsets with what is quoted; what cannot be told stays as it is."""
    quotation = dict(given)
    match quotation:
        case {"quote": str(quote)} if "start" not in quotation and text.count(quote) == 1:
            start = text.index(quote)
            return quotation | {"start": start, "end": start + len(quote)}
        case {"start": int(start), "end": int(end)} if "quote" not in quotation and 0 <= start < end <= len(text):
            return quotation | {"quote": text[start:end]}
        case _:
            return quotation
