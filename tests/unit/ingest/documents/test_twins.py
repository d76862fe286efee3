import random

import pytest

from coopkg.ingest.documents.twins import Twins, fingerprint_of

CHOICE = random.Random(7)  # noqa: S311 - words for tests
WORDS = [f"từ{number}" for number in range(400)]


def words(count=400):
    return CHOICE.choices(WORDS, k=count)


@pytest.fixture
def known():
    twins = Twins()
    texts = {f"bai-{number}": words() for number in range(200)}
    for slug, text in texts.items():
        twins.add(slug, fingerprint_of(" ".join(text)))
    return twins, texts


def test_the_same_words_are_the_same_article_however_they_are_set(known):
    twins, texts = known
    text = ",\n".join(texts["bai-7"]).upper()

    twin = twins.find(fingerprint_of(text))

    assert (twin.slug, twin.is_exact) == ("bai-7", True)


@pytest.mark.parametrize("changed", [1, 5, 10])
def test_small_changes_make_no_other_article(known, changed):
    twins, texts = known
    text = list(texts["bai-9"])
    for place in range(0, changed * 35, 35):
        text[place] = "khác"

    twin = twins.find(fingerprint_of(" ".join(["(TTXVN)", *text, "Nguồn:", "TTXVN"])))

    assert (twin.slug, twin.is_exact) == ("bai-9", False)


def test_another_article_is_another_even_if_half_of_it_is_quoted(known):
    twins, texts = known

    assert twins.find(fingerprint_of(" ".join(words()))) is None
    assert twins.find(fingerprint_of(" ".join(texts["bai-9"][:200] + words(200)))) is None


@pytest.mark.parametrize("text", ["", "một", "một hai ba"])
def test_short_texts_are_compared_as_wholes(text):
    twins = Twins()
    twins.add("a", fingerprint_of(text))

    assert twins.find(fingerprint_of(text)).is_exact
    assert twins.find(fingerprint_of(f"{text} bốn")) is None
