"""An independent check of proofs: whether each step is an instance of the rule that it names.

It shares nothing with the evaluators but the rule table, which is handed in: no columns, no specialised rules, no
stamps. A step is accepted where some row of that name has a substitution under which the step's triple is an atom of
its head, every condition of its body is met by the step's premises and axioms, and each of these meets one. Lists are
read from the stated triples. Three things are taken as given, because closures do not hold them:

- *Truisms* need no premise: `x rdf:type owl:Thing`, and `x p x` for the properties that hold between everything (of
  their kind) and itself: owl:sameAs, rdfs:subClassOf, rdfs:subPropertyOf, owl:equivalentClass, owl:equivalentProperty.
- *Literals with equal values are one* wherever a rule has a term twice or names one (dt-eq; a cardinality of 1 is one
  under any integer type). Filters compare the terms themselves.
- That literals are of their datatypes, and are one with others, needs no premise: see `checker_values`.

A proof has a step for each triple, and each step rests on steps before it, so nothing rests on itself.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import partial
from itertools import chain
from typing import assert_never

from coopkg.errors import ProofError
from coopkg.rdf.dictionary import TokenTriple
from coopkg.reasoning.checker_values import VALUE_ROWS, Substitution, ValueRow, are_known_to_differ, are_one
from coopkg.reasoning.owl2rl import RDF_FIRST, RDF_NIL, RDF_REST, RDF_TYPE, REFLEXIVE, SAME_AS, THING
from coopkg.reasoning.proof import Inference, Proof, Steps, step_id
from coopkg.reasoning.rules import Atom, ForEach, ListCondition, Member, Pair, Path, Rule, RuleTerm, Var


@dataclass(frozen=True, slots=True)
class Grounds:
    """What proofs may use: rows by name, stated triples, and of these the cells of rdf:Lists."""

    rows: Mapping[str, tuple[Rule, ...]]
    stated: frozenset[TokenTriple]
    firsts: Mapping[str, tuple[str, ...]]
    rests: Mapping[str, tuple[str, ...]]


def grounds_of(rules: Iterable[Rule], stated: Iterable[TokenTriple]) -> Grounds:
    """Return what proofs may use where these `rules` hold and these triples are stated."""
    rows: dict[str, tuple[Rule, ...]] = defaultdict(tuple)
    for rule in rules:
        rows[rule.name] += (rule,)
    triples = frozenset(stated)
    firsts, rests = (_objects(triples, predicate) for predicate in (RDF_FIRST, RDF_REST))
    return Grounds(dict(rows), triples, firsts, rests)


def _objects(triples: Iterable[TokenTriple], property_: str) -> dict[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = defaultdict(tuple)
    for subject, predicate, object_ in triples:
        if predicate == property_:
            found[subject] += (object_,)
    return dict(found)


def check_proof(proof: Proof, grounds: Grounds) -> None:
    """Return if every step of `proof` holds; ProofError names the first that does not."""
    if not proof.steps:
        raise ProofError(0, "a proof without a step proves nothing")
    check_steps(proof.steps, grounds)


def check_clash(inference: Inference, steps: Steps, grounds: Grounds) -> None:
    """Return if `steps` hold and `inference` makes a contradiction of them; ProofError tells what does not hold."""
    check_steps(steps, grounds)
    fault = _fault(inference, None, steps, grounds)
    if fault is not None:
        raise ProofError(0, fault)


def check_steps(steps: Steps, grounds: Grounds) -> None:
    """Return if each of `steps` is stated or follows from those before it; ProofError names the first that does not."""
    passed: set[TokenTriple] = set()
    for number, step in enumerate(steps):
        if step.triple in passed:
            raise ProofError(step_id(number), f"{' '.join(step.triple)} has been proved before")
        passed.add(step.triple)
        if step.inference is not None:
            fault = _fault(step.inference, step.triple, steps[:number], grounds)
            if fault is not None:
                raise ProofError(step_id(number), fault)
        elif step.triple not in grounds.stated:
            raise ProofError(step_id(number), f"{' '.join(step.triple)} is not stated")


def _fault(inference: Inference, triple: TokenTriple | None, before: Steps, grounds: Grounds) -> str | None:
    """Return why the inference does not give `triple` (None: a contradiction) None if it does."""
    if not all(0 <= number < len(before) for number in inference.grounds):
        return "it rests on a step that does not come before it"
    for node, members in inference.lists:
        if _members(node, grounds) != members:
            return f"{node} is not stated to be the list ({' '.join(members)})"
    given = _given(before[number].triple for number in inference.grounds)
    lists = dict(inference.lists)
    for row, start in _cases(inference.rule, triple, grounds):
        atoms = tuple(condition for condition in row.rule.body if isinstance(condition, Atom))
        others = tuple(condition for condition in row.rule.body if not isinstance(condition, Atom))
        if _is_met(atoms, others, _Match(start), _Use(row, given, lists)):
            return None
    return f"{inference.rule} does not conclude {'false' if triple is None else ' '.join(triple)} from its premises"


def _members(node: str, grounds: Grounds) -> tuple[str, ...] | None:
    """Return the members of a list as stated, None where it is broken."""
    found: list[str] = []
    passed: set[str] = set()
    while node != RDF_NIL:
        first, rest = grounds.firsts.get(node, ()), grounds.rests.get(node, ())
        if node in passed or len(first) != 1 or len(rest) != 1:
            return None
        passed.add(node)
        found.append(first[0])
        node = rest[0]
    return tuple(found)


def _cases(name: str, triple: TokenTriple | None, grounds: Grounds) -> Iterator[tuple[ValueRow, Substitution]]:
    """Yield the rows of that name with the substitutions that make an atom of their head the triple."""
    rows = [ValueRow(rule, _always) for rule in grounds.rows.get(name, ())]
    for row in (*rows, *(row for row in VALUE_ROWS if row.rule.name == name)):
        if triple is not None:
            starts = (_unified(atom, triple, {}) for atom in row.rule.head)
            yield from ((row, start) for start in starts if start is not None)
        elif not row.rule.head:
            yield row, {}
        else:
            # What is said to be the same, and is two literals of different values, contradicts (dt-diff, eq-diff1).
            for atom in row.rule.head:
                if atom.predicate == SAME_AS:
                    yield replace(row, holds=partial(_is_impossible, atom)), {}


def _always(_: Substitution) -> bool:
    return True


def _is_impossible(atom: Atom, values: Substitution) -> bool:
    one, other = (_known(term, values) for term in (atom.subject, atom.object))
    return isinstance(one, str) and isinstance(other, str) and are_known_to_differ(one, other)


@dataclass(frozen=True, slots=True)
class _Use:
    """The use of a row that is being checked: what is given to it, all of which it must use; triples by predicate."""

    row: ValueRow
    triples: Mapping[str, frozenset[TokenTriple]]
    lists: Mapping[str, tuple[str, ...]]


def _given(triples: Iterable[TokenTriple]) -> Mapping[str, frozenset[TokenTriple]]:
    found: dict[str, set[TokenTriple]] = defaultdict(set)
    for triple in triples:
        found[triple[1]].add(triple)
    return {predicate: frozenset(each) for predicate, each in found.items()}


@dataclass(frozen=True, slots=True)
class _Match:
    """What has been matched so far: values of variables, triples used, lists read, atoms passed over as truisms."""

    values: Substitution
    used: frozenset[TokenTriple] = frozenset()
    read: frozenset[str] = frozenset()
    truisms: tuple[Atom, ...] = ()


def _is_met(atoms: tuple[Atom, ...], lists: tuple[ListCondition, ...], match: _Match, use: _Use) -> bool:
    """Tell whether `match` can be completed so that these conditions are met and all that is given is used."""
    while atoms:
        options = list(_options(atoms[0], match, use))
        atoms = atoms[1:]
        # Most atoms fit one triple: recursion is for the others, so that long chains are not too deep.
        if len(options) != 1:
            return any(_is_met(atoms, lists, option, use) for option in options)
        match = options[0]
    if not lists:
        return _is_complete(match, use)
    condition = lists[0]
    node = match.values.get(condition.list, "")
    read = replace(match, read=match.read | {node})
    # The Recommendation's LIST has at least one member.
    readings = _readings(condition, use.lists.get(node, ()), match.values)
    return any(_is_met(more, lists[1:], replace(read, values=values), use) for more, values in readings)


def _options(atom: Atom, match: _Match, use: _Use) -> Iterator[_Match]:
    """Yield the ways to meet `atom`: by a triple that is given, or by passing it over as what may be a truism."""
    subject, predicate, object_ = (_known(term, match.values) for term in atom.terms)
    for triple in _fitting((subject, predicate, object_), use.triples):
        values = _unified(atom, triple, match.values)
        if values is not None:
            yield replace(match, values=values, used=match.used | {triple})
    if predicate == RDF_TYPE:
        may_be_true = isinstance(object_, Var) or object_ == THING
    else:
        may_be_true = predicate in REFLEXIVE and _may_be_one(subject, object_)
    if may_be_true:
        yield replace(match, truisms=(*match.truisms, atom))


def _may_be_one(one: RuleTerm, other: RuleTerm) -> bool:
    return isinstance(one, Var) or isinstance(other, Var) or are_one(one, other)


def _fitting(terms: tuple[RuleTerm, ...], triples: Mapping[str, frozenset[TokenTriple]]) -> Iterable[TokenTriple]:
    """Return those of `triples` that may be met by terms of which variables are not known yet."""
    subject, predicate, object_ = terms
    if isinstance(predicate, Var):
        return chain.from_iterable(triples.values())
    found = triples.get(predicate, frozenset())
    if isinstance(subject, Var) or isinstance(object_, Var) or '"' in {subject[0], object_[0]}:
        return found
    return found & {(subject, predicate, object_)}


def _is_complete(match: _Match, use: _Use) -> bool:
    values, filters = match.values, use.row.rule.filters
    return (
        len(match.used) == sum(map(len, use.triples.values()))
        and match.read == use.lists.keys()
        and all(_is_truism(atom, values) for atom in match.truisms)
        and all(_known(each.left, values) != _known(each.right, values) for each in filters)
        and use.row.holds(values)
    )


def _is_truism(atom: Atom, values: Substitution) -> bool:
    subject, predicate, object_ = (_known(term, values) for term in atom.terms)
    if isinstance(subject, Var):
        return False
    if predicate == RDF_TYPE:
        return object_ == THING
    return not isinstance(object_, Var) and are_one(subject, object_)


def _known(term: RuleTerm, values: Substitution) -> RuleTerm:
    """Return the term that a variable stands for, the variable itself while that is open."""
    return values.get(term, term) if isinstance(term, Var) else term


def _unified(atom: Atom, triple: TokenTriple, values: Substitution) -> Substitution | None:
    """Return `values` with those that make `atom` the triple, None where there are none."""
    new: dict[Var, str] = {}
    for term, part in zip(atom.terms, triple, strict=True):
        known = _known(term, values)
        if isinstance(known, Var):
            known = new.setdefault(known, part)
        if not are_one(known, part):
            return None
    return {**values, **new}


def _readings(
    condition: ListCondition, members: tuple[str, ...], values: Substitution
) -> Iterator[tuple[tuple[Atom, ...], Substitution]]:
    """Yield the ways in which a list of these members meets the condition: atoms that remain, and the values."""
    match condition:
        case Member(_, variable):
            yield from (((), found) for each in members if (found := _with(values, {variable: each})) is not None)
        case Pair(_, one, other):
            # Nearly always both are known: then only their own places are looked at, in however long a list.
            seconds = [(place, each) for place, each in enumerate(members) if _with(values, {other: each}) is not None]
            firsts = [(place, each) for place, each in enumerate(members) if _with(values, {one: each}) is not None]
            pairs = ({one: first, other: last} for i, first in firsts for k, last in seconds if i < k)
            yield from (((), found) for each in pairs if (found := _with(values, each)) is not None)
        case ForEach():
            if members:
                yield tuple(_for_each(condition, members)), values
        case Path(_, start, end):
            if members:
                stops = [start, *(Var(f"{start.name}#{number}") for number in range(1, len(members))), end]
                yield tuple(map(Atom, stops, members, stops[1:])), values
        case _:
            assert_never(condition)


def _with(values: Substitution, new: Substitution) -> Substitution | None:
    """Return both together, None where they do not agree."""
    is_agreed = all(are_one(values.get(variable, token), token) for variable, token in new.items())
    return {**new, **values} if is_agreed else None


def _for_each(condition: ForEach, members: tuple[str, ...]) -> Iterator[Atom]:
    for number, member in enumerate(members):
        renamed: dict[RuleTerm, RuleTerm] = {each: Var(f"{each.name}#{number}") for each in condition.fresh}
        renamed[condition.member] = member
        yield from (Atom(*(renamed.get(term, term) for term in atom.terms)) for atom in condition.atoms)
