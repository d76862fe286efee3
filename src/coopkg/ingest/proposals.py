"""Proposals as JSON Lines, one to a line: `data/proposals/<slug of the article>.jsonl`."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Annotated

from coopkg.domain.dates import Edtf
from coopkg.domain.entities import SLUG_FORM
from coopkg.domain.facts import FACT_TYPES, Amount, Evidence, Modality, Status
from coopkg.domain.proposals import Argument, Coreference, Mention, Proposal
from coopkg.errors import BadInputError
from coopkg.ingest.arguments import ArgumentReaders, argument_readers, arguments_of
from coopkg.ingest.evidence import Quotation
from coopkg.ingest.sources import Source, read_json_lines
from coopkg.ingest.values import Fault, Reader, reader_of, spelled, suggestion


def proposal_json(proposal: Proposal) -> str:
    """Return a proposal as one line of JSON, without a line end; what it does not say is left out.

    Numbers are plain, however the extractor wrote them: 57000000, never 5.7E+7.
    """
    given: dict[str, object] = {
        "id": proposal.id,
        "article": proposal.article,
        "type": proposal.type,
        "modality": proposal.modality,
        "arguments": {name: _argument_value(value) for name, value in proposal.arguments.items()},
        "time": proposal.time.text if proposal.time is not None else None,
        "evidence": [_evidence_value(each, proposal.article) for each in proposal.evidence],
        "extractor": proposal.extractor,
        "coreferences": [
            {"words": each.words, "start": each.start, "end": each.end, "entity": each.entity}
            for each in proposal.coreferences
        ],
        "status": proposal.status,
        "reviewed_by": proposal.reviewed_by,
        "reviewed": proposal.reviewed.isoformat() if proposal.reviewed is not None else None,
    }
    optional = {"time", "coreferences", "reviewed_by", "reviewed"}
    return _json({key: value for key, value in given.items() if value or key not in optional})


def _evidence_value(evidence: Evidence, article: str) -> dict[str, object]:
    place = {"quote": evidence.quote, "start": evidence.start, "end": evidence.end}
    return place if evidence.article == article else {**place, "article": evidence.article}


def _argument_value(argument: Argument) -> object:
    match argument:
        case Mention(names, kind, slug):
            return ({"id": slug} if slug is not None else {}) | {"kind": kind, "names": list(names)}
        case Amount(value=value, currency=currency):
            return {"value": value, "currency": currency}
        case tuple():
            return [_argument_value(each) for each in argument]
        case _:
            return argument


def _json(value: object) -> str:
    match value:
        case dict():
            return f"{{{', '.join(f'{_json(key)}: {_json(each)}' for key, each in value.items())}}}"
        case list():
            return f"[{', '.join(map(_json, value))}]"
        case Decimal():
            return f"{value:f}"
        case _:
            return json.dumps(value, ensure_ascii=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class ProposalRecord:
    """One line of a file of proposals; `arguments` are read on their own."""

    id: Annotated[str, SLUG_FORM]
    article: Annotated[str, SLUG_FORM]
    type: str
    modality: Modality
    arguments: object
    evidence: tuple[Quotation, ...]
    extractor: str
    time: Edtf | None = None
    coreferences: tuple[Coreference, ...] = ()
    status: Status = "proposed"
    reviewed_by: str | None = None
    reviewed: date | None = None


def read_proposals(path: Path) -> tuple[list[Proposal], list[BadInputError]]:
    """Return the proposals of a file that are sound, in its order, and everything that is wrong, each with its line.

    Whether a quotation stands in the article is not looked at (`quotation_fault` tells).
    """
    reader, arguments = reader_of(ProposalRecord), argument_readers()
    proposals: dict[str, Proposal] = {}
    faults: list[BadInputError] = []
    for source in read_json_lines(path):
        if isinstance(source, BadInputError):
            faults.append(source)
            continue
        proposal, found = _judged(source, reader, arguments)
        if proposal is not None and proposals.setdefault(proposal.id, proposal) is not proposal:
            found = [(("id",), f"there is a proposal {proposal.id} already, further up")]
        faults.extend(BadInputError(path, source.line, spelled(fault)) for fault in found)
    return list(proposals.values()), faults


def _judged(
    source: Source, reader: Reader[ProposalRecord], readers: ArgumentReaders
) -> tuple[Proposal | None, list[Fault]]:
    record, faults = reader.read(source.value)
    if record is None:
        return None, faults
    if record.type not in FACT_TYPES:
        hint = suggestion(record.type, FACT_TYPES) or f"; there are {', '.join(FACT_TYPES)}"
        return None, [(("type",), f"there is no type of fact `{record.type}`{hint}")]
    arguments, faults = arguments_of(record.type, record.arguments, readers)
    faults = [*faults, *_evidence_faults(record)]
    return (None, faults) if faults else (_proposal(record, arguments), [])


def _evidence_faults(record: ProposalRecord) -> Iterator[Fault]:
    if not record.evidence:
        yield ("evidence",), "at least one quotation is needed: what says so?"
    for position, each in enumerate(record.evidence):
        if each.end - each.start != len(each.quote):
            yield ("evidence", position, "end"), f"{each.end} is not {each.start} + {len(each.quote)} code points"


def _proposal(record: ProposalRecord, arguments: Mapping[str, Argument]) -> Proposal:
    evidence = (Evidence(each.article or record.article, each.quote, each.start, each.end) for each in record.evidence)
    return Proposal(
        id=record.id,
        article=record.article,
        type=record.type,
        modality=record.modality,
        arguments=arguments,
        evidence=tuple(evidence),
        extractor=record.extractor,
        time=record.time,
        coreferences=record.coreferences,
        status=record.status,
        reviewed_by=record.reviewed_by,
        reviewed=record.reviewed,
    )
