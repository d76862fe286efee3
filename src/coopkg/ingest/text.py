"""Text files as they come in: strict UTF-8, Unicode NFC, line feeds, no control characters.

Offsets of evidence count code points, so what a text is must not depend on the editor or the system that saved it:

- Bytes that are not UTF-8 are a fault; nothing is replaced or guessed.
- A byte order mark at the start of a file is no part of the text.
- CR LF and a lone CR are read as one line feed, so a checkout with other line ends has the same offsets.
- The tab is the only control character there may be. U+2028 and U+2029 are faults too: some parsers end a line there.
- What is not in NFC is a fault: `é` would be one code point for one editor and two for another.
"""

import re
import unicodedata
from collections.abc import Collection, Iterator
from pathlib import Path

from coopkg.errors import BadInputError

_BOM = "\ufeff"
_UNFIT = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff\ufffe\uffff]")


def unfit(text: str) -> str | None:
    r"""Return what makes `text` unfit to be stored, None where nothing does.

    >>> unfit("Úc")
    >>> unfit("U\u0301c")
    'not in Unicode NFC: convert it, or offsets would be off'
    """
    match = _UNFIT.search(text)
    if match is not None:
        return f"the character U+{ord(match.group()):04X} may not stand in a text: remove it"
    if not unicodedata.is_normalized("NFC", text):
        return "not in Unicode NFC: convert it, or offsets would be off"
    return None


def mended(text: str) -> str:
    """Return an unfit text put right, so that what else is wrong with it can be found in the same run."""
    return unicodedata.normalize("NFC", _UNFIT.sub(" ", text))


def decode_line(path: Path, number: int, raw: bytes) -> str:
    """Return one line as text; BadInputError tells the first byte that is not UTF-8."""
    try:
        return raw.decode()
    except UnicodeDecodeError as error:
        reason = f"invalid UTF-8: byte 0x{raw[error.start]:02X}, byte {error.start + 1} of the line: save it as UTF-8"
        raise BadInputError(path, number, reason) from error


def read_lines(path: Path) -> Iterator[tuple[int, bytes]]:
    """Yield the lines of a file with their numbers, without holding the file; BadInputError if it cannot be read."""
    try:
        with path.open("rb") as file:
            yield from enumerate(file, start=1)
    except OSError as error:
        raise BadInputError(path, 0, f"cannot be read: {error.strerror}") from error


def read_text(path: Path) -> tuple[str | None, list[BadInputError]]:
    """Return the text of a file and what is wrong with it.

    A text with unfit characters comes mended, so that its other faults can be found in the same run; what cannot be
    decoded is None.
    """
    try:
        raw = path.read_bytes()
    except OSError as error:
        return None, [BadInputError(path, 0, f"cannot be read: {error.strerror}")]
    raw = raw.replace(b"\r\n", b"\n").replace(b"\r", b"\n")
    try:
        text = raw.decode().removeprefix(_BOM)
    except UnicodeDecodeError:
        return None, list(_invalid_lines(path, raw))
    if unfit(text) is None:
        return text, []
    return mended(text), list(_unfit_lines(path, text))


def _invalid_lines(path: Path, raw: bytes) -> Iterator[BadInputError]:
    for number, line in enumerate(raw.split(b"\n"), start=1):
        try:
            decode_line(path, number, line)
        except BadInputError as fault:
            yield fault


def _unfit_lines(path: Path, text: str) -> Iterator[BadInputError]:
    """Yield one fault for each reason: who saves a whole file in NFD has one thing to do, not a thousand."""
    lines: dict[str, list[int]] = {}
    for number, line in enumerate(text.split("\n"), start=1):
        reason = unfit(line)
        if reason is not None:
            lines.setdefault(reason, []).append(number)
    for reason, numbers in lines.items():
        more = f" (and {len(numbers) - 1} more lines, to line {numbers[-1]})" if len(numbers) > 1 else ""
        yield BadInputError(path, numbers[0], reason + more)


def files_in(directory: Path, suffixes: Collection[str]) -> tuple[list[Path], list[BadInputError]]:
    """Return the files of `directory` with one of `suffixes`, in order of name, and a fault for all that is not one.

    A file that would silently not be read is a fault; hidden files and editors' backups (`x~`) are passed over.
    """
    if not directory.is_dir():
        return [], [BadInputError(directory, 0, "no such directory: make it, empty if there is nothing to say yet")]
    entries = sorted(path for path in directory.iterdir() if not path.name.startswith(".") and path.name[-1] != "~")
    files = [path for path in entries if path.suffix in suffixes and path.is_file()]
    wanted = " or ".join(f"*{suffix}" for suffix in sorted(suffixes))
    reason = f"only files called {wanted} are read here: rename it or move it away"
    return files, [BadInputError(path, 0, reason) for path in entries if path not in set(files)]
