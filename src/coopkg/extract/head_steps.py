"""Whether a name goes on at a place that has its head behind its first word: over capitals and what joins them."""

import re
from itertools import pairwise

from coopkg.extract.sentence import Sentence
from coopkg.extract.tokens import Token

#: What a name may mention.
NAMES = frozenset({"ORG", "LAND", "PLACE"})
ORDINAL = re.compile(r"\d+(?:st|nd|rd|th)")
# A longer number in a name is a year, or counts something.
_MOST_FIGURES = 2
# So many words on «and» may close a list.
_MOST_LISTED = 8


def step_at(sentence: Sentence, place: int, *, has_complement: bool) -> int:
    """Return over how many tokens a name goes on at `place`, 0 where it ends.

    Behind its head it `has_complement` once it goes on to what it is about.
    """
    token, particles = sentence.tokens[place], sentence.lexicon.particles
    following = sentence.tokens[place + 1] if place + 1 < len(sentence.tokens) else None
    if token.label:
        return int(token.label in NAMES or (token.label == "NUM" and len(token.form) <= _MOST_FIGURES))
    if token.form == "'":
        return 1 + (following is not None and following.form in particles.possessive)
    if ORDINAL.fullmatch(token.form) or (token.is_capital and token.form[:1].isalnum()):
        return 1
    return int(following is not None and _joins(sentence, place, following, has_complement=has_complement))


def _joins(sentence: Sentence, place: int, following: Token, *, has_complement: bool) -> bool:
    """Tell whether the word or sign at `place` joins what follows it to the name."""
    token, particles = sentence.tokens[place], sentence.lexicon.particles
    if token.form in particles.complements:
        return is_named(following)
    if token.form == "&" or token.form in particles.joining:
        # «Viet Nam and Japan» are two before the head, and one topic behind it.
        return is_named(following) and (has_complement or not following.label)
    return token.form == "," and has_complement and _is_list(sentence, place)


def _is_list(sentence: Sentence, place: int) -> bool:
    """Tell whether a list of capitals goes on after a comma, which «and» closes: «Standards, Metrology and Quality»."""
    tokens = sentence.tokens[place + 1 : place + _MOST_LISTED]
    for token, following in pairwise(tokens):
        if token.form in sentence.lexicon.particles.joining:
            return following.is_capital and not following.label
        if token.label or not (token.is_capital or token.form == ","):
            return False
    return False


def is_named(token: Token) -> bool:
    """Tell whether a token is a name or a word with its capital."""
    return token.label in NAMES or (not token.label and token.is_capital)
