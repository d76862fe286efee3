"""Slugs: what names become in IRIs and in names of files, without tones."""

import re
import unicodedata

# A slug is read by people too; where it must tell things apart a digest follows, so it may stop at a word.
_LONGEST = 80
_NOT_IN_SLUG = re.compile(r"[^a-z0-9]+")


def slug_of(name: str) -> str:
    """Return `name` in small letters without tones, its words joined by hyphens; empty where no letter is left.

    Names that differ by their tones have one slug: «Hòa», «Hoa».

    >>> slug_of("Hợp tác xã Đại Lộc")
    'hop-tac-xa-dai-loc'
    """
    # đ is a letter of its own and has no decomposition: without this rule it would be lost.
    plain = unicodedata.normalize("NFD", name.casefold().replace("đ", "d"))
    letters = "".join(character for character in plain if not unicodedata.combining(character))
    slug = _NOT_IN_SLUG.sub("-", letters).strip("-")
    if len(slug) <= _LONGEST:
        return slug
    return slug[: _LONGEST + 1].rpartition("-")[0] or slug[:_LONGEST]
