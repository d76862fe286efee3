"""Wiring of `coopkg ingest`: articles that nobody has prepared, to proposals on disk or on standard output."""

import hashlib
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path

import coopkg
from coopkg.bootstrap.models import Model, advising, model_version
from coopkg.curation.changes import data_held
from coopkg.domain.article import Article
from coopkg.domain.entities import Entity
from coopkg.domain.proposals import Proposal
from coopkg.errors import FaultsError, SettingError
from coopkg.ingest.documents.document import Given
from coopkg.ingest.documents.pieces import Reach
from coopkg.ingest.documents.remote import PAGES
from coopkg.ingest.registry import read_registry
from coopkg.network.fetching import FetchPolicy
from coopkg.pipeline.batch import Batch, Output
from coopkg.pipeline.ingestion import ingest
from coopkg.pipeline.outcome import Outcome
from coopkg.pipeline.printing import Printed
from coopkg.pipeline.shelf import opened_shelf
from coopkg.settings import Settings

_SHORT = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """What `coopkg ingest` was asked for; `print_line` is where proposals go that are kept nowhere."""

    sources: Sequence[str]
    given: Given
    directory: Path | None = None
    print_line: Callable[[str], None] | None = None
    is_again: bool = False
    jobs: int = 1
    policy: FetchPolicy = PAGES
    model: Model | None = None


def ingest_articles(settings: Settings, request: Request, tell: Callable[[Outcome], None]) -> Outcome:
    """Read all sources and return what came of them; `tell` is called as it grows.

    FaultsError where the registry, whose names are looked for, has faults; SettingError where only the sample that came
    with the package could be written to.
    """
    registry, faults = read_registry(settings.data_dir / "registry")
    if faults:
        raise FaultsError(faults)
    batch = _batch(request, tuple(registry.entities.values()), settings.llm_key)
    if request.print_line is not None:
        return _into(Printed(request.print_line), batch, tell)
    directory = _directory(settings, request)
    version = extractor_version() if request.model is None else model_version(extractor_version(), request.model)
    with opened_shelf(directory, version, partial(data_held, directory)) as shelf:
        return _into(shelf, batch, tell)


def _batch(request: Request, entities: Sequence[Entity], key: str | None) -> Batch:
    model = request.model
    batch = Batch(
        sources=request.sources,
        reach=Reach(sys.stdin.buffer, request.policy),
        make=partial(proposing, entities) if model is None else partial(advising, entities, model, key),
        given=request.given,
        is_again=request.is_again,
        jobs=request.jobs,
    )
    # What a model may take for an article comes on top of what the grammar may.
    return batch if model is None else replace(batch, limit_s=batch.limit_s + model.most_s)


def _into(output: Output, batch: Batch, tell: Callable[[Outcome], None]) -> Outcome:
    return ingest(batch, output, tell)


def _directory(settings: Settings, request: Request) -> Path:
    directory = request.directory or settings.data_dir
    package = Path(coopkg.__file__).parent
    if package in directory.resolve().parents:
        raise SettingError("COOPKG_DATA", f"{directory} came with the package and stays as it is; name another: -o DIR")
    return directory


def proposing(entities: Sequence[Entity]) -> Callable[[Article], list[Proposal]]:
    """Return what proposes facts; the extractor is made here, in the process that is to use it."""
    from coopkg.extract.extractor import Extractor  # noqa: PLC0415 - it takes a second to import

    return Extractor(entities).propose


def extractor_version() -> str:
    """Return a digest of the extractor, its code and its grammar: with another one articles are read again."""
    digest = hashlib.sha256()
    for name, content in _parts(files("coopkg.extract")):
        digest.update(f"{name}\0{len(content)}\0".encode() + content)
    return digest.hexdigest()[:_SHORT]


def _parts(directory: Traversable) -> list[tuple[str, bytes]]:
    parts: list[tuple[str, bytes]] = []
    for each in sorted(directory.iterdir(), key=lambda entry: entry.name):
        if each.is_dir() and each.name != "__pycache__":
            parts.extend((f"{each.name}/{name}", content) for name, content in _parts(each))
        elif each.name.endswith((".py", ".yaml")):
            parts.append((each.name, each.read_bytes()))
    return parts
