"""The answer of a model: a list in JSON of what it takes for facts, of which nothing is believed yet."""

import json
import re
import unicodedata
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import cast, get_args

from coopkg.domain.facts import FACT_TYPES, Modality
from coopkg.extract.llm.forms import forms
from coopkg.extract.llm.reasons import DroppedError

# An answer holds so many facts at most, an argument so many things; what comes after is dropped.
_MOST_FACTS = 100
_MOST_QUOTED = 1_000
# Models wrap what they write: their thoughts before it, a fence around it.
_THOUGHTS = "</think>"
_FENCED = re.compile(r"```(?:json)?\s*\n(.*?)\n?\s*```\s*", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Candidate:
    """A fact as a model gives it: a known type and modality, known arguments with whatever they hold, and a quote."""

    type: str
    modality: Modality
    quote: str
    arguments: Mapping[str, object]
    time: str | None = None


def candidates_in(answer: str) -> tuple[list[Candidate], Counter[str]]:
    """Return what a model gives, with how much of it cannot be looked at, by reason.

    ValueError where the answer is no list in JSON.
    """
    given = _parsed(answer)
    dropped: Counter[str] = Counter()
    if len(given) > _MOST_FACTS:
        dropped["too many"] += len(given) - _MOST_FACTS
    candidates = []
    for each in given[:_MOST_FACTS]:
        try:
            candidates.append(_candidate(each))
        except DroppedError as error:
            dropped[error.reason] += 1
    return candidates, dropped


def _parsed(answer: str) -> list[object]:
    text = answer.rpartition(_THOUGHTS)[2].strip()
    fenced = _FENCED.fullmatch(text)
    try:
        # Numbers as they are written: 0.1 is no sum of powers of two.
        given = json.loads(fenced[1] if fenced else text, parse_float=Decimal)
    except (RecursionError, ArithmeticError) as error:
        raise ValueError("it nests too deeply, or holds a number beyond all measure") from error
    if not isinstance(given, list):
        raise ValueError("it is no list")  # noqa: TRY004  (what a model writes is a value, not a mistake of types)
    return given


def _candidate(given: object) -> Candidate:
    match given:
        case {"type": str(kind), "modality": str(modality), "quote": str(quote), "arguments": dict(named), **more}:
            told = {name: value for name, value in named.items() if value not in (None, "", [])}
            time = more.get("time")
        case _:
            raise DroppedError("not of the asked form")
    if kind not in FACT_TYPES or modality not in get_args(Modality) or told.keys() - forms()[kind].keys():
        raise DroppedError("unknown type, modality or argument")
    quote = unicodedata.normalize("NFC", quote.strip())
    if not quote or len(quote) > _MOST_QUOTED or not isinstance(time, str | None):
        raise DroppedError("not of the asked form")
    return Candidate(kind, cast("Modality", modality), quote, told, time or None)
