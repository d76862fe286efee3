"""What a power cut leaves, at any moment: all that was acknowledged, and nothing half."""

import os
import random
import resource
import shutil

import pytest
from tests.power_cuts import Disk
from tests.published import Place, opened
from tests.test_killed_commits import BUILT, after, changes, published

from coopkg.pipeline.commits import Commits
from coopkg.storage import journal as journal_module
from coopkg.storage.backups import back_up, restore
from coopkg.storage.current import CurrentDataset
from coopkg.storage.durable import fsync_path
from coopkg.storage.plain import PlainStore
from coopkg.storage.snapshots import Snapshots

COMMITS = 8
CUTS = pytest.mark.parametrize("cuts", [20, pytest.param(10_000, marks=pytest.mark.long)])
NAMES = pytest.mark.parametrize("are_names_kept", [False, True], ids=["names-lost", "names-kept"])
BASE = "https://coop.example/"


@pytest.fixture
def disk(tmp_path, monkeypatch):
    """A disk, on which everything is synced that coopkg forces to it."""
    limits = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (limits[1], limits[1]))
    (tmp_path / "disk").mkdir()
    disk = Disk(tmp_path / "disk")
    monkeypatch.setattr(os, "fsync", disk.watch)
    yield disk
    disk.close()
    resource.setrlimit(resource.RLIMIT_NOFILE, limits)


def moments(disk, first, most):
    """At most so many moments from the first on, at random but always the same."""
    every = range(first, len(disk.moments) + 1)
    return sorted(random.Random(4).sample(every, min(most, len(every))))  # noqa: S311 - it guards no secret


def cut(disk, number, target, *, are_names_kept):
    shutil.rmtree(target, ignore_errors=True)
    disk.after(number, target, are_names_kept=are_names_kept)
    return target


@CUTS
@NAMES
def test_a_power_cut_loses_no_commit(disk, tmp_path, monkeypatch, cuts, are_names_kept):
    """The journal is written anew on the way."""
    monkeypatch.setattr(journal_module, "_LONG_BYTES", 1000)
    place = begun(disk)
    commits, acknowledged = Commits(place.sources, place.snapshots), {len(disk.moments): 0}
    for number in range(1, COMMITS + 1):
        commits.commit(lambda draft, number=number: draft.apply(*changes(number)))
        acknowledged[len(disk.moments)] = number
        if number == COMMITS // 2:
            commits.close()
            commits = Commits(place.sources, place.snapshots)
    commits.close()
    monkeypatch.undo()

    for number in moments(disk, min(acknowledged), cuts):
        left = opened(cut(disk, number, tmp_path / "left", are_names_kept=are_names_kept) / "var")
        Commits(left.sources, left.snapshots).close()
        last = left.sources.journal.last()
        known = max(commit for moment, commit in acknowledged.items() if moment <= number)
        assert known <= last <= known + 1
        assert published(left) == place.dataset_of(after(last))


@CUTS
@NAMES
def test_a_power_cut_loses_no_change_where_there_is_no_journal(disk, tmp_path, monkeypatch, cuts, are_names_kept):
    store, acknowledged = PlainStore(Snapshots(disk.root / "plain" / "snapshots"), BASE), {len(disk.moments): 0}
    for number in range(1, COMMITS + 1):
        store.put(None, b"<a:s> <a:p> <a:%d> .\n<a:s> <a:q> <a:%d> .\n" % (number, number))
        acknowledged[len(disk.moments)] = number
    monkeypatch.undo()

    for number in moments(disk, min(acknowledged), cuts):
        left = Snapshots(cut(disk, number, tmp_path / "left", are_names_kept=are_names_kept) / "plain" / "snapshots")
        PlainStore(left, BASE)
        rows = CurrentDataset(left)().dataset.query("SELECT ?o { ?s ?p ?o }").rows()
        known = max(commit for moment, commit in acknowledged.items() if moment <= number)
        found = {row["o"].removeprefix("a:") for row in rows}
        assert found in ({str(known)} if known else set(), {str(known + 1)})
        assert len(rows) == 2 * len(found)


@NAMES
def test_a_power_cut_within_a_restore_leaves_the_state_before_or_that_of_the_backup(
    disk, tmp_path, monkeypatch, are_names_kept
):
    place = begun(disk)
    before = commit(place, 1)
    back_up(place.snapshots, place.sources.journal, tmp_path / "backup")
    now = commit(place, 2)
    first = len(disk.moments)
    restore(tmp_path / "backup", place.snapshots, place.sources.journal, BASE)
    monkeypatch.undo()

    found = []
    for number in range(first, len(disk.moments) + 1):
        left = opened(cut(disk, number, tmp_path / "left", are_names_kept=are_names_kept) / "var")
        Commits(left.sources, left.snapshots).close()
        found.append(published(left))
        assert found[-1] in (before, now)
    assert (found[0], found[-1]) == (now, before)


def begun(disk):
    """A place on the disk, published."""
    place = Place(disk.root / "var", BUILT)
    fsync_path(disk.root)
    place.build()
    return place


def commit(place, number):
    commits = Commits(place.sources, place.snapshots)
    commits.commit(lambda draft: draft.apply(*changes(number)))
    commits.close()
    return published(place)
