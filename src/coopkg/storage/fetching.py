"""What `LOAD` reads: a document on another host, fetched by ourselves (SPARQL 1.1 Update, section 3.1.4).

A stranger's update must not make this machine call whom it likes. So only hosts on a list are called, at the address
that was checked, and each redirection is checked like the first address.
"""

import http.client
import socket
import ssl
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import PurePosixPath
from typing import NamedTuple
from urllib.parse import quote, urljoin, urlsplit

from coopkg.errors import BadInputError, CoopkgError, LoadError, RefusedError
from coopkg.rdf.nquads import tokens_of
from coopkg.rdf.terms import Iri
from coopkg.storage.addresses import AddressCheck, is_public, resolved_addresses
from coopkg.storage.dataset import Syntax
from coopkg.storage.documents import SYNTAXES
from coopkg.storage.files import parse_rdf
from coopkg.storage.update_operations import Load

_MEDIA_TYPES: Mapping[str, Syntax] = {
    "text/turtle": "turtle",
    "application/x-turtle": "turtle",
    "application/n-triples": "ntriples",
    "application/rdf+xml": "rdfxml",
    "application/ld+json": "jsonld",
    "application/n-quads": "nquads",
    "application/trig": "trig",
}
# Types that servers give to files of which they know no more: then the name of the file tells.
_VAGUE = frozenset({"", "text/plain", "application/octet-stream", "application/xml", "text/xml", "application/json"})
_ACCEPT = "text/turtle, application/n-triples, application/rdf+xml;q=0.8, application/ld+json;q=0.7"
_DATASETS = frozenset({"nquads", "trig", "jsonld"})
_TRIPLE = 3
_PORTS = {"http": 80, "https": 443}
_REDIRECTIONS = frozenset({301, 302, 303, 307, 308})
_MOST_REDIRECTIONS = 3
_PIECE_BYTES = 1 << 16
# What stands in the target of a request as it is: what RFC 3986 has, and what is escaped already.
_SAFE = "!$%&'()*+,-./:;=?@[]_~"


@dataclass(frozen=True, slots=True)
class LoadPolicy:
    """What `LOAD` may fetch: from which hosts (`example.org`, or `example.org:8080`), how much and how long.

    `is_allowed` decides about the addresses of a host; `tls` is the trust in servers, by default the system's.
    """

    hosts: frozenset[str] = frozenset()
    max_bytes: int = 64 << 20
    timeout_s: float = 30.0
    is_allowed: AddressCheck = is_public
    tls: ssl.SSLContext | None = field(default=None, repr=False)


class _Target(NamedTuple):
    """Whom an IRI tells to call, and what to ask for; `host` is in ASCII."""

    iri: str
    scheme: str
    host: str
    port: int
    path: str


@dataclass(frozen=True, slots=True)
class _Reply:
    status: int
    media_type: str
    location: str | None
    content: bytes


def loaded_triples(load: Load, policy: LoadPolicy, *, skolem_base: Iri | None = None) -> bytes:
    """Return the triples of the document that an operation loads, as canonical N-Triples, each once.

    RefusedError where the policy forbids to call its host, LoadError where it cannot be had or is no graph. With
    `SILENT` both are as if the document were empty.
    """
    try:
        return _fetched_triples(load.source, policy, skolem_base)
    except CoopkgError:
        if load.is_silent:
            return b""
        raise


def _fetched_triples(source: Iri, policy: LoadPolicy, skolem_base: Iri | None) -> bytes:
    target, reply = _fetched(source, policy)
    syntax = _syntax(target, reply.media_type)
    try:
        quads = parse_rdf(
            reply.content, syntax, source=source, skolem_base=skolem_base, base_iri=Iri(target.iri.partition("#")[0])
        )
    except BadInputError as error:
        place = f"line {error.line}: " if error.line else ""
        raise LoadError(source, f"{place}{error.reason}") from error
    has_graphs = syntax in _DATASETS and any(
        len(tokens_of(line)) > _TRIPLE for line in quads.decode().split("\n") if line
    )
    if has_graphs:
        raise LoadError(source, "the document has named graphs; LOAD takes one graph")
    return quads


def _fetched(source: Iri, policy: LoadPolicy) -> tuple[_Target, _Reply]:
    deadline = time.monotonic() + policy.timeout_s
    iri = str(source)
    for _ in range(_MOST_REDIRECTIONS + 1):
        target = _target(iri, policy)
        reply = _asked(target, policy, deadline)
        if reply.status not in _REDIRECTIONS:
            break
        if reply.location is None:
            raise LoadError(source, f"{iri} redirects, and does not tell where to")
        iri = urljoin(iri, reply.location)
    else:
        raise LoadError(source, f"more than {_MOST_REDIRECTIONS} redirections")
    if reply.status != http.client.OK:
        raise LoadError(source, f"the server answers with status {reply.status}")
    return target, reply


def _target(iri: str, policy: LoadPolicy) -> _Target:
    try:
        parts = urlsplit(iri)
        host, port = (parts.hostname or "").encode("idna").decode().lower(), parts.port
    except ValueError as error:
        raise LoadError(iri, f"not an address: {error}") from error
    if parts.scheme not in _PORTS:
        raise RefusedError(iri, "LOAD fetches from http and https only")
    if parts.username is not None or parts.password is not None:
        raise RefusedError(iri, "LOAD sends no name and no password; leave them out")
    standard = _PORTS[parts.scheme]
    name = host if port in {None, standard} else f"{host}:{port}"
    if name not in policy.hosts:
        raise RefusedError(name, "LOAD may not fetch from this host; COOPKG_LOAD_HOSTS names those it may")
    path = quote(parts.path or "/", safe=_SAFE) + (f"?{quote(parts.query, safe=_SAFE)}" if parts.query else "")
    return _Target(iri, parts.scheme, host, port or standard, path)


def _asked(target: _Target, policy: LoadPolicy, deadline: float) -> _Reply:
    """Return what the server of `target` answers; LoadError where there is none in time, or too much."""
    addresses = resolved_addresses(target.host, target.port, policy.is_allowed)
    try:
        with _connected(target, addresses, policy, deadline) as connection:
            connection.request("GET", target.path, headers={"Accept": _ACCEPT, "Accept-Encoding": "identity"})
            with connection.getresponse() as response:
                reply = _read(response, target, policy)
        # What ends with the connection looks whole where we ended it.
        if time.monotonic() >= deadline:
            raise TimeoutError
    except (OSError, http.client.HTTPException, ValueError) as error:
        if time.monotonic() >= deadline:
            raise LoadError(target.iri, f"no whole answer within {policy.timeout_s:g} s") from error
        raise LoadError(target.iri, f"cannot be fetched: {str(error) or type(error).__name__}") from error
    return reply


@contextmanager
def _connected(
    target: _Target, addresses: Sequence[str], policy: LoadPolicy, deadline: float
) -> Iterator[http.client.HTTPConnection]:
    """Give a connection to one of `addresses`, whatever the host's name means by now; at the deadline it is cut off."""
    with _secured(_called(addresses, target.port, deadline), target, policy) as stream:
        # A server that sends a byte now and then would never run into the time limit of the socket.
        guard = threading.Timer(_left(deadline), _cut_off, (stream,))
        guard.start()
        try:
            if isinstance(stream, ssl.SSLSocket):
                stream.do_handshake()
            connection = http.client.HTTPConnection(target.host, target.port)
            # Connected already; all that is left to know is which port needs no mention.
            connection.sock, connection.default_port = stream, _PORTS[target.scheme]
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


def _secured(stream: socket.socket, target: _Target, policy: LoadPolicy) -> socket.socket:
    """Return the connection, with TLS for https: the server has to prove that it is the host, not the address."""
    if target.scheme == "http":
        return stream
    with stream:
        context = policy.tls or ssl.create_default_context()
        return context.wrap_socket(stream, server_hostname=target.host, do_handshake_on_connect=False)


def _cut_off(stream: socket.socket) -> None:
    # It may have ended in the meantime.
    with suppress(OSError):
        # Not the method of SSLSocket, which takes from the other thread what it reads with.
        socket.socket.shutdown(stream, socket.SHUT_RDWR)


def _read(response: http.client.HTTPResponse, target: _Target, policy: LoadPolicy) -> _Reply:
    media_type = (response.getheader("Content-Type") or "").partition(";")[0].strip().lower()
    location = response.getheader("Location")
    if response.status != http.client.OK:
        return _Reply(response.status, media_type, location, b"")
    if (response.getheader("Content-Encoding") or "identity").lower() != "identity":
        raise LoadError(target.iri, "the server compresses the document although it was asked not to")
    content = bytearray()
    while piece := response.read(_PIECE_BYTES):
        content += piece
        if len(content) > policy.max_bytes:
            raise LoadError(target.iri, f"the document is longer than {policy.max_bytes:,} bytes")
    if response.length:
        raise http.client.IncompleteRead(b"", response.length)
    return _Reply(response.status, media_type, location, bytes(content))


def _syntax(target: _Target, media_type: str) -> Syntax:
    found = _MEDIA_TYPES.get(media_type)
    if found is None and media_type in _VAGUE:
        found = SYNTAXES.get(PurePosixPath(urlsplit(target.iri).path).suffix.lower())
    if found is None:
        known = ", ".join(_MEDIA_TYPES)
        raise LoadError(target.iri, f"no RDF: the server calls it {media_type or 'nothing'}; it may be one of {known}")
    return found
