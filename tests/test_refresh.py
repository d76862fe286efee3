"""Refreshing: what has changed in the data is carried through the snapshot, and gives what a build gives."""

import re
import shutil
from dataclasses import replace
from pathlib import Path
from random import Random

import pytest

from coopkg.bootstrap.build import build, build_if_stale, load, refresh, sources_of
from coopkg.bootstrap.query import export
from coopkg.bootstrap.store import snapshots_of
from coopkg.bootstrap.updates import updates_of
from coopkg.errors import FaultsError
from coopkg.pipeline.refresh import refresh as refresh_from
from coopkg.pipeline.stages import silent
from coopkg.rdf.terms import Iri
from coopkg.reasoning.closure import open_closure
from coopkg.storage.snapshots import CLOSURE

FORUM = "iso-forum-2022-02"
USERS = "<https://w3id.org/coopkg/id/japan> <http://www.w3.org/ns/org#memberOf> <https://w3id.org/coopkg/id/apo> ."


@pytest.fixture
def own(settings, tmp_path):
    """Settings over a copy of the sample, which has been built and published."""
    shutil.copytree(settings.data_dir, tmp_path / "data")
    shutil.copytree(settings.ontology_dir, tmp_path / "ontology")
    copy = replace(
        settings, data_dir=tmp_path / "data", ontology_dir=tmp_path / "ontology", store_dir=tmp_path / "store"
    )
    build(copy, "columns", silent)
    return copy


def published(settings):
    """Return all quads that are published, what is stated of the closure and what follows, and the counts."""
    snapshot = snapshots_of(settings).current()
    closure = open_closure(snapshot.path / CLOSURE)
    stated = {triple for triple in closure.triples().tokens() if closure.stamp(triple) == 0}
    quads = export(settings, "nquads", None, is_stated_only=False)
    merged = export(settings, "ntriples", None, is_stated_only=False)
    return (
        sorted(quads.splitlines()),
        sorted(merged.splitlines()),
        stated,
        {*closure.inferred().tokens()},
        dict(snapshot.manifest.counts),
        snapshot.manifest.inputs,
    )


def from_scratch(settings):
    """Return what a build in a store of its own publishes, with the journal of this one."""
    fresh = replace(settings, store_dir=settings.store_dir.parent / "fresh")
    shutil.rmtree(fresh.store_dir, ignore_errors=True)
    fresh.store_dir.mkdir()
    if (settings.store_dir / "journal").exists():
        shutil.copytree(settings.store_dir / "journal", fresh.store_dir / "journal")
    build(fresh, "columns", silent)
    return published(fresh)


def is_refreshed(settings):
    return refresh_from(sources_of(settings), snapshots_of(settings), silent) is not None


def changed(path: Path, old: str, new: str, *, most: int = 1) -> None:
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new, most), "utf-8")


def test_changes_of_facts_registry_and_articles_give_what_a_build_gives(own):
    facts, registry = own.data_dir / "facts" / f"{FORUM}.yaml", own.data_dir / "registry" / "people.yaml"
    changed(facts, "status: accepted", "status: accepted\nwithdrawn: 2026-12-01")
    changed(registry, "labels: {vi: Hà Minh Hiệp", "labels: {vi: Hà M. Hiệp")
    registry.write_text(
        registry.read_text("utf-8") + "\n- slug: a\n  kind: person\n  labels: {vi: A, en: A}\n", "utf-8"
    )
    changed(own.data_dir / "articles" / f"{FORUM}.md", "title: Việt Nam", "title: Nước Việt Nam")

    assert is_refreshed(own)
    assert published(own) == from_scratch(own)


@pytest.mark.parametrize("seed", range(2))
def test_one_change_after_another_gives_what_a_build_gives(own, seed):
    chance = Random(seed)  # noqa: S311 - its chances guard no secret
    paths = sorted((own.data_dir / "facts").glob("*.yaml"))
    originals = {path: path.read_text("utf-8") for path in paths}
    for _ in range(3):
        for path, text in originals.items():
            head, *records = re.split(r"^(?=- id: )", text, flags=re.MULTILINE)
            kept = [record for record in records if chance.random() < 0.8]
            meant = (
                re.sub("modality: [a-z]+", "modality: denied", each) if chance.random() < 0.1 else each for each in kept
            )
            path.write_text(head + "".join(meant), "utf-8")
        assert is_refreshed(own)
        assert published(own) == from_scratch(own)


def test_what_users_state_stays_and_goes_on(own, tmp_path):
    (tmp_path / "users.nt").write_text(USERS + "\n", "utf-8")
    load(own, [tmp_path / "users.nt"], None, silent)
    changed(own.data_dir / "facts" / f"{FORUM}.yaml", "status: accepted", "status: proposed")

    assert is_refreshed(own)
    assert published(own) == from_scratch(own)
    assert b"graph/users" in export(own, "nquads", None, is_stated_only=True)


def test_a_writer_goes_on_from_what_was_refreshed_beside_it(own):
    updates = updates_of(own, silent)
    try:
        graph = Iri("https://w3id.org/coopkg/graph/users")
        updates.commits.commit(lambda draft: draft.apply([USERS.replace(" .", f" <{graph}> .").encode()]))
        changed(own.data_dir / "facts" / f"{FORUM}.yaml", "status: accepted", "status: proposed")
        assert is_refreshed(own)
        assert published(own) == from_scratch(own)
        other = USERS.replace("japan", "viet-nam").replace(" .", f" <{graph}> .")
        updates.commits.commit(lambda draft: draft.apply([other.encode()]))
        assert published(own) == from_scratch(own)
    finally:
        updates.commits.close()
    assert build_if_stale(own, silent).manifest == snapshots_of(own).current().manifest


def test_where_nothing_has_changed_the_same_is_published(own):
    before = published(own)

    assert is_refreshed(own)
    assert published(own) == before
    assert [path.name for path in own.store_dir.iterdir() if path.name.startswith(".refresh")] == []


def test_other_rules_or_no_snapshot_take_a_build(own):
    rules = next((own.ontology_dir / "rules").glob("*.rq"))
    rules.write_text(rules.read_text("utf-8") + "\n# changed\n", "utf-8")

    assert not is_refreshed(own)
    assert refresh(own, silent).manifest.ontology == sources_of(own).ontology_digest()
    assert is_refreshed(own)
    assert not is_refreshed(replace(own, store_dir=own.store_dir / "empty"))
    assert not is_refreshed(replace(own, base="https://coop.example/"))
    build(own, "owlrl", silent)
    assert not is_refreshed(own)


def test_faults_are_told_and_nothing_is_published(own):
    before = published(own)
    changed(own.data_dir / "facts" / f"{FORUM}.yaml", "modality: asserted", "modality: perhaps")

    with pytest.raises(FaultsError, match="modality"):
        refresh(own, silent)
    assert published(own) == before


def test_a_contradiction_is_told_with_the_place_of_the_fact_and_nothing_is_published(own):
    ontology = own.ontology_dir / "coopkg.ttl"
    ontology.write_text(ontology.read_text("utf-8") + "\norg:memberOf a owl:AsymmetricProperty .\n", "utf-8")
    refresh(own, silent)
    before = published(own)
    facts = own.data_dir / "facts" / "hop-tac-quoc-te-2021.yaml"
    changed(facts, "{member: stameq, organization: apo, on_behalf_of: viet-nam}", "{member: iso, organization: stameq}")

    assert not is_refreshed(own)
    with pytest.raises(FaultsError, match=r"hop-tac-quoc-te-2021.yaml:66: contradicts the ontology: prp-asyp"):
        refresh(own, silent)
    assert published(own) == before
