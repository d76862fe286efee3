"""Transactions as text, in the form of RDF Patch, each with a checksum, one after the other in one file.

An example::

    H number "17" .
    H length "93" .
    H crc32 "1b2a9c04" .
    TX .
    A <https://coop.example/a> <https://coop.example/b> "c" <https://coop.example/g> .
    TC .

`length` is that of what stands from `TX` to `TC` with its line end; the checksum is of that and of the two lines before
it. A transaction with `H state "whole" .` before its `TX` states all there is, whatever was before it.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from zlib import crc32

_HEAD = re.compile(
    rb'(H number "([0-9]{1,18})" \.\nH length "([0-9]{1,18})" \.\n(H state "whole" \.\n)?)H crc32 "([0-9a-f]{8})" \.\n'
)


@dataclass(frozen=True, slots=True)
class Transaction:
    """What one commit, called `number`, added and removed: canonical N-Quads, without line ends, none in both.

    Where it `is_whole` there is afterwards nothing but what it added.
    """

    number: int
    added: tuple[bytes, ...] = ()
    removed: tuple[bytes, ...] = ()
    is_whole: bool = False


def serialize_transaction(transaction: Transaction) -> bytes:
    """Return the transaction as text."""
    lines = [b"TX ."]
    lines += (b"D " + quad for quad in transaction.removed)
    lines += (b"A " + quad for quad in transaction.added)
    body = b"\n".join([*lines, b"TC .", b""])
    state = b'H state "whole" .\n' if transaction.is_whole else b""
    head = b'H number "%d" .\nH length "%d" .\n%b' % (transaction.number, len(body), state)
    return b'%bH crc32 "%08x" .\n%b' % (head, crc32(body, crc32(head)), body)


@dataclass(frozen=True, slots=True)
class Record:
    """The text of one transaction that is whole: from where to where it stands, and what it says."""

    start: int
    end: int
    transaction: Transaction


def read_transactions(text: bytes) -> Iterator[Record]:
    """Yield the transactions of `text` up to the first that is not whole, or up to the end."""
    place = 0
    while (record := _record_at(text, place)) is not None:
        yield record
        place = record.end


def is_followed(text: bytes, place: int) -> bool:
    """Tell whether a whole transaction begins anywhere behind `place`."""
    return any(_record_at(text, match.start()) is not None for match in _HEAD.finditer(text, place + 1))


def highest_number(text: bytes) -> int:
    """Return the highest number that any head of a transaction has, damaged or not; 0 where there is none."""
    return max((int(match.group(2)) for match in _HEAD.finditer(text)), default=0)


def _record_at(text: bytes, place: int) -> Record | None:
    head = _HEAD.match(text, place)
    if head is None:
        return None
    number, end = int(head.group(2)), head.end() + int(head.group(3))
    body = text[head.end() : end]
    if end > len(text) or crc32(body, crc32(head.group(1))) != int(head.group(5), 16):
        return None
    lines = body.splitlines()[1:-1]
    added, removed = (tuple(line[2:] for line in lines if line.startswith(kind)) for kind in (b"A ", b"D "))
    return Record(place, end, Transaction(number, added, removed, head.group(4) is not None))
