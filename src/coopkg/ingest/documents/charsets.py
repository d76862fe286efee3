"""Bytes to text: what a page declares, or what the bytes themselves tell, never a silent guess."""

import codecs
import re
import unicodedata
from collections.abc import Callable, Iterable

from coopkg.errors import BadInputError
from coopkg.ingest.documents.languages import language_of

_BOMS = {codecs.BOM_UTF8: "utf-8-sig", codecs.BOM_UTF16_LE: "utf-16", codecs.BOM_UTF16_BE: "utf-16"}
# The standard reads these as the larger set that everybody means by them (Encoding Standard, section 4.2).
_MEANT = {"ascii": "cp1252", "iso8859-1": "cp1252"}
_META = re.compile(rb"""<meta[^>]{0,200}?charset\s*=\s*["']?\s*([A-Za-z0-9_:.-]+)""", re.IGNORECASE)
# How far a page is looked through for its charset (HTML Standard, section 13.2.3.2).
_PRESCAN_BYTES = 1024
_CONTROLS = re.compile("[\x00-\x08\x0e-\x1a\x1c-\x1f]")
_MOST_CONTROLS = 0.01
_REPLACEMENT = "\ufffd"


def page_text(place: str, content: bytes, charset: str | None) -> tuple[str, tuple[str, ...]]:
    """Return the text of an HTML page and what is to be told: mark, HTTP header, `meta`, UTF-8, older sets, in turn.

    A few bytes that are not UTF-8 are shown as U+FFFD, as browsers do. BadInputError where it is no text.
    """
    found = _META.search(content[:_PRESCAN_BYTES])
    declared = _known([charset or "", found.group(1).decode() if found else ""])
    if _marked(content) is not None or declared in {None, "utf-8"}:
        return _decoded(place, content, _replaced)
    try:
        # What is valid UTF-8 beyond ASCII is no accident, whatever the page declares.
        text = content.decode()
    except UnicodeDecodeError:
        return content.decode(declared or "utf-8", errors="replace"), ()
    return text, (() if text.isascii() else (f"declared as {declared}, read as UTF-8, which it is",))


def plain_text(place: str, content: bytes) -> tuple[str, tuple[str, ...]]:
    """Return the text of a file and what is to be told: byte order mark, UTF-8, older Windows sets, in turn.

    BadInputError where it is no text, or UTF-8 with bytes in it that are not.
    """
    return _decoded(place, content, _refused)


def _decoded(
    place: str, content: bytes, mixed: Callable[[str, bytes], tuple[str, tuple[str, ...]]]
) -> tuple[str, tuple[str, ...]]:
    mark = _marked(content)
    notes: tuple[str, ...] = ()
    if mark is not None:
        # The mark itself is kept, so that whoever stores the text tells that it was there.
        text = "\ufeff" + content.decode(mark, errors="replace")
    elif b"\0" in content:
        raise BadInputError(place, 0, "no text but binary")
    else:
        try:
            text = content.decode()
        except UnicodeDecodeError:
            text, notes = mixed(place, content) if _is_mixed(content) else _older(place, content)
    if len(_CONTROLS.findall(text)) > _MOST_CONTROLS * len(text):
        raise BadInputError(place, 0, "no text but binary")
    return text, notes


def _marked(content: bytes) -> str | None:
    return next((name for mark, name in _BOMS.items() if content.startswith(mark)), None)


def _known(labels: Iterable[str]) -> str | None:
    for label in labels:
        try:
            name = codecs.lookup(label).name
            # A codec that cannot replace what it cannot read («idna») is none for text.
            b"\xe9".decode(name, "replace")
        except (LookupError, ValueError, AssertionError):
            continue
        # A page whose declaration could be read as ASCII is not in UTF-16 (HTML Standard, section 13.2.3.2).
        return "utf-8" if name.startswith("utf") else _MEANT.get(name, name)
    return None


def _is_mixed(content: bytes) -> bool:
    """Tell whether there is more valid UTF-8 beyond ASCII than there are bytes that are not valid."""
    text = content.decode(errors="replace")
    wrong = text.count(_REPLACEMENT)
    return sum(not character.isascii() for character in text) - wrong > wrong


def _replaced(place: str, content: bytes) -> tuple[str, tuple[str, ...]]:
    del place
    text = content.decode(errors="replace")
    return text, (f"{text.count(_REPLACEMENT)} places that are not UTF-8 show U+FFFD",)


def _refused(place: str, content: bytes) -> tuple[str, tuple[str, ...]]:
    try:
        content.decode()
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        reason = f"encodings are mixed: byte 0x{content[error.start]:02X} is not UTF-8, as other letters are"
        raise BadInputError(place, line, reason) from error
    raise AssertionError(place)


def _older(place: str, content: bytes) -> tuple[str, tuple[str, ...]]:
    """Return what was written before UTF-8, if it makes words of a language in one of the two sets that were used."""
    for name, language in (("cp1258", "vi"), ("cp1252", "en")):
        # windows-1258 writes tones as marks of their own; in another set they would stand behind any letter.
        text = unicodedata.normalize("NFC", content.decode(name, errors="replace"))
        is_sound = _REPLACEMENT not in text and not any(map(unicodedata.combining, text))
        if is_sound and language_of(text) == language:
            return text, (f"not UTF-8: read as windows-{name[2:]}",)
    raise BadInputError(place, 0, "the encoding is neither UTF-8 nor one in which it makes sense: save it as UTF-8")
