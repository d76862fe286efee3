"""How far a name goes that has its head behind its first word: «56th ASEAN Economic Ministers' Meeting on …»."""

from dataclasses import dataclass, field

from coopkg.extract.head_steps import NAMES, ORDINAL, step_at
from coopkg.extract.sentence import Sentence

_MOST_TOKENS = 20
# A head alone of so many words names nothing.
_MOST_BARE = 2
# These may have their heads in small letters («the ARISE Plus programme»).
_SMALL_HEADS = frozenset({"PRJ", "EVT"})


@dataclass(slots=True)
class HeadedExtent:
    """A name while it is read: up to `place`, and at least to `end`.

    The last head in it says what it is: its `label`, `kind` and `words`. Once a word stood behind it
    that goes on to what it is about (`has_complement`), a head is only a part of that.
    """

    start: int
    place: int = field(init=False)
    end: int = field(init=False)
    label: str = field(init=False, default="")
    kind: str = field(init=False, default="")
    words: str = field(init=False, default="")
    has_complement: bool = field(init=False, default=False)

    def __post_init__(self) -> None:
        self.place = self.end = self.start


def head_last_extent(sentence: Sentence, place: int) -> HeadedExtent | None:
    """Return the name in capitals that begins at `place` and has a head noun in it, None where none does."""
    if not _may_begin(sentence, place):
        return None
    extent = HeadedExtent(place)
    while extent.place < min(len(sentence.tokens), place + _MOST_TOKENS):
        if not _goes_on(sentence, extent):
            break
    if not extent.label or _is_bare(sentence, extent):
        return None
    return extent


def _may_begin(sentence: Sentence, place: int) -> bool:
    token, names = sentence.tokens[place], sentence.lexicon.names
    if token.label:
        following = sentence.tokens[place + 1] if place + 1 < len(sentence.tokens) else None
        return token.label in NAMES and following is not None and not following.label and following.is_capital
    if ORDINAL.fullmatch(token.form):
        return True
    if not token.is_capital or token.form in sentence.lexicon.particles.determiners:
        return False
    # A sentence begins with a capital, whatever its first word is.
    is_word = names.stops.longest(sentence.forms, 0) or sentence.lexicon.words.longest(sentence.forms, 0)
    return place > 0 or is_word is None


def _goes_on(sentence: Sentence, extent: HeadedExtent) -> bool:
    """Read what comes next into the name; False where it ends before that."""
    if _takes_head(sentence, extent):
        return True
    token = sentence.tokens[extent.place]
    step = step_at(sentence, extent.place, has_complement=extent.has_complement)
    if not step:
        return False
    if not (token.is_capital or token.label):
        return _takes_link(sentence, extent, step)
    extent.place = extent.end = extent.place + step
    return True


def _takes_head(sentence: Sentence, extent: HeadedExtent) -> bool:
    place, head = extent.place, sentence.head_at(extent.place)
    if head is None:
        return False
    size, (label, kind) = head
    if not sentence.tokens[place].is_capital and (place == extent.start or label not in _SMALL_HEADS):
        return False
    if not extent.has_complement:
        extent.label, extent.kind = label, kind
        extent.words = " ".join(sentence.forms[place : place + size])
    extent.place = extent.end = place + size
    return True


def _takes_link(sentence: Sentence, extent: HeadedExtent, step: int) -> bool:
    """Read a word in small letters, with which no name ends, and tell that; not where the name ends before it."""
    form, particles = sentence.tokens[extent.place].form, sentence.lexicon.particles
    if form in particles.complements:
        # Before the head only whose something is («Bank of Japan Institute»), and behind a body nobody addressed.
        if not extent.label and form not in particles.belonging:
            return False
        if form in particles.complements_of_things and extent.label in {"", "ORG"}:
            return False
        extent.has_complement = bool(extent.label)
    elif extent.label and not extent.has_complement and form != "'":
        # «the ITU Council» ends where its head does, but for what it is about.
        return False
    extent.place += step
    return True


def _is_bare(sentence: Sentence, extent: HeadedExtent) -> bool:
    """Tell whether nothing stands before or behind a head: it is no name, but for «a Ministerial Meeting»."""
    count = len(extent.words.split())
    if extent.end - extent.start != count or count > _MOST_BARE:
        return False
    before = sentence.forms[extent.start - 1] if extent.start else ""
    return count == 1 or before not in sentence.lexicon.particles.one
