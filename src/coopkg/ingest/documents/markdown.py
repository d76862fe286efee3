"""Markdown as other tools write it: front matter of many kinds, then the text."""

import re
from collections.abc import Mapping

import yaml

from coopkg.ingest.documents.document import Body

# The keys by which tools call the same thing, the first one that is there counts.
_KEYS: Mapping[str, tuple[str, ...]] = {
    "title": ("title", "headline", "name"),
    "published": ("published", "date", "datepublished", "publishdate", "pubdate", "publishedat", "created"),
    "publisher": ("publisher", "source", "site", "sitename", "website"),
    "url": ("url", "link", "canonical", "canonicalurl", "permalink", "originalurl", "source"),
}
_FENCE = re.compile(r"\A---[ \t]*\n(.*?\n)?(?:---|\.\.\.)[ \t]*(?:\n|\Z)", re.DOTALL)
_ADDRESS = re.compile(r"https?://\S+")


def markdown_body(text: str) -> Body:
    """Return the text after the front matter, and what that says; a file without any is all text.

    The text begins after the line end of the closing fence, as in `data/articles/`.
    """
    match = _FENCE.match(text)
    if match is None:
        return Body(text=text)
    rest = text[match.end() :]
    try:
        front = yaml.load(match.group(1) or "", Loader=yaml.BaseLoader)  # noqa: S506 - makes texts, lists, mappings only
    except (yaml.YAMLError, RecursionError):
        return Body(text=rest, notes=("the front matter is no YAML and left out",))
    return Body(text=rest, about=about(front)) if isinstance(front, dict) else Body(text=rest)


def about(given: Mapping[object, object]) -> dict[str, str]:
    """Return what a mapping with the keys of many tools says of an article; `source` is an address or a publisher.

    >>> about({"Publish_Date": "2022", "source": "https://news.example/1"})
    {'published': '2022', 'url': 'https://news.example/1'}
    """
    values = {re.sub(r"[^a-z]", "", str(key).casefold()): value for key, value in given.items()}
    told = {}
    for name, keys in _KEYS.items():
        found = (str(values[key]).strip() for key in keys if isinstance(values.get(key), str | int))
        value = next((each for each in found if each and _fits(name, each)), None)
        if value is not None:
            told[name] = value
    return told


def _fits(name: str, value: str) -> bool:
    is_address = _ADDRESS.fullmatch(value) is not None
    return is_address if name == "url" else name != "publisher" or not is_address
