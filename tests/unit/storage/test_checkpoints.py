import pyoxigraph as ox
import pytest

from coopkg.errors import SnapshotError
from coopkg.storage import checkpoints
from coopkg.storage.checkpoints import opened_copy
from coopkg.storage.oxigraph import open_store

REMEDY = "take another"


def quads(start, stop):
    return [ox.Quad(*(ox.NamedNode(f"a:{kind}{number}") for kind in "spog")) for number in range(start, stop)]


def held(path):
    return set(ox.Store.read_only(str(path)))


@pytest.fixture
def live(tmp_path):
    ox.Store(str(tmp_path / "first")).flush()
    return opened_copy(tmp_path / "first", tmp_path / "live", REMEDY)


def logged(path):
    return sum(log.stat().st_size for log in path.glob("*.log"))


def test_each_checkpoint_holds_what_the_store_held_then(tmp_path, live):
    # Tables are written, brought together and removed meanwhile.
    logs = []
    for number in range(150):
        live.store.extend(quads(10 * number, 10 * number + 10))
        live.store.remove(quads(10 * number, 10 * number + 1)[0])
        live.checkpoint(tmp_path / f"{number}")
        logs.append(logged(tmp_path / f"{number}"))

    for number in range(150):
        removed = {quads(10 * each, 10 * each + 1)[0] for each in range(number + 1)}
        assert held(tmp_path / f"{number}") == set(quads(0, 10 * number + 10)) - removed
    # Some were written to tables, most were not; and logs do not grow without end.
    assert 150 / 10 < logs.count(0) < 150 / 8
    assert max(logs[75:]) <= 2 * max(logs[:75])


def test_what_is_only_in_the_log_of_a_checkpoint_is_in_a_copy_of_it_too(tmp_path, live):
    live.store.extend(quads(0, 3))
    live.checkpoint(tmp_path / "one")
    assert logged(tmp_path / "one")

    copy = opened_copy(tmp_path / "one", tmp_path / "copy", REMEDY)
    copy.store.extend(quads(3, 5))
    copy.checkpoint(tmp_path / "two")

    assert held(tmp_path / "one") == set(quads(0, 3))
    assert held(tmp_path / "two") == set(quads(0, 5))


def test_a_long_log_is_written_to_tables(tmp_path, live):
    live.store.extend(quads(0, 3000))
    live.checkpoint(tmp_path / "one")
    assert not logged(tmp_path / "one")
    assert held(tmp_path / "one") == set(quads(0, 3000))


def test_tables_that_are_brought_together_meanwhile_make_it_begin_again(tmp_path, live, monkeypatch):
    live.store.extend(quads(0, 3))
    logs_of = checkpoints._logs
    calls = []

    def logs(path, first=0):
        calls.append(path)
        # The first call asks how long they are, the second which to copy.
        if len(calls) == 2:
            live.store.flush()
        return logs_of(path, first)

    monkeypatch.setattr(checkpoints, "_logs", logs)
    live.checkpoint(tmp_path / "one")

    assert len(calls) > 2
    assert held(tmp_path / "one") == set(quads(0, 3))


def test_tables_that_are_brought_together_all_the_time_leave_it_to_oxigraph(tmp_path, live, monkeypatch):
    live.store.extend(quads(0, 3))
    monkeypatch.setattr(checkpoints, "_is_whole", lambda *_: False)
    live.checkpoint(tmp_path / "one")
    assert held(tmp_path / "one") == set(quads(0, 3))


def test_no_store_is_told_with_the_remedy(tmp_path):
    (tmp_path / "none").mkdir()
    with pytest.raises(SnapshotError, match=r"cannot be opened to be changed \(take another\)"):
        opened_copy(tmp_path / "none", tmp_path / "copy", REMEDY)
    assert not (tmp_path / "copy").exists()


def flip_a_bit(log):
    content = bytearray(log.read_bytes())
    content[len(content) // 2] ^= 1
    log.write_bytes(content)


def cut_off(log):
    log.write_bytes(log.read_bytes()[:-100])


@pytest.mark.parametrize("damage", [flip_a_bit, cut_off, lambda log: log.unlink()])
def test_a_damaged_log_is_no_end_of_the_data(tmp_path, live, damage):
    for number in range(3):
        live.store.extend(quads(10 * number, 10 * number + 10))
        live.checkpoint(tmp_path / f"{number}")
    (log,) = (each for each in (tmp_path / "2").glob("*.log") if each.stat().st_size)
    damage(log)

    with pytest.raises(SnapshotError, match="log"):
        open_store(tmp_path / "2")
    with pytest.raises(SnapshotError, match=r"take another.*log"):
        opened_copy(tmp_path / "2", tmp_path / "copy", REMEDY)
    assert held(tmp_path / "1") == set(quads(0, 20))
