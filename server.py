"""The WSGI entry for any WSGI server: `server:app`. Run as a script it does what `coopkg serve` does."""

import os

from coopkg.bootstrap.web import build_app
from coopkg.cli import main
from coopkg.settings import Settings

if __name__ == "__main__":
    main(["serve"])
else:
    app = build_app(Settings.from_environ(os.environ))
