"""Wiring of what users may change: the writer of the dataset with reasoning."""

import gc
from collections.abc import Iterable, Sequence
from pathlib import Path

from coopkg.bootstrap.build import build_if_stale, sources_of
from coopkg.bootstrap.query_workers import query_pool
from coopkg.bootstrap.store import changing_snapshots_of
from coopkg.pipeline.commits import Commits
from coopkg.pipeline.stages import Report, silent
from coopkg.pipeline.updates import Evaluate, Row, Updates
from coopkg.rdf.terms import Iri
from coopkg.serving.questions import Ask, Question
from coopkg.settings import Settings
from coopkg.storage.dataset import Form
from coopkg.storage.fetching import LoadPolicy
from coopkg.storage.results import parse_solutions
from coopkg.storage.snapshots import Manifest, Snapshot


def updates_of(
    settings: Settings, report: Report, evaluate: Evaluate | None = None, policy: LoadPolicy | None = None
) -> Updates:
    """Return the writer of the store, after a build where there is none or the inputs have changed since.

    What a crash left in the journal and in no snapshot is published first. `Updates.commits.close()` ends it.
    SnapshotError where another process is the writer.
    """
    build_if_stale(settings, report, will_replay=True)
    commits = Commits(sources_of(settings), changing_snapshots_of(settings))
    return Updates(commits, evaluate, policy or LoadPolicy())


def reasoning_writer(settings: Settings) -> Updates:
    """Return the writer as the process that writes has it: the patterns of updates go to workers that can be killed."""
    policy = LoadPolicy(settings.changes.load_hosts, settings.changes.body_bytes)
    writer = updates_of(settings, silent, _evaluated_by(query_pool(settings.queries), settings.base), policy)
    # What was opened stays until the end: no search for garbage need walk through it.
    gc.collect()
    gc.freeze()
    return writer


def _evaluated_by(ask: Ask, base: str) -> Evaluate:
    def evaluate(path: Path, text: str, default_graphs: Sequence[Iri], named_graphs: Sequence[Iri]) -> Iterable[Row]:
        forms: dict[Form, str | None] = {"solutions": "json", "boolean": None, "triples": None}
        question = Question(text, forms, tuple(default_graphs), tuple(named_graphs))
        # A draft's store is in a directory of its own, as a snapshot's is, and no two have the same name.
        snapshot = Snapshot(path.parent, Manifest("", "", base, created=path.parent.name))
        body = ask(snapshot, question, client="writer").body
        content = body if isinstance(body, bytes) else b"".join(body.pieces())
        return parse_solutions(content, "a query worker").token_rows()

    return evaluate
