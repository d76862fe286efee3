"""What the views need of the world outside, as one value."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field

from coopkg.rdf.dictionary import TokenTriple
from coopkg.rdf.names import KINDS
from coopkg.rdf.terms import Iri
from coopkg.reasoning.alternatives import Alternatives
from coopkg.reasoning.proof import Proof
from coopkg.serving.questions import Ask
from coopkg.storage.current import CurrentDataset
from coopkg.storage.snapshots import Snapshot
from coopkg.web.metrics import Metrics
from coopkg.web.writing import OFF, Writing

#: Returns the proof of a triple of a snapshot; UnknownTermError where the snapshot does not hold it.
Explain = Callable[[Snapshot, TokenTriple], Proof]
#: Returns all last steps that lead to it; errors as `Explain`.
ExplainAll = Callable[[Snapshot, TokenTriple], Alternatives]

#: The paths that have pages. What has a dot, a percent sign or a query has none: it could not be told from an ending.
PATH = re.compile(r"[A-Za-z0-9][A-Za-z0-9_~-]*(?:/[A-Za-z0-9][A-Za-z0-9_~-]*)*")


def _always() -> bool:
    return True


@dataclass(frozen=True, slots=True)
class Site:
    """The published dataset, how a triple is explained, who answers queries, and the address of the site.

    `public_url` is None where the address is the one that a request names. `writing` tells who may change the dataset,
    and how; `metrics` counts the requests. `users` is the graph that a change means where it names none, None where
    that is the default graph itself. `is_plain` tells that nothing is inferred, `is_able()` whether queries can be
    answered, which takes more than a snapshot.
    """

    current: CurrentDataset
    explain: Explain
    explain_all: ExplainAll
    ask: Ask
    public_url: str | None = None
    writing: Writing = OFF
    metrics: Metrics = field(default_factory=Metrics)
    users: Iri | None = None
    is_plain: bool = False
    is_able: Callable[[], bool] = _always


def iri_of(base: str, path: str) -> Iri:
    """Return the IRI that a page's path speaks of: a bare slug is one of `<base>id/`.

    >>> iri_of("https://coop.example/", "iso"), iri_of("https://coop.example/", "claim/x-1")
    ('https://coop.example/id/iso', 'https://coop.example/claim/x-1')
    """
    kind, slash, _ = path.partition("/")
    return Iri(f"{base}{path}" if slash and kind in KINDS else f"{base}id/{path}")


def path_of(base: str, iri: str) -> str | None:
    """Return the path under /page/ and /data/ that speaks of `iri`; None for what is not ours.

    >>> path_of("https://coop.example/", "https://coop.example/id/iso")
    'iso'
    >>> path_of("https://coop.example/", "https://coop.example/claim/x-1")
    'claim/x-1'
    >>> path_of("https://coop.example/", "https://coop.example/id/claim/x-1")
    """
    kind, slash, name = iri.removeprefix(base).partition("/")
    if not iri.startswith(base) or not slash or kind not in KINDS:
        return None
    path = name if kind == "id" else f"{kind}/{name}"
    return path if PATH.fullmatch(path) and iri_of(base, path) == iri else None
