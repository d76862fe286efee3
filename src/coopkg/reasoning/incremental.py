"""A closure that changes: triples are added and retracted in any order, and it stays what it would be from scratch.

Adding runs the rules forward from what is new. Retracting goes by the stamps (`retraction`): a triple falls if no rule
concludes it from older triples that stand; what fell and still follows some other way comes back with a new stamp.
Axioms are triples like any other: the rules that a new one makes are evaluated, and what the rules of one that falls
have concluded is looked at. A handful of triples is followed one by one (`matching`), thousands in columns (`columns`);
each round chooses for itself.
"""

from collections.abc import Iterable, Sequence

import numpy as np

from coopkg.errors import OntologyError
from coopkg.rdf.dictionary import FIRST_LITERAL, EncodedTriples, Ids, TokenTriple
from coopkg.rdf.nquads import canonical_token
from coopkg.reasoning.changes import Change, difference
from coopkg.reasoning.closure import Closure
from coopkg.reasoning.columns import closure
from coopkg.reasoning.relation import contains
from coopkg.reasoning.relations import IdTriple, encoded
from coopkg.reasoning.rules import Rule
from coopkg.reasoning.state import State
from coopkg.reasoning.update import Evaluators, Update
from coopkg.reasoning.watch import Watch

_NONE: Ids = np.empty(0, np.int64)


class Incremental:
    """A closure that can be added to and retracted from."""

    __slots__ = ("_engine", "_evaluators", "_state", "_table", "_watch")

    def __init__(self, start: Closure, table: Sequence[Rule]) -> None:
        """Go on from `start`, a closure by the columns engine under the rules `table`, whose relations are taken over.

        TypeError where the dictionary of `start` cannot grow.
        """
        self._table = table
        self._take(start)
        self._watch = Watch(self._state)

    def _take(self, start: Closure) -> None:
        self._engine = start.engine
        self._state = State.of(start, self._table)
        self._state.is_logging = True
        self._evaluators = Evaluators(self._state)

    @property
    def closure(self) -> Closure:
        """Return the closure as it is now; the next update changes it."""
        state = self._state
        return Closure(state.dictionary, state.facts, tuple(state.rules.values()), self._engine)

    def may_be_inconsistent(self) -> bool:
        """Tell whether a contradiction may have come in since this was asked last; `clashes` tells for sure.

        Much quicker than that, since only what has come in is looked at. To be asked after every update.
        """
        return self._watch.sees_any()

    def add(self, triples: Iterable[TokenTriple]) -> Change:
        """State `triples`; those that are stated already change nothing. Errors as `update`."""
        return self.update(added=triples)

    def retract(self, triples: Iterable[TokenTriple]) -> Change:
        """State `triples` no longer; those that are not stated change nothing. Errors as `update`."""
        return self.update(retracted=triples)

    def update(self, added: Iterable[TokenTriple] = (), retracted: Iterable[TokenTriple] = ()) -> Change:
        """Retract and add in one step; what is in both is stated afterwards.

        ValueError where three tokens are no triple of RDF; OntologyError where an axiom needs an rdf:List that would be
        broken. In both cases the closure is as it was.
        """
        stamp = self._state.facts.stamp
        given = dict.fromkeys(map(self._encoded, list(added)))
        known = {self._encoded(triple) for triple in retracted}
        new = [triple for triple in given if stamp(triple) != 0]
        old = [triple for triple in known if triple not in given and stamp(triple) == 0]
        try:
            change = Update(self._state, self._evaluators, new, old).run()
        except OntologyError:
            self._begin_again(self._stated(added=old, retracted=new))
            raise
        return self._by_rules(new, old) if self._state.is_beyond() else change

    def _by_rules(self, new: list[IdTriple], old: list[IdTriple]) -> Change:
        """Compute the closure afresh, since what was stated is beyond representatives; return what has changed."""
        after = self._stated()
        self._begin_again(self._stated(added=old, retracted=new))
        before = self.closure.triples()
        self._begin_again(after)
        return difference(before, self.closure.triples())

    def _begin_again(self, stated: EncodedTriples) -> None:
        self._take(closure(stated, self._table))
        self._watch = Watch(self._state, is_new=True)

    def _stated(self, added: Iterable[IdTriple] = (), retracted: Iterable[IdTriple] = ()) -> EncodedTriples:
        """Return what is stated, with `added` and without `retracted`."""
        state = self._state
        come, gone = state.grouped(added), state.grouped(retracted)
        pieces = []
        for name in {*state.facts.relations, *state.facts.retired, *come}:
            keys = np.concatenate((state.facts.stated(name), come.get(name, _NONE)))
            pieces.append((name, keys[~contains(gone.get(name, _NONE), keys)]))
        return encoded(pieces, state.relations.type_id, state.dictionary)

    def _encoded(self, triple: TokenTriple) -> IdTriple:
        if len(triple) != 3:  # noqa: PLR2004  (a triple)
            raise ValueError(f"not three terms: {triple!r}")
        subject, predicate, object_ = map(self._known, triple)
        if not subject.startswith(("<", "_:")) or not predicate.startswith("<"):
            raise ValueError(f"no triple of RDF: {' '.join(triple)}")
        encode = self._state.dictionary.encode
        ids = encode(subject), encode(predicate), encode(object_)
        if ids[2] >= FIRST_LITERAL:
            self._state.learn_literal(ids[2])
        return ids

    def _known(self, token: str) -> str:
        """Return the token in canonical form: what the dictionary has is in it."""
        return token if self._state.dictionary.id_of(token) is not None else canonical_token(token)
