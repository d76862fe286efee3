"""Watching an updated closure for contradictions: whether what came in meets a rule that ends in `false`.

A closure that was without contradiction gets one only through a triple that came in, a rule that is new, or names that
have become one. So only the ways into the rules from what came in are looked at, and the whole only when in doubt.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from operator import is_

from coopkg.rdf.dictionary import FIRST_LITERAL
from coopkg.reasoning.matching import Matcher
from coopkg.reasoning.relation import class_key
from coopkg.reasoning.relations import IdTriple
from coopkg.reasoning.specialize import Identity, SpecializedRule, represented
from coopkg.reasoning.state import State

# Beyond so many it is quicker to look at all there is.
_MOST = 5000


class Watch:
    """A watch on one state, which logs what each update brings."""

    __slots__ = ("_is_new", "_live", "_matcher", "_pairs", "_rules", "_state", "_version")

    def __init__(self, state: State, *, is_new: bool = False) -> None:
        """Begin with a state that holds no contradiction, or with one that `is_new`, of which nothing is known."""
        self._state = state
        self._is_new = is_new
        self._rules: list[SpecializedRule] = []
        self._version = -1
        self._live: dict[Identity, SpecializedRule] = {}
        self._pairs: Mapping[int, list[list[int]]] = {}
        self._matcher = self._begun([])
        self._look_at_rules()

    def sees_any(self) -> bool:
        """Tell whether there may be a contradiction that was not there when this was asked last."""
        version, known, pairs = self._version, self._live, self._pairs
        is_new, self._is_new = self._is_new, False
        self._look_at_rules()
        if is_new or not known.keys() >= self._live.keys() or pairs != self._pairs or self._may_be_one(version):
            return True
        return self._is_met()

    def _look_at_rules(self) -> None:
        """Make the rules that end in `false` ready to be asked, if they or the names in them have changed."""
        rules = [rule for rule in self._state.rules.values() if not rule.head]
        equality = self._state.equality
        version = equality.version if equality is not None else 0
        if version == self._version and len(rules) == len(self._rules) and all(map(is_, rules, self._rules)):
            return
        self._rules, self._version = rules, version
        live = rules if equality is None else [represented(rule, equality) for rule in rules]
        self._live = {rule.identity: rule for rule in live}
        self._pairs = self._paired()
        self._matcher = self._begun(live)

    def _begun(self, rules: Iterable[SpecializedRule]) -> Matcher:
        # The matcher follows rules to what they conclude: these conclude their first premise, so to say.
        asked = (replace(rule, head=rule.body[:1]) for rule in rules if rule.body and rule.pair is None)
        return Matcher(self._state.relations, asked, self._state.equality)

    def _paired(self) -> dict[int, list[list[int]]]:
        """Return by the name of a relation those of which no two may share a key, itself included."""
        equality = self._state.equality
        found: dict[int, list[list[int]]] = defaultdict(list)
        for rule in self._rules:
            if rule.pair is None or len(rule.body) == 1:
                continue
            members = [each for each in rule.lists[-1][1] if each < FIRST_LITERAL]
            terms = members if equality is None else list(map(equality.name, members))
            names = list(map(class_key, terms)) if rule.body[0].object in rule.pair else terms
            for name in dict.fromkeys(names):
                found[name].append(names)
        return found

    def _may_be_one(self, version: int) -> bool:
        """Tell whether things that are listed as different may have become one since this `version` of equality."""
        if not any(rule.pair is not None and len(rule.body) == 1 for rule in self._rules):
            return False
        same_as = self._state.facts.same_as
        return version != self._version or any(same_as in delta for delta in self._state.log)

    def _is_met(self) -> bool:
        came = self._came()
        return len(came) > _MOST or any(map(self._meets, came)) or any(map(self._meets, self._of_literals(came)))

    def _meets(self, triple: IdTriple) -> bool:
        return next(self._matcher.conclusions(triple), None) is not None or self._meets_other(triple)

    def _meets_other(self, triple: IdTriple) -> bool:
        """Tell whether another relation, of which no two may share a key, has that of the triple, or may have it."""
        relations = self._state.relations
        name, key = relations.place_of(triple)
        for names in self._pairs.get(name, ()):
            if names.count(name) > 1:
                return True
            for relation in (relations.get(other) for other in names if other != name):
                if relation is not None and (
                    relation.stamp_of(key) is not None
                    # Two literals may be one value.
                    or (
                        name >= 0
                        and triple[2] >= FIRST_LITERAL
                        and max(relation.lows(triple[0]), default=0) >= FIRST_LITERAL
                    )
                ):
                    return True
        return False

    def _came(self) -> dict[IdTriple, None]:
        """Return what came in and is there, under the names of now."""
        state, equality = self._state, self._state.equality
        triple_at = state.relations.triple_at
        found: dict[IdTriple, None] = {}
        for name, keys in (each for delta in state.log for each in delta.items()):
            for key in keys[: _MOST + 1].tolist():
                triple = triple_at(name, key)
                found[triple if equality is None else equality.canonical(triple)] = None
        return {triple: None for triple in found if state.relations.stamp(triple) is not None}

    def _of_literals(self, triples: Iterable[IdTriple]) -> Iterator[IdTriple]:
        """Yield of which classes the objects are that are literals: they are so before any triple has them."""
        literals = dict.fromkeys(object_ for _, _, object_ in triples if object_ >= FIRST_LITERAL)
        if not literals:
            return
        relations, type_id = self._state.relations, self._state.relations.type_id
        read = {each.object for rule in self._live.values() for each in rule.body if each.predicate == type_id}
        classes = {class_key(each) for each in read if isinstance(each, int)}.union(
            name for name in self._pairs if name < 0
        )
        for name in classes:
            relation = relations.get(name)
            if relation is not None:
                yield from (
                    (each, type_id, class_key(name)) for each in literals if relation.stamp_of(each) is not None
                )
