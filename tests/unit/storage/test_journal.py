import logging
import resource
import subprocess
import sys

import pytest

from coopkg.errors import BadInputError, SnapshotError
from coopkg.rdf.terms import Iri
from coopkg.storage import journal as journal_module
from coopkg.storage.journal import Journal
from coopkg.storage.patches import Transaction, read_transactions, serialize_transaction

BASE = Iri("https://coop.example/")
A, B, C = (f"<a:s> <a:p> <a:{name}> <a:g> .".encode() for name in "abc")


@pytest.fixture
def journal(tmp_path):
    return Journal(tmp_path / "journal", BASE)


def again(journal):
    """The journal as another process sees it."""
    return Journal(journal.directory, BASE)


def load(journal, quads):
    return journal.append(journal.placed(quads).splitlines())


def test_what_was_loaded_is_replayed_in_order(journal):
    assert journal.replay() == b""
    assert load(journal, b"<a:s> <a:p> <a:o> .\n") == 1
    assert load(journal, b'<a:s> <a:p> "x" <a:g> .\n') == 2

    replayed = again(journal).replay()

    assert replayed == b'<a:s> <a:p> <a:o> <https://coop.example/graph/users> .\n<a:s> <a:p> "x" <a:g> .\n'


def test_what_was_removed_is_not_replayed_and_may_come_again(journal):
    journal.append([A, B])
    journal.append([C], [A])
    assert again(journal).replay().splitlines() == [B, C]
    journal.append([A])

    assert again(journal).replay().splitlines() == [B, C, A]


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


def test_the_file_is_rdf_patch_with_a_checksum_for_each_transaction(journal):
    journal.append([A], [B])

    lines = journal.path.read_bytes().splitlines()

    assert lines[:2] == [b'H number "1" .', b'H length "66" .']
    assert lines[3:] == [b"TX .", b"D " + B, b"A " + A, b"TC ."]
    assert [each.transaction for each in read_transactions(journal.path.read_bytes())] == [Transaction(1, (A,), (B,))]


def test_two_who_append_in_turn_see_each_others_transactions(journal):
    other = again(journal)

    assert [journal.append([A]), other.append([B]), journal.append([C])] == [1, 2, 3]
    assert journal.replay() == other.replay()


def test_transactions_are_told_from_a_number_on(journal):
    for quad in (A, B, C):
        journal.append([quad])

    assert [each.added for each in journal.transactions(after=1)] == [(B,), (C,)]


def test_files_of_older_versions_count_as_the_first_transactions(journal):
    journal.directory.mkdir()
    (journal.directory / "000001.nq").write_bytes(A + b"\n")
    (journal.directory / "000002.nq").write_bytes(B + b"\n")
    (journal.directory / ".000003.nq.dead").write_bytes(b"<a:s> <a:p> <a:ha")

    assert journal.last() == 2
    assert journal.append([C], [A]) == 3
    assert again(journal).replay().splitlines() == [B, C]


def test_wherever_a_crash_cuts_the_last_transaction_the_others_are_there_and_the_next_is_whole(journal, caplog):
    journal.append([A])
    whole = journal.path.read_bytes()
    torn = serialize_transaction(Transaction(2, (B,)))
    caplog.set_level(logging.WARNING)

    for size in range(len(torn)):
        journal.path.write_bytes(whole + torn[:size])
        other = again(journal)
        assert (other.last(), other.replay().splitlines()) == (1, [A])
        assert other.append([C]) == 2
        assert again(journal).replay().splitlines() == [A, C]

    assert "72 bytes behind transaction 1 are cut off" in caplog.text


def test_zeros_behind_the_last_transaction_are_cut_off(journal):
    journal.append([A])
    with journal.path.open("ab") as file:
        file.write(bytes(4096))

    assert again(journal).append([B]) == 2
    assert again(journal).replay().splitlines() == [A, B]


def test_damage_before_the_end_is_told_with_its_line(journal):
    for quad in (A, B, C):
        journal.append([quad])
    text = journal.path.read_bytes()
    journal.path.write_bytes(text.replace(b"<a:b>", b"<a:x>"))

    with pytest.raises(SnapshotError, match=r"line 7: .* is damaged, and others follow; take a backup: coopkg restore"):
        again(journal).last()


def test_a_transaction_that_is_missing_is_told(journal):
    for quad in (A, B, C):
        journal.append([quad])
    records = list(read_transactions(journal.path.read_bytes()))
    text = journal.path.read_bytes()
    journal.path.write_bytes(text[: records[1].start] + text[records[1].end :])

    with pytest.raises(SnapshotError, match="transaction 2 is missing"):
        again(journal).replay()


def test_a_transaction_can_be_taken_back(journal):
    journal.append([A])
    journal.append([B])

    journal.take_back(2)

    assert (journal.last(), again(journal).replay().splitlines()) == (1, [A])
    assert journal.append([C]) == 2


def test_a_long_journal_is_written_anew_and_says_the_same(journal, monkeypatch):
    monkeypatch.setattr(journal_module, "_LONG_BYTES", 1000)
    journal.directory.mkdir()
    (journal.directory / "000001.nq").write_bytes(A + b"\n")
    for _ in range(10):
        journal.append([B], [A])
        journal.append([A], [B])
    before = journal.path.stat().st_size
    other = again(journal)
    assert other.last() == 21

    journal.compact()

    assert journal.path.stat().st_size < before / 10
    assert [each.last() for each in (journal, other, again(journal))] == [21] * 3
    assert again(journal).replay().splitlines() == [A]
    assert other.append([C]) == 22
    assert again(journal).replay().splitlines() == [A, C]
    assert [each.number for each in again(journal).transactions(after=20)] == [21, 22]


def test_a_journal_that_says_what_is_still_true_is_left_as_it_is(journal, monkeypatch):
    monkeypatch.setattr(journal_module, "_LONG_BYTES", 10)
    for quad in (A, B, C):
        journal.append([quad])
    before = journal.path.read_bytes()

    journal.compact()

    assert journal.path.read_bytes() == before


FULL = """
import resource, signal, sys
from pathlib import Path
from coopkg.errors import SnapshotError
from coopkg.storage.journal import Journal
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
journal = Journal(Path(sys.argv[1]), "https://coop.example/")
resource.setrlimit(resource.RLIMIT_FSIZE, (journal.path.stat().st_size + 100, resource.RLIM_INFINITY))
try:
    journal.append([b'<a:s> <a:p> "%d" <a:g> .' % number for number in range(100)])
except SnapshotError as error:
    print(error)
"""


@pytest.mark.skipif(not hasattr(resource, "RLIMIT_FSIZE"), reason="the system bounds no file")
def test_a_disk_that_takes_no_more_leaves_the_journal_as_it_was(journal):
    journal.append([A])
    before = journal.path.read_bytes()

    ended = subprocess.run([sys.executable, "-c", FULL, str(journal.directory)], capture_output=True, check=True)

    assert b"the journal cannot be written: File too large" in ended.stdout
    assert journal.path.read_bytes() == before
    assert again(journal).append([B]) == 2


def test_a_journal_that_cannot_be_read_is_told(journal):
    journal.directory.write_bytes(b"a file in its place")

    with pytest.raises(SnapshotError, match="cannot be read: Not a directory"):
        journal.append([A])
