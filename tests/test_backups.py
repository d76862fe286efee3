"""`coopkg backup` while the server takes updates, and `coopkg restore`: exactly the state of one commit."""

import fcntl
import json
import shutil
import threading
from dataclasses import replace
from itertools import count

import pytest
from tests.conftest import TOKEN
from tests.test_user_graphs import dumped
from tests.w3c_http import RESULTS, Server

from coopkg.bootstrap.backups import back_up, restore
from coopkg.bootstrap.build import build, build_if_stale
from coopkg.bootstrap.plain_load import plain_settings
from coopkg.bootstrap.store import open_published, snapshots_of
from coopkg.bootstrap.updates import updates_of
from coopkg.errors import BadInputError, SnapshotError, WriterError
from coopkg.pipeline.stages import silent
from coopkg.storage.snapshots import Snapshots

E = "https://backup.example/"
NUMBERS = f"SELECT ?n {{ ?s <{E}p> ?n }} ORDER BY ?n"


def states(number):
    """An update after which nothing but two triples with this number is stated by users, and something follows."""
    return (
        f"DELETE WHERE {{ ?s <{E}p> ?o }} ; INSERT DATA {{ <{E}a> <{E}p> {number} . <{E}b> <{E}p> {number} . "
        f"<{E}p> <http://www.w3.org/2000/01/rdf-schema#domain> <{E}C> }}"
    )


def numbers(server):
    rows = json.loads(server.query(NUMBERS, RESULTS[".srj"][1]).body)["results"]["bindings"]
    return [int(row["n"]["value"]) for row in rows]


@pytest.fixture
def own(sample, tmp_path):
    """Settings of a store of its own, in which the sample is published."""
    shutil.copytree(sample.store_dir, tmp_path / "store", symlinks=True)
    return replace(sample, store_dir=tmp_path / "store")


@pytest.fixture
def updated(own):
    """The same after an update."""
    update(own, 1)
    return own


def update(settings, number):
    updates = updates_of(settings, silent)
    updates.update(states(number), (), ())
    updates.commits.close()


@pytest.mark.parametrize("flags", [(), ("--plain",)], ids=["reasoning", "plain"])
def test_a_backup_while_updates_go_on_is_the_state_of_one_of_them(own, serving, coopkg, tmp_path, flags):
    name = "backup" if flags else "backup.tar.gz"
    acknowledged, is_over = [], threading.Event()

    def write(server):
        for number in count(1):
            if is_over.is_set():
                return
            if server.update(states(number)).status == 200:
                acknowledged.append(number)

    with serving(own, tmp_path / "log", *flags, COOPKG_TOKENS=TOKEN) as (address, _):
        server = Server(address, TOKEN)
        server.update(states(0))
        client = threading.Thread(target=write, args=(server,))
        client.start()
        told = coopkg(own, "backup", tmp_path / name, *flags)
        known = len(acknowledged)
        is_over.set()
        client.join()
        refused = coopkg(own, "restore", tmp_path / name)
        assert refused.returncode == 3
        assert "another server writes to this store; stop it" in refused.stderr
        assert numbers(server) == [acknowledged[-1]] * 2

    fresh = replace(own, store_dir=tmp_path / "fresh")
    told = coopkg(fresh, "restore", tmp_path / name)
    assert told.returncode == 0, told.stderr
    with serving(fresh, tmp_path / "log", *flags, COOPKG_TOKENS=TOKEN) as (address, _):
        server = Server(address, TOKEN)
        found = numbers(server)
        assert found == found[:1] * 2
        assert 0 <= found[0] <= known + 1
        assert server.query(f"ASK {{ <{E}a> a <{E}C> }}", RESULTS[".srj"][1]).body.endswith(
            b"false}" if flags else b"true}"
        )
        assert server.update(states(1_000_000)).status == 200
        assert numbers(server) == [1_000_000] * 2


def test_what_is_restored_is_what_was_backed_up_and_stays_so_when_it_is_built_again(updated, tmp_path):
    before, counts = dumped(updated), open_published(updated).snapshot.manifest.counts
    back_up(updated, tmp_path / "backup", is_plain=False)
    update(updated, 2)
    number = open_published(updated).snapshot.manifest.number

    backup, restored = restore(updated, tmp_path / "backup")

    assert restored.manifest.number == number + 1
    assert backup.snapshot == number - 1
    assert dumped(updated) == before
    assert open_published(updated).snapshot.manifest.counts == counts
    assert build_if_stale(updated, silent) == restored
    build(updated, "columns", silent)
    assert dumped(updated) == before
    update(updated, 3)
    assert b'"3"^^<http://www.w3.org/2001/XMLSchema#integer>' in b"".join(dumped(updated))


def test_a_damaged_journal_is_told_by_all_that_need_it_and_a_backup_helps(updated, coopkg, tmp_path):
    update(updated, 2)
    assert coopkg(updated, "backup", tmp_path / "backup").returncode == 0
    before = dumped(updated)
    update(updated, 3)
    path = updated.store_dir / "journal" / "transactions.rdfp"
    whole = path.read_bytes()
    path.write_bytes(whole.replace(b"<https://backup.example/a>", b"<https://backup.example/x>", 1))
    for command in (("serve",), ("build",), ("backup", tmp_path / "other")):
        told = coopkg(updated, *command)
        assert told.returncode == 3
        assert "transactions.rdfp: line 1: a transaction is damaged, and others follow" in told.stderr
        assert "coopkg restore" in told.stderr

    assert coopkg(updated, "restore", tmp_path / "backup").returncode == 0
    assert dumped(updated) == before
    assert path.with_name("transactions.rdfp.before").exists()
    update(updated, 4)


def test_a_journal_that_has_lost_transactions_is_not_built_over_unless_that_is_wanted(updated, coopkg):
    path = updated.store_dir / "journal" / "transactions.rdfp"
    path.write_bytes(b"")

    told = coopkg(updated, "serve")
    assert told.returncode == 3
    assert "the journal ends at transaction 0, and the snapshot has 1" in told.stderr
    with pytest.raises(SnapshotError, match="coopkg restore"):
        back_up(updated, updated.store_dir / "backup", is_plain=False)

    assert coopkg(updated, "build").returncode == 0
    assert E.encode() not in b"".join(dumped(updated))


def test_a_restore_that_a_crash_stops_half_way_is_finished_by_the_next_start(updated, tmp_path):
    """The journal says it already, the snapshot that says it is not there."""
    before = dumped(updated)
    back_up(updated, tmp_path / "backup.tar", is_plain=False)
    update(updated, 2)
    snapshots = snapshots_of(updated)
    current = snapshots.current_name()
    restore(updated, tmp_path / "backup.tar")
    shutil.rmtree(snapshots.current().path)
    (snapshots.directory / "current").unlink()
    (snapshots.directory / "current").symlink_to(current)

    updates_of(updated, silent).commits.close()

    assert dumped(updated) == before


def test_a_restore_that_cannot_publish_changes_nothing(updated, tmp_path):
    back_up(updated, tmp_path / "backup", is_plain=False)
    update(updated, 2)
    before = dumped(updated)
    snapshots = snapshots_of(updated)
    in_the_way = snapshots.directory / f"{snapshots.current().manifest.number + 1:06d}"
    in_the_way.write_text("a file")

    with pytest.raises(SnapshotError, match="no snapshot can be made"):
        restore(updated, tmp_path / "backup")

    in_the_way.unlink()
    assert dumped(updated) == before
    update(updated, 3)


@pytest.mark.parametrize("name", ["backup", "backup.tar", "backup.tgz"])
def test_a_damaged_backup_is_told_and_nothing_is_restored(updated, tmp_path, name):
    target = tmp_path / name
    back_up(updated, target, is_plain=False)
    current = snapshots_of(updated).current()
    if target.is_dir():
        (target / "journal.rdfp").write_bytes((target / "journal.rdfp").read_bytes().replace(b"> 1", b"> 2") + b" ")
    else:
        content = target.read_bytes()
        target.write_bytes(content[: len(content) // 2])

    with pytest.raises(BadInputError, match=r"journal\.rdfp is damaged|no whole backup|is missing"):
        restore(updated, target)

    assert snapshots_of(updated).current() == current
    assert not list(snapshots_of(updated).directory.glob(".[bm]*"))


def test_what_is_no_backup_and_a_backup_of_another_base_are_told(updated, tmp_path):
    (tmp_path / "x").mkdir()
    with pytest.raises(BadInputError, match="is no backup"):
        restore(updated, tmp_path / "x")
    (tmp_path / "x.tar").write_text("no tar file")
    with pytest.raises(BadInputError, match="is no whole backup"):
        restore(updated, tmp_path / "x.tar")
    back_up(updated, tmp_path / "backup", is_plain=False)
    with pytest.raises(BadInputError, match="COOPKG_BASE"):
        restore(replace(updated, base="https://other.example/"), tmp_path / "backup")


def test_a_name_in_a_backup_that_leads_out_of_it_is_refused(updated, tmp_path):
    back_up(updated, tmp_path / "backup", is_plain=False)
    head = json.loads((tmp_path / "backup" / "backup.json").read_text())
    head["files"]["../outside"] = head["files"].pop("journal.rdfp")
    (tmp_path / "backup" / "backup.json").write_text(json.dumps(head))

    with pytest.raises(BadInputError, match=r"journal\.rdfp' is in it, and not in its list"):
        restore(updated, tmp_path / "backup")


def test_nothing_is_backed_up_where_there_is_nothing_or_something_is_in_the_way(updated, coopkg, tmp_path):
    assert "no snapshot yet" in coopkg(updated, "backup", tmp_path / "backup", "--plain").stderr
    (tmp_path / "there").mkdir()
    told = coopkg(updated, "backup", tmp_path / "there")
    assert (told.returncode, "choose another name" in told.stderr) == (3, True)
    told = coopkg(updated, "backup", tmp_path / "none" / "backup.tar")
    assert (told.returncode, "no such directory" in told.stderr) == (3, True)


def test_a_store_that_a_server_writes_to_is_not_restored(updated, serving, tmp_path):
    back_up(updated, tmp_path / "backup", is_plain=False)
    with serving(updated, tmp_path / "log", COOPKG_TOKENS=TOKEN), pytest.raises(WriterError, match="stop it"):
        restore(updated, tmp_path / "backup")


def test_backups_take_turns(updated, tmp_path):
    with (snapshots_of(updated).directory / "backup.lock").open("w") as other:
        fcntl.flock(other, fcntl.LOCK_EX)
        with pytest.raises(SnapshotError, match="another backup"):
            back_up(updated, tmp_path / "backup", is_plain=False)
    back_up(updated, tmp_path / "backup", is_plain=False)
    assert not list(Snapshots(plain_settings(updated).store_dir / "snapshots").directory.glob("*"))
