"""How the dataset can be changed, as one value."""

from collections.abc import Callable
from dataclasses import dataclass

from coopkg.serving.writing import Writer


@dataclass(frozen=True, slots=True)
class Writing:
    """The writer, the SHA-256 digests of the tokens that allow to use it, and the most bytes of a change.

    `is_there` tells whether the writer can be reached. Without a writer, or without tokens, nobody may change anything.
    """

    writer: Writer | None = None
    tokens: tuple[bytes, ...] = ()
    body_bytes: int = 64 << 20
    is_there: Callable[[], bool] = bool


#: Nobody may change anything.
OFF = Writing()
