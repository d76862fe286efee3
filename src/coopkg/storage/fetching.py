"""What `LOAD` reads: a document on another host, fetched by ourselves (SPARQL 1.1 Update, section 3.1.4).

A stranger's update must not make this machine call whom it likes, so only hosts on a list are called.
"""

import ssl
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import PurePosixPath
from urllib.parse import urlsplit

from coopkg.errors import BadInputError, CoopkgError, LoadError
from coopkg.network.addresses import AddressCheck, is_public
from coopkg.network.fetching import Fetched, FetchPolicy, fetched
from coopkg.rdf.nquads import tokens_of
from coopkg.rdf.terms import Iri
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

    def refusal(self, host: str) -> str | None:
        """Return why a host may not be called, None where it may."""
        if host in self.hosts:
            return None
        return "LOAD may not fetch from this host; COOPKG_LOAD_HOSTS names those it may"

    def fetching(self) -> FetchPolicy:
        """Return the policy in the words of the one who fetches."""
        return FetchPolicy(
            accept=_ACCEPT,
            refusal=self.refusal,
            max_bytes=self.max_bytes,
            timeout_s=self.timeout_s,
            is_allowed=self.is_allowed,
            tls=self.tls,
        )


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
    document = fetched(source, policy.fetching())
    syntax = _syntax(document)
    base = Iri(document.address.partition("#")[0])
    try:
        quads = parse_rdf(document.content, syntax, source=source, skolem_base=skolem_base, base_iri=base)
    except BadInputError as error:
        place = f"line {error.line}: " if error.line else ""
        raise LoadError(source, f"{place}{error.reason}") from error
    has_graphs = syntax in _DATASETS and any(
        len(tokens_of(line)) > _TRIPLE for line in quads.decode().split("\n") if line
    )
    if has_graphs:
        raise LoadError(source, "the document has named graphs; LOAD takes one graph")
    return quads


def _syntax(document: Fetched) -> Syntax:
    media_type = document.media_type
    found = _MEDIA_TYPES.get(media_type)
    if found is None and media_type in _VAGUE:
        found = SYNTAXES.get(PurePosixPath(urlsplit(document.address).path).suffix.lower())
    if found is None:
        known = ", ".join(_MEDIA_TYPES)
        raise LoadError(
            document.address, f"no RDF: the server calls it {media_type or 'nothing'}; it may be one of {known}"
        )
    return found
