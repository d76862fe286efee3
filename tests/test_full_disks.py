"""A disk that takes no more, and files that are not as they were written: what is told, and what goes on."""

import json
import resource
import shutil
from dataclasses import replace

import pytest
from tests.conftest import TOKEN, free_port
from tests.test_backups import updated  # noqa: F401 - a fixture
from tests.test_plain_server import until, writers_of
from tests.test_serve import answers
from tests.test_user_graphs import dumped
from tests.w3c_http import RESULTS, Server

from coopkg.bootstrap.build import build, load, sources_of
from coopkg.bootstrap.store import snapshots_of
from coopkg.errors import SnapshotError
from coopkg.pipeline.stages import silent
from coopkg.storage.snapshots import STORE

COUNT = "SELECT (COUNT(*) AS ?n) { ?s <a:p> ?o }"
MODES = pytest.mark.parametrize("flags", [(), ("--plain",)], ids=["reasoning", "plain"])
pytestmark = pytest.mark.skipif(not hasattr(resource, "prlimit"), reason="the system bounds no file of other processes")


def insert(server, number):
    return server.update(f"INSERT DATA {{ <a:{number}> <a:p> {number} }}")


def count(server):
    answer = server.query(COUNT, RESULTS[".srj"][1])
    assert answer.status == 200, answer.body
    return int(json.loads(answer.body)["results"]["bindings"][0]["n"]["value"])


@pytest.fixture
def own(sample, tmp_path):
    """Settings of a store of its own, in which the sample is published."""
    shutil.copytree(sample.store_dir, tmp_path / "store", symlinks=True)
    return replace(sample, store_dir=tmp_path / "store", log_level="INFO")


@MODES
def test_an_update_that_the_disk_has_no_room_for_fails_and_reading_goes_on(own, serving, tmp_path, flags):
    """The writer may make no file longer than so many bytes; the system tells it as it tells of a full disk."""
    with serving(own, tmp_path / "log", *flags, COOPKG_TOKENS=TOKEN) as (address, _):
        server, writer = Server(address, TOKEN), writers_of(tmp_path / "log")[-1]
        assert insert(server, 1).status == 200
        _, hard = resource.prlimit(writer, resource.RLIMIT_FSIZE)
        for size in (0, 10, 1000, 3000, 0):
            resource.prlimit(writer, resource.RLIMIT_FSIZE, (size, hard))
            # The first time while something is written, the second when what was begun cannot even be opened anew.
            for _ in range(2):
                failed = insert(server, 2)
                assert (failed.status, b"disk of the server is full" in failed.body) == (507, True)
                assert count(server) == 1
        resource.prlimit(writer, resource.RLIMIT_FSIZE, (hard, hard))

        assert [insert(server, number).status for number in (2, 3)] == [200, 200]
        assert count(server) == 3
        assert writers_of(tmp_path / "log") == [writer]
    assert "Traceback" not in (tmp_path / "log").read_text()

    with serving(own, tmp_path / "log", *flags, COOPKG_TOKENS=TOKEN) as (address, _):
        assert count(Server(address, TOKEN)) == 3
    found = dumped(own)
    build(own, "columns", silent)
    assert dumped(own) == found


def test_a_load_that_cannot_be_published_is_not_kept(own, tmp_path):
    snapshots, journal = snapshots_of(own), sources_of(own).journal
    (tmp_path / "x.nt").write_text("<a:s> <a:p> <a:o> .")
    in_the_way = snapshots.directory / f"{snapshots.current().manifest.number + 1:06d}"
    in_the_way.write_text("a file")

    with pytest.raises(SnapshotError, match="no snapshot can be made"):
        load(own, [tmp_path / "x.nt"], None, silent)

    assert journal.last() == 0
    in_the_way.unlink()
    load(own, [tmp_path / "x.nt"], None, silent)
    assert journal.last() == 1


def test_a_journal_that_is_damaged_under_the_server_is_its_fault_and_reading_goes_on(own, serving, tmp_path):
    with serving(own, tmp_path / "log", COOPKG_TOKENS=TOKEN) as (address, _):
        server = Server(address, TOKEN)
        assert [insert(server, number).status for number in range(3)] == [200] * 3
        path = own.store_dir / "journal" / "transactions.rdfp"
        path.write_bytes(path.read_bytes().replace(b"<a:1>", b"<a:one>"))

        failed = insert(server, 4)

        assert failed.status == 503
        assert b"nothing was changed" in failed.body
        assert b"is damaged" in failed.body
        assert str(own.store_dir).encode() not in failed.body
        assert count(server) == 3
    assert "is damaged, and others follow" in (tmp_path / "log").read_text()


def damage(snapshot):
    """Spoil the tables of a store, in the middle."""
    for path in (snapshot.path / STORE).glob("*.sst"):
        content = bytearray(path.read_bytes())
        content[len(content) // 3 : len(content) // 3 + 20] = bytes(20)
        # Others may have links to the file.
        path.unlink()
        path.write_bytes(content)


def test_a_damaged_snapshot_is_built_again(updated, serving, tmp_path):  # noqa: F811 - the fixture
    before = dumped(updated)
    damage(snapshots_of(updated).current())

    with serving(updated, tmp_path / "log", COOPKG_TOKENS=TOKEN) as (address, _):
        assert answers(address)

    assert dumped(updated) == before


def test_without_reasoning_a_damaged_snapshot_is_told_and_a_backup_helps(own, serving, coopkg, tmp_path):
    with serving(own, tmp_path / "log", "--plain", COOPKG_TOKENS=TOKEN) as (address, _):
        assert insert(Server(address, TOKEN), 1).status == 200
        assert coopkg(own, "backup", "--plain", tmp_path / "backup").returncode == 0
    damage(snapshots_of(replace(own, store_dir=own.store_dir / "plain")).current())

    told = coopkg(own, "serve", "--plain", "--port", str(free_port()))
    assert told.returncode == 3
    assert "Corruption" in told.stderr
    assert "coopkg restore" in told.stderr

    assert coopkg(own, "restore", tmp_path / "backup").returncode == 0
    with serving(own, tmp_path / "log", "--plain", COOPKG_TOKENS=TOKEN) as (address, _):
        assert until(lambda: count(Server(address, TOKEN)) == 1)
        assert insert(Server(address, TOKEN), 2).status == 200
