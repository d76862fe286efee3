"""The language of an answer, where the address of the request does not say it (RFC 9110, section 12.5.4)."""

import re

from coopkg.publish.labels import LANGUAGES

_RANGE = re.compile(r"\s*([A-Za-z]{1,8}|\*)(?:-[A-Za-z0-9]+)*\s*(?:;\s*q\s*=\s*([01](?:\.\d{0,3})?)\s*)?")
# Browsers send some five; a header of thousands is an attack.
_MOST_RANGES = 100


def preferred_language(accept_language: str) -> str:
    """Return the best of our languages for an Accept-Language header, the first of ours where it names none.

    >>> preferred_language("fr, en-GB;q=0.8, vi;q=0.5")
    'en'
    """
    best, best_quality = LANGUAGES[0], 0.0
    for part in accept_language.split(",")[:_MOST_RANGES]:
        match = _RANGE.fullmatch(part)
        quality = float(match.group(2) or 1) if match else 0.0
        if match and match.group(1).lower() in LANGUAGES and quality > best_quality:
            best, best_quality = match.group(1).lower(), quality
    return best
