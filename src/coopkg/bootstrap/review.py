"""Wiring of `review`: who reviews, on which day, and what."""

import getpass
import shutil
import subprocess
from datetime import date

from coopkg.curation.records import Signature
from coopkg.curation.review import Review
from coopkg.errors import SettingError
from coopkg.ingest.text import unfit
from coopkg.settings import Settings

_GIT_TIMEOUT_S = 5


def open_review(settings: Settings, reviewer: str | None = None, day: date | None = None) -> Review:
    """Return a review of what waits in the data, by `reviewer` on `day`; by default who calls, today.

    SettingError where nobody can be named, FaultsError where the registry or the proposals cannot be read.
    """
    name = " ".join((reviewer or settings.reviewer or _git_user() or _account()).split())
    if not name or unfit(name) is not None:
        raise SettingError("COOPKG_REVIEWER", f"not the name of a person: {name!r}")
    # The day is that of the person who decides.
    return Review(settings.data_dir, Signature(name, day or date.today()))  # noqa: DTZ011  (see above)


def _git_user() -> str:
    git = shutil.which("git")
    if git is None:
        return ""
    asked = [git, "config", "user.name"]
    try:
        told = subprocess.run(asked, capture_output=True, encoding="utf-8", timeout=_GIT_TIMEOUT_S, check=False)  # noqa: S603  (git itself)
    except (OSError, subprocess.TimeoutExpired, UnicodeDecodeError):
        return ""
    return told.stdout.strip()


def _account() -> str:
    try:
        return getpass.getuser()
    except (OSError, KeyError):
        return ""
