"""The dictionary of terms: tokens to integer ids and back, in memory and memory-mapped; lines of N-Quads to id columns.

A token is the canonical N-Triples form of a term. Resources (IRIs, blank nodes) are numbered from 0, all other terms
(literals, triple terms) from `FIRST_LITERAL`, so «can this be a subject» is one comparison, and any two terms fit one
int64 key that is not negative.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import repeat
from operator import itemgetter
from pathlib import Path
from typing import Protocol, TypeAlias
from zlib import crc32

import numpy as np
import numpy.typing as npt

FIRST_LITERAL = 1 << 30

Ids: TypeAlias = npt.NDArray[np.int64]
Tokens: TypeAlias = npt.NDArray[np.object_]
TokenTriple: TypeAlias = tuple[str, str, str]

# All tokens end to end (resources first), where each begins, their checksums in order and whose they are, a count.
_FILES = ("tokens", "offsets", "checksums", "positions", "resources")


class Terms(Protocol):
    """What can be asked of any dictionary."""

    def id_of(self, token: str) -> int | None:
        """Return the id of `token`, None where the dictionary lacks it."""

    def token_of(self, number: int) -> str:
        """Return the token whose id is `number`; IndexError where there is none."""

    def encoded_tokens(self, ids: Ids) -> Iterator[bytes]:
        """Yield the UTF-8 tokens of `ids`, in their order."""

    def tokens_at(self, ids: Ids) -> Tokens:
        """Return the UTF-8 tokens of `ids` as an array of objects: quickest where many are wanted many times."""

    def save(self, directory: Path) -> None:
        """Write the dictionary as `.npy` files into the existing `directory`, for `open_dictionary`."""


class _Numbers(dict[bytes, int]):
    """Ids by token; a token that is asked for the first time gets the next id of its kind."""

    __slots__ = ("literals", "resources")

    def __init__(self) -> None:
        super().__init__()
        self.resources: list[bytes] = []
        self.literals: list[bytes] = []

    def __missing__(self, token: bytes) -> int:
        if not _is_token(token):
            raise ValueError(f"not a term in N-Triples form: {token.decode(errors='replace')!r}")
        if token.startswith((b"<", b"_")) and not token.startswith(b"<<"):
            number, kind = len(self.resources), self.resources
        else:
            number, kind = FIRST_LITERAL + len(self.literals), self.literals
        kind.append(token)
        self[token] = number
        return number


def _is_token(token: bytes) -> bool:
    """Tell whether `token` begins and ends as a term does; what is between is taken on trust."""
    if token.startswith(b"<"):
        return token.endswith(b")>>" if token.startswith(b"<<(") else b">")
    return token.startswith(b"_:") or (token.startswith(b'"') and token.rindex(b'"') > 0)


class Dictionary:
    """A dictionary in memory that grows; ids are given in the order of first use and never change.

    >>> terms = Dictionary()
    >>> terms.encode("<https://coop.example/iso>"), terms.encode('"ISO"') - FIRST_LITERAL
    (0, 0)
    >>> terms.token_of(0), terms.id_of("<https://coop.example/iec>")
    ('<https://coop.example/iso>', None)
    """

    __slots__ = ("_literals", "_numbers", "_resources")

    def __init__(self) -> None:
        self._numbers = _Numbers()
        self._resources = _as_array([])
        self._literals = _as_array([])

    @classmethod
    def of(cls, resources: list[bytes], literals: list[bytes]) -> "Dictionary":
        """Return the dictionary that gives these UTF-8 tokens, each once, the ids that their order calls for."""
        dictionary = cls()
        numbers = dictionary._numbers
        numbers.resources, numbers.literals = resources, literals
        numbers.update(zip(resources, range(len(resources)), strict=True))
        numbers.update(zip(literals, range(FIRST_LITERAL, FIRST_LITERAL + len(literals)), strict=True))
        return dictionary

    def counts(self) -> tuple[int, int]:
        """Return how many resources and how many other terms there are."""
        return len(self._numbers.resources), len(self._numbers.literals)

    def since(self, counts: tuple[int, int]) -> tuple[list[bytes], list[bytes]]:
        """Return the UTF-8 tokens of the resources and of the others that came after there were so many."""
        return self._numbers.resources[counts[0] :], self._numbers.literals[counts[1] :]

    def __len__(self) -> int:
        return len(self._numbers)

    def encode(self, token: str) -> int:
        """Return the id of `token`, adding it where it is new; ValueError where it is none."""
        return self._numbers[token.encode()]

    def encode_one(self, token: bytes) -> int:
        """Return the id of the UTF-8 `token`, adding it where it is new; ValueError where it is none."""
        return self._numbers[token]

    def encode_all(self, tokens: Iterable[bytes]) -> Ids:
        """Return the ids of the UTF-8 `tokens` as an int64 array, adding the new ones; ValueError where one is none."""
        return np.fromiter(map(self._numbers.__getitem__, tokens), np.int64)

    def known(self, tokens: Sequence[bytes]) -> Ids:
        """Return the ids of the UTF-8 `tokens` as an int64 array, -1 for those that the dictionary lacks."""
        return np.fromiter(map(self._numbers.get, tokens, repeat(-1)), np.int64, len(tokens))

    def add(self, tokens: Iterable[bytes]) -> None:
        """Give the next ids to the UTF-8 `tokens`, which must be IRIs or literals, each once and none known."""
        kinds = {True: self._numbers.literals, False: self._numbers.resources}
        for token in tokens:
            kind = kinds[is_literal := token.startswith(b'"')]
            self._numbers[token] = len(kind) + FIRST_LITERAL * is_literal
            kind.append(token)

    def id_of(self, token: str) -> int | None:
        """Return the id of `token`, None where the dictionary lacks it."""
        return self._numbers.get(token.encode())

    def token_of(self, number: int) -> str:
        """Return the token whose id is `number`; IndexError where there is none."""
        is_literal = number >= FIRST_LITERAL
        kind = self._numbers.literals if is_literal else self._numbers.resources
        return kind[number - FIRST_LITERAL if is_literal else number].decode()

    def count_literals(self) -> int:
        """Return how many terms are no resources; their ids go up from `FIRST_LITERAL` without a gap."""
        return len(self._numbers.literals)

    def typed_literals(self, datatypes: Iterable[str]) -> list[int]:
        """Return the ids of the literals that name one of these datatypes (tokens of IRIs), ascending."""
        sought = frozenset(token.encode() for token in datatypes)
        literals = self._numbers.literals
        last = np.fromiter(map(itemgetter(-1), literals), np.uint8, len(literals))
        return [
            FIRST_LITERAL + place
            for place in np.flatnonzero(last == ord(">")).tolist()
            if literals[place][literals[place].rfind(b'"') + 3 :] in sought
        ]

    def encoded_tokens(self, ids: Ids) -> Iterator[bytes]:
        """Yield the UTF-8 tokens of `ids`, in their order."""
        if not len(ids) or int(ids.max()) < FIRST_LITERAL:
            return map(self._numbers.resources.__getitem__, ids.tolist())
        if int(ids.min()) >= FIRST_LITERAL:
            return map(self._numbers.literals.__getitem__, (ids - FIRST_LITERAL).tolist())
        return iter(self.tokens_at(ids).tolist())

    def tokens_at(self, ids: Ids) -> Tokens:
        """Return the UTF-8 tokens of `ids` as an array of objects: quickest where many are wanted many times."""
        if len(self._resources) + len(self._literals) < len(self):
            self._resources, self._literals = _as_array(self._numbers.resources), _as_array(self._numbers.literals)
        is_literal = ids >= FIRST_LITERAL
        if not is_literal.any():
            return self._resources[ids]
        tokens = np.empty(len(ids), np.object_)
        tokens[~is_literal] = self._resources[ids[~is_literal]]
        tokens[is_literal] = self._literals[ids[is_literal] - FIRST_LITERAL]
        return tokens

    def save(self, directory: Path) -> None:
        """Write the dictionary as `.npy` files into the existing `directory`, for `open_dictionary`."""
        tokens = self._numbers.resources + self._numbers.literals
        offsets = np.zeros(len(tokens) + 1, np.int64)
        np.cumsum(np.fromiter(map(len, tokens), np.int64, len(tokens)), out=offsets[1:])
        checksums = np.fromiter(map(crc32, tokens), np.uint32, len(tokens))
        positions = np.argsort(checksums, kind="stable")
        blob = np.frombuffer(b"".join(tokens), np.uint8)
        ordered = positions.astype(np.int32)
        MappedDictionary(blob, offsets, checksums[positions], ordered, len(self._numbers.resources)).save(directory)


def _as_array(tokens: list[bytes]) -> Tokens:
    """Return `tokens` as an array of objects: made the usual way, it would hold copies of the longest one's size."""
    array = np.empty(len(tokens), np.object_)
    array[:] = tokens
    return array


@dataclass(frozen=True, slots=True, eq=False)
class MappedDictionary:
    """A saved dictionary, memory-mapped: opening reads no term, a look-up touches a few pages.

    `checksums` (uint32, ascending) are the CRC-32 of the tokens at `positions`; a look-up compares the tokens
    that share a checksum, so the checksum need not be unique.
    """

    tokens: npt.NDArray[np.uint8]
    offsets: Ids
    checksums: npt.NDArray[np.uint32]
    positions: npt.NDArray[np.int32]
    resources: int

    def __len__(self) -> int:
        return len(self.offsets) - 1

    def _at(self, position: int) -> bytes:
        return self.tokens[self.offsets[position] : self.offsets[position + 1]].tobytes()

    def id_of(self, token: str) -> int | None:
        """Return the id of `token`, None where the dictionary lacks it."""
        encoded = token.encode()
        checksum = np.uint32(crc32(encoded))
        first = int(self.checksums.searchsorted(checksum))
        last = int(self.checksums.searchsorted(checksum, side="right"))
        for position in self.positions[first:last].tolist():
            if self._at(position) == encoded:
                return int(position if position < self.resources else position - self.resources + FIRST_LITERAL)
        return None

    def token_of(self, number: int) -> str:
        """Return the token whose id is `number`; IndexError where there is none."""
        position = number if number < FIRST_LITERAL else number - FIRST_LITERAL + self.resources
        kind = range(self.resources) if number < FIRST_LITERAL else range(self.resources, len(self))
        if position not in kind:
            raise IndexError(number)
        return self._at(position).decode()

    def tokens_at(self, ids: Ids) -> Tokens:
        """Return the UTF-8 tokens of `ids` as an array of objects: quickest where many are wanted many times."""
        return _as_array(list(self.encoded_tokens(ids)))

    def encoded_tokens(self, ids: Ids) -> Iterator[bytes]:
        """Yield the UTF-8 tokens of `ids`, in their order."""
        positions = np.where(ids < FIRST_LITERAL, ids, ids - FIRST_LITERAL + self.resources)
        return map(self._at, positions.tolist())

    def save(self, directory: Path) -> None:
        """Write the dictionary as `.npy` files into the existing `directory`, for `open_dictionary`."""
        counts = np.array([self.resources], np.int64)
        arrays: tuple[npt.NDArray[np.generic], ...] = (
            self.tokens,
            self.offsets,
            self.checksums,
            self.positions,
            counts,
        )
        for name, array in zip(_FILES, arrays, strict=True):
            np.save(directory / f"{name}.npy", array)


def open_dictionary(directory: Path) -> MappedDictionary:
    """Return the dictionary that was saved into `directory`; OSError or ValueError where it is damaged."""
    tokens, offsets, checksums, positions, resources = (
        np.asarray(np.load(directory / f"{name}.npy", mmap_mode="r")) for name in _FILES
    )
    return MappedDictionary(tokens, offsets, checksums, positions, int(resources[0]))


@dataclass(frozen=True, slots=True, eq=False)
class EncodedTriples:
    """Triples as three int64 columns of ids of one dictionary; rows may repeat and stand in no promised order."""

    dictionary: Terms
    subjects: Ids
    predicates: Ids
    objects: Ids

    def __len__(self) -> int:
        return len(self.subjects)

    def tokens(self) -> Iterator[TokenTriple]:
        """Yield the triples as tokens, in the order of the columns."""
        columns = (self.subjects, self.predicates, self.objects)
        decoded = (map(bytes.decode, self.dictionary.encoded_tokens(column)) for column in columns)
        return zip(*decoded, strict=True)


class _Objects(dict[bytes, int]):
    """Object ids by what follows the predicate on a line: an object, perhaps a graph, ` .`."""

    __slots__ = ("number_of",)

    def __init__(self, number_of: Callable[[bytes], int]) -> None:
        super().__init__()
        self.number_of = number_of

    def __missing__(self, rest: bytes) -> int:
        number = self[rest] = self.number_of(_object_token(rest))
        return number


def _object_token(rest: bytes) -> bytes:
    """Return the object at the start of `rest`; a graph behind it is left out. ValueError where there is none."""
    if not rest.endswith(b" ."):
        raise ValueError
    if rest.startswith(b'"'):
        # Neither a language tag, a datatype nor a graph's IRI can hold a quotation mark: the last one ends the text.
        end = rest.index(b" ", rest.rindex(b'"'))
    elif rest.startswith(b"<<("):
        end = rest.rindex(b")>>") + 3
    elif rest.startswith((b"<", b"_:")):
        end = rest.index(b" ")
    else:
        raise ValueError
    return rest[:end]


def read_triples(data: bytes, dictionary: Dictionary) -> EncodedTriples:
    """Return the triples of canonical N-Triples or N-Quads, encoded by `dictionary`; graphs are left out.

    Canonical is what `coopkg.storage.files` and `coopkg.rdf.nquads` write: single spaces, one statement a line, UTF-8.
    Empty lines and lines that begin with `#` are passed over. ValueError names the first line that is no statement.
    """
    if not data.endswith(b"\n"):
        data += b"\n"
    starts, first, second, third, ends = _cuts(data)
    try:
        encoded = EncodedTriples(
            dictionary,
            dictionary.encode_all(slices(data, starts, first)),
            dictionary.encode_all(slices(data, first + 1, second)),
            _object_ids(data, (second + 1, third, ends), dictionary),
        )
    except ValueError:
        raise _fault(data) from None
    return encoded


def _object_ids(data: bytes, cuts: tuple[Ids, Ids, Ids], dictionary: Dictionary) -> Ids:
    """Return the id of each statement's object; `cuts` are where it begins, the next space, and the line end."""
    starts, spaces, ends = cuts
    octets = np.frombuffer(data, np.uint8)
    # Most objects hold no space and have no graph behind them: what is up to ` .` is the token.
    is_plain = (spaces == ends - 2) & (octets[ends - 1] == ord("."))
    ids = np.empty(len(starts), np.int64)
    ids[is_plain] = dictionary.encode_all(slices(data, starts[is_plain], spaces[is_plain]))
    objects = _Objects(dictionary.encode_one)
    others = slices(data, starts[~is_plain], ends[~is_plain])
    ids[~is_plain] = np.fromiter(map(objects.__getitem__, others), np.int64, len(others))
    return ids


def _cuts(data: bytes) -> tuple[Ids, Ids, Ids, Ids, Ids]:
    """Return where each statement of `data` begins, its first three spaces, and its line end; ValueError as above.

    Slicing at places that are found for all lines at once is about twice as fast as splitting line by line.
    """
    octets = np.frombuffer(data, np.uint8)
    ends = np.flatnonzero(octets == ord("\n"))
    starts = np.concatenate((np.zeros(1, np.int64), ends[:-1] + 1))
    is_statement = (octets[starts] != ord("\n")) & (octets[starts] != ord("#"))
    starts, ends = starts[is_statement], ends[is_statement]
    # Three sentinels, so that the last line may lack its spaces without an index running out.
    spaces = np.concatenate((np.flatnonzero(octets == ord(" ")), [len(data)] * 3))
    index = np.searchsorted(spaces, starts)
    first, second, third = spaces[index], spaces[index + 1], spaces[index + 2]
    if (third > ends).any() or not (np.isin(octets[starts], list(b"<_")) & (octets[first + 1] == ord("<"))).all():
        raise _fault(data)
    return starts, first, second, third, ends


def slices(data: bytes, starts: Ids, ends: Ids) -> list[bytes]:
    """Return the bytes of `data` from each of `starts` up to the end beside it."""
    return [data[start:end] for start, end in zip(starts.tolist(), ends.tolist(), strict=True)]


def _fault(data: bytes) -> ValueError:
    """Return the error that names the first line of `data` which is no statement."""
    for number, line in enumerate(data.split(b"\n"), start=1):
        if line and not line.startswith(b"#") and not _is_statement(line):
            return ValueError(f"line {number} is not a statement of N-Quads: {line.decode(errors='replace')!r}")
    return ValueError("not N-Quads")


def _is_statement(line: bytes) -> bool:
    subject, _, others = line.partition(b" ")
    predicate, _, rest = others.partition(b" ")
    try:
        tokens = (subject, predicate, _object_token(rest))
    except ValueError:
        return False
    return all(map(_is_token, tokens)) and not subject.startswith((b'"', b"<<")) and predicate.startswith(b"<")
