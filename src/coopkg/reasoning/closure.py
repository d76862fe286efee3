"""A closure: what is stated and what follows, each triple with its stamp, in memory or memory-mapped."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any, Protocol

import numpy as np

from coopkg.errors import SnapshotError
from coopkg.rdf.dictionary import EncodedTriples, Ids, Terms, TokenTriple, open_dictionary
from coopkg.rdf.layered import LayeredDictionary
from coopkg.reasoning.facts import Facts, open_facts
from coopkg.reasoning.joins import Pattern
from coopkg.reasoning.overlay import read_overlay
from coopkg.reasoning.owl2rl import REFLEXIVE, SAME_AS
from coopkg.reasoning.relation import LOW, class_key
from coopkg.reasoning.relations import IdTriple, Relations, encoded
from coopkg.reasoning.rules import Rule
from coopkg.reasoning.specialize import SpecializedRule

#: The file of a saved closure that holds its rules.
RULES = "rules.json"
# What a saved rule has: a closure that another version saved is known by it.
_FIELDS = [field.name for field in fields(SpecializedRule)]

# Lines that are made at once: what stays in the processor's cache is made twice as fast as a whole relation.
_PIECE = 1 << 13


@dataclass(frozen=True, slots=True, eq=False)
class Closure:
    """Stated triples (stamp 0) and what follows from them (the round that found it; premises are always older).

    `rules` are the specialised rules that were at work, for proofs and contradictions; an engine that cannot tell
    leaves them empty, gives every conclusion the stamp 1, and names itself in `engine`. `complaints` are contradictions
    that such an engine reports in its own words.
    """

    dictionary: Terms
    facts: Facts
    rules: tuple[SpecializedRule, ...]
    engine: str
    complaints: tuple[str, ...] = ()

    @property
    def relations(self) -> Relations:
        """Return the triples under representatives: what the rules have read and concluded."""
        return self.facts.relations

    def __len__(self) -> int:
        return sum(len(keys) for _, keys in self.columns(is_inferred=False))

    def count_stated(self) -> int:
        """Return how many triples are stated, each once; quicker than to count all."""
        return sum(len(self.facts.stated(name)) for name in {*self.facts.relations, *self.facts.retired})

    def columns(self, *, is_inferred: bool) -> Iterator[tuple[int, Ids]]:
        """Yield the keys of the inferred triples, or of all, by relation; predicates that are blank nodes are left out.

        RDF does not allow such triples, but rules reason with them: `[ owl:inverseOf p ]`.
        """
        reflexive = frozenset(number for token in REFLEXIVE if (number := self.dictionary.id_of(token)) is not None)
        for name, keys in self.facts.columns(is_inferred=is_inferred, reflexive=reflexive):
            if name < 0 or not self.dictionary.token_of(name).startswith("_:"):
                yield name, keys

    def triples(self) -> EncodedTriples:
        """Return every triple, stated or inferred, once."""
        return encoded(self.columns(is_inferred=False), self.relations.type_id, self.dictionary)

    def inferred(self) -> EncodedTriples:
        """Return the triples that follow and are not stated, each once."""
        return encoded(self.columns(is_inferred=True), self.relations.type_id, self.dictionary)

    def inferred_ntriples(self) -> bytes:
        """Return the triples that follow and are not stated as N-Triples in UTF-8, in no promised order."""
        return b"".join(self.lines(is_inferred=True))

    def ntriples(self) -> bytes:
        """Return every triple, stated or inferred, once, as N-Triples in UTF-8, in no promised order."""
        return b"".join(self.lines(is_inferred=False))

    def lines(self, *, is_inferred: bool) -> Iterator[bytes]:
        """Yield the same N-Triples as `inferred_ntriples` or `ntriples` in pieces of a few thousand whole lines."""
        for name, keys in self.columns(is_inferred=is_inferred):
            yield from _lines(name, keys, self)

    def ids_of(self, triple: TokenTriple) -> IdTriple | None:
        """Return the ids of the three tokens, None where one is not in the dictionary."""
        ids = [number for token in triple if (number := self.dictionary.id_of(token)) is not None]
        return (ids[0], ids[1], ids[2]) if len(ids) == 3 else None  # noqa: PLR2004  (a triple)

    def tokens_of(self, triple: IdTriple) -> TokenTriple:
        """Return the tokens of three ids."""
        subject, predicate, object_ = map(self.dictionary.token_of, triple)
        return subject, predicate, object_

    def stamp(self, triple: TokenTriple) -> int | None:
        """Return 0 for a stated triple, the round of an inferred one, None for one that is not in the closure."""
        ids = self.ids_of(triple)
        return None if ids is None else self.facts.stamp_as_named(ids)

    def save(self, directory: Path) -> None:
        """Write the closure into `directory`, made if need be, for `open_closure`."""
        directory.mkdir(parents=True, exist_ok=True)
        self.dictionary.save(directory)
        self.facts.save(directory)
        self.save_rules(directory)

    def save_rules(self, directory: Path) -> None:
        """Write the rules alone."""
        rules = {
            "fields": _FIELDS,
            "engine": self.engine,
            "complaints": self.complaints,
            "rules": [_as_row(rule) for rule in self.rules],
        }
        (directory / RULES).write_text(json.dumps(rules, separators=(",", ":")), encoding="utf-8")


def _lines(name: int, keys: Ids, closure: Closure) -> Iterator[bytes]:
    """Yield the lines of one relation: joining tokens is several times faster than formatting line by line."""
    tokens_at, token_of = closure.dictionary.tokens_at, closure.dictionary.token_of
    predicate = token_of(closure.relations.type_id if name < 0 else name).encode()
    if name < 0:
        tail = b" %b %b .\n" % (predicate, token_of(class_key(name)).encode())
        for piece in _in_pieces(keys):
            yield tail.join(tokens_at(piece).tolist()) + tail
    else:
        row = np.array([None, b" %b " % predicate, None, b" .\n"], np.object_)
        for piece in _in_pieces(keys):
            rows = np.tile(row, (len(piece), 1))
            rows[:, 0], rows[:, 2] = tokens_at(piece >> 32), tokens_at(piece & LOW)
            yield b"".join(rows.ravel().tolist())


def _in_pieces(keys: Ids) -> Iterator[Ids]:
    return (keys[start : start + _PIECE] for start in range(0, len(keys), _PIECE))


def _as_row(rule: SpecializedRule) -> list[object]:
    patterns = [[pattern.slots for pattern in patterns] for patterns in (rule.body, rule.head)]
    return [rule.name, *patterns, rule.filters, rule.axioms, rule.lists, rule.pair, rule.is_of_resources]


def _from_row(row: list[Any]) -> SpecializedRule:
    name, body, head, filters, axioms, lists, pair, is_of_resources = row
    return SpecializedRule(
        name,
        tuple(Pattern(*slots) for slots in body),
        tuple(Pattern(*slots) for slots in head),
        tuple((left, right) for left, right in filters),
        tuple((subject, predicate, object_) for subject, predicate, object_ in axioms),
        tuple((node, tuple(members)) for node, members in lists),
        None if pair is None else (pair[0], pair[1]),
        bool(is_of_resources),
    )


def open_closure(directory: Path) -> Closure:
    """Return the closure that `Closure.save` wrote, memory-mapped, with what has changed since (`saved`).

    SnapshotError where none can be read.
    """
    try:
        saved = json.loads((directory / RULES).read_text(encoding="utf-8"))
        if saved.get("fields") != _FIELDS:
            raise SnapshotError(directory, "saved by another version of coopkg; build again: coopkg build")
        rules = tuple(map(_from_row, saved["rules"]))
        complaints = tuple(saved["complaints"])
        overlay = read_overlay(directory)
        terms = open_dictionary(directory)
        dictionary = terms if overlay is None else LayeredDictionary(terms, overlay.resources, overlay.literals)
        facts = open_facts(directory, dictionary.id_of(SAME_AS), overlay)
        return Closure(dictionary, facts, rules, saved["engine"], complaints)
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise SnapshotError(directory, f"not a saved closure: {error}; build again: coopkg build") from error


class Engine(Protocol):
    """What computes closures: any of them gives the same triples."""

    def closure(self, stated: EncodedTriples, rules: Sequence[Rule]) -> Closure:
        """Return the closure of `stated` under `rules`; OntologyError where the ontology is broken."""
