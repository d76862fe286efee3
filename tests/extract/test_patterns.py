"""Every pattern of the grammar is one that a sentence can match: its words are tokens, its classes and labels exist."""

from itertools import product

import pytest

from coopkg.extract.gazetteer import LABELS
from coopkg.extract.grammar import LANGUAGES, read_sections
from coopkg.extract.lexicon import read_lexicon
from coopkg.extract.rules import patterns_of, read_rules

# Labels that dates, numbers and titles have; all others are those of what the registry knows.
OF_FIGURES = {"WHEN", "TERM", "NUM", "MONEY", "ROLE", "CAP"}
# Words that stand in a class together: as they are written no sentence has them one by one.
NEVER = {
    "vi": {("presence-of", "có mặt")},
    "en": {("members-are", "members of"), ("negotiations-on", "negotiations on"), ("negotiations-on", "talks on")},
}


def parts_of(pattern):
    """Return the alternatives of each part of a pattern, without its name and its sign."""
    return [part.rpartition("=")[2].rstrip("?*").split("|") for part in pattern.split()]


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_words_of_a_pattern_are_not_one_token_of_a_class(language):
    words = read_lexicon(language).words
    merged = set()
    for rule, pattern in patterns_of(read_rules(language)):
        for forms in product(*parts_of(pattern)):
            for place in range(len(forms)):
                length, _ = words.longest(forms, place) or (1, "")
                merged |= {(rule, " ".join(forms[place : place + length]))} if length > 1 else set()

    assert merged == NEVER[language]


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_pattern_names_classes_and_labels_that_there_are(language):
    parts = {part for _, pattern in patterns_of(read_rules(language)) for each in parts_of(pattern) for part in each}
    classes = {part[1:] for part in parts if part.startswith("#")}
    labels = {part for part in parts if len(part) > 1 and part.isalpha() and part.isupper()}

    assert sorted(classes - read_sections(language, "words").keys()) == []
    assert sorted(labels - {*LABELS.values(), *OF_FIGURES}) == []
