"""What kill -9 leaves: the snapshot before or the one after, whole, and no acknowledged load lost."""

import shutil
import subprocess
import time
from dataclasses import replace

import pytest

from coopkg.bootstrap.store import open_published, snapshots_of
from coopkg.reasoning.closure import open_closure
from coopkg.storage.snapshots import CLOSURE

LINE = "<https://coop.example/x{}> <https://coop.example/loaded> <https://coop.example/c> .\n"


@pytest.fixture
def copy(sample, tmp_path):
    """Settings with a store of their own, in which the sample is published."""
    shutil.copytree(sample.store_dir, tmp_path / "store", symlinks=True)
    return replace(sample, store_dir=tmp_path / "store")


def loaded(settings) -> set[str]:
    """What the published snapshot holds of all loads; store and closure must tell the same."""
    published = open_published(settings)
    rows = published.dataset.query("SELECT ?s { ?s <https://coop.example/loaded> ?o }").rows()
    counts = published.snapshot.manifest.counts
    closure = open_closure(published.snapshot.path / CLOSURE)
    assert len(closure) == counts["stated"] + counts["implied"] == len(list(published.dataset.triples()))
    return {row["s"].removeprefix("https://coop.example/x") for row in rows}


def moments_within(seconds: float) -> list[float]:
    """Moments at which to kill, spread over the time that a load takes and closer where it writes, at its end."""
    return [seconds * share for share in (0.3, 0.6, 0.8, 0.85, 0.9, 0.95)]


def test_a_load_killed_at_any_moment_leaves_a_whole_snapshot(copy, tmp_path, coopkg, start):
    started = time.monotonic()
    acknowledged = load_of(copy, tmp_path, "first", coopkg)
    taken = time.monotonic() - started
    for number, moment in enumerate(moments_within(taken)):
        (tmp_path / "x.nt").write_text(LINE.format(number), encoding="utf-8")
        process = start(copy, "load", tmp_path / "x.nt", output=subprocess.DEVNULL)
        time.sleep(moment)
        process.kill()
        if process.wait() == 0:
            acknowledged.add(str(number))

        assert loaded(copy) >= acknowledged

    assert coopkg(copy, "build").returncode == 0
    assert loaded(copy) >= acknowledged
    assert not list(snapshots_of(copy).directory.glob(".making-*"))


def load_of(settings, tmp_path, name, coopkg) -> set[str]:
    (tmp_path / "x.nt").write_text(LINE.format(name), encoding="utf-8")
    assert coopkg(settings, "load", tmp_path / "x.nt").returncode == 0
    return {name}
