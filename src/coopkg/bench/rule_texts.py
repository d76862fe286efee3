"""The rules that coopkg works with, in the languages of other rule engines: Nemo, Jena, Notation3.

All are made from the one table, specialised to one ontology as the columns engine does it, so that the engines do the
same work and must come to the same closure. Rules that end in `false` are left out: engines that tell contradictions do
it each in their own way.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import count, product
from pathlib import Path
from typing import TypeAlias

from coopkg.rdf.dictionary import Dictionary, EncodedTriples
from coopkg.reasoning.columns import closure
from coopkg.reasoning.joins import Pattern
from coopkg.reasoning.owl2rl import OWL2RL, RDF_TYPE, REFLEXIVE
from coopkg.reasoning.schema import read_schema, schema_names
from coopkg.reasoning.specialize import SpecializedRule, specialize

Triple: TypeAlias = tuple[str, str, str]
"""A triple pattern: tokens in N-Triples form, and variables, which begin with `?`."""
Pair: TypeAlias = tuple[str, str]

_NOT_EQUAL = "<http://www.w3.org/2000/10/swap/log#notEqualTo>"


@dataclass(frozen=True, slots=True)
class PlainRule:
    """A rule of one conclusion over tokens; each pair of `differing` differs, and `things` are no literals."""

    body: tuple[Triple, ...]
    head: Triple
    differing: tuple[tuple[str, str], ...] = ()
    things: tuple[str, ...] = ()


def specialized_rules(ontology: EncodedTriples) -> list[SpecializedRule]:
    """Return what the rules of OWL 2 RL come to under `ontology`, closed first; its dictionary must be one that grows.

    Each rule once, those that end in `false` left out.
    """
    closed = closure(ontology, OWL2RL)
    dictionary = closed.dictionary
    if not isinstance(dictionary, Dictionary):
        raise TypeError("the triples are encoded by a dictionary that cannot grow")
    schema = read_schema(closed.facts, dictionary, schema_names(dictionary))
    rules = {rule.identity: rule for rule in specialize(OWL2RL, schema) if rule.head}
    return list(rules.values())


def plain_rules(rules: Iterable[SpecializedRule], dictionary: Dictionary) -> list[PlainRule]:
    """Return `rules` over tokens, one conclusion each, with the conditions that keep out what is left unspoken.

    Where the property of a conclusion is a variable, no condition is made: a few `x owl:sameAs x` come through.
    """

    def term(slot: int | str) -> str:
        return f"?v{slot[1:]}" if isinstance(slot, str) else dictionary.token_of(slot)

    def triple(pattern: Pattern) -> Triple:
        return term(pattern.subject), term(pattern.predicate), term(pattern.object)

    return [
        _guarded(tuple(map(triple, rule.body)), triple(head), [(term(one), term(other)) for one, other in rule.filters])
        for rule in rules
        for head in rule.head
    ]


def _guarded(body: tuple[Triple, ...], head: Triple, differing: Iterable[Pair]) -> PlainRule:
    subject, predicate, object_ = head
    pairs = dict.fromkeys(differing)
    if predicate in REFLEXIVE and (subject.startswith("?") or object_.startswith("?")):
        pairs[subject, object_] = None
    named = {slot for pattern in body for slot in pattern[:2]}
    is_perhaps_literal = subject.startswith("?") and subject not in named
    return PlainRule(body, head, tuple(pairs), (subject,) if is_perhaps_literal else ())


def jena_rules(rules: Iterable[PlainRule]) -> Iterator[str]:
    """Yield `rules` as lines in the syntax of Jena's rule engines."""
    for number, rule in enumerate(rules):
        body = [_jena(triple) for triple in rule.body]
        body += [f"notEqual({one}, {other})" for one, other in rule.differing]
        body += [f"notLiteral({thing})" for thing in rule.things]
        yield f"[r{number}: {', '.join(body)} -> {_jena(rule.head)}]\n"


def _jena(triple: Triple) -> str:
    return f"({' '.join(triple)})"


def n3_rules(rules: Iterable[PlainRule]) -> Iterator[str]:
    """Yield `rules` as lines of Notation3; what is said of literals is not kept out."""
    for rule in rules:
        if not rule.body:
            yield f"{_n3([rule.head])}\n"
        else:
            unequal = [(one, _NOT_EQUAL, other) for one, other in rule.differing]
            yield f"{{ {_n3([*rule.body, *unequal])} }} => {{ {_n3([rule.head])} }} .\n"


def _n3(triples: Iterable[Triple]) -> str:
    return " ".join(f"{' '.join(triple)} ." for triple in triples)


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """The properties and the classes that occur in the data, as tokens; rdf:type is none of the properties."""

    properties: tuple[str, ...]
    classes: tuple[str, ...]


def vocabulary_of(triples: EncodedTriples, rules: Iterable[PlainRule]) -> Vocabulary:
    """Return the vocabulary that occurs in `triples` or in what `rules` conclude."""
    heads = [rule.head for rule in rules]
    tokens = triples.dictionary.token_of
    type_id = triples.dictionary.id_of(RDF_TYPE)
    used = {tokens(number) for number in set(triples.predicates.tolist())}
    used |= {predicate for _, predicate, _ in heads if not predicate.startswith("?")}
    typed = set(triples.objects[triples.predicates == type_id].tolist())
    classes = {tokens(number) for number in typed}
    classes |= {object_ for _, predicate, object_ in heads if predicate == RDF_TYPE and not object_.startswith("?")}
    return Vocabulary(tuple(sorted(used - {RDF_TYPE})), tuple(sorted(classes)))


def nemo_rules(rules: Iterable[PlainRule], vocabulary: Vocabulary) -> Iterator[str]:
    """Yield `rules` as lines of Nemo, over a table of two columns for each property, of one for each class.

    Nemo is much faster so than over one table of triples. A rule whose body can never hold is left out.
    """
    tables = _Tables(vocabulary)
    for rule in rules:
        for each in tables.instances(rule):
            atoms = [atom for triple in each.body if (atom := tables.atom(triple)) is not None]
            if len(atoms) == len(each.body):
                yield from _nemo_lines(each, atoms, tables)


def _nemo_lines(rule: PlainRule, atoms: list[str], tables: "_Tables") -> Iterator[str]:
    """Yield the lines of one rule whose body is `atoms`.

    A conclusion whose property or class is a variable goes to the table `u`, from which each takes its own. Such a rule
    (a property or a class has another name) has an atom that shares no variable with the other; that gets a table of
    its own, since Nemo passes over a rule with an empty table, but walks through the other atom's to find a join empty.
    """
    subject, predicate, object_ = rule.head
    head = tables.atom(rule.head)
    if head is None:
        head = f"u({predicate}, {subject}, {object_})"
        loose = predicate if predicate.startswith("?") else object_
        for place, triple in enumerate(rule.body):
            if loose in triple and not triple[0].startswith("?"):
                guard = f"g{tables.number()}({loose})"
                yield f"{guard} :- {atoms[place]} .\n"
                atoms[place] = guard
    conditions = [*atoms, *(f"{one} != {other}" for one, other in rule.differing)]
    yield f"{head} :- {', '.join(conditions)} .\n" if conditions else f"{head} .\n"


def nemo_tables(vocabulary: Vocabulary, files: Iterable[Path]) -> Iterator[str]:
    """Yield the lines that read N-Triples into `t`, take it apart into tables, and have all of these written."""
    for path in files:
        yield f'@import t :- ntriples{{resource="{path}"}} .\n'
    tables = _Tables(vocabulary)
    for token, name in tables.properties.items():
        yield f"{name}(?x, ?y) :- t(?x, {token}, ?y) .\n{name}(?x, ?y) :- u({token}, ?x, ?y) .\n"
        yield f"@export {name} :- tsv{{}} .\n"
    for token, name in tables.classes.items():
        yield f"{name}(?x) :- t(?x, {RDF_TYPE}, {token}) .\n{name}(?x) :- u({RDF_TYPE}, ?x, {token}) .\n"
        yield f"@export {name} :- tsv{{}} .\n"


class _Tables:
    """The names of Nemo's tables, by the property or class that each is of."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        self.properties = {token: f"p{number}" for number, token in enumerate(vocabulary.properties)}
        self.classes = {token: f"c{number}" for number, token in enumerate(vocabulary.classes)}
        self._numbers = count()

    def number(self) -> int:
        """Return a number that no table has yet that is neither of a property nor of a class."""
        return next(self._numbers)

    def atom(self, triple: Triple) -> str | None:
        subject, predicate, object_ = triple
        if predicate == RDF_TYPE:
            name = self.classes.get(object_)
            return None if name is None else f"{name}({subject})"
        name = self.properties.get(predicate)
        return None if name is None else f"{name}({subject}, {object_})"

    def instances(self, rule: PlainRule) -> Iterator[PlainRule]:
        """Yield `rule` with each choice of properties, and of classes, for the variables in such places of its body."""
        properties = _variables(predicate for _, predicate, _ in rule.body)
        for chosen in product((*self.properties, RDF_TYPE), repeat=len(properties)):
            each = _replaced(rule, dict(zip(properties, chosen, strict=True)))
            classes = _variables(object_ for _, predicate, object_ in each.body if predicate == RDF_TYPE)
            for chosen_classes in product(self.classes, repeat=len(classes)):
                yield _replaced(each, dict(zip(classes, chosen_classes, strict=True)))


def table_names(vocabulary: Vocabulary) -> dict[str, Triple]:
    """Return for each of Nemo's tables the pattern that its rows fill: `?x` the first column, `?y` the second."""
    tables = _Tables(vocabulary)
    return {name: ("?x", token, "?y") for token, name in tables.properties.items()} | {
        name: ("?x", RDF_TYPE, token) for token, name in tables.classes.items()
    }


def _variables(slots: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(slot for slot in slots if slot.startswith("?")))


def _replaced(rule: PlainRule, values: dict[str, str]) -> PlainRule:
    def put(triple: Triple) -> Triple:
        subject, predicate, object_ = (values.get(slot, slot) for slot in triple)
        return subject, predicate, object_

    differing = tuple((values.get(one, one), values.get(other, other)) for one, other in rule.differing)
    return _guarded(tuple(map(put, rule.body)), put(rule.head), differing)
