"""Marking facts as withdrawn where they stand: one key more in each, and everything else as people wrote it."""

import json
import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import yaml

from coopkg.errors import RefusedError
from coopkg.ingest.sources import parse_yaml

_KEY = "withdrawn"
_BOM = "\ufeff"
_BY_HAND = "what else it says would not stay as it is; set `withdrawn` in it by hand"
# A key: inside a text the quotation marks would have backslashes before them.
_NULL = re.compile(r'(?<!\\)"withdrawn"\s*:\s*null')


@dataclass(frozen=True, slots=True, order=True)
class _Insertion:
    """What is put at a place of a text, for so many of its characters."""

    start: int
    length: int
    words: str


def marked(path: Path, content: bytes, ids: Collection[str], day: date) -> bytes:
    """Return the content of a facts file with the facts `ids` withdrawn on `day`; comments, order and spelling stay.

    RefusedError where that cannot be done.
    """
    text = content.decode()
    if path.suffix == ".jsonl":
        return "".join(_marked_line(line, ids, day) for line in re.split(r"(?<=\n)", text)).encode()
    bom = _BOM if text.startswith(_BOM) else ""
    text = result = text.removeprefix(bom)
    for each in sorted(_insertions(text, ids, day), reverse=True):
        result = result[: each.start] + each.words + result[each.start + each.length :]
    if _value(path, result) != _expected(_value(path, text), ids, day):
        raise RefusedError(str(path), _BY_HAND)
    return (bom + result).encode()


def _marked_line(line: str, ids: Collection[str], day: date) -> str:
    record = json.loads(line.removeprefix(_BOM)) if line.strip(f" \r\n\t{_BOM}") else {}
    if record.get("id") not in ids:
        return line
    entry = f'"{_KEY}": "{day.isoformat()}"'
    if _KEY in record:
        return _NULL.sub(entry, line, count=1)
    head, brace, tail = line.rpartition("}")
    return f"{head.rstrip()}, {entry}{brace}{tail}"


def _insertions(text: str, ids: Collection[str], day: date) -> Iterator[_Insertion]:
    # As the reader of the data: with libyaml, where PyYAML has it.
    root = yaml.compose(text, Loader=getattr(yaml, "CBaseLoader", yaml.BaseLoader))
    # What may end a line, as libyaml counts lines; other characters that do are refused by the reader of the data.
    starts = [0, *(match.end() for match in re.finditer(r"\r\n|\r|\n", text))]
    for record in _at(root, "facts").value:
        if _at(record, "id").value in ids:
            yield _insertion(text, starts, record, f"{_KEY}: '{day.isoformat()}'")


def _at(node: Any, key: str) -> Any:  # noqa: ANN401  # PyYAML's nodes have no types
    return next((value for name, value in node.value if name.value == key), None)


def _insertion(text: str, starts: list[int], record: Any, entry: str) -> _Insertion:  # noqa: ANN401  # as above
    def place(mark: Any) -> int:  # noqa: ANN401  # as above
        return int(starts[mark.line] + mark.column)

    given, name = _at(record, _KEY), _at(record, "id")
    if given is not None:
        start, end = place(given.start_mark), place(given.end_mark)
        value = entry.partition(" ")[2]
        return _Insertion(start, end - start, value if text[start - 1].isspace() else f" {value}")
    if record.flow_style:
        return _Insertion(place(record.start_mark) + 1, 0, f"{entry}, ")
    # A line of its own, after the line on which the id ends.
    indent = " " * record.value[0][0].start_mark.column
    end = place(name.end_mark)
    rest = re.compile(r"[^\r\n]*").match(text, end)
    return _Insertion(rest.end() if rest else end, 0, f"{_line_end(text)}{indent}{entry}")


def _line_end(text: str) -> str:
    return "\r\n" if "\r\n" in text else "\n"


def _value(path: Path, text: str) -> Any:  # noqa: ANN401  # a plain value
    source, faults = parse_yaml(path, text.replace("\r\n", "\n"))
    return None if source is None or faults else source.value


def _expected(value: Any, ids: Collection[str], day: date) -> Any:  # noqa: ANN401  # a plain value
    """Return the value of a file as it should be read once its facts are withdrawn."""
    if not isinstance(value, Mapping):
        return ()
    records = [each | {_KEY: day.isoformat()} if each["id"] in ids else each for each in value["facts"]]
    return {**value, "facts": records}
