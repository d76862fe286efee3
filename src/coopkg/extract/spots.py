"""A spot: the place in a sentence where a new name may begin, with what was read before it."""

from collections.abc import Sequence
from dataclasses import dataclass

from coopkg.extract.discourse import Discourse
from coopkg.extract.particles import Particles
from coopkg.extract.sentence import Sentence
from coopkg.extract.tokens import Token
from coopkg.extract.values import Value

#: How many tokens a name takes, and the one that they become.
Merged = tuple[int, Token]


@dataclass(frozen=True, slots=True)
class Spot:
    """The tokens from `place` on; `before` are those before it as they were read."""

    sentence: Sentence
    place: int
    before: Sequence[Token]
    discourse: Discourse

    @property
    def token(self) -> Token:
        """The first token."""
        return self.sentence.tokens[self.place]

    @property
    def particles(self) -> Particles:
        """The particles of the sentence's language."""
        return self.sentence.lexicon.particles

    def at(self, place: int) -> "Spot":
        """Return another spot of the same sentence."""
        return Spot(self.sentence, place, self.before, self.discourse)

    def words(self, length: int) -> str:
        """Return the forms of the first `length` tokens, of which none is merged."""
        return " ".join(self.sentence.forms[self.place : self.place + length])

    def following(self, length: int) -> Token | None:
        """Return the token after the first `length` ones, None where the sentence ends."""
        after = self.place + length
        return self.sentence.tokens[after] if after < len(self.sentence.tokens) else None

    def written(self, length: int) -> str:
        """Return the first `length` tokens as the article writes them."""
        tokens = self.sentence.tokens
        return self.discourse.text[tokens[self.place].start : tokens[self.place + length - 1].end]

    def merged(self, length: int, label: str, value: Value | None, tag: str = "") -> Merged:
        """Return the first `length` tokens as one that means `value`."""
        tokens = self.sentence.tokens[self.place : self.place + length]
        form = " ".join(token.form for token in tokens)
        first = tokens[0]
        return length, Token(first.start, tokens[-1].end, form, label, tag, value, first.is_capital)

    def named(self, length: int, label: str, kind: str, head: str = "") -> Merged:
        """Return the first `length` tokens as one that means what they name."""
        return self.merged(length, label, self.discourse.named(self.written(length), kind), head)
