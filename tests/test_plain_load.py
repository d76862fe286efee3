"""`coopkg load --plain`: files into the dataset without reasoning, with and without a server that has it."""

import gzip
from dataclasses import replace

import pytest

from coopkg.bootstrap.plain_load import load_plain, plain_settings
from coopkg.bootstrap.store import open_published
from coopkg.errors import BadInputError
from coopkg.rdf.terms import Iri

QUADS = "<x:a> <x:p> <x:b> .\n<x:a> <x:p> <x:c> <x:g> .\n_:n <x:p> _:n .\n"
TURTLE = "@prefix x: <x:> . x:d x:p 1, 2 ."
TOKEN = "a-token-for-the-tests"  # noqa: S105 - it opens nothing but the servers of these tests


@pytest.fixture
def own(settings, tmp_path):
    return replace(settings, store_dir=tmp_path / "store")


def counted(settings):
    rows = open_published(plain_settings(settings)).dataset.query(
        "SELECT (COUNT(*) AS ?n) { { ?s ?p ?o } UNION { GRAPH ?g { ?s ?p ?o } } }"
    )
    return int(rows.rows()[0]["n"].lexical)


def test_files_of_several_syntaxes_are_added_to_what_is_there(own, coopkg, tmp_path):
    (tmp_path / "a.nq").write_text(QUADS)
    (tmp_path / "b.ttl.gz").write_bytes(gzip.compress(TURTLE.encode()))

    told = coopkg(own, "load", "--plain", tmp_path / "a.nq", tmp_path / "b.ttl.gz")

    assert (told.returncode, told.stderr) == (0, "")
    assert counted(own) == 5
    assert coopkg(own, "load", "--plain", tmp_path / "a.nq").returncode == 0
    # Blank nodes of a file that is loaded twice are others.
    assert counted(own) == 6


def test_statements_without_a_graph_go_to_the_one_that_is_named(own, tmp_path):
    (tmp_path / "a.nq").write_text(QUADS)
    load_plain(own, [tmp_path / "a.nq"], Iri("x:h"))

    dataset = open_published(plain_settings(own)).dataset

    assert dataset.graph_names() == ("x:g", "x:h")
    assert len(list(dataset.triples_in(Iri("x:h")))) == 2
    assert list(dataset.triples()) == []


def test_a_fault_in_one_file_leaves_everything_as_it_was(own, tmp_path):
    (tmp_path / "a.nq").write_text(QUADS)
    (tmp_path / "b.nt").write_text("<x:a> <x:p> <x:b> .\n<x:a> <x:p> b .\n")
    load_plain(own, [tmp_path / "a.nq"], None)
    before = open_published(plain_settings(own)).snapshot.manifest.number

    with pytest.raises(BadInputError) as caught:
        load_plain(own, [tmp_path / "a.nq", tmp_path / "b.nt"], None)

    assert (caught.value.path, caught.value.line) == (tmp_path / "b.nt", 2)
    assert counted(own) == 3
    assert open_published(plain_settings(own)).snapshot.manifest.number == before


def test_a_server_that_has_the_store_loads_the_files_itself(own, coopkg, serving, tmp_path):
    (tmp_path / "a.nq").write_text(QUADS)
    (tmp_path / "wrong.nt").write_text("<x:a> <x:p> b .\n")
    with serving(own, tmp_path / "log", "--plain", COOPKG_TOKENS=TOKEN):
        loaded = coopkg(own, "load", "--plain", tmp_path / "a.nq")
        wrong = coopkg(own, "load", "--plain", tmp_path / "wrong.nt")

    assert loaded.returncode == 0, loaded.stderr
    assert wrong.returncode == 1
    assert f"{tmp_path / 'wrong.nt'}:1" in wrong.stderr
    assert counted(own) == 3
