"""Who says it: articles, claims, and what a claim says without its being stated."""

from dataclasses import replace
from datetime import date

import pytest

from coopkg.domain.article import Article
from coopkg.domain.dates import parse_edtf
from coopkg.domain.facts import Definition, Evidence, Membership, Slug, Stance
from coopkg.mapping.dataset import quads_of_fact
from coopkg.mapping.labels import label_triples
from coopkg.mapping.provenance import article_triples
from coopkg.mapping.triples import description_of
from coopkg.rdf.terms import Iri, Literal
from coopkg.rdf.vocabulary import COOP, OA, PROV, RDF, SCHEMA

BASE = Iri("https://coop.example/")
MEMBERSHIP = Membership(member=Slug("viet-nam"), organization=Slug("iso"))
NOT_STATED = {
    **{
        modality: {"modality": modality}
        for modality in ("planned", "hoped", "requested", "intended", "reported", "denied")
    },
    "proposed": {"status": "proposed"},
    "rejected": {"status": "rejected"},
    "withdrawn": {"withdrawn": date(2026, 11, 21)},
}


@pytest.mark.parametrize("changes", NOT_STATED.values(), ids=NOT_STATED)
def test_what_is_not_stated_stands_in_no_graph_and_is_described_triple_by_triple(changes, fact, names):
    unstated = fact(MEMBERSHIP, "2022", **changes)
    quads = list(quads_of_fact(unstated, names))
    content = description_of(unstated, names).triples

    assert not set(content) & {quad.triple for quad in quads}
    assert {quad.graph for quad in quads} == {f"{BASE}graph/provenance"}
    assert described(quads) == list(content)


def described(quads):
    def value(node, name):
        return next(quad.object for quad in quads if quad[:2] == (node, RDF[name]))

    statements = [quad.object for quad in quads if quad.predicate == COOP["states"]]
    return [tuple(value(node, name) for name in ("subject", "predicate", "object")) for node in statements]


def test_what_is_stated_stands_in_the_graph_of_its_claim_and_is_not_described(fact, names):
    stated = fact(MEMBERSHIP, "2022")
    quads = list(quads_of_fact(stated, names))

    in_claim = [quad.triple for quad in quads if quad.graph == f"{BASE}claim/brief-001"]
    content = description_of(stated, names)
    assert in_claim == [*content.triples, *label_triples(stated, content, names)]
    assert described(quads) == []


def test_a_claim_tells_when_it_was_taken_back(fact, names):
    quads = list(quads_of_fact(fact(MEMBERSHIP, withdrawn=date(2026, 11, 21)), names))

    assert [quad.object.lexical for quad in quads if quad.predicate == COOP["withdrawnOn"]] == ["2026-11-21"]


def test_a_claim_names_who_reviewed_it(fact, names):
    quads = list(quads_of_fact(fact(MEMBERSHIP, reviewed_by="Bà Biên tập"), names))

    assert [quad.object.lexical for quad in quads if quad.predicate == COOP["reviewedBy"]] == ["Bà Biên tập"]


def test_two_quotations_of_one_article_are_two_pieces_of_evidence_and_one_source(fact, names):
    evidence = (Evidence("brief", "Việt Nam", 3, 11), Evidence("brief", "ISO", 20, 23), Evidence("other", "ISO", 0, 3))
    quads = list(quads_of_fact(fact(MEMBERSHIP, evidence=evidence), names))

    sources = [quad.object for quad in quads if quad.predicate == PROV["wasDerivedFrom"]]
    assert sources == [f"{BASE}article/brief", f"{BASE}article/other"]
    assert [quad.object.lexical for quad in quads if quad.predicate == OA["exact"]] == ["Việt Nam", "ISO", "ISO"]
    assert [quad.object.lexical for quad in quads if quad.predicate == OA["start"]] == ["3", "20", "0"]


def test_a_claim_tells_whose_word_it_is_and_who_spoke_it(fact, names):
    hope = Stance(holder=Slug("viet-nam"), attitude="hopes", spoken_by=Slug("hiep"))
    quads = list(quads_of_fact(fact(hope, modality="hoped"), names))

    assert [quad.object for quad in quads if quad.predicate == COOP["claimant"]] == [f"{BASE}id/viet-nam"]
    assert [quad.object for quad in quads if quad[:2] == (f"{BASE}claim/brief-001", COOP["spokenBy"])] == [
        f"{BASE}id/hiep"
    ]


def test_a_definition_according_to_somebody_is_that_ones_word(fact, names):
    definition = Definition(subject=Slug("iso"), content={"vi": "tổ chức"}, according_to=Slug("hiep"))
    quads = list(quads_of_fact(fact(definition), names))

    assert [quad.object for quad in quads if quad.predicate == COOP["claimant"]] == [f"{BASE}id/hiep"]
    assert f"{BASE}id/hiep" in [quad.object for quad in quads if quad.predicate == SCHEMA["mentions"]]


ARTICLE = Article("brief", "Tóm lược", "brief", "vi", "Văn bản.\n")


def objects(article: Article, predicate: Iri) -> list[str]:
    found = [triple.object for triple in article_triples(article, BASE) if triple.predicate == predicate]
    return [term.lexical if isinstance(term, Literal) else str(term) for term in found]


def test_a_brief_is_ours_and_derives_from_the_publication():
    brief = replace(ARTICLE, url="https://news.example/1")

    assert objects(brief, RDF["type"]) == [COOP["Brief"]]
    assert objects(brief, PROV["wasDerivedFrom"]) == ["https://news.example/1"]
    assert objects(brief, SCHEMA["url"]) == []


def test_an_original_has_its_own_address():
    original = replace(ARTICLE, kind="original", url="https://news.example/1", publisher="Báo")

    assert objects(original, RDF["type"]) == [COOP["Article"]]
    assert objects(original, SCHEMA["url"]) == ["https://news.example/1"]
    assert objects(original, PROV["wasDerivedFrom"]) == []
    assert objects(original, SCHEMA["publisher"]) == ["Báo"]


@pytest.mark.parametrize(("published", "day"), [("2022-02-18", ["2022-02-18"]), ("2022", []), ("2022-02", [])])
def test_a_day_of_publication_is_told_only_where_it_is_known(published, day):
    dated = replace(ARTICLE, published=parse_edtf(published))

    assert objects(dated, SCHEMA["datePublished"]) == day
    assert objects(dated, COOP["edtf"]) == [published]


def test_of_an_article_nothing_is_guessed():
    for predicate in (SCHEMA["publisher"], SCHEMA["url"], COOP["edtf"], PROV["wasDerivedFrom"]):
        assert objects(ARTICLE, predicate) == []
