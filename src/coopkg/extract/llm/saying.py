"""What only certain words say: an agreed text is not signed, a signed one not in force, an ended role not held."""

from collections.abc import Mapping, Sequence, Set

from coopkg.extract.llm.answers import Candidate
from coopkg.extract.llm.resolving import Named
from coopkg.extract.values import Title

#: The classes of words of which one has to stand in the quote, by type and value.
_SAYING: Mapping[tuple[str, str], frozenset[str]] = {
    ("agreement", "signed"): frozenset({"sign", "signed", "signatory"}),
    ("agreement", "agreed"): frozenset({"agree", "agree_to"}),
    ("agreement", "negotiated"): frozenset({"negotiate", "negotiations"}),
    ("agreement", "in_force"): frozenset({"enforce"}),
    ("document", "issued"): frozenset({"issue", "issued_by"}),
    ("document", "adopted"): frozenset({"adopt", "adopted_by"}),
    ("role", "ends"): frozenset({"finish"}),
    ("role", "handed_over"): frozenset({"hand_over"}),
    ("role", "starts"): frozenset({"elect", "elect_into", "take_over"}),
}
_ENDING = frozenset({"finish", "hand_over"})


def is_said(candidate: Candidate, tags: Set[str], names: Sequence[Named]) -> bool:
    """Tell whether words of the classes `tags` say the state that a candidate gives; `names` are its entities."""
    if candidate.type == "role":
        states = {each.thing.state for each in names if isinstance(each.thing, Title)}
        return _is_phase(str(candidate.arguments.get("phase", "held")), tags, states)
    values = (candidate.arguments.get(name) for name in ("status", "action"))
    needed = [_SAYING[key] for value in values if (key := (candidate.type, str(value))) in _SAYING]
    return all(tags & each for each in needed)


def _is_phase(phase: str, tags: Set[str], states: Set[str]) -> bool:
    if phase == "held":
        return not ("past" in states or tags & _ENDING)
    needed = _SAYING.get(("role", phase), frozenset())
    return bool(tags & needed) or (phase == "ends" and "past" in states)
