"""Decisions on proposals, and their form in files: JSON Lines, one decision a line."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from coopkg.curation.records import Edits
from coopkg.errors import BadInputError, FaultsError

Verdict = Literal["accept", "reject", "edit"]
_EDITS = ("type", "modality", "arguments", "time", "evidence")
_KEYS = ("proposal", "article", "decision", *_EDITS, "new_entities")


@dataclass(frozen=True, slots=True)
class Decision:
    """What is to become of a proposal; `article` is needed only where two articles have one of that id.

    With `edit` the proposal waits on, as edited. `new_entities` are entries of the registry, in its own form.
    """

    proposal: str
    verdict: Verdict
    article: str | None = None
    edits: Edits = field(default_factory=Edits)
    new_entities: tuple[Mapping[str, Any], ...] = ()


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of a decision: `reasons` why it could not be carried out, or none.

    `fact` is the id of the fact that was accepted, `also` are those of other articles that say the same, `entities` the
    new ones.
    """

    decision: Decision
    article: str
    reasons: tuple[str, ...] = ()
    fact: str | None = None
    also: tuple[str, ...] = ()
    entities: tuple[str, ...] = ()

    @property
    def is_done(self) -> bool:
        """Tell whether the decision was carried out."""
        return not self.reasons

    def as_dict(self) -> dict[str, Any]:
        """Return the outcome for JSON; what it does not say is left out."""
        told = {
            "proposal": self.decision.proposal,
            "article": self.article,
            "decision": self.decision.verdict,
            "done": self.is_done,
            "fact": self.fact,
            "also_said_by": list(self.also),
            "new_entities": list(self.entities),
            "reasons": list(self.reasons),
        }
        return {key: value for key, value in told.items() if value not in (None, [])}


def parse_decisions(name: str, lines: Iterable[str]) -> list[Decision]:
    """Return the decisions of a file called `name`; FaultsError with everything that is wrong with it."""
    decisions, faults = [], []
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            decisions.append(_decision(json.loads(line)))
        except (ValueError, RecursionError) as error:
            faults.append(BadInputError(name, number, f"{error}"))
    if faults:
        raise FaultsError(faults)
    return decisions


def _decision(given: object) -> Decision:
    """Return a decision; ValueError says what is wrong with it."""
    if not isinstance(given, dict):
        raise ValueError("a JSON object is asked for")  # noqa: TRY004  # collected with the errors of the parser
    unknown = [key for key in given if key not in _KEYS]
    if unknown:
        raise ValueError(f"`{unknown[0]}`: there is no such key here; there are {', '.join(_KEYS)}")
    proposal = _text(given, "proposal")
    if not proposal:
        raise ValueError("`proposal`: the id of the proposal is missing")
    verdict = given.get("decision")
    if verdict not in ("accept", "reject", "edit"):
        raise ValueError(f"`decision`: not accept, reject or edit: {verdict!r}")
    edits = Edits(
        type=_text(given, "type"),
        modality=_text(given, "modality"),
        arguments=_mapping(given, "arguments"),
        # None takes the time away, as it does in a record.
        time="" if "time" in given and given["time"] is None else _text(given, "time"),
        evidence=_mappings(given, "evidence"),
    )
    return Decision(proposal, verdict, _text(given, "article"), edits, tuple(_mappings(given, "new_entities") or ()))


def _text(given: Mapping[str, Any], key: str) -> str | None:
    value = given.get(key)
    if value is not None and not isinstance(value, str):
        raise ValueError(f"`{key}`: a text is asked for, not {value!r}")
    return value


def _mapping(given: Mapping[str, Any], key: str) -> dict[str, Any] | None:
    value = given.get(key)
    if value is not None and not isinstance(value, dict):
        raise ValueError(f"`{key}`: an object is asked for, not {value!r}")
    return value


def _mappings(given: Mapping[str, Any], key: str) -> list[dict[str, Any]] | None:
    value = given.get(key)
    if value is not None and not (isinstance(value, list) and all(isinstance(each, dict) for each in value)):
        raise ValueError(f"`{key}`: a list of objects is asked for, not {value!r}")
    return value
