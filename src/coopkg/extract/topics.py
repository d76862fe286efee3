"""Topics: events, documents, agreements and projects, which a head noun names together with what they are about."""

from coopkg.extract.recalls import recalled
from coopkg.extract.sentence import Sentence
from coopkg.extract.spots import Merged, Spot
from coopkg.extract.tokens import Token
from coopkg.extract.topic_extents import topical_end

_DOCUMENTS = frozenset({"DOC", "AGR", "PRJ"})
# A document that mentions one of these is one of its own.
_TELLING = frozenset({"ORG", "LAND", "DOC", "AGR"})
_MET = frozenset({"PER", "ROLE", "ORG"})
# So many tokens after its head stands the number of a legal document.
_NUMBER_WITHIN = 3
_LONG_HEAD = 3


def topical_at(spot: Spot, length: int, label: str, kind: str) -> Merged | None:
    """Return the event, document, agreement or project that a head noun of `length` tokens begins.

    A head noun alone is the thing it was last said of, or a meeting with whoever is named next.
    """
    sentence, after = spot.sentence, spot.place + length
    end = _nested_end(spot, after, topical_end(sentence, after))
    if kind == "legal-document":
        end = _number_end(sentence, after, end)
    if end == after:
        return _met(spot, length, kind) or recalled(spot, length, label)
    if label == "EVT" and not _is_event(spot, end):
        return None
    if label in _DOCUMENTS and not _is_document(sentence, spot.place, after, end):
        return None
    return spot.named(end - spot.place, label, kind, spot.words(length))


def _number_end(sentence: Sentence, after: int, end: int) -> int:
    """Return where a legal document ends: «Thông tư 32/2018/TT-BYT của Bộ Y tế …» is named by its number."""
    places = range(after, min(end, after + _NUMBER_WITHIN))
    return next((at + 1 for at in places if sentence.tokens[at].label == "DOC"), end)


def _met(spot: Spot, length: int, kind: str) -> Merged | None:
    """Return «buổi gặp gỡ Tân Chủ tịch ISO» as a meeting that has its name from whom one meets."""
    forms, tokens, after = spot.sentence.forms, spot.sentence.tokens, spot.place + length
    if kind != "meeting" or after >= len(tokens):
        return None
    at = after + 1 if forms[after] in spot.particles.meeting else after
    if at >= len(tokens) or tokens[at].label not in _MET:
        return None
    while at + 1 < len(tokens) and tokens[at + 1].label in _MET | {"LAND"}:
        at += 1
    name = spot.written(at + 1 - spot.place)
    return spot.merged(length, "EVT", spot.discourse.named(name, "meeting"), spot.words(length))


def _nested_end(spot: Spot, place: int, end: int) -> int:
    """Return where a name ends that has another in it («Lễ ký Biên bản ghi nhớ về …»), and note that one as seen."""
    sentence = spot.sentence
    for at in range(place, min(end + 1, len(sentence.tokens))):
        head = sentence.head_at(at)
        if head is None or head[1][0] not in _DOCUMENTS:
            continue
        length, (label, kind) = head
        last = topical_end(sentence, at + length)
        if _is_document(sentence, at, at + length, last):
            inner = spot.at(at)
            spot.discourse.note(inner.named(last - at, label, kind, inner.words(length))[1])
            return max(end, last)
        end = max(end, at + length)
    return end


def _is_event(spot: Spot, end: int) -> bool:
    """Tell whether a day, a ceremony or a week is an event that has a name («Ngày Tiêu chuẩn Thế giới»)."""
    tokens = spot.sentence.tokens[spot.place + 1 : end]
    return spot.sentence.forms[spot.place] not in spot.particles.common_events or any(
        token.is_capital or token.label not in {"", "NUM"} for token in tokens
    )


def _is_document(sentence: Sentence, place: int, after: int, end: int) -> bool:
    """Tell whether a head noun from `place` to `after` and what follows it to `end` name a document of its own."""
    head = sentence.head_at(place)
    # «bản ghi nhớ đầu tiên»: such a head is no part of another word.
    if head is not None and head[1][0] == "AGR" and head[0] >= _LONG_HEAD and after < end:
        return True
    # For an agreement it is enough to say what it is about.
    topic = sentence.lexicon.particles.topic if head is not None and head[1][0] == "AGR" else frozenset()
    return sentence.tokens[place].is_capital or any(_tells(token, topic) for token in sentence.tokens[after:end])


def _tells(token: Token, topic: frozenset[str]) -> bool:
    return token.label in _TELLING or token.is_capital or token.form == '"' or token.form in topic
