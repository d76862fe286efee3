"""The form of a fact record as a JSON Schema (draft 2020-12), made from the readers that check the files."""

from typing import Any

from coopkg.domain.facts import FACT_TYPES
from coopkg.ingest.evidence import Quotation
from coopkg.ingest.records import FactRecord
from coopkg.ingest.values import reader_of

_DIALECT = "https://json-schema.org/draft/2020-12/schema"
_DESCRIPTION = (
    "One fact: what a sentence of an article states, with its evidence. A schema sees one record: whether the entities "
    "are registered, the quotations stand in the article and the ids are unique is told by `coopkg check`."
)


def json_schema() -> dict[str, Any]:
    """Return the JSON Schema of one record: a branch for each type of fact, told apart by `type`."""
    definitions: dict[str, Any] = {}
    record = _defined(FactRecord, definitions)
    definitions["evidence"] = _defined(Quotation, definitions)
    for name, cls in FACT_TYPES.items():
        definitions[name] = _defined(cls, definitions)
    properties = record["properties"] | {
        "type": {"enum": list(FACT_TYPES)},
        "arguments": {"type": "object"},
        "evidence": {"type": "array", "minItems": 1, "items": {"$ref": "#/$defs/evidence"}},
    }
    head = {"$schema": _DIALECT, "title": "Fact record", "description": _DESCRIPTION}
    return record | head | {"properties": properties, "oneOf": list(map(_branch, FACT_TYPES)), "$defs": definitions}


def _branch(name: str) -> dict[str, Any]:
    return {"title": name, "properties": {"type": {"const": name}, "arguments": {"$ref": f"#/$defs/{name}"}}}


def _defined(cls: type, definitions: dict[str, Any]) -> dict[str, Any]:
    """Return the schema of a dataclass; those of the dataclasses inside it are added to `definitions`."""
    schema = reader_of(cls).adapter.json_schema()
    for name, inner in schema.pop("$defs", {}).items():
        definitions[name] = _untitled(inner)
    return _untitled(schema)


def _untitled(schema: dict[str, Any]) -> dict[str, Any]:
    """Return a schema of an object without the titles that pydantic makes up from the names of its properties."""
    properties = {
        name: {key: value for key, value in inner.items() if key != "title"}
        for name, inner in schema["properties"].items()
    }
    described = {"description": " ".join(schema["description"].split())} if "description" in schema else {}
    return {key: value for key, value in schema.items() if key != "title"} | described | {"properties": properties}
