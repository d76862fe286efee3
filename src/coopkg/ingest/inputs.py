"""Everything in `data/`, read and checked as a whole."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from coopkg.domain.article import Article
from coopkg.domain.facts import Fact
from coopkg.errors import BadInputError, FaultsError
from coopkg.ingest.articles import read_articles
from coopkg.ingest.facts import read_facts
from coopkg.ingest.registry import Registry, read_registry
from coopkg.ingest.sources import Place


@dataclass(frozen=True, slots=True)
class Inputs:
    """What `data/` says: articles by slug, the registry, the facts in the order of their files.

    `places` tells where each fact stands, by its id; where an entity stands tells the registry.
    """

    articles: Mapping[str, Article]
    registry: Registry
    facts: tuple[Fact, ...]
    places: Mapping[str, Place]


def collect_data(data_dir: Path) -> tuple[Inputs, list[BadInputError]]:
    """Return what is sound in `articles/`, `registry/` and `facts/` of `data_dir`, and everything that is wrong.

    What has a fault is left out, and so are the facts that name it or quote it. Where the registry is not complete,
    facts may name what is not in it. The faults are in the order of files and lines.
    """
    articles, faults = read_articles(data_dir / "articles")
    registry, more = read_registry(data_dir / "registry")
    faults.extend(more)
    facts, places, more = read_facts(data_dir / "facts", articles, registry)
    faults.extend(more)
    return Inputs(articles.by_slug, registry, tuple(facts), places), sorted(faults, key=_order)


def read_data(data_dir: Path) -> Inputs:
    """Return what `data_dir` holds; FaultsError has everything that is wrong with all files."""
    inputs, faults = collect_data(data_dir)
    if faults:
        raise FaultsError(faults)
    return inputs


def _order(fault: BadInputError) -> tuple[str, int]:
    return str(fault.path), fault.line
