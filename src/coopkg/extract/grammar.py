"""The files of the grammar: `grammar/<language>/*.yaml`, what they hold and which version of it this is."""

import hashlib
from functools import lru_cache
from importlib.metadata import version
from importlib.resources import files

import yaml

from coopkg.errors import GrammarError

#: The languages that have a grammar.
LANGUAGES = ("vi", "en")
_FILES = ("names", "rules", "words")
# As many figures as `coopkg ingest` gives its own digest of the extractor.
_SHORT = 12


def read_grammar(language: str, name: str) -> object:
    """Return what `grammar/<language>/<name>.yaml` holds."""
    # A safe loader either way; the one in C, where it is there, is ten times as fast.
    return yaml.load(_read(language, name), Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))  # noqa: S506  (safe)


def read_sections(language: str, name: str) -> dict[str, object]:
    """Return the sections of a file of the grammar; GrammarError where it has none."""
    loaded = read_grammar(language, name)
    if not isinstance(loaded, dict):
        raise GrammarError(f"{language}/{name}", "the file has no sections")
    return loaded


@lru_cache(maxsize=1)
def grammar_version() -> str:
    """Return a short digest of all files of the grammar and of the version of this package.

    With another one an article may say more or less than it did, and has to be read again.
    """
    digest = hashlib.sha256(version("coopkg").encode())
    for language in LANGUAGES:
        for name in _FILES:
            content = _read(language, name)
            digest.update(f"\0{language}/{name}\0".encode() + content)
    return digest.hexdigest()[:_SHORT]


def _read(language: str, name: str) -> bytes:
    return files("coopkg.extract").joinpath(f"grammar/{language}/{name}.yaml").read_bytes()
