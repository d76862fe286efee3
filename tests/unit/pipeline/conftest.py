"""An extractor that proposes what its articles begin with."""

import pytest

from coopkg.domain.facts import Evidence
from coopkg.domain.proposals import Proposal


def propose(article):
    """Propose one purpose, in the first words of the article."""
    quote = article.text[:12]
    evidence = (Evidence(article.slug, quote, 0, len(quote)),)
    return [
        Proposal(f"{article.slug}-001", article.slug, "purpose", "asserted", {"content": quote}, evidence, "fake/1")
    ]


@pytest.fixture
def proposed():
    return propose
