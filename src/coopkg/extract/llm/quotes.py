"""Quotes: where the words that a model quotes stand in the text; offsets are ours, never the model's."""

import re

from coopkg.extract.folding import fold
from coopkg.extract.llm.reasons import DroppedError
from coopkg.extract.mentions import ArticleRead, SentenceRead

# So many places of one quote are looked at.
_MOST_PLACES = 1_000
_SIGNS = frozenset(".,/-")


def place_of(text: str, quote: str, near: int, within: range) -> int:
    """Return where `quote` stands in `within`, letter by letter and in whole words: the place nearest to `near`.

    DroppedError where it does not.

    >>> place_of("ISO họp. APO và ISO họp.", "ISO họp", 12, range(24))
    16
    """
    places: list[int] = []
    start = text.find(quote, within.start, within.stop)
    while start >= 0 and len(places) < _MOST_PLACES:
        # «57 triệu» has no 7 million in it.
        if is_whole(text, start, start + len(quote)):
            places.append(start)
        start = text.find(quote, start + 1, within.stop)
    if not places:
        raise DroppedError("quote not in the text")
    return min(places, key=lambda place: abs(place - near))


def sentence_at(article: ArticleRead, start: int, end: int) -> SentenceRead:
    """Return the sentence that holds a quote; DroppedError where none does, or where it tells nothing for itself."""
    sentence = article.sentence_of(start, end)
    if sentence is None:
        raise DroppedError("quote of more than a sentence")
    if sentence.is_headline:
        raise DroppedError("quote is a headline")
    return sentence


def words_in(article: ArticleRead, words: str, start: int, end: int) -> str | None:
    """Return the words of `article.text[start:end]` that `words` repeats, spelled as there with single blanks.

    Case, tone places, dashes and blanks may differ; None where they do not stand there.
    """
    wanted = folded_name(words) if len(words) <= end - start else ""
    if not wanted:
        return None
    pattern = re.compile(r"\s+".join(map(re.escape, wanted.split())))
    for match in pattern.finditer(article.folded, start, end):
        if is_whole(article.text, *match.span()):
            return " ".join(article.text[slice(*match.span())].split())
    return None


def folded_name(words: str) -> str:
    """Return words folded, with single blanks.

    >>> folded_name("Hội  đồng ISO")
    'hội đồng iso'
    """
    return " ".join(fold(words).split())


def is_whole(text: str, start: int, end: int) -> bool:
    """Tell whether no word or number is cut through at either end of `text[start:end]`."""
    return not (_joins(text, start) or _joins(text, end))


def _joins(text: str, place: int) -> bool:
    before, after = text[place - 1 : place] if place else "", text[place : place + 1]
    if before.isalnum() and after.isalnum():
        return True
    # «1.500» and «17/02» are one number each.
    if after in _SIGNS:
        return before.isdigit() and text[place + 1 : place + 2].isdigit()
    return before in _SIGNS and text[place - 2 : place - 1].isdigit() and after.isdigit()
