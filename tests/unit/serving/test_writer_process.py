"""The writer behind its socket, both ends in this process."""

import socket
import stat
import threading
import time

import pytest

from coopkg.errors import QueryError, UnknownTermError, WriterError
from coopkg.rdf.terms import Iri
from coopkg.serving.frames import Frame, send_frame
from coopkg.serving.writer_client import WriterClient
from coopkg.serving.writer_process import SOCKET, listening_socket, reachable, serve_writer
from coopkg.serving.writing import Commit

GRAPH = Iri("https://coop.example/g")


class Recorder:
    """A writer that writes down what it is asked."""

    def __init__(self) -> None:
        self.calls: list[tuple[object, ...]] = []
        self.goes_on = threading.Event()
        self.goes_on.set()

    def update(self, text, using, using_named):
        self.goes_on.wait()
        self.calls.append((text, tuple(using), tuple(using_named)))
        if "bad" in text:
            raise QueryError("not valid", 1, 2)
        return Commit(len(self.calls), 3, 1)

    def put(self, graph, triples):
        self.calls.append(("put", graph, triples))
        return Commit(len(self.calls), is_created=True)

    def post(self, graph, triples):
        self.calls.append(("post", graph, triples))
        return Commit(len(self.calls))

    def delete(self, graph):
        self.calls.append(("delete", graph))
        raise UnknownTermError(str(graph), "There is no such graph.")


@pytest.fixture
def served(tmp_path):
    """A recorder, and its client, in a directory whose name is longer than an address of a socket may be."""
    directory = tmp_path / ("long" * 40)
    directory.mkdir()
    writer, ended = Recorder(), threading.Event()
    with listening_socket(directory / SOCKET) as listener:
        thread = threading.Thread(target=serve_writer, args=(writer, listener, lambda: not ended.is_set()))
        thread.start()
        yield writer, WriterClient(directory / SOCKET, patience_s=5.0)
        ended.set()
        thread.join()


def test_each_call_comes_through_with_its_answer(served):
    writer, client = served

    assert client.update("CLEAR ALL", [GRAPH], []) == Commit(1, 3, 1)
    assert client.put(GRAPH, b"<a:s> <a:p> <a:o> .\n") == Commit(2, is_created=True)
    assert client.post(None, b"") == Commit(3)
    assert writer.calls == [
        ("CLEAR ALL", (GRAPH,), ()),
        ("put", GRAPH, b"<a:s> <a:p> <a:o> .\n"),
        ("post", None, b""),
    ]


def test_errors_come_through_and_the_next_call_is_answered(served):
    _, client = served

    with pytest.raises(QueryError) as caught:
        client.update("bad", [], [])
    assert (caught.value.line, caught.value.column) == (1, 2)
    with pytest.raises(UnknownTermError, match="no such graph"):
        client.delete(GRAPH)
    assert client.update("CLEAR ALL", [], []).snapshot == 3


def test_only_its_own_user_may_connect(served):
    _, client = served

    assert stat.S_IMODE(client.path.stat().st_mode) == 0o600


def test_who_says_nothing_or_half_holds_up_nobody(served):
    _, client = served
    for said in (b"", b"\x00\x00"):
        with socket.socket(socket.AF_UNIX) as half, reachable(client.path) as address:
            half.connect(address)
            half.sendall(said)

    assert client.is_there()
    assert client.update("CLEAR ALL", [], []).snapshot == 1


def test_what_a_client_gave_up_before_its_turn_is_not_done(served):
    writer, client = served
    writer.goes_on.clear()
    first = threading.Thread(target=client.update, args=("first", [], []))
    first.start()
    time.sleep(0.1)
    with socket.socket(socket.AF_UNIX) as gone, reachable(client.path) as address:
        gone.connect(address)
        send_frame(gone, Frame({"call": "update", "using": [], "using_named": []}, b"given up"))

    writer.goes_on.set()
    first.join()
    client.update("last", [], [])

    assert [call[0] for call in writer.calls] == ["first", "last"]


def test_a_writer_that_takes_too_long_leaves_it_open_whether_the_change_was_made(served):
    writer, client = served
    writer.goes_on.clear()

    with pytest.raises(WriterError, match="is not known"):
        WriterClient(client.path, patience_s=0.2).update("slow", [], [])

    writer.goes_on.set()


def test_without_a_writer_nothing_is_changed_and_that_is_told(tmp_path):
    client = WriterClient(tmp_path / SOCKET, start_s=0.1)

    assert not client.is_there()
    with pytest.raises(WriterError, match="nothing was changed"):
        client.update("CLEAR ALL", [], [])


def test_a_socket_that_was_left_behind_is_taken_over(tmp_path):
    listening_socket(tmp_path / SOCKET).close()
    client = WriterClient(tmp_path / SOCKET, start_s=0.1)

    assert not client.is_there()
    with listening_socket(tmp_path / SOCKET):
        assert client.is_there()
