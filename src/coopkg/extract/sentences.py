"""Sentences: where they begin and end. A line break always ends one: titles and captions have no full stop."""

import re
from collections.abc import Iterator

# A full stop ends a sentence before a capital, a figure, a quote or a line's end; one that lacks its space does, too
# («tới đây.Hoạt động»).
_END = re.compile(r"[.!?…]+[\"”’)»]*(?=(\s+)|$)|(?<=[^\W\d_])\.(?=[^\W\d_])")
_BLANKS = re.compile(r"[\s(]")
# So far before a full stop the last two words are looked for.
_MOST_BEFORE = 40
_ABBREVIATIONS = frozenset(
    {
        *("tp", "ts", "gs", "pgs", "ths", "bs", "ks", "tr", "ông"),
        *(
            "mr",
            "mrs",
            "ms",
            "dr",
            "prof",
            "st",
            "no",
            "vs",
            "inc",
            "ltd",
            "co",
            "h.e",
            "u.s",
            "u.k",
            "u.n",
            "e.g",
            "i.e",
        ),
        *("jan", "feb", "aug", "sept", "oct", "nov", "dec"),
    }
)


def sentences_in(text: str) -> Iterator[tuple[int, int]]:
    r"""Yield the start and end of each sentence, without the blanks around it.

    >>> text = "Ông A (TP. Huế) nói. ISO họp.\nHết"
    >>> [text[start:end] for start, end in sentences_in(text)]
    ['Ông A (TP. Huế) nói.', 'ISO họp.', 'Hết']
    """
    start = 0
    for line in text.splitlines(keepends=True):
        yield from _in_line(text, start, start + len(line))
        start += len(line)


def _in_line(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    first = start
    for match in _END.finditer(text, start, end):
        if not _may_begin(text, match.end() + len(match[1] or ""), end, has_space=match[1] is not None):
            continue
        before = text[max(first, match.start() - _MOST_BEFORE) : match.start()]
        if match[0] == "." and (_BLANKS.split(before)[-1].lower() in _ABBREVIATIONS or _is_initial(before)):
            continue
        yield from _trimmed(text, first, match.end())
        first = match.end()
    yield from _trimmed(text, first, end)


def _is_initial(before: str) -> bool:
    """Tell whether a text ends with an initial of a name: «John F», but not «giai đoạn I» or «Đông Nam Á»."""
    words = before.split()
    if not words or len(words[-1]) != 1 or not ("A" <= words[-1] <= "Z"):
        return False
    return len(words) == 1 or words[-2][:1].isupper()


def _may_begin(text: str, place: int, end: int, *, has_space: bool) -> bool:
    """Tell whether a sentence may begin at `place`."""
    if place >= end:
        return True
    letter = text[place]
    if has_space:
        return letter.isupper() or letter.isdigit() or letter in '"“«‘([–-'
    return letter.isupper() and text[place + 1 : place + 2].islower()


# What goes on longer is no sentence but a table, a list of figures or noise; its pieces are read one by one.
_MOST_LETTERS = 4000


def _trimmed(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    while end - start > _MOST_LETTERS:
        cut = text.rfind(" ", start, start + _MOST_LETTERS)
        cut = cut if cut > start else start + _MOST_LETTERS
        yield from _trimmed(text, start, cut)
        start = cut
    piece = text[start:end]
    left, right = len(piece) - len(piece.lstrip()), len(piece.rstrip())
    if right > left:
        yield start + left, start + right


_MOST_HEADLINE_WORDS = 12


def is_headline(text: str, start: int, end: int, *, is_first: bool) -> bool:
    """Tell whether a sentence is a headline: a line of its own without a full stop, short or the first of the text."""
    line = text[start:end]
    if line[-1:] in '.!?…;:"”»)' or line[:1] in "-–•*+":
        return False
    begins_line = not start or text[start - 1] == "\n" or not text[:start].strip()
    is_whole = begins_line and text[end : end + 1] in {"", "\n", "\r"}
    return is_whole and (is_first or len(line.split()) <= _MOST_HEADLINE_WORDS)
