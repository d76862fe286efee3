"""Slots: from a match of a rule to the arguments of a fact, each from where its rule says that it stands."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import product

from coopkg.domain.proposals import Argument, Mention
from coopkg.extract.arguments import argument_of, fits
from coopkg.extract.fillers import fillers_of
from coopkg.extract.patterns import Match
from coopkg.extract.reading import Filler, Reading
from coopkg.extract.rules import Rule
from coopkg.extract.sources import Source

# The clause around a number is what it is about; the number and what it counts are what says so.
_NO_EVIDENCE = frozenset({("statistic", "subject"), ("statistic", "holder"), ("statistic", "about")})


@dataclass(frozen=True, slots=True)
class Filled:
    """The arguments of a fact, and the first and the last token of its evidence."""

    arguments: dict[str, Argument]
    first: int
    last: int


def filled(reading: Reading, rule: Rule, match: Match) -> Iterator[Filled]:
    """Yield what a match states: a fact for each of the things that its rule takes one by one.

    Nothing is yielded where an argument that the rule asks for is missing, or is of a kind that the fact cannot take.
    """
    slots = _slots(reading, rule, match)
    if slots is None:
        return
    for chosen in product(*slots.values()):
        fillers = dict(zip(slots, chosen, strict=True))
        given = {name: argument_of(rule.type, name, [each.value for each in of]) for name, of in fillers.items()}
        arguments = _without_doubles(given, rule)
        if arguments is not None:
            yield Filled(arguments, *_evidence(rule, match, fillers))


def _slots(reading: Reading, rule: Rule, match: Match) -> dict[str, list[list[Filler]]] | None:
    """Return for each argument what may fill it, one of these for each fact; None where one is missing."""
    slots: dict[str, list[list[Filler]]] = {}
    for name, sources in rule.arguments.items():
        source, fillers = _first(reading, (rule.type, name), sources, match)
        if not fillers and not source.is_optional:
            return None
        if fillers and source.all:
            slots[name] = [fillers]
        elif fillers:
            slots[name] = [[each] for each in (fillers if source.each else fillers[:1])]
    return slots


def _first(
    reading: Reading, slot: tuple[str, str], sources: Sequence[Source], match: Match
) -> tuple[Source, list[Filler]]:
    """Return the first of the ways that finds what the argument may be, with what it finds."""
    for source in sources:
        found = [*fillers_of(reading, match, source)]
        if source.beside is not None:
            found += fillers_of(reading, match, source.beside)
        fillers = [each for each in found if fits(*slot, each.value)]
        if fillers:
            return source, fillers
    return sources[-1], []


def _evidence(rule: Rule, match: Match, fillers: Mapping[str, Sequence[Filler]]) -> tuple[int, int]:
    """Return the first and the last token of what says a fact: the match, and what fills its slots."""
    telling = [each for name, of in fillers.items() if (rule.type, name) not in _NO_EVIDENCE for each in of]
    places = [(each.first, each.last) for each in telling if each.first >= 0]
    return (
        min([match.first, *(first for first, _ in places)]),
        max([match.last - 1, *(last for _, last in places)]),
    )


def _without_doubles(arguments: Mapping[str, Argument], rule: Rule) -> dict[str, Argument] | None:
    """Return the arguments without those that repeat another and may be missing; None where one is needed twice.

    Nobody meets or joins itself.
    """
    kept: dict[str, Argument] = {}
    seen: set[str] = set()
    for name, value in sorted(arguments.items(), key=lambda item: rule.arguments[item[0]][-1].is_optional):
        if isinstance(value, Mention):
            if value.names[0] in seen:
                if rule.arguments[name][-1].is_optional:
                    continue
                return None
            seen.add(value.names[0])
        kept[name] = value
    return kept
