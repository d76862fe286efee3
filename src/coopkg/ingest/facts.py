"""Facts: `data/facts/*.yaml` (for people) and `*.jsonl` (bulk), each record checked against articles and registry."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from coopkg.domain.facts import FACT_TYPES, Content, Evidence, Fact
from coopkg.errors import BadInputError
from coopkg.ingest.articles import Articles
from coopkg.ingest.edges import Context, shape_of
from coopkg.ingest.evidence import Quotation, article_fault, evidence_of, quotation_fault
from coopkg.ingest.records import FactRecord, read_records
from coopkg.ingest.references import References
from coopkg.ingest.registry import Registry
from coopkg.ingest.rules import content_faults
from coopkg.ingest.sources import Place, Source
from coopkg.ingest.text import files_in
from coopkg.ingest.values import Fault, Reader, reader_of, spelled, suggestion


@dataclass(frozen=True, slots=True)
class Desk:
    """All that is needed to judge a record: its readers, and what it may name."""

    record: Reader[FactRecord]
    quotation: Reader[Quotation]
    contents: Mapping[str, Reader[Content]]
    articles: Articles
    references: References


def read_facts(
    directory: Path, articles: Articles, registry: Registry
) -> tuple[list[Fact], dict[str, Place], list[BadInputError]]:
    """Return the facts of all files in `directory`, where each stands (by id), and everything that is wrong."""
    paths, faults = files_in(directory, {".yaml", ".jsonl"})
    contents = {name: reader_of(cls) for name, cls in FACT_TYPES.items()}
    desk = Desk(reader_of(FactRecord), reader_of(Quotation), contents, articles, References(registry))
    facts: list[Fact] = []
    places: dict[str, Place] = {}
    for path in paths:
        for source in read_records(path):
            if isinstance(source, BadInputError):
                faults.append(source)
                continue
            fact, found = judge(source, desk)
            twice = list(_noted(source, places))
            faults.extend([*found, *twice])
            if fact is not None and not twice:
                facts.append(fact)
    return facts, places, list({str(fault): fault for fault in faults}.values())


def judge(source: Source, desk: Desk) -> tuple[Fact | None, list[BadInputError]]:
    """Return the fact that a record states, or None and everything that is wrong with it.

    A record without fault still states nothing where an article that it quotes, or an entity that it names, has faults.
    """
    record, faults = desk.record.read(source.value)
    if not isinstance(source.value, dict):
        return None, _located(source, faults)
    content, found = _content_of(source.value, desk)
    faults = [*faults, *found]
    evidence, found = _evidence_of(source.value, desk)
    faults = [*faults, *found]
    if record is not None and record.withdrawn is not None and record.withdrawn < record.entered:
        faults.append((("withdrawn",), f"{record.withdrawn} is before the day it was entered, {record.entered}"))
    if faults or record is None or content is None or evidence is None or desk.references.name_unsound(content):
        return None, _located(source, faults)
    return _fact(record, content, evidence), []


def _fact(record: FactRecord, content: Content, evidence: tuple[Evidence, ...]) -> Fact:
    return Fact(
        id=record.id,
        type=record.type,
        content=content,
        modality=record.modality,
        evidence=evidence,
        extractor=record.extractor,
        status=record.status,
        entered=record.entered,
        time=record.time,
        withdrawn=record.withdrawn,
        reviewed_by=record.reviewed_by,
    )


def _content_of(given: Mapping[str, object], desk: Desk) -> tuple[Content | None, list[Fault]]:
    kind, arguments = given.get("type"), given.get("arguments")
    if not isinstance(kind, str):
        return None, []
    if kind not in desk.contents:
        hint = suggestion(kind, desk.contents) or f"; there are {', '.join(desk.contents)}"
        return None, [(("type",), f"there is no type of fact `{kind}`{hint}")]
    if arguments is None:
        return None, []
    context = Context(_language(given, desk.articles), desk.references.slug_of)
    content, faults = desk.contents[kind].read(arguments, context)
    if content is not None:
        faults = list(content_faults(content))
    return content, [(("arguments", *trail), reason) for trail, reason in faults]


def _language(given: Mapping[str, object], articles: Articles) -> str:
    """Return the language of the record's bare texts: that of its article, or of the article of its first evidence."""
    match given:
        case {"article": str(slug)} | {"evidence": [{"article": str(slug)}, *_]} if slug in articles.by_slug:
            return articles.by_slug[slug].language
        case _:
            return "und"


def _evidence_of(given: Mapping[str, object], desk: Desk) -> tuple[tuple[Evidence, ...] | None, list[Fault]]:
    listed = given.get("evidence")
    if listed is None:
        return None, []
    if not isinstance(listed, list):
        return None, [(("evidence",), f"a list of quotations is asked for, not {shape_of(listed)}")]
    if not listed:
        return None, [(("evidence",), "at least one quotation is needed: what says so?")]
    evidence: list[Evidence] = []
    article = given.get("article")
    default = article if isinstance(article, str) else None
    unknown = article_fault(default, desk.articles)
    faults = [] if unknown is None else [unknown]
    for position, value in enumerate(listed):
        one, found = _quoted(value, default, desk)
        faults.extend((("evidence", position, *trail), reason) for trail, reason in found)
        if one is not None:
            evidence.append(one)
    return tuple(evidence) if len(evidence) == len(listed) else None, faults


def _quoted(value: object, default: str | None, desk: Desk) -> tuple[Evidence | None, list[Fault]]:
    quotation, faults = desk.quotation.read(value)
    if quotation is None:
        return None, faults
    fault = quotation_fault(quotation, default, desk.articles)
    if fault is not None:
        return None, [fault]
    # The quotation could be compared with the text of a faulty article, but there is no such article to refer to.
    known = (quotation.article or default) in desk.articles.by_slug
    return evidence_of(quotation, default, desk.articles) if known else None, []


def _noted(source: Source, places: dict[str, Place]) -> Iterator[BadInputError]:
    """Note where the record stands; yield the fault if one of its id stands elsewhere."""
    slug = source.value.get("id") if isinstance(source.value, dict) else None
    if not isinstance(slug, str):
        return
    first = places.setdefault(slug, Place(source.path, source.line))
    if first != Place(source.path, source.line):
        reason = f"`id`: there is a fact {slug} already, in {first.path}:{first.line}"
        yield BadInputError(source.path, source.line_of(("id",)), reason)


def _located(source: Source, faults: list[Fault]) -> list[BadInputError]:
    """Return faults with their lines; they begin with the id of the record, but for those of the head of the file."""
    slug = source.value.get("id") if isinstance(source.value, dict) else None
    name = f"fact {slug}: " if isinstance(slug, str) else ""
    return [
        BadInputError(
            source.path, source.line_of(fault[0]), ("" if source.inherits(fault[0]) else name) + spelled(fault)
        )
        for fault in faults
    ]
