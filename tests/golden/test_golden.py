"""Each folder beside this file is a small `data/` (an article, a registry, facts) and the exact N-Quads it becomes."""

from pathlib import Path

import pytest

from coopkg.domain.facts import FACT_TYPES
from coopkg.ingest.inputs import Inputs, read_data
from coopkg.mapping.dataset import quads_of
from coopkg.rdf.nquads import parse_quads, serialize_quads
from coopkg.rdf.terms import BlankNode, Iri
from coopkg.reasoning.shapes import violations

BASE = Iri("https://coop.example/")
HERE = Path(__file__).parent
FOLDERS = sorted(path.parent for path in HERE.glob("*/quads.nq"))

in_each_folder = pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)


def nquads_of(inputs: Inputs) -> str:
    return serialize_quads(quads_of(inputs.facts, inputs.articles.values(), inputs.registry.entities.values(), BASE))


@in_each_folder
def test_facts_become_exactly_these_quads(folder):
    assert nquads_of(read_data(folder)).splitlines() == (folder / "quads.nq").read_text("utf-8").splitlines()


@in_each_folder
def test_the_order_of_the_input_makes_no_difference(folder):
    inputs = read_data(folder)
    reversed_input = Inputs(inputs.articles, inputs.registry, tuple(reversed(inputs.facts)), inputs.places)

    assert nquads_of(reversed_input) == nquads_of(inputs)


@in_each_folder
def test_quads_hold_no_blank_node_and_each_stands_once(folder):
    quads = list(parse_quads((folder / "quads.nq").read_text("utf-8")))

    assert not [quad for quad in quads if BlankNode in {type(quad.subject), type(quad.object)}]
    assert len(quads) == len(set(quads))


@in_each_folder
def test_the_quads_conform_to_the_shapes(folder, ontology_ntriples):
    stated = (folder / "quads.nq").read_text("utf-8") + ontology_ntriples

    assert violations(stated, HERE.parent.parent / "ontology" / "shapes.ttl") == []


def test_the_folders_have_a_stated_fact_or_a_reified_one_of_every_type():
    facts = [fact for folder in FOLDERS for fact in read_data(folder).facts]

    assert {fact.type for fact in facts} == set(FACT_TYPES)
    assert {fact.modality for fact in facts} >= {"asserted", "planned", "hoped", "reported", "denied"}
    assert {fact.status for fact in facts if not fact.is_stated} >= {"accepted", "proposed"}
    assert any(fact.withdrawn for fact in facts)
