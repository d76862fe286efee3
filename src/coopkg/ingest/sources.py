"""YAML and JSON Lines as plain values that know their lines.

Every scalar is read as text, so that `2021-10` never becomes a date, nor `no` a falsehood, by a syntax's guess; what a
text means is decided by the field it stands in (`coopkg.ingest.values`). Only nothing at all (`null`, `~`, an empty
value) is None. Of YAML what a list of facts needs is read; anchors, aliases, tags and several documents are refused:
they hide what a record says, and a few aliases can stand for gigabytes.
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import yaml

from coopkg.errors import BadInputError
from coopkg.ingest.text import decode_line, mended, read_lines, unfit

#: The way to a part of a value: keys and list positions, from the outside in.
Trail = tuple[str | int, ...]

# The deepest record is facts → fact → arguments → amounts → amount → currency.
_MAX_DEPTH = 12
_NULLS = frozenset({"", "~", "null"})


class Numeral(str):
    """A number as JSON writes it: a text like every scalar, and known to be no quoted one."""

    __slots__ = ()


@dataclass(frozen=True, slots=True)
class Place:
    """A line of a file, counted from 1."""

    path: Path
    line: int


@dataclass(frozen=True, slots=True)
class Source:
    """A value as it stands in a file, with the lines of its parts.

    `value` is a mapping, a list, a text or None, and so are its parts. `line` is the first line of the value; `lines`
    are those of the parts, by their trail from the root of the file; `at` is the trail to `value`. What is `inherited`
    stands at the root of the file, not in the value.
    """

    path: Path
    line: int
    value: object
    lines: Mapping[Trail, int] = field(default_factory=dict)
    at: Trail = ()
    inherited: frozenset[str] = frozenset()

    def inherits(self, trail: Trail) -> bool:
        """Tell whether the part at `trail` stands at the root of the file."""
        return bool(trail) and trail[0] in self.inherited

    def line_of(self, trail: Trail) -> int:
        """Return the line of the part at `trail`; of the nearest part around it, where there is none."""
        root = () if self.inherits(trail) else self.at
        whole = root + trail
        while len(whole) > len(root):
            if whole in self.lines:
                return self.lines[whole]
            whole = whole[:-1]
        return self.line if root == self.at else self.lines[root]


def parse_yaml(path: Path, text: str, first_line: int = 1) -> tuple[Source | None, list[BadInputError]]:
    """Return the one document in `text` and the faults of its form; None where it is no YAML that we can follow.

    `first_line` is the line of the file on which `text` begins.
    """
    # Where PyYAML was built without libyaml, its own parser does the same, only slower.
    loader = getattr(yaml, "CBaseLoader", yaml.BaseLoader)
    composer = _Composer(path, first_line, yaml.parse(text, Loader=loader))
    try:
        value = composer.document()
    except yaml.YAMLError as error:
        return None, [*composer.faults, _malformed(path, first_line, error)]
    except BadInputError as fault:
        return None, [*composer.faults, fault]
    return Source(path, first_line, value, composer.lines), composer.faults


def _malformed(path: Path, first_line: int, error: yaml.YAMLError) -> BadInputError:
    if not isinstance(error, yaml.MarkedYAMLError) or error.problem_mark is None:
        return BadInputError(path, 0, f"malformed YAML: {error}")
    mark = error.problem_mark
    reason = f"malformed YAML: {error.problem} at column {mark.column + 1}: is there a text that must stand in quotes?"
    return BadInputError(path, first_line + mark.line, reason)


@dataclass(frozen=True, slots=True)
class _Composer:
    """Build plain values from the parser's events, noting lines and faults on the way."""

    path: Path
    first_line: int
    events: Iterator[yaml.Event]
    lines: dict[Trail, int] = field(default_factory=dict)
    faults: list[BadInputError] = field(default_factory=list)

    def document(self) -> object:
        next(self.events)
        event = next(self.events)
        if isinstance(event, yaml.StreamEndEvent):
            return None
        value = self.node(next(self.events), ())
        next(self.events)
        event = next(self.events)
        if not isinstance(event, yaml.StreamEndEvent):
            raise self.fault(event, "a second document (`---`): put everything into one")
        return value

    def fault(self, event: yaml.Event, reason: str) -> BadInputError:
        return BadInputError(self.path, self.line_of(event), reason)

    def line_of(self, event: yaml.Event) -> int:
        return self.first_line + (event.start_mark.line if event.start_mark else 0)

    def node(self, event: yaml.Event, trail: Trail) -> object:
        self.lines.setdefault(trail, self.line_of(event))
        if isinstance(event, yaml.AliasEvent):
            raise self.fault(event, f"an alias (`*{event.anchor}`): write the value out")
        if not isinstance(event, yaml.ScalarEvent | yaml.SequenceStartEvent | yaml.MappingStartEvent):
            raise self.fault(event, "malformed YAML: a value is missing")
        if event.anchor is not None:
            raise self.fault(event, f"an anchor (`&{event.anchor}`): leave it out")
        if event.tag is not None:
            raise self.fault(event, f"a tag (`{event.tag}`): leave it out")
        if isinstance(event, yaml.ScalarEvent):
            return self.scalar(event)
        if len(trail) >= _MAX_DEPTH:
            raise self.fault(event, f"nested more than {_MAX_DEPTH} deep")
        return self.sequence(trail) if isinstance(event, yaml.SequenceStartEvent) else self.mapping(trail)

    def scalar(self, event: yaml.ScalarEvent) -> str | None:
        is_plain = event.implicit[0]
        if is_plain and event.value in _NULLS:
            return None
        # The text of the file is checked already; escapes such as "\0" bring such characters in again.
        reason = unfit(event.value)
        if reason is not None:
            self.faults.append(self.fault(event, reason))
        return str(event.value)

    def sequence(self, trail: Trail) -> list[object]:
        items: list[object] = []
        while not isinstance(event := next(self.events), yaml.SequenceEndEvent):
            items.append(self.node(event, (*trail, len(items))))
        return items

    def mapping(self, trail: Trail) -> dict[str, object]:
        items: dict[str, object] = {}
        while not isinstance(event := next(self.events), yaml.MappingEndEvent):
            if not isinstance(event, yaml.ScalarEvent):
                raise self.fault(event, "a key that is not a plain text")
            key = str(event.value)
            inner = (*trail, key)
            if key in items:
                first = self.lines[inner]
                self.faults.append(self.fault(event, f"`{key}` is here twice, first on line {first}: keep one"))
                self.node(next(self.events), (*trail, key, "again"))
                continue
            self.lines[inner] = self.line_of(event)
            items[key] = self.node(next(self.events), inner)
        return items


def read_json_lines(path: Path) -> Iterator[Source | BadInputError]:
    """Yield the record of each line, and the faults of those lines that hold none; empty lines are passed over.

    Numbers come as the text that stands there, a `Numeral`. The file is streamed: what is held is one line.
    """
    twice: list[str] = []
    decoder = json.JSONDecoder(
        object_pairs_hook=lambda pairs: _object(pairs, twice),
        parse_int=Numeral,
        parse_float=Numeral,
        parse_constant=Numeral,
    )
    try:
        for number, raw in read_lines(path):
            line = raw.removeprefix(b"\xef\xbb\xbf") if number == 1 else raw
            if line.strip():
                yield from _json_line(Place(path, number), line, decoder)
            yield from (BadInputError(path, number, f"`{key}` is here twice: keep one") for key in twice)
            twice.clear()
    except BadInputError as fault:
        yield fault


def _object(pairs: list[tuple[str, object]], twice: list[str]) -> dict[str, object]:
    items = dict(pairs)
    if len(items) == len(pairs):
        return items
    keys = [key for key, _ in pairs]
    twice.extend(key for key in items if keys.count(key) > 1)
    return dict(reversed(pairs))


def _json_line(place: Place, raw: bytes, decoder: json.JSONDecoder) -> Iterator[Source | BadInputError]:
    try:
        text = decode_line(place.path, place.line, raw).rstrip("\r\n")
        reason = unfit(text)
        if reason is not None:
            yield BadInputError(place.path, place.line, reason)
            text = mended(text)
        value = decoder.decode(text)
    except BadInputError as fault:
        yield fault
        return
    except json.JSONDecodeError as error:
        yield BadInputError(place.path, place.line, f"malformed JSON: {error.msg} at column {error.colno}")
        return
    except RecursionError:
        yield BadInputError(place.path, place.line, "malformed JSON: nested too deep")
        return
    # The line is checked as it stands; escapes such as "\u0000" bring unfit characters in again.
    reasons = dict.fromkeys(map(unfit, texts_in(value))) if "\\" in text else ()
    yield from (BadInputError(place.path, place.line, reason) for reason in reasons if reason)
    yield Source(place.path, place.line, value)


def texts_in(value: object) -> Iterator[str]:
    """Yield every text in a plain value, keys included, however deep."""
    waiting = [value]
    while waiting:
        match waiting.pop():
            case str() as text:
                yield text
            case dict() as items:
                waiting.extend([*items, *items.values()])
            case list() as items:
                waiting.extend(items)
