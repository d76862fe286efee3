"""The Flask application: the routes over one site."""

from flask import Flask

from coopkg.web.answers import register_headers
from coopkg.web.documents import documents_blueprint
from coopkg.web.explanations import explanations_blueprint
from coopkg.web.linked_data import linked_data_blueprint
from coopkg.web.log import register_log
from coopkg.web.pages import pages_blueprint
from coopkg.web.problems import register_problems
from coopkg.web.requests import MAX_BODY
from coopkg.web.site import Site
from coopkg.web.sparql import sparql_blueprint
from coopkg.web.styles import styles_blueprint


def create_app(site: Site) -> Flask:
    """Return the application that serves `site`; the snapshot is looked up anew for each request."""
    app = Flask("coopkg.web", static_folder=None)
    # A chunked body is cut there without a word: one byte more tells that it was longer.
    app.config["MAX_CONTENT_LENGTH"] = MAX_BODY + 1
    app.url_map.merge_slashes = False
    app.url_map.strict_slashes = False
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    register_log(app)
    register_problems(app)
    register_headers(app, site.current)
    for blueprint in (
        sparql_blueprint(site),
        linked_data_blueprint(site),
        pages_blueprint(site),
        documents_blueprint(site),
        explanations_blueprint(site),
        styles_blueprint(),
    ):
        app.register_blueprint(blueprint)
    return app
