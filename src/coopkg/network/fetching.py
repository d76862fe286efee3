"""Fetching a document from another host safely.

Whoever names the address must not make this machine call whom it likes. So the host's name is resolved once, each of
its addresses is checked, one of those is called and no other, and each redirection is checked like the first address.
"""

import http.client
import ssl
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from urllib.parse import quote, urljoin, urlsplit

from coopkg.errors import LoadError, RefusedError
from coopkg.network.addresses import AddressCheck, is_public, resolved_addresses
from coopkg.network.connections import PORTS, Host, connected

_REDIRECTIONS = frozenset({301, 302, 303, 307, 308})
_PIECE_BYTES = 1 << 16
# What stands in the target of a request as it is: what RFC 3986 has, and what is escaped already.
_SAFE = "!$%&'()*+,-./:;=?@[]_~"


@dataclass(frozen=True, slots=True)
class FetchPolicy:
    """What may be fetched, how much and how long; `accept` is what the server is asked for.

    `refusal` tells why a host (`example.org`, or `example.org:8080`) may not be called, None where it may; without one
    every host may. `is_allowed` decides about the addresses of a host; `tls` is the trust in servers, by default the
    system's.
    """

    accept: str
    refusal: Callable[[str], str | None] | None = None
    max_bytes: int = 64 << 20
    timeout_s: float = 30.0
    most_redirections: int = 3
    is_allowed: AddressCheck = is_public
    tls: ssl.SSLContext | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class Fetched:
    """A document with the address that it came from in the end; `headers` have names in small letters."""

    address: str
    headers: Mapping[str, str]
    content: bytes

    @property
    def media_type(self) -> str:
        """Return the media type without parameters, empty where the server gives none."""
        return self.headers.get("content-type", "").partition(";")[0].strip().lower()


@dataclass(frozen=True, slots=True)
class _Target:
    """Whom an address tells to call, and what to ask for."""

    address: str
    host: Host
    path: str


@dataclass(frozen=True, slots=True)
class _Reply:
    status: int
    headers: Mapping[str, str]
    content: bytes


def fetched(address: str, policy: FetchPolicy) -> Fetched:
    """Return the document at `address`.

    RefusedError where the policy forbids to call its host, LoadError where it cannot be had.
    """
    deadline = time.monotonic() + policy.timeout_s
    current = address
    for _ in range(policy.most_redirections + 1):
        target = _target(current, policy)
        reply = _asked(target, policy, deadline)
        if reply.status not in _REDIRECTIONS:
            break
        if "location" not in reply.headers:
            raise LoadError(address, f"{current} redirects, and does not tell where to")
        try:
            current = urljoin(current, reply.headers["location"])
        except ValueError as error:
            raise LoadError(address, f"{current} redirects to what is no address") from error
    else:
        raise LoadError(address, f"more than {policy.most_redirections} redirections")
    if reply.status != http.client.OK:
        raise LoadError(address, f"the server answers with status {reply.status}")
    return Fetched(target.address, reply.headers, reply.content)


def _target(address: str, policy: FetchPolicy) -> _Target:
    try:
        parts = urlsplit(address)
        name, port = (parts.hostname or "").encode("idna").decode().lower(), parts.port
    except ValueError as error:
        raise LoadError(address, f"not an address: {error}") from error
    if parts.scheme not in PORTS:
        raise RefusedError(address, "documents are fetched by http and https only")
    if parts.username is not None or parts.password is not None:
        raise RefusedError(address, "no name and no password is sent to a server; leave them out")
    host = Host(name, port or PORTS[parts.scheme], parts.scheme)
    refusal = policy.refusal(host.spelled) if policy.refusal is not None else None
    if refusal is not None:
        raise RefusedError(host.spelled, refusal)
    path = quote(parts.path or "/", safe=_SAFE) + (f"?{quote(parts.query, safe=_SAFE)}" if parts.query else "")
    return _Target(address, host, path)


def _asked(target: _Target, policy: FetchPolicy, deadline: float) -> _Reply:
    """Return what the server of `target` answers; LoadError where there is none in time, or too much."""
    addresses = resolved_addresses(target.host.name, target.host.port, policy.is_allowed)
    headers = {"Accept": policy.accept, "Accept-Encoding": "identity", "User-Agent": "coopkg"}
    try:
        with connected(target.host, addresses, policy.tls, deadline) as connection:
            connection.request("GET", target.path, headers=headers)
            with connection.getresponse() as response:
                reply = _read(response, target, policy)
        # What ends with the connection looks whole where we ended it.
        if time.monotonic() >= deadline:
            raise TimeoutError
    except (OSError, http.client.HTTPException, ValueError) as error:
        if time.monotonic() >= deadline:
            raise LoadError(target.address, f"no whole answer within {policy.timeout_s:g} s") from error
        raise LoadError(target.address, f"cannot be fetched: {str(error) or type(error).__name__}") from error
    return reply


def _read(response: http.client.HTTPResponse, target: _Target, policy: FetchPolicy) -> _Reply:
    # Of a header that comes twice the first counts.
    headers = {name.lower(): value for name, value in reversed(response.getheaders())}
    if response.status != http.client.OK:
        return _Reply(response.status, headers, b"")
    if headers.get("content-encoding", "identity").lower() != "identity":
        raise LoadError(target.address, "the server compresses the document although it was asked not to")
    content = bytearray()
    while piece := response.read(_PIECE_BYTES):
        content += piece
        if len(content) > policy.max_bytes:
            raise LoadError(target.address, f"the document is longer than {policy.max_bytes:,} bytes")
    if response.length:
        raise http.client.IncompleteRead(b"", response.length)
    return _Reply(response.status, headers, bytes(content))
