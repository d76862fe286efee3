"""Acronyms: words of capitals that no registry knows."""

from coopkg.extract.discourse import Discourse
from coopkg.extract.sentence import Sentence
from coopkg.extract.spots import Merged, Spot

_MOST_LETTERS = 10
_LEAST_LETTERS = 2


def acronym_at(spot: Spot) -> Merged | None:
    """Return a word of capitals as an organization, where nothing says that it is none."""
    written = spot.written(1)
    if not written.isupper() or not spot.token.is_capital:
        return None
    if not _LEAST_LETTERS <= sum(letter.isalpha() for letter in written) <= _MOST_LETTERS:
        return None
    if spot.token.form in spot.sentence.lexicon.names.not_names or any(letter.isdigit() for letter in written):
        return None
    return None if _shouts(spot.sentence, spot.discourse) else spot.named(1, "ORG", "organization", written)


def _shouts(sentence: Sentence, discourse: Discourse) -> bool:
    """Tell whether the whole sentence stands in capitals, as titles do: no word of it is an acronym for that."""
    first, last = sentence.tokens[0].start, sentence.tokens[-1].end
    letters = [letter for letter in discourse.text[first:last] if letter.isalpha()]
    return sum(letter.isupper() for letter in letters) * 2 > len(letters) > _MOST_LETTERS
