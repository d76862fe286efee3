"""The extractor: reads an article and proposes the facts that it states, each with the words that say it."""

from collections.abc import Iterable, Iterator, Sequence

from coopkg.domain.article import Article
from coopkg.domain.entities import Entity
from coopkg.domain.facts import Evidence
from coopkg.domain.proposals import Proposal
from coopkg.extract.found import Found
from coopkg.extract.grammar import LANGUAGES, grammar_version
from coopkg.extract.mentions import ArticleRead, article_read
from coopkg.extract.sentence_reader import Grammar, SentenceReader, grammar_of
from coopkg.extract.sentences import is_headline, sentences_in

__all__ = ["LANGUAGES", "Extractor"]


class Extractor:
    """Reads articles with the grammars of their languages and the names of a registry."""

    def __init__(self, entities: Sequence[Entity]) -> None:
        self._entities = tuple(entities)
        self._grammars: dict[str, Grammar] = {}

    @property
    def version(self) -> str:
        """A short digest of the grammar and the package version: with another one articles are to be read again."""
        return grammar_version()

    def propose(self, article: Article) -> list[Proposal]:
        """Return the facts that the article states, in the order of their evidence.

        Offsets of evidence count code points of `article.text`. An article in a language without a grammar gives none.
        GrammarError where the grammar of its language cannot be used.
        """
        if article.language not in LANGUAGES:
            return []
        found = _each_once(_found(article, self._grammar(article.language)))
        in_order = sorted(found, key=lambda each: (each.start, each.end))
        return [_proposal(article, number, each) for number, each in enumerate(in_order, start=1)]

    def read(self, article: Article) -> ArticleRead:
        """Return what the article's words mean and how its clauses are meant, sentence by sentence.

        An article in a language without a grammar has no sentences. GrammarError as of `propose`.
        """
        grammar = self._grammar(article.language) if article.language in LANGUAGES else None
        return article_read(article, grammar)

    def _grammar(self, language: str) -> Grammar:
        if language not in self._grammars:
            self._grammars[language] = grammar_of(language, self._entities)
        return self._grammars[language]


def _found(article: Article, grammar: Grammar) -> Iterator[Found]:
    """Yield what the sentences of an article state, but for its headlines."""
    reader = SentenceReader(grammar, article)
    for number, (start, end) in enumerate(sentences_in(article.text)):
        facts = reader.facts(start, end)
        # A headline says in short what the text says with its circumstances; what it names is read all the same.
        if not is_headline(article.text, start, end, is_first=number == 0):
            yield from facts


def _each_once(found: Iterable[Found]) -> Iterator[Found]:
    """Yield each fact once: an article says many things several times, and the first time is its evidence."""
    seen: set[str] = set()
    for each in found:
        key = repr((each.type, each.modality, each.time, sorted(each.arguments.items(), key=lambda item: item[0])))
        if key not in seen:
            seen.add(key)
            yield each


def _proposal(article: Article, number: int, found: Found) -> Proposal:
    quote = article.text[found.start : found.end]
    return Proposal(
        id=f"{article.slug}-{number:03}",
        article=article.slug,
        type=found.type,
        modality=found.modality,
        arguments=found.arguments,
        evidence=(Evidence(article.slug, quote, found.start, found.end),),
        extractor=f"grammar/{found.rule}",
        time=found.time,
    )
