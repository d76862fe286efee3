"""A sentence while its rules are tried: all that was found out about it, and what fills the slots of a rule."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from coopkg.extract.clauses import AGENTS, coordinated
from coopkg.extract.discourse import Discourse
from coopkg.extract.scope import Governor
from coopkg.extract.sentence import Sentence
from coopkg.extract.sources import Source
from coopkg.extract.tokens import Token
from coopkg.extract.values import Referent, Value


@dataclass(frozen=True, slots=True)
class Filler:
    """What fills a slot: the value, and the tokens that say it (none where an earlier sentence does)."""

    value: Value | str
    first: int = -1
    last: int = -1


@dataclass(slots=True)
class Reading:
    """A sentence with the words that govern it, and the subjects of its verbs by the places of those.

    `last_subject` is that of the sentence before.
    """

    sentence: Sentence
    governors: Sequence[Governor]
    discourse: Discourse
    last_subject: tuple[Referent, ...] = ()
    subjects: dict[int, tuple[Referent, ...]] = field(init=False, default_factory=dict)

    @property
    def tokens(self) -> Sequence[Token]:
        """The tokens of the sentence."""
        return self.sentence.tokens

    def note_subject(self, place: int, fillers: Sequence[Filler]) -> None:
        """Note what is the subject of the verb at `place`."""
        self.subjects[place] = tuple(each.value for each in fillers if isinstance(each.value, Referent))

    def written(self, first: int, last: int) -> str:
        """Return the tokens from `first` to `last` as the article writes them, with single blanks."""
        return " ".join(self.discourse.text[self.tokens[first].start : self.tokens[last].end].split())

    def values_at(self, place: int) -> Iterator[Filler]:
        """Yield what the token at `place` means: one thing, several, or nothing."""
        value = self.tokens[place].value
        if isinstance(value, tuple):
            yield from (Filler(each, place, place) for each in value)
        elif value is not None:
            yield Filler(value, place, place)

    def joined_at(self, place: int, source: Source) -> Iterator[Filler]:
        """Yield what the token at `place` means and, where the rule takes several, what those joined to it mean."""
        places: Iterator[int] = iter((place,))
        if source.each or source.all:
            label = self.tokens[place].label
            places = coordinated(self.sentence, place, AGENTS if label in AGENTS else frozenset({label}))
        for each in places:
            yield from self.values_at(each)
