import errno
import fcntl
import json
import os
import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from coopkg.errors import NoSpaceError, SnapshotError
from coopkg.storage import snapshots as snapshots_module
from coopkg.storage.current import CurrentDataset
from coopkg.storage.oxigraph import write_store
from coopkg.storage.snapshots import STORE, Manifest, Snapshots

MANIFEST = Manifest(inputs="d1", reasoner="columns", base="https://coop.example/", counts={"stated": 3})


def write(text):
    def make(path):
        (path / "content").write_text(text)
        return MANIFEST

    return make


def store_of(value):
    def make(path):
        write_store(path / STORE, f"<a:s> <a:p> <a:{value}> .\n".encode())
        return MANIFEST

    return make


@pytest.fixture
def snapshots(tmp_path):
    return Snapshots(tmp_path / "snapshots")


def names(snapshots):
    return sorted(path.name for path in snapshots.directory.iterdir())


def test_what_is_published_is_current_with_its_number_and_time(snapshots):
    published = snapshots.publish(write("one"))

    assert snapshots.current() == published
    assert (published.path / "content").read_text() == "one"
    assert published.manifest.number == 1
    assert published.manifest.created.endswith("+00:00")
    assert json.loads((published.path / "manifest.json").read_text())["counts"] == {"stated": 3}


def test_numbers_rise_and_the_last_two_are_kept(snapshots):
    for text in ("one", "two", "three"):
        snapshots.publish(write(text))

    assert snapshots.current().manifest.number == 3
    assert names(snapshots) == ["000002", "000003", "current", "lock"]


def test_what_is_no_longer_current_may_be_kept_for_a_while(tmp_path):
    patient = Snapshots(tmp_path / "snapshots", grace_s=60)
    for text in ("one", "two", "three", "four"):
        patient.publish(write(text))
    assert names(patient) == ["000001", "000002", "000003", "000004", "current", "lock"]
    os.utime(patient.directory / "000002", (1, 1))

    patient.publish(write("five"))
    # What is old goes in the background, one publishing after the other.
    patient._remover.shutdown()

    assert names(patient) == ["000002", "000003", "000004", "000005", "current", "lock"]


def test_before_the_first_build_the_error_says_what_to_do(snapshots):
    with pytest.raises(SnapshotError, match="coopkg build"):
        snapshots.current()


@pytest.mark.parametrize("error", [ValueError("no"), KeyboardInterrupt()])
def test_a_failed_fill_changes_nothing(snapshots, error):
    snapshots.publish(write("one"))
    before = names(snapshots)

    def make(path):
        (path / "half").write_text("half")
        raise error

    with pytest.raises(type(error)):
        snapshots.publish(make)

    assert names(snapshots) == before
    assert (snapshots.current().path / "content").read_text() == "one"


@pytest.mark.parametrize("failing", [1, 2], ids=["renamed", "switched"])
@pytest.mark.parametrize("has_one", [True, False])
def test_what_the_disk_may_not_have_is_not_published(snapshots, monkeypatch, failing, has_one):
    if has_one:
        snapshots.publish(write("one"))
    before = names(snapshots) if has_one else ["lock"]
    calls = []

    def fail(path):
        calls.append(path)
        if len(calls) == failing:
            raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(snapshots_module, "fsync_path", fail)
    with pytest.raises(NoSpaceError, match="no snapshot can be made"):
        snapshots.publish(write("two"))
    monkeypatch.undo()

    assert names(snapshots) == before
    assert snapshots.publish(write("three")).manifest.number == 1 + has_one


def test_what_a_crash_left_is_removed_and_does_not_become_current(snapshots):
    snapshots.publish(write("one"))
    # Killed while filling; killed between making the link and switching it; killed before the switch.
    (snapshots.directory / ".making-dead").mkdir()
    (snapshots.directory / ".making-dead" / "half").write_text("half")
    (snapshots.directory / ".making-current").symlink_to("000009")
    (snapshots.directory / "000002").mkdir()

    assert (snapshots.current().path / "content").read_text() == "one"
    published = snapshots.publish(write("three"))

    assert published.manifest.number == 3
    assert snapshots.current() == published
    assert not [name for name in names(snapshots) if name.startswith(".")]


def test_who_has_waited_long_enough_for_another_that_publishes_is_told(tmp_path):
    snapshots = Snapshots(tmp_path, patience_s=0.1)
    snapshots.publish(write("one"))
    with (snapshots.directory / "lock").open("w") as other:
        fcntl.flock(other, fcntl.LOCK_EX)
        with pytest.raises(SnapshotError, match="another process"):
            snapshots.publish(write("two"))

    assert snapshots.publish(write("two")).manifest.number == 2


def test_of_several_that_publish_at_once_each_waits_for_its_turn(snapshots):
    inside = []

    def make(path):
        inside.append("in")
        time.sleep(0.02)
        inside.append("out")
        return write("x")(path)

    with ThreadPoolExecutor(4) as pool:
        published = list(pool.map(lambda _: snapshots.publish(make), range(4)))

    assert inside == ["in", "out"] * 4
    assert sorted(each.manifest.number for each in published) == [1, 2, 3, 4]


def test_where_nothing_can_be_written_the_error_names_the_place(tmp_path):
    (tmp_path / "file").write_text("")

    with pytest.raises(SnapshotError, match="file"):
        Snapshots(tmp_path / "file" / "snapshots").publish(write("one"))


@pytest.mark.parametrize("text", ["", "{", "[]", '{"inputs": 1}', '{"color": "red"}'])
def test_a_broken_manifest_is_an_error_with_its_path(snapshots, text):
    published = snapshots.publish(write("one"))
    (published.path / "manifest.json").write_text(text)

    with pytest.raises(SnapshotError, match="manifest"):
        snapshots.current()


def value_of(published):
    (triple,) = published.dataset.triples()
    return triple.object


def test_readers_see_a_new_snapshot_at_once_and_keep_the_one_they_hold(snapshots):
    snapshots.publish(store_of("one"))
    current = CurrentDataset(snapshots)
    held = current()
    assert current() is held

    for value in ("two", "three", "four"):
        snapshots.publish(store_of(value))

    assert value_of(current()) == "a:four"
    assert not held.snapshot.path.exists()
    assert value_of(held) == "a:one"


def test_a_reader_is_told_when_there_is_nothing_to_read(snapshots):
    with pytest.raises(SnapshotError, match="no snapshot yet"):
        CurrentDataset(snapshots)()
    snapshots.publish(write("no store"))
    with pytest.raises(SnapshotError, match="cannot be opened"):
        CurrentDataset(snapshots)()


def test_the_name_of_what_is_published_is_told_without_opening_its_store(snapshots):
    current = CurrentDataset(snapshots)
    with pytest.raises(SnapshotError, match="no snapshot yet"):
        current.snapshot()
    snapshots.publish(write("no store"))
    assert current.snapshot().manifest.number == 1
    with pytest.raises(SnapshotError, match="cannot be opened"):
        current()

    snapshots.publish(store_of("two"))
    assert current.snapshot() == current().snapshot
    assert current.snapshot().manifest.number == 2
