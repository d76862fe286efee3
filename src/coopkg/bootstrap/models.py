"""Wiring of the language model that `coopkg ingest` may ask beside its grammar."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from coopkg.domain.advice import Advised
from coopkg.domain.article import Article
from coopkg.domain.entities import Entity

_ANSWERS = 3


@dataclass(frozen=True, slots=True)
class Model:
    """A model by its name, on a server with chat completions at `base`; each answer may take `answer_s`."""

    base: str
    name: str
    answer_s: float = 60.0

    @property
    def article_s(self) -> float:
        """Return how long all answers on an article may take together."""
        return _ANSWERS * self.answer_s

    @property
    def most_s(self) -> float:
        """Return what an article may cost in the end: the last question may come at the last moment, and twice."""
        return self.article_s + 2 * self.answer_s


def advising(entities: Sequence[Entity], model: Model, key: str | None) -> Callable[[Article], Advised]:
    """Return what proposes facts with the grammar and the model; made in the process that is to use it."""
    from coopkg.extract.extractor import Extractor  # noqa: PLC0415 - it takes a second to import
    from coopkg.extract.llm.chat import Chat  # noqa: PLC0415  (see above)
    from coopkg.extract.llm.reader import Patience, SecondReader  # noqa: PLC0415  (see above)
    from coopkg.network.posting import Service  # noqa: PLC0415  (see above)

    chat = Chat(Service(f"{model.base.rstrip('/')}/chat/completions", key), model.name)
    return SecondReader(Extractor(entities), chat, Patience(model.answer_s, model.article_s)).advise


def model_version(extractor: str, model: Model) -> str:
    """Return the version of the extractor with a model: with another one, or none, articles are read again."""
    from coopkg.extract.llm.prompt import prompt_version  # noqa: PLC0415 - it takes a second to import

    return f"{extractor}+{prompt_version()}+llm/{model.name}"
