"""Folding: one spelling for the ways in which a text may write the same letters; offsets stay what they are."""

import re

# «hoà» and «hòa» are one word: the tone stands on the first vowel (the older way) or the second, as one was taught.
_TONES = {
    "oà": "òa", "oá": "óa", "oả": "ỏa", "oã": "õa", "oạ": "ọa",
    "oè": "òe", "oé": "óe", "oẻ": "ỏe", "oẽ": "õe", "oẹ": "ọe",
    "uỳ": "ùy", "uý": "úy", "uỷ": "ủy", "uỹ": "ũy", "uỵ": "ụy",
}  # fmt: skip
# In a closed syllable (hoàn, thuyền) there is one way only; after q, u belongs to the consonant (quý).
_TONED = re.compile(rf"(?<!q)(?:{'|'.join(_TONES)})(?![^\W\d_])")
_DASHES = str.maketrans(
    dict.fromkeys("‐‑‒–—−", "-") | dict.fromkeys("“”„«»", '"') | {"’": "'", "‘": "'", "\u00a0": " "}
)
_HYPHEN = re.compile(r"(?<=[^\W\d_])-(?=[^\W\d_])")


def fold(text: str) -> str:
    """Return `text` in small letters, with one kind of dash and quote and one place of tones; the length stays.

    A hyphen between letters becomes a space («Luân-đôn» is «Luân Đôn»).

    >>> fold("Luân-Đôn – HOÀ, Quý")
    'luân đôn - hòa, quý'
    """
    lowered = text.lower()
    if len(lowered) != len(text):
        # One letter (İ) becomes two in small; it stays as it is.
        lowered = "".join(each.lower() if len(each.lower()) == 1 else each for each in text)
    plain = lowered.translate(_DASHES)
    return _HYPHEN.sub(" ", _TONED.sub(lambda match: _TONES[match[0]], plain))
