"""The IRIs that the mapping mints: from names, so that the same thing gets the same IRI on every run.

Registry entities keep the slug that people chose (`<base>id/iso`); what no one named ends in a short digest.
"""

import hashlib
import unicodedata

from coopkg.domain.slugs import slug_of
from coopkg.rdf.terms import Iri
from coopkg.rdf.vocabulary import DEFAULT_BASE


def mint_iri(base: Iri, name: str) -> Iri:
    """Return the IRI of the thing called `name`.

    Equal names give equal IRIs, so loading an article twice adds nothing.

    >>> mint_iri(Iri("https://coop.example/"), "Hợp tác xã Đại Lộc")
    'https://coop.example/id/hop-tac-xa-dai-loc-055adf8a'
    """
    key = unicodedata.normalize("NFC", " ".join(name.split()))
    # The slug drops the tones, so «Hòa» and «Hoa» collide; the digest keeps them apart.
    digest = hashlib.sha256(key.encode()).hexdigest()[:8]
    return Iri(f"{base}id/{'-'.join(part for part in (slug_of(key), digest) if part)}")


def entity_iri(base: Iri, slug: str) -> Iri:
    """Return the IRI of the registry entity `slug`."""
    return Iri(f"{base}id/{slug}")


def claim_iri(base: Iri, fact_id: str) -> Iri:
    """Return the IRI of the claim that the fact `fact_id` makes; it names the graph of its content too."""
    return Iri(f"{base}claim/{fact_id}")


def evidence_iri(base: Iri, fact_id: str, number: int) -> Iri:
    """Return the IRI of the claim's evidence `number`, counted from 1."""
    return Iri(f"{base}claim/{fact_id}/evidence/{number}")


def statement_iri(base: Iri, fact_id: str, number: int) -> Iri:
    """Return the IRI of the reified statement `number`, counted from 1, of a claim that is not stated."""
    return Iri(f"{base}claim/{fact_id}/statement/{number}")


def article_iri(base: Iri, slug: str) -> Iri:
    """Return the IRI of the article `slug`."""
    return Iri(f"{base}article/{slug}")


def graph_iri(base: Iri, name: str) -> Iri:
    """Return the IRI of one of the graphs that are not claims: provenance, registry, ontology, implied, users."""
    return Iri(f"{base}graph/{name}")


def rebased(text: str, base: str) -> str:
    """Return a query or rule, written for the default base, for entities under `base`; the ontology's IRIs stay.

    >>> rebased("<https://w3id.org/coopkg/id/iso>", "https://coop.example/")
    '<https://coop.example/id/iso>'
    """
    for kind in ("id/", "article/", "claim/", "graph/"):
        text = text.replace(f"{DEFAULT_BASE}{kind}", f"{base}{kind}")
    return text
