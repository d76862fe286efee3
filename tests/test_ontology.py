"""The ontology: labelled in both languages, named rightly everywhere, and free of wrong inferences."""

import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import get_args, get_type_hints

import pyoxigraph
import pytest
from rdflib import OWL, RDF, RDFS, BNode, Graph, URIRef
from rdflib import Literal as LiteralTerm
from rdflib.collection import Collection
from rdflib.term import Node

from coopkg.domain.entities import KINDS, Entity
from coopkg.domain.facts import FACT_TYPES, Fact
from coopkg.ingest.inputs import Inputs, read_data
from coopkg.mapping.dataset import quads_of
from coopkg.mapping.description import own_term
from coopkg.mapping.kinds import class_of_kind
from coopkg.mapping.reference import ontology_tables
from coopkg.mapping.statements import comparator_individual
from coopkg.rdf.dictionary import Dictionary, read_triples
from coopkg.rdf.nquads import serialize_quads
from coopkg.rdf.terms import Quad
from coopkg.rdf.vocabulary import COOP, DEFAULT_BASE, ONTOLOGY_IRI
from coopkg.reasoning.closure import Closure
from coopkg.reasoning.columns import ColumnsEngine
from coopkg.reasoning.consistency import clashes
from coopkg.reasoning.owl2rl import OWL2RL
from coopkg.reasoning.user_rules import read_user_rules

ROOT = Path(__file__).parent.parent
ONTOLOGY = ROOT / "ontology"
FILES = ("coopkg.ttl", "alignments.ttl")
ORG = "http://www.w3.org/ns/org#"

TOKEN_TRIPLE = tuple[str, str, str]


def read_ontology(*names: str) -> Graph:
    graph = Graph()
    for name in names:
        graph.parse(ONTOLOGY / name)
    return graph


def ntriples(graph: Graph) -> bytes:
    return "".join(f"{s.n3()} {p.n3()} {o.n3()} .\n" for s, p, o in graph).encode()


def turtle(text: str) -> Graph:
    prefixes = {"org": ORG, "coop": COOP, "": "https://coop.example/"}
    return Graph().parse(data="".join(f"@prefix {name}: <{iri}> .\n" for name, iri in prefixes.items()) + text)


@pytest.fixture(scope="module")
def ontology() -> Graph:
    return read_ontology(*FILES)


@pytest.fixture(scope="module")
def inputs() -> Inputs:
    return read_data(ROOT / "data")


@pytest.fixture(scope="module")
def quads(inputs: Inputs) -> list[Quad]:
    return list(quads_of(inputs.facts, inputs.articles.values(), inputs.registry.entities.values(), DEFAULT_BASE))


@pytest.fixture(scope="module")
def data(quads: list[Quad]) -> bytes:
    return serialize_quads(quads).encode()


def closed(data: bytes, ontology: Graph) -> Closure:
    rules = (*OWL2RL, *read_user_rules(ONTOLOGY / "rules"))
    return ColumnsEngine().closure(read_triples(data + ntriples(ontology), Dictionary()), rules)


def inferred(closure: Closure) -> set[TOKEN_TRIPLE]:
    lines = closure.inferred_ntriples().decode().splitlines()
    return {(s, p, o) for s, p, o in (line.removesuffix(" .").split(" ", 2) for line in lines)}


# --- Names and labels ------------------------------------------------------------------------------------------------


def own_terms(graph: Graph) -> set[URIRef]:
    return set(graph.subjects(RDFS.isDefinedBy, URIRef(ONTOLOGY_IRI)))


def test_every_own_term_says_what_it_is_in_both_languages(ontology):
    lacking = [
        (term, predicate, language)
        for term in {s for s in ontology.subjects() if str(s).startswith(COOP)}
        for predicate in (RDFS.label, RDFS.comment)
        for language in ("vi", "en")
        if [text.language for text in ontology.objects(term, predicate)].count(language) != 1
    ]

    assert lacking == []


def test_every_own_term_tells_where_it_is_defined(ontology):
    assert {term for term in ontology.subjects() if str(term).startswith(COOP)} == own_terms(ontology)


def test_every_foreign_term_that_we_use_has_a_label_in_both_languages(ontology, quads):
    named = {quad.predicate for quad in quads} | {quad.object for quad in quads if quad.predicate == str(RDF.type)}
    builtin = (str(RDF), str(RDFS), str(OWL), COOP)
    foreign = {term for term in named if not term.startswith(builtin)}
    languages = {term: {text.language for text in ontology.objects(URIRef(term), RDFS.label)} for term in foreign}

    assert {term for term, found in languages.items() if found != {"vi", "en"}} == set()


def test_every_minted_node_has_exactly_one_label_in_each_language(quads, inputs):
    claims, known = f"{DEFAULT_BASE}claim/", {f"{DEFAULT_BASE}id/{slug}" for slug in inputs.registry.entities}
    nodes = {quad.subject for quad in quads if str(quad.graph).startswith(claims)} - known
    labels = {(quad.subject, quad.object) for quad in quads if quad.predicate == str(RDFS.label)}
    found = Counter((node, label.language) for node, label in labels)

    assert len(nodes) > 80
    assert {(node, language) for node in nodes for language in ("vi", "en") if found[node, language] != 1} == set()


def test_no_further_name_is_the_name_itself(quads):
    # SKOS Reference, S13: skos:prefLabel and skos:altLabel are disjoint.
    skos = "http://www.w3.org/2004/02/skos/core#"
    further = {f"{skos}altLabel", COOP["acronym"], COOP["shortName"], COOP["formerName"]}
    names = {(quad.subject, quad.object) for quad in quads if quad.predicate == f"{skos}prefLabel"}

    assert names
    assert names & {(quad.subject, quad.object) for quad in quads if quad.predicate in further} == set()


def test_every_instrument_of_the_sample_has_a_class(quads):
    instruments = {quad.object for quad in quads if quad.predicate == COOP["instrument"]}
    typed = {quad.subject for quad in quads if quad.predicate == str(RDF.type)}

    assert len(instruments) == 4
    assert instruments - typed == set()


def test_every_own_term_has_exactly_one_kind(ontology):
    function = URIRef("http://www.w3.org/ns/sparql-service-description#Function")
    properties = (OWL.ObjectProperty, OWL.DatatypeProperty, OWL.AnnotationProperty)
    kinds = (OWL.Class, OWL.NamedIndividual, function, *properties)
    counted = Counter(
        term for kind in kinds for term in ontology.subjects(RDF.type, kind) if str(term).startswith(COOP)
    )

    assert {term for term in own_terms(ontology) if counted[term] != 1} == set()


def test_the_header_says_title_version_and_prefix():
    graph, header = read_ontology("coopkg.ttl"), URIRef(ONTOLOGY_IRI)

    assert (header, RDF.type, OWL.Ontology) in graph
    assert re.fullmatch(r"\d+\.\d+\.\d+", str(graph.value(header, OWL.versionInfo)))
    assert str(graph.value(header, URIRef("http://purl.org/vocab/vann/preferredNamespacePrefix"))) == "coop"
    titles = {text.language for text in graph.objects(header, URIRef("http://purl.org/dc/terms/title"))}
    assert titles == {"vi", "en"}


@pytest.mark.parametrize("name", [*FILES, "shapes.ttl"])
def test_rdflib_and_oxigraph_read_the_same_triples(name):
    store = pyoxigraph.Store()
    store.load(path=ONTOLOGY / name, format=pyoxigraph.RdfFormat.TURTLE)

    assert len(store) == len(read_ontology(name)) > 100


def named_in_code() -> set[str]:
    """Return the own terms that Python, queries, shapes, rules and axioms name outright."""
    python = (set(re.findall(r'COOP\["(\w+)"\]', path.read_text("utf-8"))) for path in (ROOT / "src").rglob("*.py"))
    files = [
        *(ROOT / "src").rglob("*.rq"),
        *ONTOLOGY.rglob("*.rq"),
        ONTOLOGY / "shapes.ttl",
        ONTOLOGY / "alignments.ttl",
    ]
    prefixed = (set(re.findall(r"\bcoop:(\w+)", path.read_text("utf-8"))) for path in files)
    return set().union(*python, *prefixed)


def named_by_facts() -> set[str]:
    """Return the own terms that the mapping makes from the words of facts and kinds."""
    words = {"in_force_on", "agreed_on", "signed_on", "negotiated_on"}
    words |= {f"{step}_{preposition}" for step in ("issued", "adopted") for preposition in ("by", "at", "on")}
    words |= {f"{type_}_fact" for type_ in FACT_TYPES}
    for class_, name in ((Fact, "modality"), (Fact, "status")):
        words |= set(get_args(get_type_hints(class_)[name]))
    for content in FACT_TYPES.values():
        for name, hint in get_type_hints(content).items():
            if name in {"phase", "status", "capacity", "attitude"}:
                words |= {word for word in flat_args(hint) if isinstance(word, str)}
    comparators = get_args(get_type_hints(FACT_TYPES["statistic"])["comparator"])
    terms = {own_term(word) for word in words} | set(map(comparator_individual, comparators))
    return {term.removeprefix(COOP) for term in terms | set(map(class_of_kind, KINDS))}


def flat_args(hint: object) -> Iterator[object]:
    for argument in get_args(hint):
        yield from flat_args(argument) if get_args(argument) else (argument,)


def test_every_own_term_that_is_named_anywhere_is_in_the_ontology(ontology):
    defined = {str(term).removeprefix(COOP) for term in own_terms(ontology)}

    assert (named_in_code() | named_by_facts()) - defined == set()


def test_every_own_term_is_used(ontology):
    in_axioms = {o for _, p, o in ontology if p in {RDFS.range, RDFS.subClassOf, RDFS.subPropertyOf, OWL.inverseOf}}
    in_lists = set(ontology.objects(None, RDF.first))
    used = named_in_code() | named_by_facts() | {str(term).removeprefix(COOP) for term in in_axioms | in_lists}
    # What is inferred by an inverse or a chain may be there for queries alone.
    for_queries = [*ontology.subjects(OWL.inverseOf), *ontology.subjects(OWL.propertyChainAxiom)]
    used |= {str(term).removeprefix(COOP) for term in for_queries}

    assert {str(term).removeprefix(COOP) for term in own_terms(ontology)} - used == set()


# --- What follows ----------------------------------------------------------------------------------------------------


def test_the_sample_is_consistent(data, ontology):
    assert not clashes(closed(data, ontology))


def superclasses(ontology: Graph, class_: URIRef) -> set[str]:
    return {f"<{term}>" for term in ontology.transitive_objects(class_, RDFS.subClassOf)}


def test_no_domain_or_range_makes_an_entity_what_its_kind_is_not(data, ontology, inputs):
    registered = {f"<{DEFAULT_BASE}id/{slug}>": entity for slug, entity in inputs.registry.entities.items()}
    wrong = []
    for subject, predicate, class_ in inferred(closed(data, ontology)):
        entity = registered.get(subject)
        if predicate == f"<{RDF.type}>" and entity is not None and class_ not in expected_classes(entity, ontology):
            wrong.append((subject, class_))

    assert wrong == []


def expected_classes(entity: Entity, ontology: Graph) -> set[str]:
    members = {
        f"<{DEFAULT_BASE}id/{slug}-member{end}>" for slug in ("iso", "apo", "accsq") for end in ("", "-restriction")
    }
    return superclasses(ontology, URIRef(class_of_kind(entity.kind))) | members


@pytest.mark.parametrize(
    ("text", "why"),
    [
        (":it a coop:Person, coop:Country .", "a person is no country"),
        (":m org:member :e . :e a coop:Conference .", "a conference holds no membership"),
        (":x org:subOrganizationOf :y . :x a coop:Person .", "a person is no body of an organization"),
        (":p coop:inEvent :e . :e a coop:Project .", "a project is no event"),
        (":c coop:debtor :d . :d a coop:Declaration .", "a declaration promises nothing"),
        (":m coop:participant :r . :r a coop:Role .", "a role does not take part"),
        (":m org:role :r . :r a coop:Ministry .", "a ministry is no role"),
    ],
)
def test_a_statement_that_cannot_be_true_is_a_contradiction(text, why, ontology):
    assert clashes(closed(ntriples(turtle(text)), ontology)), why


ID = f"{DEFAULT_BASE}id/"
#: The roles that rules speak of stand in the registry.
ROLES = f"@prefix id: <{ID}> . @prefix opengov: <http://www.w3.org/ns/opengov#> . "
CHAIRING = ":m org:member :x ; org:organization :b ; org:role id:chair ."
NSB = ":f coop:affiliate :x ; coop:affiliatedOrganization :c ; coop:capacity id:national-standards-body ."
TOOK_PART = ":p coop:participant :x ; coop:inEvent :e . :x coop:represents :c . :c a coop:Country . "


@pytest.mark.parametrize(
    ("given", "triple"),
    [
        (":m org:member :x ; org:organization :b .", ":x org:memberOf :b"),
        (":m org:member :x ; org:organization :b .", ":b org:hasMember :x"),
        (CHAIRING, ":x coop:chairOf :b"),
        (CHAIRING, ":x org:memberOf :b"),
        (":m org:member :x ; org:organization :b ; opengov:onBehalfOf :c .", ":c org:memberOf :b"),
        (":a org:subOrganizationOf :b . :b org:subOrganizationOf :c .", ":a org:transitiveSubOrganizationOf :c"),
        (":x org:memberOf :a . :a org:subOrganizationOf :b .", ":x coop:participatesIn :b"),
        (":f coop:affiliate :x ; coop:affiliatedOrganization :b .", ":x coop:affiliatedWith :b"),
        (NSB, ":x coop:represents :c"),
        (NSB.replace("national-standards-body", "representative"), ":c coop:representedBy :x"),
        (":p coop:participant :x ; coop:inEvent :e .", ":x coop:tookPartIn :e"),
        (":p coop:participant :x ; coop:inProject :e .", ":x coop:tookPartIn :e"),
        (":p coop:participant :x ; coop:inEvent :e ; coop:representing :b .", ":b coop:tookPartIn :e"),
        (TOOK_PART + ":x a coop:NationalStandardsBody .", ":c coop:tookPartIn :e"),
        (TOOK_PART + ":x a coop:Group .", ":c coop:tookPartIn :e"),
        (":t a coop:Agreement ; coop:party :a, :b .", ":a coop:cooperatesWith :b"),
        (":w a coop:Cooperation ; coop:party :a, :b .", ":b coop:cooperatesWith :a"),
        (":o coop:inEvent :e .", ":e a <https://schema.org/Event>"),
        (":x coop:acronym 'X'@en .", ":x <http://www.w3.org/2004/02/skos/core#altLabel> 'X'@en"),
    ],
)
def test_what_must_follow_follows(given, triple, ontology):
    assert tokens(triple) in inferred(closed(ntriples(turtle(ROLES + given)), ontology))


@pytest.mark.parametrize(
    ("given", "triple"),
    [
        (CHAIRING, ":x org:headOf :b"),
        (CHAIRING.replace("chair", "speaker"), ":x coop:chairOf :b"),
        (":x org:memberOf :a . :a org:subOrganizationOf :b .", ":x org:memberOf :b"),
        (":f coop:affiliate :x ; coop:affiliatedOrganization :b ; coop:capacity id:expert .", ":x coop:represents :b"),
        (":f coop:affiliate :x ; coop:affiliatedOrganization :b .", ":x org:memberOf :b"),
        (TOOK_PART + ":x a coop:Person .", ":c coop:tookPartIn :e"),
        (":p coop:participant :x ; coop:inEvent :e ; coop:representing :b .", ":x coop:represents :b"),
        (":o coop:agent :x ; coop:inEvent :e .", ":x coop:tookPartIn :e"),
        (":t a coop:Agreement ; coop:party :a, :b .", ":a coop:cooperatesWith :a"),
        (":claim coop:subject :e ; <https://schema.org/mentions> :e .", ":e a <https://schema.org/Event>"),
        (":d coop:signedAt :e . :c coop:announcedAt :e .", ":e a <https://schema.org/Event>"),
        (":m org:member :x ; org:organization :c . :c a coop:Country .", ":c a org:Organization"),
    ],
)
def test_what_must_not_follow_does_not(given, triple, ontology):
    assert tokens(triple) not in inferred(closed(ntriples(turtle(ROLES + given)), ontology))


def tokens(triple: str) -> TOKEN_TRIPLE:
    ((subject, predicate, object_),) = turtle(f"{triple} .")
    return subject.n3(), predicate.n3(), object_.n3()


def test_two_holders_of_one_membership_do_not_become_one_person(ontology):
    graph = turtle(":m org:member :a, :b ; org:organization :c, :d .")

    assert not [triple for triple in inferred(closed(ntriples(graph), ontology)) if "sameAs" in triple[1]]


# --- The alignments: what each restated foreign axiom infers on the sample ------------------------------------------

#: Predicates (and classes, for rdf:type) of what only this axiom infers on the sample. Those that infer nothing make a
#: contradiction of what is wrongly said, or serve data from elsewhere.
INFERRED_BY_AXIOM = {
    "org:Organization rdfs:subClassOf foaf:Agent": {"foaf:Agent"},
    "org:Organization owl:disjointWith foaf:Person": set(),
    "org:member rdfs:domain org:Membership": set(),
    "org:member rdfs:range foaf:Agent": set(),
    "org:hasMembership owl:inverseOf org:member": {"org:hasMembership", "org:memberOf", "org:hasMember"},
    "org:organization rdfs:domain org:Membership": set(),
    "org:role rdfs:range org:Role": set(),
    "org:memberOf owl:propertyChainAxiom ( org:hasMembership org:organization )": {"org:memberOf", "org:hasMember"},
    "org:hasMember owl:inverseOf org:memberOf": {"org:hasMember"},
    "org:subOrganizationOf rdfs:subPropertyOf org:transitiveSubOrganizationOf": {
        "org:transitiveSubOrganizationOf",
        "coop:participatesIn",
    },
    "org:subOrganizationOf rdfs:domain org:Organization": set(),
    "org:subOrganizationOf rdfs:range org:Organization": set(),
    "org:hasSubOrganization owl:inverseOf org:subOrganizationOf": {"org:hasSubOrganization"},
    "org:transitiveSubOrganizationOf rdf:type owl:TransitiveProperty": {"org:transitiveSubOrganizationOf"},
    "foaf:Person rdfs:subClassOf foaf:Agent": set(),
    "schema:EventSeries rdfs:subClassOf schema:Event": set(),
    "schema:NewsArticle rdfs:subClassOf schema:CreativeWork": {"schema:CreativeWork"},
    "schema:subEvent owl:inverseOf schema:superEvent": {"schema:subEvent"},
    "fibo-agr:Commitment rdfs:subClassOf coop:Commitment": set(),
    "vf:Commitment rdfs:subClassOf coop:Commitment": set(),
}
AXIOM_PREDICATES = (
    *(RDFS.subClassOf, RDFS.subPropertyOf, RDFS.domain, RDFS.range),
    *(OWL.inverseOf, OWL.disjointWith, OWL.propertyChainAxiom),
)


def foreign_axioms(alignments: Graph) -> dict[str, tuple[Node, Node, Node]]:
    axioms = [triple for predicate in AXIOM_PREDICATES for triple in alignments.triples((None, predicate, None))]
    axioms += alignments.triples((None, RDF.type, OWL.TransitiveProperty))
    return {" ".join(name(alignments, term) for term in axiom): axiom for axiom in axioms}


def name(graph: Graph, node: Node) -> str:
    if isinstance(node, BNode):
        return f"( {' '.join(name(graph, member) for member in Collection(graph, node))} )"
    return node.n3(graph.namespace_manager)


def test_every_restated_axiom_is_told_with_what_it_infers():
    assert set(foreign_axioms(read_ontology("alignments.ttl"))) == set(INFERRED_BY_AXIOM)


@pytest.mark.parametrize("axiom", INFERRED_BY_AXIOM)
def test_a_restated_axiom_infers_what_is_told_of_it_and_nothing_else(axiom, data, ontology):
    without = read_ontology(*FILES)
    without.remove(foreign_axioms(without)[axiom])
    names = ontology.namespace_manager
    lost = inferred(closed(data, ontology)) - inferred(closed(data, without))
    told = {object_ if predicate == f"<{RDF.type}>" else predicate for _, predicate, object_ in about_data(lost)}

    # The classes of the members of a body follow from org:memberOf.
    terms = {URIRef(term[1:-1]).n3(names) for term in told if not term.startswith(f"<{DEFAULT_BASE}id/")}
    assert terms == INFERRED_BY_AXIOM[axiom]


def about_data(triples: set[TOKEN_TRIPLE]) -> Iterator[TOKEN_TRIPLE]:
    for triple in triples:
        if triple[0].startswith(f"<{DEFAULT_BASE}") and not triple[0].startswith(f"<{COOP}"):
            yield triple


def test_a_label_is_never_empty(ontology):
    texts = [o for p in (RDFS.label, RDFS.comment) for o in ontology.objects(None, p) if isinstance(o, LiteralTerm)]

    assert all(str(text).strip() == str(text) != "" for text in texts)


def test_the_reference_page_is_current():
    page = (ROOT / "docs" / "reference" / "ontology.md").read_text("utf-8")

    assert page.endswith(ontology_tables(ONTOLOGY)), (
        "put what coopkg.mapping.reference.ontology_tables gives after the head"
    )


def test_the_reference_page_tells_the_mapping_of_every_type_of_fact():
    page = (ROOT / "docs" / "reference" / "ontology.md").read_text("utf-8")
    told = re.findall(r"^\| `(\w+)` \| .*(?:minted|the )", page, re.MULTILINE)

    assert told == list(FACT_TYPES)
