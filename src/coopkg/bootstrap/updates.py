"""Wiring of what users may change: the writer of the dataset with reasoning."""

from coopkg.bootstrap.build import build_if_stale, sources_of
from coopkg.bootstrap.store import snapshots_of
from coopkg.pipeline.commits import Commits
from coopkg.pipeline.stages import Report
from coopkg.pipeline.updates import Evaluate, Updates
from coopkg.settings import Settings
from coopkg.storage.fetching import LoadPolicy
from coopkg.storage.snapshots import Snapshots

# Commits may follow one another faster than a reader opens a snapshot.
_GRACE_S = 5.0


def updates_of(
    settings: Settings, report: Report, evaluate: Evaluate | None = None, policy: LoadPolicy | None = None
) -> Updates:
    """Return the writer of the store, after a build where there is none or the inputs have changed since.

    What a crash left in the journal and in no snapshot is published first. `Updates.commits.close()` ends it.
    SnapshotError where another process is the writer.
    """
    build_if_stale(settings, report, will_replay=True)
    commits = Commits(sources_of(settings), Snapshots(snapshots_of(settings).directory, grace_s=_GRACE_S))
    return Updates(commits, evaluate, policy or LoadPolicy())
