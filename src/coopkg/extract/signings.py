"""Signings: the name of a ceremony tells which agreement is signed there («Lễ ký thỏa thuận …»)."""

from collections.abc import Iterator
from dataclasses import dataclass

from coopkg.extract.discourse import Discourse
from coopkg.extract.sentence import Sentence
from coopkg.extract.tokens import Token, tokens_of
from coopkg.extract.values import Referent

_CEREMONY = "signing-ceremony"


@dataclass(frozen=True, slots=True)
class SigningFound:
    """That `agreement` is signed at `event`, told by the text from `start` to `end`."""

    agreement: Referent
    event: Referent
    start: int
    end: int


def signings_in(sentence: Sentence, discourse: Discourse) -> Iterator[SigningFound]:
    """Yield the agreements in the names of the ceremonies of a sentence."""
    for token in sentence.tokens:
        if token.label != "EVT" or not isinstance(token.value, Referent) or token.value.kind != _CEREMONY:
            continue
        start = _agreement_start(sentence, token, discourse)
        if start is not None:
            agreement = discourse.named(discourse.text[start : token.end], "agreement")
            yield SigningFound(agreement, token.value, start, token.end)


def _agreement_start(sentence: Sentence, ceremony: Token, discourse: Discourse) -> int | None:
    """Return where in the text the name of the agreement begins with which that of a ceremony ends."""
    words = list(tokens_of(discourse.text, discourse.folded, ceremony.start, ceremony.end))
    name = Sentence.of(words, sentence.lexicon)
    for place in range(1, len(words)):
        head = name.head_at(place)
        # A head noun alone at the end names none.
        if head is not None and head[1][0] == "AGR" and place + head[0] < len(words):
            return words[place].start
    return None
