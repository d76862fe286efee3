"""The golden sentences of the grammar: how the YAML beside this file is read, and how a fact is compared with it.

Each file is a list of sentences. A sentence has

- `rule`: the rule that reads it or, in one that only looks like it, must not; or one of `READERS`;
- `text`: the sentence, or a short article where one sentence explains the next;
- `reads`: what must be proposed: `type`, `modality`, `arguments`, `time`, `evidence` (the exact quotation), each only
  where it matters, and `by`, the rule that proposes it where it is another than `rule`;
- `not`: what must not be proposed, told in the same way, or by its type alone;
- `fails`: why it is not read as it should be; it has to fail then.

An argument that is an entity is given by any of its names, several by a list with all of them, a sum as «57 JPY»;
`null` says that the argument is missing.

A rule that cannot have one of the two kinds stands here with what it `lacks` (`reads` or `not`) and `because` of what.
"""

import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from coopkg.domain.article import Article
from coopkg.domain.facts import Amount
from coopkg.domain.proposals import Mention, Proposal
from coopkg.extract.extractor import Extractor
from coopkg.ingest.registry import read_registry

HERE = Path(__file__).parent
DATA = HERE.parents[1] / "data"
#: Readers that have no rule of their own: their sentences name the rule that tells by `by`, if it matters.
READERS = ("coreference", "date", "term", "number", "currency", "people", "group", "acronym", "scope")
#: What is read in names, by code and without a rule of the grammar.
NAME_READERS = ("alias", "office", "part", "signing", "ordinal")


@dataclass(frozen=True, slots=True)
class Sentence:
    """A golden sentence; `name` tells it from all others."""

    name: str
    language: str
    rule: str
    text: str
    reads: Sequence[Mapping[str, Any]]
    unread: Sequence[Mapping[str, Any]]
    fails: str | None

    @property
    def is_read(self) -> bool:
        """Tell whether the rule itself must read something."""
        return (
            bool(self.reads)
            if self.rule in READERS
            else any(fact.get("by", self.rule) == self.rule for fact in self.reads)
        )

    @property
    def is_unread(self) -> bool:
        """Tell whether the rule itself must read nothing, or nothing of some kind where it is one of `READERS`."""
        return bool(self.unread) if self.rule in READERS else not self.is_read


@dataclass(frozen=True, slots=True)
class Gap:
    """Why a rule lacks a sentence that it reads (`reads`), or one that it must not (`not`)."""

    language: str
    rule: str
    lacks: str
    because: str


@cache
def entries() -> tuple[Sentence | Gap, ...]:
    """Return all entries of all files."""
    return tuple(_entries())


def sentences() -> list[Sentence]:
    return [each for each in entries() if isinstance(each, Sentence)]


def gaps() -> list[Gap]:
    return [each for each in entries() if isinstance(each, Gap)]


def _entries() -> Iterator[Sentence | Gap]:
    for file in sorted(HERE.glob("*/*.yaml")):
        language = file.parent.name
        loaded = yaml.safe_load(file.read_text(encoding="utf-8")) or []
        for number, given in enumerate(loaded, start=1):
            if "lacks" in given:
                yield Gap(language, given["rule"], given["lacks"], given["because"])
                continue
            if unknown := given.keys() - {"rule", "text", "reads", "not", "fails"}:
                raise ValueError(f"{file}, entry {number}: there is no key {sorted(unknown)}")
            unread = [{"type": each} if isinstance(each, str) else each for each in given.get("not", [])]
            name = f"{language}-{file.stem}-{number}-{given['rule']}"
            yield Sentence(
                name, language, given["rule"], given["text"], given.get("reads", []), unread, given.get("fails")
            )


@cache
def extractor() -> Extractor:
    """Return one extractor with the registry of the sample for all tests."""
    registry, _ = read_registry(DATA / "registry")
    return Extractor(list(registry.entities.values()))


def article_of(language: str, text: str) -> Article:
    return Article(slug="a", title="", kind="original", language=language, text=text)


def proposed(language: str, text: str) -> list[Proposal]:
    return extractor().propose(article_of(language, text))


def is_told(wanted: Mapping[str, Any], proposal: Proposal) -> bool:
    """Tell whether a proposal says all that an entry of `reads` or `not` says."""
    if unknown := wanted.keys() - {"type", "modality", "arguments", "time", "evidence", "by"}:
        raise ValueError(f"there is no key {sorted(unknown)}")
    time = proposal.time.text if proposal.time else None
    return (
        wanted.get("type", proposal.type) == proposal.type
        and wanted.get("modality", proposal.modality) == proposal.modality
        and ("time" not in wanted or _plain(wanted["time"]) == _plain(time))
        and wanted.get("evidence", proposal.evidence[0].quote) == proposal.evidence[0].quote
        and ("by" not in wanted or proposal.extractor == f"grammar/{wanted['by']}")
        and all(is_value(value, proposal.arguments.get(key)) for key, value in wanted.get("arguments", {}).items())
    )


def is_value(wanted: object, given: object) -> bool:
    """Tell whether an argument is what a sentence wants it to be."""
    match given:
        case tuple():
            several = wanted if isinstance(wanted, list) else [wanted]
            pairs = zip(several, given, strict=False)
            return len(several) == len(given) and all(is_value(one, other) for one, other in pairs)
        case Mention():
            return _plain(wanted) in {_plain(given.slug), *map(_plain, given.names)}
        case Amount():
            return wanted == f"{given.value} {given.currency}"
        case Decimal():
            return isinstance(wanted, int | float) and Decimal(str(wanted)) == given
        case None:
            return wanted is None
        case _:
            return _plain(wanted) == _plain(given)


def _plain(value: object) -> str:
    return unicodedata.normalize("NFC", str(value)).casefold()
