import pytest

from coopkg.bench.shapes import SHAPES, chain, clique, hub, lines, ontology_of
from coopkg.rdf.dictionary import Dictionary, read_triples
from coopkg.reasoning.columns import closure
from coopkg.reasoning.owl2rl import OWL2RL, SAME_AS


@pytest.mark.parametrize("shape", SHAPES)
def test_a_larger_size_begins_with_the_smaller_ones_triples(shape):
    smaller, larger = list(lines(shape, 300)), list(lines(shape, 1500))

    assert len(smaller) == 300
    assert larger[:300] == smaller
    assert len(read_triples("".join(larger).encode(), Dictionary())) == 1500


@pytest.mark.parametrize("shape", SHAPES)
def test_each_shape_has_its_ontology(shape):
    assert "owl:TransitiveProperty" in ontology_of(shape).read_text(encoding="utf-8")


def test_a_hub_hangs_on_its_first_triple():
    (body, part_of, whole), *others = hub(3)

    assert {object_ for _, _, object_ in others} == {body}
    assert {predicate for _, predicate, _ in others} == {part_of}
    assert whole not in {subject for subject, _, _ in others}


def test_each_link_of_a_chain_begins_where_the_one_before_ends():
    links = chain(5)

    assert [subject for subject, _, _ in links[1:]] == [object_ for _, _, object_ in links[:-1]]


def test_all_names_of_a_clique_are_one():
    about, links = clique(4)
    text = "".join(f"{' '.join(triple)} .\n" for triple in (*about, *links))
    inferred = closure(read_triples(text.encode(), Dictionary()), OWL2RL).triples().tokens()

    assert sum(predicate == SAME_AS for _, predicate, _ in inferred) == 5 * 4
