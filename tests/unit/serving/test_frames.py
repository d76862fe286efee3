import socket
from pathlib import Path

import pytest

from coopkg.errors import (
    BadInputError,
    CoopkgError,
    InconsistencyError,
    LoadError,
    ProofError,
    QueryError,
    RefusedError,
    SnapshotError,
    UnknownTermError,
    WriterError,
)
from coopkg.serving.frames import Frame, error_head, error_of, receive_frame, send_frame


@pytest.fixture
def ends():
    one, other = socket.socketpair()
    with one, other:
        yield one, other


@pytest.mark.parametrize("body", [b"", b"x", b"\x00\xff" * 10_000], ids=len)
def test_what_is_sent_is_received(ends, body):
    sent = Frame({"call": "put", "graph": "https://coop.example/Đại-Lộc", "using": ["a", "b"]}, body)

    send_frame(ends[0], sent)

    assert receive_frame(ends[1]) == sent


@pytest.mark.parametrize("length", [0, 5, 20])
def test_a_frame_that_ends_early_is_none(ends, length):
    whole, other = socket.socketpair()
    with whole, other:
        send_frame(whole, Frame({"call": "put"}, b"body"))
        ends[0].sendall(other.recv(1000)[:length])
    ends[0].close()

    with pytest.raises(EOFError):
        receive_frame(ends[1])


@pytest.mark.parametrize(
    "error",
    [
        BadInputError(Path("a.ttl"), 3, "no RDF"),
        InconsistencyError(["a is b", "c is d"]),
        LoadError("https://coop.example/a", "404 Not Found"),
        QueryError("not valid", 2, 7),
        RefusedError("https://coop.example/graph/implied", "nobody states what is implied"),
        SnapshotError(Path("var"), "no room"),
        UnknownTermError("https://coop.example/g", "There is no such graph."),
        WriterError("the writer is not running"),
    ],
    ids=lambda error: type(error).__name__,
)
def test_an_error_comes_through_with_its_fields(ends, error):
    send_frame(ends[0], Frame(error_head(error)))
    received = error_of(receive_frame(ends[1]).head)

    assert type(received) is type(error)
    assert str(received) == str(error)
    assert vars(received) == vars(error)


def test_an_error_that_no_change_should_raise_comes_through_by_its_words():
    received: CoopkgError = error_of(error_head(ProofError(0, "no step")))

    assert isinstance(received, WriterError)
    assert "no step" in str(received)
