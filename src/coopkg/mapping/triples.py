"""One case for each kind of fact: what its content says as triples, whoever says it and however it is meant."""

from typing import assert_never

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
)
from coopkg.mapping import commitments, events, organizations, statements
from coopkg.mapping.description import Description, Names


def description_of(fact: Fact, names: Names) -> Description:  # noqa: C901, PLR0911, PLR0912  # one case a kind of fact
    """Return what the content of `fact` says: triples that may stand in a graph only if `fact.is_stated`."""
    match fact.content:
        case Alias() as content:
            return organizations.alias(content, names)
        case PartOf() as content:
            return organizations.part_of(content, names)
        case Membership() as content:
            return organizations.membership(fact, content, names)
        case Role() as content:
            return organizations.role(fact, content, names)
        case Affiliation() as content:
            return organizations.affiliation(fact, content, names)
        case Event() as content:
            return events.event(fact, content, names)
        case Participation() as content:
            return events.participation(fact, content, names)
        case Organizing() as content:
            return events.organizing(fact, content, names)
        case Commitment() as content:
            return commitments.commitment(fact, content, names)
        case Agreement() as content:
            return commitments.agreement(fact, content, names)
        case Document() as content:
            return commitments.document(fact, content, names)
        case Grant() as content:
            return commitments.grant(fact, content, names)
        case Project() as content:
            return commitments.project(fact, content, names)
        case Cooperation() as content:
            return commitments.cooperation(fact, content, names)
        case Statistic() as content:
            return statements.statistic(fact, content, names)
        case Stance() as content:
            return statements.stance(fact, content, names)
        case Statement() as content:
            return statements.statement(fact, content, names)
        case Purpose() as content:
            return statements.purpose(content, names)
        case Definition() as content:
            return statements.definition(content, names)
        case Contribution() as content:
            return statements.contribution(fact, content, names)
        case Plan() as content:
            return statements.plan(fact, content, names)
        case _:
            assert_never(fact.content)
