"""Messages through a pair of sockets."""

import os
import socket
import threading
import time
from pathlib import Path

import pytest

from coopkg.serving.messages import Inbox, Message, head_of, members_of, receive, send, set_patience


@pytest.fixture
def channel():
    near, far = socket.socketpair()
    with near, far:
        yield near, far


def inbox(channel):
    return Inbox(channel).next()


@pytest.mark.parametrize("received", [receive, inbox])
@pytest.mark.parametrize("size", [0, 1, 1 << 20])
def test_a_message_comes_as_it_was_sent(channel, received, size):
    near, far = channel
    sent = Message(7, head_of(name="Đà Nẵng"), b"x" * size)
    sender = threading.Thread(target=send, args=(far, sent))
    sender.start()

    came = received(near)

    assert came == sent
    assert members_of(came.head) == {"name": "Đà Nẵng"}
    sender.join()


def test_an_inbox_gives_one_message_after_the_other_and_then_nothing(channel):
    near, far = channel
    sent = [Message(number, b"{}", b"body") for number in range(3)]
    for each in sent:
        send(far, each)
    far.close()
    box = Inbox(near)

    assert [box.next() for _ in range(4)] == [*sent, None]


def test_an_open_file_comes_with_its_message(channel, tmp_path):
    near, far = channel
    (tmp_path / "answer").write_bytes(b"long")
    with (tmp_path / "answer").open("rb") as file:
        send(far, Message(1, b"{}", descriptor=file.fileno()))

    received = receive(near)

    with os.fdopen(received.descriptor, "rb") as file:
        assert file.read() == b"long"


def test_what_is_cut_off_is_no_message_and_leaves_no_open_file(channel, tmp_path):
    near, far = channel
    (tmp_path / "answer").write_bytes(b"long")
    with (tmp_path / "answer").open("rb") as file:
        before = open_files()
        socket.send_fds(far, [b"\0\0\0\1\0\0"], [file.fileno()])
        far.shutdown(socket.SHUT_WR)

        assert receive(near) is None
        assert open_files() == before


def open_files() -> int:
    return len(list(Path("/dev/fd").iterdir()))


def test_patience_ends_and_may_be_endless_again(channel):
    near, far = channel
    set_patience(near, 0.05)
    started = time.monotonic()
    with pytest.raises(TimeoutError):
        receive(near)
    assert 0.04 < time.monotonic() - started < 2

    set_patience(near, None)
    threading.Timer(0.2, send, (far, Message(1, b"{}"))).start()
    assert receive(near) == Message(1, b"{}")
