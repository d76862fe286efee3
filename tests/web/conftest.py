"""A small published dataset, and the application over it."""

import sys
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from coopkg.errors import UnknownTermError
from coopkg.rdf.nquads import parse_quads, serialize_quad
from coopkg.reasoning.alternatives import Alternatives
from coopkg.reasoning.proof import Inference, Proof, Step
from coopkg.serving.pool import QueryPool
from coopkg.settings import QueryLimits
from coopkg.storage.current import CurrentDataset
from coopkg.storage.oxigraph import write_store
from coopkg.storage.snapshots import STORE, Manifest, Snapshots
from coopkg.web.app import create_app
from coopkg.web.site import Site

BASE = "https://w3id.org/coopkg/"
_PREFIXES = {
    "id:": f"{BASE}id/",
    "claim:": f"{BASE}claim/",
    "graph:": f"{BASE}graph/",
    "article:": f"{BASE}article/",
    "coop:": "https://w3id.org/coopkg/ontology#",
    "org:": "http://www.w3.org/ns/org#",
    "rdf:": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "rdfs:": "http://www.w3.org/2000/01/rdf-schema#",
    "oa:": "http://www.w3.org/ns/oa#",
    "prov:": "http://www.w3.org/ns/prov#",
    "schema:": "https://schema.org/",
    "dcterms:": "http://purl.org/dc/terms/",
    "owl:": "http://www.w3.org/2002/07/owl#",
}
# Each line: subject predicate object graph; a text stands as it does in N-Quads.
_QUADS = """
id:iso rdfs:label "Tổ chức Tiêu chuẩn hóa quốc tế"@vi graph:registry
id:iso rdfs:label "International Organization for Standardization"@en graph:registry
id:iso rdf:type coop:InternationalOrganization graph:registry
id:stameq rdfs:label "Tổng cục Tiêu chuẩn Đo lường Chất lượng"@vi graph:registry
id:stameq rdf:type coop:NationalStandardsBody graph:registry
id:viet-nam rdf:type coop:Country graph:registry
id:viet-nam rdfs:label "Việt Nam"@vi graph:registry
id:viet-nam rdfs:label "<script>alert(1)</script> & \\"Viet Nam\\""@en graph:registry
id:seat org:member id:stameq claim:f-1
id:seat org:organization id:iso claim:f-1
id:viet-nam org:memberOf id:iso graph:implied
id:stameq org:memberOf id:iso graph:implied
claim:f-1 rdf:type coop:Claim graph:provenance
claim:f-1 coop:modality coop:asserted graph:provenance
claim:f-1 coop:evidence claim:f-1/evidence/1 graph:provenance
claim:f-1 prov:wasDerivedFrom article:brief-1 graph:provenance
claim:f-1/evidence/1 rdf:type oa:SpecificResource graph:provenance
claim:f-1/evidence/1 oa:hasSource article:brief-1 graph:provenance
claim:f-1/evidence/1 oa:hasSelector claim:f-1/evidence/1/quote graph:provenance
claim:f-1/evidence/1 oa:hasSelector claim:f-1/evidence/1/position graph:provenance
claim:f-1/evidence/1/quote oa:exact "Tổng cục là thành viên ISO" graph:provenance
claim:f-1/evidence/1/position oa:start "9"^^<http://www.w3.org/2001/XMLSchema#integer> graph:provenance
claim:f-1/evidence/1/position oa:end "35"^^<http://www.w3.org/2001/XMLSchema#integer> graph:provenance
claim:f-2 rdf:type coop:Claim graph:provenance
claim:f-2 coop:modality coop:hoped graph:provenance
claim:f-2 prov:wasDerivedFrom article:brief-1 graph:provenance
claim:f-2 coop:states claim:f-2/statement/1 graph:provenance
claim:f-2/statement/1 rdf:type rdf:Statement graph:provenance
claim:f-2/statement/1 rdf:subject id:viet-nam graph:provenance
claim:f-2/statement/1 rdf:predicate org:hasMember graph:provenance
claim:f-2/statement/1 rdf:object id:stameq graph:provenance
article:brief-1 rdf:type coop:Brief graph:provenance
article:brief-1 schema:headline "Diễn đàn ISO"@vi graph:provenance
article:brief-1 schema:articleBody "Hôm nay,\\nTổng cục là thành viên ISO. Hết."@vi graph:provenance
coop:InternationalOrganization rdf:type owl:Class graph:ontology
coop:InternationalOrganization rdfs:label "Tổ chức quốc tế"@vi graph:ontology
coop:InternationalOrganization rdfs:label "International organization"@en graph:ontology
coop:InternationalOrganization rdfs:comment "Của nhiều nước."@vi graph:ontology
org:memberOf rdfs:label "là thành viên của"@vi graph:ontology
org:memberOf rdfs:label "is member of"@en graph:ontology
"""


def _expanded(word: str) -> str:
    for prefix, namespace in _PREFIXES.items():
        if word.startswith(prefix):
            return f"<{namespace}{word.removeprefix(prefix)}>"
    return word


def sample_quads() -> bytes:
    """The named graphs, and the merged graph as default graph."""
    lines = []
    for line in _QUADS.strip().splitlines():
        subject, predicate, rest = line.split(" ", 2)
        value, graph = rest.rsplit(" ", 1)
        lines.append(" ".join(map(_expanded, (subject, predicate, value, graph))) + " .")
    quads = list(parse_quads("\n".join(lines)))
    merged = dict.fromkeys(quad._replace(graph=None) for quad in quads)
    return "".join(map(serialize_quad, (*quads, *merged))).encode()


def explain(_snapshot, triple):
    """Prove what the sample implies from what it states; nothing else is known."""
    member = (f"<{BASE}id/seat>", "<http://www.w3.org/ns/org#member>", f"<{BASE}id/stameq>")
    if triple[1] != "<http://www.w3.org/ns/org#memberOf>":
        raise UnknownTermError(" ".join(triple), "neither stated nor implied")
    return Proof((Step(member), Step(triple, Inference("prp-spo2", (0, 0)))))


def explain_all(snapshot, triple):
    """Tell two last steps, of which the second is made up of nothing."""
    *steps, last = explain(snapshot, triple).steps
    return Alternatives(triple, (last.inference, Inference("prp-ap")), tuple(steps), is_stated=True, is_cut=True)


def publish(directory, quads: bytes = b"") -> Snapshots:
    snapshots = Snapshots(directory)
    manifest = Manifest(inputs="0", reasoner="columns", base=BASE, counts={"stated": 1})

    def make(path):
        write_store(path / STORE, quads or sample_quads())
        return manifest

    snapshots.publish(make)
    return snapshots


@pytest.fixture(scope="session")
def pool():
    """Query workers that know `functions_of` of the program beside this file."""
    limits = QueryLimits(timeout_s=10, workers=1, is_network_allowed=True)
    pool = QueryPool(limits, [sys.executable, str(Path(__file__).with_name("query_workers.py"))])
    yield pool
    pool.close()


@pytest.fixture(scope="session")
def site(tmp_path_factory, pool) -> Site:
    return Site(CurrentDataset(publish(tmp_path_factory.mktemp("published"))), explain, explain_all, pool)


@pytest.fixture
def client(site) -> FlaskClient:
    return create_app(site).test_client()


@pytest.fixture(scope="session")
def client_over(tmp_path_factory, pool):
    """Give a client of the application over the sample and more N-Quads."""

    def over(quads: str) -> FlaskClient:
        published = publish(tmp_path_factory.mktemp("published"), sample_quads() + quads.encode())
        return create_app(Site(CurrentDataset(published), explain, explain_all, pool)).test_client()

    return over
