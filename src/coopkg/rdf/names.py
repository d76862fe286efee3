"""Terms as people type them: IRIs, prefixed names, literals in N-Triples form; back to tokens."""

import re
from collections.abc import Mapping

from coopkg.rdf.nquads import parse_term, serialize_term
from coopkg.rdf.vocabulary import PREFIXES, RDF

#: The kinds of IRIs under a base.
KINDS = ("id", "claim", "article", "graph")
# Written bare, an IRI must look like one: `nope:name` is far more often a prefix that nobody declared.
_ABSOLUTE = re.compile(r"(?:[A-Za-z][A-Za-z0-9+.-]*://|urn:|mailto:|tag:)[^\s<>\"{}|\\^`]+")
_LOCAL = re.compile(r"[^\s<>\"{}|\\^`]*")


def prefixes_under(base: str) -> dict[str, str]:
    """Return the prefixes that may be used: those of the vocabularies, and those of what stands under `base`."""
    return PREFIXES | {kind: f"{base}{kind}/" for kind in KINDS} | {"genid": f"{base}.well-known/genid/"}


def token_of_name(name: str, prefixes: Mapping[str, str]) -> str:
    """Return the token of the term that `name` means; ValueError says what may be written.

    An IRI of an unusual scheme is given in angle brackets.

    >>> token_of_name("org:memberOf", {"org": "http://www.w3.org/ns/org#"})
    '<http://www.w3.org/ns/org#memberOf>'
    >>> token_of_name('"ISO"@en', {})
    '"ISO"@en'
    """
    if name == "a":
        return f"<{RDF['type']}>"
    if name.startswith(('"', "<", "_:")):
        return serialize_term(parse_term(name))
    prefix, colon, local = name.partition(":")
    if colon and prefix in prefixes and _LOCAL.fullmatch(local):
        return f"<{prefixes[prefix]}{local}>"
    if _ABSOLUTE.fullmatch(name):
        return f"<{name}>"
    known = ", ".join(f"{each}:" for each in prefixes)
    raise ValueError(f"neither an IRI nor a literal nor a name with a known prefix ({known}): {name}")
