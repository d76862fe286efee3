"""The second reader: the grammar's proposals stand, and beside them what is true to the text of a model's."""

import time
from collections.abc import Callable
from dataclasses import dataclass, field

from coopkg.domain.advice import Advised
from coopkg.domain.article import Article
from coopkg.errors import LoadError, RefusedError
from coopkg.extract.extractor import LANGUAGES, Extractor
from coopkg.extract.llm.answers import candidates_in
from coopkg.extract.llm.chat import Chat
from coopkg.extract.llm.prompt import messages, passages_of
from coopkg.extract.llm.sifting import Sieve


@dataclass(frozen=True, slots=True)
class Patience:
    """How long a model may take for one answer, and for all answers on an article; how often it may fail in a row."""

    answer_s: float = 60.0
    article_s: float = 180.0
    most_failures: int = 3


@dataclass(slots=True)
class SecondReader:
    """Reads articles with the grammar and asks a model beside; no answer of it, and none at all, harms the reading."""

    extractor: Extractor
    chat: Chat
    patience: Patience
    clock: Callable[[], float] = time.monotonic
    _failures: int = field(default=0, init=False)

    def advise(self, article: Article) -> Advised:
        """Return what the grammar proposes and, with ids that go on, what is kept of the model's answers."""
        proposals = self.extractor.propose(article)
        if article.language not in LANGUAGES:
            return Advised(proposals)
        if self._failures >= self.patience.most_failures:
            return Advised(proposals, is_asked=False)
        sieve = Sieve(self.extractor.read(article), article.slug, f"llm/{self.chat.model}", proposals)
        failure = self._ask(sieve)
        kept = list(sieve.numbered())
        return Advised([*proposals, *kept], len(kept), sieve.dropped, failure)

    def _ask(self, sieve: Sieve) -> str | None:
        """Ask about each passage of an article; return why that was not possible to the end, None where it was."""
        text, deadline = sieve.article.text, self.clock() + self.patience.article_s
        for passage in passages_of(text):
            left = deadline - self.clock()
            if left <= 0:
                return f"more than {self.patience.article_s:g} s for an article"
            try:
                written = self.chat.answer(
                    messages(text[passage.start : passage.stop]), min(left, self.patience.answer_s)
                )
                candidates, dropped = candidates_in(written)
            except (LoadError, RefusedError) as error:
                return self._failed(error.reason)
            except ValueError:
                return self._failed("the answer is not of the asked form")
            self._failures = 0
            sieve.dropped.update(dropped)
            sieve.sift(candidates, passage)
        return None

    def _failed(self, reason: str) -> str:
        self._failures += 1
        return reason
