"""What was read in an article beside its facts: what its words mean, coreference included, and what governs them.

Whoever else reads the article, be it a language model, is measured by this.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from coopkg.domain.article import Article
from coopkg.extract.folding import fold
from coopkg.extract.scope import Governor
from coopkg.extract.sentence import Sentence
from coopkg.extract.sentence_reader import Grammar, Read, SentenceReader
from coopkg.extract.sentences import is_headline, sentences_in
from coopkg.extract.tokens import Token
from coopkg.extract.values import Referent, Title

#: What an argument that is an entity may be.
Thing = Referent | Title


@dataclass(frozen=True, slots=True)
class Said:
    """Words from `start` to `end` that stand for something: for one thing, or for several («hai bên»)."""

    start: int
    end: int
    things: tuple[Thing, ...]


@dataclass(frozen=True, slots=True)
class SentenceRead:
    """A sentence from `start` to `end`, with what stands for something in it; names overlap where one is in another."""

    start: int
    end: int
    is_headline: bool
    sentence: Sentence
    governors: tuple[Governor, ...]
    said: tuple[Said, ...]


@dataclass(frozen=True, slots=True)
class ArticleRead:
    """An article with its sentences in their order; `folded` is its text folded, offset by offset."""

    text: str
    folded: str
    sentences: tuple[SentenceRead, ...]

    def sentence_of(self, start: int, end: int) -> SentenceRead | None:
        """Return the one sentence that holds `text[start:end]`, None where it reaches beyond one."""
        return next((each for each in self.sentences if each.start <= start and end <= each.end), None)


def article_read(article: Article, grammar: Grammar | None) -> ArticleRead:
    """Return what the sentences of an article say by a grammar, none of them where there is none."""
    sentences = _sentences(article.text, SentenceReader(grammar, article)) if grammar is not None else ()
    return ArticleRead(article.text, fold(article.text), tuple(sentences))


def _sentences(text: str, reader: SentenceReader) -> Iterator[SentenceRead]:
    for number, (start, end) in enumerate(sentences_in(text)):
        read = reader.read(start, end)
        headline = is_headline(text, start, end, is_first=number == 0)
        yield SentenceRead(start, end, headline, read.sentence, tuple(read.governors), tuple(_said(read)))


def _said(read: Read) -> Iterator[Said]:
    """Yield what stands for something, each once: a title has a meaning of its own beside that of its holder."""
    found = (Said(token.start, token.end, tuple(_things(token))) for token in _tokens(read))
    yield from dict.fromkeys(said for said in found if said.things)


def _tokens(read: Read) -> Iterator[Token]:
    yield from read.sentence.parts
    yield from read.sentence.tokens


def _things(token: Token) -> Iterator[Thing]:
    values: Iterable[object] = token.value if isinstance(token.value, tuple) else (token.value,)
    yield from (value for value in values if isinstance(value, Referent | Title))
