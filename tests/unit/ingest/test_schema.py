"""The JSON Schema is what `coopkg` checks by, as far as one record can tell."""

import json
import re
from pathlib import Path

import pytest

from coopkg.domain.facts import FACT_TYPES
from coopkg.ingest.reference import fact_tables
from coopkg.ingest.schema import json_schema
from coopkg.ingest.sources import parse_yaml

SCHEMA = json_schema()
PAGE = Path(__file__).parents[3] / "docs/reference/facts.md"
JSON_TYPES = {
    "object": dict,
    "array": list,
    "string": str,
    "integer": int,
    "number": int | float,
    "null": type(None),
}
KEYWORDS = {"$ref", "type", "enum", "const", "anyOf", "oneOf", "pattern", "minLength", "minimum", "items", "minItems"}
KEYWORDS |= {"properties", "required", "additionalProperties", "propertyNames", "minProperties"}
ANNOTATIONS = {"$schema", "$defs", "title", "description", "default", "format"}


def valid(value, schema):
    """Tell whether `value` is valid: JSON Schema 2020-12, for the keywords that our schema uses."""
    assert schema.keys() <= KEYWORDS | ANNOTATIONS, schema.keys() - KEYWORDS - ANNOTATIONS
    return all(_holds(keyword, wanted, value, schema) for keyword, wanted in schema.items() if keyword in KEYWORDS)


def _holds(keyword, wanted, value, schema):  # noqa: C901, PLR0911, PLR0912  # one line for each keyword
    match keyword, value:
        case "$ref", _:
            return valid(value, SCHEMA["$defs"][wanted.removeprefix("#/$defs/")])
        case "type", _:
            return isinstance(value, JSON_TYPES[wanted]) and not isinstance(value, bool)
        case "enum", _:
            return value in wanted
        case "const", _:
            return value == wanted
        case "anyOf", _:
            return any(valid(value, option) for option in wanted)
        case "oneOf", _:
            return sum(valid(value, option) for option in wanted) == 1
        case "pattern", str():
            return re.search(wanted, value) is not None
        case "minLength", str():
            return len(value) >= wanted
        case "minimum", int() | float():
            return value >= wanted
        case "properties", dict():
            return all(valid(value[key], inner) for key, inner in wanted.items() if key in value)
        case "required", dict():
            return set(wanted) <= value.keys()
        case "additionalProperties", dict():
            extra = value.keys() - schema.get("properties", {}).keys()
            return not extra if wanted is False else all(valid(value[key], wanted) for key in extra)
        case "propertyNames", dict():
            return all(valid(key, wanted) for key in value)
        case "minProperties", dict():
            return len(value) >= wanted
        case "items", list():
            return all(valid(item, wanted) for item in value)
        case "minItems", list():
            return len(value) >= wanted
        case _:
            return True


@pytest.fixture
def fact(record):
    return json.loads(record)


def test_the_schema_is_json_of_the_2020_12_dialect():
    assert json.loads(json.dumps(SCHEMA)) == SCHEMA
    assert SCHEMA["$schema"] == "https://json-schema.org/draft/2020-12/schema"


def test_there_is_one_branch_for_each_type_with_all_its_arguments():
    assert [branch["properties"]["type"]["const"] for branch in SCHEMA["oneOf"]] == list(FACT_TYPES)
    for name, cls in FACT_TYPES.items():
        assert list(SCHEMA["$defs"][name]["properties"]) == list(cls.__dataclass_fields__)
        assert SCHEMA["$defs"][name]["description"].startswith("Say ")


def test_a_good_record_is_valid(fact):
    assert valid(fact, SCHEMA)


def test_the_facts_of_the_sample_are_valid():
    data = Path(__file__).parents[3] / "data/facts"
    files = sorted(data.glob("*.yaml"))
    assert files
    for path in files:
        head = parse_yaml(path, path.read_text())[0].value
        facts = head.pop("facts")
        assert [fact["id"] for fact in facts if not valid({**head, **fact}, SCHEMA)] == []


BAD = [
    {"id": "A"},
    {"id": None},
    {"type": "rumour"},
    {"type": "grant"},
    {"modality": "sure"},
    {"status": "done"},
    {"evidence": []},
    {"evidence": [{"quote": "", "start": 0, "end": 1}]},
    {"evidence": [{"quote": "x", "start": -1, "end": 1}]},
    {"evidence": [{"quote": "x", "start": 1}]},
    {"arguments": {"member": "a"}},
    {"arguments": {"member": "a", "organization": "B C"}},
    {"arguments": {"member": {"nam": "a"}, "organization": "b"}},
    {"arguments": {"member": "a", "organization": "b", "since": "2021"}},
    {"confidence": 1},
]


@pytest.mark.parametrize("change", BAD, ids=json.dumps)
def test_a_bad_record_is_not_valid(fact, change):
    assert not valid({**fact, **change}, SCHEMA)


@pytest.mark.parametrize("key", SCHEMA["required"])
def test_a_record_without_a_required_key_is_not_valid(fact, key):
    del fact[key]

    assert not valid(fact, SCHEMA)


def test_the_schema_says_which_kinds_an_argument_takes():
    assert SCHEMA["$defs"]["role"]["properties"]["role"]["description"].endswith("group of kinds: role")


def test_the_page_on_facts_is_current():
    message = 'append `python -c "from coopkg.ingest.reference import fact_tables; print(fact_tables())"` anew'
    assert PAGE.read_text().endswith(fact_tables()), message
