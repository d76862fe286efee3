"""How a quote is meant is told by the words that govern it, in Vietnamese and in English, in the quote or beside it."""

import json
from dataclasses import replace

import pytest

from coopkg.domain.dates import Edtf
from coopkg.domain.facts import Modality
from coopkg.extract.llm.answers import candidates_in
from coopkg.extract.llm.sifting import Sieve

MODALITIES = Modality.__args__


@pytest.fixture
def kept_as(extractor, article):
    """Return as what a fact may be told, of all modalities; the text is one sentence after another."""

    def modalities(text, quote, language="vi", published=None, **given):
        own = article(f"Hôm nay có tin mới từ Hà Nội, thủ đô của cả nước.\n{text}\n", language)
        read = extractor.read(replace(own, published=published))
        kept = []
        for modality in MODALITIES:
            sieve = Sieve(read, "tin", "llm/m", [])
            answer = json.dumps([{"modality": modality, "quote": quote, **given}])
            sieve.sift(candidates_in(answer)[0], range(len(own.text)))
            assert set(sieve.dropped) <= {"meant otherwise"}
            kept += [each.modality for each in sieve.kept]
        return kept

    return modalities


MEMBER = {"type": "membership", "arguments": {"member": "STAMEQ", "organization": "ISO"}}


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("{}.", ["asserted"]),
        ("Ông A hy vọng {}.", ["hoped"]),
        ("Ông A đề nghị {}.", ["requested"]),
        ("{} là điều được mong đợi, và dự kiến diễn ra sau.", []),
        ("Ông A cho biết {}.", ["asserted", "reported"]),
        ("Ông A cam kết {}.", []),
        ("Việt Nam góp vốn nhằm {}.", ["intended"]),
    ],
)
def test_words_before_the_quote_and_after_it_count_in_vietnamese(kept_as, text, meant):
    assert kept_as(text.format("STAMEQ là thành viên của ISO"), "STAMEQ là thành viên của ISO", **MEMBER) == meant


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("STAMEQ joined ISO.", ["asserted"]),
        ("The ministry hopes that STAMEQ joined ISO.", ["hoped"]),
        ("The ministry is expected to say so when STAMEQ joined ISO.", ["planned"]),
        ("The ministry denied that STAMEQ joined ISO.", ["denied"]),
    ],
)
def test_words_before_the_quote_count_in_english(kept_as, text, meant):
    assert kept_as(text, "STAMEQ joined ISO", "en", **MEMBER) == meant


@pytest.mark.parametrize("word", ["may", "could", "might"])
def test_what_is_only_possible_is_nothing(kept_as, word):
    assert set(kept_as(f"STAMEQ {word} join ISO.", f"STAMEQ {word} join ISO", "en", **MEMBER)) <= {"requested"}
    assert "asserted" not in kept_as(f"It {word} be that STAMEQ joined ISO.", "STAMEQ joined ISO", "en", **MEMBER)


def test_what_is_dated_after_the_article_is_planned(kept_as):
    quote = "STAMEQ là thành viên của ISO từ ngày 05/03/2030"

    assert kept_as(f"{quote}.", quote, published=Edtf("2022"), **MEMBER) == ["planned"]
    assert kept_as(f"{quote}.", quote, published=Edtf("2031"), **MEMBER) == ["asserted"]


@pytest.mark.parametrize(
    ("text", "status", "meant"),
    [
        ("Việt Nam và APO đã ký Hiệp định Hợp tác Năng suất", "signed", ["asserted"]),
        ("Việt Nam và APO đã thống nhất Hiệp định Hợp tác Năng suất", "signed", []),
        ("Việt Nam và APO đã ký Hiệp định Hợp tác Năng suất", "in_force", []),
        ("Việt Nam và APO sẽ ký Hiệp định Hợp tác Năng suất", "signed", ["planned"]),
    ],
)
def test_an_agreement_is_as_far_as_the_words_say(kept_as, text, status, meant):
    arguments = {"agreement": "Hiệp định Hợp tác Năng suất", "status": status}

    assert kept_as(f"{text}.", text, type="agreement", arguments=arguments) == meant


@pytest.mark.parametrize(
    ("text", "kind", "arguments", "meant"),
    [
        ("STAMEQ hy vọng hợp tác với ISO", "stance", {"attitude": "hopes"}, ["hoped"]),
        ("STAMEQ đề nghị ISO hỗ trợ", "stance", {"attitude": "requests"}, ["requested"]),
        ("STAMEQ cảm ơn ISO", "stance", {"attitude": "thanks", "addressee": "ISO"}, ["asserted"]),
        ("STAMEQ cảm ơn ISO", "stance", {"attitude": "hopes"}, []),
        ("STAMEQ cam kết hỗ trợ ISO", "commitment", {"content": "hỗ trợ ISO"}, ["asserted"]),
        ("STAMEQ hỗ trợ ISO", "commitment", {"content": "hỗ trợ ISO"}, []),
        ("STAMEQ sẽ mở văn phòng mới", "plan", {"content": "mở văn phòng mới"}, ["planned"]),
        ("STAMEQ cho biết có thêm hội viên", "statement", {"content": "có thêm hội viên"}, ["reported"]),
    ],
)
def test_facts_that_only_their_own_verb_says(kept_as, text, kind, arguments, meant):
    holder = {"stance": "holder", "commitment": "debtor", "plan": "agent", "statement": "speaker"}[kind]

    assert kept_as(f"{text}.", text, type=kind, arguments={holder: "STAMEQ", **arguments}) == meant
