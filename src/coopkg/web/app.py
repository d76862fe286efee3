"""The Flask applications: the routes over one site."""

from collections.abc import Iterable

from flask import Blueprint, Flask, Response, redirect

from coopkg.web.answers import register_headers
from coopkg.web.compression import register_compression
from coopkg.web.documents import documents_blueprint
from coopkg.web.explanations import explanations_blueprint
from coopkg.web.graph_store import graph_store_blueprint
from coopkg.web.health import health_blueprint
from coopkg.web.linked_data import linked_data_blueprint
from coopkg.web.metrics import metrics_blueprint
from coopkg.web.pages import pages_blueprint
from coopkg.web.problems import register_problems
from coopkg.web.requests import MAX_BODY
from coopkg.web.site import Site
from coopkg.web.sparql import sparql_blueprint
from coopkg.web.styles import styles_blueprint


def create_app(site: Site) -> Flask:
    """Return the application that serves `site`; the snapshot is looked up anew for each request."""
    own = (
        linked_data_blueprint(site),
        pages_blueprint(site),
        documents_blueprint(site),
        explanations_blueprint(site),
    )
    return _application(site, own)


def create_plain_app(site: Site) -> Flask:
    """Return the application over a dataset of whatever content: endpoint and graph store, no pages of things."""
    return _application(site, (_plain_home(),))


def _application(site: Site, own: Iterable[Blueprint]) -> Flask:
    app = Flask("coopkg.web", static_folder=None)
    # A chunked body is cut there without a word: one byte more tells that it was longer.
    app.config["MAX_CONTENT_LENGTH"] = MAX_BODY + 1
    app.url_map.merge_slashes = False
    app.url_map.strict_slashes = False
    # Pages of problems know it, too, and they know no site.
    app.jinja_env.globals["is_plain"] = site.is_plain
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    register_problems(app)
    register_headers(app, site.current.snapshot)
    register_compression(app)
    shared = (
        sparql_blueprint(site),
        graph_store_blueprint(site),
        health_blueprint(site),
        metrics_blueprint(site.metrics),
        styles_blueprint(),
    )
    for blueprint in (*shared, *own):
        app.register_blueprint(blueprint)
    return app


def _plain_home() -> Blueprint:
    blueprint = Blueprint("home", __name__)

    @blueprint.route("/")
    def home() -> Response:
        response = redirect("/sparql", 303)
        return Response(response=response.response, status=response.status, headers=response.headers)

    return blueprint
