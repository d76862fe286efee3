"""The competency questions, each with its expected answer in `tests/competency/<question>.csv`."""

import csv
import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from coopkg.bootstrap.build import build
from coopkg.bootstrap.query import answer
from coopkg.bootstrap.store import open_published
from coopkg.pipeline.stages import silent
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


def test_the_answers_can_be_had_in_english(sample):
    questions = {question.name: question for question in competency_questions("https://w3id.org/coopkg/", "en")}

    answered = answer(sample, questions["memberships"].query, "csv").decode()

    assert "International Organization for Standardization" in answered
    assert "Tổ chức" not in answered


def test_what_is_said_to_fall_with_an_article_falls_with_it(sample, tmp_path):
    article = "iso-forum-2022-02"
    shutil.copytree(sample.data_dir, tmp_path / "data")
    (tmp_path / "data" / "articles" / f"{article}.md").unlink()
    (tmp_path / "data" / "facts" / f"{article}.yaml").unlink()
    reduced = replace(sample, data_dir=tmp_path / "data", store_dir=tmp_path / "store")
    build(reduced, "columns", silent)
    before, after = open_published(sample).dataset, open_published(reduced).dataset
    question = next(question for question in QUESTIONS if question.name == "without-an-article")

    told = {row["claim"]: int(row["fall"].lexical) for row in before.query(question.query).rows()}

    found = {
        claim: sum(not stated(after, triple) for triple in before.triples_in(claim))
        for claim in before.graph_names()
        if claim.startswith(f"https://w3id.org/coopkg/claim/{article}-")
    }
    assert told == found
    assert set(told.values()) > {0}


def stated(dataset, triple):
    return any(not graph.endswith("/graph/implied") for graph in dataset.graphs_of(triple))
