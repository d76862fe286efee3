"""Rules specialised to an ontology: what the schema says is looked up once, what is left talks of the data alone.

`prp-spo2` and the axiom that `coop:participatesIn` is the chain of two properties become one rule whose body is those
two properties and which remembers the axiom. An ontology is small and data are large, so this is plain Python; it is
sound and complete as long as it is done again when the schema grows.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import combinations
from typing import TypeAlias, assert_never

from coopkg.errors import OntologyError
from coopkg.rdf.dictionary import FIRST_LITERAL, Dictionary
from coopkg.reasoning.equality import Equality, Slot
from coopkg.reasoning.joins import Pattern
from coopkg.reasoning.owl2rl import RDF_TYPE, REFLEXIVE, SAME_AS, SCHEMA_CLASSES, SCHEMA_PREDICATES, TABLE, THING
from coopkg.reasoning.relations import IdTriple
from coopkg.reasoning.rules import (
    Atom,
    Condition,
    ForEach,
    ListCondition,
    Member,
    Pair,
    Path,
    Rule,
    RuleTerm,
    Var,
    tells_everything,
)
from coopkg.reasoning.schema import Schema

Values: TypeAlias = dict[Var, int]
ReadList: TypeAlias = tuple[int, tuple[int, ...]]
Identity: TypeAlias = tuple[
    tuple[Pattern, ...], tuple[Pattern, ...], tuple[tuple[Slot, Slot], ...], str, tuple[ReadList, ...], bool
]


@dataclass(frozen=True, slots=True)
class SpecializedRule:
    """A rule over the data: where `body` holds and each pair of `filters` differs, `head` follows (`false` if empty).

    `axioms` are the triples of the schema that it was made from, `lists` the rdf:Lists (first node, members). A rule of
    a `pair` stands for one rule for each two members of its list, which two of its variables are: owl:AllDifferent of
    2,000 things would else be two million rules. A rule `is_of_resources` that knows no triple with a literal as
    subject: user rules are such, those of OWL 2 RL (but eq-ref) are not.
    """

    name: str
    body: tuple[Pattern, ...]
    head: tuple[Pattern, ...]
    filters: tuple[tuple[Slot, Slot], ...] = ()
    axioms: tuple[IdTriple, ...] = ()
    lists: tuple[ReadList, ...] = ()
    pair: tuple[Slot, Slot] | None = None
    is_of_resources: bool = False

    @property
    def identity(self) -> Identity:
        """Return what two rules share that conclude the same; contradictions are told apart by name too."""
        lists = () if self.pair is None else self.lists
        return self.body, self.head, self.filters, "" if self.head else self.name, lists, self.is_of_resources

    @property
    def constants(self) -> Iterator[int]:
        """Yield the terms that the patterns name."""
        return (slot for pattern in (*self.body, *self.head) for slot in pattern.slots if isinstance(slot, int))


def renamed(rule: SpecializedRule, names: Mapping[int, int]) -> SpecializedRule:
    """Return `rule` with other `names` for its constants; those of its filters stay, they are names already."""
    if all(names.get(number, number) == number for number in rule.constants):
        return rule

    def as_named(pattern: Pattern) -> Pattern:
        return Pattern(*(names.get(slot, slot) if isinstance(slot, int) else slot for slot in pattern.slots))

    return replace(rule, body=tuple(map(as_named, rule.body)), head=tuple(map(as_named, rule.head)))


def represented(rule: SpecializedRule, equality: Equality) -> SpecializedRule:
    """Return `rule` with the representatives of its constants."""
    return renamed(rule, {number: equality.name(number) for number in rule.constants})


@dataclass(frozen=True, slots=True)
class _Draft:
    """A rule half specialised: the values so far, the atoms still to be true of the data, and what was read."""

    values: Values
    atoms: tuple[Atom, ...] = ()
    axioms: tuple[IdTriple, ...] = ()
    lists: tuple[ReadList, ...] = ()
    pair: tuple[Var, Var] | None = None
    is_paired_later: bool = False


# Those of OWL 2 RL, but for what is told of every term: nobody is told that a literal is of a class.
_OF_LITERALS = frozenset(rule.name for rule in TABLE) - {"eq-ref"}
# Rules that go up one step; two steps come to what one over both would.
_ALONG_HIERARCHIES = frozenset({"cax-sco", "prp-spo1"})


def specialize(
    rules: Sequence[Rule], schema: Schema, *, is_by_representative: bool = False, has_pairs: bool = False
) -> Iterator[SpecializedRule]:
    """Yield the rules that `rules` come to under `schema`; OntologyError where a list they need is broken.

    With `has_pairs` there may be rules of a pair among them, for who knows how to ask these.

    A rule that speaks of the schema alone (scm-*) is kept as it is: it works on the ontology as if that were data.
    """
    dictionary = schema.dictionary
    # By representatives, what a class says of itself it says of all its names.
    is_everything_told = is_by_representative or tells_everything(rules)
    for rule in rules:
        atoms = [condition for condition in rule.body if isinstance(condition, Atom)]
        on_schema = [atom for atom in atoms if is_schema(atom)]
        if len(atoms) == len(rule.body) and _is_about_schema(rule, on_schema):
            on_schema = []
        empty = _Draft({}, is_paired_later=has_pairs and _is_of_pair(rule))
        for draft in _looked_up(on_schema, schema, empty, has_steps=rule.name in _ALONG_HIERARCHIES):
            others = [condition for condition in rule.body if condition not in on_schema]
            for full in _expanded(others, schema, draft):
                finished = _finished(rule, full, dictionary)
                told = finished if is_everything_told else _with_news(finished, dictionary)
                if told.head or not rule.head:
                    yield told


def _is_about_schema(rule: Rule, on_schema: Sequence[Atom]) -> bool:
    return len(on_schema) == len(rule.body) or (bool(rule.head) and all(map(is_schema, rule.head)))


def _is_of_pair(rule: Rule) -> bool:
    """Tell whether a rule finds nothing but what two members of a list must not share, or must not be.

    So are eq-diff2 and eq-diff3 (to be the same), cax-adc (an instance), prp-adp (a subject with an object).
    """
    pairs = [each for each in rule.body if isinstance(each, Pair)]
    others = [each for each in rule.body if isinstance(each, Atom) and not is_schema(each)]
    if (
        rule.head
        or rule.filters
        or len(pairs) != 1
        or any(isinstance(each, ForEach | Member | Path) for each in rule.body)
    ):
        return False
    one, other = pairs[0].first, pairs[0].second
    first = next((each.terms for each in others if isinstance(each, Atom)), (one, one, one))
    shared = Atom(first[0], RDF_TYPE, one), Atom(first[0], one, first[2])
    return others == [Atom(one, SAME_AS, other)] or any(
        others == [each, Atom(*(other if term == one else term for term in each.terms))] for each in shared
    )


def is_schema(atom: Atom) -> bool:
    """Tell whether an atom can only be true of the ontology."""
    return atom.predicate in SCHEMA_PREDICATES or (atom.predicate == RDF_TYPE and atom.object in SCHEMA_CLASSES)


def _looked_up(atoms: Sequence[Atom], schema: Schema, draft: _Draft, *, has_steps: bool = False) -> Iterator[_Draft]:
    """Yield `draft` with the values of each way in which the schema makes all `atoms` true.

    With `has_steps` the first atom takes single steps of its hierarchy only.
    """
    if not atoms:
        yield draft
        return
    atom = atoms[0]
    subject, predicate, object_ = (_id(term, draft.values, schema.dictionary) for term in atom.terms)
    name = predicate or 0
    for triple in schema.steps(name) if has_steps else schema.matching(name, subject, object_):
        values = dict(draft.values)
        variables = [(term, part) for term, part in zip(atom.terms, triple, strict=True) if isinstance(term, Var)]
        values.update(variables)
        if all(values[term] == part for term, part in variables):
            yield from _looked_up(atoms[1:], schema, replace(draft, values=values, axioms=(*draft.axioms, triple)))


def _id(term: RuleTerm, values: Values, dictionary: Dictionary) -> int | None:
    return values.get(term) if isinstance(term, Var) else dictionary.encode(term)


def _expanded(conditions: Sequence[Condition], schema: Schema, draft: _Draft) -> Iterator[_Draft]:
    """Yield `draft` with the atoms of `conditions` in their order, once for each way to read the lists among them."""
    if not conditions:
        yield draft
        return
    condition, others = conditions[0], conditions[1:]
    if isinstance(condition, Atom):
        yield from _expanded(others, schema, replace(draft, atoms=(*draft.atoms, condition)))
        return
    head = draft.values[condition.list]
    members = _members(head, draft, schema)
    if not members:
        return  # The Recommendation's LIST has at least one member.
    read = replace(draft, lists=(*draft.lists, (head, members)))
    for each in _readings(condition, members, read, schema):
        yield from _expanded(others, schema, each)


def _members(head: int, draft: _Draft, schema: Schema) -> tuple[int, ...]:
    """Return the members of a list; OntologyError names its axiom too, since a node seldom has a name of its own."""
    try:
        return schema.members(head)
    except OntologyError as error:
        token_of = schema.dictionary.token_of
        axiom = next(
            (f"{token_of(one)} {token_of(two)}" for one, two, three in draft.axioms if three == head), "an axiom"
        )
        raise OntologyError(error.subject, f"{error.reason}; the list is that of {axiom}") from error


def _readings(condition: ListCondition, members: tuple[int, ...], draft: _Draft, schema: Schema) -> Iterator[_Draft]:
    """Yield `draft` once for each way in which `members` meet the condition."""
    match condition:
        case Member(_, variable):
            for member in dict.fromkeys(members):
                yield replace(draft, values={**draft.values, variable: member})
        case Pair(_, first, second):
            if draft.is_paired_later:
                yield replace(draft, pair=(first, second))
            thing = schema.dictionary.encode(THING)
            for one, other in _to_be_named(members, thing) if draft.is_paired_later else combinations(members, 2):
                yield replace(draft, values={**draft.values, first: one, second: other})
        case ForEach():
            yield _for_each(condition, members, draft)
        case Path():
            yield _along(condition, members, draft)
        case _:
            assert_never(condition)


def _to_be_named(members: tuple[int, ...], thing: int) -> Iterator[tuple[int, int]]:
    """Yield each two members, in their order, that need a rule of their own.

    Of these one is a literal, which rules about values have to name, or owl:Thing, whose instances are everything.
    """
    if max(members) >= FIRST_LITERAL or thing in members:
        yield from (pair for pair in combinations(members, 2) if max(pair) >= FIRST_LITERAL or thing in pair)


def _along(condition: Path, members: tuple[int, ...], draft: _Draft) -> _Draft:
    name = condition.start.name
    stops = [condition.start, *(Var(f"{name}.{number}") for number in range(1, len(members))), condition.end]
    steps = [Var(f"{name}.step{number}") for number in range(len(members))]
    values = {**draft.values, **dict(zip(steps, members, strict=True))}
    return replace(draft, values=values, atoms=(*draft.atoms, *map(Atom, stops, steps, stops[1:])))


def _for_each(condition: ForEach, members: tuple[int, ...], draft: _Draft) -> _Draft:
    atoms = list(draft.atoms)
    values = dict(draft.values)
    for number, member in enumerate(members):
        renamed = {variable: Var(f"{variable.name}.{number}") for variable in (condition.member, *condition.fresh)}
        values[renamed[condition.member]] = member
        atoms += [
            Atom(*(renamed.get(term, term) if isinstance(term, Var) else term for term in atom.terms))
            for atom in condition.atoms
        ]
    return replace(draft, atoms=tuple(atoms), values=values)


def _with_news(rule: SpecializedRule, dictionary: Dictionary) -> SpecializedRule:
    """Return `rule` without those of its conclusions that hold of everything."""
    return replace(rule, head=tuple(pattern for pattern in rule.head if not _is_trivial(pattern, dictionary)))


def _finished(rule: Rule, draft: _Draft, dictionary: Dictionary) -> SpecializedRule:
    """Return the rule with ids for terms and variables named by order, and without what it concludes from itself."""
    names: dict[Var, str] = {}

    def slot(term: RuleTerm) -> Slot:
        number = _id(term, draft.values, dictionary)
        if number is not None:
            return number
        return names.setdefault(term, f"?{len(names)}") if isinstance(term, Var) else term

    patterns = dict.fromkeys(Pattern(*map(slot, atom.terms)) for atom in draft.atoms)
    body = tuple(_without_truisms(tuple(patterns), dictionary))
    head = tuple(Pattern(*map(slot, atom.terms)) for atom in rule.head)
    novel = tuple(pattern for pattern in head if pattern not in patterns)
    filters = tuple((slot(each.left), slot(each.right)) for each in rule.filters)
    pair = None if draft.pair is None else (slot(draft.pair[0]), slot(draft.pair[1]))
    return SpecializedRule(
        rule.name, body, novel, filters, draft.axioms, draft.lists, pair, is_of_resources=rule.name not in _OF_LITERALS
    )


def _without_truisms(body: tuple[Pattern, ...], dictionary: Dictionary) -> Iterator[Pattern]:
    """Yield the patterns that say something: everything is an owl:Thing, and everything is itself."""
    for pattern in body:
        if not _is_trivial(pattern, dictionary):
            yield pattern
        elif isinstance(pattern.subject, str):
            others = {slot for other in body if other != pattern for slot in other.slots}
            if pattern.subject not in others:
                yield pattern


def _is_trivial(pattern: Pattern, dictionary: Dictionary) -> bool:
    if pattern.predicate == dictionary.encode(RDF_TYPE):
        return pattern.object == dictionary.encode(THING)
    reflexive = {dictionary.encode(token) for token in REFLEXIVE}
    return pattern.subject == pattern.object and pattern.predicate in reflexive
