"""What a batch of articles is read with: its sources, its extractor, and where it goes."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol

from coopkg.domain.advice import Advised
from coopkg.domain.article import Article
from coopkg.domain.proposals import Proposal
from coopkg.ingest.documents.document import Given, Skipped
from coopkg.ingest.documents.pieces import Reach


class Extractor(Protocol):
    """What reads proposals in an article."""

    def propose(self, article: Article) -> list[Proposal]:
        """Return what the article states, each with its evidence."""


class Output(Protocol):
    """Where articles and proposals go, and what is there already."""

    def texts(self) -> Iterator[tuple[str, str]]:
        """Yield the slug and the text of each article that is there."""

    def is_done(self, article: Article) -> bool:
        """Tell whether this text has been read before, by the same extractor."""

    def put(
        self, article: Article, proposals: Sequence[Proposal], *, is_whole: bool = True
    ) -> Sequence[Proposal] | Skipped:
        """Take an article and its proposals; return all proposals that are there now, or why they are not taken.

        What is not whole, because a model did not answer, is to be read again by the next batch.
        """


@dataclass(frozen=True, slots=True, kw_only=True)
class Batch:
    """What is to be read, and how.

    `make` makes the function that proposes, once in each of the `jobs` processes, where an article may take `limit_s`;
    without jobs this process does it all. `is_again` reads what was read.
    """

    sources: Sequence[str]
    reach: Reach
    make: Callable[[], Callable[[Article], list[Proposal] | Advised]]
    given: Given
    is_again: bool = False
    jobs: int = 0
    limit_s: float = 60.0
