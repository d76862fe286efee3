"""The words and names that a grammar knows; what they are stands in `grammar/<language>/*.yaml`."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import cast

from coopkg.errors import GrammarError
from coopkg.extract.grammar import read_sections
from coopkg.extract.particles import Particles, particles_of
from coopkg.extract.phrases import Phrases
from coopkg.extract.tokens import folded_words


@dataclass(frozen=True, slots=True)
class Names:
    """How articles of a language name things (`names.yaml`): each phrase with the kind of what it begins or names.

    `heads` has the label of the thing (`ORG`, `EVT`, `DOC`, `AGR`, `PRJ`) beside its kind; `traits` are those of
    `TRAITS` that the names of the language have.
    """

    heads: Phrases[tuple[str, str]]
    roles: Phrases[str]
    role_prefixes: Mapping[str, str]
    capacities: Phrases[str]
    honorifics: Phrases[str]
    men: frozenset[str]
    women: frozenset[str]
    either: frozenset[str]
    groups: Phrases[str]
    group_heads: Phrases[str]
    surnames: frozenset[str]
    links: Phrases[str]
    stops: Phrases[str]
    topics: Phrases[str]
    known: tuple[tuple[str, tuple[str, ...]], ...]
    both: Phrases[str]
    not_heads: Phrases[str]
    places: Phrases[str]
    default_bodies: Mapping[str, tuple[str, ...]]
    portfolios: Mapping[str, str]
    not_names: frozenset[str]
    traits: frozenset[str]


@dataclass(frozen=True, slots=True)
class Lexicon:
    """What the grammar of one language knows before it reads an article."""

    language: str
    words: Phrases[str]
    names: Names
    particles: Particles


#: How the languages that have a grammar build their names: «Asian Development Bank» ends in its head; somebody is
#: called by the last name alone; a list ends with «and»; the syllables of a word stand apart («Ngoại giao»).
TRAITS = frozenset({"heads_last", "last_names", "closed_lists", "syllables"})
_LABELS = {"organizations": "ORG", "events": "EVT", "documents": "DOC", "projects": "PRJ"}


def read_lexicon(language: str) -> Lexicon:
    """Return the lexicon of `grammar/<language>/`; GrammarError where a particle or a trait is wrong."""
    names = read_sections(language, "names")
    if unknown := _words(names.get("traits")) - TRAITS:
        raise GrammarError(f"{language}/names: traits", f"there is no trait {', '.join(sorted(unknown))}")
    words = _classes(read_sections(language, "words"))
    return Lexicon(language, words, _names(names), particles_of(language, names.get("particles")))


def _names(given: Mapping[str, object]) -> Names:
    return Names(
        heads=_heads(given),
        roles=_classes(given.get("roles")),
        role_prefixes={word: meaning for meaning, words in _lists(given.get("role_prefixes")) for word in words},
        capacities=_classes(given.get("capacities")),
        honorifics=_phrases(given.get("honorifics")),
        men=_words(given.get("men")),
        women=_words(given.get("women")),
        either=_words(given.get("either")),
        groups=_phrases(given.get("groups")),
        group_heads=_phrases(given.get("group_heads")),
        surnames=_words(given.get("surnames")),
        links=_phrases(given.get("links")),
        stops=_phrases(given.get("stops")),
        topics=_phrases(given.get("topics")),
        known=tuple(_known(given.get("known"))),
        both=_classes(given.get("both")),
        not_heads=_phrases(given.get("not_heads")),
        places=_phrases(given.get("places")),
        default_bodies={role: tuple(names) for role, names in _lists(given.get("default_bodies"))},
        portfolios=dict(cast("Mapping[str, str]", given.get("portfolios") or {})),
        not_names=_words(given.get("not_names")),
        traits=_words(given.get("traits")),
    )


def _heads(given: Mapping[str, object]) -> Phrases[tuple[str, str]]:
    return Phrases(
        (folded_words(phrase), ("AGR" if kind == "agreement" else label, kind))
        for section, label in _LABELS.items()
        for kind, phrases in _lists(given.get(section))
        for phrase in phrases
    )


def _lists(section: object) -> Iterator[tuple[str, list[str]]]:
    """Yield the lists of a section with their names; an empty one, or a section that is missing, has nothing."""
    for name, listed in cast("Mapping[str, Iterable[object] | None]", section or {}).items():
        yield str(name), [str(each) for each in listed or ()]


def _listed(section: object) -> list[str]:
    return [str(each) for each in cast("Iterable[object]", section or ())]


def _classes(section: object) -> Phrases[str]:
    return Phrases((folded_words(phrase), name) for name, phrases in _lists(section) for phrase in phrases)


def _phrases(section: object) -> Phrases[str]:
    return Phrases((folded_words(phrase), phrase) for phrase in _listed(section))


def _words(section: object) -> frozenset[str]:
    return frozenset(_listed(section))


def _known(section: object) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Yield the kind and the names of each body; YAML takes a comma for the next name, so that names write it «;»."""
    for kind, listed in cast("Mapping[str, Iterable[Iterable[str]]]", section or {}).items():
        for names in listed:
            yield str(kind), tuple(str(name).replace(";", ",") for name in names)
