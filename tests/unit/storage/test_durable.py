import pytest

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
