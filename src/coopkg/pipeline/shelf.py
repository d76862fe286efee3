"""Where ingested articles and their proposals lie: `articles/<slug>.md` and `proposals/<slug>.jsonl`.

Each file is written beside and renamed, the article first, then its proposals, and last a line in
`proposals/.ingested.jsonl` that tells of which text and by which extractor they are: a batch that was stopped anywhere
goes on where it was.
"""

import hashlib
import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from coopkg.domain.article import Article
from coopkg.domain.proposals import Proposal
from coopkg.errors import OutputError
from coopkg.ingest.articles import article_markdown, read_bodies, read_body
from coopkg.ingest.documents.document import Skipped
from coopkg.ingest.proposals import proposal_json, read_proposals
from coopkg.pipeline.merging import merged
from coopkg.storage.durable import is_locked, make_directory, write_bytes

_LEDGER = ".ingested.jsonl"
# The version of no extractor.
_UNFINISHED = ""

#: Holds a lock as long as a block lasts.
Held = Callable[[], AbstractContextManager[None]]


@dataclass(frozen=True, slots=True)
class Shelf:
    """The directories of one user of them; `version` is that of the extractor, `read` what the ledger says.

    `held` keeps others from changing the data, reviewers above all, while an article and its proposals are written.
    """

    directory: Path
    version: str
    read: dict[str, tuple[str, str]]
    ledger: IO[str]
    held: Held = nullcontext

    def texts(self) -> Iterator[tuple[str, str]]:
        """Yield the slug and the text of each article that is there."""
        yield from read_bodies(self.directory / "articles")

    def is_done(self, article: Article) -> bool:
        """Tell whether the proposals of this text are there, by this extractor."""
        is_read = self.read.get(article.slug) == (_digest(article), self.version)
        return is_read and self._proposals(article).is_file()

    def put(
        self, article: Article, proposals: Sequence[Proposal], *, is_whole: bool = True
    ) -> Sequence[Proposal] | Skipped:
        """Write an article and its proposals; those that a person has judged are kept.

        An article that is there with the same text stays as it is. What is not whole is noted as read by no extractor,
        so that it is read again. Skipped where its text was another when they were judged, or where the proposals that
        are there cannot be read.
        """
        with self.held():
            return self._put(article, proposals, self.version if is_whole else _UNFINISHED)

    def _put(self, article: Article, proposals: Sequence[Proposal], version: str) -> Sequence[Proposal] | Skipped:
        target = self._proposals(article)
        earlier, faults = read_proposals(target) if target.is_file() else ([], [])
        if faults:
            return Skipped(str(target), f"there are proposals with faults, which are kept: {faults[0]}")
        judged = [each for each in earlier if each.status != "proposed" or each.reviewed_by is not None]
        path = self.directory / "articles" / f"{article.slug}.md"
        text = read_body(path) if path.is_file() else None
        if text != article.text:
            if text is not None and (judged or article.slug not in self.read):
                return Skipped(str(path), f"another text of {article.slug} is in use; give this one another name")
            write_bytes(path, article_markdown(article).encode())
        kept = merged(judged, proposals)
        write_bytes(target, "".join(f"{proposal_json(each)}\n" for each in kept).encode())
        self._note(article, version)
        return kept

    def _proposals(self, article: Article) -> Path:
        return self.directory / "proposals" / f"{article.slug}.jsonl"

    def _note(self, article: Article, version: str) -> None:
        entry = {"article": article.slug, "text": _digest(article), "extractor": version}
        self.ledger.write(f"{json.dumps(entry)}\n")
        self.ledger.flush()
        self.read[article.slug] = (entry["text"], version)


@contextmanager
def opened_shelf(directory: Path, version: str, held: Held = nullcontext) -> Iterator[Shelf]:
    """Give the shelf in `directory`, made where it is missing, to one user at a time; each writing is `held`.

    OutputError where it cannot be written, or another process writes there.
    """
    with _opened(directory) as ledger:
        if not is_locked(ledger):
            raise OutputError(directory, "another ingest writes there; wait for its end")
        ledger.seek(0)
        lines = ledger.read()
        if lines and not lines.endswith("\n"):
            # The line was cut short: the next one begins anew.
            ledger.write("\n")
        yield Shelf(directory, version, dict(_entries(lines.splitlines())), ledger, held)


def _opened(directory: Path) -> IO[str]:
    """Return the open ledger of a shelf; OutputError where there can be none."""
    try:
        for name in ("articles", "proposals"):
            make_directory(directory / name)
        return (directory / "proposals" / _LEDGER).open("a+", encoding="utf-8")
    except OSError as error:
        raise OutputError(directory, error.strerror or str(error)) from error


def _entries(lines: Iterable[str]) -> Iterator[tuple[str, tuple[str, str]]]:
    for line in lines:
        try:
            match json.loads(line):
                case {"article": str(slug), "text": str(digest), "extractor": str(version)}:
                    yield slug, (digest, version)
                case _:
                    continue
        except ValueError:
            # A line that was cut short: its article is read once more.
            continue


def _digest(article: Article) -> str:
    return hashlib.sha256(article.text.encode()).hexdigest()
