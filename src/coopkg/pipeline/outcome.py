"""What came of a batch of articles, counted while it runs."""

from collections import Counter
from dataclasses import dataclass, field
from typing import NamedTuple

from coopkg.ingest.documents.document import Skipped


class Duplicate(NamedTuple):
    """An article that says what another one says, which is called `slug`."""

    place: str
    slug: str
    is_exact: bool


class Note(NamedTuple):
    """Something to know about an article that was read."""

    place: str
    text: str


@dataclass(slots=True)
class Outcome:
    """How many articles were read, and what of them; `done` had been read before."""

    articles: int = 0
    done: int = 0
    proposals: Counter[str] = field(default_factory=Counter)
    duplicates: list[Duplicate] = field(default_factory=list)
    skipped: list[Skipped] = field(default_factory=list)
    notes: list[Note] = field(default_factory=list)

    @property
    def looked_at(self) -> int:
        """Return how many pieces of input were looked at so far."""
        return self.articles + self.done + len(self.duplicates) + len(self.skipped)

    @property
    def is_anything_read(self) -> bool:
        """Tell whether there was an article at all, new or known."""
        return self.looked_at > len(self.skipped)
