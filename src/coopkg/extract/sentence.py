"""A sentence in reading: its tokens, and what the lexicon says of the words at a place."""

from collections.abc import Sequence
from dataclasses import dataclass

from coopkg.extract.lexicon import Lexicon
from coopkg.extract.tokens import Token

# Classes whose words may stand inside a name.
_NO_VERBS = frozenset(
    {
        *("of", "about", "and", "to", "with", "at", "via", "online", "hybrid", "cooperate", "adverb", "support"),
        *("grant", "develop", "contribute", "first", "purpose", "noun"),
    }
)
# Classes whose words join nouns.
_JOINING = frozenset({"of", "about", "and", "noun", "at"})


@dataclass(frozen=True, slots=True)
class Sentence:
    """The tokens of a sentence with their forms («» for what is merged), as the look-ups of phrases want them.

    `parts` are the tokens as they were before titles and their holders became one, where that has happened.
    """

    tokens: Sequence[Token]
    forms: Sequence[str]
    lexicon: Lexicon
    parts: Sequence[Token] = ()

    @classmethod
    def of(cls, tokens: Sequence[Token], lexicon: Lexicon) -> "Sentence":
        """Return the sentence of these tokens."""
        return cls(tokens, [token.form if not token.label else "" for token in tokens], lexicon)

    def head_at(self, place: int) -> tuple[int, tuple[str, str]] | None:
        """Return the head noun that begins at `place`: its length, and the label and the kind of what it names."""
        return self.lexicon.names.heads.longest(self.forms, place)

    def begins_body(self, place: int) -> bool:
        """Tell whether the name of a body begins at `place`: a head noun with its capital."""
        head = self.head_at(place)
        return head is not None and head[1][0] == "ORG" and self.tokens[place].is_capital

    def is_stop(self, place: int) -> bool:
        """Tell whether a name ends before `place`: a sign, a word that no name has, or a verb in small letters."""
        token = self.tokens[place]
        if token.label:
            return False
        if not token.form[:1].isalnum():
            return True
        if token.is_capital:
            return False
        return self.lexicon.names.stops.longest(self.forms, place) is not None or self._is_verb_in_name(place)

    def is_verb(self, place: int) -> bool:
        """Tell whether a word of a class begins at `place` that joins no nouns."""
        word = self.lexicon.words.longest(self.forms, place) if self.forms[place] else None
        return word is not None and word[1] not in _JOINING

    def _is_inside_word(self, place: int) -> bool:
        """Tell whether the word at `place` ends one that begins before it: «tiếp» in «gặp gỡ trực tiếp» is no verb."""
        word = self.lexicon.words.longest(self.forms, place - 1) if place and self.forms[place - 1] else None
        return word is not None and word[0] > 1

    def _is_verb_in_name(self, place: int) -> bool:
        """Tell whether a word of a class begins at `place` that stands in no name."""
        word = self.lexicon.words.longest(self.forms, place)
        if word is None or self._is_inside_word(place):
            return False
        # «Bộ Ngoại giao»: the second syllable of a word that has its capital is no verb.
        before = self.tokens[place - 1] if place and "syllables" in self.lexicon.names.traits else None
        if word[0] == 1 and before is not None and before.is_capital and not before.label:
            return False
        return word[1] not in _NO_VERBS and not self.lexicon.names.links.longest(self.forms, place)
