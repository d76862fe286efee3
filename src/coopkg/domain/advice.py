"""What came of asking a language model about an article, beside what the grammar reads in it."""

from collections import Counter
from dataclasses import dataclass, field

from coopkg.domain.proposals import Proposal


@dataclass(frozen=True, slots=True)
class Advised:
    """The proposals on an article, of which `kept` are a model's; what else it gave is counted by reason in `dropped`.

    `failure` tells why the model did not answer, or not on all of the article; `is_asked` is False where it was not
    even asked, since it had failed too often.
    """

    proposals: list[Proposal]
    kept: int = 0
    dropped: Counter[str] = field(default_factory=Counter)
    failure: str | None = None
    is_asked: bool = True

    @property
    def is_whole(self) -> bool:
        """Tell whether the model has answered on all of the article."""
        return self.failure is None and self.is_asked
