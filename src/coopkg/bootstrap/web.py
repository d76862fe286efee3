"""Wiring of the web: the WSGI application over the current snapshot."""

from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from coopkg.bootstrap.answering import answering, cached
from coopkg.bootstrap.functions import functions_of
from coopkg.bootstrap.measures import answering_measures
from coopkg.bootstrap.store import snapshots_of
from coopkg.bootstrap.writer import client_of
from coopkg.mapping.iris import graph_iri
from coopkg.rdf.dictionary import TokenTriple
from coopkg.rdf.terms import Iri
from coopkg.reasoning.alternatives import Alternatives, alternatives
from coopkg.reasoning.closure import open_closure
from coopkg.reasoning.explain import Explainer
from coopkg.reasoning.proof import Proof
from coopkg.settings import Settings
from coopkg.storage.current import CurrentDataset
from coopkg.storage.snapshots import CLOSURE, Snapshot
from coopkg.web.app import create_app
from coopkg.web.health import snapshot_measures
from coopkg.web.log import observed
from coopkg.web.proxies import behind
from coopkg.web.quick import QuickApplication
from coopkg.web.site import Site
from coopkg.web.slow_clients import PatientApplication, Places
from coopkg.web.writing import OFF, Writing

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIApplication


def build_app(settings: Settings) -> "WSGIApplication":
    """Return the WSGI application; it answers from whatever snapshot is current when a request comes."""

    # The current snapshot's closure, and the one before it for requests that began earlier.
    @lru_cache(maxsize=2)
    def opened(path: Path) -> Explainer:
        return Explainer(open_closure(path))

    def explain(snapshot: Snapshot, triple: TokenTriple) -> Proof:
        return opened(snapshot.path / CLOSURE).proof(triple)

    def explain_all(snapshot: Snapshot, triple: TokenTriple) -> Alternatives:
        return alternatives(opened(snapshot.path / CLOSURE), triple)

    snapshots = snapshots_of(settings)
    current = CurrentDataset(snapshots, functions_of)
    by = answering(settings.queries)
    client, limits = client_of(settings), settings.changes
    # Without a token nobody may write, and no process is there that would.
    writing = Writing(client, limits.tokens, limits.body_bytes, client.is_there) if limits.tokens else OFF
    users = graph_iri(Iri(settings.base), "users")
    site = Site(
        current, explain, explain_all, by.answers, settings.public_url, writing, users=users, is_able=by.pool.is_able
    )
    site.metrics.watch(snapshot_measures(site))
    site.metrics.watch(answering_measures(by))
    answered = cached(QuickApplication(create_app(site), site), by, current, snapshots.current_name)
    application = PatientApplication(answered, Places())
    return behind(settings.proxies, observed(application, site.metrics))
