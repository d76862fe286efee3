"""Who in the registry a name may mean: the entities whose names look like it, best first."""

import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from rapidfuzz import fuzz, process

from coopkg.domain.entities import KINDS, Entity, KindGroup
from coopkg.domain.facts import Slug
from coopkg.ingest.registry import Registry, fold

_LEAST = 55.0
# So many times what is asked for is looked at more closely.
_TRIED = 8
_OF_KIND = 8.0


@dataclass(frozen=True, slots=True)
class Candidate:
    """An entity, by which of its names it was found, and how much that is like the name asked for (to 100)."""

    entity: Entity
    label: str
    score: float


def candidates(
    names: Sequence[str], groups: frozenset[KindGroup], registry: Registry, kind: str | None = None, most: int = 5
) -> list[Candidate]:
    """Return the entities of one of `groups` (none: of any) that one of `names` may mean, at most so many.

    Those of the `kind` that the form of the name tells are put a little higher.
    """
    labels = list(_labels(registry, groups))
    folded = [folded for _, _, folded in labels]
    found: dict[Slug, Candidate] = {}
    for name in names:
        for query in {fold(name), toneless(fold(name))}:
            hits = process.extract(query, folded, scorer=fuzz.WRatio, score_cutoff=_LEAST, limit=_TRIED * most)
            for match, similarity, place in hits:
                slug, label, _ = labels[place]
                # A name of three letters is a part of very many: how much of both is alike counts too.
                score = (similarity + fuzz.token_sort_ratio(query, match)) / 2
                score = min(100.0, score + _OF_KIND * (registry.entities[slug].kind == kind))
                known = found.get(slug)
                if known is None or known.score < score:
                    found[slug] = Candidate(registry.entities[slug], label, score)
    return sorted(found.values(), key=lambda each: (-each.score, len(each.label), each.entity.slug))[:most]


def toneless(text: str) -> str:
    """Return `text` without tones and other marks: people leave them out.

    >>> toneless("đại học")
    'dai hoc'
    """
    plain = unicodedata.normalize("NFD", text.replace("đ", "d").replace("Đ", "D"))
    return "".join(character for character in plain if not unicodedata.combining(character))


def _labels(registry: Registry, groups: frozenset[KindGroup]) -> Iterator[tuple[Slug, str, str]]:
    """Yield each label of the entities asked for, as it is and folded, with tones and without."""
    for slug, entity in registry.entities.items():
        if groups and KINDS[entity.kind] not in groups:
            continue
        for label in entity.labels:
            for folded in {fold(label.text), toneless(fold(label.text))}:
                yield slug, label.text, folded
