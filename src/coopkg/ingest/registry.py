"""The registry: `data/registry/*.yaml`, lists of the things that facts can name."""

import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated

from coopkg.domain.entities import IRI_FORM, KINDS, SLUG_FORM, Entity, Label, LabelKind
from coopkg.domain.facts import Slug, Text
from coopkg.errors import BadInputError, UnknownTermError
from coopkg.ingest.edges import Names, shape_of, text_of, texts_of, trimmed
from coopkg.ingest.sources import Place, Source, parse_yaml, texts_in
from coopkg.ingest.text import files_in, read_text
from coopkg.ingest.values import Fault, Reader, reader_of, spelled, suggestion

_LANGUAGES = ("vi", "en")
_DASHES = re.compile(r"\s*[-\u2010-\u2015\u2212]\s*")


def kind_of(value: object) -> str:
    """Return a kind that the registry knows; ValueError where it is none."""
    kind = text_of(value)
    if kind not in KINDS:
        hint = suggestion(kind, KINDS) or f"; there are {', '.join(KINDS)}"
        raise ValueError(f"there is no kind «{kind}»{hint}")
    return kind


def _bilingual(value: object) -> dict[str, str]:
    texts = {language: trimmed(text) for language, text in texts_of(value).items()}
    missing = [language for language in _LANGUAGES if language not in texts]
    if missing:
        raise ValueError(f"missing in {' and '.join(missing)}: both vi and en are needed")
    return texts


@dataclass(frozen=True, slots=True, kw_only=True)
class EntityRecord:
    """One entry of a registry file: a thing with a chosen slug, its kind and what it is called."""

    slug: Annotated[str, SLUG_FORM]
    kind: Annotated[str, kind_of]
    labels: Annotated[Text, _bilingual]
    acronyms: Names | None = None
    short: Names | None = None
    variants: Names | None = None
    former: Names | None = None
    description: Text | None = None
    identifiers: tuple[Annotated[str, IRI_FORM], ...] = ()
    members: Annotated[Text, _bilingual] | None = None


@dataclass(frozen=True, slots=True)
class Registry:
    """Everything registered, by slug, and who is called what.

    `names` holds the slugs by folded name (see `fold`); one name may be that of several entities. `places` tells where
    each entity stands. What is `unsound` has a fault; it is only what could be read of it, so that the facts that name
    it are still judged rightly. `is_complete` is false when a file could not be read, so that a slug may be missing
    here and still be right.
    """

    entities: Mapping[Slug, Entity]
    unsound: Mapping[Slug, Entity]
    names: Mapping[str, tuple[Slug, ...]]
    places: Mapping[Slug, Place]
    is_complete: bool = True

    def find(self, slug: str) -> Entity | None:
        """Return the entity of that slug, sound or not, or None."""
        return self.entities.get(Slug(slug)) or self.unsound.get(Slug(slug))

    def resolve(self, name: str) -> Slug:
        """Return the slug of the entity called `name`, in any language and any of its names.

        UnknownTermError says so when nothing is called that, or more than one thing.
        """
        slugs = self.names.get(fold(name), ())
        if not slugs:
            raise UnknownTermError(name, f"nothing in the registry is called that{suggestion(fold(name), self.names)}")
        if len(slugs) > 1:
            raise UnknownTermError(name, f"the name of {' and '.join(f'`{slug}`' for slug in slugs)}: give the slug")
        return slugs[0]


def fold(name: str) -> str:
    """Return what two spellings of one name have in common: NFC, small letters, single spaces, one kind of dash.

    >>> fold("Châu Á – Thái  Bình Dương") == fold("châu á-thái bình dương")
    True
    """
    text = " ".join(unicodedata.normalize("NFC", name).casefold().split())
    return unicodedata.normalize("NFC", _DASHES.sub("-", text))


@dataclass(frozen=True, slots=True)
class _Shelf:
    """What has been read so far; filled file by file."""

    reader: Reader[EntityRecord]
    entities: dict[Slug, Entity] = field(default_factory=dict)
    unsound: dict[Slug, Entity] = field(default_factory=dict)
    places: dict[Slug, Place] = field(default_factory=dict)
    identifiers: dict[str, Slug] = field(default_factory=dict)
    faults: list[BadInputError] = field(default_factory=list)


def read_registry(directory: Path) -> tuple[Registry, list[BadInputError]]:
    """Return the entities of all files in `directory`, and everything that is wrong with them."""
    paths, faults = files_in(directory, {".yaml"})
    shelf = _Shelf(reader_of(EntityRecord), faults=faults)
    complete = [_read_file(path, shelf) for path in paths]
    names: dict[str, dict[Slug, None]] = {}
    for entity in [*shelf.entities.values(), *shelf.unsound.values()]:
        for label in entity.labels:
            names.setdefault(fold(label.text), {})[Slug(entity.slug)] = None
    by_name = {name: tuple(slugs) for name, slugs in names.items()}
    is_complete = all(complete) and directory.is_dir()
    return Registry(shelf.entities, shelf.unsound, by_name, shelf.places, is_complete), shelf.faults


def _read_file(path: Path, shelf: _Shelf) -> bool:
    """Add the entities of one file; return whether all that it names could be seen."""
    text, faults = read_text(path)
    shelf.faults.extend(faults)
    if text is None:
        return False
    source, faults = parse_yaml(path, text)
    shelf.faults.extend(faults)
    if source is None:
        return False
    if not isinstance(source.value, list):
        shelf.faults.append(
            BadInputError(path, source.line, f"a list of entities is asked for, not {shape_of(source.value)}")
        )
        return False
    for position, value in enumerate(source.value):
        _add(Source(path, source.line_of((position,)), value, source.lines, (position,)), shelf)
    return True


def _add(source: Source, shelf: _Shelf) -> None:
    record, faults = shelf.reader.read(source.value)
    if record is not None:
        faults = list(_identifier_faults(record, shelf))
    entity = entity_of(record) if record is not None else _salvaged(source.value)
    name = f"entity {entity.slug}: " if entity is not None else ""
    shelf.faults.extend(BadInputError(source.path, source.line_of(fault[0]), name + spelled(fault)) for fault in faults)
    if entity is not None:
        _register(entity, source, shelf, into=shelf.unsound if faults else shelf.entities)


def _register(entity: Entity, source: Source, shelf: _Shelf, into: dict[Slug, Entity]) -> None:
    slug = Slug(entity.slug)
    first = shelf.places.get(slug)
    if first is not None:
        reason = f"entity {slug}: there is one of that slug already, in {first.path}:{first.line}"
        shelf.faults.append(BadInputError(source.path, source.line, reason))
        return
    into[slug] = entity
    shelf.places[slug] = Place(source.path, source.line)


def _identifier_faults(record: EntityRecord, shelf: _Shelf) -> Iterator[Fault]:
    for position, identifier in enumerate(record.identifiers):
        owner = shelf.identifiers.setdefault(identifier, Slug(record.slug))
        if owner != record.slug:
            yield ("identifiers", position), f"this is `{owner}` already, and two entities are never the same thing"


def entity_of(record: EntityRecord) -> Entity:
    """Return the entity that an entry without fault registers."""
    named: tuple[tuple[LabelKind, Names | None], ...] = (
        ("acronym", record.acronyms),
        ("short", record.short),
        ("variant", record.variants),
        ("former", record.former),
    )
    labels = [Label(text, language) for language, text in record.labels.items()]
    for kind, names in named:
        labels.extend(Label(text, language, kind) for language, texts in (names or {}).items() for text in texts)
    return Entity(record.slug, record.kind, tuple(labels), record.description or {}, record.identifiers, record.members)


def _salvaged(value: object) -> Entity | None:
    """Return what can be known of an entity whose record has faults: slug, kind, and all texts as its names."""
    if not isinstance(value, dict) or re.fullmatch(SLUG_FORM.pattern, str(value.get("slug"))) is None:
        return None
    labels = tuple(Label(text, "und") for text in texts_in(value))
    return Entity(str(value["slug"]), str(value.get("kind")), labels, {})
