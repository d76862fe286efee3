"""Why something that a model gave is not kept: the words of the report."""

from typing import Literal

#: In the order in which they are looked at; the first that holds is counted.
Reason = Literal[
    "not of the asked form",
    "too many",
    "unknown type, modality or argument",
    "quote not in the text",
    "quote of more than a sentence",
    "quote is a headline",
    "argument missing",
    "argument not in the quote",
    "argument of another kind",
    "quote is a name only",
    "number, sum or date not in the quote",
    "meant otherwise",
    "told twice",
    "already read",
]


class DroppedError(ValueError):
    """What a model gave is not kept; `reason` says why. It holds nothing that the model wrote."""

    def __init__(self, reason: Reason) -> None:
        super().__init__(reason)
        self.reason: str = reason
