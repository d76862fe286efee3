"""Lists of articles, one to a line, as a stream: what is held is one line, and of a long one its beginning."""

from collections.abc import Iterator
from itertools import chain
from typing import BinaryIO

from coopkg.ingest.documents.document import MOST_BYTES, Piece, Skipped


def record_lines(place: str, stream: BinaryIO, first: bytes = b"") -> Iterator[Piece | Skipped]:
    """Yield each line of a list of articles that begins with the line `first`; blank lines are passed over."""
    lines = iter(lambda: stream.readline(MOST_BYTES + 1), b"")
    for number, line in enumerate(chain([first] if first else [], lines), start=1):
        at = f"{place}:{number}"
        if len(line) > MOST_BYTES and not line.endswith(b"\n"):
            _pass_over_line(stream)
            yield Skipped(at, f"longer than {MOST_BYTES >> 20} MiB, which no article is")
        elif line.strip():
            yield Piece(at, "record", line.removeprefix(b"\xef\xbb\xbf") if number == 1 else line)


def _pass_over_line(stream: BinaryIO) -> None:
    while (part := stream.readline(MOST_BYTES)) and not part.endswith(b"\n"):
        pass
