"""The text that is stored: what other programs wrote, in the form that `coopkg.ingest.text` asks for."""

import re
import unicodedata

from coopkg.ingest.text import mended, unfit

_BOM = "\ufeff"
# XML and some editors end lines by these, too (Unicode Standard, section 5.8).
_LINE_ENDS = re.compile("\r\n|[\r\x85\u2028\u2029]")
_BLANKS = re.compile(r"\s+")


def stored_text(text: str) -> tuple[str, tuple[str, ...]]:
    r"""Return `text` in NFC, with line feeds and without control characters, and what had to be changed for that.

    A text that is so already is returned as it is.

    >>> stored_text("\ufeffU\u0301c\r\n")
    ('Úc\n', ('a byte order mark', 'line ends', 'letters in NFD'))
    """
    changes = []
    if text.startswith(_BOM):
        text = text.removeprefix(_BOM)
        changes.append("a byte order mark")
    if unfit(text) is None:
        return text, tuple(changes)
    plain = _LINE_ENDS.sub("\n", text)
    if plain != text:
        changes.append("line ends")
    composed = unicodedata.normalize("NFC", plain)
    if composed != plain:
        changes.append("letters in NFD")
    fit = mended(composed)
    if fit != composed:
        changes.append("control characters")
    return fit, tuple(changes)


def on_one_line(text: str) -> str:
    r"""Return a title or name as it is stored: in NFC, on one line, with single blanks.

    >>> on_one_line("  Hội\u00a0nghị \n ISO")
    'Hội nghị ISO'
    """
    return _BLANKS.sub(" ", stored_text(text)[0]).strip()
