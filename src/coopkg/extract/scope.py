"""Scope: how what a clause says is meant, decided by the words that govern it.

`possible` (what may be, or would be if), `hoped`, `requested`, `planned`, `denied`, `intended` (a purpose), `committed`
and `say` are the scopes; `` is none: the article itself says that it is so.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from coopkg.domain.facts import Modality
from coopkg.extract.clauses import clause_end, clause_start
from coopkg.extract.horizon import is_beyond
from coopkg.extract.sentence import Sentence
from coopkg.extract.tokens import Token
from coopkg.extract.values import When

#: What each class of governing words makes of the words after it.
_SCOPES: Mapping[str, str] = {
    "possible": "possible",
    "hope": "hoped",
    "request": "requested",
    "instruct": "requested",
    "intend": "planned",
    "future": "planned",
    "deny": "denied",
    "refute": "denied",
    "purpose": "intended",
    "commit": "committed",
    "say": "say",
    "according": "say",
}
# Of two that govern the same words the one that stands first here counts.
_RANK = ("possible", "denied", "hoped", "requested", "planned", "committed", "intended", "to_come", "say", "")
# «Not» denies the verb after it, «denied that» all that follows in its clause.
_DENIED_TOKENS = 3
#: The modality of what stands in a scope; what somebody says to be so is told as said by the rules for statements only.
#: What is possible has none: a rule that reads it decides that itself.
MODALITIES: Mapping[str, Modality] = {
    "": "asserted",
    "say": "asserted",
    "committed": "asserted",
    "hoped": "hoped",
    "requested": "requested",
    "planned": "planned",
    "to_come": "planned",
    "denied": "denied",
    "intended": "intended",
}


@dataclass(frozen=True, slots=True)
class Governor:
    """Words that govern the tokens from `first` to before `last`."""

    scope: str
    at: int
    first: int
    last: int


def governors(sentence: Sentence, horizon: date | None = None) -> list[Governor]:
    """Return the governing words of a sentence with the tokens that each of them governs.

    A date beyond the `horizon` of the article governs its clause: what it dates is planned, whatever the verb says.
    """
    tokens, found, quoted = sentence.tokens, list(_to_come(sentence, horizon)), _quoted(sentence)
    if is_question(sentence):
        found.append(Governor("possible", -1, 0, len(tokens)))
    for at, token in enumerate(tokens):
        scope = _SCOPES.get(token.tag) if not token.label else None
        if scope is None:
            continue
        last = min(at + 1 + _DENIED_TOKENS, len(tokens)) if token.tag == "deny" else clause_end(sentence, at + 1)
        if scope == "intended":
            last = _before_examples(sentence, at + 1, last)
        if at in quoted:
            last = min(last, quoted[at])
        # «gia nhập OECD nếu được chấp thuận»: a condition governs what stands before it, too.
        is_condition = token.form in sentence.lexicon.particles.conditions
        found.append(Governor(scope, at, clause_start(sentence, at) if is_condition else at + 1, last))
    return found


def is_question(sentence: Sentence) -> bool:
    """Tell whether a sentence asks: what it says is not told."""
    return any(token.form == "?" for token in sentence.tokens[-2:])


def _to_come(sentence: Sentence, horizon: date | None) -> Iterator[Governor]:
    for at, token in enumerate(sentence.tokens):
        if token.label == "WHEN" and isinstance(token.value, When) and is_beyond(token.value.edtf, horizon):
            first = clause_start(sentence, at)
            # «đã ký thỏa thuận có hiệu lực đến năm 2030»: what is done is done.
            if not any(_is_done(sentence, each) for each in sentence.tokens[first:at]):
                yield Governor("to_come", at, first, clause_end(sentence, at + 1))


def _is_done(sentence: Sentence, token: Token) -> bool:
    """Tell whether a word says that something is done: by itself, or a verb by its ending («pledged to … by 2027»)."""
    particles = sentence.lexicon.particles
    is_verb = bool(token.tag) and not token.label and _SCOPES.get(token.tag) != "planned"
    ends = is_verb and token.form.partition(" ")[0].endswith(tuple(particles.past_endings))
    return token.form in particles.past or ends


def _quoted(sentence: Sentence) -> dict[int, int]:
    """Return where the quotation ends that a place stands in: its words govern nothing outside it."""
    marks = [at for at, token in enumerate(sentence.tokens) if token.form == '"' and not token.label]
    return {at: last for first, last in zip(marks[::2], marks[1::2], strict=False) for at in range(first, last)}


def _before_examples(sentence: Sentence, first: int, last: int) -> int:
    """Return where a purpose ends: examples of how it is served («như …») are told, not intended."""
    examples = sentence.lexicon.particles.examples
    return next((at for at in range(first, last) if sentence.tokens[at].form in examples), last)


def scope_at(found: Iterable[Governor], place: int, own: range) -> str:
    """Return the scope of the token at `place`; words of the rule's own match (`own`) do not govern it."""
    scopes = {each.scope for each in found if each.first <= place < each.last and each.at not in own}
    return next(scope for scope in _RANK if scope in scopes or not scope)
