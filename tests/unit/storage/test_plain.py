import fcntl

import pyoxigraph as ox
import pytest

from coopkg.errors import QueryError, RefusedError, SnapshotError, UnknownTermError
from coopkg.rdf.terms import Iri
from coopkg.serving.plain_writer import PlainWriter
from coopkg.storage.current import CurrentDataset
from coopkg.storage.plain import PlainStore
from coopkg.storage.plain_update import change_of
from coopkg.storage.snapshots import Snapshots

BASE = "https://coop.example/"
G, H = Iri(f"{BASE}g"), Iri(f"{BASE}h")
ONE, TWO = b"<a:s> <a:p> <a:one> .\n", b"<a:s> <a:p> <a:two> .\n"


@pytest.fixture
def snapshots(tmp_path):
    return Snapshots(tmp_path / "snapshots", patience_s=0.1)


@pytest.fixture
def store(snapshots):
    return PlainStore(snapshots, BASE)


def nothing(_load):
    """Fetch nothing: where no update loads anything, nobody asks."""
    return b""


def held(snapshots) -> set[str]:
    """What the current snapshot holds: N-Triples with the names of their graphs."""
    dataset = CurrentDataset(snapshots)().dataset
    return {
        f"{line} {graph or 'default'}"
        for graph in (None, *dataset.graph_names())
        for line in dataset.dump_graph(graph, "ntriples").decode().splitlines()
    }


def test_it_begins_empty_and_can_be_read_at_once(snapshots, store):
    assert held(snapshots) == set()
    assert snapshots.current().manifest.number == 1
    assert store.change(lambda _: None).manifest.number == 2


def test_a_graph_is_put_posted_and_deleted(snapshots, store):
    assert store.put(G, ONE)[1] is True
    assert store.put(G, TWO)[1] is False
    assert held(snapshots) == {f"<a:s> <a:p> <a:two> . {G}"}
    assert store.post(G, ONE)[1] is False
    assert store.post(H, b"")[1] is True
    assert CurrentDataset(snapshots)().dataset.has_graph(H)
    store.delete(G)
    assert held(snapshots) == set()
    with pytest.raises(UnknownTermError, match="no such graph"):
        store.delete(G)


def test_the_default_graph_is_new_while_it_is_empty_and_always_there(snapshots, store):
    store.delete(None)
    assert store.put(None, ONE)[1] is True
    assert store.post(None, TWO)[1] is False
    assert held(snapshots) == {"<a:s> <a:p> <a:one> . default", "<a:s> <a:p> <a:two> . default"}


def test_who_opens_it_next_finds_what_was_published_and_nothing_else(snapshots, store):
    store.put(G, ONE)
    # So a crash would leave it: in the live store, and in no snapshot.
    store._copy.store.update("INSERT DATA { <a:s> <a:p> <a:lost> }")

    again = PlainStore(snapshots, BASE)
    again.post(G, TWO)

    assert held(snapshots) == {f"<a:s> <a:p> <a:one> . {G}", f"<a:s> <a:p> <a:two> . {G}"}


def test_a_change_that_fails_half_way_is_nowhere(snapshots, store):
    def fail(live):
        live.update("INSERT DATA { <a:s> <a:p> <a:half> }")
        raise QueryError("and then it failed")

    with pytest.raises(QueryError):
        store.change(fail)
    store.put(G, ONE)

    assert held(snapshots) == {f"<a:s> <a:p> <a:one> . {G}"}


def test_a_change_that_cannot_be_published_is_nowhere(snapshots, store):
    with (snapshots.directory / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        with pytest.raises(SnapshotError):
            store.put(G, ONE)

    store.put(H, TWO)
    assert held(snapshots) == {f"<a:s> <a:p> <a:two> . {H}"}


@pytest.mark.parametrize("triples", [b"<a:s> <a:p>", b'"literal" <a:p> <a:o> .'])
def test_what_is_no_triples_changes_nothing(snapshots, store, triples):
    store.put(G, ONE)
    with pytest.raises(QueryError, match="not N-Triples"):
        store.put(G, triples)
    assert held(snapshots) == {f"<a:s> <a:p> <a:one> . {G}"}


UPDATES = [
    "INSERT DATA { <a:s> <a:p> 1 GRAPH <a:g> { <a:s> <a:p> 2, _:b } }",
    "DELETE DATA { <a:s> <a:p> 1 . GRAPH <a:g> { <a:s> <a:p> 9 } }",
    "DELETE { ?s ?p ?o } INSERT { GRAPH <a:copied> { ?s ?p ?o . [] <a:from> ?s } } WHERE { ?s ?p ?o }",
    "WITH <a:g> DELETE { ?s ?p ?o } INSERT { ?s <a:q> ?o } WHERE { ?s ?p ?o }",
    "WITH <a:g> INSERT { ?s <a:q> ?g } WHERE { ?s ?p ?o . GRAPH ?g { ?s ?p ?x } }",
    "INSERT { <a:n> <a:counted> ?n } USING <a:g> USING NAMED <a:h> WHERE { SELECT (COUNT(*) AS ?n) { ?s ?p ?o } }",
    "DELETE WHERE { GRAPH ?g { ?s ?p 2 } }",
    "CREATE GRAPH <a:new> ; CREATE SILENT GRAPH <a:g> ; DROP GRAPH <a:h>",
    "CLEAR SILENT GRAPH <a:none> ; CLEAR GRAPH <a:g> ; DROP DEFAULT",
    "ADD <a:g> TO <a:h> ; COPY DEFAULT TO <a:d> ; MOVE <a:h> TO DEFAULT",
]
GIVEN = "INSERT DATA { <a:s> <a:p> 1 GRAPH <a:g> { <a:s> <a:p> 2 } GRAPH <a:h> { <a:s> <a:p> 2, 3 . <a:t> <a:p> _:x } }"


@pytest.mark.parametrize("text", UPDATES)
def test_operations_one_by_one_do_what_oxigraph_does(text):
    """A LOAD at the end, of nothing, has the update carried out by ourselves."""
    one, other = ox.Store(), ox.Store()
    for store, whole in ((one, text), (other, f"{text} ; LOAD <http://coop.example/nothing>")):
        change_of(GIVEN, [], [], nothing)(store)
        change_of(whole, [], [], nothing)(store)

    results = [ox.Dataset(store) for store in (one, other)]
    for result in results:
        result.canonicalize(ox.CanonicalizationAlgorithm.UNSTABLE)
    assert len(results[0])
    assert results[0] == results[1]
    assert {str(name) for name in one.named_graphs()} == {str(name) for name in other.named_graphs()}


def test_an_operation_may_declare_prefixes_of_its_own(snapshots, store):
    first, second = "PREFIX a: <a:> INSERT DATA { a:s a:p a:one }", "PREFIX b: <a:> INSERT DATA { b:s b:p b:two }"

    store.change(change_of(f"{first} ; {second}", [], [], nothing))

    assert held(snapshots) == {"<a:s> <a:p> <a:one> . default", "<a:s> <a:p> <a:two> . default"}


def test_the_dataset_of_the_protocol_is_that_of_the_patterns(snapshots, store):
    store.change(change_of(GIVEN, [], [], nothing))

    copy = "INSERT { GRAPH <a:copied> { ?s ?p ?o } } WHERE { ?s ?p ?o . FILTER(?o = 2) }"
    store.change(change_of(copy, [Iri("a:g")], [], nothing))

    assert '<a:s> <a:p> "2"^^<http://www.w3.org/2001/XMLSchema#integer> . a:copied' in held(snapshots)
    assert len(held(snapshots)) == 6


def test_what_is_loaded_is_fetched_before_anything_is_changed(snapshots, store):
    asked = []

    def fetch(load):
        asked.append(load.source)
        return ONE

    store.change(change_of("LOAD <http://coop.example/a> INTO GRAPH <a:g> ; CLEAR DEFAULT", [], [], fetch))

    assert asked == ["http://coop.example/a"]
    assert held(snapshots) == {"<a:s> <a:p> <a:one> . a:g"}


def test_a_writer_loads_from_the_hosts_that_it_may_ask_and_silence_passes_over_others(snapshots, store):
    writer = PlainWriter(store)
    with pytest.raises(RefusedError, match="may not fetch"):
        writer.update("INSERT DATA { <a:s> <a:p> 1 } ; LOAD <http://127.0.0.1:9/a>", [], [])

    writer.update("INSERT DATA { <a:s> <a:p> 1 } ; LOAD SILENT <http://127.0.0.1:9/a>", [], [])
    assert len(held(snapshots)) == 1


@pytest.mark.parametrize(
    ("text", "error"),
    [
        ("INSERT DATA { <a:s> <a:p> }", QueryError),
        ("INSERT { ?s ?p ?o } WHERE { SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }", QueryError),
        ("DROP GRAPH <a:none>", UnknownTermError),
        ("CREATE GRAPH <a:g> ; CREATE GRAPH <a:g>", QueryError),
    ],
)
def test_an_update_that_cannot_be_carried_out_changes_nothing(snapshots, store, text, error):
    before = snapshots.current_name()

    with pytest.raises(error):
        store.change(change_of(text, [], [], nothing))

    assert snapshots.current_name() == before
    store.put(G, ONE)
    assert held(snapshots) == {f"<a:s> <a:p> <a:one> . {G}"}
