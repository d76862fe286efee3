"""From solutions to conclusions: the keys that a head adds to each relation, and what is left unspoken.

Left out is what holds of everything, unless it is asked for: that a thing is itself, that it is an owl:Thing. Some of
what RDF does not allow is concluded all the same, since rules reason with it, and `Closure` does not tell it: a blank
node as predicate (`[ owl:inverseOf p ]` is a property), a literal as subject, and that a resource is the same as a
literal. A literal is put into a class only where that leads on, see `literal_classes`.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from coopkg.rdf.dictionary import FIRST_LITERAL, Dictionary, Ids
from coopkg.reasoning.equality import Equality, Flags
from coopkg.reasoning.joins import Bindings, Pattern, column, distinct, fixed
from coopkg.reasoning.owl2rl import DOMAIN, NOTHING, RANGE, RDF_TYPE, REFLEXIVE, SAME_AS, SUB_CLASS, THING
from coopkg.reasoning.relation import class_key
from coopkg.reasoning.relations import IdTriple
from coopkg.reasoning.rules import Rule, tells_everything


@dataclass(frozen=True, slots=True)
class Unspoken:
    """The ids of the terms that decide whether a conclusion is left out; None and nothing where all is asked for.

    Under an `equality` by representatives `x rdfs:subClassOf x` says something of what x represents beside itself.
    `literal_classes` are the classes whose instances may be literals, None for all.
    """

    type_id: int
    same_as: int
    sub_class: int
    thing: int | None
    nothing: int | None
    reflexive: frozenset[int]
    classifying: frozenset[int]
    equality: Equality | None = None
    literal_classes: frozenset[int] | None = frozenset()

    def has_literals(self, class_id: int) -> bool:
        """Tell whether literals are put into a class."""
        return self.literal_classes is None or class_id in self.literal_classes


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
            is_whole = rules_out.has_literals(class_id)
            yield class_key(class_id), subjects if is_whole else subjects[subjects < FIRST_LITERAL]


def _statements(pattern: Pattern, name: int, rows: Bindings, rules_out: Unspoken) -> Iterator[tuple[int, Ids]]:
    if name >= FIRST_LITERAL:
        return
    subjects, objects = column(rows.known(pattern.subject)), column(rows.known(pattern.object))
    is_allowed: Flags = np.ones(1, np.bool_)
    if name in rules_out.reflexive:
        is_news = np.asarray(subjects != objects)
        if rules_out.equality:
            is_news |= rules_out.equality.are_shared(subjects)
        is_allowed = is_allowed & is_news
    if name == rules_out.same_as:
        is_allowed = is_allowed & (subjects < FIRST_LITERAL)
    if name in rules_out.classifying:
        is_allowed = is_allowed & (objects != rules_out.thing)
    if name == rules_out.sub_class and rules_out.nothing is not None:
        is_allowed = is_allowed & (subjects != rules_out.nothing)
    keys = subjects << 32 | objects
    yield name, keys if is_allowed.all() else keys[np.broadcast_to(is_allowed, keys.shape)]


def is_told(triple: IdTriple, rules_out: Unspoken) -> bool:
    """Tell whether a rule's conclusion is told, as `conclusions` does for columns."""
    subject, predicate, object_ = triple
    if predicate >= FIRST_LITERAL:
        return False
    if predicate == rules_out.type_id:
        return object_ != rules_out.thing and (subject < FIRST_LITERAL or rules_out.has_literals(object_))
    if predicate in rules_out.reflexive and subject == object_:
        return rules_out.equality is not None and rules_out.equality.has_others(subject)
    if predicate == rules_out.same_as and subject >= FIRST_LITERAL:
        return False
    if predicate in rules_out.classifying and object_ == rules_out.thing:
        return False
    return predicate != rules_out.sub_class or rules_out.nothing is None or subject != rules_out.nothing
