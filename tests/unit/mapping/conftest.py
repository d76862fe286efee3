"""Facts made by hand."""

from collections.abc import Callable
from datetime import date

import pytest

from coopkg.domain.dates import parse_edtf
from coopkg.domain.facts import FACT_TYPES, Content, Evidence, Fact
from coopkg.mapping.description import Names
from coopkg.rdf.terms import Iri

KINDS = {
    "stameq": "national-standards-body",
    "viet-nam": "country",
    "iso": "international-organization",
    "accsq": "committee",
    "hiep": "person",
    "chair": "role",
    "speaker": "role",
    "assembly": "general-assembly",
    "forum": "forum",
    "smart": "programme",
    "treaty": "agreement",
    "declaration": "declaration",
    "promise": "pledge",
    "aid": "grant",
}
#: What to call these things in a label: the slug and the language, so that a test sees which was taken.
CALLS = {slug: {"vi": f"{slug}@vi", "en": f"{slug}@en"} for slug in KINDS}


@pytest.fixture
def names() -> Names:
    """Names of a small registry."""
    return Names(Iri("https://coop.example/"), KINDS, CALLS)


@pytest.fixture
def fact() -> Callable[..., Fact]:
    """Make an accepted, asserted fact around a content; further arguments replace the defaults."""

    def make(content: Content, time: str | None = None, **changes: object) -> Fact:
        (type_,) = (name for name, class_ in FACT_TYPES.items() if class_ is type(content))
        defaults: dict[str, object] = {
            "id": "brief-001",
            "type": type_,
            "content": content,
            "modality": "asserted",
            "evidence": (Evidence("brief", "Việt Nam", 3, 11),),
            "extractor": "manual",
            "status": "accepted",
            "entered": date(2026, 11, 20),
            "time": None if time is None else parse_edtf(time),
        }
        return Fact(**(defaults | changes))  # type: ignore[arg-type]  # the test's own keyword arguments

    return make
