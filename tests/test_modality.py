"""Modality is never lost: what is hoped, planned, asked for, reported or denied stands in no graph at all."""

from dataclasses import replace
from pathlib import Path

import pytest
from rdflib import Graph

from coopkg.domain.facts import Fact
from coopkg.ingest.inputs import Inputs, read_data
from coopkg.mapping.dataset import names_of, quads_of, quads_of_fact
from coopkg.mapping.description import Names
from coopkg.mapping.triples import description_of
from coopkg.rdf.dictionary import Dictionary, read_triples
from coopkg.rdf.nquads import serialize_quads, serialize_term
from coopkg.rdf.terms import Quad, Triple
from coopkg.rdf.vocabulary import COOP, DEFAULT_BASE, ORG, RDF
from coopkg.reasoning.closure import Closure
from coopkg.reasoning.columns import ColumnsEngine
from coopkg.reasoning.owl2rl import OWL2RL
from coopkg.reasoning.user_rules import read_user_rules

ROOT = Path(__file__).parent.parent
INPUTS = read_data(ROOT / "data")
NAMES = names_of(INPUTS.registry.entities.values(), DEFAULT_BASE)
UNSTATED = [fact for fact in INPUTS.facts if not fact.is_stated]


def stated_quads(inputs: Inputs) -> list[Quad]:
    return list(quads_of(inputs.facts, inputs.articles.values(), inputs.registry.entities.values(), DEFAULT_BASE))


@pytest.fixture(scope="module")
def quads() -> list[Quad]:
    return stated_quads(INPUTS)


@pytest.fixture(scope="module")
def closure(quads: list[Quad]) -> Closure:
    ontology = Graph()
    for name in ("coopkg.ttl", "alignments.ttl"):
        ontology.parse(ROOT / "ontology" / name)
    axioms = "".join(f"{s.n3()} {p.n3()} {o.n3()} .\n" for s, p, o in ontology)
    stated = read_triples((serialize_quads(quads) + axioms).encode(), Dictionary())
    return ColumnsEngine().closure(stated, (*OWL2RL, *read_user_rules(ROOT / "ontology" / "rules")))


def would_state(fact: Fact, names: Names) -> set[Triple]:
    """Return what the fact would state if it were asserted, less what an asserted fact states for its part."""
    by_others = (set(description_of(other, names).triples) for other in INPUTS.facts if other.is_stated)
    return set(description_of(fact, names).triples).difference(*by_others)


def test_the_sample_has_hopes_plans_purposes_and_reports():
    assert {fact.modality for fact in UNSTATED} >= {"hoped", "planned", "intended", "reported"}


@pytest.mark.parametrize("fact", UNSTATED, ids=lambda fact: fact.id)
def test_no_graph_holds_a_triple_of_what_is_not_stated(fact, quads, closure):
    triples = would_state(fact, NAMES)

    assert triples, "an asserted fact says all of this: is the modality right?"
    assert not triples & {quad.triple for quad in quads}
    held = [triple for triple in triples if closure.stamp(tuple(map(serialize_term, triple))) is not None]
    assert held == []


@pytest.mark.parametrize("fact", UNSTATED, ids=lambda fact: fact.id)
def test_what_is_not_stated_can_still_be_read_from_its_claim(fact, quads):
    claim = f"{DEFAULT_BASE}claim/{fact.id}"
    statements = [quad.object for quad in quads if quad.subject == claim and quad.predicate == COOP["states"]]
    parts = {(quad.subject, quad.predicate): quad.object for quad in quads}
    described = {
        Triple(*(parts[node, RDF[name]] for name in ("subject", "predicate", "object"))) for node in statements
    }

    assert described == set(description_of(fact, NAMES).triples)


@pytest.mark.parametrize("fact", UNSTATED, ids=lambda fact: fact.id)
def test_the_same_fact_would_stand_in_a_graph_if_it_were_asserted(fact):
    asserted = replace(fact, modality="asserted", status="accepted", withdrawn=None)

    assert would_state(fact, NAMES) <= {quad.triple for quad in quads_of_fact(asserted, NAMES)}


def test_nobody_is_a_member_of_a_body_that_it_only_hopes_to_join(closure):
    viet_nam, council = (f"<{DEFAULT_BASE}id/{slug}>" for slug in ("viet-nam", "iso-council"))

    for predicate in (ORG["memberOf"], COOP["participatesIn"]):
        assert closure.stamp((viet_nam, f"<{predicate}>", council)) is None
    assert closure.stamp((viet_nam, f"<{ORG['memberOf']}>", f"<{DEFAULT_BASE}id/iso>")) is not None


def test_what_is_only_planned_is_no_event(closure):
    march, february = (f"<{DEFAULT_BASE}id/iso-asia-pacific-forum-2022-{month}>" for month in ("03", "02"))
    types = ("https://schema.org/Event", COOP["Event"], COOP["Forum"])

    assert [closure.stamp((march, f"<{RDF['type']}>", f"<{class_}>")) for class_ in types] == [None] * 3
    assert None not in [closure.stamp((february, f"<{RDF['type']}>", f"<{class_}>")) for class_ in types]
