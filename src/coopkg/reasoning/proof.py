"""Proofs as values: steps with numbers, each after all that it rests on; and how they are written, as text and as JSON.

A proof is a list and not a tree, so that a step is told once however many others rest on it, and that no depth is too
deep for whoever reads it.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeAlias

from coopkg.rdf.dictionary import TokenTriple
from coopkg.rdf.vocabulary import PREFIXES, RDF

STATED = "stated"

Notes: TypeAlias = Mapping[TokenTriple, Sequence[str]]
"""Lines to be written under the step that states a triple."""


@dataclass(frozen=True, slots=True)
class Inference:
    """One use of a rule: the numbers of the steps that meet its body.

    `axioms` are those steps that the rule was specialised to, triples of the ontology; `premises` are all others.
    `lists` are the rdf:Lists that it read: first node, members.
    """

    rule: str
    premises: tuple[int, ...] = ()
    axioms: tuple[int, ...] = ()
    lists: tuple[tuple[str, tuple[str, ...]], ...] = ()

    @property
    def grounds(self) -> tuple[int, ...]:
        """Return the numbers of all steps that it rests on."""
        return self.premises + self.axioms

    def as_dict(self) -> dict[str, Any]:
        """Return the inference for JSON; steps are named by their `id`."""
        return {
            "rule": self.rule,
            "premises": [step_id(number) for number in self.premises],
            "axioms": [step_id(number) for number in self.axioms],
            "lists": [{"node": node, "members": list(members)} for node, members in self.lists],
        }


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a proof: `triple` is concluded by `inference`, or stated where that is None."""

    triple: TokenTriple
    inference: Inference | None = None

    @property
    def rule(self) -> str:
        """Return the name of the rule, "stated" where there is none."""
        return STATED if self.inference is None else self.inference.rule

    @property
    def grounds(self) -> tuple[int, ...]:
        """Return the numbers of the steps that it rests on, none where it is stated."""
        return () if self.inference is None else self.inference.grounds


Steps: TypeAlias = tuple[Step, ...]


@dataclass(frozen=True, slots=True)
class Proof:
    """Why a triple holds: `steps` that rest on steps before them, counted from 0; the last is the triple's own."""

    steps: Steps

    @property
    def conclusion(self) -> Step:
        """Return the last step, that of the triple that is proved."""
        return self.steps[-1]

    def premises(self) -> Steps:
        """Return the steps that are premises of the last one."""
        inference = self.conclusion.inference
        return () if inference is None else tuple(self.steps[number] for number in inference.premises)

    def axioms(self) -> Steps:
        """Return the steps that are axioms of the last one."""
        inference = self.conclusion.inference
        return () if inference is None else tuple(self.steps[number] for number in inference.axioms)

    def stated(self) -> frozenset[TokenTriple]:
        """Return all stated triples that the proof rests on."""
        return stated_by(self.steps)

    def depth(self) -> int:
        """Return how many steps lie between the conclusion and the farthest of what it rests on."""
        depths: list[int] = []
        for step in self.steps:
            depths.append(max((depths[number] + 1 for number in step.grounds), default=0))
        return depths[-1]

    def text(self, prefixes: Mapping[str, str] = PREFIXES, notes: Notes | None = None) -> str:
        """Return the proof as indented lines, each a triple and why; a step that comes again is not repeated.

        IRIs are shortened by `prefixes`. Under a step stand the `notes` on its triple, where it comes first.
        """
        last = Inference("", (len(self.steps) - 1,))
        return "\n".join(Account(self.steps, prefixes, notes or {}).lines(last, 0))

    def as_dict(self) -> dict[str, Any]:
        """Return the proof for JSON: the `triple`, and all `steps`, each with an `id`, after those that it rests on."""
        return {"triple": list(self.conclusion.triple), "steps": steps_as_dicts(self.steps)}


def stated_by(steps: Iterable[Step]) -> frozenset[TokenTriple]:
    """Return the triples that are stated among the steps."""
    return frozenset(step.triple for step in steps if step.inference is None)


def step_id(number: int) -> int:
    """Return by which number a step is told to people, who count from 1."""
    return number + 1


def steps_as_dicts(steps: Steps) -> list[dict[str, Any]]:
    """Return the steps for JSON, in their order."""
    return [
        {"id": step_id(number), "triple": list(step.triple)}
        | ({"rule": STATED} if step.inference is None else step.inference.as_dict())
        for number, step in enumerate(steps)
    ]


@dataclass(slots=True)
class Account:
    """What is being told of some steps as indented lines; it remembers what has been told, and tells it once."""

    steps: Steps
    prefixes: Mapping[str, str]
    notes: Notes
    _told: set[int] = field(default_factory=set)

    def lines(self, inference: Inference, depth: int) -> Iterator[str]:
        """Yield the lines of what `inference` rests on, its premises so deep, a conclusion before its premises."""
        for number, at, is_first in self._walk(inference, depth):
            step = self.steps[number]
            yield "  " * at + self._line(step, is_first=is_first)
            if is_first and step.inference is None:
                yield from ("  " * (at + 2) + note for note in self.notes.get(step.triple, ()))

    def _walk(self, inference: Inference, depth: int) -> Iterator[tuple[int, int, bool]]:
        """Yield each step with its depth and whether it comes for the first time.

        An axiom is yielded once, or a long proof would be mostly axioms.
        """
        stack = _stacked(inference, depth)
        while stack:
            number, at, is_axiom = stack.pop()
            is_first = number not in self._told
            if is_first or not is_axiom:
                yield number, at, is_first
            below = self.steps[number].inference
            if is_first and below is not None:
                stack += _stacked(below, at + 1)
            self._told.add(number)

    def _line(self, step: Step, *, is_first: bool) -> str:
        reason = step.rule
        if step.inference is not None:
            reason = self.reason(step.inference) if is_first else f"{step.rule}, proved above"
        return f"{self.shown(step.triple)}  [{reason}]"

    def reason(self, inference: Inference) -> str:
        """Return the rule's name and the lists that it read."""
        lists = (f"; {self.shown([node])} = ({self.shown(members)})" for node, members in inference.lists)
        return inference.rule + "".join(lists)

    def shown(self, tokens: Iterable[str]) -> str:
        """Return tokens as people write them, with blanks between."""
        return " ".join(short(token, self.prefixes) for token in tokens)


def _stacked(inference: Inference, depth: int) -> list[tuple[int, int, bool]]:
    """Return what an inference rests on, so that the first premise is on top and the axioms come last."""
    axioms = [(number, depth, True) for number in reversed(inference.axioms)]
    return axioms + [(number, depth, False) for number in reversed(inference.premises)]


def short(token: str, prefixes: Mapping[str, str] = PREFIXES) -> str:
    """Return a token as people write it: by prefix where its namespace is known.

    >>> short("<http://www.w3.org/ns/org#memberOf>"), short('"ISO"@en'), short("<https://coop.example/x>")
    ('org:memberOf', '"ISO"@en', '<https://coop.example/x>')
    """
    if token == f"<{RDF['type']}>":
        return "a"
    for prefix, namespace in prefixes.items():
        name = token[len(namespace) + 1 : -1]
        if token.startswith(f"<{namespace}") and name.replace("-", "").replace("_", "").isalnum():
            return f"{prefix}:{name}"
    return token
