"""What a model gives is kept only where the grammar's own reading of the text bears it out."""

import json
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coopkg.domain.article import Article
from coopkg.domain.facts import Evidence
from coopkg.domain.proposals import Coreference, Mention, Proposal
from coopkg.extract.extractor import Extractor
from coopkg.extract.llm.answers import candidates_in
from coopkg.extract.llm.sifting import Sieve

TEXT = (
    "Tổng cục Tiêu chuẩn Đo lường Chất lượng (STAMEQ) họp tại Hà Nội hôm nay với nhiều đại biểu trong nước.\n"
    "STAMEQ là thành viên của ISO. Tổng cục hy vọng STAMEQ là thành viên của Hội đồng ISO. "
    "Việt Nam sẽ là thành viên của Hội đồng ISO. Việt Nam không là thành viên của APO. "
    "Tháng 9/2021, Tổng cục tổ chức hơn 80 phiên họp, kinh phí 57 triệu Yên Nhật. "
    "Dự họp có ông Hà Minh Hiệp, nguyên Phó Tổng cục trưởng STAMEQ. Ông là thành viên của APO.\n"
)


def fact(**changes):
    return {
        "type": "membership",
        "modality": "asserted",
        "quote": "STAMEQ là thành viên của ISO",
        "arguments": {"member": "STAMEQ", "organization": "ISO"},
        **changes,
    }


def told(*facts) -> str:
    return json.dumps(facts, ensure_ascii=False)


def test_what_the_text_bears_out_is_a_proposal_with_our_offsets(sift):
    (kept,), dropped = sift(TEXT, told(fact()))

    start = TEXT.index("STAMEQ là")
    assert dropped == {}
    assert (kept.id, kept.status, kept.extractor, kept.modality) == ("tin-001", "proposed", "llm/m", "asserted")
    assert kept.evidence == (Evidence("tin", "STAMEQ là thành viên của ISO", start, start + 28),)
    assert {name: value.slug for name, value in kept.arguments.items()} == {"member": "stameq", "organization": "iso"}
    assert kept.time is None


def test_nothing_is_looked_for_beyond_the_passage_that_was_read(sieve):
    own = sieve(TEXT)

    own.sift(candidates_in(told(fact()))[0], range(TEXT.index("Tổng cục hy vọng"), len(TEXT)))

    assert (own.kept, own.dropped) == ([], {"quote not in the text": 1})


def test_a_pronoun_stands_for_whom_we_read_in_it(sift):
    quote = "Ông là thành viên của APO"

    (kept,), _ = sift(TEXT, told(fact(quote=quote, arguments={"member": "Ông", "organization": "APO"})))
    (same,), _ = sift(TEXT, told(fact(quote=quote, arguments={"member": "Hà Minh Hiệp", "organization": "the APO"})))

    place = TEXT.index("Ông là")
    assert kept.arguments["member"].slug == "ha-minh-hiep"
    assert kept.coreferences == (Coreference("Ông", place, place + 3, "ha-minh-hiep"),)
    assert same.arguments == kept.arguments


HOPED = "Tổng cục hy vọng STAMEQ là thành viên của Hội đồng ISO"
COUNCIL = {"member": "STAMEQ", "organization": "Hội đồng ISO"}
COUNT = {"subject": "phiên họp", "unit": "phiên họp", "value": 80}
SUM = {"subject": "kinh phí", "unit": "Yên Nhật", "value": 57000000}
SESSIONS = "Tháng 9/2021, Tổng cục tổ chức hơn 80 phiên họp"
PURPOSE = {"subject": "Tổng cục", "content": "tổ chức hơn 80 phiên họp"}


@pytest.mark.parametrize(
    ("given", "reason"),
    [
        ("không phải dữ kiện", "not of the asked form"),
        ({"type": "membership"}, "not of the asked form"),
        (fact(quote=""), "not of the asked form"),
        (fact(quote="x" * 2000), "not of the asked form"),
        (fact(time=2021), "not of the asked form"),
        (fact(arguments=["STAMEQ", "ISO"]), "not of the asked form"),
        (fact(arguments={"member": {"name": "STAMEQ"}, "organization": "ISO"}), "not of the asked form"),
        (fact(arguments={"member": "x" * 1000, "organization": "ISO"}), "not of the asked form"),
        (fact(type="marriage"), "unknown type, modality or argument"),
        (fact(modality="certain"), "unknown type, modality or argument"),
        (
            fact(arguments={"member": "STAMEQ", "organization": "ISO", "since": "1977"}),
            "unknown type, modality or argument",
        ),
        (
            fact(type="alias", arguments={"entity": "STAMEQ", "alias": "ISO", "language": "xx"}),
            "unknown type, modality or argument",
        ),
        (fact(quote="STAMEQ là thành viên của IEC"), "quote not in the text"),
        (fact(quote="stameq là thành viên của ISO"), "quote not in the text"),
        (fact(quote="TAMEQ là thành viên của ISO"), "quote not in the text"),
        (fact(quote="STAMEQ là thành viên của ISO. Tổng cục hy vọng"), "quote of more than a sentence"),
        (fact(arguments={"member": "STAMEQ"}), "argument missing"),
        (fact(arguments={"member": "STAMEQ", "organization": None}), "argument missing"),
        (
            fact(type="cooperation", arguments={"parties": ["STAMEQ"], "content": "thành viên"}),
            "argument missing",
        ),
        (fact(arguments={"member": "Google", "organization": "ISO"}), "argument not in the quote"),
        (fact(arguments={"member": "STAMEQ", "organization": "Hội đồng ISO"}), "argument not in the quote"),
        (fact(quote="thành viên của ISO"), "argument not in the quote"),
        (
            fact(quote=HOPED, modality="hoped", arguments={**COUNCIL, "organization": "ISO"}),
            "argument not in the quote",
        ),
        (
            fact(type="definition", arguments={"subject": "ISO", "content": "tổ chức lớn nhất thế giới"}),
            "argument not in the quote",
        ),
        (fact(type="part_of", arguments={"part": "STAMEQ", "whole": 7}), "not of the asked form"),
        (
            fact(quote="Việt Nam không là thành viên của APO", arguments={"member": "APO", "organization": "Việt Nam"}),
            "argument of another kind",
        ),
        (fact(arguments={"member": "ISO", "organization": "ISO"}), "argument of another kind"),
        (fact(time="1977"), "number, sum or date not in the quote"),
        (
            fact(type="statistic", quote=SESSIONS, arguments={**COUNT, "value": 81}),
            "number, sum or date not in the quote",
        ),
        (
            fact(type="statistic", quote=SESSIONS, arguments={**COUNT, "comparator": "="}),
            "number, sum or date not in the quote",
        ),
        (
            fact(type="statistic", quote="80 phiên họp", arguments=COUNT),
            "number, sum or date not in the quote",
        ),
        (
            fact(type="statistic", quote=SESSIONS, arguments={**COUNT, "value": None}),
            "number, sum or date not in the quote",
        ),
        (
            fact(type="statistic", quote=SESSIONS, arguments={**COUNT, "value": True}),
            "number, sum or date not in the quote",
        ),
        (
            fact(type="statistic", quote=SESSIONS, arguments=COUNT, time="2021-10"),
            "number, sum or date not in the quote",
        ),
        (
            fact(type="grant", quote="kinh phí 57 triệu Yên Nhật", arguments={"donor": "ISO", "amounts": [{}] * 11}),
            "argument not in the quote",
        ),
        (
            fact(
                type="grant",
                quote="Tổng cục tổ chức hơn 80 phiên họp, kinh phí 57 triệu Yên Nhật",
                arguments={"donor": "Tổng cục", "amounts": [{}] * 11},
            ),
            "too many",
        ),
        (
            fact(
                type="grant",
                quote="Tổng cục tổ chức hơn 80 phiên họp, kinh phí 57 triệu Yên Nhật",
                arguments={"donor": "Tổng cục", "amounts": [{"value": 57000000, "currency": "VND"}]},
            ),
            "number, sum or date not in the quote",
        ),
        (
            fact(type="statistic", quote=SESSIONS, arguments={**COUNT, "value": "8" * 5000}),
            "number, sum or date not in the quote",
        ),
        (fact(quote=HOPED, arguments=COUNCIL), "meant otherwise"),
        (fact(quote="STAMEQ là thành viên của Hội đồng ISO", arguments=COUNCIL), "meant otherwise"),
        (
            fact(quote="Việt Nam sẽ là thành viên của Hội đồng ISO", arguments={**COUNCIL, "member": "Việt Nam"}),
            "meant otherwise",
        ),
        (
            fact(quote="Việt Nam không là thành viên của APO", arguments={"member": "Việt Nam", "organization": "APO"}),
            "meant otherwise",
        ),
        (fact(modality="hoped"), "meant otherwise"),
        (fact(modality="planned"), "meant otherwise"),
        (fact(modality="denied"), "meant otherwise"),
        (fact(quote=HOPED, modality="planned", arguments=COUNCIL), "meant otherwise"),
        (
            fact(type="stance", quote=HOPED, arguments={"holder": "Tổng cục", "attitude": "hopes"}),
            "meant otherwise",
        ),
        (
            fact(type="stance", quote="STAMEQ là thành viên", arguments={"holder": "STAMEQ", "attitude": "thanks"}),
            "meant otherwise",
        ),
        (
            fact(type="commitment", quote=SESSIONS, arguments={"debtor": "Tổng cục", "content": "phiên họp"}),
            "meant otherwise",
        ),
        (fact(type="purpose", quote=SESSIONS, modality="intended", arguments=PURPOSE), "meant otherwise"),
        (
            fact(
                type="role",
                quote="ông Hà Minh Hiệp, nguyên Phó Tổng cục trưởng STAMEQ",
                arguments={
                    "holder": "Hà Minh Hiệp",
                    "role": "nguyên Phó Tổng cục trưởng",
                    "organization": "STAMEQ",
                },
            ),
            "meant otherwise",
        ),
    ],
)
def test_what_the_text_does_not_bear_out_is_counted_and_dropped(sift, given, reason):
    assert sift(TEXT, told(given)) == ([], {reason: 1})


def test_both_sides_are_two(sift):
    text = "Hôm nay có tin mới từ Hà Nội.\nSTAMEQ làm việc với ISO. Hai bên hợp tác về năng suất xanh.\n"
    both = {"parties": ["hai bên"], "content": "năng suất xanh"}

    (kept,), _ = sift(text, told(fact(type="cooperation", quote="Hai bên hợp tác về năng suất xanh", arguments=both)))

    assert {each.slug for each in kept.arguments["parties"]} == {"stameq", "iso"}
    assert {each.words for each in kept.coreferences} == {"Hai bên"}


def test_a_name_alone_states_nothing(sift):
    text = "Hôm nay có tin mới từ Hà Nội.\nĐại biểu đến từ Hội thảo Năng suất xanh.\n"
    event = fact(type="event", quote="Hội thảo Năng suất xanh", arguments={"event": "Hội thảo Năng suất xanh"})

    assert sift(text, told(event)) == ([], {"quote is a name only": 1})


def test_a_headline_is_no_evidence(sift):
    text = "STAMEQ là thành viên của ISO\n\nHôm nay có tin mới từ Hà Nội.\n"

    assert sift(text, told(fact())) == ([], {"quote is a headline": 1})


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        (fact(quote=HOPED, modality="hoped", arguments=COUNCIL), "hoped"),
        (fact(quote="STAMEQ là thành viên của Hội đồng ISO", modality="hoped", arguments=COUNCIL), "hoped"),
        (
            fact(
                quote="Việt Nam sẽ là thành viên của Hội đồng ISO",
                modality="planned",
                arguments={**COUNCIL, "member": "Việt Nam"},
            ),
            "planned",
        ),
        (
            fact(
                quote="Việt Nam không là thành viên của APO",
                modality="denied",
                arguments={"member": "Việt Nam", "organization": "APO"},
            ),
            "denied",
        ),
        (
            fact(
                type="stance",
                quote=HOPED,
                modality="hoped",
                arguments={"holder": "Tổng cục", "attitude": "hopes", "content": "STAMEQ là thành viên"},
            ),
            "hoped",
        ),
        (
            fact(
                type="role",
                quote="ông Hà Minh Hiệp, nguyên Phó Tổng cục trưởng STAMEQ",
                arguments={
                    "holder": "Hà Minh Hiệp",
                    "role": "nguyên Phó Tổng cục trưởng",
                    "organization": "STAMEQ",
                    "phase": "ends",
                },
            ),
            "asserted",
        ),
    ],
)
def test_what_is_meant_as_we_read_it_is_kept_so(sift, given, expected):
    (kept,), dropped = sift(TEXT, told(given))

    assert (kept.modality, dropped) == (expected, {})


def test_numbers_sums_and_dates_are_those_that_we_read(sift):
    count = fact(type="statistic", quote=SESSIONS, arguments=COUNT, time="2021-09")
    money = fact(type="statistic", quote="kinh phí 57 triệu Yên Nhật", arguments=SUM)

    (counted, paid), dropped = sift(TEXT, told(count, money))

    assert dropped == {}
    assert (counted.arguments["value"], counted.arguments["comparator"], counted.time.text) == (80, ">", "2021-09")
    assert paid.arguments["value"] == Decimal(57000000)


def test_a_quote_that_stands_twice_is_the_one_nearest_to_the_one_before(sift):
    text = "STAMEQ họp. Tổng cục tổ chức 80 phiên họp. Việt Nam là nước. STAMEQ họp.\n"
    before = fact(type="definition", quote="Việt Nam là nước", arguments={"subject": "Việt Nam", "content": "nước"})
    later = fact(type="contribution", quote="STAMEQ họp", arguments={"agent": "STAMEQ", "content": "họp"})

    assert [each.evidence[0].start for each in sift(text, told(before, later))[0]] == [43, 61]
    assert [each.evidence[0].start for each in sift(text, told(later, before))[0]] == [0, 43]


def test_what_has_been_read_already_is_counted_as_such(extractor, article, sift):
    known = extractor.propose(article(TEXT))
    assert [each.extractor for each in known if each.type == "membership" and each.modality == "asserted"]

    novel = fact(
        type="contribution",
        quote="Dự họp có ông Hà Minh Hiệp",
        arguments={"agent": "Hà Minh Hiệp", "content": "Dự họp"},
    )
    kept, dropped = sift(TEXT, told(fact(), novel, fact()), known)

    assert dropped == {"already read": 2}
    assert [each.id for each in kept] == [f"tin-{len(known) + 1:03}"]


def test_what_a_model_tells_twice_is_kept_once(sift):
    kept, dropped = sift(TEXT, told(fact(), fact()))

    assert len(kept) == 1
    assert dropped == {"told twice": 1}


def test_the_same_said_in_two_ways_in_one_place_is_one_fact(sift):
    mention = {"member": Mention(("STAMEQ",), "organization", "stameq"), "organization": Mention(("x", "ISO"), "group")}
    start = TEXT.index("STAMEQ là")
    known = Proposal(
        "k", "tin", "membership", "planned", mention, (Evidence("tin", "S", start, start + 9),), "grammar/x"
    )

    assert sift(TEXT, told(fact()), [known]) == ([], {"already read": 1})


def test_no_more_than_a_hundred_facts_are_looked_at(sift):
    kept, dropped = sift(TEXT, told(*([fact()] * 130)))

    assert len(kept) == 1
    assert dropped == {"told twice": 99, "too many": 30}


@pytest.mark.parametrize(
    "wrapped", ["```json\n{}\n```", "```\n{}\n```", "<think>[1, 2] is a list.</think>\n{}", "  {}\n"]
)
def test_what_models_put_around_their_answer_is_taken_off(sift, wrapped):
    kept, _ = sift(TEXT, wrapped.replace("{}", told(fact())))

    assert len(kept) == 1


@pytest.mark.parametrize(
    "answer",
    [
        "",
        "Here are the facts: none.",
        "{}",
        '{"facts": []}',
        "null",
        "7",
        '"[]"',
        "[",
        "[" * 100_000,
        "[1e9999999999999999999]",
        f"[{'9' * 5000}]",
    ],
)
def test_what_is_no_list_in_json_is_no_answer(answer):
    with pytest.raises(ValueError, match=r"^(?!.*facts: none)"):
        candidates_in(answer)


NAMES = st.sampled_from(["STAMEQ", "ISO", "Hội đồng ISO", "Tổng cục", "Việt Nam", "80", "57", "2021-09", "hoped", ""])
PLAIN = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8) | NAMES
JSON = st.recursive(
    PLAIN, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=6), inner, max_size=4)
)
KEYS = st.sampled_from(
    [
        "member",
        "organization",
        "value",
        "currency",
        "parties",
        "by",
        "amounts",
        "status",
        "ordinal",
        "due",
        "comparator",
    ]
)
FACTS = st.fixed_dictionaries(
    {
        "type": st.sampled_from(["membership", "statistic", "grant", "event", "commitment", "cooperation", "stance"]),
        "modality": st.sampled_from(["asserted", "hoped", "planned", "reported", "denied"]) | JSON,
        "quote": st.sampled_from([HOPED, SESSIONS, "STAMEQ là thành viên của ISO", "kinh phí 57 triệu Yên Nhật"])
        | JSON,
        "arguments": st.dictionaries(KEYS, JSON | st.lists(st.dictionaries(KEYS, PLAIN), max_size=2)) | JSON,
    },
    optional={"time": PLAIN},
)
_EXTRACTOR = Extractor(())


@given(st.lists(FACTS | JSON, max_size=6) | JSON)
def test_no_answer_of_a_model_breaks_the_reading(answer):
    sieve = Sieve(_EXTRACTOR.read(Article("tin", "", "original", "vi", TEXT)), "tin", "llm/m", [])
    try:
        candidates, _ = candidates_in(json.dumps(answer))
    except ValueError:
        return
    sieve.sift(candidates, range(len(TEXT)))

    for each in sieve.numbered():
        (quoted,) = each.evidence
        assert TEXT[quoted.start : quoted.end] == quoted.quote
