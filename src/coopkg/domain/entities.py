"""What the registry knows: things with chosen slugs, their names, and no facts about them."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

LabelKind = Literal["name", "acronym", "short", "variant", "former"]


@dataclass(frozen=True, slots=True)
class Label:
    """One name of an entity: `kind` tells the full name from an acronym, a short form, a variant or former spelling."""

    text: str
    language: str
    kind: LabelKind = "name"


@dataclass(frozen=True, slots=True)
class Entity:
    """A registered thing.

    `kind` is a key of the mapping's table of classes (`national-standards-body`, `country`, `conference` …);
    `identifiers` are IRIs of the same thing elsewhere, given only where they are known for sure;
    `members_class` names the class of the members of this body, if one is wanted (labels by language).
    """

    slug: str
    kind: str
    labels: tuple[Label, ...]
    descriptions: Mapping[str, str]
    identifiers: tuple[str, ...] = ()
    members_class: Mapping[str, str] | None = None

    def name(self, language: str) -> str:
        """Return the full name in `language`, or the first name there is."""
        names = [label for label in self.labels if label.kind == "name"]
        return next((label.text for label in names if label.language == language), names[0].text)
