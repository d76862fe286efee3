"""Wiring of `coopkg serve --plain`: a dataset of its own, without ontology and without reasoning."""

from typing import TYPE_CHECKING, NoReturn

from coopkg.bootstrap.answering import answering, cached
from coopkg.bootstrap.measures import answering_measures
from coopkg.bootstrap.store import snapshots_of
from coopkg.bootstrap.writer import client_of
from coopkg.errors import UnknownTermError
from coopkg.settings import Settings
from coopkg.storage.current import CurrentDataset
from coopkg.storage.plain import begin
from coopkg.web.app import create_plain_app
from coopkg.web.health import snapshot_measures
from coopkg.web.log import observed
from coopkg.web.proxies import behind
from coopkg.web.quick import QuickApplication
from coopkg.web.site import Site
from coopkg.web.slow_clients import PatientApplication, Places
from coopkg.web.writing import Writing

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIApplication


def begin_plain(settings: Settings) -> None:
    """Publish an empty dataset where there is none, so that there is something to read before the writer is ready."""
    begin(snapshots_of(settings), settings.base)


def build_plain_app(settings: Settings) -> "WSGIApplication":
    """Return the WSGI application over the dataset without reasoning, which answers from the current snapshot."""
    client, limits = client_of(settings), settings.changes
    writing = Writing(client, limits.tokens, limits.body_bytes, client.is_there)
    snapshots = snapshots_of(settings)
    current = CurrentDataset(snapshots)
    by = answering(settings.queries)
    site = Site(
        current, _unexplained, _unexplained, by.answers, settings.public_url, writing, is_plain=True,
        is_able=by.pool.is_able,
    )  # fmt: skip
    site.metrics.watch(snapshot_measures(site))
    site.metrics.watch(answering_measures(by))
    answered = cached(QuickApplication(create_plain_app(site), site), by, current, snapshots.current_name)
    application = PatientApplication(answered, Places())
    return behind(settings.proxies, observed(application, site.metrics))


def _unexplained(*_: object) -> NoReturn:
    raise UnknownTermError("explain", "nothing is inferred here, so there is nothing to explain")
