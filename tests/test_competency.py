"""The competency questions, each with its expected answer in `tests/competency/<question>.csv`."""

import csv
from pathlib import Path

import pytest

from coopkg.bootstrap.query import answer
from coopkg.publish.competency import competency_questions

EXPECTED = Path(__file__).parent / "competency"
QUESTIONS = competency_questions("https://w3id.org/coopkg/")


@pytest.mark.parametrize("question", QUESTIONS, ids=lambda question: question.name)
def test_the_answer_is_as_expected(sample, question):
    expected = (EXPECTED / f"{question.name}.csv").read_text(encoding="utf-8")

    answered = answer(sample, question.query, "csv").decode()

    assert rows_of(answered) == rows_of(expected)


def rows_of(text: str) -> list[list[str]]:
    return list(csv.reader(text.splitlines()))


def test_each_question_has_an_expected_answer_and_each_answer_a_question():
    assert {path.stem for path in EXPECTED.glob("*.csv")} == {question.name for question in QUESTIONS}


@pytest.mark.parametrize("question", QUESTIONS, ids=lambda question: question.name)
def test_each_question_is_asked_in_both_languages(question):
    assert set(question.question) == {"vi", "en"}
    assert all(text.endswith("?") for text in question.question.values())
