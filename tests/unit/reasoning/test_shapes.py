"""SHACL: every shape finds what it is for, with its message in both languages, and leaves no trace in the process."""

import logging
from functools import cache
from pathlib import Path

import pyshacl
import pytest
import rdflib

from coopkg.errors import BadInputError
from coopkg.reasoning.shapes import Violation, violations

ROOT = Path(__file__).parent.parent.parent.parent
SHAPES = ROOT / "ontology" / "shapes.ttl"
PREFIXES = {
    "coop": "https://w3id.org/coopkg/ontology#",
    "dcterms": "http://purl.org/dc/terms/",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "oa": "http://www.w3.org/ns/oa#",
    "opengov": "http://www.w3.org/ns/opengov#",
    "org": "http://www.w3.org/ns/org#",
    "prov": "http://www.w3.org/ns/prov#",
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
    "schema": "https://schema.org/",
    "sh": "http://www.w3.org/ns/shacl#",
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
    "": "https://coop.example/",
}
HEAD = "".join(f"@prefix {prefix}: <{iri}> .\n" for prefix, iri in PREFIXES.items())
NAME = 'skos:prefLabel "tên"@vi, "name"@en'
EDTF = "<http://id.loc.gov/datatypes/edtf/EDTF>"


def ntriples(text: str) -> str:
    graph = rdflib.Graph().parse(data=HEAD + text, format="turtle")
    return "".join(f"{s.n3()} {p.n3()} {o.n3()} .\n" for s, p, o in graph)


#: A small graph that conforms; each case below changes one thing in it.
GOOD = f"""
coop:Person rdfs:subClassOf foaf:Agent . coop:Organization rdfs:subClassOf foaf:Agent .
coop:Committee rdfs:subClassOf coop:Organization . coop:Brief rdfs:subClassOf coop:Article .
coop:Conference rdfs:subClassOf schema:Event . coop:Agreement rdfs:subClassOf coop:Document .
coop:roleFact a coop:FactType .
:dat a coop:Person ; {NAME} . :iso a coop:Committee ; {NAME} ; org:subOrganizationOf :un .
:un a coop:Organization ; {NAME} ; skos:exactMatch <http://www.wikidata.org/entity/Q1065> .
:chair a coop:Role ; {NAME} .
:m a org:Membership ; org:member :dat ; org:organization :iso ; org:role :chair ; opengov:onBehalfOf :un ;
  coop:phase coop:held ; coop:edtf "2020/2021"^^{EDTF} ;
  coop:earliestStart "2020-01-01"^^xsd:date ; coop:latestStart "2020-12-31"^^xsd:date .
:a a coop:Affiliation ; coop:affiliate :dat ; coop:affiliatedOrganization :iso ; coop:capacity :chair .
:e a coop:Conference ; {NAME} ; coop:ordinal 2 ; coop:theme "x"@vi ; coop:frequency "y"@vi ;
  schema:eventAttendanceMode schema:OnlineEventAttendanceMode ; schema:superEvent :series .
:p a coop:Participation ; coop:participant :dat ; coop:inEvent :e ; coop:capacity :chair ; coop:representing :iso .
:o a coop:Organizing ; coop:agent :iso ; coop:inEvent :e ; coop:organizingCapacity coop:host .
:c a coop:Commitment ; coop:debtor :dat ; coop:creditor :iso ; dcterms:description "x"@vi ;
  coop:commitmentStatus coop:made ; coop:due "2050"^^{EDTF} ;
  coop:dueEarliest "2050-01-01"^^xsd:date ; coop:dueLatest "2050-12-31"^^xsd:date .
:t a coop:Agreement ; {NAME} ; coop:agreementStatus coop:signed ; coop:party :dat, :iso ; coop:signedOn "2021"^^{EDTF} ;
  coop:issuedBy :iso .
:j a coop:Project ; {NAME} ; coop:owner :iso ; coop:projectStatus coop:ongoing .
:g a coop:Grant ; coop:donor :dat ; coop:recipient :iso ; coop:amount :sum .
:sum a schema:MonetaryAmount ; schema:value 57.5 ; schema:currency "JPY" .
:w a coop:Cooperation ; coop:party :dat, :iso ; dcterms:description "x"@vi .
:n a coop:Statistic ; coop:comparator coop:greaterThan ; schema:value 80.0 ; coop:counted "x"@vi ;
  schema:unitText "y"@vi .
:s a coop:Stance ; coop:holder :dat ; coop:attitude coop:thanks .
:u a coop:Statement ; dcterms:description "x"@vi ; coop:speaker :dat .
:brief a coop:Brief ; schema:headline "x"@vi ; schema:inLanguage "vi" ; schema:articleBody "y"@vi .
:claim a coop:Claim ; coop:factType coop:roleFact ; coop:modality coop:hoped ; coop:reviewStatus coop:accepted ;
  coop:extractor "manual" ; coop:enteredOn "2026-11-20"^^xsd:date ; coop:withdrawnOn "2026-11-21"^^xsd:date ;
  coop:subject :m ; coop:evidence :quote ; prov:wasDerivedFrom :brief ; coop:states :triple ; coop:edtf "2021"^^{EDTF} ;
  coop:earliestStart "2021-01-01"^^xsd:date ; coop:latestStart "2021-12-31"^^xsd:date ;
  coop:earliestEnd "2021-01-01"^^xsd:date ; coop:latestEnd "2021-12-31"^^xsd:date .
:quote a oa:SpecificResource ; oa:hasSource :brief ; oa:hasSelector :words, :place .
:words a oa:TextQuoteSelector ; oa:exact "x" . :place a oa:TextPositionSelector ; oa:start 3 ; oa:end 4 .
:triple a rdf:Statement ; rdf:subject :m ; rdf:predicate org:member ; rdf:object :dat .
"""

BOUNDS = "coop:earliestStart|coop:latestStart|coop:earliestEnd|coop:latestEnd"
STEPS = "coop:issuedOn|coop:adoptedOn|coop:negotiatedOn|coop:agreedOn|coop:signedOn|coop:inForceOn"

#: What is replaced in GOOD, by what; the node and the path at fault.
CASES = [
    (f":dat a coop:Person ; {NAME}", ":dat a coop:Person ; skos:prefLabel 'tên'@vi", "dat", "skos:prefLabel"),
    (f":dat a coop:Person ; {NAME}", ":dat a coop:Person ; skos:prefLabel 'name'@en", "dat", "skos:prefLabel"),
    (f":dat a coop:Person ; {NAME}", f":dat a coop:Person ; {NAME}, 'tên khác'@vi", "dat", "skos:prefLabel"),
    (f":dat a coop:Person ; {NAME}", f":dat a coop:Person ; {NAME}, 'tên'", "dat", "skos:prefLabel"),
    (f":chair a coop:Role ; {NAME}", ":chair a coop:Role", "chair", "skos:prefLabel"),
    ("<http://www.wikidata.org/entity/Q1065>", "'Q1065'", "un", "skos:exactMatch"),
    ("org:subOrganizationOf :un", "org:subOrganizationOf :e", "iso", "org:subOrganizationOf"),
    ("org:member :dat ;", "", "m", "org:member"),
    ("org:member :dat ;", "org:member :dat, :iso ;", "m", "org:member"),
    ("org:member :dat ;", "org:member :e ;", "m", "org:member"),
    ("org:organization :iso ;", "", "m", "org:organization"),
    ("org:organization :iso ;", "org:organization :iso, :un ;", "m", "org:organization"),
    ("org:role :chair ;", "org:role :iso ;", "m", "org:role"),
    ("opengov:onBehalfOf :un ;", "opengov:onBehalfOf :un, :iso ;", "m", "opengov:onBehalfOf"),
    ("coop:phase coop:held", "coop:phase coop:made", "m", "coop:phase"),
    (f'"2020/2021"^^{EDTF}', '"2020/2021"', "m", "coop:edtf"),
    ("coop:affiliate :dat ;", "", "a", "coop:affiliate"),
    ("coop:affiliatedOrganization :iso ;", "", "a", "coop:affiliatedOrganization"),
    (":iso ; coop:capacity :chair .", ":iso ; coop:capacity :un .", "a", "coop:capacity"),
    (f":e a coop:Conference ; {NAME} ;", ":e a coop:Conference ;", "e", "skos:prefLabel"),
    ("coop:ordinal 2", "coop:ordinal 0", "e", "coop:ordinal"),
    ("coop:ordinal 2", "coop:ordinal 'hai'", "e", "coop:ordinal"),
    ('coop:theme "x"@vi', 'coop:theme "x"', "e", "coop:theme"),
    ('coop:frequency "y"@vi', 'coop:frequency ""@vi', "e", "coop:frequency"),
    ("schema:OnlineEventAttendanceMode", "'online'", "e", "schema:eventAttendanceMode"),
    ("schema:superEvent :series", "schema:superEvent 'x'", "e", "schema:superEvent"),
    ("coop:participant :dat ;", "", "p", "coop:participant"),
    ("coop:inEvent :e ; coop:capacity", "coop:capacity", "p", "coop:inEvent|coop:inProject"),
    (
        "coop:inEvent :e ; coop:capacity",
        "coop:inEvent :e ; coop:inProject :j ; coop:capacity",
        "p",
        "coop:inEvent|coop:inProject",
    ),
    ("coop:representing :iso", "coop:representing :e", "p", "coop:representing"),
    ("coop:agent :iso ;", "", "o", "coop:agent"),
    ("coop:inEvent :e ; coop:organizing", "coop:organizing", "o", "coop:inEvent|coop:inProject"),
    ("coop:organizingCapacity coop:host", "coop:organizingCapacity :chair", "o", "coop:organizingCapacity"),
    ("coop:debtor :dat ;", "", "c", "coop:debtor"),
    ("coop:creditor :iso ;", "coop:creditor :e ;", "c", "coop:creditor"),
    ('coop:creditor :iso ; dcterms:description "x"@vi ;', "coop:creditor :iso ;", "c", "dcterms:description"),
    ("coop:commitmentStatus coop:made", "coop:commitmentStatus coop:signed", "c", "coop:commitmentStatus"),
    (f'"2050"^^{EDTF}', '"2050"', "c", "coop:due"),
    ('"2050-01-01"^^xsd:date', '"2051-01-01"^^xsd:date', "c", "coop:dueEarliest"),
    ('"2050-12-31"^^xsd:date', '"2050-12-31"', "c", "coop:dueLatest"),
    ("coop:agreementStatus coop:signed", "coop:agreementStatus coop:made", "t", "coop:agreementStatus"),
    ("coop:party :dat, :iso ; coop:signedOn", "coop:party :e ; coop:signedOn", "t", "coop:party"),
    (f'"2021"^^{EDTF} ;\n  coop:issuedBy', '"2021" ;\n  coop:issuedBy', "t", STEPS),
    ("coop:issuedBy :iso", "coop:issuedBy :e", "t", "coop:issuedBy|coop:adoptedBy"),
    (f":t a coop:Agreement ; {NAME} ;", ":t a coop:Agreement ;", "t", "skos:prefLabel"),
    (f":j a coop:Project ; {NAME} ;", ":j a coop:Project ;", "j", "skos:prefLabel"),
    ("coop:owner :iso", "coop:owner :e", "j", "coop:owner|coop:leader|coop:implementer"),
    ("coop:projectStatus coop:ongoing", "coop:projectStatus coop:made", "j", "coop:projectStatus"),
    ("coop:donor :dat ;", "", "g", "coop:donor"),
    ("coop:recipient :iso ;", "", "g", "coop:recipient"),
    ("coop:amount :sum", "coop:amount :dat", "g", "coop:amount"),
    ("schema:value 57.5 ;", "schema:value -57.5 ;", "sum", "schema:value"),
    ("schema:value 57.5 ;", "", "sum", "schema:value"),
    ('schema:currency "JPY"', 'schema:currency "Yên"', "sum", "schema:currency"),
    ("coop:party :dat, :iso ; dcterms", "coop:party :dat ; dcterms", "w", "coop:party"),
    ('coop:party :dat, :iso ; dcterms:description "x"@vi', "coop:party :dat, :iso", "w", "dcterms:description"),
    ("coop:comparator coop:greaterThan ;", "", "n", "coop:comparator"),
    ("coop:comparator coop:greaterThan ;", "coop:comparator coop:many ;", "n", None),
    ("schema:value 80.0 ;", "", "n", None),
    ("schema:value 80.0 ;", "schema:value 80.0, 81.0 ;", "n", "schema:value"),
    ('coop:counted "x"@vi ;', "", "n", "coop:counted"),
    ('schema:unitText "y"@vi', 'schema:unitText "y"', "n", "schema:unitText"),
    ("coop:holder :dat ; coop:attitude", "coop:attitude", "s", "coop:holder"),
    ("coop:attitude coop:thanks", "coop:attitude coop:made", "s", "coop:attitude"),
    (':u a coop:Statement ; dcterms:description "x"@vi ;', ":u a coop:Statement ;", "u", "dcterms:description"),
    ("coop:speaker :dat", "coop:speaker :dat, :iso", "u", "coop:speaker|coop:agent"),
    ('schema:headline "x"@vi ;', "", "brief", "schema:headline"),
    ('schema:inLanguage "vi" ;', "", "brief", "schema:inLanguage"),
    ('schema:articleBody "y"@vi', 'schema:articleBody ""@vi', "brief", "schema:articleBody"),
    ("coop:factType coop:roleFact ;", "", "claim", "coop:factType"),
    ("coop:modality coop:hoped ;", "coop:modality coop:hoped, coop:asserted ;", "claim", "coop:modality"),
    ("coop:reviewStatus coop:accepted", "coop:reviewStatus coop:made", "claim", "coop:reviewStatus"),
    ('coop:extractor "manual" ;', 'coop:extractor "" ;', "claim", "coop:extractor"),
    ('coop:extractor "manual" ;', 'coop:extractor "manual" ; coop:reviewedBy "B", "C" ;', "claim", "coop:reviewedBy"),
    ('coop:enteredOn "2026-11-20"^^xsd:date ;', "", "claim", "coop:enteredOn"),
    ('"2026-11-21"^^xsd:date', '"2026-11-19"^^xsd:date', "claim", "coop:enteredOn"),
    ('"2026-11-21"^^xsd:date', '"hôm qua"', "claim", "coop:withdrawnOn"),
    ("coop:subject :m ;", "", "claim", "coop:subject"),
    ("coop:evidence :quote ;", "", "claim", "coop:evidence"),
    ("prov:wasDerivedFrom :brief ;", "prov:wasDerivedFrom :dat ;", "claim", "prov:wasDerivedFrom"),
    (f'coop:edtf "2021"^^{EDTF}', f'coop:edtf "2021"^^{EDTF}, "2022"^^{EDTF}', "claim", "coop:edtf"),
    ('coop:earliestStart "2021-01-01"', 'coop:earliestStart "2022-01-01"', "claim", "coop:earliestStart"),
    ('coop:latestStart "2021-12-31"^^xsd:date', 'coop:latestStart "2021-12-31"', "claim", BOUNDS),
    ('coop:earliestEnd "2021-01-01"', 'coop:earliestEnd "2022-01-01"', "claim", "coop:earliestEnd"),
    (
        'coop:latestStart "2021-12-31"',
        'coop:latestStart "2022-12-31"^^xsd:date, "2021-12-31"',
        "claim",
        "coop:latestStart",
    ),
    ('coop:latestEnd "2021-12-31"', 'coop:latestEnd "2022-12-31"^^xsd:date, "2021-12-31"', "claim", "coop:latestEnd"),
    ("coop:states :triple ;", "", "triple", "^coop:states"),
    ("rdf:subject :m ;", "", "triple", "rdf:subject"),
    ("rdf:predicate org:member ;", "", "triple", "rdf:predicate"),
    ("; rdf:object :dat", "", "triple", "rdf:object"),
    ("oa:hasSource :brief ;", "", "quote", "oa:hasSource"),
    ('; oa:exact "x"', '; oa:exact ""', "quote", "oa:hasSelector/oa:exact"),
    ("oa:hasSelector :words, :place", "oa:hasSelector :place", "quote", "oa:hasSelector/oa:exact"),
    ("oa:hasSelector :words, :place", "oa:hasSelector :words", "quote", "oa:hasSelector/oa:start"),
    ("; oa:end 4", "; oa:end '4'", "quote", "oa:hasSelector/oa:end"),
    ("oa:start 3", "oa:start 4", "place", "oa:start"),
]


def path_of(text: str | None) -> str | None:
    if text is None:
        return None
    for separator in "|/":
        if separator in text:
            return separator.join(str(path_of(part)) for part in text.split(separator))
    prefix, name = text.removeprefix("^").split(":")
    return f"{'^' if text.startswith('^') else ''}<{PREFIXES[prefix]}{name}>"


def test_the_good_graph_conforms():
    assert violations(ntriples(GOOD), SHAPES) == []


@cache
def found_after(old: str, new: str) -> list[Violation]:
    return violations(ntriples(GOOD.replace(old, new)), SHAPES)


@pytest.mark.parametrize(
    ("old", "new", "node", "path"), CASES, ids=[f"{case[2]}-{case[3]}-{n}" for n, case in enumerate(CASES)]
)
def test_a_shape_finds_what_it_is_for(old, new, node, path):
    assert GOOD.count(old) == 1
    found = found_after(old, new)

    assert (f"https://coop.example/{node}", path_of(path)) in {(violation.focus, violation.path) for violation in found}
    assert {violation.severity for violation in found} == {"violation"}
    assert all(set(violation.messages) == {"vi", "en"} for violation in found)


def test_every_property_shape_has_a_case():
    shapes = rdflib.Graph().parse(SHAPES)
    paths = {shape for shape in shapes.subjects(rdflib.SH.path) if (None, rdflib.SH.property, shape) in shapes}
    messages = {
        str(text) for shape in paths for text in shapes.objects(shape, rdflib.SH.message) if text.language == "en"
    }
    warned = {"Sources disagree on the start.", "Sources disagree on the end."}
    told = set()
    for old, new, _, _ in CASES:
        told |= {violation.messages["en"] for violation in found_after(old, new)}

    assert messages - told == warned


def test_sources_that_disagree_on_a_date_are_a_warning():
    dates = 'coop:earliestStart "2022-01-01"^^xsd:date ; coop:latestStart "2022-12-31"^^xsd:date'
    (warning,) = violations(ntriples(f"{GOOD} :m {dates} ."), SHAPES)

    assert (warning.severity, warning.focus) == ("warning", "https://coop.example/m")


def test_a_year_and_a_month_of_one_event_agree():
    year = 'coop:earliestStart "2021-01-01"^^xsd:date ; coop:latestStart "2021-12-31"^^xsd:date'
    month = 'coop:earliestStart "2021-09-01"^^xsd:date ; coop:latestStart "2021-09-30"^^xsd:date'

    assert violations(ntriples(f"{GOOD} :e {year} ; {month} ."), SHAPES) == []


def test_a_violation_tells_itself_on_one_line():
    broken = GOOD.replace("org:member :dat ;", "org:member :e ;")
    (violation,) = violations(ntriples(broken), SHAPES)

    assert str(violation) == (
        "https://coop.example/m <http://www.w3.org/ns/org#member> <https://coop.example/e>: "
        "A membership has exactly one holder, an agent. / Tư cách thành viên có đúng một bên giữ, là một chủ thể."
    )


def test_quads_are_read_as_their_triples():
    quads = ntriples(GOOD).replace(" .\n", " <https://coop.example/g> .\n")

    assert violations(quads, SHAPES) == []


@pytest.mark.filterwarnings("ignore::DeprecationWarning")  # `pyshacl.validate` uses what rdflib will remove
def test_property_shapes_are_judged_as_pyshacl_would_judge_them():
    broken = GOOD
    for old, new, *_ in CASES[::7]:
        broken = broken.replace(old, new)
    data = ntriples(broken)
    _, report, _ = pyshacl.validate(rdflib.Graph().parse(data=data, format="nt"), shacl_graph=str(SHAPES))
    results = list(report.objects(None, rdflib.SH.result))

    ours = sorted((violation.focus, violation.value or "") for violation in violations(data, SHAPES))
    theirs = sorted(
        (
            str(report.value(node, rdflib.SH.focusNode)),
            "" if (value := report.value(node, rdflib.SH.value)) is None else value.n3(),
        )
        for node in results
    )
    assert ours == theirs
    assert len(ours) > 5


def test_shapes_see_classes_below_those_that_they_name_at_any_depth(tmp_path):
    shapes = tmp_path / "shapes.ttl"
    shapes.write_text(
        f"{HEAD} :S a sh:NodeShape ; sh:targetClass :A ; sh:property [ sh:path :p ; sh:minCount 1 ; sh:class :K ] ."
    )
    stated = """
    :B rdfs:subClassOf :A . :C rdfs:subClassOf :B . :L rdfs:subClassOf :K . :A rdfs:subClassOf :C .
    :bare a :C . :other a :Z . :good a :B ; :p :l . :l a :L . :wrong a :C ; :p :z . :z a :Z .
    """

    found = violations(ntriples(stated), shapes)

    assert {each.focus for each in found} == {"https://coop.example/bare", "https://coop.example/wrong"}


def test_a_shape_that_judges_types_sees_every_class(tmp_path):
    shapes = tmp_path / "shapes.ttl"
    shapes.write_text(
        f"{HEAD} :S a sh:NodeShape ; sh:targetNode :x ; sh:property [ sh:path rdf:type ; sh:maxCount 1 ] ."
    )

    assert len(violations(ntriples(":x a :One, :Other ."), shapes)) == 1


def test_a_closed_shape_sees_predicates_that_no_shape_names(tmp_path):
    shapes = tmp_path / "shapes.ttl"
    shapes.write_text(f"{HEAD} :S a sh:NodeShape ; sh:targetNode :x ; sh:closed true ; sh:severity sh:Info .")
    (found,) = violations(ntriples(":x :unnamed :y ."), shapes)

    assert (found.focus, found.severity) == ("https://coop.example/x", "info")
    assert set(found.messages) == {"en"}


@pytest.mark.parametrize(
    ("text", "line", "reason"),
    [
        (":S a sh:NodeShape ;\n  sh:targetNode ;;; [ .", 2, "not Turtle"),
        (":S a sh:NodeShape ; sh:targetNode :x ; sh:property [ sh:minCount 1 ] .", 0, "MinCount"),
        (":S a sh:NodeShape ; sh:targetNode :x ; sh:property [ sh:path :p ; sh:minCount 'x' ] .", 0, "minCount"),
    ],
)
def test_shapes_that_cannot_be_used_are_a_clear_error(tmp_path, text, line, reason):
    shapes = tmp_path / "shapes.ttl"
    shapes.write_text(HEAD.replace("\n", " ") + text)

    with pytest.raises(BadInputError, match=reason) as caught:
        violations(ntriples(":x :p :y ."), shapes)
    assert (caught.value.path, caught.value.line) == (shapes, line)


def test_shapes_that_are_not_there_are_a_clear_error(tmp_path):
    with pytest.raises(BadInputError, match=r"cannot be read: No such file"):
        violations("", tmp_path / "shapes.ttl")


def test_the_process_is_left_as_it_was():
    before = (
        rdflib.NORMALIZE_LITERALS,
        logging.getLogger().handlers[:],
        logging.getLogger("pyshacl-validate").handlers[:],
    )
    violations(ntriples(GOOD), SHAPES)

    now = (
        rdflib.NORMALIZE_LITERALS,
        logging.getLogger().handlers[:],
        logging.getLogger("pyshacl-validate").handlers[:],
    )
    assert now == before
