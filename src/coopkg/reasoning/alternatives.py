"""All last steps that lead to a triple, beside the one that its proof takes.

Listed is each use of a rule that concludes the triple from triples of the closure whose own proofs do not rest on it:
the triple would still follow by it if nobody stated it and no other rule concluded it. How old the premises are plays
no part. Rules that an ontology makes equal are kept once, under the first name and with the first axioms, and so are
listed once. A stated triple has such steps too, where it also follows.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import chain, islice
from typing import Any

from coopkg.rdf.dictionary import TokenTriple
from coopkg.rdf.vocabulary import PREFIXES
from coopkg.reasoning.explain import Explainer, Found, inference_of, numbered
from coopkg.reasoning.proof import STATED, Account, Inference, Notes, Steps, stated_by, steps_as_dicts
from coopkg.reasoning.relations import IdTriple
from coopkg.reasoning.search import Use

MOST = 100
# Ways that rest on the triple itself are looked at in vain, and there may be very many.
_MOST_TRIED = 1000


@dataclass(frozen=True, slots=True)
class Alternatives:
    """The last steps that lead to `triple`, that of its proof first; `steps` prove what they rest on.

    `is_stated` tells that the triple needs none of them, `is_cut` that there may be more.
    """

    triple: TokenTriple
    inferences: tuple[Inference, ...]
    steps: Steps
    is_stated: bool
    is_cut: bool

    def stated(self) -> frozenset[TokenTriple]:
        """Return all stated triples that the last steps rest on, and the triple if it is stated."""
        return stated_by(self.steps) | ({self.triple} if self.is_stated else set())

    def text(self, prefixes: Mapping[str, str] = PREFIXES, notes: Notes | None = None) -> str:
        """Return the triple, then each last step with the proofs of what it rests on, told once, as indented lines."""
        account = Account(self.steps, prefixes, notes or {})
        lines = [account.shown(self.triple) + (f"  [{STATED}]" if self.is_stated else "")]
        if self.is_stated and notes:
            lines += [f"    {note}" for note in notes.get(self.triple, ())]
        for number, inference in enumerate(self.inferences, start=1):
            lines += [f"  {number}. {account.reason(inference)}", *account.lines(inference, 2)]
        if self.is_cut:
            lines.append("  … and perhaps more")
        return "\n".join(lines)

    def as_dict(self) -> dict[str, Any]:
        """Return the last steps for JSON: `triple`, `is_stated`, `alternatives`, whether `is_cut`, and all `steps`."""
        return {
            "triple": list(self.triple),
            "is_stated": self.is_stated,
            "alternatives": [inference.as_dict() for inference in self.inferences],
            "is_cut": self.is_cut,
            "steps": steps_as_dicts(self.steps),
        }


def alternatives(explainer: Explainer, triple: TokenTriple, most: int = MOST) -> Alternatives:
    """Return the last steps that lead to `triple`, at most so many, the oldest first; errors as `Explainer.proof`."""
    root, closure = explainer.known(triple), explainer.closure
    chosen = explainer.last_use(root)
    tried = list(islice(_uses(root, explainer, chosen), _MOST_TRIED + 1))
    tried.sort(key=lambda use: (use is not chosen, use.age))
    found: Found = {}
    sound = list(islice(_without(root, tried[:_MOST_TRIED], explainer, found), most + 1))
    kept = sound[:most]
    steps, numbers = numbered((each for use in kept for each in use.grounds), found, closure)
    return Alternatives(
        triple,
        tuple(inference_of(use.rule, use.premises, numbers, closure) for use in kept),
        steps,
        is_stated=explainer.stamp(root) == 0,
        is_cut=len(sound) > most or len(tried) > _MOST_TRIED,
    )


def _uses(triple: IdTriple, explainer: Explainer, chosen: Use | None) -> Iterator[Use]:
    """Yield the `chosen` use and all others that lead to `triple`, each once: a rule may have two atoms that do."""
    passed: set[tuple[str, tuple[IdTriple, ...], tuple[IdTriple, ...]]] = set()
    for use in chain(() if chosen is None else (chosen,), explainer.derivations(triple)):
        key = use.rule.name, use.premises, use.rule.axioms
        if key not in passed:
            passed.add(key)
            yield use


def _without(root: IdTriple, uses: list[Use], explainer: Explainer, found: Found) -> Iterator[Use]:
    """Yield the uses that do not rest on `root`; what they rest on is added to `found`."""
    resting: dict[IdTriple, bool] = {root: True}
    for use in uses:
        explainer.below((each for each in use.grounds if each != root), found)
        if not any(_rests(each, found, resting) for each in use.grounds):
            yield use


def _rests(triple: IdTriple, found: Found, resting: dict[IdTriple, bool]) -> bool:
    """Tell whether the proof of `triple` uses one that is known to be `resting`; remembers what it finds there."""
    stack = [triple]
    while stack:
        each = stack[-1]
        use = found.get(each)
        below = () if use is None or each in resting else use.grounds
        unknown = [ground for ground in below if ground not in resting]
        if unknown:
            stack += unknown
            continue
        resting.setdefault(each, any(resting[ground] for ground in below))
        stack.pop()
    return resting[triple]
