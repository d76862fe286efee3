"""What a review looks at: articles, registry, facts and proposals, as `data/` has them now."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from json import dumps
from pathlib import Path
from typing import TypeAlias

from coopkg.domain.facts import FACT_TYPES, Content, Fact
from coopkg.domain.proposals import Proposal
from coopkg.errors import BadInputError, FaultsError
from coopkg.ingest.articles import Articles, read_articles
from coopkg.ingest.evidence import Quotation
from coopkg.ingest.facts import Desk, read_facts
from coopkg.ingest.proposals import read_proposals
from coopkg.ingest.records import FactRecord
from coopkg.ingest.references import References
from coopkg.ingest.registry import EntityRecord, Registry, read_registry
from coopkg.ingest.text import files_in
from coopkg.ingest.values import Reader, reader_of

#: Name, inode, size and time of change of each file.
Fingerprint: TypeAlias = tuple[tuple[str, int, int, int], ...]
_READ = ("articles", "registry", "facts", "proposals")


@dataclass(frozen=True, slots=True)
class Readers:
    """The readers of records, which take a while to make."""

    record: Reader[FactRecord] = field(default_factory=lambda: reader_of(FactRecord))
    quotation: Reader[Quotation] = field(default_factory=lambda: reader_of(Quotation))
    entity: Reader[EntityRecord] = field(default_factory=lambda: reader_of(EntityRecord))
    contents: Mapping[str, Reader[Content]] = field(
        default_factory=lambda: {name: reader_of(cls) for name, cls in FACT_TYPES.items()}
    )

    def desk(self, articles: Articles, registry: Registry) -> Desk:
        """Return the desk on which facts are judged."""
        return Desk(self.record, self.quotation, self.contents, articles, References(registry))


@dataclass(slots=True)
class State:
    """What `data/` holds; a review that goes on adds to it what it decides.

    `proposals` are by article and id; `facts`, by what they say (see `key_of`), are those that count, `ids` of all.
    """

    articles: Articles
    registry: Registry
    proposals: dict[tuple[str, str], Proposal]
    facts: dict[str, list[Fact]]
    ids: set[str]

    def note(self, fact: Fact) -> None:
        """Take in a fact, if it is neither rejected nor withdrawn."""
        self.ids.add(fact.id)
        if fact.status == "accepted" and fact.withdrawn is None:
            self.facts.setdefault(key_of(fact), []).append(fact)

    def same_as(self, fact: Fact) -> list[Fact]:
        """Return the facts that say the same."""
        return self.facts.get(key_of(fact), [])


def key_of(fact: Fact) -> str:
    """Return a text that is equal for facts that say the same, meant in the same way, of the same time."""
    said = {"content": asdict(fact.content), "time": fact.time.text if fact.time else None}
    return dumps([fact.type, fact.modality, said], default=str, sort_keys=True, ensure_ascii=False)


def fingerprint(data_dir: Path) -> Fingerprint:
    """Return what differs as soon as a file that is read has changed, or another one is there."""
    paths = (path for name in _READ for path in sorted((data_dir / name).glob("*")))
    stats = ((path, path.lstat()) for path in paths)
    return tuple((str(path), stat.st_ino, stat.st_size, stat.st_mtime_ns) for path, stat in stats)


def read_state(data_dir: Path) -> State:
    """Return what is sound in `data_dir`; FaultsError where the registry or a file of proposals cannot be used.

    Other faults are left to `coopkg check`: what has one is left out.
    """
    articles, _ = read_articles(data_dir / "articles")
    registry, faults = read_registry(data_dir / "registry")
    if not registry.is_complete:
        raise FaultsError(faults)
    facts, places, _ = read_facts(data_dir / "facts", articles, registry)
    state = State(articles, registry, _proposals(data_dir / "proposals"), {}, set(places))
    for fact in facts:
        state.note(fact)
    return state


def _proposals(directory: Path) -> dict[tuple[str, str], Proposal]:
    if not directory.is_dir():
        return {}
    paths, faults = files_in(directory, {".jsonl"})
    found: dict[tuple[str, str], Proposal] = {}
    for path in paths:
        proposals, more = read_proposals(path)
        misplaced = [each for each in proposals if each.article != path.stem]
        faults += more
        faults += [BadInputError(path, 0, f"proposal {each.id} is of the article {each.article}") for each in misplaced]
        found |= {(each.article, each.id): each for each in proposals}
    if faults:
        raise FaultsError(faults)
    return found
