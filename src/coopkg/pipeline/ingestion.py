"""Ingestion: sources to articles to proposals to output, one article at a time, whatever the others are like."""

import hashlib
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import partial

from coopkg.domain.advice import Advised
from coopkg.domain.article import Article
from coopkg.domain.proposals import Proposal
from coopkg.ingest.documents.document import Document, Given, Piece, Skipped
from coopkg.ingest.documents.pieces import pieces_of
from coopkg.ingest.documents.reading import document_of
from coopkg.ingest.documents.twins import Twins, fingerprint_of
from coopkg.pipeline.batch import Batch, Output
from coopkg.pipeline.outcome import Duplicate, Note, Outcome
from coopkg.pipeline.parallel import Lost, mapped


def ingest(batch: Batch, output: Output, tell: Callable[[Outcome], None]) -> Outcome:
    """Read every source, put what is proposed into `output`, and return what came of it.

    What cannot be read is skipped and told. `tell` is called whenever something has come of a piece of input.
    """
    desk = _Desk(batch, output, tell)
    for slug, text in output.texts():
        desk.digests[slug] = _digest(text)
        desk.twins.add(slug, fingerprint_of(text))
    waiting: deque[tuple[Document, Article]] = deque()
    for made in mapped(batch.make, desk.articles(waiting), batch.jobs, batch.limit_s):
        document, article = waiting.popleft()
        taken = Skipped("", made.reason) if isinstance(made, Lost) else desk.put(article, made)
        if isinstance(taken, Skipped):
            desk.outcome.skipped.append(Skipped(document.place, taken.reason))
        else:
            desk.outcome.articles += 1
            desk.outcome.proposals.update(each.type for each in taken)
            desk.outcome.notes.extend(Note(document.place, note) for note in document.notes)
        tell(desk.outcome)
    return desk.outcome


def _reader(given: Given) -> Callable[[Piece | Skipped], Document | Skipped]:
    return lambda piece: piece if isinstance(piece, Skipped) else document_of(piece, given)


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


@dataclass(slots=True)
class _Desk:
    """What is known while a batch is read: texts by their slug, and what came of each."""

    batch: Batch
    output: Output
    tell: Callable[[Outcome], None]
    outcome: Outcome = field(default_factory=Outcome)
    twins: Twins = field(default_factory=Twins)
    digests: dict[str, str] = field(default_factory=dict)
    #: The articles that this batch has met.
    met: set[str] = field(default_factory=set)

    def put(self, article: Article, made: list[Proposal] | Advised) -> Sequence[Proposal] | Skipped:
        """Put what was made of an article into the output, and note what a model gave to it."""
        if not isinstance(made, Advised):
            return self.output.put(article, made)
        self.outcome.advice.add(made)
        return self.output.put(article, made.proposals, is_whole=made.is_whole)

    def articles(self, waiting: deque[tuple[Document, Article]]) -> Iterator[Article]:
        """Yield the articles to be read, which come into `waiting` with their documents; note what the others are."""
        for document in self.documents():
            article = document if isinstance(document, Skipped) else self.accepted(document)
            match article, document:
                case Article(), Document():
                    waiting.append((document, article))
                    yield article
                    continue
                case Skipped(), _:
                    self.outcome.skipped.append(article)
                case Duplicate(), _:
                    self.outcome.duplicates.append(article)
                case _:
                    self.outcome.done += 1
            self.tell(self.outcome)

    def documents(self) -> Iterator[Document | Skipped]:
        """Yield what the sources hold."""
        batch = self.batch
        # One process that proposes is kept busy by this one; more of them wait for pages.
        jobs = batch.jobs if batch.jobs > 1 else 0
        places: deque[str] = deque()
        for document in mapped(partial(_reader, batch.given), self.pieces(places), jobs, batch.limit_s):
            place = places.popleft()
            yield Skipped(place, document.reason) if isinstance(document, Lost) else document

    def pieces(self, places: deque[str]) -> Iterator[Piece | Skipped]:
        """Yield what may hold an article, whose place comes into `places`."""
        for source in self.batch.sources:
            for piece in pieces_of(source, self.batch.reach):
                places.append(piece.place)
                yield piece

    def accepted(self, document: Document) -> Article | Skipped | Duplicate | None:
        """Return the article that a document is to become, or why there is none to read; None where that was done."""
        digest = _digest(document.text)
        fingerprint = fingerprint_of(document.text)
        twin = self.twins.find(fingerprint)
        own = {document.slug, f"{document.slug}-{digest[:8]}"}
        if twin is None:
            slug = document.slug if document.slug not in self.digests else f"{document.slug}-{digest[:8]}"
            self.twins.add(slug, fingerprint)
        elif twin.slug in self.met or twin.slug not in own:
            return Duplicate(document.place, twin.slug, twin.is_exact)
        elif self.digests[twin.slug] != digest and not self.batch.is_again:
            return Skipped(
                document.place, f"the text of {twin.slug} was another when it was read: --again takes this one"
            )
        else:
            slug = twin.slug
        article = _article(document, slug)
        self.met.add(slug)
        self.digests[slug] = digest
        return None if not self.batch.is_again and self.output.is_done(article) else article


def _article(document: Document, slug: str) -> Article:
    return Article(
        slug=slug,
        title=document.title,
        kind="original",
        language=document.language,
        text=document.text,
        publisher=document.publisher,
        published=document.published,
        url=document.url,
    )
