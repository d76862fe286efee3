"""One case for each kind of fact: what its content says as triples, whoever says it and however it is meant.

The cases stand with their matter: `organizations`, `events`, `commitments`, `statements`.
"""

from typing import assert_never

from coopkg.domain.facts import Fact
from coopkg.mapping import commitments, events, organizations, statements
from coopkg.mapping.commitments import Commitments
from coopkg.mapping.description import Description, Names
from coopkg.mapping.events import Events
from coopkg.mapping.organizations import Organizations
from coopkg.mapping.statements import Statements


def description_of(fact: Fact, names: Names) -> Description:
    """Return what the content of `fact` says: triples that may stand in a graph only if `fact.is_stated`."""
    content = fact.content
    if isinstance(content, Organizations):
        return organizations.description_of(fact, content, names)
    if isinstance(content, Events):
        return events.description_of(fact, content, names)
    if isinstance(content, Commitments):
        return commitments.description_of(fact, content, names)
    if isinstance(content, Statements):
        return statements.description_of(fact, content, names)
    assert_never(content)
