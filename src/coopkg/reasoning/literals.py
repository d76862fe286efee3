"""Table 8 of OWL 2 RL/RDF: the rules about values, specialised to the literals that the triples hold.

That two literals are one is no triple here: a rule is made for each literal that a thing is the same as, for literals
with equal values that a rule would have to take for one, and for those that contradict a datatype or a functional
property. (That a literal is an instance of its datatypes is a triple, where it leads on: see `datatype_members`.) Of
contradictions with one axiom, or of ill-typed literals of one property, at most `MOST_TOLD` are made into rules. Data
without typed literals, and with no `owl:sameAs` to a literal, cost no more than a look at each relation.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import islice, permutations, product
from typing import Literal, TypeAlias

import numpy as np

from coopkg.rdf.dictionary import FIRST_LITERAL, Ids
from coopkg.rdf.vocabulary import XSD
from coopkg.reasoning.axiomatic import DATATYPES
from coopkg.reasoning.equality import Slot
from coopkg.reasoning.joins import UNIT, Pattern, column
from coopkg.reasoning.literal_values import Literals
from coopkg.reasoning.owl2rl import ALL_VALUES, DIFFERENT_FROM, ON_PROPERTY, RANGE, SAME_AS, TABLE
from coopkg.reasoning.relation import LOW, class_key
from coopkg.reasoning.relations import IdTriple, Relations
from coopkg.reasoning.rules import Rule
from coopkg.reasoning.solutions import solutions
from coopkg.reasoning.specialize import Identity, SpecializedRule

MOST_TOLD = 10
_ROWS = frozenset(rule.name for rule in TABLE)
_DATATYPES = frozenset(DATATYPES)
_OF_DIFFERENT = frozenset({"eq-diff2", "eq-diff3"})
_STRING = f"<{XSD['string']}>"
_NO_IDS: Ids = np.empty(0, np.int64)

Part: TypeAlias = Literal["object", "subject"]
Place: TypeAlias = tuple[int, Part]
"""A pattern of a body, by number, and a part of it."""


def are_about_values(rules: Iterable[Rule]) -> bool:
    """Tell whether `rules` are those of OWL 2 RL, or some of them: user rules alone know no datatypes."""
    return any(rule.name in _ROWS for rule in rules)


def literal_rules(
    literals: Literals, relations: Relations, known: Mapping[Identity, SpecializedRule]
) -> list[SpecializedRule]:
    """Return the rules that the literals in `relations` come to and that are not yet among the `known` ones."""
    source = _Source(literals, relations)
    given = [rule for rule in known.values() if rule.identity not in literals.made and rule.name in _ROWS]
    rules = [*source.equal_to_literals(), *source.outside_datatypes(), *source.joined_by_value(given)]
    rules += [*source.ill_typed(), *source.merging_literals(given)]
    rules += [*source.spread(), *source.wrong_instances(), *source.listed_twice(given)]
    new = {rule.identity: rule for rule in rules if rule.identity not in known}
    literals.made.update(new)
    return list(new.values())


def may_matter(
    literals: Literals, relations: Relations, merging: Sequence[SpecializedRule], news: tuple[int, Ids]
) -> bool:
    """Tell whether `literal_rules` may make a rule because of new keys of one property: `news` are its name and they.

    `merging` are the rules that conclude `owl:sameAs`.
    """
    name, keys = news
    new = keys[keys & LOW >= FIRST_LITERAL]
    about = keys[keys >= FIRST_LITERAL] if name < 0 else keys[keys >> 32 >= FIRST_LITERAL]
    if len(about):
        return True
    if name < 0 or not len(new):
        return False
    if len(new) > MOST_TOLD or name == literals.dictionary.encode(SAME_AS):
        return True
    numbers = (new & LOW).tolist()
    for number in numbers:
        literals.learn(number)
    if not set(numbers).isdisjoint(literals.ill_typed) or not literals.groups.keys().isdisjoint(numbers):
        return True
    datatypes = _Source(literals, relations).datatypes_of(name)
    if any(literals.is_known_not_of(number, datatype) for number in numbers for datatype in datatypes):
        return True
    return _may_be_merged(relations, merging, name, (new >> 32).tolist())


def _may_be_merged(relations: Relations, merging: Sequence[SpecializedRule], name: int, subjects: list[int]) -> bool:
    """Tell whether some subject has two literals that one of the rules `merging` may make one."""
    relation = relations.get(name)
    for rule in merging:
        read = {pattern.predicate for head in rule.head for pattern in rule.body if pattern.object in head.slots}
        if name in read or not all(isinstance(predicate, int) for predicate in read):
            if len(read) > 1 or relation is None:
                return True
            counts = (sum(low >= FIRST_LITERAL for low in relation.lows(subject)) for subject in subjects)
            if any(count > 1 for count in counts):
                return True
    return False


@dataclass(slots=True)
class _Source:
    literals: Literals
    relations: Relations
    _grouped: dict[tuple[int, Part], frozenset[int]] = field(default_factory=dict)

    def equal_to_literals(self) -> Iterator[SpecializedRule]:
        """Yield what follows for what is the same as a literal: eq-rep-o, dt-type2, dt-eq, dt-diff, dt-not-type."""
        encode = self.literals.dictionary.encode
        same_as, different = encode(SAME_AS), encode(DIFFERENT_FROM)
        named = self._objects(same_as).tolist()
        for number in named:
            is_same = Pattern("?0", same_as, number)
            yield SpecializedRule("eq-rep-o", (is_same, Pattern("?1", "?2", "?0")), (Pattern("?1", "?2", number),))
            yield SpecializedRule("eq-rep-s", (is_same, Pattern("?0", "?1", "?2")), (Pattern(number, "?1", "?2"),))
            for equal in self.literals.groups.get(number, (number,)):
                names = ("eq-rep-o", "eq-rep-s") if equal == number else ("dt-eq", "dt-eq")
                yield SpecializedRule(names[0], (is_same, Pattern("?1", "?2", equal)), (Pattern("?1", "?2", "?0"),))
                yield SpecializedRule(names[1], (is_same, Pattern(equal, "?1", "?2")), (Pattern("?0", "?1", "?2"),))
            if self.literals.value(number) is not None:
                yield from self._typed(number, is_same)
        for one, other in permutations(named, 2):
            if self.literals.are_known_to_differ(one, other):
                body = Pattern("?0", same_as, one), Pattern("?1", same_as, other)
                yield SpecializedRule("dt-diff", body, (Pattern("?0", different, "?1"),))

    def _typed(self, number: int, is_same: Pattern) -> Iterator[SpecializedRule]:
        for token in DATATYPES:
            is_typed = Pattern("?0", self.relations.type_id, self.literals.dictionary.encode(token))
            if self.literals.is_known_not_of(number, token[1:-1]):
                yield SpecializedRule("dt-not-type", (is_same, is_typed), ())
            else:
                yield SpecializedRule("dt-type2", (is_same,), (is_typed,))

    def outside_datatypes(self) -> Iterator[SpecializedRule]:
        """Yield the contradictions of a range, or of owl:allValuesFrom, that a literal is not of: dt-not-type."""
        encode = self.literals.dictionary.encode
        has_range, all_values, on_property = map(encode, (RANGE, ALL_VALUES, ON_PROPERTY))
        for axiom in self._axioms(has_range):
            yield from self._outside(axiom[0], axiom[2], (), (axiom,))
        restricted = {axiom[0]: axiom for axiom in self._axioms(on_property)}
        for axiom in self._axioms(all_values):
            if (other := restricted.get(axiom[0])) is not None:
                instance = Pattern("?0", self.relations.type_id, axiom[0])
                yield from self._outside(other[2], axiom[2], (instance,), (axiom, other))

    def _outside(
        self, name: int, datatype: int, body: tuple[Pattern, ...], axioms: tuple[IdTriple, ...]
    ) -> Iterator[SpecializedRule]:
        token = self.literals.dictionary.token_of(datatype)
        if token in _DATATYPES:
            objects = self._objects(name)
            # What names the datatype itself need not be parsed: of most properties that is every literal.
            own = b'"' if token == _STRING else f"^^{token}".encode()
            tokens = self.literals.dictionary.encoded_tokens(objects)
            others = (number for number, each in zip(objects.tolist(), tokens, strict=True) if not each.endswith(own))
            outside = (number for number in others if self.literals.is_known_not_of(number, token[1:-1]))
            for number in islice(outside, MOST_TOLD):
                yield SpecializedRule("dt-not-type", (*body, Pattern("?0", name, number)), (), axioms=axioms)

    def datatypes_of(self, name: int) -> list[str]:
        """Return the datatypes that some axiom asks of the objects of a property."""
        encode = self.literals.dictionary.encode
        ranges, on_property, all_values = map(self.relations.get, map(encode, (RANGE, ON_PROPERTY, ALL_VALUES)))
        asked = [] if ranges is None else ranges.lows(name)
        if on_property is not None and all_values is not None:
            asked += [low for restriction in on_property.highs(name) for low in all_values.lows(restriction)]
        tokens = map(self.literals.dictionary.token_of, asked)
        return [token[1:-1] for token in tokens if token in _DATATYPES]

    def _axioms(self, name: int) -> list[IdTriple]:
        relation = self.relations.get(name)
        return [] if relation is None else [(key >> 32, name, key & LOW) for key in relation.keys.tolist()]

    def _objects(self, name: int) -> Ids:
        """Return the literals that are objects of a property, each once."""
        relation = self.relations.get(name)
        if relation is None:
            return _NO_IDS
        objects = relation.keys & LOW
        return np.unique(objects[objects >= FIRST_LITERAL])

    def ill_typed(self) -> Iterator[SpecializedRule]:
        """Yield the contradictions that ill-typed literals are: dt-not-type."""
        if self.literals.ill_typed:
            for name in [name for name in self.relations if name >= 0]:
                for number in np.intersect1d(self._objects(name), self.literals.ill_typed).tolist()[:MOST_TOLD]:
                    yield SpecializedRule("dt-not-type", (Pattern("?0", name, number),), ())

    def wrong_instances(self) -> Iterator[SpecializedRule]:
        """Yield the contradictions of literals that were put into a datatype without their value: dt-not-type."""
        for token in DATATYPES:
            is_typed = Pattern("?0", self.relations.type_id, self.literals.dictionary.encode(token))
            relation = self.relations.get(class_key(int(is_typed.object)))
            if relation is not None:
                # What a literal is of by itself, from the beginning, it is of rightly.
                instances = relation.keys[(relation.keys >= FIRST_LITERAL) & (relation.stamps > 0)].tolist()
                wrong = (number for number in instances if self.literals.is_known_not_of(number, token[1:-1]))
                for number in islice(wrong, MOST_TOLD):
                    yield SpecializedRule("dt-not-type", (replace(is_typed, subject=number),), ())

    def spread(self) -> Iterator[SpecializedRule]:
        """Yield what class a literal is of, of those with equal values: dt-eq."""
        type_id = self.relations.type_id
        for name in [name for name in self.relations if name < 0] if self.literals.groups else ():
            relation = self.relations.get(name)
            # What a literal is of by itself, from the beginning, those with equal values are of too.
            keys = _NO_IDS if relation is None else relation.keys[relation.stamps > 0]
            for number in keys[keys >= FIRST_LITERAL].tolist():
                for other in self.literals.groups.get(number, ()):
                    if other != number:
                        said, heard = (Pattern(each, type_id, class_key(name)) for each in (number, other))
                        yield SpecializedRule("dt-eq", (said,), (heard,))

    def listed_twice(self, rules: Sequence[SpecializedRule]) -> Iterator[SpecializedRule]:
        """Yield the contradictions of different members of a list of which one is a literal: eq-diff2, eq-diff3."""
        for rule in rules:
            if rule.head or len(rule.body) != 1 or rule.name not in _OF_DIFFERENT:
                continue
            (pattern,) = rule.body
            one, other = pattern.subject, pattern.object
            if isinstance(one, int) and isinstance(other, int) and one >= FIRST_LITERAL:
                if other in self.literals.groups.get(one, ()):
                    yield replace(rule, body=())
                elif other < FIRST_LITERAL:
                    for equal in self.literals.groups.get(one, (one,)):
                        yield replace(rule, body=(replace(pattern, subject=other, object=equal),))

    def joined_by_value(self, rules: Sequence[SpecializedRule]) -> Iterator[SpecializedRule]:
        """Yield each of `rules` once more for literals with equal values that it would have to take for one."""
        if self.literals.groups:
            for rule in rules:
                variants = [rule]
                for slot in dict.fromkeys(slot for pattern in rule.body for slot in (pattern.object, pattern.subject)):
                    variants += [each for variant in variants for each in self._with_equal(variant, slot)]
                yield from variants[1:]

    def _with_equal(self, rule: SpecializedRule, slot: Slot) -> Iterator[SpecializedRule]:
        type_id = self.relations.type_id
        places = [place for place in _places(slot, rule.body) if rule.body[place[0]].predicate != type_id]
        if isinstance(slot, str) and (len(places) < 2 or _is_predicate_or_filtered(slot, rule)):  # noqa: PLR2004  (joined)
            return
        present = [self._in_groups(rule.body[number].predicate, part) for number, part in places]
        if not present or not all(present):
            return
        numbers = present[0] if isinstance(slot, str) else {slot} & self.literals.groups.keys()
        for group in sorted({self.literals.groups[number] for number in numbers}):
            for chosen in product(*(sorted(there & set(group)) for there in present)):
                if set(chosen) != {slot} and (len(set(chosen)) > 1 or isinstance(slot, int)):
                    yield _put(rule, dict(zip(places, chosen, strict=True)), slot)

    def _in_groups(self, name: Slot, part: Part) -> frozenset[int]:
        """Return the literals with equals that are this part of a property's triples, none for a variable."""
        if isinstance(name, str):
            return frozenset()
        if (name, part) not in self._grouped:
            numbers = self._objects(name) if part == "object" else self._subjects(name)
            self._grouped[name, part] = frozenset(self.literals.groups.keys() & set(numbers.tolist()))
        return self._grouped[name, part]

    def _subjects(self, name: int) -> Ids:
        """Return the literals that are subjects of a property, each once."""
        relation = self.relations.get(name)
        if relation is None or not len(relation) or relation.keys[-1] >> 32 < FIRST_LITERAL:
            return _NO_IDS
        subjects = relation.keys >> 32
        return np.unique(subjects[subjects >= FIRST_LITERAL])

    def merging_literals(self, rules: Sequence[SpecializedRule]) -> Iterator[SpecializedRule]:
        """Yield the contradictions of rules that would make two literals one though their values differ."""
        same_as = self.literals.dictionary.encode(SAME_AS)
        for rule in rules:
            for head in rule.head:
                if head.predicate == same_as and self._may_merge(rule, head):
                    pairs = ((one, other) for one, other in self._merged(rule, head))
                    differing = (pair for pair in pairs if self.literals.are_known_to_differ(*pair))
                    for pair in islice(differing, MOST_TOLD):
                        yield _bound(rule, dict(zip((head.subject, head.object), pair, strict=True)))

    def _may_merge(self, rule: SpecializedRule, head: Pattern) -> bool:
        """Tell whether there may be two literals that `head` makes one."""
        slots = head.subject, head.object
        if any(isinstance(slot, int) or _is_predicate_or_filtered(slot, rule) for slot in slots):
            return False
        subjects = {pattern.subject for pattern in rule.body if pattern.predicate != self.relations.type_id}
        if not subjects.isdisjoint(slots):
            read = [pattern.predicate for pattern in rule.body if pattern.subject in slots]
            return any(len(self._subjects(name)) for name in read if isinstance(name, int))
        keys = [self._keys(pattern.predicate) for pattern in rule.body if pattern.object in slots]
        both = np.sort(np.concatenate(keys)) >> 32 if keys else _NO_IDS
        return bool((both[1:] == both[:-1]).any())

    def _keys(self, name: Slot) -> Ids:
        relation = None if isinstance(name, str) else self.relations.get(name)
        return _NO_IDS if relation is None else relation.keys[relation.keys & LOW >= FIRST_LITERAL]

    def _merged(self, rule: SpecializedRule, head: Pattern) -> Iterator[tuple[int, int]]:
        for rows in solutions(rule.body, UNIT, self.relations):
            one, other = np.broadcast_arrays(column(rows.known(head.subject)), column(rows.known(head.object)))
            is_pair = (one >= FIRST_LITERAL) & (other > one)
            yield from zip(one[is_pair].tolist(), other[is_pair].tolist(), strict=True)


def _is_predicate_or_filtered(slot: Slot, rule: SpecializedRule) -> bool:
    """Tell whether `slot` has a place in `rule` where no literal can be, or a filter."""
    predicates = {pattern.predicate for pattern in (*rule.body, *rule.head)}
    return slot in predicates or any(slot in pair for pair in rule.filters)


def _places(slot: Slot, body: Sequence[Pattern]) -> list[Place]:
    """Return where in the body `slot` is an object, or a subject."""
    return [
        *((number, "object") for number, pattern in enumerate(body) if pattern.object == slot),
        *((number, "subject") for number, pattern in enumerate(body) if pattern.subject == slot),
    ]


def _put(rule: SpecializedRule, chosen: Mapping[Place, int], slot: Slot) -> SpecializedRule:
    """Return `rule` with the literals `chosen` at these places of its body, elsewhere the first."""
    body = list(rule.body)
    for (number, part), literal in chosen.items():
        is_object = part == "object"
        body[number] = replace(body[number], object=literal) if is_object else replace(body[number], subject=literal)
    values: dict[Slot, int] = {slot: next(iter(chosen.values()))} if isinstance(slot, str) else {}
    return replace(
        rule,
        body=tuple(_set(pattern, values) for pattern in body),
        head=tuple(_set(pattern, values) for pattern in rule.head),
    )


def _set(pattern: Pattern, values: Mapping[Slot, int]) -> Pattern:
    return Pattern(*(values.get(slot, slot) for slot in pattern.slots))


def _bound(rule: SpecializedRule, values: Mapping[Slot, int]) -> SpecializedRule:
    """Return the contradiction that `rule` is for these values of its variables."""
    return replace(rule, body=tuple(_set(pattern, values) for pattern in rule.body), head=())
