"""What came of a batch of articles, counted while it runs."""

from collections import Counter
from dataclasses import dataclass, field
from typing import NamedTuple

from coopkg.domain.advice import Advised
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
class Advice:
    """What came of asking a model about `articles`: `failures` are those that it did not answer, or in part, by reason.

    `unasked` were left out after too many failures in a row.
    """

    articles: int = 0
    kept: int = 0
    unasked: int = 0
    dropped: Counter[str] = field(default_factory=Counter)
    failures: Counter[str] = field(default_factory=Counter)

    def add(self, advised: Advised) -> None:
        """Count what came of asking about one article."""
        self.articles += 1
        self.kept += advised.kept
        self.dropped.update(advised.dropped)
        self.unasked += not advised.is_asked
        if advised.failure is not None:
            self.failures[advised.failure] += 1


@dataclass(slots=True)
class Outcome:
    """How many articles were read, and what of them; `done` had been read before."""

    articles: int = 0
    done: int = 0
    proposals: Counter[str] = field(default_factory=Counter)
    duplicates: list[Duplicate] = field(default_factory=list)
    skipped: list[Skipped] = field(default_factory=list)
    notes: list[Note] = field(default_factory=list)
    advice: Advice = field(default_factory=Advice)

    @property
    def looked_at(self) -> int:
        """Return how many pieces of input were looked at so far."""
        return self.articles + self.done + len(self.duplicates) + len(self.skipped)

    @property
    def is_anything_read(self) -> bool:
        """Tell whether there was an article at all, new or known."""
        return self.looked_at > len(self.skipped)
