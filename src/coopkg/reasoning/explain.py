"""Proofs: why a triple is in the closure, step by step down to what is stated.

A step is found backwards: rules whose head is the triple, solutions of their bodies among triples with lower stamps,
of these the one whose newest premise is oldest. Stamps fall from step to step, so every proof ends.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

import numpy as np

from coopkg.errors import SettingError, UnknownTermError
from coopkg.rdf.dictionary import Ids, TokenTriple
from coopkg.rdf.vocabulary import PREFIXES, RDF
from coopkg.reasoning.closure import Closure
from coopkg.reasoning.joins import Bindings, Pattern, column, filtered, solutions
from coopkg.reasoning.relations import IdTriple, Relations
from coopkg.reasoning.specialize import SpecializedRule

STATED = "stated"


@dataclass(frozen=True, slots=True)
class Proof:
    """Why `triple` holds: it is stated, or `rule` concludes it from `premises` by `axioms`, the ontology's triples.

    `lists` are the rdf:Lists that the axioms refer to: first node, members.
    """

    triple: TokenTriple
    rule: str
    premises: tuple["Proof", ...] = ()
    axioms: tuple["Proof", ...] = ()
    lists: tuple[tuple[str, tuple[str, ...]], ...] = ()

    @property
    def is_stated(self) -> bool:
        """Tell whether the triple is stated and needs no premise."""
        return self.rule == STATED

    def stated(self) -> frozenset[TokenTriple]:
        """Return all stated triples that the proof rests on."""
        return frozenset(step.triple for step, _, is_first in _walk(self) if is_first and step.is_stated)

    def depth(self) -> int:
        """Return how many steps lie between the conclusion and the farthest of what it rests on."""
        return max(depth for _, depth, _ in _walk(self))

    def text(
        self, prefixes: Mapping[str, str] = PREFIXES, notes: Mapping[TokenTriple, Sequence[str]] | None = None
    ) -> str:
        """Return the proof as indented lines, each a triple and why; a step that comes again is not repeated.

        IRIs are shortened by `prefixes`. Under a step stand the `notes` on its triple, where it comes first.
        """
        lines = []
        for step, depth, is_first in _walk(self):
            lines.append(_line(step, depth, is_first, prefixes))
            if notes and is_first:
                lines += [f"{'  ' * (depth + 2)}{note}" for note in notes.get(step.triple, ())]
        return "\n".join(lines)

    def as_dict(self) -> dict[str, Any]:
        """Return the proof as nested dicts and lists for JSON; a step that comes again is not repeated."""
        return _as_dict(self, set())


def explain(closure: Closure, triple: TokenTriple) -> Proof:
    """Return the proof of `triple` with the oldest premises; UnknownTermError where it is not in the closure.

    SettingError where the closure comes from an engine that keeps no stamps.
    """
    return prove(closure, [triple])[0]


def prove(closure: Closure, triples: Iterable[TokenTriple]) -> list[Proof]:
    """Return the proofs of several triples, which share their steps; errors as `explain`."""
    ids = [_known(closure, triple) for triple in triples]
    if not closure.rules and any(closure.relations.stamp(each) for each in ids):
        raise SettingError("reasoner", f"{closure.engine} keeps no proofs; build with the columns reasoner to explain")
    steps: dict[IdTriple, _Step] = {}
    waiting = list(ids)
    concluding = _Concluding(closure)
    while waiting:
        triple_ids = waiting.pop()
        if triple_ids not in steps:
            step = steps[triple_ids] = concluding.step(triple_ids)
            waiting += [*step.premises, *step.axioms]
    proofs: dict[IdTriple, Proof] = {}
    for triple_ids in sorted(steps, key=lambda each: steps[each].stamp):
        proofs[triple_ids] = _proof(triple_ids, steps[triple_ids], proofs, closure)
    return [proofs[each] for each in ids]


def rule_finder(closure: Closure) -> Callable[[TokenTriple], str | None]:
    """Return a function that tells the rule of the last step of a triple's proof, "stated" where it needs none.

    It gives None where the triple is not in the closure, or follows in one whose engine keeps no proofs. The rules are
    put in order once, so that it may be asked of many triples.
    """
    concluding = _Concluding(closure)

    def rule_of(triple: TokenTriple) -> str | None:
        ids = closure.ids_of(triple)
        stamp = None if ids is None else closure.relations.stamp(ids)
        if ids is None or stamp is None:
            return None
        if stamp == 0:
            return STATED
        return concluding.step(ids).rule if closure.rules else None

    return rule_of


def _known(closure: Closure, triple: TokenTriple) -> IdTriple:
    ids = closure.ids_of(triple)
    if ids is None or closure.relations.stamp(ids) is None:
        raise UnknownTermError(" ".join(triple), "neither stated nor implied")
    return ids


@dataclass(frozen=True, slots=True)
class _Step:
    """One step of a proof; `rank` orders those that lead to one triple: stamp of the newest premise, then the sum."""

    stamp: int
    rule: str = STATED
    premises: tuple[IdTriple, ...] = ()
    axioms: tuple[IdTriple, ...] = ()
    lists: tuple[tuple[int, tuple[int, ...]], ...] = ()
    rank: tuple[int, int] = (0, 0)


class _Concluding:
    """The rules of one closure by what they conclude."""

    __slots__ = ("_any", "_by_name", "_closure")

    def __init__(self, closure: Closure) -> None:
        self._closure = closure
        self._any: list[tuple[SpecializedRule, Pattern]] = []
        self._by_name: dict[int, list[tuple[SpecializedRule, Pattern]]] = defaultdict(list)
        for rule in closure.rules:
            for head in rule.head:
                if isinstance(head.predicate, int) and isinstance(head.object, int):
                    self._by_name[closure.relations.name_of(head.predicate, head.object)].append((rule, head))
                elif isinstance(head.predicate, int) and head.predicate != closure.relations.type_id:
                    self._by_name[head.predicate].append((rule, head))
                else:
                    self._any.append((rule, head))

    def step(self, triple: IdTriple) -> _Step:
        """Return the step with the oldest premises that leads to `triple`."""
        relations = self._closure.relations
        stamp = relations.stamp(triple)
        if stamp is None:
            raise AssertionError(triple)
        if stamp == 0:
            return _Step(0)
        rules = self._by_name.get(relations.name_of(triple[1], triple[2]), []) + self._any
        steps = [step for rule, head in rules for step in _steps(rule, _unified(head, triple), stamp, relations)]
        return min(steps, key=lambda step: step.rank)


def _unified(head: Pattern, triple: IdTriple) -> Bindings | None:
    """Return the values that make `head` the triple, None where there are none."""
    values: dict[str, int | Ids] = {}
    for slot, part in zip(head.slots, triple, strict=True):
        if (slot if isinstance(slot, int) else values.setdefault(slot, part)) != part:
            return None
    return Bindings(1, values)


def _steps(rule: SpecializedRule, bindings: Bindings | None, stamp: int, relations: Relations) -> Iterator[_Step]:
    """Yield for each piece of the rule's solutions the best step whose premises are all older than `stamp`."""
    if bindings is None:
        return
    axioms = [relations.stamp(axiom) or 0 for axiom in rule.axioms]
    if max(axioms, default=0) >= stamp:
        return
    for piece in solutions(rule.body, bindings, relations):
        rows = filtered(rule.filters, piece)
        if not rows.length:
            continue
        columns = [premise_column(pattern, rows, relations) for pattern in rule.body]
        stamps = [np.broadcast_to(stamps, rows.length) for _, stamps in columns]
        newest = np.max([np.full(rows.length, max(axioms, default=0)), *stamps], axis=0)
        total = np.sum([np.zeros(rows.length, np.int64), *stamps], axis=0)
        row = int(np.lexsort((total, newest))[0])
        if newest[row] < stamp:
            premises = tuple(triple_at(triples, row) for triples, _ in columns)
            rank = int(newest[row]), int(total[row])
            yield _Step(stamp, rule.name, premises, rule.axioms, rule.lists, rank)


Columns: TypeAlias = tuple[int | Ids, int, int | Ids]


def premise_column(pattern: Pattern, rows: Bindings, relations: Relations) -> tuple[Columns, Ids]:
    """Return the triples that `pattern` is in each row, and their stamps; one for all rows where they are the same."""
    subject, object_ = rows.known(pattern.subject), rows.known(pattern.object)
    predicate = rows.known(pattern.predicate)
    if not isinstance(predicate, int):
        raise TypeError(predicate)
    name = relations.name_of(predicate, object_ if isinstance(object_, int) else 0)
    relation = relations.get(name)
    if relation is None:
        raise KeyError(name)
    keys = column(subject) if name < 0 else column(subject) << 32 | object_
    return (subject, predicate, object_), relation.stamps_of(keys).astype(np.int64)


def triple_at(columns: Columns, row: int) -> IdTriple:
    """Return one row of the columns."""
    subject, predicate, object_ = (part if isinstance(part, int) else int(part[row]) for part in columns)
    return subject, predicate, object_


def _proof(triple: IdTriple, step: _Step, proofs: dict[IdTriple, Proof], closure: Closure) -> Proof:
    token_of = closure.dictionary.token_of
    return Proof(
        closure.tokens_of(triple),
        step.rule,
        tuple(proofs[premise] for premise in step.premises),
        tuple(proofs[axiom] for axiom in step.axioms),
        tuple((token_of(node), tuple(map(token_of, members))) for node, members in step.lists),
    )


def _walk(proof: Proof) -> Iterator[tuple[Proof, int, bool]]:
    """Yield each step with its depth and whether it comes for the first time, a conclusion before its premises.

    An axiom is yielded once, or a long proof would be mostly axioms.
    """
    seen: set[TokenTriple] = set()
    stack = [(proof, 0, False)]
    while stack:
        step, depth, is_axiom = stack.pop()
        is_first = step.triple not in seen
        if is_first or not is_axiom:
            yield step, depth, is_first
        if is_first:
            seen.add(step.triple)
            stack += [(each, depth + 1, True) for each in reversed(step.axioms)]
            stack += [(each, depth + 1, False) for each in reversed(step.premises)]


def _line(step: Proof, depth: int, is_first: bool, prefixes: Mapping[str, str]) -> str:  # noqa: FBT001  (_walk's row)
    def shown(tokens: Iterable[str]) -> str:
        return " ".join(short(token, prefixes) for token in tokens)

    reason = step.rule
    if not is_first and not step.is_stated:
        reason = f"{step.rule}, proved above"
    elif step.lists:
        reason += "".join(f"; {shown([node])} = ({shown(members)})" for node, members in step.lists)
    return f"{'  ' * depth}{shown(step.triple)}  [{reason}]"


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


def _as_dict(proof: Proof, seen: set[TokenTriple]) -> dict[str, Any]:
    found: dict[str, Any] = {"triple": list(proof.triple), "rule": proof.rule}
    if proof.is_stated:
        return found
    if proof.triple in seen:
        return {**found, "is_repeated": True}
    seen.add(proof.triple)
    found["premises"] = [_as_dict(premise, seen) for premise in proof.premises]
    found["axioms"] = [_as_dict(axiom, seen) for axiom in proof.axioms]
    found["lists"] = [{"node": node, "members": list(members)} for node, members in proof.lists]
    return found
