"""Proposals on disk: what is written comes back, and what is wrong is told at its line."""

import json
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coopkg.domain.dates import Edtf
from coopkg.domain.facts import Amount, Evidence
from coopkg.domain.proposals import Coreference, Mention, Proposal
from coopkg.ingest.proposals import proposal_json, read_proposals
from coopkg.ingest.text import unfit

JAPAN = Mention(("Chính phủ Nhật Bản", "Nhật Bản"), "government")
GRANT = Proposal(
    id="first-grant-1",
    article="first",
    type="grant",
    modality="asserted",
    arguments={
        "grant": Mention(("dự án tài trợ",), "grant"),
        "donor": JAPAN,
        "recipient": Mention(("tỉnh Phú Yên",), "local-government", "phu-yen"),
        "amounts": (Amount(value=Decimal("5.7E+7"), currency="JPY"), Amount(value=Decimal("0.5"), currency="USD")),
        "content": "4 thiết bị «bảo quản» lạnh",
    },
    evidence=(Evidence("first", "tài trợ 57 triệu Yên", 96, 116),),
    extractor="grammar/grant",
    time=Edtf("2021-10"),
    coreferences=(Coreference("Chính phủ", 3, 12, "Chính phủ Nhật Bản"),),
)


@pytest.fixture
def told(tmp_path):
    """Return what a file of these lines holds, and its faults as text."""

    def read(*lines):
        path = tmp_path / "first.jsonl"
        path.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
        proposals, faults = read_proposals(path)
        return proposals, [str(fault).removeprefix(f"{tmp_path}/") for fault in faults]

    return read


def test_a_proposal_is_written_as_the_reference_says():
    assert json.loads(proposal_json(GRANT)) == {
        "id": "first-grant-1",
        "article": "first",
        "type": "grant",
        "modality": "asserted",
        "arguments": {
            "grant": {"kind": "grant", "names": ["dự án tài trợ"]},
            "donor": {"kind": "government", "names": ["Chính phủ Nhật Bản", "Nhật Bản"]},
            "recipient": {"id": "phu-yen", "kind": "local-government", "names": ["tỉnh Phú Yên"]},
            "amounts": [{"value": 57000000, "currency": "JPY"}, {"value": 0.5, "currency": "USD"}],
            "content": "4 thiết bị «bảo quản» lạnh",
        },
        "time": "2021-10",
        "evidence": [{"quote": "tài trợ 57 triệu Yên", "start": 96, "end": 116}],
        "extractor": "grammar/grant",
        "coreferences": [{"words": "Chính phủ", "start": 3, "end": 12, "entity": "Chính phủ Nhật Bản"}],
        "status": "proposed",
    }


def test_numbers_are_plain():
    assert '"value": 57000000, ' in proposal_json(GRANT)


def test_what_is_not_known_is_left_out():
    plain = Proposal("a", "first", "purpose", "hoped", {"content": "x"}, GRANT.evidence, "grammar/purpose")

    assert "time" not in proposal_json(plain)
    assert "coreferences" not in proposal_json(plain)


def test_what_is_written_comes_back(told):
    assert told(proposal_json(GRANT)) == ([GRANT], [])


def test_a_text_of_digits_stays_a_text_and_a_number_a_number(told):
    given = {"subject": "86", "unit": "khóa", "value": 86}
    count = Proposal("a", "first", "statistic", "asserted", given, GRANT.evidence, "grammar/statistic")

    (read,), _ = told(proposal_json(count))

    assert [type(value) for value in read.arguments.values()] == [str, str, int]


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        ('"first-grant-1"', '"First"', "`id`: not a slug"),
        ('"grant", "modality"', '"grnt", "modality"', "`type`: there is no type of fact `grnt`; did you mean `grant`"),
        ('"asserted"', '"maybe"', "`modality`: not "),
        ('"donor"', '"doner"', "`arguments.doner`: there is no such argument of `grant`; did you mean `donor`?"),
        ('"government"', '"goverment"', "`arguments.donor`: `kind`: there is no kind «goverment»; did you mean "),
        ('["tỉnh Phú Yên"]', "[]", "`arguments.recipient`: `names`: at least one name is needed"),
        ("57000000", "5.7E7", "`arguments.amounts`: `value`: not a plain number"),
        ('"JPY"', '"Yen"', "`arguments.amounts`: `currency`: not an ISO 4217 code"),
        ('"end": 116', '"end": 117', "`evidence[0].end`: 117 is not 96 + 20 code points"),
        ('"start": 96', '"start": -1', "`evidence[0].start`: not a whole number"),
        ('"2021-10"', '"2021-13"', "`time`: not a possible date"),
        ('"proposed"', '"new"', "`status`: not "),
        ('"extractor"', '"by"', "`extractor`: missing"),
        ('"4 thiết bị «bảo quản» lạnh"', "true", "`arguments.content`: a text is asked for"),
    ],
)
def test_what_is_wrong_is_told_at_its_line(old, new, fault, told):
    line = proposal_json(GRANT)
    assert line.count(old) == 1

    proposals, faults = told(proposal_json(GRANT), line.replace(old, new).replace("first-grant-1", "first-grant-2"))

    assert proposals == [GRANT]
    assert [each for each in faults if each.startswith(f"first.jsonl:2: {fault}")], faults


@pytest.mark.parametrize("line", ["{", "[]", "1", "\x00", '{"id": 1e999999999}', "[" * 100_000])
def test_a_line_that_is_no_proposal_is_a_fault(line, told):
    proposals, faults = told(proposal_json(GRANT), line)

    assert proposals == [GRANT]
    assert faults
    assert all(each.startswith("first.jsonl:2: ") for each in faults)


def test_an_id_stands_once(told):
    proposals, faults = told(proposal_json(GRANT), proposal_json(GRANT))

    assert proposals == [GRANT]
    assert faults == ["first.jsonl:2: `id`: there is a proposal first-grant-1 already, further up"]


texts = st.text(min_size=1, max_size=20).filter(lambda text: text.strip() and unfit(text) is None)
numbers = st.integers(0, 10**18 - 1) | st.decimals(-(10**9), 10**9, places=3)
mentions = st.builds(
    Mention, st.lists(texts, min_size=1, max_size=3).map(tuple), st.sampled_from(["person", "forum"]), st.none()
)
places = st.builds(lambda quote, start: Evidence("first", quote, start, start + len(quote)), texts, st.integers(0, 999))
found = st.builds(
    Proposal,
    id=st.just("a"),
    article=st.just("first"),
    type=st.just("statistic"),
    modality=st.sampled_from(["asserted", "hoped", "denied"]),
    arguments=st.fixed_dictionaries(
        {"subject": texts, "value": numbers}, optional={"holder": mentions, "about": st.lists(mentions).map(tuple)}
    ),
    evidence=st.lists(places, min_size=1, max_size=3).map(tuple),
    extractor=st.just("grammar/statistic"),
    status=st.sampled_from(["proposed", "accepted", "rejected"]),
)


@given(found)
def test_any_proposal_comes_back_with_its_offsets(tmp_path_factory, proposal):
    path = tmp_path_factory.getbasetemp() / "any.jsonl"
    path.write_text(proposal_json(proposal) + "\n", encoding="utf-8")

    assert read_proposals(path) == ([proposal], [])
