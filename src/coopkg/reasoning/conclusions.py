"""From solutions to conclusions: the keys that a head adds to each relation, and what is left unspoken.

Left out are triples that RDF does not allow (a literal as subject or predicate), equality with a literal, and, unless
it is asked for, what holds of everything: that a thing is itself, that it is an owl:Thing. A blank node as predicate is
concluded, since `[ owl:inverseOf p ]` is a property to reason with; `Closure` does not tell such triples.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from coopkg.rdf.dictionary import FIRST_LITERAL, Dictionary, Ids
from coopkg.reasoning.equality import Equality
from coopkg.reasoning.joins import Bindings, Pattern, column, distinct, fixed
from coopkg.reasoning.owl2rl import DOMAIN, NOTHING, RANGE, RDF_TYPE, REFLEXIVE, SAME_AS, SUB_CLASS, THING
from coopkg.reasoning.relation import class_key
from coopkg.reasoning.relations import IdTriple
from coopkg.reasoning.rules import Rule, tells_everything


@dataclass(frozen=True, slots=True)
class Unspoken:
    """The ids of the terms that decide whether a conclusion is left out; None and nothing where all is asked for.

    Under an `equality` by representatives `x rdfs:subClassOf x` says something of what x represents beside itself.
    """

    type_id: int
    same_as: int
    sub_class: int
    thing: int | None
    nothing: int | None
    reflexive: frozenset[int]
    classifying: frozenset[int]
    equality: Equality | None = None


def unspoken(dictionary: Dictionary, rules: Sequence[Rule]) -> Unspoken:
    """Return the ids of those terms in `dictionary`, to which they are added; `rules` tell whether all is asked for."""
    encode = dictionary.encode
    if tells_everything(rules):
        return Unspoken(encode(RDF_TYPE), encode(SAME_AS), encode(SUB_CLASS), None, None, frozenset(), frozenset())
    return Unspoken(
        type_id=encode(RDF_TYPE),
        same_as=encode(SAME_AS),
        sub_class=encode(SUB_CLASS),
        thing=encode(THING),
        nothing=encode(NOTHING),
        reflexive=frozenset(map(encode, REFLEXIVE)),
        classifying=frozenset(map(encode, (SUB_CLASS, DOMAIN, RANGE))),
    )


def conclusions(head: tuple[Pattern, ...], bindings: Bindings, rules_out: Unspoken) -> Iterator[tuple[int, Ids]]:
    """Yield the keys that `head` adds under `bindings`, by the name of the relation; neither ordered nor unique."""
    for pattern in head:
        for predicate in distinct(bindings.known(pattern.predicate)):
            rows = fixed(pattern.predicate, predicate, bindings)
            if predicate == rules_out.type_id:
                found = _instances(pattern, rows, rules_out)
            else:
                found = _statements(pattern, predicate, rows, rules_out)
            yield from ((name, keys) for name, keys in found if len(keys))


def _instances(pattern: Pattern, bindings: Bindings, rules_out: Unspoken) -> Iterator[tuple[int, Ids]]:
    for class_id in distinct(bindings.known(pattern.object)):
        if class_id != rules_out.thing:
            rows = fixed(pattern.object, class_id, bindings)
            subjects = column(rows.known(pattern.subject))
            yield class_key(class_id), subjects[subjects < FIRST_LITERAL]


def _statements(pattern: Pattern, name: int, rows: Bindings, rules_out: Unspoken) -> Iterator[tuple[int, Ids]]:
    if name >= FIRST_LITERAL:
        return
    subjects, objects = column(rows.known(pattern.subject)), column(rows.known(pattern.object))
    is_allowed = subjects < FIRST_LITERAL
    if name in rules_out.reflexive:
        is_news = np.asarray(subjects != objects)
        if rules_out.equality:
            is_news |= rules_out.equality.are_shared(subjects)
        is_allowed = is_allowed & is_news
    if name == rules_out.same_as:
        is_allowed &= objects < FIRST_LITERAL
    if name in rules_out.classifying:
        is_allowed = is_allowed & (objects != rules_out.thing)
    if name == rules_out.sub_class and rules_out.nothing is not None:
        is_allowed &= subjects != rules_out.nothing
    keys = subjects << 32 | objects
    yield name, keys if is_allowed.all() else keys[is_allowed]


def is_told(triple: IdTriple, rules_out: Unspoken) -> bool:
    """Tell whether a rule's conclusion is told, as `conclusions` does for columns."""
    subject, predicate, object_ = triple
    if subject >= FIRST_LITERAL or predicate >= FIRST_LITERAL:
        return False
    if predicate == rules_out.type_id:
        return object_ != rules_out.thing
    if predicate in rules_out.reflexive and subject == object_:
        return rules_out.equality is not None and rules_out.equality.has_others(subject)
    if predicate == rules_out.same_as and object_ >= FIRST_LITERAL:
        return False
    if predicate in rules_out.classifying and object_ == rules_out.thing:
        return False
    return predicate != rules_out.sub_class or rules_out.nothing is None or subject != rules_out.nothing
