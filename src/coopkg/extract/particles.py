"""Particles: the small words that the code asks for one by one, each list for one question about a place in a text."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from typing import cast

from coopkg.errors import GrammarError

Words = frozenset[str]


@dataclass(frozen=True, slots=True)
class Particles:
    """The section `particles` of `names.yaml`; there each list has a comment that says what it is for."""

    joining: Words
    joining_capitals: Words
    owning: Words
    belonging: Words
    owned: Words
    topic: Words
    between: Words
    within_brackets: Words
    before_acronyms: Words
    small_heads: Words
    abbreviated_heads: Words
    common_events: Words
    meeting: Words
    one: Words
    determiners: Words
    complements: Words
    complements_of_things: Words
    possessive: Words
    lasting: Words
    pointing: Words
    pointing_within: Words
    pointing_before: Words
    signed: Words
    no_group_after: Words
    group_stops: Words
    group_links: Words
    no_people: Words
    city_signs: Words
    news_agencies: Words
    led_bodies: Mapping[str, str]
    office_of: Words
    office_where: Words
    as_role: Words
    titles_before: Words
    titles_after: Words
    copula: Words
    articles: Words
    repeated: Words
    before_verbs: Words
    anew: Words
    through: Words
    framing: Words
    conditions: Words
    examples: Words
    past: Words
    past_endings: Words
    since: Words
    quoting: Words
    not_counted: Words
    equal: Words


def particles_of(language: str, section: object) -> Particles:
    """Return the particles of a language; GrammarError where a list is missing, unknown or no list of words."""
    rule = f"{language}/names: particles"
    given = section if isinstance(section, dict) else {}
    names = {field.name for field in fields(Particles)}
    if given.keys() != names:
        raise GrammarError(rule, f"there must be just these lists, and not {', '.join(sorted(given.keys() ^ names))}")
    values: dict[str, Words | dict[str, str]] = {}
    for name, listed in given.items():
        # YAML reads a bare «on» as a truth value.
        if not all(isinstance(each, str) for each in listed):
            raise GrammarError(rule, f"{name} has something that is no word: put it in quotation marks")
        values[name] = dict(listed) if isinstance(listed, dict) else frozenset(cast("Sequence[str]", listed))
    return Particles(**values)  # type: ignore[arg-type]  # the names were compared with the fields
