"""New entities: what is proposed for one that an article names, and its entry in the files of the registry."""

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import yaml

from coopkg.curation.candidates import toneless
from coopkg.curation.records import as_read, unfit_texts
from coopkg.domain.entities import KINDS, Entity, KindGroup
from coopkg.domain.facts import Slug
from coopkg.domain.slugs import slug_of
from coopkg.errors import RefusedError
from coopkg.ingest.registry import EntityRecord, Registry, entity_of, fold
from coopkg.ingest.sources import Place, parse_yaml
from coopkg.ingest.values import Reader, reader_of, spelled

_FILES: Mapping[KindGroup, str] = {
    "organization": "organizations",
    "group": "groups",
    "country": "places",
    "person": "people",
    "place": "places",
    "role": "roles",
    "event": "events",
    "series": "events",
    "agreement": "documents",
    "document": "documents",
    "project": "projects",
    "grant": "projects",
}
# Whose name is the same in English but for the tones.
_SAME_IN_ENGLISH: frozenset[KindGroup] = frozenset({"person", "place", "country"})


def proposed_entity(names: tuple[str, ...], kind: str, registry: Registry) -> dict[str, Any]:
    """Return an entry for a thing that an article calls `names`, the fullest first, to be looked through by a person.

    English labels are proposed for names that are only stripped of tones there; elsewhere they are "", to be filled in.
    """
    name, *others = names
    english = toneless(name) if KINDS[kind] in _SAME_IN_ENGLISH else ""
    entry: dict[str, Any] = {"slug": _free_slug(name, registry), "kind": kind, "labels": {"vi": name, "en": english}}
    acronyms = [each for each in others if each.isupper()]
    variants = [each for each in others if not each.isupper() and fold(each) != fold(name)]
    return (
        entry
        | ({"acronyms": {"vi": acronyms}} if acronyms else {})
        | ({"variants": {"vi": variants}} if variants else {})
    )


def _free_slug(name: str, registry: Registry) -> str:
    slug = slug_of(name) or "entity"
    taken = (number for number in range(1, len(registry.entities) + 3) if registry.find(f"{slug}-{number + 1}") is None)
    return slug if registry.find(slug) is None else f"{slug}-{next(taken) + 1}"


def entity_reader() -> Reader[EntityRecord]:
    """Return what reads the entries of the registry."""
    return reader_of(EntityRecord)


def checked_entity(
    entry: Mapping[str, object], registry: Registry, reader: Reader[EntityRecord]
) -> tuple[Entity | None, list[str]]:
    """Return the entity that an entry registers, or None and what is wrong with it."""
    record, faults = reader.read(as_read(entry))
    if record is None:
        return None, [spelled(fault) for fault in faults]
    known = {identifier: entity.slug for entity in registry.entities.values() for identifier in entity.identifiers}
    wrong = unfit_texts(dict(entry))
    wrong += [f"{each} is `{known[each]}` already" for each in record.identifiers if each in known]
    if registry.find(record.slug) is not None:
        wrong.append(f"`slug`: there is an entity `{record.slug}` already")
    return (None, wrong) if wrong else (entity_of(record), [])


def with_entity(registry: Registry, entity: Entity, path: Path) -> Registry:
    """Return `registry` with one entity more."""
    slug = Slug(entity.slug)
    names = dict(registry.names)
    for label in entity.labels:
        names[fold(label.text)] = tuple(dict.fromkeys((*names.get(fold(label.text), ()), slug)))
    return replace(
        registry,
        entities={**registry.entities, slug: entity},
        names=names,
        places={**registry.places, slug: Place(path, 0)},
    )


def file_for(kind: str, registry: Registry, directory: Path) -> Path:
    """Return the file of the registry in which most entities of that kind's group stand, else the one named for it."""
    group = KINDS[kind]
    places = Counter(
        registry.places[slug].path for slug, entity in registry.entities.items() if KINDS[entity.kind] == group
    )
    return places.most_common(1)[0][0] if places else directory / f"{_FILES[group]}.yaml"


def entry_text(entry: Mapping[str, object], path: Path, before: bytes | None) -> bytes:
    """Return an entry as lines to be put at the end of the registry file `path`, which holds `before`.

    RefusedError where the file would not be read as before, with the entry at its end.
    """
    text = (before or b"").decode()
    match = re.search(r"^( *)- ", text, re.MULTILINE)
    indent = match.group(1) if match else ""
    lines = yaml.safe_dump([dict(entry)], allow_unicode=True, sort_keys=False, width=1 << 20).splitlines()
    added = "".join(f"{indent}{line}\n" for line in (*([] if before is None else [""]), *lines))
    glue = "" if not text or text.endswith("\n") else "\n"
    known = parse_yaml(path, text)[0] if text.strip() else None
    source, faults = parse_yaml(path, text + glue + added)
    listed = known.value if known is not None and known.value is not None else []
    if source is None or faults or not isinstance(listed, list) or source.value != [*listed, as_read(entry)]:
        raise RefusedError(str(path), "an entry cannot be put at its end; write it by hand, as a list with hyphens")
    return added.encode()
