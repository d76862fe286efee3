"""What answers are written to, and what an XML document cannot hold."""

import re
from typing import Protocol

from coopkg.errors import QueryError

# What cannot stand in an XML document, and how Oxigraph writes a predicate that does not end in a name.
_NOT_XML = re.compile(rb"[\x00-\x08\x0b\x0c\x0e-\x1f]|\xef\xbf[\xbe\xbf]|<oxprefix:(?=[ >])")


class Output(Protocol):
    """What an answer can be written to, piece by piece."""

    def write(self, content: bytes, /) -> int:
        """Take the next bytes, and return their number."""

    def flush(self) -> None:
        """Let nothing wait in between."""


def checked_xml(content: bytes) -> bytes:
    """Return the document; QueryError where it is none: Oxigraph writes what XML 1.0 (section 2.2) cannot hold."""
    found = _NOT_XML.search(content)
    if found is None:
        return content
    if found.group().startswith(b"<"):
        name = content[found.start() : found.start() + 300].partition(b'="')[2].partition(b'"')[0]
        raise QueryError(
            f"RDF/XML has no name for the predicate <{name.decode(errors='replace')}>; choose Turtle or JSON-LD"
        )
    character = ord(found.group().decode())
    raise QueryError(f"XML cannot hold the character U+{character:04X}, which the answer has; choose JSON or Turtle")


class CheckedXml:
    """An `Output` that passes on what is written, as long as XML can hold it; see `checked_xml`."""

    __slots__ = ("_last", "_output")

    def __init__(self, output: Output) -> None:
        self._output = output
        self._last = b""

    def write(self, content: bytes, /) -> int:
        """Take the next bytes, and return their number."""
        # The first two bytes of a character may have come with the piece before.
        self._last = checked_xml(self._last + content)[-2:]
        return self._output.write(content)

    def flush(self) -> None:
        """Let nothing wait in between."""
        self._output.flush()
