"""Descriptions, claims, labels and exports, over a small dataset."""

import xml.etree.ElementTree as ET

import pytest
import rdflib

from coopkg.errors import UnknownTermError
from coopkg.publish.claims import claim_of, source_of
from coopkg.publish.description import MOST_INCOMING, classes_of, describe, quads_about
from coopkg.publish.exports import export
from coopkg.publish.labels import Label, best_label, labels_of, name_of
from coopkg.publish.media_types import EXPORT_FORMATS, named
from coopkg.publish.service_description import service_triples
from coopkg.publish.void import void_triples
from coopkg.rdf.terms import BlankNode, Iri, Literal, Triple
from coopkg.rdf.vocabulary import COOP, OWL, RDF, RDFS, VOID
from coopkg.storage.files import parse_rdf
from coopkg.storage.oxigraph import dataset_of

BASE = "https://coop.example/"
COMMON = {
    "rdf": RDF,
    "rdfs": RDFS,
    "coop": COOP,
    "owl": OWL,
    "oa": "http://www.w3.org/ns/oa#",
    "schema": "https://schema.org/",
    "id": f"{BASE}id/",
    "claim": f"{BASE}claim/",
    "graph": f"{BASE}graph/",
    "article": f"{BASE}article/",
}


def iri(name: str) -> Iri:
    prefix, _, local = name.partition(":")
    return Iri(COMMON[prefix] + local)


def dataset(*lines: str):
    """A dataset of lines «subject predicate object graph»; the default graph is the merge."""
    quads = []
    for line in lines:
        subject, predicate, rest = line.split(" ", 2)
        value, graph = rest.rsplit(" ", 1)
        names = [f"<{iri(word)}>" if not word.startswith('"') else word for word in (subject, predicate, value)]
        quads += [f"{' '.join(names)} <{iri(graph)}> .\n", f"{' '.join(names)} .\n"]
    return dataset_of("".join(dict.fromkeys(quads)).encode())


CLASSES = (
    "id:iso rdf:type coop:InternationalOrganization graph:registry",
    "id:iso rdf:type coop:Organization graph:implied",
    "coop:InternationalOrganization rdfs:subClassOf coop:Organization graph:ontology",
    "coop:Organization rdfs:subClassOf coop:Agent graph:ontology",
    "coop:Organization rdfs:subClassOf coop:Organization graph:implied",
)


def test_each_statement_tells_who_says_it():
    known = dataset(
        "id:a rdfs:seeAlso id:b claim:1", "id:a rdfs:seeAlso id:b claim:2", "id:a rdfs:seeAlso id:c graph:implied"
    )

    stated, implied = describe(known, iri("id:a")).outgoing

    assert stated.claims(BASE) == (iri("claim:1"), iri("claim:2"))
    assert (stated.is_implied(BASE), implied.is_implied(BASE)) == (False, True)
    assert describe(known, iri("id:b")).incoming == (stated,)


def test_a_hub_is_told_in_part_and_says_so():
    hub = dataset(*(f"id:m{number} rdfs:seeAlso id:hub graph:users" for number in range(MOST_INCOMING + 5)))

    description = describe(hub, iri("id:hub"))

    assert len(description.incoming) == MOST_INCOMING
    assert description.is_bounded
    assert not describe(hub, iri("id:m1")).is_bounded


def test_of_a_stranger_nothing_is_told():
    for ask in (describe, quads_about, claim_of, source_of):
        with pytest.raises(UnknownTermError):
            ask(dataset(*CLASSES), iri("id:stranger"))


def test_only_the_most_specific_classes_are_told():
    assert classes_of(dataset(*CLASSES), iri("id:iso")) == (COOP["InternationalOrganization"],)


def test_classes_of_the_ontology_come_first_and_restrictions_not_at_all():
    member = dataset(
        "id:vn rdf:type id:iso-member graph:implied",
        "id:vn rdf:type id:iso-member-restriction graph:implied",
        "id:vn rdf:type coop:Country graph:registry",
        "id:iso-member-restriction rdf:type owl:Restriction graph:registry",
    )

    assert classes_of(member, iri("id:vn")) == (COOP["Country"], iri("id:iso-member"))


def test_equivalent_classes_are_both_told():
    both = dataset(
        "id:a rdf:type coop:X graph:users",
        "id:a rdf:type coop:Y graph:users",
        "coop:X rdfs:subClassOf coop:Y graph:implied",
        "coop:Y rdfs:subClassOf coop:X graph:implied",
    )

    assert classes_of(both, iri("id:a")) == (COOP["X"], COOP["Y"])


@pytest.mark.parametrize(
    ("language", "expected"),
    [("vi", Label("Việt Nam", "vi")), ("en", Label("Viet Nam", "en")), ("fr", Label("Việt Nam", "vi"))],
)
def test_a_label_is_in_the_language_asked_for_or_falls_back(language, expected):
    known = dataset('id:vn rdfs:label "Viet Nam"@en graph:registry', 'id:vn rdfs:label "Việt Nam"@vi graph:registry')

    assert name_of(known, iri("id:vn"), language) == expected


def test_what_has_no_label_is_called_by_its_iri_and_a_literal_by_itself():
    known = dataset(*CLASSES)

    assert name_of(known, iri("id:iso"), "vi") == Label("iso", None)
    assert name_of(known, COOP["Agent"], "vi") == Label("coop:Agent", None)
    assert name_of(known, Literal("x", language="en"), "vi") == Label("x", "en")
    assert name_of(known, BlankNode("b"), "vi") == Label("b", None)
    assert best_label(labels_of(known, iri("id:iso")), "vi") is None


TEXT = "Đầu bài.\\nÔng Nguyễn nói: STAMEQ là thành viên ISO 🎉. Hết."
CLAIM = (
    "claim:1 rdf:type coop:Claim graph:provenance",
    "claim:1 coop:evidence claim:1/evidence/1 graph:provenance",
    "claim:1/evidence/1 oa:hasSource article:x graph:provenance",
    "claim:1/evidence/1 oa:hasSelector claim:1/evidence/1/quote graph:provenance",
    "claim:1/evidence/1 oa:hasSelector claim:1/evidence/1/position graph:provenance",
    'claim:1/evidence/1/quote oa:exact "STAMEQ là thành viên ISO" graph:provenance',
    'claim:1/evidence/1/position oa:start "25" graph:provenance',
    "article:x rdf:type coop:Brief graph:provenance",
    f'article:x schema:articleBody "{TEXT}"@vi graph:provenance',
)


def test_a_quotation_is_shown_in_its_paragraph():
    (evidence,) = claim_of(dataset(*CLAIM), iri("claim:1")).evidence

    assert evidence.quote == "STAMEQ là thành viên ISO"
    assert evidence.before == "Ông Nguyễn nói: "
    assert evidence.after == " 🎉. Hết."
    assert evidence.source.is_brief


def test_a_quotation_whose_place_does_not_fit_has_no_context():
    lines = [line.replace('"25"', '"24"') for line in CLAIM]

    (evidence,) = claim_of(dataset(*lines), iri("claim:1")).evidence

    assert (evidence.quote, evidence.before, evidence.after) == ("STAMEQ là thành viên ISO", "", "")


def test_a_claim_without_a_graph_only_describes_its_statements():
    hope = dataset(
        "claim:2 rdf:type coop:Claim graph:provenance",
        "claim:2 coop:states claim:2/statement/1 graph:provenance",
        "claim:2/statement/1 rdf:subject id:a graph:provenance",
        "claim:2/statement/1 rdf:predicate rdfs:seeAlso graph:provenance",
        "claim:2/statement/1 rdf:object id:b graph:provenance",
    )

    claim = claim_of(hope, iri("claim:2"))

    assert not claim.is_stated
    assert [each.triple for each in claim.statements] == [Triple(iri("id:a"), RDFS["seeAlso"], iri("id:b"))]


def test_data_about_a_claim_has_its_evidence_and_its_content():
    quads = quads_about(dataset(*CLAIM, "id:a rdfs:seeAlso id:b claim:1"), iri("claim:1"))

    assert {quad.graph for quad in quads} == {iri("claim:1"), iri("graph:provenance")}
    assert Literal("STAMEQ là thành viên ISO") in {quad.object for quad in quads}


NETWORK = (
    *CLASSES,
    'id:iso rdfs:label "ISO <&> \\"\\u0001\\"]]>"@vi graph:registry',
    "id:vn rdfs:seeAlso id:iso claim:1",
    "id:vn rdfs:member id:iso graph:implied",
    'id:vn rdfs:comment "not an edge"@en claim:1',
)


@pytest.mark.parametrize("name", ["graphml", "gexf"])
@pytest.mark.parametrize(("is_stated_only", "count"), [(False, 2), (True, 1)])
def test_graph_tools_get_well_formed_xml(name, is_stated_only, count):
    content = export(dataset(*NETWORK), named(name, EXPORT_FORMATS).format, BASE, is_stated_only=is_stated_only)

    root = ET.fromstring(content)  # noqa: S314 - it is our own
    nodes, edges = root.findall(".//{*}node"), root.findall(".//{*}edge")
    assert {node.get("id") for node in nodes} == {iri("id:iso"), iri("id:vn")}
    assert {(edge.get("source"), edge.get("target")) for edge in edges} == {(iri("id:vn"), iri("id:iso"))}
    assert len(edges) == count
    words = {text for element in root.iter() for text in (element.text, *element.attrib.values())}
    assert {'ISO <&> "\N{REPLACEMENT CHARACTER}"]]>', "coop:InternationalOrganization", "rdfs:seeAlso"} <= words
    assert ("true" in words) is not is_stated_only


@pytest.mark.filterwarnings("ignore::DeprecationWarning:rdflib")
@pytest.mark.parametrize(
    "format_",
    [each for each in EXPORT_FORMATS if each.name not in {"graphml", "gexf", "rdfxml"}],
    ids=lambda each: each.name,
)
def test_exports_are_read_by_others(format_):
    known = dataset(*NETWORK)
    names = {"ntriples": "nt", "jsonld": "json-ld"}

    content = export(known, format_, BASE)

    if format_.name in {"trig", "nquads"}:
        assert dataset_of(parse_rdf(content, format_.name)).graph_names() == known.graph_names()
    else:
        assert len(rdflib.Graph().parse(data=content, format=names.get(format_.name, format_.name))) == 9


def test_an_export_of_what_is_stated_lacks_what_is_implied():
    known = dataset(*NETWORK)

    everything, stated = (
        export(known, named("nt", EXPORT_FORMATS).format, BASE, is_stated_only=only).splitlines()
        for only in (False, True)
    )

    assert len(everything) - len(stated) == 3
    assert b"graph/implied" not in export(known, named("nq", EXPORT_FORMATS).format, BASE, is_stated_only=True)


def test_the_description_of_the_dataset_counts_what_there_is():
    triples = void_triples(dataset(*CLASSES), BASE, "http://127.0.0.1:8000/", "2022-02-17T00:00:00+00:00")

    counts = {
        triple.predicate: triple.object.lexical
        for triple in triples
        if triple.subject == f"{BASE}dataset" and isinstance(triple.object, Literal)
    }
    assert counts[VOID["triples"]] == "5"
    assert counts[VOID["properties"]] == "2"
    assert Triple(Iri(f"{BASE}dataset"), VOID["sparqlEndpoint"], Iri("http://127.0.0.1:8000/sparql")) in triples


def test_the_service_description_lists_graphs_but_not_those_of_claims():
    known = dataset(*CLASSES, "id:a rdfs:seeAlso id:b claim:1")

    names = {
        str(triple.object)
        for triple in service_triples(known, BASE, "http://127.0.0.1/sparql")
        if triple.predicate.endswith("#name")
    }

    assert names == {f"{BASE}graph/{name}" for name in ("implied", "ontology", "registry")}
