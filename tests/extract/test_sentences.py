"""Each golden sentence is read as it says; each rule has one that it reads and one that it must not."""

import pytest
from tests.extract.sentences import NAME_READERS, READERS, Sentence, gaps, is_told, proposed, sentences

from coopkg.extract.grammar import LANGUAGES
from coopkg.extract.rules import read_rules


def case(sentence: Sentence):
    marks = [pytest.mark.xfail(reason=sentence.fails)] if sentence.fails else []
    return pytest.param(sentence, id=sentence.name, marks=marks)


def told(proposals):
    """Return proposals as a failing test should show them."""
    return [(each.extractor, each.type, each.modality, each.evidence[0].quote, each.arguments) for each in proposals]


@pytest.mark.parametrize("sentence", [case(each) for each in sentences()])
def test_a_sentence_is_read_as_it_says(sentence):
    proposals = proposed(sentence.language, sentence.text)
    by = {} if sentence.rule in READERS else {"by": sentence.rule}
    missed = [fact for fact in sentence.reads if not any(is_told(by | fact, each) for each in proposals)]
    wrong = [each for each in proposals if any(is_told(fact, each) for fact in sentence.unread)]
    if not sentence.is_read:
        wrong += [each for each in proposals if each.extractor == f"grammar/{sentence.rule}"]

    assert (missed, told(wrong)) == ([], []), told(proposals)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", ["reads", "not"])
def test_each_rule_has_a_sentence_that_it_reads_and_one_that_it_must_not(language, kind):
    own = [each for each in sentences() if each.language == language and not each.fails]
    covered = {each.rule for each in own if (each.is_read if kind == "reads" else each.is_unread)}
    excused = {gap.rule for gap in gaps() if (gap.language, gap.lacks) == (language, kind)}
    rules = {rule.name for rule in read_rules(language)} | {*NAME_READERS, *READERS}

    assert (sorted(rules - covered - excused), sorted(excused & covered)) == ([], [])


def test_each_sentence_is_about_a_rule_that_there_is():
    known = {
        language: {rule.name for rule in read_rules(language)} | {*NAME_READERS, *READERS} for language in LANGUAGES
    }
    named = [(each.language, each.rule, fact["by"]) for each in sentences() for fact in each.reads if "by" in fact]
    named += [(each.language, each.rule, each.rule) for each in (*sentences(), *gaps())]

    assert [(rule, by) for language, rule, by in named if by not in known[language]] == []


def test_each_sentence_stands_once():
    texts = [(each.language, each.rule, each.text) for each in sentences()]

    assert sorted({text for text in texts if texts.count(text) > 1}) == []


def test_a_sentence_says_what_is_read_from_it_or_what_is_not():
    assert [each.name for each in sentences() if not each.reads and not each.unread] == []
