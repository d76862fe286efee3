"""What a reviewer types for a part of a fact, as the record has it."""

import re
import unicodedata

from coopkg.curation.records import Edits, groups_of, is_list
from coopkg.ingest.registry import Registry

#: What is typed to leave a part out.
NOTHING = "-"
_SUM = re.compile(r"([0-9][0-9.]*) ?([A-Z]{3})")
_SPAN = re.compile(r"([0-9]+)\s*[-–]\s*([0-9]+)")


def typed_edits(part: str, text: str, fact_type: str, registry: Registry) -> Edits:
    """Return the edit that `text` is to `part`: type, modality, time, evidence, or an argument of `fact_type`.

    Evidence is the words that are quoted, or `start-end`. Of an argument that takes several, the values stand between
    semicolons; an entity is a slug or a name, a sum of money `57000000 JPY`.
    """
    words = unicodedata.normalize("NFC", text.strip())
    match part:
        case "type":
            return Edits(type=words)
        case "modality":
            return Edits(modality=words)
        case "time":
            return Edits(time="" if words == NOTHING else words)
        case "evidence":
            span = _SPAN.fullmatch(words)
            return Edits(evidence=[{"quote": words} if span is None else {"start": int(span[1]), "end": int(span[2])}])
        case _:
            return Edits(arguments={part: _argument(part, words, fact_type, registry)})


def _argument(name: str, words: str, fact_type: str, registry: Registry) -> object:
    if words == NOTHING:
        return None
    if is_list(fact_type, name):
        return [_one(name, each.strip(), fact_type, registry) for each in words.split(";") if each.strip()]
    return _one(name, words, fact_type, registry)


def _one(name: str, words: str, fact_type: str, registry: Registry) -> object:
    amount = _SUM.fullmatch(words)
    if groups_of(fact_type, name) is not None:
        return words if registry.find(words) is not None else {"name": words}
    if amount is not None and name == "amounts":
        return {"value": amount[1], "currency": amount[2]}
    return words
