"""What is only hoped, asked, planned, denied, meant or promised is never told as a fact, of whatever type it is."""

import pytest
from tests.extract.sentences import proposed

from coopkg.extract.grammar import read_sections
from coopkg.extract.scope import _SCOPES as SCOPES

# What a person, a body or a country may do: the words that say that it is done, and the type of the fact.
VI = {
    "membership": ("gia nhập Hội đồng ISO", "tham gia ACCSQ"),
    "role": ("đảm nhận vai trò Chủ tịch ACCSQ", "giữ chức Chủ tịch ACCSQ"),
    "participation": ("tham dự Hội nghị COP26", "dự Hội thảo về đo lường"),
    "organizing": ("chủ trì Diễn đàn về năng suất xanh", "đăng cai Hội thảo về đo lường"),
    "agreement": ("ký Biên bản ghi nhớ về năng suất xanh", "thống nhất Thỏa thuận khung của ASEAN về MRA"),
    "document": ("thông qua Tuyên bố Luân Đôn", "công bố Tuyên bố Luân Đôn"),
    "grant": ("tài trợ 57 triệu Yên Nhật cho tỉnh Phú Yên", "viện trợ 2 triệu USD cho UNIDO"),
    "project": ("triển khai Dự án về chuỗi lạnh", "thực hiện Dự án về chuỗi lạnh"),
}
VI_SCOPES = {
    "hope": ("Nhật Bản hi vọng {}.", "Nhật Bản bày tỏ mong muốn {}.", "Nhật Bản kỳ vọng sẽ {}."),
    "request": ("UNIDO đề nghị Nhật Bản {}.", "UNIDO kêu gọi Nhật Bản {}.", "UNIDO yêu cầu Nhật Bản {}."),
    "intend": ("Nhật Bản dự kiến {}.", "Nhật Bản có kế hoạch {}.", "Nhật Bản đặt mục tiêu {}."),
    "future": ("Nhật Bản sẽ {}.", "Nhật Bản sắp {}."),
    "deny": ("Nhật Bản chưa {}.", "Nhật Bản không {}.", "Nhật Bản phủ nhận {}."),
    "purpose": ("Nhật Bản cử chuyên gia nhằm {}.", "Nhật Bản cử chuyên gia để {}."),
    "commit": ("Nhật Bản cam kết {}.", "Nhật Bản hứa {}."),
}
# Events happen, and nobody does them.
VI_EVENTS = {
    "hope": "UNIDO hi vọng Hội thảo về đo lường diễn ra tại Hà Nội.",
    "request": "UNIDO đề nghị Hội thảo về đo lường diễn ra tại Hà Nội.",
    "intend": "Hội thảo về đo lường dự kiến diễn ra tại Hà Nội.",
    "future": "Hội thảo về đo lường sẽ diễn ra tại Hà Nội.",
    "deny": "Hội thảo về đo lường chưa diễn ra tại Hà Nội.",
    "purpose": "UNIDO cử chuyên gia để Hội thảo về đo lường diễn ra tại Hà Nội.",
    "commit": "UNIDO cam kết Hội thảo về đo lường diễn ra tại Hà Nội.",
}
EN = {
    "membership": ("join the APO", "be elected to the ISO Council"),
    "role": ("serve as Chair of the ACCSQ", "chair the ACCSQ"),
    "participation": ("attend the forum on green productivity", "take part in the workshop on metrology"),
    "organizing": ("host the forum on green productivity", "organize the workshop on metrology"),
    "agreement": ("sign the Agreement on Leather", "agree on the Agreement on Leather"),
    "document": ("adopt the Declaration on Climate Action", "publish the Guide on Circular Economy"),
    "grant": ("provide US$2 million to UNIDO", "donate three laboratories to UNIDO"),
    "project": ("implement the project Cleaner Cold Chains", "carry out the project Cleaner Cold Chains"),
}
# The same, done.
EN_DONE = {
    "membership": ("joined the APO", "was elected to the ISO Council"),
    "role": ("served as Chair of the ACCSQ", "chaired the ACCSQ"),
    "participation": ("attended the forum on green productivity", "took part in the workshop on metrology"),
    "organizing": ("hosted the forum on green productivity", "organized the workshop on metrology"),
    "agreement": ("signed the Agreement on Leather", "agreed on the Agreement on Leather"),
    "document": ("adopted the Declaration on Climate Action", "published the Guide on Circular Economy"),
    "grant": ("provided US$2 million to UNIDO", "donated three laboratories to UNIDO"),
    "project": ("implemented the project Cleaner Cold Chains", "carried out the project Cleaner Cold Chains"),
}
EN_SCOPES = {
    "hope": ("Japan hopes to {}.", "Japan looks forward to the day to {}.", "Delegates hoped that Japan would {}."),
    "request": ("The IEC urged Japan to {}.", "The IEC called on Japan to {}.", "Japan was asked to {}."),
    "intend": ("Japan intends to {}.", "Japan is expected to {}.", "Japan is planning to {}."),
    "future": ("Japan will {}.", "Japan is going to {}."),
    "deny": ("Japan did not {}.", "Japan has yet to {}.", "Japan refused to {}."),
    "purpose": ("Japan sent experts in order to {}.", "Japan sent experts so as to {}."),
    "commit": ("Japan pledged to {}.", "Japan is committed to {}."),
    "possible": ("Japan may {}.", "Japan could {}.", "Japan wants to {}."),
}
EN_EVENTS = {
    "hope": "UNIDO hopes that the workshop on metrology takes place in Ha Noi.",
    "request": "UNIDO asked that the workshop on metrology take place in Ha Noi.",
    "intend": "The workshop on metrology is scheduled to take place in Ha Noi.",
    "future": "The workshop on metrology will take place in Ha Noi.",
    "deny": "The workshop on metrology did not take place in Ha Noi.",
    "purpose": "UNIDO sent experts in order that the workshop on metrology takes place in Ha Noi.",
    "commit": "UNIDO pledged that the workshop on metrology takes place in Ha Noi.",
}
# Read as facts though they are none; why stands beside each.
KNOWN: dict[str, str] = {}
# What names tell by themselves, and promises, which are made whatever becomes of them.
TOLD_BESIDE = {"alias", "part_of", "commitment"}


def cases():
    """Yield each sentence with a name and its language."""
    for language, deeds, scopes in (("vi", VI, VI_SCOPES), ("en", EN, EN_SCOPES)):
        for scope, frames in scopes.items():
            for kind, doings in deeds.items():
                # A grant that is promised is a grant: the sum is told, and who gives it.
                if (scope, kind) == ("commit", "grant"):
                    continue
                texts = (frame.format(each) for frame in frames for each in doings)
                yield from (
                    (f"{language}-{scope}-{kind}-{number}", language, text) for number, text in enumerate(texts)
                )
    for language, events in (("vi", VI_EVENTS), ("en", EN_EVENTS)):
        yield from ((f"{language}-{scope}-event", language, text) for scope, text in events.items())


def case(name, language, text):
    marks = [pytest.mark.xfail(reason=KNOWN[text])] if text in KNOWN else []
    return pytest.param(language, text, id=name, marks=marks)


def asserted(language, text):
    """Return the types of what is told as a fact, each with its words."""
    facts = [each for each in proposed(language, text) if each.modality == "asserted"]
    return [(each.type, each.extractor, each.evidence[0].quote) for each in facts]


@pytest.mark.parametrize(("language", "text"), [case(*each) for each in cases()])
def test_what_is_not_told_as_a_fact_is_none(language, text):
    assert [fact for fact in asserted(language, text) if fact[0] not in TOLD_BESIDE] == []


@pytest.mark.parametrize(
    ("language", "kind", "text"),
    [
        *(("vi", kind, f"Nhật Bản đã {each}.") for kind, doings in VI.items() for each in doings),
        *(("en", kind, f"Japan {each}.") for kind, doings in EN_DONE.items() for each in doings),
        ("vi", "event", "Hội thảo về đo lường diễn ra tại Hà Nội."),
        ("en", "event", "The workshop on metrology took place in Ha Noi."),
    ],
)
def test_the_same_words_without_them_are_a_fact(language, kind, text):
    assert kind in [fact[0] for fact in asserted(language, text)]


def test_what_is_known_to_be_read_wrongly_is_among_the_sentences():
    assert KNOWN.keys() <= {text for *_, text in cases()}


@pytest.mark.parametrize(
    ("language", "frame"), [("vi", "Nhật Bản {} gia nhập Hội đồng ISO."), ("en", "Japan {} joined the ISO Council.")]
)
def test_each_word_that_governs_what_follows_makes_no_membership_of_it(language, frame):
    classes = read_sections(language, "words")
    governing = [each for name, words in classes.items() if SCOPES.get(name, "say") != "say" for each in words]
    told = {word: asserted(language, frame.format(word)) for word in governing}

    assert len(governing) > 50
    assert {word: facts for word, facts in told.items() if "membership" in [fact[0] for fact in facts]} == {}
