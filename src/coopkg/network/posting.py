"""Posting to one server that the operator has named, be it on this machine: no redirection is followed.

Who names the server is trusted, what it answers is not: time and size are bounded.
"""

import http.client
import ssl
import time
from dataclasses import dataclass, field
from ipaddress import ip_address
from urllib.parse import quote, urlsplit

from coopkg.errors import LoadError, RefusedError
from coopkg.network.addresses import is_public, resolved_addresses
from coopkg.network.connections import PORTS, Host, connected

_PIECE_BYTES = 1 << 16
_SAFE = "!$%&'()*+,-./:;=?@[]_~"


@dataclass(frozen=True, slots=True)
class Service:
    """A server to post JSON to: its address, what proves who asks, and the longest answer that is read.

    `tls` is the trust in servers, by default the system's.
    """

    address: str
    key: str | None = field(default=None, repr=False)
    max_bytes: int = 1 << 20
    tls: ssl.SSLContext | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class Reply:
    """The status that a server answers with, and the content where the status is 200."""

    status: int
    content: bytes


def posted(service: Service, content: bytes, timeout_s: float) -> Reply:
    """Return what the server answers to a document in JSON.

    LoadError where no whole answer comes in time, or too long a one; RefusedError where the key would go to the public
    network in the clear. Neither tells the key.
    """
    deadline = time.monotonic() + timeout_s
    host, path = host_and_path(service.address)
    addresses = resolved_addresses(host.name, host.port, lambda _: True)
    if service.key is not None and host.scheme == "http" and any(is_public(ip_address(each)) for each in addresses):
        raise RefusedError(service.address, "a key goes to the public network by https only")
    try:
        with connected(host, addresses, service.tls, deadline) as connection:
            connection.request("POST", path, body=content, headers=_headers(service))
            with connection.getresponse() as response:
                reply = _read(response, service)
        # What ends with the connection looks whole where we ended it.
        if time.monotonic() >= deadline:
            raise TimeoutError
    except (OSError, http.client.HTTPException, ValueError) as error:
        if time.monotonic() >= deadline:
            raise LoadError(service.address, f"no whole answer within {timeout_s:g} s") from error
        raise LoadError(service.address, f"cannot be asked: {_told(error)}") from error
    return reply


def host_and_path(address: str) -> tuple[Host, str]:
    """Return the host that an address names, and what to ask it for; ValueError, without the address, where it is none.

    A name and a password, a query and a fragment are no part of it.
    """
    try:
        parts = urlsplit(address)
        name, port = (parts.hostname or "").encode("idna").decode().lower(), parts.port
    except ValueError:
        raise ValueError("not an address") from None
    if parts.scheme not in PORTS or not name:
        raise ValueError("not an http(s) address")
    if parts.username is not None or parts.password is not None:
        raise ValueError("no name and no password stands in an address")
    if parts.query or parts.fragment:
        raise ValueError("the address goes on after its path")
    return Host(name, port or PORTS[parts.scheme], parts.scheme), quote(parts.path or "/", safe=_SAFE)


def _headers(service: Service) -> dict[str, str]:
    headers = {
        "Accept": "application/json",
        "Accept-Encoding": "identity",
        "Content-Type": "application/json",
        "User-Agent": "coopkg",
    }
    return headers if service.key is None else {**headers, "Authorization": f"Bearer {service.key}"}


def _read(response: http.client.HTTPResponse, service: Service) -> Reply:
    if response.status != http.client.OK:
        return Reply(response.status, b"")
    content = bytearray()
    while piece := response.read(_PIECE_BYTES):
        content += piece
        if len(content) > service.max_bytes:
            raise LoadError(service.address, f"the answer is longer than {service.max_bytes:,} bytes")
    if response.length:
        raise http.client.IncompleteRead(b"", response.length)
    return Reply(response.status, bytes(content))


def _told(error: Exception) -> str:
    # What a library quotes of an answer is the server's text: no more of it than its kind is told.
    return (error.strerror or type(error).__name__) if isinstance(error, OSError) else type(error).__name__
