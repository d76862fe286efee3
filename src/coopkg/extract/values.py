"""What merged tokens mean: entities as the text names them, dates, quantities."""

from dataclasses import dataclass, field
from decimal import Decimal

from coopkg.domain.dates import Edtf
from coopkg.domain.facts import Comparator, Slug


@dataclass(slots=True, eq=False)
class Referent:
    """What a text speaks of: an entity of the registry, or one that only the text names.

    One referent stands for all mentions of the thing in an article; names are added as they are met. `kind` is a key
    of `KINDS`.
    """

    kind: str
    names: list[str] = field(default_factory=list)
    slug: Slug | None = None

    def call(self, *names: str) -> None:
        """Add names, each once."""
        self.names.extend(name for name in names if name not in self.names)


@dataclass(frozen=True, slots=True)
class When:
    """A date, a period or a term of office; `edtf` is None for «năm nay», which only its context dates."""

    edtf: Edtf | None
    is_term: bool = False
    is_office: bool = False


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number that counts something; `unit` is what the text counts, `value` None for «nhiều» (many)."""

    value: Decimal | None
    comparator: Comparator
    unit: str = ""


@dataclass(frozen=True, slots=True)
class Money:
    """A sum: a plain number and an ISO 4217 code."""

    value: Decimal
    currency: str
    comparator: Comparator = "="


@dataclass(frozen=True, slots=True)
class Title:
    """The title of an office or a capacity: a slug of a role, its words, and how it is held (`new`, `past`, …)."""

    role: str
    words: str
    state: str = ""


Value = Referent | tuple[Referent, ...] | When | Quantity | Money | Title
