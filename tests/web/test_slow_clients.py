"""Clients that send slowly, stop in the middle or take nothing: they hold up nobody, and a half is no whole."""

import select
import socket
import time
from contextlib import ExitStack
from io import BytesIO
from urllib.parse import quote, urlsplit

import pytest

from coopkg.bootstrap.connections import looked_at
from coopkg.web.slow_clients import MOST_WAITING_FOR_ONE, PatientApplication, Places

TRIPLE = b'<a:s> <a:p> "x" .\n'
#: Some 20 MB as JSON.
LONG = "SELECT * { ?s ?p ?o . ?a ?b ?c } LIMIT 40000"


@pytest.fixture
def called():
    """Call an application that answers with the body it was sent; gives status, headers and answer."""

    def call(stream, places=None, application=None, **environ):
        def echo(environ, start_response):
            body = environ["wsgi.input"].read()
            start_response("200 OK", [("Content-Length", str(len(body)))])
            return [body]

        told = []
        patient = PatientApplication(application or echo, places or Places())
        answer = patient({"wsgi.input": stream, **environ}, lambda *given: told.append(given))
        return int(told[-1][0].split()[0]), dict(told[-1][1]), answer

    return call


@pytest.mark.parametrize("size", [1, 300_000])
def test_a_body_is_read_as_it_comes(called, size):
    body = bytes(size)

    for stated in ({"CONTENT_LENGTH": str(size)}, {"HTTP_TRANSFER_ENCODING": "chunked"}):
        assert called(BytesIO(body), **stated)[::2] == (200, [body])


def test_a_body_that_ends_too_soon_is_no_body(called):
    assert called(BytesIO(b"abc"), CONTENT_LENGTH="4")[0] == 400


def test_bodies_and_long_answers_have_so_many_places_and_give_them_back(called):
    class Given(list):
        def close(self):
            self.append("closed")

    def long(_, start_response):
        start_response("200 OK", [("Content-Length", str(1 << 30))])
        return iter(Given([b"x"]))

    places = Places(3, 2)
    held = [called(None, places=places, application=long, REMOTE_ADDR="a") for _ in range(2)]
    assert [status for status, _, _ in held] == [200, 200]

    status, headers, _ = called(None, places=places, application=long, REMOTE_ADDR="a")
    assert (status, headers["Retry-After"]) == (503, "10")
    assert called(BytesIO(b"x"), places=places, CONTENT_LENGTH="1", REMOTE_ADDR="a")[0] == 503
    assert called(BytesIO(b"x"), places=places, CONTENT_LENGTH="1", REMOTE_ADDR="b")[0] == 200

    for _ in range(2):
        held[0][2].close()
    assert called(BytesIO(b"x"), places=places, CONTENT_LENGTH="1", REMOTE_ADDR="a")[0] == 200


def connection(address: str) -> socket.socket:
    where = urlsplit(address)
    return socket.create_connection((where.hostname, where.port), timeout=20)


def put(name: str, headers: bytes, body: bytes) -> bytes:
    head = f"PUT /graph-store/{name} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer a-token-for-the-tests\r\n"
    return head.encode() + b"Content-Type: application/n-triples\r\n" + headers + b"\r\n\r\n" + body


@pytest.mark.parametrize(
    ("headers", "body"),
    [
        (b"Content-Length: 1000", TRIPLE),
        (b"Transfer-Encoding: chunked", b"12\r\n" + TRIPLE + b"\r\n"),
        (b"Transfer-Encoding: chunked", b"12\r\n" + TRIPLE + b"\r\nzz\r\n"),
    ],
    ids=["length", "chunks", "no chunk"],
)
def test_half_of_a_graph_is_not_taken_for_the_whole(plain, headers, body):
    name = f"half-{len(headers)}-{len(body)}"
    with connection(plain.address) as client:
        client.sendall(put(name, headers, body))
        client.shutdown(socket.SHUT_WR)
        client.recv(1 << 16)

    # One change is made after the other, so that one would have been made by now.
    assert plain.update("INSERT DATA { <a:s> <a:p> 1 }").status == 200
    assert plain.ask("GET", f"/graph-store/{name}", headers={"Host": "x"}).status == 404


def test_a_change_has_to_tell_its_length(plain):
    with connection(plain.address) as client:
        client.sendall(put("told", b"Transfer-Encoding: chunked", b"12\r\n" + TRIPLE + b"\r\n0\r\n\r\n"))

        assert client.recv(1 << 16).startswith(b"HTTP/1.1 411 ")


def test_clients_that_do_not_go_on_sending_hold_up_only_one_another(plain):
    head = (
        b"POST /sparql HTTP/1.1\r\nHost: x\r\nContent-Type: application/sparql-query\r\nContent-Length: 99\r\n\r\nASK"
    )
    with ExitStack() as clients:
        slow = [clients.enter_context(connection(plain.address)) for _ in range(150)]
        for client in slow:
            client.sendall(head)
        # Which of them have a place is chance.
        refused: list[bytes] = []
        deadline = time.monotonic() + 20
        while len(refused) < 150 - MOST_WAITING_FOR_ONE and time.monotonic() < deadline:
            heard, _, _ = select.select(slow, [], [], 1)
            refused += [client.recv(1 << 16) for client in heard]
            slow = [client for client in slow if client not in heard]

        assert plain.ask("GET", "/sparql?query=ASK%7B%7D").status == 200
        assert len(refused) == 150 - MOST_WAITING_FOR_ONE
        assert all(answer.startswith(b"HTTP/1.1 503 ") and b"retry-after: 10" in answer.lower() for answer in refused)


def test_clients_that_do_not_read_hold_up_only_one_another(server):
    with ExitStack() as clients:
        for _ in range(60):
            client = clients.enter_context(socket.socket())
            client.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
            where = urlsplit(server)
            client.connect((where.hostname, where.port))
            client.sendall(f"GET /sparql?query={quote(LONG)} HTTP/1.1\r\nHost: x\r\n\r\n".encode())
        time.sleep(1)

        began = time.monotonic()
        with connection(server) as other:
            other.sendall(b"GET /health HTTP/1.1\r\nHost: x\r\n\r\n")
            assert other.recv(1 << 16).startswith(b"HTTP/1.1 200 ")
        assert time.monotonic() - began < 5


def test_connections_that_say_nothing_keep_nobody_out(server):
    with ExitStack() as clients:
        for _ in range(600):
            clients.enter_context(connection(server))
        with connection(server) as other:
            other.sendall(b"GET /health HTTP/1.1\r\nHost: x\r\n\r\n")
            assert other.recv(1 << 16).startswith(b"HTTP/1.1 200 ")


def test_a_connection_that_stands_still_is_ended_and_one_that_is_used_is_not():
    with socket.create_server(("127.0.0.1", 0)) as listener, ExitStack() as both:
        pairs = []
        for _ in range(2):
            client = both.enter_context(socket.create_connection(listener.getsockname()))
            pairs.append((client, both.enter_context(listener.accept()[0])))
        (still, _), (used, server) = pairs

        looked_at(looked_at({}, 60), 60)
        seen = looked_at({}, 60)
        time.sleep(0.3)
        server.sendall(b"an answer")
        assert used.recv(100) == b"an answer"
        used.sendall(b"a question")
        assert server.recv(100) == b"a question"
        looked_at(seen, 0.2)

        still.settimeout(5)
        assert still.recv(100) == b""
        server.sendall(b"another")
        assert used.recv(100) == b"another"
        assert listener.getsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT) == 30_000
