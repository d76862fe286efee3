"""Names in an answer: what they stand for in the quote, by our own reading of it, coreference included."""

from collections.abc import Iterator
from dataclasses import dataclass

from coopkg.domain.proposals import Coreference
from coopkg.extract.arguments import fits
from coopkg.extract.llm.quotes import folded_name
from coopkg.extract.llm.reasons import DroppedError
from coopkg.extract.mentions import ArticleRead, Said, SentenceRead, Thing
from coopkg.extract.values import Referent, Title

_ARTICLES = ("the ", "a ", "an ", "các ", "những ")
_MOST_NAME = 300


@dataclass(frozen=True, slots=True)
class Quoted:
    """A quote: `article.text[start:end]`, which stands in one sentence."""

    article: ArticleRead
    sentence: SentenceRead
    start: int
    end: int

    @property
    def said(self) -> Iterator[Said]:
        """Yield what stands for something within the quote."""
        return (each for each in self.sentence.said if self.start <= each.start and each.end <= self.end)


@dataclass(frozen=True, slots=True)
class Named:
    """A thing that an argument names, and the words of the quote that stand for it."""

    thing: Thing
    said: Said


def named(quoted: Quoted, slot: tuple[str, str], name: object) -> Named:
    """Return what `name` stands for, as an argument of a type of fact (`slot`).

    It has to be the words of a mention within the quote, or a name of what such words stand for. DroppedError where it
    is not, where it stands for several things, or for one of a kind that the argument does not take.
    """
    if not isinstance(name, str) or len(name) > _MOST_NAME:
        raise DroppedError("not of the asked form")
    wanted = _keys(name)
    found = [
        Named(thing, said)
        for said in quoted.said
        for thing in said.things
        if len(said.things) == 1 and wanted & {_written(quoted, said), *_names(thing)}
    ]
    if not found:
        raise DroppedError("argument not in the quote")
    fitting = [each for each in found if fits(*slot, each.thing)]
    if not fitting:
        raise DroppedError("argument of another kind")
    exact = [each for each in fitting if _written(quoted, each.said) in wanted] or fitting
    if any(each.thing != exact[0].thing for each in exact):
        raise DroppedError("argument not in the quote")
    return exact[0]


def all_named(quoted: Quoted, slot: tuple[str, str], name: object) -> list[Named]:
    """Return all that `name` stands for, for arguments that take several: «hai bên» are two. DroppedError as above."""
    wanted = _keys(name) if isinstance(name, str) and len(name) <= _MOST_NAME else set()
    for said in quoted.said:
        if len(said.things) > 1 and _written(quoted, said) in wanted and all(fits(*slot, each) for each in said.things):
            return [Named(each, said) for each in said.things]
    return [named(quoted, slot, name)]


def coreference(quoted: Quoted, found: Named) -> Coreference | None:
    """Return what the words say for whom, None where they are the thing's own name."""
    if isinstance(found.thing, Title):
        return None
    written = _written(quoted, found.said)
    if any(name in written for name in _names(found.thing)):
        return None
    entity = found.thing.slug or found.thing.names[0]
    return Coreference(quoted.article.text[found.said.start : found.said.end], found.said.start, found.said.end, entity)


def _written(quoted: Quoted, said: Said) -> str:
    return " ".join(quoted.article.folded[said.start : said.end].split())


def _keys(name: str) -> set[str]:
    """Return the forms under which a name is looked for: as it is, and without an article before it."""
    key = folded_name(name)
    return {key, *(key.removeprefix(article) for article in _ARTICLES)} - {""}


def _names(thing: Thing) -> set[str]:
    return set(map(folded_name, thing.names if isinstance(thing, Referent) else (thing.words,)))
