"""What the golden folders are checked against."""

from pathlib import Path

import pytest
from rdflib import Graph

ONTOLOGY = Path(__file__).parent.parent.parent / "ontology"


@pytest.fixture(scope="session")
def ontology_ntriples() -> str:
    """The axioms as N-Triples."""
    graph = Graph()
    for name in ("coopkg.ttl", "alignments.ttl"):
        graph.parse(ONTOLOGY / name)
    return "".join(f"{s.n3()} {p.n3()} {o.n3()} .\n" for s, p, o in graph)
