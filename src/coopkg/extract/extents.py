"""How far a name goes: what all names have in common; see `body_extents` and `topic_extents` for the rest."""

from dataclasses import dataclass, field

from coopkg.extract.sentence import Sentence
from coopkg.extract.tokens import Token

MOST_TOKENS = 28
#: What a name may mention that is where something is.
PLACES = frozenset({"LAND", "PLACE"})
_BODIES = frozenset({"ORG", "GROUP"})
# What stands in brackets is no acronym where it is one of these.
_NO_ACRONYMS = PLACES | {"PER"}
# None of these stands in a name that brackets close.
_ENDING = frozenset({"PER", "ROLE", "WHEN", "MONEY"})


@dataclass(slots=True)
class Extent:
    """A name while it is read, whose words after the head begin at `start`.

    It is read up to `place` and goes at least to `end`; `run` words in small letters came last, and it `has_topic` when
    one began.
    """

    start: int
    place: int = field(init=False)
    end: int = field(init=False)
    run: int = field(init=False, default=0)
    has_topic: bool = field(init=False, default=False)

    def __post_init__(self) -> None:
        self.place = self.end = self.start

    def take_known(self) -> None:
        """Take a merged token into the name."""
        self.place = self.end = self.place + 1
        self.run = 0

    def take_word(self, word: Token, most: int | None) -> bool:
        """Take a word into the name, and tell that; not if it is one more in small letters than `most`."""
        run = 0 if word.is_capital else self.run + 1
        if most is not None and run > most:
            return False
        self.place = self.end = self.place + 1
        self.run = run
        return True


def bracketed_end(sentence: Sentence, place: int) -> int | None:
    """Return where a name ends that an acronym in brackets follows: right before them, None where none does."""
    tokens = sentence.tokens
    for at in range(place, min(place + MOST_TOKENS, len(tokens) - 2)):
        if tokens[at].form == "(":
            # «(Quatest 1)»: a figure may stand after the acronym.
            after = at + 3 if tokens[at + 2].label == "NUM" and at + 3 < len(tokens) else at + 2
            return at if at > place and _is_acronym(tokens[at + 1], tokens[after]) else None
        if not _may_be_inside(sentence, at):
            return None
    return None


def _is_acronym(inside: Token, after: Token) -> bool:
    return inside.is_capital and inside.label not in _NO_ACRONYMS and (inside.label in _BODIES or after.form == ")")


def _may_be_inside(sentence: Sentence, place: int) -> bool:
    """Tell whether the token at `place`, which is not the last one, may stand in a name that brackets close."""
    token, particles = sentence.tokens[place], sentence.lexicon.particles
    if token.label in _ENDING:
        return False
    if not token.label and not token.form[:1].isalnum():
        # «Tổ chức Giáo dục, Khoa học và Văn hóa của Liên hợp quốc (UNESCO)»
        following = sentence.tokens[place + 1]
        goes_on = token.form == "," and following.is_capital and not following.label
        return goes_on and not sentence.begins_body(place + 1)
    if token.form in particles.between or (token.form in particles.joining and sentence.begins_body(place + 1)):
        return False
    return (
        bool(token.label)
        or token.form in particles.within_brackets
        or not sentence.lexicon.names.stops.longest(sentence.forms, place)
    )
