"""Parts: bodies whose name says whose they are («Nhóm công tác về Tiêu chuẩn của ACCSQ»)."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from coopkg.domain.entities import KINDS
from coopkg.extract.discourse import Discourse
from coopkg.extract.known import Known
from coopkg.extract.sentence import Sentence
from coopkg.extract.tokens import Token, folded_words
from coopkg.extract.values import Referent

# In the names of these the organization may stand by its acronym only.
_BODIES = frozenset({"working-group", "association", "committee"})
# «Hội đồng ISO» is the organ that leads it; a body for a matter has a longer name.
_LEAST_WORDS = 5
# «ITU Council», «ASEAN Consultative Committee on …»; an «ASEAN Economic Community» is no body of ASEAN's as these are.
_COUNCILS = frozenset({"committee", "working-group"})
_BEFORE = re.compile(r"([A-Z]{2,})(?:['’]s)? [A-Z].*", re.DOTALL)
# A body of these kinds is a part of the organization at the end of its name; a company or a ministry is none.
_PARTS = frozenset({"committee", "working-group", "institute", "association", "organization"})


@dataclass(frozen=True, slots=True)
class PartFound:
    """That `part` is a body of `whole`, told by the text from `start` to `end`."""

    part: Referent
    whole: Referent
    start: int
    end: int


def parts_in(known: Known, sentence: Sentence, discourse: Discourse) -> Iterator[PartFound]:
    """Yield the bodies of a sentence whose names tell the organization that they belong to."""
    for place, token in enumerate(sentence.tokens):
        if token.label != "ORG" or not isinstance(token.value, Referent) or token.value.kind not in _PARTS:
            continue
        owner = _owner(sentence, discourse.text[token.start : token.end], token.value.kind)
        whole = _organization(owner, known, discourse) if owner else None
        if whole is None or whole is token.value:
            continue
        yield PartFound(token.value, whole, token.start, token.end)
        # «Nhóm A và Nhóm B của ACCSQ»: it is said once for both.
        sister = _sister(sentence, place)
        if sister is not None and isinstance(sister.value, Referent):
            yield PartFound(sister.value, whole, sister.start, token.end)


def _sister(sentence: Sentence, place: int) -> Token | None:
    """Return the body that is joined to the one at `place` and called like it, and is nobody's by its own name."""
    tokens = sentence.tokens
    if place <= 1 or tokens[place - 1].tag != "and":
        return None
    sister = tokens[place - 2]
    is_alike = sister.label == "ORG" and sister.form.split()[:2] == tokens[place].form.split()[:2]
    is_owned = any(f" {word} " in sister.form for word in sentence.lexicon.particles.owned)
    return sister if is_alike and not is_owned else None


def _owner(sentence: Sentence, name: str, kind: str) -> str | None:
    """Return how the name of a body of this kind calls the organization that it belongs to."""
    particles = sentence.lexicon.particles
    match = _belonging(particles.belonging).fullmatch(name)
    if match is None and kind in _BODIES and len(name.partition(" (")[0].split()) >= _LEAST_WORDS:
        match = _within(particles.topic).fullmatch(name)
    if match is None and kind in _COUNCILS and "heads_last" in sentence.lexicon.names.traits:
        match = _BEFORE.fullmatch(name)
    return match[1] if match is not None else None


@lru_cache(maxsize=4)
def _belonging(words: frozenset[str]) -> re.Pattern[str]:
    return re.compile(rf".* (?:{_any_of(words)}) (.+?)(?: \(.*)?", re.DOTALL)


@lru_cache(maxsize=4)
def _within(words: frozenset[str]) -> re.Pattern[str]:
    # «Nhóm công tác ASEAN về cây trồng»: the organization stands in the name by its acronym.
    return re.compile(rf"[^\W\d_]\w*(?: [^\W\d_]\w*)* ([A-Z]{{3,}})(?: (?:{_any_of(words)}) .*)?(?: \(.*)?", re.DOTALL)


def _any_of(words: frozenset[str]) -> str:
    return "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True))


def _organization(name: str, known: Known, discourse: Discourse) -> Referent | None:
    """Return the organization called `name`, None where it is a country, a place or nothing that is known."""
    words = folded_words(name)
    found = known.gazetteer.longest(words, 0) if words else None
    if found is not None and found[0] == len(words):
        referent = discourse.registered(found[1].thing)
        return referent if KINDS[referent.kind] == "organization" else None
    if name.isupper() and len(name) > 1:
        return discourse.named(name, "organization")
    return None
