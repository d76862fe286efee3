"""Facts in words, for who looks at them before they are in the graph."""

from collections.abc import Mapping

from coopkg.domain.facts import Fact
from coopkg.ingest.registry import Registry
from coopkg.mapping.dataset import names_of
from coopkg.mapping.iris import claim_iri
from coopkg.mapping.labels import claim_labels, label_triples
from coopkg.mapping.triples import description_of
from coopkg.rdf.terms import Iri, Literal
from coopkg.rdf.vocabulary import DEFAULT_BASE


def words_of(fact: Fact, registry: Registry) -> dict[str, str]:
    """Return what the claim that `fact` makes will be called, by language."""
    # What a thing is called does not depend on the base.
    names = names_of(registry.entities.values(), Iri(DEFAULT_BASE))
    description = description_of(fact, names)
    claim = claim_iri(names.base, fact.id)
    labels = claim_labels(claim, description.node, tuple(label_triples(fact, description, names)), names)
    texts = (triple.object for triple in labels)
    return {text.language or "und": text.lexical for text in texts if isinstance(text, Literal)}


def named(value: object, registry: Registry) -> str:
    """Return an argument of a record as a person reads it: entities by name and slug.

    >>> named({"vi": "hợp tác", "en": "cooperation"}, Registry({}, {}, {}, {}))
    'hợp tác / cooperation'
    """
    match value:
        case {"name": str(name)}:
            return f"«{name}»"
        case {"value": amount, "currency": currency}:
            return f"{amount} {currency}"
        case Mapping():
            return " / ".join(map(str, value.values()))
        case list():
            return ", ".join(named(each, registry) for each in value)
        case str() if (entity := registry.find(value)) is not None:
            return f"{entity.name('vi')} ({value})"
        case _:
            return str(value)
