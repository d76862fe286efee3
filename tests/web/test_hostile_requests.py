"""The real server under requests that no client would make: it refuses them, and never fails, hangs or dies."""

import re
import socket
from contextlib import suppress
from dataclasses import replace
from urllib.parse import urlsplit

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from tests.hostile_requests import CONVERSATIONS, TOKEN
from tests.w3c_http import Server

from coopkg.settings import QueryLimits

#: A query is stopped after a second; nothing else takes as long.
_LIMITS = QueryLimits(timeout_s=1.0)
_HANGS_AFTER_S = 20.0
#: Whoever has not begun to answer by then waits for more, or computes; either way it is told that nothing follows.
_PATIENCE_S = 0.1
_HEAD = re.compile(rb"HTTP/1\.[01] (\d{3}) [^\r\n]*\r\n(.*?)\r\n\r\n", re.DOTALL)
_LENGTH = re.compile(rb"(?im)^content-length: (\d+)\r?$")
#: What the server says of failures of its own.
_FAILURE = re.compile(r"^.*(?:Traceback|panicked|ERROR|a request failed|is begun anew|WSGI protocol failure).*$", re.M)


@pytest.fixture(scope="module", params=["reasoning", "plain"])
def attacked(request, sample, serving, tmp_path_factory):
    """A server that takes changes, and its log; of both modes."""
    directory = tmp_path_factory.mktemp(request.param)
    own = replace(sample, store_dir=directory / "store", queries=_LIMITS, log_level="INFO")
    flags = ["--plain"] if request.param == "plain" else []
    with serving(own, directory / "log", *flags, COOPKG_TOKENS=TOKEN) as (address, _):
        yield Server(address, TOKEN), directory / "log"


def answers(server: Server, pieces: list[bytes]) -> list[tuple[int, bytes]]:
    """Send bytes, and return status and head of all that comes back; fail where it is no HTTP, or never ends."""
    where = urlsplit(server.address)
    received = b""
    with socket.create_connection((where.hostname, where.port)) as client, suppress(ConnectionError):
        # Who refuses a request need not read it to its end.
        client.settimeout(_HANGS_AFTER_S)
        client.sendall(b"".join(pieces))
        client.settimeout(_PATIENCE_S)
        while len(whole(received, pieces)) < len(pieces):
            try:
                piece = client.recv(1 << 16)
            except TimeoutError:
                client.settimeout(_HANGS_AFTER_S)
                client.shutdown(socket.SHUT_WR)
                piece = client.recv(1 << 16)
            if not piece:
                break
            received += piece
    assert not received or received.startswith(b"HTTP/1."), received[:200]
    return whole(received, pieces)


def whole(received: bytes, pieces: list[bytes]) -> list[tuple[int, bytes]]:
    """Return status and head of the answers that are there in full."""
    found, at = [], 0
    while (head := _HEAD.match(received, at)) is not None:
        status, length = int(head[1]), _LENGTH.search(head[2])
        is_bare = status < 200 or status in {204, 304} or pieces[min(len(found), len(pieces) - 1)].startswith(b"HEAD ")
        at = head.end() + (int(length[1]) if length and not is_bare else 0)
        if at > len(received):
            break
        # An interim answer is none yet.
        if status >= 200:
            found.append((status, head[2]))
    return found


def check(server: Server, pieces: list[bytes]) -> None:
    for status, head in answers(server, pieces):
        assert status != 500, head
        assert b"x-evil" not in head.lower(), "what was asked became a header of its own"


def check_that_all_is_well(server: Server, log) -> None:
    """Fail where the server complained of itself, a process died, or nothing is answered any more."""
    said = log.read_text(errors="replace")
    assert not _FAILURE.findall(said)
    assert TOKEN not in said
    assert server.update("INSERT DATA { <a:s> <a:p> 'after all that' }").status == 200
    assert server.query("ASK { ?s ?p 'after all that' }").status == 200
    metrics = server.ask("GET", "/metrics").body.decode()
    assert 'status="500"' not in metrics
    assert 'coopkg_queries_total{outcome="died"} 0' in metrics or 'outcome="died"' not in metrics


_SOME = settings(
    max_examples=1000, derandomize=True, database=None, deadline=None, phases=[Phase.generate],
    suppress_health_check=list(HealthCheck),
)  # fmt: skip


def test_requests_of_an_enemy_get_answers_and_do_no_harm(attacked):
    server, log = attacked

    @_SOME
    @given(CONVERSATIONS)
    def attack(pieces: list[bytes]) -> None:
        check(server, pieces)

    attack()
    check_that_all_is_well(server, log)


@pytest.mark.long
def test_ten_times_as_many_others_do_no_harm_either(attacked):
    server, log = attacked

    @settings(_SOME, max_examples=10_000, derandomize=False)
    @given(CONVERSATIONS)
    def attack(pieces: list[bytes]) -> None:
        check(server, pieces)

    attack()
    check_that_all_is_well(server, log)
