"""Proposals: what an extractor reads in an article, before a person has accepted it as a fact.

A proposal has the type, the modality and the arguments of a `Fact`, under the same names; what it may name is wider:
an entity that the registry does not know stays the name that the text gives it, until review makes it an entity.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Literal

from coopkg.domain.dates import Edtf
from coopkg.domain.facts import Amount, Evidence, Modality, Slug


@dataclass(frozen=True, slots=True)
class Mention:
    """An entity as an article names it.

    `slug` is the entity of the registry, None where there is none of that name. `kind` is a key of `KINDS`: that of the
    entity, or what the form of the name tells. `names` begins with the fullest name that the article uses.
    """

    names: tuple[str, ...]
    kind: str
    slug: Slug | None = None


#: What an argument of a proposal may be: entities, texts in the article's language, numbers, sums, or several of them.
Argument = Mention | str | int | Decimal | Amount | tuple["Mention | Amount", ...]


@dataclass(frozen=True, slots=True)
class Coreference:
    """Who or what some words stand for: «Tổng cục» for an entity, `start` and `end` being the offsets of the words."""

    words: str
    start: int
    end: int
    entity: str


@dataclass(frozen=True, slots=True)
class Proposal:
    """A fact that an extractor reads in an article.

    `extractor` names what read it: `grammar/<rule>`, or `llm/<model>`. `coreferences` are those that its arguments rest
    on. Once a person has judged it, `status` tells how, `reviewed_by` who, and `reviewed` on which day; of one that
    waits on, these tell who has edited it.
    """

    id: str
    article: str
    type: str
    modality: Modality
    arguments: Mapping[str, Argument]
    evidence: tuple[Evidence, ...]
    extractor: str
    time: Edtf | None = None
    coreferences: tuple[Coreference, ...] = ()
    status: Literal["proposed", "accepted", "rejected"] = "proposed"
    reviewed_by: str | None = None
    reviewed: date | None = None
