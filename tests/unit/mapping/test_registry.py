"""What the registry says of an entity: names, identifiers, and a class only where it may."""

import pytest

from coopkg.domain.entities import KINDS, Entity, Label
from coopkg.mapping.kinds import class_of_kind
from coopkg.mapping.registry import entity_triples
from coopkg.rdf.terms import Iri
from coopkg.rdf.vocabulary import COOP, ORG, OWL, RDF, RDFS, SKOS

BASE = Iri("https://coop.example/")
LABELS = (Label("Tổ chức", "vi"), Label("Organization", "en"))


def triples_of(**fields):
    return list(
        entity_triples(
            Entity(**({"slug": "x", "kind": "ministry", "labels": LABELS, "descriptions": {}} | fields)), BASE
        )
    )


@pytest.mark.parametrize("kind", KINDS)
def test_the_registry_types_what_acts_and_only_names_what_facts_must_claim(kind):
    entity = Entity("x", kind, LABELS, {})
    types = [triple.object for triple in entity_triples(entity, BASE) if triple.predicate == RDF["type"]]

    assert types == ([] if entity.is_claimed else [class_of_kind(kind)])


def test_a_kind_that_nobody_knows_has_no_class():
    with pytest.raises(KeyError, match="robot"):
        class_of_kind("robot")


def test_names_are_labels_by_their_kind():
    labels = (
        *LABELS,
        Label("ORG", "en", "acronym"),
        Label("TC", "vi", "short"),
        Label("Tổ-chức", "vi", "variant"),
        Label("Hội", "vi", "former"),
    )
    found = {
        (triple.predicate, triple.object.lexical)
        for triple in triples_of(labels=labels)
        if triple.predicate != RDF["type"]
    }

    assert found == {
        (RDFS["label"], "Tổ chức"),
        (RDFS["label"], "Organization"),
        (SKOS["prefLabel"], "Tổ chức"),
        (SKOS["prefLabel"], "Organization"),
        (COOP["acronym"], "ORG"),
        (COOP["shortName"], "TC"),
        (SKOS["altLabel"], "Tổ-chức"),
        (COOP["formerName"], "Hội"),
    }


def test_a_second_full_name_in_a_language_is_a_further_name():
    triples = triples_of(labels=(*LABELS, Label("Cơ quan", "vi")))

    assert [triple.object.lexical for triple in triples if triple.predicate == SKOS["altLabel"]] == ["Cơ quan"]


def test_identifiers_match_and_are_never_the_same_node():
    triples = triples_of(identifiers=("http://www.wikidata.org/entity/Q1",))

    assert (SKOS["exactMatch"], "http://www.wikidata.org/entity/Q1") in {triple[1:] for triple in triples}
    assert OWL["sameAs"] not in {triple.predicate for triple in triples}


def test_the_class_of_members_is_a_value_restriction_without_blank_nodes():
    triples = triples_of(slug="iso", members_class={"vi": "thành viên ISO", "en": "member of ISO"})
    members, restriction = f"{BASE}id/iso-member", f"{BASE}id/iso-member-restriction"

    assert (members, OWL["equivalentClass"], restriction) in triples
    assert (restriction, OWL["onProperty"], ORG["memberOf"]) in triples
    assert (restriction, OWL["hasValue"], f"{BASE}id/iso") in triples
