"""What a model gives is never told more surely than the grammar reads it, in all golden sentences of the grammar."""

import json
from functools import cache

import pytest
from tests.extract.sentences import extractor, sentences

from coopkg.domain.article import Article
from coopkg.domain.facts import Amount
from coopkg.domain.proposals import Mention
from coopkg.extract.llm.answers import candidates_in
from coopkg.extract.llm.sifting import Sieve

BEFORE = "Hôm nay có tin.\n"


def plain(value):
    """Return an argument as a model would write it."""
    match value:
        case Mention():
            return value.names[0]
        case Amount():
            return {"value": int(value.value), "currency": value.currency}
        case tuple():
            return [plain(each) for each in value]
        case str() | int():
            return value
        case _:
            return str(value)


@cache
def readings(language):
    """Return for each proposal of the grammar what was read, where, and the fact as a model would give it."""
    found = []
    for sentence in sentences():
        article = Article("tin", "", "original", language, f"{BEFORE}{sentence.text}\n")
        if sentence.language != language:
            continue
        read = extractor().read(article)
        for proposal in extractor().propose(article):
            (quoted,) = proposal.evidence
            arguments = {name: plain(value) for name, value in proposal.arguments.items()}
            given = {"type": proposal.type, "quote": quoted.quote, "arguments": arguments}
            found.append((read, range(quoted.start, quoted.end), proposal.modality, given))
    return found


def is_kept(read, within, given):
    sieve = Sieve(read, "tin", "llm/m", [])
    sieve.sift(candidates_in(json.dumps([given]))[0], within)
    return bool(sieve.kept)


@pytest.mark.parametrize("language", ["vi", "en"])
def test_nothing_that_the_grammar_reads_otherwise_is_ever_asserted(language):
    others = [each for each in readings(language) if each[2] != "asserted"]

    assert len(others) > 10
    assert [
        given for read, within, _, given in others if is_kept(read, within, {**given, "modality": "asserted"})
    ] == []


@pytest.mark.parametrize("language", ["vi", "en"])
def test_most_of_what_the_grammar_reads_would_be_kept_of_a_model(language):
    kept = [
        is_kept(read, within, {**given, "modality": modality}) for read, within, modality, given in readings(language)
    ]

    assert sum(kept) > len(kept) / 2
