"""The one style sheet, served by ourselves: no page asks another host for anything."""

from hashlib import blake2b
from importlib import resources

from flask import Blueprint, Response


def styles_blueprint() -> Blueprint:
    """Return the route of the style sheet."""
    blueprint = Blueprint("styles", __name__)
    sheet = resources.files("coopkg.web").joinpath("static", "style.css").read_bytes()
    tag = blake2b(sheet, digest_size=8).hexdigest()

    @blueprint.route("/static/style.css")
    def style() -> Response:
        response = Response(sheet, content_type="text/css; charset=utf-8")
        response.headers["Cache-Control"] = "max-age=3600"
        response.set_etag(tag)
        return response

    return blueprint
