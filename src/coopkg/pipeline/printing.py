"""Proposals for whoever reads standard output."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from coopkg.domain.article import Article
from coopkg.domain.proposals import Proposal
from coopkg.ingest.proposals import proposal_json


@dataclass(frozen=True, slots=True)
class Printed:
    """Proposals told one to a line, and nothing kept."""

    write: Callable[[str], None]

    def texts(self) -> Iterator[tuple[str, str]]:
        """Yield nothing: what lies on a shelf is printed as well."""
        yield from ()

    def is_done(self, article: Article) -> bool:
        """Tell that nothing has been printed before."""
        del article
        return False

    def put(self, article: Article, proposals: Sequence[Proposal], *, is_whole: bool = True) -> Sequence[Proposal]:
        """Print the proposals of an article."""
        del article, is_whole
        for each in proposals:
            self.write(proposal_json(each))
        return proposals
