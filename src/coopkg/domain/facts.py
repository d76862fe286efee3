"""Facts: what one sentence of an article states, by kind, with its evidence, modality and time.

A fact is an envelope (`Fact`) around its content, one of the dataclasses of `Content`. Entities are named by their
registry slug; texts by language. Which types there are, and what each may say, is the whole of this file: the check of
the files, the JSON Schema, the mapping and the reference page are made from it.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Annotated, Literal, NewType

from coopkg.domain.dates import Edtf
from coopkg.domain.entities import AGENT_GROUPS, LANGUAGE_FORM, KindGroup, OfForm

#: The slug of a registry entity.
Slug = NewType("Slug", str)
#: A text by language tag, `{"vi": "…", "en": "…"}`.
Text = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class OfGroups:
    """Mark a slug: the entity's kind must be in one of these groups. A bare `Slug` takes any entity."""

    groups: frozenset[KindGroup]


AgentSlug = Annotated[Slug, OfGroups(AGENT_GROUPS)]
BodySlug = Annotated[Slug, OfGroups(frozenset({"organization", "group"}))]
# A minister or a president may serve the state itself.
BodyOrCountrySlug = Annotated[Slug, OfGroups(frozenset({"organization", "group", "country"}))]
RoleSlug = Annotated[Slug, OfGroups(frozenset({"role"}))]
EventSlug = Annotated[Slug, OfGroups(frozenset({"event", "series"}))]
EventOrProjectSlug = Annotated[Slug, OfGroups(frozenset({"event", "series", "project"}))]
# A local government or an institute stands for the place where it is.
PlaceSlug = Annotated[Slug, OfGroups(frozenset({"place", "country", "organization"}))]
AgreementSlug = Annotated[Slug, OfGroups(frozenset({"agreement", "document"}))]
ProjectSlug = Annotated[Slug, OfGroups(frozenset({"project"}))]
GrantSlug = Annotated[Slug, OfGroups(frozenset({"grant"}))]
InstrumentSlug = Annotated[Slug, OfGroups(frozenset({"agreement", "document", "project", "grant"}))]
Language = Annotated[str, LANGUAGE_FORM]
Currency = Annotated[str, OfForm("[A-Z]{3}", "an ISO 4217 code such as JPY")]

Modality = Literal["asserted", "planned", "hoped", "requested", "intended", "reported", "denied"]
Status = Literal["proposed", "accepted", "rejected"]
Comparator = Literal["=", ">", ">=", "≈", "<", "<=", "many"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Alias:
    """Say that `entity` is also called `alias`."""

    entity: Slug
    alias: str
    language: Language = "vi"


@dataclass(frozen=True, slots=True, kw_only=True)
class PartOf:
    """Say that the organization `part` is a body of the organization `whole`."""

    part: BodySlug
    whole: BodySlug


@dataclass(frozen=True, slots=True, kw_only=True)
class Membership:
    """Say that `member` belongs to `organization`, for itself or on behalf of a country or organization."""

    member: AgentSlug
    organization: BodySlug
    on_behalf_of: AgentSlug | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Role:
    """Say that a person, organization or country holds `role` in `organization`.

    With an interval the fact's time is the term; a single date says when the role was seen `held`, when it `starts`,
    or when it `ends` or was `handed_over`.
    """

    holder: AgentSlug
    role: RoleSlug
    organization: BodyOrCountrySlug
    phase: Literal["held", "starts", "ends", "handed_over"] = "held"
    on_behalf_of: AgentSlug | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Affiliation:
    """Say that `agent` belongs to or stands for `organization` without a seat in it.

    `capacity` is a role; with `representative` or `national-standards-body` the agent represents the organization (or
    country).
    """

    agent: AgentSlug
    organization: BodyOrCountrySlug
    capacity: RoleSlug | None = None
    content: Text | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """Say that an event takes place, or something about it: mode, ordinal, theme, place, the event it is a part of."""

    event: EventSlug
    part_of: EventOrProjectSlug | None = None
    place: PlaceSlug | None = None
    mode: Literal["online", "offline", "mixed"] | None = None
    ordinal: int | None = None
    theme: Text | None = None
    frequency: Text | None = None
    content: Text | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Participation:
    """Say that `participant` takes part in `event` (or a project), in a capacity, for itself or for another."""

    participant: AgentSlug
    event: EventOrProjectSlug
    capacity: RoleSlug | None = None
    on_behalf_of: AgentSlug | None = None
    content: Text | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Organizing:
    """Say that `organizer` organizes, hosts, chairs or helps to bring about `event`."""

    organizer: AgentSlug
    event: EventOrProjectSlug
    capacity: Literal["organizer", "co_organizer", "host", "chair", "facilitator"] = "organizer"
    content: Text | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Commitment:
    """Say that `debtor` commits itself, to whom, to what, until when, and where it said so."""

    debtor: AgentSlug
    content: Text
    creditor: AgentSlug | None = None
    beneficiary: Slug | None = None
    channel: AgentSlug | None = None
    instrument: InstrumentSlug | None = None
    announced_at: EventSlug | None = None
    due: Edtf | None = None
    topic: Text | None = None
    status: Literal["made", "in_progress", "fulfilled", "broken", "cancelled"] = "made"


@dataclass(frozen=True, slots=True, kw_only=True)
class Agreement:
    """Say how far an agreement has come: negotiated, agreed, signed or in force; these are four different things."""

    agreement: AgreementSlug
    status: Literal["negotiated", "agreed", "signed", "in_force"]
    parties: tuple[AgentSlug, ...] = ()
    body: BodySlug | None = None
    beneficiary: Slug | None = None
    event: EventSlug | None = None
    content: Text | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """Say who `issued` or who `adopted` a document; the two are never the same statement."""

    document: AgreementSlug
    action: Literal["issued", "adopted"]
    by: tuple[AgentSlug, ...]
    event: EventSlug | None = None
    topic: Text | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Amount:
    """A sum of money: a plain number and an ISO 4217 code."""

    value: Decimal
    currency: Currency


@dataclass(frozen=True, slots=True, kw_only=True)
class Grant:
    """Say who gives (`donor`), through whom (`channel`), to whom (`recipient`), what and how much.

    Several `amounts` are one sum told in several currencies.
    """

    grant: GrantSlug
    donor: AgentSlug
    recipient: AgentSlug
    channel: AgentSlug | None = None
    agreement: AgreementSlug | None = None
    amounts: tuple[Amount, ...] = ()
    content: Text | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Project:
    """Say that a project or programme exists, whose it is, who leads it and who carries it out."""

    project: ProjectSlug
    owner: AgentSlug | None = None
    leader: AgentSlug | None = None
    implementers: tuple[AgentSlug, ...] = ()
    status: Literal["promoted", "ongoing", "implemented"] | None = None
    content: Text | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Cooperation:
    """Say that two or more parties work together, and on what."""

    parties: tuple[AgentSlug, ...]
    content: Text
    about: Slug | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Statistic:
    """Say how many: `value` is None only where the text says `many`; `subject` is what was counted."""

    subject: Text
    unit: Text
    comparator: Comparator = "="
    value: Decimal | None = None
    holder: Slug | None = None
    about: Slug | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Stance:
    """Say that `holder` supports, thanks, congratulates, hopes, requests or affirms something.

    `spoken_by` is the person who says it for the holder; `agents` are those of whom something is hoped or asked,
    `beneficiary` is for whom, `about` what it concerns.
    """

    holder: AgentSlug
    attitude: Literal["supports", "thanks", "congratulates", "hopes", "requests", "affirms"]
    content: Text | None = None
    addressee: AgentSlug | None = None
    agents: tuple[AgentSlug, ...] = ()
    beneficiary: Slug | None = None
    about: Slug | None = None
    spoken_by: AgentSlug | None = None
    event: EventSlug | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """Say what was stated, by whom (the article itself, where there is no speaker), about what, on which occasion."""

    content: Text
    speaker: AgentSlug | None = None
    about: Slug | None = None
    event: EventSlug | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Purpose:
    """Say what `subject` is for."""

    subject: Slug
    content: Text


@dataclass(frozen=True, slots=True, kw_only=True)
class Definition:
    """Say what `subject` is, in the words of the text, and according to whom."""

    subject: Slug
    content: Text
    according_to: Slug | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Contribution:
    """Say what `agent` did or achieved, at which event, in which organization."""

    agent: AgentSlug
    content: Text
    event: EventSlug | None = None
    organization: BodyOrCountrySlug | None = None
    according_to: Slug | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """Say what `agent` plans or gives priority to."""

    agent: AgentSlug
    content: Text
    event: EventSlug | None = None
    spoken_by: AgentSlug | None = None


Content = (
    Alias
    | PartOf
    | Membership
    | Role
    | Affiliation
    | Event
    | Participation
    | Organizing
    | Commitment
    | Agreement
    | Document
    | Grant
    | Project
    | Cooperation
    | Statistic
    | Stance
    | Statement
    | Purpose
    | Definition
    | Contribution
    | Plan
)

#: The name of each type of fact in `data/facts/`, with the class of its content.
FACT_TYPES: Mapping[str, type[Content]] = {
    "alias": Alias,
    "part_of": PartOf,
    "membership": Membership,
    "role": Role,
    "affiliation": Affiliation,
    "event": Event,
    "participation": Participation,
    "organizing": Organizing,
    "commitment": Commitment,
    "agreement": Agreement,
    "document": Document,
    "grant": Grant,
    "project": Project,
    "cooperation": Cooperation,
    "statistic": Statistic,
    "stance": Stance,
    "statement": Statement,
    "purpose": Purpose,
    "definition": Definition,
    "contribution": Contribution,
    "plan": Plan,
}


@dataclass(frozen=True, slots=True)
class Evidence:
    """A quotation: `quote` is `article.text[start:end]`, counted in Unicode code points."""

    article: str
    quote: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Fact:
    """One claim: its content, how it is meant, when it holds, what says so, and what we did about it.

    `time` is the time of the content (a term, the date of an event), never the date of the article; `entered` is the
    day on which the fact came into `data/`, `withdrawn` the day on which it was taken back. `reviewed_by` names the
    person who accepted what an extractor had read.
    """

    id: str
    type: str
    content: Content
    modality: Modality
    evidence: tuple[Evidence, ...]
    extractor: str
    status: Status
    entered: date
    time: Edtf | None = None
    withdrawn: date | None = None
    reviewed_by: str | None = None

    @property
    def is_stated(self) -> bool:
        """Tell whether the fact's triples may stand in a graph: asserted, accepted and not withdrawn."""
        return self.modality == "asserted" and self.status == "accepted" and self.withdrawn is None
