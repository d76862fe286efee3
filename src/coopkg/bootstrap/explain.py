"""Wiring of `explain`: the current snapshot's closure and store. Imports nothing that a proof does not need."""

import json
from typing import Literal

from coopkg.bootstrap.store import snapshots_of
from coopkg.errors import QueryError, UnknownTermError
from coopkg.publish.explanation import explanation_dict, explanation_text, sayings, told_instead
from coopkg.rdf.dictionary import TokenTriple
from coopkg.rdf.names import prefixes_under, token_of_name
from coopkg.reasoning.alternatives import alternatives
from coopkg.reasoning.closure import open_closure
from coopkg.reasoning.explain import Explainer
from coopkg.settings import Settings
from coopkg.storage.oxigraph import open_store
from coopkg.storage.snapshots import CLOSURE, STORE


def explain(
    settings: Settings, names: tuple[str, str, str], form: Literal["text", "json"], *, is_all: bool = False
) -> str:
    """Return the proof of the triple that three names mean, or all last steps that lead to it, down to the sentences.

    UnknownTermError where it is neither stated nor implied, QueryError where a name means no term, SnapshotError where
    nothing has been built.
    """
    snapshot = snapshots_of(settings).current()
    base = snapshot.manifest.base
    triple, dataset = _tokens(names, base), open_store(snapshot.path / STORE)
    try:
        explainer = Explainer(open_closure(snapshot.path / CLOSURE))
        found = alternatives(explainer, triple) if is_all else explainer.proof(triple)
    except UnknownTermError as error:
        raise UnknownTermError(error.term, f"{error.reason}{told_instead(triple, dataset, base)}") from error
    said = sayings(found, dataset, base)
    if form == "text":
        return explanation_text(found, said, base)
    return json.dumps(explanation_dict(found, said), ensure_ascii=False, indent=2)


def _tokens(names: tuple[str, str, str], base: str) -> TokenTriple:
    prefixes = prefixes_under(base)
    try:
        subject, predicate, object_ = (token_of_name(name, prefixes) for name in names)
    except ValueError as error:
        raise QueryError(str(error)) from error
    return subject, predicate, object_
