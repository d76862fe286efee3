"""Wiring of the web: the WSGI application over the current snapshot, and the server process that runs it."""

import socket
from functools import lru_cache, partial

from flask import Flask
from granian import Granian
from granian.constants import Interfaces

from coopkg.bootstrap.functions import functions_of
from coopkg.bootstrap.store import snapshots_of
from coopkg.errors import SettingError
from coopkg.rdf.dictionary import TokenTriple
from coopkg.reasoning.closure import open_closure
from coopkg.reasoning.explain import Proof
from coopkg.reasoning.explain import explain as prove
from coopkg.settings import Settings
from coopkg.storage.current import CurrentDataset
from coopkg.storage.snapshots import CLOSURE, Snapshot
from coopkg.web.app import create_app
from coopkg.web.site import Site


def build_app(settings: Settings) -> Flask:
    """Return the WSGI application; it answers from whatever snapshot is current when a request comes."""
    # The current snapshot's closure, and the one before it for requests that began earlier.
    opened = lru_cache(maxsize=2)(open_closure)

    def explain(snapshot: Snapshot, triple: TokenTriple) -> Proof:
        return prove(opened(snapshot.path / CLOSURE), triple)

    return create_app(Site(CurrentDataset(snapshots_of(settings), functions_of), explain))


def serve(settings: Settings) -> None:
    """Serve until a signal says to stop; SettingError where the address cannot be listened on."""
    _refuse_taken_address(settings)
    server = Granian(
        "coopkg",
        address=settings.host,
        port=settings.port,
        interface=Interfaces.WSGI,
        websockets=False,
        log_enabled=settings.log_level in {"DEBUG", "INFO"},
    )
    server.serve(target_loader=partial(_loaded, settings), wrap_loader=False)


def _loaded(settings: Settings, *_: object) -> Flask:
    return build_app(settings)


def _refuse_taken_address(settings: Settings) -> None:
    """Try the address first: the server's workers would die of it one after another, and say nothing of use."""
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    try:
        with socket.socket(family) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind((settings.host, settings.port))
    except OSError as error:
        reason = f"cannot listen on {settings.host}:{settings.port}: {error.strerror}; choose another: PORT=8001"
        raise SettingError("PORT", reason) from error
