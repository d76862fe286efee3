"""What is kept in memory, and for how long."""

from pathlib import Path

import pytest

from coopkg.serving.cache import ByteCache, CachedAnswers
from coopkg.serving.questions import Answer, Question
from coopkg.storage.snapshots import Manifest, Snapshot

FORMS = {"solutions": "json", "boolean": "json", "triples": "turtle"}


def snapshot(number: int) -> Snapshot:
    return Snapshot(Path(f"{number:06d}"), Manifest(inputs="", reasoner="", base="", created="today"))


class Echo:
    """An `Ask` that answers with the name of the snapshot, the format and the query, and counts."""

    def __init__(self) -> None:
        self.asked = 0

    def __call__(self, snapshot, question, *_):
        self.asked += 1
        format_ = question.forms["solutions"]
        return Answer("solutions", format_, f"{snapshot.path} {format_} {question.text}".encode())


def test_what_was_asked_for_longest_ago_is_given_up_first():
    cache: ByteCache[str] = ByteCache(80_000)
    for name in "abcdefg":
        cache.put(name, name, 9_000)
    assert cache.get("a") == "a"

    cache.put("h", "h", 9_000)

    assert [name for name in "abcdefgh" if cache.get(name)] == list("acdefgh")
    assert cache.counts().bytes <= 80_000


def test_nothing_larger_than_its_share_is_kept_and_nothing_at_all_without_memory():
    for most, size in ((80_000, 10_001), (0, 1)):
        cache: ByteCache[str] = ByteCache(most)
        cache.put("a", "a", size)
        assert cache.get("a") is None


def test_what_is_put_again_counts_once():
    cache: ByteCache[str] = ByteCache(80_000)
    for _ in range(100):
        cache.put("a", "a", 100)

    assert cache.counts().entries == 1
    assert cache.counts().bytes < 2_000


def test_an_answer_is_given_again_for_the_same_question_of_the_same_snapshot_alone():
    echo = Echo()
    ask = CachedAnswers(echo, 1 << 20)
    questions = [
        (snapshot(1), Question("ASK {}", FORMS)),
        (snapshot(2), Question("ASK {}", FORMS)),
        (snapshot(1), Question("ASK { }", FORMS)),
        (snapshot(1), Question("ASK {}", FORMS | {"solutions": "csv"})),
        (snapshot(1), Question("ASK {}", FORMS, default_graphs=("https://coop.example/",))),
        (snapshot(1), Question("ASK {}", FORMS, named_graphs=("https://coop.example/",))),
    ]

    first = [ask(*each) for each in questions]
    again = [ask(*each) for each in questions]

    assert first == again
    assert echo.asked == len(questions)


def test_what_is_different_each_time_is_not_kept():
    echo = Echo()
    ask = CachedAnswers(echo, 1 << 20)
    for _ in range(2):
        ask(snapshot(1), Question("SELECT (now() AS ?t) {}", FORMS))

    assert echo.asked == 2


@pytest.mark.parametrize(("most", "asked"), [(None, 1), (1000, 1), (10, 2)])
def test_an_answer_that_is_longer_than_the_asker_takes_is_asked_for(most, asked):
    echo = Echo()
    ask = CachedAnswers(echo, 1 << 20)
    ask(snapshot(1), Question("ASK {}", FORMS))

    ask(snapshot(1), Question("ASK {}", FORMS, most_bytes=most))

    assert echo.asked == asked
