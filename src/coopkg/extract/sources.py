"""Sources: where the arguments of a fact come from, as the rules write it; `coopkg.extract.rules` has the notation."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from coopkg.errors import GrammarError

_FLAGS = "?+*"
# How far a way looks that does not say it.
_WITHIN = 12
#: The ways that a rule may name; `constant`, `role` and `capture` have signs of their own.
WAYS = frozenset(
    {
        *(
            "subject",
            "agent",
            "doer",
            "speaker",
            "frame",
            "after",
            "before",
            "near",
            "last",
            "earlier",
            "setting",
            "sums",
            "counted",
            "comparator",
        ),
        *("rest", "clause", "around", "so_far", "quoted", "words", "named"),
    }
)


@dataclass(frozen=True, slots=True)
class Source:
    """Where an argument comes from: a way (`subject`, `after` …), the labels asked for, and how far to look."""

    way: str
    text: str = ""
    labels: frozenset[str] = frozenset()
    within: int = _WITHIN
    is_optional: bool = False
    each: bool = False
    all: bool = False
    is_adjacent: bool = False
    is_any: bool = False
    beside: "Source | None" = None


def sources_of(rule: str, text: str) -> Iterator[Source]:
    """Yield the ways that `or` joins; GrammarError, which names the rule, where one of them is none.

    The flags at the end are those of all of them.

    >>> [(source.way, source.text, source.is_optional) for source in sources_of("a rule", "@host or subject?")]
    [('capture', 'host', True), ('subject', '', True)]
    """
    parts = text.split(" or ")
    flags = _flags_of(parts[-1])
    for part in parts[:-1]:
        yield _source(rule, f"{part} {flags}" if flags else part)
    yield _source(rule, parts[-1])


def _flags_of(text: str) -> str:
    return text[len(text.rstrip(_FLAGS)) :]


def _source(rule: str, text: str) -> Source:
    if text.startswith("=role:"):
        return Source("role", text.removeprefix("=role:"))
    if text.startswith("="):
        return Source("constant", text[1:])
    if " with " in text:
        one, other = text.split(" with ", 1)
        return replace(_source(rule, f"{one} {_flags_of(other)}"), beside=_source(rule, other))
    last = text[-1:]
    return replace(
        _way(rule, text.rstrip(_FLAGS).split(), text),
        is_optional=last == "?",
        each=last == "+" or "+?" in text,
        all=last == "*" or "*?" in text,
    )


def _way(rule: str, words: list[str], text: str) -> Source:
    """Return the way that these words of `text` name, without its flags."""
    way, *rest = words or [""]
    if way.startswith("@"):
        return Source("capture", way[1:])
    if way not in WAYS:
        raise GrammarError(rule, f"«{text}» does not say where an argument comes from")
    if way == "named":
        return Source(way, " ".join(rest))
    if rest in (["adjacent"], ["any"]):
        return Source("subject", is_adjacent=rest == ["adjacent"], is_any=rest == ["any"])
    labels = frozenset(rest[0].split("|")) if rest else frozenset()
    return Source(way, labels=labels, within=int(rest[1]) if rest[1:] else _WITHIN)
