"""Articles that say the same: found by their words, exactly first, then by the share of runs of five words.

The share is estimated by MinHash and looked up by locality-sensitive hashing (Broder 1997; Leskovec, Rajaraman and
Ullman, Mining of Massive Datasets, sections 3.3 and 3.4): each article costs the same, however many came before, and
takes half a kilobyte and its places in the look-ups.
"""

import hashlib
import re
from dataclasses import dataclass, field
from typing import TypeAlias
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

Hashes: TypeAlias = NDArray[np.uint64]

_WORD = re.compile(r"\w+")
_RUN = 5
_BANDS, _ROWS = 24, 4
_SIZE = _BANDS * _ROWS
#: From this share on two articles are one: a changed word in a hundred costs a tenth of it.
_ALIKE = 0.7
# With 24 bands of 4 rows a pair that shares 0.7 of its runs is met with a chance of 0.998.
_MOST_IN_A_BAND = 64
_CHUNK = 4096
_ODD = np.random.Generator(np.random.PCG64(5)).integers(1, 1 << 63, (_SIZE, 2), dtype=np.uint64) * 2 + 1


@dataclass(frozen=True, slots=True)
class Fingerprint:
    """What tells a text from others: `exact` by its words, `signature` by its runs of words."""

    exact: bytes
    signature: Hashes


@dataclass(frozen=True, slots=True)
class Twin:
    """An article that says the same as another, word by word or nearly."""

    slug: str
    is_exact: bool


def fingerprint_of(text: str) -> Fingerprint:
    """Return the fingerprint of a text; capitals, blanks and signs between the words do not count."""
    words = _WORD.findall(text.casefold())
    exact = hashlib.sha256(" ".join(words).encode()).digest()
    hashes = np.fromiter((crc32(word.encode()) for word in words), np.uint64, len(words))
    runs = np.zeros(max(len(words) - _RUN + 1, 1), np.uint64)
    for offset in range(min(_RUN, len(words))):
        # Arithmetic modulo 2**64, as NumPy does it.
        runs = runs * np.uint64(0x9E3779B97F4A7C15) + hashes[offset : offset + len(runs)]
    runs = np.unique(runs)
    signature = np.full(_SIZE, np.iinfo(np.uint64).max, np.uint64)
    for start in range(0, len(runs), _CHUNK):
        mixed = runs[start : start + _CHUNK] * _ODD[:, :1] + _ODD[:, 1:]
        signature = np.minimum(signature, (mixed >> np.uint64(32)).min(axis=1))
    return Fingerprint(exact, signature)


@dataclass(slots=True)
class Twins:
    """The articles that are known, to be asked for the twin of another."""

    _exact: dict[bytes, str] = field(default_factory=dict)
    _slugs: list[str] = field(default_factory=list)
    _signatures: NDArray[np.uint32] = field(default_factory=lambda: np.zeros((64, _SIZE), np.uint32))
    _bands: dict[int, list[int]] = field(default_factory=dict)

    def find(self, fingerprint: Fingerprint) -> Twin | None:
        """Return the known article that says the same, None where there is none; the most alike one of several."""
        slug = self._exact.get(fingerprint.exact)
        if slug is not None:
            return Twin(slug, is_exact=True)
        met = {number for key in _keys(fingerprint) for number in self._bands.get(key, ())}
        if not met:
            return None
        candidates = np.array(sorted(met))
        shares = (self._signatures[candidates] == fingerprint.signature.astype(np.uint32)).mean(axis=1)
        best = int(shares.argmax())
        return Twin(self._slugs[candidates[best]], is_exact=False) if shares[best] >= _ALIKE else None

    def add(self, slug: str, fingerprint: Fingerprint) -> None:
        """Make an article known."""
        number = len(self._slugs)
        if number == len(self._signatures):
            self._signatures = np.concatenate([self._signatures, np.zeros_like(self._signatures)])
        self._signatures[number] = fingerprint.signature
        self._slugs.append(slug)
        self._exact.setdefault(fingerprint.exact, slug)
        for key in _keys(fingerprint):
            band = self._bands.setdefault(key, [])
            # What very many articles share says nothing; they are alike in other bands if at all.
            if len(band) < _MOST_IN_A_BAND:
                band.append(number)


def _keys(fingerprint: Fingerprint) -> list[int]:
    bands = fingerprint.signature.reshape(_BANDS, _ROWS)
    return [hash((number, band.tobytes())) for number, band in enumerate(bands)]
