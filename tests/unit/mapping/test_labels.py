"""What minted nodes are called: one label in each language for each node, composed from the names of the registry."""

import re
import unicodedata
from decimal import Decimal

import pytest

from coopkg.domain.entities import Entity, Label
from coopkg.domain.facts import (
    Affiliation,
    Amount,
    Commitment,
    Contribution,
    Cooperation,
    Definition,
    Event,
    Grant,
    Membership,
    Organizing,
    Participation,
    Plan,
    Role,
    Slug,
    Stance,
    Statement,
    Statistic,
)
from coopkg.mapping.dataset import quads_of_fact
from coopkg.mapping.description import Names
from coopkg.mapping.labels import calls_of, label_triples
from coopkg.mapping.phrases import PHRASES
from coopkg.mapping.triples import description_of
from coopkg.rdf.terms import Iri
from coopkg.rdf.vocabulary import RDFS

STAMEQ, VIET_NAM, ISO, ACCSQ, HIEP = map(Slug, ("stameq", "viet-nam", "iso", "accsq", "hiep"))
CHAIR, SPEAKER, ASSEMBLY, AID = map(Slug, ("chair", "speaker", "assembly", "aid"))
#: Calls that read well in the expectations below.
CALLS = {
    "stameq": {"vi": "STAMEQ", "en": "STAMEQ"},
    "viet-nam": {"vi": "Việt Nam", "en": "Viet Nam"},
    "iso": {"vi": "ISO", "en": "ISO"},
    "accsq": {"vi": "ACCSQ", "en": "ACCSQ"},
    "hiep": {"vi": "Hiệp", "en": "Hiep"},
    "chair": {"vi": "Chủ tịch", "en": "chair"},
    "speaker": {"vi": "diễn giả", "en": "speaker"},
    "assembly": {"vi": "Đại hội đồng", "en": "Assembly"},
    "treaty": {"vi": "Hiệp ước", "en": "Treaty"},
}
WORDS = {"vi": "giữ lời", "en": "to keep its word"}


@pytest.fixture
def called(names) -> Names:
    return Names(names.base, names.kinds, names.calls | CALLS)


@pytest.fixture
def labels(fact, called):
    def labels_of(content, time=None) -> dict[str, list[str]]:
        some_fact = fact(content, time)
        triples = list(label_triples(some_fact, description_of(some_fact, called), called))
        assert {triple.predicate for triple in triples} <= {RDFS["label"]}
        return {
            language: [triple.object.lexical for triple in triples if triple.object.language == language]
            for language in ("vi", "en")
        }

    return labels_of


def chairing(phase="held", behalf=None):
    return Role(holder=STAMEQ, role=CHAIR, organization=ACCSQ, phase=phase, on_behalf_of=behalf)


def counting(comparator, value):
    return Statistic(subject={"vi": "phiên họp", "en": "sessions"}, unit=WORDS, comparator=comparator, value=value)


@pytest.mark.parametrize(
    ("content", "time", "vi", "en"),
    [
        (
            Membership(member=STAMEQ, organization=ISO, on_behalf_of=VIET_NAM),
            "2021",
            "STAMEQ: thành viên của ISO, thay mặt Việt Nam",
            "STAMEQ: member of ISO, on behalf of Viet Nam",
        ),
        (chairing(), "2020/2021", "STAMEQ: Chủ tịch, ACCSQ (2020/2021)", "STAMEQ: chair, ACCSQ (2020/2021)"),
        (chairing(), "2021", "STAMEQ: Chủ tịch, ACCSQ", "STAMEQ: chair, ACCSQ"),
        (chairing("handed_over"), "/2021", "STAMEQ: Chủ tịch, ACCSQ (đến 2021)", "STAMEQ: chair, ACCSQ (until 2021)"),
        (chairing("starts"), "2021/", "STAMEQ: Chủ tịch, ACCSQ (từ 2021)", "STAMEQ: chair, ACCSQ (since 2021)"),
        (
            chairing("handed_over"),
            "2021",
            "STAMEQ: Chủ tịch, ACCSQ (chuyển giao 2021)",
            "STAMEQ: chair, ACCSQ (handed over 2021)",
        ),
        (
            chairing("ends", VIET_NAM),
            None,
            "STAMEQ: Chủ tịch, ACCSQ, thay mặt Việt Nam (kết thúc)",
            "STAMEQ: chair, ACCSQ, on behalf of Viet Nam (ends)",
        ),
        (
            Affiliation(agent=HIEP, organization=STAMEQ),
            "2021/2022",
            "Hiệp: thuộc STAMEQ (2021/2022)",
            "Hiep: affiliated with STAMEQ (2021/2022)",
        ),
        (
            Affiliation(agent=HIEP, organization=STAMEQ, capacity=SPEAKER),
            None,
            "Hiệp: diễn giả của STAMEQ",
            "Hiep: speaker of STAMEQ",
        ),
        (
            Participation(participant=HIEP, event=ASSEMBLY, on_behalf_of=STAMEQ),
            "2021",
            "Hiệp: tham gia Đại hội đồng, thay mặt STAMEQ",
            "Hiep: participant in Assembly, on behalf of STAMEQ",
        ),
        (
            Participation(participant=HIEP, event=ASSEMBLY, capacity=SPEAKER),
            "2021",
            "Hiệp: diễn giả tại Đại hội đồng",
            "Hiep: speaker at Assembly",
        ),
        (
            Organizing(organizer=ISO, event=ASSEMBLY, capacity="host"),
            None,
            "ISO: đăng cai Đại hội đồng",
            "ISO: host of Assembly",
        ),
        (
            Commitment(debtor=VIET_NAM, content=WORDS),
            "2021",
            "Việt Nam: cam kết – giữ lời",
            "Viet Nam: commitment – to keep its word",
        ),
        (
            Commitment(debtor=VIET_NAM, creditor=ISO, content={"vi": "giữ lời"}),
            None,
            "Việt Nam: cam kết với ISO – giữ lời",
            "Viet Nam: commitment to ISO – giữ lời",
        ),
        (
            Cooperation(parties=(STAMEQ, VIET_NAM, ACCSQ), content=WORDS),
            None,
            "ACCSQ, STAMEQ và Việt Nam: hợp tác – giữ lời",
            "ACCSQ, STAMEQ and Viet Nam: cooperation – to keep its word",
        ),
        (counting(">", Decimal(80)), "2021", "hơn 80 phiên họp (2021)", "more than 80 sessions (2021)"),
        (counting("=", Decimal("1234567.50")), None, "1.234.567,5 phiên họp", "1,234,567.5 sessions"),
        (counting("many", None), "2020/2021", "nhiều phiên họp (2020/2021)", "many sessions (2020/2021)"),
        (
            Stance(holder=HIEP, attitude="thanks", addressee=ISO, content=WORDS),
            "2021",
            "Hiệp: cảm ơn ISO",
            "Hiep: thanks ISO",
        ),
        (
            Stance(holder=VIET_NAM, attitude="supports", about=Slug("treaty")),
            None,
            "Việt Nam: ủng hộ Hiệp ước",
            "Viet Nam: supports Treaty",
        ),
        (
            Stance(holder=HIEP, attitude="hopes", content=WORDS),
            None,
            "Hiệp: hy vọng – giữ lời",
            "Hiep: hopes – to keep its word",
        ),
        (Stance(holder=HIEP, attitude="affirms"), None, "Hiệp: khẳng định, đánh giá cao", "Hiep: affirms, appreciates"),
        (Statement(speaker=HIEP, content=WORDS), None, "Hiệp: giữ lời", "Hiep: to keep its word"),
        (Statement(content=WORDS), None, "giữ lời", "to keep its word"),
        (Contribution(agent=STAMEQ, content=WORDS), "2021", "STAMEQ: giữ lời", "STAMEQ: to keep its word"),
        (
            Plan(agent=STAMEQ, content=WORDS),
            None,
            "STAMEQ: kế hoạch – giữ lời",
            "STAMEQ: plan – to keep its word",
        ),
    ],
)
def test_a_minted_node_is_called_after_what_makes_it_what_it_is(content, time, vi, en, labels):
    assert labels(content, time) == {"vi": [vi], "en": [en]}


def test_each_amount_of_a_grant_is_called_by_its_sum(labels):
    amounts = (Amount(value=Decimal("57E+6"), currency="JPY"), Amount(value=Decimal("0.5"), currency="VND"))

    assert labels(Grant(grant=AID, donor=VIET_NAM, recipient=STAMEQ, amounts=amounts)) == {
        "vi": ["57.000.000 JPY", "0,5 VND"],
        "en": ["57,000,000 JPY", "0.5 VND"],
    }


def test_what_the_registry_names_gets_no_second_name(labels):
    assert labels(Event(event=ASSEMBLY), "2021") == {"vi": [], "en": []}


SAME_NODES = {
    "dates of a membership": [(Membership(member=STAMEQ, organization=ISO), time) for time in (None, "2021", "2022")],
    "phases of a term": [(chairing(phase), "/2021") for phase in ("ends", "handed_over", "held")],
    "days on which a role was seen": [(chairing(), time) for time in (None, "2021", "2022-02")],
    "states of a commitment": [
        (Commitment(debtor=ISO, content=WORDS, status=status), time)
        for status, time in (("made", "2021"), ("fulfilled", "2030"))
    ],
    "orders of parties": [
        (Cooperation(parties=parties, content=WORDS), None) for parties in ((ISO, STAMEQ), (STAMEQ, ISO))
    ],
    "forms of a number": [(counting("=", Decimal(number)), None) for number in ("6", "6.0")],
}


@pytest.mark.parametrize("contents", SAME_NODES.values(), ids=SAME_NODES)
def test_all_facts_about_one_node_call_it_the_same(contents, labels, fact, called):
    nodes = {description_of(fact(content, time), called).node for content, time in contents}
    found = [labels(content, time) for content, time in contents]

    assert len(nodes) == 1
    assert found == [found[0]] * len(contents)


def test_a_label_is_in_nfc_and_a_brace_in_a_text_is_a_brace(labels):
    decomposed = unicodedata.normalize("NFD", "giữ {lời}")
    (label,) = labels(Statement(content={"vi": decomposed}))["vi"]

    assert label == unicodedata.normalize("NFC", decomposed) != decomposed


CLAIM = Iri("https://coop.example/claim/brief-001")


@pytest.mark.parametrize("changes", [{"modality": "hoped"}, {"status": "proposed"}])
def test_of_what_is_not_stated_only_the_claim_has_a_label(changes, fact, called):
    quads = list(quads_of_fact(fact(Membership(member=VIET_NAM, organization=ISO), **changes), called))

    assert {quad.subject for quad in quads if quad.predicate == RDFS["label"]} == {CLAIM}
    assert RDFS["label"] not in {quad.object for quad in quads}


def test_a_label_stands_beside_its_node_in_the_graph_of_the_claim(fact, called):
    quads = list(quads_of_fact(fact(Membership(member=VIET_NAM, organization=ISO)), called))

    labels = [quad for quad in quads if quad.predicate == RDFS["label"]]
    assert {quad.graph for quad in labels if quad.subject != CLAIM} == {CLAIM}
    assert {quad.graph for quad in labels if quad.subject == CLAIM} == {Iri("https://coop.example/graph/provenance")}
    assert len(labels) == 4


def test_a_claim_about_a_registered_thing_goes_by_its_name(fact, called):
    quads = list(quads_of_fact(fact(Definition(subject=ISO, content={"vi": "một tổ chức", "en": "a body"})), called))

    labels = {quad.object.lexical for quad in quads if quad.predicate == RDFS["label"] and quad.subject == CLAIM}
    assert labels == set(called.calls[ISO].values())


def test_both_languages_have_the_same_phrases_with_the_same_gaps():
    gaps = {
        language: {key: len(re.findall(r"\{\}", phrase)) for key, phrase in table.items()}
        for language, table in PHRASES.items()
    }

    assert gaps["vi"] == gaps["en"]
    assert set(gaps) == {"vi", "en"}


@pytest.mark.parametrize(
    ("kind", "labels", "vi", "en"),
    [
        ("committee", [("ACCSQ", "en", "acronym")], "ACCSQ", "ACCSQ"),
        ("ministry", [("Bộ KH&CN", "vi", "acronym"), ("MOST", "en", "acronym")], "Bộ KH&CN", "MOST"),
        ("committee", [("Ủy ban", "vi", "short"), ("JSC", "en", "acronym")], "Ủy ban", "JSC"),
        ("committee", [("A", "vi", "acronym"), ("B", "vi", "acronym"), ("C", "vi", "short")], "A", "Committee"),
        ("committee", [("Ủy-ban", "vi", "variant"), ("Hội", "vi", "former")], "Ủy ban về Tiêu chuẩn", "Committee"),
        ("country", [("VN", "en", "acronym")], "Ủy ban về Tiêu chuẩn", "Committee"),
        ("person", [("Ủy", "vi", "short")], "Ủy ban về Tiêu chuẩn", "Committee"),
    ],
)
def test_a_thing_is_called_by_its_acronym_or_short_name_but_a_person_or_country_by_its_name(kind, labels, vi, en):
    names = [("Ủy ban về Tiêu chuẩn", "vi", "name"), ("Committee", "en", "name")]
    entity = Entity("x", kind, tuple(Label(*label) for label in [*names, *labels]), {})

    assert calls_of(entity) == {"vi": vi, "en": en}


def test_a_name_that_is_short_already_is_not_replaced_by_an_acronym_of_another_language():
    labels = (Label("Bộ Y tế", "vi"), Label("Ministry of Health", "en"), Label("MOH", "en", "acronym"))

    assert calls_of(Entity("moh", "ministry", labels, {})) == {"vi": "Bộ Y tế", "en": "MOH"}
