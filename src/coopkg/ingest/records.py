"""The records of facts files: what stands in YAML or JSON Lines, before anything of it is judged."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Annotated

from coopkg.domain.dates import Edtf
from coopkg.domain.entities import SLUG_FORM
from coopkg.domain.facts import Modality, Status
from coopkg.errors import BadInputError
from coopkg.ingest.edges import shape_of
from coopkg.ingest.sources import Source, parse_yaml, read_json_lines
from coopkg.ingest.text import read_text
from coopkg.ingest.values import suggestion

#: What the head of a YAML file may give for all its records.
HEAD_KEYS = ("article", "extractor", "status", "entered", "withdrawn", "reviewed_by")


@dataclass(frozen=True, slots=True, kw_only=True)
class FactRecord:
    """One record of a facts file; `arguments` and `evidence` are read on their own."""

    id: Annotated[str, SLUG_FORM]
    type: str
    modality: Modality
    arguments: object
    evidence: object
    extractor: str
    status: Status
    entered: date
    article: str | None = None
    time: Edtf | None = None
    withdrawn: date | None = None
    reviewed_by: str | None = None


def read_records(path: Path) -> Iterator[Source | BadInputError]:
    """Yield the records of a file, with what they inherit from its head, and the faults of its form."""
    if path.suffix == ".jsonl":
        yield from read_json_lines(path)
        return
    text, faults = read_text(path)
    yield from faults
    if text is None:
        return
    source, faults = parse_yaml(path, text)
    yield from faults
    if source is not None:
        yield from _listed(source)


def _listed(source: Source) -> Iterator[Source | BadInputError]:
    path, value = source.path, source.value
    if not isinstance(value, dict):
        yield BadInputError(path, source.line, f"a mapping with `facts:` is asked for, not {shape_of(value)}")
        return
    for key in value:
        if key not in {*HEAD_KEYS, "facts"}:
            known = f"there are {', '.join(HEAD_KEYS)}, facts{suggestion(key, HEAD_KEYS)}"
            yield BadInputError(path, source.line_of((key,)), f"`{key}`: there is no such key here; {known}")
    records = value.get("facts")
    if not isinstance(records, list):
        yield BadInputError(path, source.line_of(("facts",)), f"`facts`: a list is asked for, not {shape_of(records)}")
        return
    head = {key: value[key] for key in HEAD_KEYS if value.get(key) is not None}
    # What neither the head nor any record gives was forgotten in the head: one fault there, not one in each record.
    given = set().union(head, *(record for record in records if isinstance(record, dict)))
    forgotten = set(HEAD_KEYS) - given if len(records) > 1 else set()
    for position, record in enumerate(records):
        at = ("facts", position)
        merged = {**head, **record} if isinstance(record, dict) else record
        inherited = (head.keys() | forgotten) - record.keys() if isinstance(record, dict) else ()
        yield Source(path, source.line_of(at), merged, source.lines, at, frozenset(inherited))
