"""From plain values to dataclasses, with everything that is wrong at once; pydantic does the work.

The dataclass is the only definition: its reader and the JSON Schema are made from its fields and their annotations.
"""

import difflib
from collections.abc import Iterable
from dataclasses import dataclass, fields, is_dataclass
from typing import Any, Generic, TypeVar, get_args, get_type_hints

from pydantic import TypeAdapter, ValidationError
from pydantic_core import ErrorDetails

from coopkg.ingest.edges import Context, record_type, shape_of
from coopkg.ingest.sources import Trail

#: What is wrong with one part of a value: the way to it, and the reason.
Fault = tuple[Trail, str]

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Reader(Generic[T]):
    """The reader of a dataclass: a mapping of plain values in, an instance out; keys that are no field are refused."""

    cls: type[T]
    adapter: TypeAdapter[T]

    def read(self, value: object, context: Context | None = None) -> tuple[T | None, list[Fault]]:
        """Return `value` as an instance, or None and everything that is wrong with it.

        None stands for nothing given, wherever a field may be left out. Without a `context` there are no entities, and
        texts come by language.
        """
        given = {key: part for key, part in value.items() if part is not None} if isinstance(value, dict) else value
        try:
            return self.adapter.validate_python(given, context=context), []
        except ValidationError as error:
            return None, [(one["loc"], _reason(self.cls, one)) for one in error.errors(include_url=False)]


def reader_of(cls: type[T]) -> Reader[T]:
    """Return the reader of the dataclass `cls`."""
    return Reader(cls, TypeAdapter(record_type(cls)))


def spelled(fault: Fault) -> str:
    """Return a fault in words, with the way to the part that is at fault.

    >>> spelled((("amounts", 0, "currency"), "missing"))
    '`amounts[0].currency`: missing'
    """
    trail, reason = fault
    path = "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in trail).removeprefix(".")
    return f"`{path}`: {reason}" if path else reason


def suggestion(word: str, known: Iterable[str]) -> str:
    """Return `; did you mean …?` with those of `known` that look like `word`, or nothing.

    >>> suggestion("stamec", ["iso", "stameq"])
    '; did you mean `stameq`?'
    """
    matches = difflib.get_close_matches(word, list(known), n=3)
    return f"; did you mean {' or '.join(f'`{match}`' for match in matches)}?" if matches else ""


def _reason(cls: type, details: ErrorDetails) -> str:
    given = shape_of(details["input"])
    match details["type"]:
        case "missing":
            reason = "missing"
        case "extra_forbidden":
            known = [field.name for field in fields(_class_at(cls, details["loc"][:-1]))]
            hint = suggestion(str(details["loc"][-1]), known)
            reason = f"there is no such key here; there are {', '.join(known)}{hint}"
        case "literal_error":
            reason = f"not {details['ctx']['expected']}: {given}"
        case "value_error":
            reason = str(details["ctx"]["error"])
        case "tuple_type":
            reason = f"a list is asked for, not {given}"
        case "model_type":
            reason = f"a mapping is asked for, not {given}"
        case _:
            reason = details["msg"]
    return reason


def _class_at(cls: type, trail: Trail) -> type:
    """Return the dataclass that is read at `trail` inside `cls`."""
    for step in trail:
        if isinstance(step, str):
            cls = _class_in(get_type_hints(cls)[step])
    return cls


def _class_in(hint: Any) -> Any:  # noqa: ANN401  # a type hint
    return hint if is_dataclass(hint) else next(filter(None, map(_class_in, get_args(hint))), None)
