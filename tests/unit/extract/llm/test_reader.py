"""How long a model is waited for, and how often: a fake model, and a clock of ours."""

import json

import pytest

from coopkg.errors import LoadError
from coopkg.extract.llm.reader import Patience, SecondReader

TEXT = "Hôm nay có tin mới từ Hà Nội, thủ đô của cả nước.\nSTAMEQ nộp lệ phí cho ISO.\n"
FEE = {
    "type": "contribution",
    "modality": "asserted",
    "quote": "STAMEQ nộp lệ phí cho ISO",
    "arguments": {"agent": "STAMEQ", "content": "nộp lệ phí cho ISO"},
}


class Clock:
    def __init__(self):
        self.now = 0.0

    def __call__(self):
        return self.now


class FakeChat:
    """Answers what it is told to, each time after `takes_s`; None fails."""

    model = "m"

    def __init__(self, clock, *answers, takes_s=1.0):
        self.clock, self.answers, self.takes_s, self.asked = clock, list(answers), takes_s, []

    def answer(self, messages, timeout_s):
        assert [each["role"] for each in messages] == ["system", "user"]
        self.asked.append(timeout_s)
        self.clock.now += min(self.takes_s, timeout_s)
        given = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
        if given is None:
            raise LoadError("http://model.example", "no")
        return json.dumps(given)


@pytest.fixture
def reader(extractor):
    def made(*answers, patience=Patience(), takes_s=1.0):  # noqa: B008 - frozen
        clock = Clock()
        return SecondReader(extractor, FakeChat(clock, *answers, takes_s=takes_s), patience, clock)

    return made


def test_what_is_kept_stands_after_what_the_grammar_proposes(reader, article, extractor):
    alone = extractor.propose(article(TEXT))

    advised = reader([FEE, 7]).advise(article(TEXT))

    assert advised.proposals[:-1] == alone
    assert advised.proposals[-1].id == f"tin-{len(alone) + 1:03}"
    assert (advised.kept, advised.dropped, advised.failure) == (1, {"not of the asked form": 1}, None)
    assert advised.is_whole


def test_a_model_that_fails_three_times_in_a_row_is_asked_no_more(reader, article):
    own = reader(None)

    advised = [own.advise(article(TEXT)) for _ in range(5)]

    assert [each.failure for each in advised] == ["no", "no", "no", None, None]
    assert [each.is_asked for each in advised] == [True, True, True, False, False]
    assert not any(each.is_whole for each in advised)
    assert len(own.chat.asked) == 3


def test_an_answer_between_makes_failures_no_row(reader, article):
    own = reader(None, None, [], None, None, [], None)

    for _ in range(7):
        own.advise(article(TEXT))

    assert len(own.chat.asked) == 7


def test_an_article_has_a_budget_and_what_came_in_time_is_kept(reader, article):
    long = TEXT + "".join(f"Hôm nay là ngày thứ {number} của hội chợ hàng hóa mùa xuân.\n" for number in range(600))
    own = reader([FEE], patience=Patience(answer_s=10, article_s=25), takes_s=10)

    advised = own.advise(article(long))

    assert own.chat.asked == [10, 10, 5]
    assert advised.failure == "more than 25 s for an article"
    assert advised.kept == 1
    assert not advised.is_whole


def test_an_article_in_another_language_is_not_shown_to_a_model(reader, article):
    own = reader([FEE])

    advised = own.advise(article("Der Rat tagte.", "de"))

    assert (advised.proposals, own.chat.asked) == ([], [])
    assert advised.is_whole
