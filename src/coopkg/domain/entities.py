"""What the registry knows: things with chosen slugs, their names, and no facts about them."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True)
class OfForm:
    """Mark a string, in `Annotated`: it must match `pattern` as a whole; `what` says it in words."""

    pattern: str
    what: str


SLUG_FORM = OfForm("[a-z0-9]+(-[a-z0-9]+)*", "a slug (small letters, digits, single hyphens)")
_IRI_CHARACTER = (
    r"(?:[A-Za-z0-9._~!$&'()*+,;=:@-]|%[0-9A-Fa-f]{2}"
    r"|[^\x00-\x9f\ud800-\uf8ff\ufdd0-\ufdef\ufff0-\uffff\U000e0000-\U0010ffff])"
)
#: RFC 3987, section 2.2, narrowed to what names things on the web: a registered name as the host, no user.
IRI_FORM = OfForm(
    r"https?://[A-Za-z0-9._~-]+(?::[0-9]{1,5})?"
    rf"(?:/{_IRI_CHARACTER}*)*(?:\?(?:{_IRI_CHARACTER}|[/?])*)?(?:#(?:{_IRI_CHARACTER}|[/?])*)?",
    "an absolute http(s) IRI",
)
LANGUAGE_FORM = OfForm("[a-z]{2,3}(-[a-z0-9]{2,8})*", "a language tag such as vi")

LabelKind = Literal["name", "acronym", "short", "variant", "former"]
KindGroup = Literal[
    "organization",
    "group",
    "country",
    "person",
    "place",
    "role",
    "event",
    "series",
    "agreement",
    "document",
    "project",
    "grant",
]

#: Each kind that the registry knows, with its group; arguments of facts ask for groups (`coopkg.domain.facts`).
KINDS: Mapping[str, KindGroup] = {
    "international-organization": "organization",
    "national-standards-body": "organization",
    "ministry": "organization",
    "government": "organization",
    "local-government": "organization",
    "committee": "organization",
    "working-group": "organization",
    "company": "organization",
    "institute": "organization",
    "association": "organization",
    "organization": "organization",
    "group": "group",
    "country": "country",
    "person": "person",
    "place": "place",
    "role": "role",
    "event": "event",
    "conference": "event",
    "general-assembly": "event",
    "forum": "event",
    "workshop": "event",
    "talk": "event",
    "summit": "event",
    "meeting": "event",
    "signing-ceremony": "event",
    "event-series": "series",
    "agreement": "agreement",
    "document": "document",
    "declaration": "document",
    "legal-document": "document",
    "action-plan": "document",
    "pledge": "document",
    "project": "project",
    "programme": "project",
    "initiative": "project",
    "grant": "grant",
}

#: The groups of kinds whose things act: they hold roles, take part, sign and commit themselves.
AGENT_GROUPS: frozenset[KindGroup] = frozenset({"organization", "group", "country", "person"})
#: The groups of kinds that the registry only names: that such a thing exists or took place is claimed by facts.
CLAIMED_GROUPS: frozenset[KindGroup] = frozenset({"event", "series", "agreement", "document", "project", "grant"})


@dataclass(frozen=True, slots=True)
class Label:
    """One name of an entity: `kind` tells the full name from an acronym, a short form, a variant or former spelling."""

    text: str
    language: str
    kind: LabelKind = "name"


@dataclass(frozen=True, slots=True)
class Entity:
    """A registered thing.

    `kind` is a key of `KINDS` (`national-standards-body`, `country`, `conference` …);
    `identifiers` are IRIs of the same thing elsewhere, given only where they are known for sure;
    `members_class` names the class of the members of this body, if one is wanted (labels by language).
    """

    slug: str
    kind: str
    labels: tuple[Label, ...]
    descriptions: Mapping[str, str]
    identifiers: tuple[str, ...] = ()
    members_class: Mapping[str, str] | None = None

    @property
    def is_claimed(self) -> bool:
        """Tell whether facts, not the registry, say that the thing exists (an event, a document, a project …)."""
        return KINDS[self.kind] in CLAIMED_GROUPS

    def name(self, language: str) -> str:
        """Return the full name in `language`, or the first name there is."""
        names = [label for label in self.labels if label.kind == "name"]
        return next((label.text for label in names if label.language == language), names[0].text)
