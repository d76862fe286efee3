"""Phrases with what they mean, found longest first."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Generic, TypeVar

Phrase = tuple[str, ...]
T = TypeVar("T")


class Phrases(Generic[T]):
    """Phrases with what they mean; the longest one at a place is found by a few look-ups, however many there are.

    >>> phrases = Phrases([(("bộ",), "ministry"), (("bộ", "phim"), "film")])
    >>> phrases.longest(["một", "bộ", "phim"], 1)
    (2, 'film')
    """

    def __init__(self, items: Iterable[tuple[Phrase, T]] = ()) -> None:
        self._found: dict[Phrase, list[T]] = {}
        self._longest: dict[str, int] = {}
        for phrase, meaning in items:
            self.add(phrase, meaning)

    def add(self, phrase: Phrase, meaning: T) -> None:
        """Add one more phrase, or one more meaning of a phrase."""
        if not phrase:
            return
        meanings = self._found.setdefault(phrase, [])
        if meaning not in meanings:
            meanings.append(meaning)
        self._longest[phrase[0]] = max(self._longest.get(phrase[0], 0), len(phrase))

    def at(self, forms: Sequence[str], place: int) -> Iterator[tuple[int, T]]:
        """Yield the phrases that begin at `place` as their length and meaning, the longest first."""
        most = self._longest.get(forms[place], 0)
        for length in range(min(most, len(forms) - place), 0, -1):
            for meaning in self._found.get(tuple(forms[place : place + length]), ()):
                yield length, meaning

    def longest(self, forms: Sequence[str], place: int) -> tuple[int, T] | None:
        """Return the longest phrase that begins at `place`, None where there is none."""
        # Most words begin none; a generator for each of them would be what the extractor spends its time on.
        return next(self.at(forms, place), None) if forms[place] in self._longest else None
