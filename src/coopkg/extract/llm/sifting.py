"""Sifting: of what a model takes for facts those that our own reading of the article bears out."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from coopkg.domain.facts import Evidence
from coopkg.domain.proposals import Proposal
from coopkg.extract.llm.answers import Candidate
from coopkg.extract.llm.checking import checked
from coopkg.extract.llm.figures import date_in
from coopkg.extract.llm.meant import check_meant
from coopkg.extract.llm.quotes import place_of, sentence_at
from coopkg.extract.llm.reasons import DroppedError
from coopkg.extract.llm.repeats import is_repeated
from coopkg.extract.llm.resolving import Quoted, coreference
from coopkg.extract.mentions import ArticleRead


@dataclass(slots=True)
class Sieve:
    """What is kept of the answers on an article, and how much is dropped, by reason.

    `slug` is the article's, `extractor` how proposals name who read them, `known` are those that others have read.
    """

    article: ArticleRead
    slug: str
    extractor: str
    known: Sequence[Proposal]
    kept: list[Proposal] = field(default_factory=list)
    dropped: Counter[str] = field(default_factory=Counter)
    _near: int = 0

    def sift(self, candidates: Sequence[Candidate], within: range) -> None:
        """Take up what is true to the text; quotes are looked for in `within`, the part that the model has read."""
        for candidate in candidates:
            try:
                self.kept.append(self._proposal(candidate, within))
            except DroppedError as error:
                self.dropped[error.reason] += 1

    def numbered(self) -> Iterator[Proposal]:
        """Yield what is kept in the order of the text, with ids that go on after those of the known proposals."""
        in_order = sorted(self.kept, key=lambda each: (each.evidence[0].start, each.evidence[0].end))
        for number, each in enumerate(in_order, start=len(self.known) + 1):
            yield replace(each, id=f"{self.slug}-{number:03}")

    def _proposal(self, candidate: Candidate, within: range) -> Proposal:
        text = self.article.text
        start = place_of(text, candidate.quote, max(self._near, within.start), within)
        end = start + len(candidate.quote)
        quoted = Quoted(self.article, sentence_at(self.article, start, end), start, end)
        self._near = start
        found = checked(quoted, candidate)
        time = date_in(quoted, candidate.time) if candidate.time is not None else None
        check_meant(quoted, candidate, found.names)
        coreferences = (coreference(quoted, each) for each in found.names)
        proposal = Proposal(
            id=self.slug,
            article=self.slug,
            type=candidate.type,
            modality=candidate.modality,
            arguments=found.arguments,
            evidence=(Evidence(self.slug, text[start:end], start, end),),
            extractor=self.extractor,
            time=time,
            coreferences=tuple(each for each in coreferences if each is not None),
        )
        if is_repeated(proposal, self.known):
            raise DroppedError("already read")
        if is_repeated(proposal, self.kept):
            raise DroppedError("told twice")
        return proposal
