"""Labels of the nodes that nobody named, in Vietnamese and in English, composed from the names of the registry.

A label tells nothing that the IRI of its node does not hold, so that all facts about one node give it one label in each
language; two nodes may be called alike.
"""

import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import assert_never

from coopkg.domain.entities import KINDS, Entity
from coopkg.domain.facts import (
    Affiliation,
    Agreement,
    Alias,
    Commitment,
    Contribution,
    Cooperation,
    Definition,
    Document,
    Event,
    Fact,
    Grant,
    Membership,
    Organizing,
    Participation,
    PartOf,
    Plan,
    Project,
    Purpose,
    Role,
    Stance,
    Statement,
    Statistic,
    Text,
)
from coopkg.mapping.commitments import amount_iri
from coopkg.mapping.description import Description, Names, decimal_literal
from coopkg.mapping.organizations import phase_of_turn, term_of
from coopkg.mapping.phrases import PHRASES
from coopkg.rdf.terms import Iri, Literal, Triple
from coopkg.rdf.vocabulary import RDFS

# An acronym of another language is taken for a name that is longer: «ISO», but «Bộ Y tế» and not «MOH».
_SHORT_NAME = 15


def calls_of(entity: Entity) -> dict[str, str]:
    """Return what to call `entity` in a label, by language: its acronym or short name where it has one.

    A person or a country goes by its full name: «Việt Nam», not «VN».
    """
    return {language: _call(entity, language) for language in PHRASES}


def _call(entity: Entity, language: str) -> str:
    name = entity.name(language)
    if KINDS[entity.kind] in {"person", "country"}:
        return name
    own = {label.kind: label.text for label in reversed(entity.labels) if label.language == language}
    foreign = [label.text for label in entity.labels if label.kind == "acronym" and len(name) > _SHORT_NAME]
    return own.get("acronym") or own.get("short") or next(iter(foreign), name)


def label_triples(fact: Fact, description: Description, names: Names) -> Iterator[Triple]:
    """Yield the labels of the nodes that `fact` mints, in NFC; none where the registry names what it is about."""
    for language in PHRASES:
        for node, words in _labels(fact, description.node, _Tongue(language, names)):
            yield Triple(node, RDFS["label"], Literal(unicodedata.normalize("NFC", words), language=language))


def claim_labels(claim: Iri, node: Iri, labels: Iterable[Triple], names: Names) -> Iterator[Triple]:
    """Yield what to call `claim`: what its `node` is called by `labels`, or by the registry where it is named there."""
    own = [Triple(claim, RDFS["label"], label.object) for label in labels if label.subject == node]
    calls = names.calls.get(node.removeprefix(f"{names.base}id/"), {})
    yield from own or (Triple(claim, RDFS["label"], Literal(call, language=each)) for each, call in calls.items())


@dataclass(frozen=True, slots=True)
class _Tongue:
    """How things are said in one language."""

    language: str
    names: Names

    def call(self, slug: str | None) -> str:
        return "" if slug is None else self.names.calls[slug][self.language]

    def say(self, phrase: str, *parts: str) -> str:
        return PHRASES[self.language][phrase].format(*parts)

    def behalf(self, slug: str | None) -> str:
        return "" if slug is None else self.say("on behalf", self.call(slug))

    def calls(self, slugs: Iterable[str]) -> str:
        *first, last = (self.call(slug) for slug in slugs)
        return self.say("and").join(filter(None, (", ".join(first), last)))

    def text(self, text: Text | None) -> str:
        """Return `text` in this language, else in the first that it is in."""
        return (text or {}).get(self.language) or next((words for _, words in sorted((text or {}).items())), "")

    def number(self, value: Decimal) -> str:
        grouped = f"{Decimal(decimal_literal(value).lexical):,}"
        return grouped.translate(str.maketrans(",.", ".,")) if self.language == "vi" else grouped


def _labels(fact: Fact, node: Iri, tongue: _Tongue) -> Iterator[tuple[Iri, str]]:
    """Yield each node that `fact` mints, with what to call it."""
    match fact.content:
        case Grant(grant=slug, amounts=amounts):
            for amount in amounts:
                yield amount_iri(slug, amount, tongue.names), f"{tongue.number(amount.value)} {amount.currency}"
        case Membership() | Role() | Affiliation() as content:
            yield node, _belonging(fact, content, tongue)
        case Participation() | Organizing() | Commitment() | Cooperation() as content:
            yield node, _doing(content, tongue)
        case Statistic() | Stance() | Statement() | Contribution() | Plan() as content:
            yield node, _telling(fact, content, tongue)
        case Alias() | PartOf() | Event() | Agreement() | Document() | Project() | Purpose() | Definition():
            return
        case _:
            assert_never(fact.content)


def _belonging(fact: Fact, content: Membership | Role | Affiliation, tongue: _Tongue) -> str:
    when, body = _term(fact, tongue), tongue.call(content.organization)
    match content:
        case Membership(member=holder, on_behalf_of=other):
            return tongue.say("member", tongue.call(holder), body, tongue.behalf(other), when)
        case Role(holder=holder, role=role, on_behalf_of=other):
            turn = _turn(fact, content, tongue)
            return tongue.say("role", tongue.call(holder), tongue.call(role), body, tongue.behalf(other), when or turn)
        case Affiliation(agent=agent, capacity=None):
            return tongue.say("affiliate", tongue.call(agent), body, when)
        case Affiliation(agent=agent, capacity=capacity):
            return tongue.say("affiliate as", tongue.call(agent), tongue.call(capacity), body, when)
        case _:
            assert_never(content)


def _term(fact: Fact, tongue: _Tongue) -> str:
    word, term = term_of(fact)
    return "" if term is None else tongue.say(word, term)


def _turn(fact: Fact, content: Role, tongue: _Tongue) -> str:
    phase = phase_of_turn(fact, content)
    return "" if phase is None else tongue.say(phase, f" {fact.time.text}" if fact.time else "")


def _doing(content: Participation | Organizing | Commitment | Cooperation, tongue: _Tongue) -> str:
    match content:
        case Participation(participant=agent, event=event, capacity=capacity, on_behalf_of=other):
            parts = (tongue.call(event), tongue.behalf(other))
            if capacity is None:
                return tongue.say("participant", tongue.call(agent), *parts)
            return tongue.say("participant as", tongue.call(agent), tongue.call(capacity), *parts)
        case Organizing(organizer=agent, event=event, capacity=capacity):
            return tongue.say(capacity, tongue.call(agent), tongue.call(event))
        case Commitment(debtor=debtor, creditor=None, content=words):
            return tongue.say("commitment", tongue.call(debtor), tongue.text(words))
        case Commitment(debtor=debtor, creditor=creditor, content=words):
            return tongue.say("commitment to", tongue.call(debtor), tongue.call(creditor), tongue.text(words))
        case Cooperation(parties=parties, content=words):
            # The IRI holds the parties in this order, in whatever order a fact names them.
            return tongue.say("cooperation", tongue.calls(sorted(parties)), tongue.text(words))
        case _:
            assert_never(content)


def _telling(fact: Fact, content: Statistic | Stance | Statement | Contribution | Plan, tongue: _Tongue) -> str:
    match content:
        case Statistic(holder=holder, subject=words):
            return f"{_lead(holder, tongue)}{_count(content, tongue)} {tongue.text(words)}{_date(fact, tongue)}"
        case Stance(holder=holder, attitude=attitude, content=words):
            target = tongue.call(content.addressee or content.about)
            more = f" {target}" if target else f" – {tongue.text(words)}" if words else ""
            return tongue.say(attitude, tongue.call(holder), more)
        case Statement(speaker=agent, content=words) | Contribution(agent=agent, content=words):
            return f"{_lead(agent, tongue)}{tongue.text(words)}"
        case Plan(agent=agent, content=words):
            return tongue.say("plan", tongue.call(agent), tongue.text(words))
        case _:
            assert_never(content)


def _lead(slug: str | None, tongue: _Tongue) -> str:
    return "" if slug is None else f"{tongue.call(slug)}: "


def _count(content: Statistic, tongue: _Tongue) -> str:
    return tongue.say(content.comparator, "" if content.value is None else tongue.number(content.value))


def _date(fact: Fact, tongue: _Tongue) -> str:
    if fact.time is None or fact.time.is_interval:
        return _term(fact, tongue)
    return tongue.say("during", fact.time.text)
