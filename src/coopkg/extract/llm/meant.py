"""How a quote is meant: a model's modality counts only where our reading of the words that govern it agrees.

What is hoped, asked for, planned, promised, meant as a purpose or denied is never taken for told; where in doubt, a
fact is dropped.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from coopkg.domain.facts import Modality
from coopkg.extract.clauses import clause_end, clause_start
from coopkg.extract.llm.answers import Candidate
from coopkg.extract.llm.reasons import DroppedError
from coopkg.extract.llm.resolving import Named, Quoted
from coopkg.extract.llm.saying import is_said
from coopkg.extract.scope import MODALITIES, Governor, scope_at

_TOLD = frozenset({"", "say"})
# What stands in a clause beside what governs it, before the quote or after it, is not told either («… dự kiến diễn
# ra»), unless it is only what the rest is for.
_BESIDE = _TOLD | {"intended"}


@dataclass(frozen=True, slots=True)
class _Own:
    """The classes of words that say a type of fact themselves, and how such a fact is meant."""

    tags: frozenset[str]
    modality: Modality


def _own(modality: Modality, *tags: str) -> _Own:
    return _Own(frozenset(tags), modality)


#: Facts whose own verb is a governing word, by type or attitude.
_OWN: Mapping[str, Sequence[_Own]] = {
    "hopes": (_own("hoped", "hope"),),
    "requests": (_own("requested", "request"),),
    "thanks": (_own("asserted", "thank"),),
    "congratulates": (_own("asserted", "congratulate"),),
    "supports": (_own("asserted", "support"),),
    "affirms": (_own("asserted", "appreciate", "say"),),
    "commitment": (_own("asserted", "commit", "agree_to"),),
    "plan": (_own("planned", "intend", "future"), _own("requested", "instruct")),
    "purpose": (_own("intended", "purpose", "purpose_is", "thereby"),),
    "statement": (_own("reported", "say", "say_weakly", "according"),),
}


def own_modalities() -> Mapping[str, Sequence[Modality]]:
    """Return how facts are meant that only one kind of words says, by type or attitude."""
    return {name: [each.modality for each in own] for name, own in _OWN.items()}


def check_meant(quoted: Quoted, candidate: Candidate, names: Sequence[Named]) -> None:
    """Raise DroppedError where a candidate is meant otherwise than the words of its quote; `names` are its entities."""
    attitude = candidate.arguments.get("attitude")
    own = _OWN.get(attitude if isinstance(attitude, str) else candidate.type)
    if candidate.type == "alias":
        # What something is called it is called, be it in a hope.
        is_meant = candidate.modality == "asserted"
    elif own is not None:
        is_meant = any(_says_itself(quoted, each) for each in own if each.modality == candidate.modality)
    elif candidate.modality in {"asserted", "reported"}:
        is_meant = _is_told(quoted, candidate)
    else:
        is_meant = _is_governed(quoted, candidate.modality, names)
    tokens = quoted.sentence.sentence.tokens
    tags = {tokens[place].tag for place in _places(quoted) if not tokens[place].label}
    if not is_meant or not is_said(candidate, tags, names):
        raise DroppedError("meant otherwise")


def _says_itself(quoted: Quoted, own: _Own) -> bool:
    """Tell whether a word of the fact's own stands in the quote, and is itself told."""
    tokens, governors = quoted.sentence.sentence.tokens, quoted.sentence.governors
    return any(
        tokens[place].tag in own.tags
        and not tokens[place].label
        and scope_at(governors, place, range(place, place + 1)) in _TOLD
        for place in _places(quoted)
    )


def _is_told(quoted: Quoted, candidate: Candidate) -> bool:
    """Tell whether nothing in the quote governs or is governed, and nothing in its clause is not so yet."""
    sentence, places = quoted.sentence.sentence, _places(quoted)
    if not places:
        return False
    clause = range(clause_start(sentence, places[0]), clause_end(sentence, places[-1]))
    # A grant that somebody commits itself to has been made; what it promises has not.
    made = frozenset({"committed"} if candidate.type == "grant" else ())
    inside = set(_scopes(quoted.sentence.governors, places)) - made
    beside = set(_scopes(quoted.sentence.governors, clause)) - made
    return inside <= _TOLD and beside <= _BESIDE and (candidate.modality != "reported" or "say" in inside)


def _is_governed(quoted: Quoted, modality: Modality, names: Sequence[Named]) -> bool:
    """Tell whether the quote is meant so, by what counts most in it, and something that it names is."""
    governors = quoted.sentence.governors
    # All that govern it count alike here: those that stand in the quote, too.
    over = [Governor(scope, 0, 0, 1) for scope in _scopes(governors, _places(quoted))]
    if MODALITIES.get(scope_at(over, 0, range(0))) != modality:
        return False
    tokens = quoted.sentence.sentence.tokens
    places = [
        at
        for at, token in enumerate(tokens)
        if any(token.start <= each.said.start and each.said.end <= token.end for each in names)
    ]
    return any(MODALITIES.get(scope) == modality for place in places for scope in _over(governors, place))


def _places(quoted: Quoted) -> list[int]:
    """Return the places of the tokens that the quote touches."""
    tokens = quoted.sentence.sentence.tokens
    return [at for at, token in enumerate(tokens) if token.start < quoted.end and quoted.start < token.end]


def _scopes(governors: Sequence[Governor], places: Sequence[int]) -> Iterator[str]:
    """Yield the scopes of what stands at `places`, and of the words there that govern."""
    for each in governors:
        if each.at in places or any(each.first <= place < each.last for place in places):
            yield each.scope


def _over(governors: Sequence[Governor], place: int) -> Iterator[str]:
    yield from (each.scope for each in governors if each.first <= place < each.last)
