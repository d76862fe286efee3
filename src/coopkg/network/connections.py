"""A connection to a checked address of a host, which ends at its deadline whatever the server does."""

import http.client
import socket
import ssl
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass

#: The port of each scheme that is spoken, where an address names none.
PORTS = {"http": 80, "https": 443}


@dataclass(frozen=True, slots=True)
class Host:
    """A server to call: its name in ASCII, its port, and by which scheme."""

    name: str
    port: int
    scheme: str

    @property
    def spelled(self) -> str:
        """Return the name, with the port where it is not that of the scheme."""
        return self.name if self.port == PORTS[self.scheme] else f"{self.name}:{self.port}"


@contextmanager
def connected(
    host: Host, addresses: Sequence[str], tls: ssl.SSLContext | None, deadline: float
) -> Iterator[http.client.HTTPConnection]:
    """Give a connection to one of `addresses`, whatever the host's name means by now; at the deadline it is cut off.

    `deadline` is in the seconds of `time.monotonic`; `tls` is the trust in servers, None for the system's.
    """
    with _secured(_called(addresses, host.port, deadline), host, tls) as stream:
        # A server that sends a byte now and then would never run into the time limit of the socket.
        guard = threading.Timer(_left(deadline), _cut_off, (stream,))
        guard.start()
        try:
            if isinstance(stream, ssl.SSLSocket):
                stream.do_handshake()
            connection = http.client.HTTPConnection(host.name, host.port)
            # Connected already; all that is left to know is which port needs no mention.
            connection.sock, connection.default_port = stream, PORTS[host.scheme]
            yield connection
        finally:
            guard.cancel()


def _called(addresses: Sequence[str], port: int, deadline: float) -> socket.socket:
    """Return a connection to the first address that answers; OSError where none does."""
    for address in addresses[:-1]:
        with suppress(OSError):
            return socket.create_connection((address, port), timeout=_left(deadline))
    return socket.create_connection((addresses[-1], port), timeout=_left(deadline))


def _left(deadline: float) -> float:
    return max(deadline - time.monotonic(), 0.001)


def _secured(stream: socket.socket, host: Host, tls: ssl.SSLContext | None) -> socket.socket:
    """Return the connection, with TLS for https: the server has to prove that it is the host, not the address."""
    if host.scheme == "http":
        return stream
    with stream:
        context = tls or ssl.create_default_context()
        return context.wrap_socket(stream, server_hostname=host.name, do_handshake_on_connect=False)


def _cut_off(stream: socket.socket) -> None:
    # It may have ended in the meantime.
    with suppress(OSError):
        # Not the method of SSLSocket, which takes from the other thread what it reads with.
        socket.socket.shutdown(stream, socket.SHUT_RDWR)
