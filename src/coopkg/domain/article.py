"""An article: the text that facts are read from, and what is known about its publication."""

from dataclasses import dataclass
from typing import Literal

from coopkg.domain.dates import Edtf


@dataclass(frozen=True, slots=True)
class Article:
    """A text with its metadata; offsets of evidence count Unicode code points of `text`.

    `kind` is `brief` for a summary in our own words of a piece that was published elsewhere, and `original` for the
    published text itself. What is not known of the publication is None; nothing is guessed.
    """

    slug: str
    title: str
    kind: Literal["brief", "original"]
    language: str
    text: str
    publisher: str | None = None
    published: Edtf | None = None
    url: str | None = None
