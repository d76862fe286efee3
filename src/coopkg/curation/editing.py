"""Proposals that a reviewer has edited and that wait on: the edits in the form of a proposal."""

from collections.abc import Mapping
from dataclasses import fields, replace
from decimal import Decimal, InvalidOperation
from typing import Any, cast, get_args

from coopkg.curation.records import Edits, completed, groups_of, kind_in, unfit_texts
from coopkg.domain.dates import Edtf, parse_edtf
from coopkg.domain.entities import KINDS
from coopkg.domain.facts import FACT_TYPES, Amount, Evidence, Modality, Slug
from coopkg.domain.proposals import Argument, Mention, Proposal
from coopkg.errors import RefusedError
from coopkg.ingest.articles import Articles
from coopkg.ingest.registry import Registry


def edited_proposal(proposal: Proposal, edits: Edits, articles: Articles, registry: Registry) -> Proposal:
    """Return `proposal` with `edits`; RefusedError where they cannot stand in a proposal."""
    try:
        return _edited(proposal, edits, articles, registry)
    except (ValueError, KeyError, TypeError, InvalidOperation) as error:
        raise RefusedError(proposal.id, f"cannot be edited so: {error}") from error


def _edited(proposal: Proposal, edits: Edits, articles: Articles, registry: Registry) -> Proposal:
    kind = edits.type or proposal.type
    if kind not in FACT_TYPES:
        raise ValueError(f"there is no type of fact `{kind}`")
    if edits.modality is not None and edits.modality not in get_args(Modality):
        raise ValueError(f"there is no modality `{edits.modality}`")
    reasons = unfit_texts([dict(edits.arguments or {}), list(edits.evidence or ())])
    if reasons:
        raise ValueError(reasons[0])
    return replace(
        proposal,
        type=kind,
        modality=cast("Modality", edits.modality or proposal.modality),
        arguments=_arguments(kind, {**proposal.arguments}, edits.arguments or {}, registry),
        time=proposal.time if edits.time is None else _time(edits.time),
        evidence=proposal.evidence if edits.evidence is None else _evidence(proposal, edits, articles),
    )


def _time(text: str) -> Edtf | None:
    return parse_edtf(text) if text else None


def _evidence(proposal: Proposal, edits: Edits, articles: Articles) -> tuple[Evidence, ...]:
    text = articles.texts.get(proposal.article) or ""
    found = []
    for each in edits.evidence or ():
        quotation = completed(each, text)
        quote, start, end = quotation.get("quote"), quotation.get("start"), quotation.get("end")
        if not isinstance(quote, str) or not isinstance(start, int) or not isinstance(end, int):
            raise TypeError("a quotation that stands once in the article is asked for, or its start and end")
        if text[start:end] != quote or not quote:
            raise ValueError(f"«{quote}» does not stand at {start}–{end}")
        found.append(Evidence(proposal.article, quote, start, end))
    if not found:
        raise ValueError("at least one quotation is needed")
    return tuple(found)


def _arguments(
    kind: str, before: dict[str, Argument], edits: Mapping[str, object], registry: Registry
) -> dict[str, Argument]:
    known = {field.name for field in fields(FACT_TYPES[kind])}
    given = {name: _argument(value, kind, name, registry) for name, value in edits.items() if value is not None}
    dropped = {name for name, value in edits.items() if value is None}
    arguments = {name: value for name, value in (before | given).items() if name not in dropped}
    unknown = sorted(arguments.keys() - known)
    if unknown:
        raise ValueError(f"`{kind}` has no argument {', '.join(unknown)}")
    return arguments


def _argument(value: object, kind: str, name: str, registry: Registry) -> Argument:
    match value:
        case list():
            return tuple(cast("Mention | Amount", _argument(each, kind, name, registry)) for each in value)
        case {"value": amount, "currency": str(currency)}:
            return Amount(value=Decimal(str(amount)), currency=currency)
    groups = groups_of(kind, name)
    if groups is not None:
        return _mention(value, kind_in(groups), registry)
    match value:
        case bool():
            raise TypeError(f"`{name}`: neither true nor false can stand here")
        case str() | int():
            return value
        case float():
            return Decimal(str(value))
        case _:
            raise TypeError(f"`{name}`: a text for each language can be given on accepting only")


def _mention(value: Any, kind: str, registry: Registry) -> Mention:  # noqa: ANN401  # a plain value
    match value:
        case str():
            entity = registry.find(value)
            return Mention((entity.name("vi"),), entity.kind, Slug(value)) if entity else Mention((value,), kind)
        case {"name": str(name)}:
            return Mention((name,), kind)
        case {"kind": str(given), "names": [*names]} if given in KINDS and names:
            slug = value.get("id")
            return Mention(tuple(map(str, names)), given, Slug(slug) if slug is not None else None)
        case _:
            raise TypeError("a slug, {name: …} or a mention with kind and names is asked for")
