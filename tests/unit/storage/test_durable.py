import os

import pytest

from coopkg.errors import OutputError
from coopkg.storage.durable import replacing, write_bytes


def test_a_file_takes_the_place_of_another_when_it_is_whole(tmp_path):
    path = tmp_path / "x"
    write_bytes(path, b"old")

    with replacing(path) as file:
        file.write(b"new ")
        file.write(b"content")
        assert path.read_bytes() == b"old"

    assert path.read_bytes() == b"new content"
    assert path.stat().st_mode & 0o777 == 0o644
    assert list(tmp_path.iterdir()) == [path]


def test_what_is_half_written_leaves_no_trace(tmp_path):
    path = tmp_path / "x"
    write_bytes(path, b"old")

    def write_half():
        with replacing(path) as file:
            file.write(b"half")
            raise RuntimeError

    with pytest.raises(RuntimeError):
        write_half()

    assert path.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [path]


def test_a_link_stays_one_and_what_it_points_to_is_replaced(tmp_path):
    (tmp_path / "folder").mkdir()
    target, link, loop = tmp_path / "folder" / "x", tmp_path / "link", tmp_path / "loop"
    link.symlink_to(target)
    loop.symlink_to(loop)

    for content in (b"new", b"newer"):
        write_bytes(link, content)
        assert (link.readlink(), target.read_bytes()) == (target, content)
    write_bytes(loop, b"whole")

    assert loop.read_bytes() == b"whole"
    assert sorted(tmp_path.iterdir()) == [target.parent, link, loop]


def test_a_name_may_be_as_long_as_names_can_be(tmp_path):
    path = tmp_path / ("ậ" * 83 + "x.nt")

    write_bytes(path, b"content")

    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.parametrize("make", [os.mkfifo, os.mkdir, lambda path: path.symlink_to(os.devnull)])
def test_what_is_no_regular_file_is_not_replaced(tmp_path, make):
    path = tmp_path / "x.nt"
    make(path)
    before = path.lstat()

    with pytest.raises(OutputError, match="no regular file"):
        write_bytes(path, b"content")

    assert path.lstat() == before
    assert list(tmp_path.iterdir()) == [path]


def test_a_link_into_a_directory_that_is_not_there_is_told(tmp_path):
    path = tmp_path / "x.nt"
    path.symlink_to(tmp_path / "none" / "x.nt")

    with pytest.raises(OutputError, match="no such directory"):
        write_bytes(path, b"content")
