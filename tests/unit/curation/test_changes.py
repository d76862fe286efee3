"""Changes of several files that are one, wherever they are cut short."""

import os
from pathlib import Path

import pytest

from coopkg.curation import changes
from coopkg.curation.changes import JOURNAL, FileChange, data_held, recover, write_changes
from coopkg.errors import OutputError, RefusedError


class Cut(BaseException):
    """The process ends here."""


@pytest.fixture
def data(tmp_path):
    (tmp_path / "facts").mkdir()
    (tmp_path / "facts" / "a.jsonl").write_bytes(b"one\n")
    (tmp_path / "facts" / "gone.jsonl").write_bytes(b"gone\n")
    return tmp_path


@pytest.fixture
def three(data):
    """A change of three files: one is changed, one made in a directory of its own, one removed."""
    return [
        FileChange(data / "facts" / "a.jsonl", b"one\n", "một\n".encode()),
        FileChange(data / "proposals" / "a.jsonl", None, b"new\n"),
        FileChange(data / "facts" / "gone.jsonl", b"gone\n", None),
    ]


def contents(directory: Path) -> dict[str, bytes]:
    return {str(path.relative_to(directory)): path.read_bytes() for path in directory.rglob("*") if path.is_file()}


AFTER = {"facts/a.jsonl": "một\n".encode(), "proposals/a.jsonl": b"new\n"}


def test_all_files_are_changed_and_nothing_else_is_left(data, three):
    write_changes(data, three)

    assert contents(data) == AFTER


@pytest.fixture
def cut(data, three, monkeypatch):
    """Make the change, in which the writing of file `number` (the journal is 0) fails with `error`."""

    def run(number: int, error: BaseException) -> None:
        real, count = changes.write_bytes, iter(range(100))

        def write(path: Path, content: bytes) -> None:
            if next(count) == number:
                raise error
            real(path, content)

        with monkeypatch.context() as patch:
            patch.setattr(changes, "write_bytes", write)
            with pytest.raises(type(error)):
                write_changes(data, three)

    return run


@pytest.mark.parametrize("number", range(3))
def test_what_was_cut_short_is_completed_by_whoever_comes_next_or_never_began(data, number, cut):
    before = contents(data)
    cut(number, Cut())
    with data_held(data):
        assert contents(data) == (before if number == 0 else AFTER)


def test_a_crash_before_the_journal_is_removed_changes_nothing_more(data, three, monkeypatch):
    def remove(path: Path) -> None:
        if path.name == JOURNAL:
            raise Cut
        path.unlink()

    with monkeypatch.context() as patch:
        patch.setattr(changes, "_remove", remove)
        with pytest.raises(Cut):
            write_changes(data, three)

    assert recover(data)
    assert not recover(data)
    assert contents(data) == AFTER


@pytest.mark.parametrize("number", range(3))
def test_a_disk_that_takes_no_more_leaves_everything_as_it_was(data, number, cut):
    before = contents(data)
    cut(number, OutputError(data, "no space"))

    assert contents(data) == before


def test_leftovers_of_a_process_that_was_killed_are_removed(data, cut):
    cut(1, Cut())
    (data / "facts" / ".a.jsonl.ab12_xyz").write_bytes(b"half")
    (data / f".{JOURNAL}.ab12_xyz").write_bytes(b"half")
    (data / "facts" / ".a.jsonl.swp").write_bytes(b"an editor's")
    with data_held(data):
        assert contents(data) == AFTER | {"facts/.a.jsonl.swp": b"an editor's"}


def test_what_a_person_wrote_after_the_crash_is_not_overwritten(data, cut):
    cut(1, Cut())
    (data / "facts" / "a.jsonl").write_bytes(b"by hand\n")

    with pytest.raises(RefusedError, match="put the two together"), data_held(data):
        pass
    assert (data / "facts" / "a.jsonl").read_bytes() == b"by hand\n"


def test_a_file_that_is_not_as_it_was_read_is_not_overwritten(data, three):
    (data / "facts" / "gone.jsonl").write_bytes(b"by hand\n")
    before = contents(data)

    with pytest.raises(RefusedError, match="changed meanwhile"):
        write_changes(data, three)
    assert contents(data) == before


def test_one_process_changes_the_data_at_a_time(data):
    with data_held(data), pytest.raises(RefusedError, match="another process"), data_held(data, patience_s=0):
        pass
    with data_held(data, patience_s=0):
        assert not [name for name in os.listdir(data) if name.startswith(".")]  # noqa: PTH208 - hidden ones too
