import pytest

from coopkg.errors import BadInputError, OutputError
from coopkg.rdf.terms import Iri
from coopkg.storage.durable import write_bytes
from coopkg.storage.journal import Journal

BASE = Iri("https://coop.example/")


@pytest.fixture
def journal(tmp_path):
    return Journal(tmp_path / "journal", BASE)


def load(journal, quads):
    return journal.append(journal.placed(quads))


def test_what_was_loaded_is_replayed_in_order(journal):
    assert journal.replay() == b""
    assert load(journal, b"<a:s> <a:p> <a:o> .\n") == 1
    assert load(journal, b'<a:s> <a:p> "x" <a:g> .\n') == 2

    again = Journal(journal.directory, BASE).replay()

    assert again == b'<a:s> <a:p> <a:o> <https://coop.example/graph/users> .\n<a:s> <a:p> "x" <a:g> .\n'


@pytest.mark.parametrize(
    "graph", ["claim/f-1", "graph/provenance", "graph/registry", "graph/ontology", "graph/implied"]
)
def test_the_graphs_of_the_build_are_refused_and_nothing_is_kept(journal, graph):
    quads = f"<a:s> <a:p> <a:o> <a:g> .\n<a:s> <a:p> <a:o> <{BASE}{graph}> .\n".encode()

    with pytest.raises(BadInputError, match=graph) as caught:
        journal.placed(quads, source="x.nq")

    assert str(caught.value.path) == "x.nq"
    assert journal.replay() == b""


def test_what_only_looks_like_a_graph_of_the_build_is_taken(journal):
    quads = f'<a:s> <a:p> "x <{BASE}graph/implied> ." <a:g> .\n<a:s> <a:p> <{BASE}graph/implied> .\n'.encode()

    load(journal, quads)

    assert journal.replay().startswith(quads.splitlines()[0])


def test_a_number_that_another_process_took_is_passed_over(journal):
    load(journal, b"<a:s> <a:p> <a:o> .\n")
    (journal.directory / "000002.nq").write_bytes(b"")

    assert load(journal, b"<a:s> <a:p> <a:o2> .\n") == 3


def test_what_a_crash_left_is_not_replayed(journal):
    load(journal, b"<a:s> <a:p> <a:o> .\n")
    (journal.directory / ".000002.nq.dead").write_bytes(b"<a:s> <a:p> <a:ha")

    assert len(journal.replay().splitlines()) == 1


def test_a_file_is_written_whole_or_not_at_all(tmp_path):
    path = tmp_path / "x.nt"
    write_bytes(path, b"one")
    write_bytes(path, b"two")

    assert path.read_bytes() == b"two"
    assert [each.name for each in tmp_path.iterdir()] == ["x.nt"]
    (tmp_path / "taken").mkdir()
    for path, reason in ((tmp_path / "none" / "x.nt", "no such directory"), (tmp_path / "taken", "no regular file")):
        with pytest.raises(OutputError, match=reason):
            write_bytes(path, b"three")
    assert sorted(each.name for each in tmp_path.iterdir()) == ["taken", "x.nt"]
