"""The WSGI entry for any WSGI server: `server:app`. Run as a script it serves with the settings of the environment."""

import os

from coopkg.bootstrap.web import build_app, serve
from coopkg.settings import Settings

app = build_app(Settings.from_environ(os.environ))

if __name__ == "__main__":
    serve(Settings.from_environ(os.environ))
