"""What a model is asked: the types of facts with their arguments, made from the types themselves, and the passage."""

import hashlib
from collections.abc import Iterator, Mapping
from functools import lru_cache
from importlib.resources import files
from string import Template
from typing import get_args

from coopkg.domain.facts import FACT_TYPES, Modality
from coopkg.extract.llm.forms import Form, FormKind, forms
from coopkg.extract.llm.meant import own_modalities
from coopkg.extract.sentences import sentences_in

# A passage has so many characters at most, unless one sentence has more.
_MOST_CHARACTERS = 6_000
_SHORT = 12
_WHAT: Mapping[FormKind, str] = {
    "entity": "a name in the quote",
    "entities": "a list of names in the quote",
    "words": "words of the quote",
    "choice": "one of",
    "number": "the number, as a plain JSON number: 57000000",
    "ordinal": "the number, as a plain JSON number",
    "sums": 'a list of {"value": plain JSON number, "currency": ISO 4217 code}',
    "date": "a date in EDTF",
    "language": "vi or en",
}


@lru_cache(maxsize=1)
def instructions() -> str:
    """Return what a model is told before it reads a passage."""
    template = Template(files("coopkg.extract").joinpath("prompts/facts.txt").read_text(encoding="utf-8"))
    meant = (f"{name}: {' or '.join(modalities)}" for name, modalities in own_modalities().items())
    return template.substitute(
        modalities=", ".join(get_args(Modality)), meant="; ".join(meant), types="\n".join(_types())
    )


def prompt_version() -> str:
    """Return a short digest of the instructions: with others a model may say something else."""
    return hashlib.sha256(instructions().encode()).hexdigest()[:_SHORT]


def messages(passage: str) -> list[dict[str, str]]:
    """Return the messages of a chat that ask for the facts of a passage."""
    return [{"role": "system", "content": instructions()}, {"role": "user", "content": passage}]


def passages_of(text: str, most: int = _MOST_CHARACTERS) -> Iterator[range]:
    """Yield the parts of a text that are asked about one by one: whole sentences, as many as fit.

    >>> [(part.start, part.stop) for part in passages_of("ISO họp. APO họp. Hết.", 18)]
    [(0, 17), (18, 22)]
    """
    first, last = 0, 0
    for start, end in sentences_in(text):
        if last and end - first > most:
            yield range(first, last)
            last = 0
        if not last:
            first = start
        last = end
    if last:
        yield range(first, last)


def _types() -> Iterator[str]:
    for kind, asked in forms().items():
        yield f"\n{kind}: {' '.join((FACT_TYPES[kind].__doc__ or '').split())}"
        yield from (f"  {name}{'*' if form.is_required else ''}: {_asked(form)}" for name, form in asked.items())


def _asked(form: Form) -> str:
    if form.choices:
        return f"{_WHAT[form.kind]} {', '.join(form.choices)}"
    groups = f" ({', '.join(form.groups)})" if form.groups else ""
    return f"{_WHAT[form.kind]}{groups}"
