"""What is read: pieces of input, and the documents that they turn out to be."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal, TypeAlias

from coopkg.domain.dates import Edtf

Language = Literal["vi", "en"]
Form = Literal["text", "markdown", "html", "record", "unknown"]

#: The longest file, page or line that is read: what is longer is no article.
MOST_BYTES = 8 << 20
#: The longest text of an article: some 150,000 words.
MOST_CHARACTERS = 1_000_000


@dataclass(frozen=True, slots=True)
class Piece:
    """Something that may hold an article.

    `place` tells people where it is; `content` is what it holds, or the file to read. `name` is the name of the file,
    without its ending. What came over the network has its `address`, and the `charset` that the server gave.
    """

    place: str
    form: Form
    content: bytes | Path
    name: str = ""
    address: str | None = None
    charset: str | None = None


@dataclass(frozen=True, slots=True)
class Skipped:
    """What is not read: where it is, and why."""

    place: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Given:
    """What the user says about all that is read; it counts more than what stands there."""

    publisher: str | None = None
    published: Edtf | None = None
    language: Language | None = None


#: What a document says of itself, under the names `title`, `published`, `publisher`, `url`.
About: TypeAlias = Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Body:
    """A text as it was found, with what its document says of itself and what is to be told about its reading.

    `name` is what a list of articles calls it.
    """

    text: str
    name: str = ""
    about: About = field(default_factory=dict)
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """An article as it will be stored: offsets count the code points of `text`.

    `slug` is what the name or the title gives; others may have the same. `notes` tell what had to be changed or left
    out.
    """

    place: str
    slug: str
    title: str
    language: Language
    text: str
    publisher: str | None = None
    published: Edtf | None = None
    url: str | None = None
    notes: tuple[str, ...] = ()
