"""What a user rule reads: triples as RDF has them, without those that have a literal as subject."""

from coopkg.rdf.dictionary import FIRST_LITERAL
from coopkg.reasoning.relation import AnyRelation, Relation, about_resources
from coopkg.reasoning.relations import AnyRelations, IdTriple
from coopkg.reasoning.specialize import SpecializedRule


class OfResources:
    """Relations without the triples about literals; of use as long as they stay as they are."""

    __slots__ = ("_kept", "_relations")

    def __init__(self, relations: AnyRelations) -> None:
        self._relations = relations
        self._kept: dict[int, AnyRelation | None] = {}

    @property
    def type_id(self) -> int:
        """Return the id of rdf:type."""
        return self._relations.type_id

    def get(self, name: int) -> AnyRelation | None:
        """Return the relation called `name`, None where it is empty."""
        if name not in self._kept:
            relation = self._relations.get(name)
            if relation is not None and len(relation):
                keys = relation.keys
                kept = about_resources(name, keys)
                relation = relation if len(kept) == len(keys) else Relation(kept, relation.stamps_of(kept))
            self._kept[name] = relation
        return self._kept[name]

    def names_of(self, predicate: int) -> list[int]:
        """Return the names of the relations that hold the triples with this predicate."""
        return self._relations.names_of(predicate)

    def predicates(self) -> list[int]:
        """Return the predicates of all triples."""
        return self._relations.predicates()

    def name_of(self, predicate: int, object_: int) -> int:
        """Return the name of the relation that holds, or would hold, a triple with these."""
        return self._relations.name_of(predicate, object_)

    def place_of(self, triple: IdTriple) -> tuple[int, int]:
        """Return the name of the relation that holds, or would hold, a triple, and its key there."""
        return self._relations.place_of(triple)

    def stamp(self, triple: IdTriple) -> int | None:
        """Return the stamp of one triple, None where it is not there."""
        return None if triple[0] >= FIRST_LITERAL else self._relations.stamp(triple)


def read_by(rule: SpecializedRule, relations: AnyRelations) -> AnyRelations:
    """Return what of `relations` a rule reads."""
    return OfResources(relations) if rule.is_of_resources else relations
