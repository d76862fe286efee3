"""Withdrawing: which facts rest on an article, and saying in `data/` that they are taken back."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from coopkg.curation.changes import FileChange, data_held, write_changes
from coopkg.curation.marking import marked
from coopkg.domain.facts import Fact
from coopkg.errors import OutputError, RefusedError, UnknownTermError
from coopkg.ingest.inputs import Inputs
from coopkg.ingest.values import suggestion


@dataclass(frozen=True, slots=True)
class Withdrawal:
    """Facts that are taken back on a day; `kept` rest on the article too, and on others besides."""

    article: str
    day: date
    facts: tuple[Fact, ...]
    kept: tuple[Fact, ...]

    def applied_to(self, facts: Sequence[Fact]) -> tuple[Fact, ...]:
        """Return all facts as they are after it."""
        ids = {fact.id for fact in self.facts}
        return tuple(replace(fact, withdrawn=self.day) if fact.id in ids else fact for fact in facts)


def withdrawal_of(article: str, ids: Collection[str], inputs: Inputs, day: date) -> Withdrawal:
    """Return the withdrawal of what rests on `article` alone, or of its facts `ids` whatever else they rest on.

    UnknownTermError where there is no such article, or it has no such facts; RefusedError where all is withdrawn
    already, or the day is before the facts came in.
    """
    if article not in inputs.articles:
        raise UnknownTermError(article, f"there is no article of that slug{suggestion(article, inputs.articles)}")
    resting = {fact.id: fact for fact in inputs.facts if article in _articles(fact)}
    if not resting:
        raise UnknownTermError(article, "no fact rests on that article, so there is nothing to withdraw")
    for each in ids:
        if each not in resting:
            raise UnknownTermError(each, f"no fact of that id rests on {article}{suggestion(each, resting)}")
    wanted = [fact for fact in resting.values() if fact.id in ids or (not ids and _articles(fact) == {article})]
    kept = tuple(fact for fact in resting.values() if not ids and fact not in wanted and fact.withdrawn is None)
    standing = tuple(fact for fact in wanted if fact.withdrawn is None)
    if not standing:
        raise RefusedError(article, _nothing_left(kept))
    late = [fact for fact in standing if fact.entered > day]
    if late:
        raise RefusedError(late[0].id, f"it came in on {late[0].entered}, and cannot be withdrawn before: {day}")
    return Withdrawal(article, day, standing, kept)


def withdraw(data_dir: Path, withdrawal: Withdrawal, inputs: Inputs) -> tuple[Path, ...]:
    """Mark the facts as withdrawn in their files, all of them or none, and return the files.

    RefusedError where a file has been changed so that they are no longer there, OutputError where none can be written.
    """
    by_path: dict[Path, set[str]] = defaultdict(set)
    for fact in withdrawal.facts:
        by_path[inputs.places[fact.id].path].add(fact.id)
    with data_held(data_dir):
        changes = []
        for path, ids in by_path.items():
            content = _content(path)
            changes.append(FileChange(path, content, marked(path, content, ids, withdrawal.day)))
        write_changes(data_dir, changes)
    return tuple(by_path)


def _articles(fact: Fact) -> set[str]:
    return {evidence.article for evidence in fact.evidence}


def _nothing_left(kept: Collection[Fact]) -> str:
    if kept:
        names = ", ".join(fact.id for fact in kept)
        return f"what is not withdrawn rests on other articles too; name it to withdraw it (--fact): {names}"
    return "all of it is withdrawn already"


def _content(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise OutputError(path, error.strerror or str(error)) from error
