"""The gazetteer: names of the registry and of all countries, found in a text on word boundaries.

Acronyms are written as they are registered («UL» is not «ul»); other names in any case, but those of one syllable need
their capital («Úc», and not «úc»).
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import cast

from babel import Locale

from coopkg.domain.entities import KINDS, Entity, KindGroup
from coopkg.domain.facts import Slug
from coopkg.extract.phrases import Phrases
from coopkg.extract.tokens import folded_words

#: The label of the tokens that things of a group become.
LABELS: Mapping[KindGroup, str] = {
    "organization": "ORG",
    "group": "GROUP",
    "country": "LAND",
    "person": "PER",
    "place": "PLACE",
    "role": "ROLE",
    "event": "EVT",
    "series": "EVT",
    "agreement": "AGR",
    "document": "DOC",
    "project": "PRJ",
    "grant": "GRANT",
}


@dataclass(frozen=True, slots=True)
class Named:
    """A thing that the gazetteer knows: its kind, all its names, and its slug if it is in the registry."""

    kind: str
    names: tuple[str, ...]
    slug: Slug | None = None


@dataclass(frozen=True, slots=True)
class Entry:
    """One name of a thing; `text` is how it is registered, `is_exact` whether its case counts."""

    thing: Named
    text: str
    is_exact: bool
    needs_capital: bool


def gazetteer_of(
    entities: Iterable[Entity],
    known: Iterable[tuple[str, Sequence[str]]] = (),
    languages: Iterable[str] = ("vi", "en"),
) -> Phrases[Entry]:
    """Return the names of the registry's entities, and of what it does not have of `known` and of CLDR's countries.

    `known` are pairs of a kind and the names of a thing. Roles are words of the grammar, not names.
    """
    phrases: Phrases[Entry] = Phrases()
    taken: set[tuple[str, ...]] = set()
    for entity in entities:
        if KINDS[entity.kind] == "role":
            continue
        thing = Named(entity.kind, tuple(dict.fromkeys(label.text for label in entity.labels)), Slug(entity.slug))
        for label in entity.labels:
            taken.update(_added(phrases, thing, label.text, is_acronym=label.kind == "acronym"))
    others = [Named(kind, tuple(names)) for kind, names in known]
    for thing in (*others, *_countries(tuple(languages))):
        if any(folded_words(name) in taken for name in thing.names):
            continue
        for name in thing.names:
            if folded_words(name) not in taken:
                _added(phrases, thing, name, is_acronym=name.isupper())
    return phrases


def _added(phrases: Phrases[Entry], thing: Named, text: str, *, is_acronym: bool) -> list[tuple[str, ...]]:
    words = folded_words(text)
    is_exact = is_acronym or (len(words) == 1 and text.isupper())
    entry = Entry(thing, text, is_exact, needs_capital=len(words) == 1)
    # «Châu Á – Thái Bình Dương» stands without spaces around its dash too, and a hyphen is no sign.
    spellings = [words, tuple(word for word in words if word != "-")]
    for spelling in dict.fromkeys(spellings):
        phrases.add(spelling, entry)
    return spellings


@lru_cache(maxsize=4)
def _countries(languages: tuple[str, ...]) -> tuple[Named, ...]:
    """Return the states of the world with their names in `languages`, from CLDR."""
    # Babel's types allow for keys that the table of territories does not have.
    tables = [cast("Mapping[str, str]", Locale(language).territories) for language in languages]
    codes = [code for code in tables[0] if _STATE.fullmatch(code) and code not in _NO_STATES]
    return tuple(
        Named("country", tuple(dict.fromkeys(_plain(table[code]) for table in tables if code in table)))
        for code in sorted(codes)
    )


# ISO 3166-1; CLDR has the numbers of the world's regions beside it.
_STATE = re.compile("[A-Z]{2}")
# CLDR has codes for the world's unions and for what is not known.
_NO_STATES = frozenset({"EU", "EZ", "UN", "ZZ", "XA", "XB", "QO", "AC", "CP", "DG", "EA", "IC", "TA"})


def _plain(name: str) -> str:
    """Return a name without what CLDR puts in brackets («Myanmar (Miến Điện)»)."""
    return name.partition(" (")[0]


def fitting(entries: Iterator[tuple[int, Entry]], written: Mapping[int, str]) -> tuple[int, Entry] | None:
    """Return the first of `entries` whose case rules the text obeys; `written` has the text of each length."""
    for length, entry in entries:
        text = written[length]
        if entry.is_exact and text != entry.text:
            continue
        if entry.needs_capital and not text[:1].isupper():
            continue
        return length, entry
    return None
