"""`/health`: whether the server lives, whether it can answer, and from which snapshot."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime

from flask import Blueprint, Response

from coopkg.errors import SnapshotError
from coopkg.publish.media_types import JSON
from coopkg.storage.snapshots import Manifest
from coopkg.web.metrics import Measure, Measures
from coopkg.web.site import Site


def health_blueprint(site: Site) -> Blueprint:
    """Return the route of health: 200 where queries can be answered, else 503."""
    blueprint = Blueprint("health", __name__)

    @blueprint.route("/health")
    def health() -> Response:
        manifest, writer, is_able = _manifest(site), _writer(site), site.is_able()
        is_ready = manifest is not None and is_able
        state: dict[str, object] = {"live": True, "ready": is_ready, "writer": writer}
        if manifest is not None:
            state |= {"snapshot": manifest.number, "created": manifest.created, "counts": dict(manifest.counts)}
        state["status"] = _status(manifest, writer, is_able=is_able)
        response = Response(json.dumps(state), 200 if is_ready else 503, content_type=JSON.media_type)
        response.headers["Cache-Control"] = "no-store"
        return response

    return blueprint


def _status(manifest: Manifest | None, writer: str, *, is_able: bool) -> str:
    """Return what is in the way first, `ok` where nothing is."""
    if manifest is None:
        return "no snapshot"
    if not is_able:
        return "no query workers"
    return "no writer" if writer == "down" else "ok"


def snapshot_measures(site: Site) -> Measures:
    """Return what gives number and age of the current snapshot; nothing where there is none."""

    def measures() -> Iterator[Measure]:
        manifest = _manifest(site)
        if manifest is not None:
            age = datetime.now(UTC) - datetime.fromisoformat(manifest.created)
            yield Measure("coopkg_snapshot", "Number of the snapshot that is served.", manifest.number)
            yield Measure("coopkg_snapshot_age_seconds", "Seconds since it was made.", age.total_seconds())
        yield Measure("coopkg_writer_up", "Whether the process that writes can be reached.", _writer(site) == "up")

    return measures


def _manifest(site: Site) -> Manifest | None:
    try:
        return site.current().snapshot.manifest
    except SnapshotError:
        return None


def _writer(site: Site) -> str:
    if site.writing.writer is None:
        return "off"
    return "up" if site.writing.is_there() else "down"
