"""Table 8 of OWL 2 RL/RDF: the rules about values, specialised to the literals that the triples hold.

A literal is no subject, so what the rules say of literals is said of the things that have them: a rule is made for
each literal that a thing is the same as, for literals with equal values that a rule would have to take for one, and for
those that contradict a datatype or a functional property. Of contradictions with one axiom, or of ill-typed literals of
one property, at most `MOST_TOLD` are made into rules. Data without typed literals, and with no `owl:sameAs` to a
literal, cost no more than a look at each relation.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import islice, permutations, product

import numpy as np

from coopkg.rdf.dictionary import FIRST_LITERAL, Dictionary, Ids
from coopkg.rdf.nquads import parse_term, serialize_term
from coopkg.rdf.terms import Literal
from coopkg.rdf.vocabulary import XSD
from coopkg.reasoning.axiomatic import DATATYPES
from coopkg.reasoning.datatypes import Value, is_of, value_of
from coopkg.reasoning.equality import Slot
from coopkg.reasoning.joins import UNIT, Pattern, column
from coopkg.reasoning.owl2rl import ALL_VALUES, DIFFERENT_FROM, ON_PROPERTY, RANGE, SAME_AS, TABLE
from coopkg.reasoning.relation import LOW
from coopkg.reasoning.relations import IdTriple, Relations
from coopkg.reasoning.rules import Rule
from coopkg.reasoning.solutions import solutions
from coopkg.reasoning.specialize import Identity, SpecializedRule

MOST_TOLD = 10
_ROWS = frozenset(rule.name for rule in TABLE)
_DATATYPES = frozenset(DATATYPES)
_STRING = f"<{XSD['string']}>"
_NO_IDS: Ids = np.empty(0, np.int64)

Group = tuple[int, ...]


def are_about_values(rules: Iterable[Rule]) -> bool:
    """Tell whether `rules` are those of OWL 2 RL, or some of them: user rules alone know no datatypes."""
    return any(rule.name in _ROWS for rule in rules)


@dataclass(slots=True)
class Literals:
    """The literals of one dictionary: which are ill-typed, and which have equal values (`groups`, of two at least)."""

    dictionary: Dictionary
    ill_typed: list[int] = field(default_factory=list)
    groups: dict[int, Group] = field(default_factory=dict)
    made: set[Identity] = field(default_factory=set)
    _values: dict[int, Value | None] = field(default_factory=dict)
    _equal: dict[Value, Group] = field(default_factory=dict)

    def learn(self, number: int) -> None:
        """Read the literal with this id, once: what it is equal to, or that it is ill-typed.

        Of literals without `^^` there may be very many, and each is equal to none of its kind: they are not kept.
        """
        value = None if number in self._values else self.value(number)
        if value is not None:
            plain = _plain(value, self.dictionary)
            group = self._equal.get(value, () if plain is None else (plain,))
            if number not in group:
                group = (*group, number)
            if number != plain or value in self._equal:
                self._equal[value] = group
                if len(group) > 1:
                    self.groups.update(dict.fromkeys(group, group))

    def value(self, number: int) -> Value | None:
        """Return the value of the literal with this id, None where it has none that is known."""
        if number not in self._values:
            literal = _parsed(self.dictionary.token_of(number))
            try:
                self._values[number] = None if literal is None else value_of(literal)
            except ValueError:
                self._values[number] = None
                self.ill_typed.append(number)
        return self._values[number]

    def is_known_not_of(self, number: int, datatype: str) -> bool:
        """Tell whether the literal has a value, and one that is not of `datatype`."""
        value = self.value(number)
        return value is not None and not is_of(value, datatype)

    def are_known_to_differ(self, one: int, other: int) -> bool:
        """Tell whether both literals have values, and not the same."""
        values = self.value(one), self.value(other)
        return None not in values and values[0] != values[1]


def _parsed(token: str) -> Literal | None:
    """Return the literal, None for a triple term and for what cannot be parsed as either."""
    try:
        term = parse_term(token)
    except ValueError:
        return None
    return term if isinstance(term, Literal) else None


def read_literals(dictionary: Dictionary) -> Literals:
    """Return the literals of `dictionary` as they are now; rules add none that matter."""
    literals = Literals(dictionary)
    for number in dictionary.typed_literals(_DATATYPES):
        literals.learn(number)
    return literals


def _plain(value: Value, dictionary: Dictionary) -> int | None:
    """Return the id of the literal without `^^` that has this value: a string, or a text with a language tag."""
    space, content = value
    if space != "text" or not isinstance(content, tuple):
        return None
    text, language = content
    return dictionary.id_of(serialize_term(Literal(text, language=language or None)))


def literal_rules(
    literals: Literals, relations: Relations, known: Mapping[Identity, SpecializedRule]
) -> list[SpecializedRule]:
    """Return the rules that the literals in `relations` come to and that are not yet among the `known` ones."""
    source = _Source(literals, relations)
    given = [rule for rule in known.values() if rule.identity not in literals.made and rule.name in _ROWS]
    rules = [*source.equal_to_literals(), *source.outside_datatypes(), *source.joined_by_value(given)]
    rules += [*source.ill_typed(), *source.merging_literals(given)]
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
    if not len(new):
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
    _grouped: dict[int, frozenset[int]] = field(default_factory=dict)

    def equal_to_literals(self) -> Iterator[SpecializedRule]:
        """Yield what follows for what is the same as a literal: eq-rep-o, dt-type2, dt-eq, dt-diff, dt-not-type."""
        encode = self.literals.dictionary.encode
        same_as, different = encode(SAME_AS), encode(DIFFERENT_FROM)
        named = self._objects(same_as).tolist()
        for number in named:
            is_same = Pattern("?0", same_as, number)
            yield SpecializedRule("eq-rep-o", (is_same, Pattern("?1", "?2", "?0")), (Pattern("?1", "?2", number),))
            for equal in self.literals.groups.get(number, (number,)):
                name = "eq-rep-o" if equal == number else "dt-eq"
                yield SpecializedRule(name, (is_same, Pattern("?1", "?2", equal)), (Pattern("?1", "?2", "?0"),))
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

    def joined_by_value(self, rules: Sequence[SpecializedRule]) -> Iterator[SpecializedRule]:
        """Yield each of `rules` once more for literals with equal values that it would have to take for one."""
        if self.literals.groups:
            for rule in rules:
                variants = [rule]
                for slot in dict.fromkeys(pattern.object for pattern in rule.body):
                    variants += [each for variant in variants for each in self._with_equal(variant, slot)]
                yield from variants[1:]

    def _with_equal(self, rule: SpecializedRule, slot: Slot) -> Iterator[SpecializedRule]:
        places = [place for place, pattern in enumerate(rule.body) if pattern.object == slot]
        if isinstance(slot, str) and (len(places) == 1 or _is_more_than_object(slot, rule)):
            return
        present = [self._in_groups(rule.body[place].predicate) for place in places]
        if not all(present):
            return
        numbers = present[0] if isinstance(slot, str) else {slot} & self.literals.groups.keys()
        for group in sorted({self.literals.groups[number] for number in numbers}):
            for chosen in product(*(sorted(there & set(group)) for there in present)):
                if set(chosen) != {slot} and (len(set(chosen)) > 1 or isinstance(slot, int)):
                    yield _put(rule, dict(zip(places, chosen, strict=True)), slot)

    def _in_groups(self, name: Slot) -> frozenset[int]:
        """Return the literals with equals that are objects of a property, none where that is a variable."""
        if isinstance(name, str) or name == self.relations.type_id:
            return frozenset()
        if name not in self._grouped:
            self._grouped[name] = frozenset(self.literals.groups.keys() & set(self._objects(name).tolist()))
        return self._grouped[name]

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
        """Tell whether some subject has two literals among the objects that `head` makes one."""
        slots = head.subject, head.object
        if any(isinstance(slot, int) or _is_more_than_object(slot, replace(rule, head=())) for slot in slots):
            return False
        keys = [self._keys(pattern.predicate) for pattern in rule.body if pattern.object in slots]
        subjects = np.sort(np.concatenate(keys)) >> 32 if keys else _NO_IDS
        return bool((subjects[1:] == subjects[:-1]).any())

    def _keys(self, name: Slot) -> Ids:
        relation = None if isinstance(name, str) else self.relations.get(name)
        return _NO_IDS if relation is None else relation.keys[relation.keys & LOW >= FIRST_LITERAL]

    def _merged(self, rule: SpecializedRule, head: Pattern) -> Iterator[tuple[int, int]]:
        for rows in solutions(rule.body, UNIT, self.relations):
            one, other = np.broadcast_arrays(column(rows.known(head.subject)), column(rows.known(head.object)))
            is_pair = (one >= FIRST_LITERAL) & (other > one)
            yield from zip(one[is_pair].tolist(), other[is_pair].tolist(), strict=True)


def _is_more_than_object(slot: Slot, rule: SpecializedRule) -> bool:
    """Tell whether `slot` has a place in `rule` where no literal can be, or a filter."""
    others = {each for pattern in (*rule.body, *rule.head) for each in (pattern.subject, pattern.predicate)}
    return slot in others or any(slot in pair for pair in rule.filters)


def _put(rule: SpecializedRule, chosen: Mapping[int, int], slot: Slot) -> SpecializedRule:
    """Return `rule` with the literals `chosen` for the objects at these places of its body; the head has the first."""
    body = tuple(replace(pattern, object=chosen.get(place, pattern.object)) for place, pattern in enumerate(rule.body))
    first = next(iter(chosen.values()))
    head = tuple(
        replace(each, object=first) if each.object == slot and isinstance(slot, str) else each for each in rule.head
    )
    return replace(rule, body=body, head=head)


def _bound(rule: SpecializedRule, values: Mapping[Slot, int]) -> SpecializedRule:
    """Return the contradiction that `rule` is for these values of its variables."""
    body = tuple(Pattern(*(values.get(slot, slot) for slot in pattern.slots)) for pattern in rule.body)
    return replace(rule, body=body, head=())
