"""What users may do to a dataset with reasoning, by SPARQL Update and the Graph Store Protocol."""

import logging
import shutil
from dataclasses import replace

import pytest
from tests.published import BASE, IMPLIED, Place, quads_of

from coopkg.bootstrap.build import build
from coopkg.bootstrap.store import open_published
from coopkg.bootstrap.updates import updates_of
from coopkg.errors import (
    InconsistencyError,
    OntologyError,
    QueryError,
    RefusedError,
    SnapshotError,
    UnknownTermError,
)
from coopkg.pipeline.commits import Commits
from coopkg.pipeline.stages import silent
from coopkg.pipeline.updates import Updates
from coopkg.rdf.terms import Iri
from coopkg.reasoning.owl2rl import RDF_TYPE
from coopkg.storage.current import CurrentDataset
from coopkg.storage.journal import Journal
from coopkg.storage.live import LiveStore
from coopkg.storage.oxigraph import open_store
from coopkg.storage.snapshots import Snapshots

E = "https://coop.example/"
PREFIXES = (
    f"PREFIX e: <{E}> PREFIX owl: <http://www.w3.org/2002/07/owl#> "
    "PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#> "
)
SUB_CLASS = "<http://www.w3.org/2000/01/rdf-schema#subClassOf>"
DISJOINT = "<http://www.w3.org/2002/07/owl#disjointWith>"
USERS = f"{E}graph/users"
BUILT = [
    *quads_of(
        [
            (f"<{E}Body>", SUB_CLASS, f"<{E}Agent>"),
            (f"<{E}Body>", DISJOINT, f"<{E}Event>"),
        ],
        f"{E}graph/ontology",
    ),
    *quads_of([(f"<{E}iso>", RDF_TYPE, f"<{E}Body>")], f"{E}claim/1"),
]


@pytest.fixture
def place(tmp_path):
    place = Place(tmp_path / "place", BUILT)
    place.build()
    return place


@pytest.fixture
def updates(place):
    commits = Commits(place.sources, place.snapshots)
    yield Updates(commits)
    commits.close()


@pytest.fixture
def asked(place, updates):
    """Carry out an update; then the dataset must be that from scratch of what the journal says."""

    def ask(text, using=(), using_named=()):
        commit = updates.update(PREFIXES + text, using, using_named)
        is_as_from_scratch(place)
        return commit

    return ask


def everything(place):
    dataset = CurrentDataset(place.snapshots)().dataset
    return {*dataset.dump("nquads").splitlines(), *dataset.dump("ntriples").splitlines()}


def is_as_from_scratch(place):
    assert everything(place) == place.dataset_of(dict.fromkeys(place.sources.journal.replay().splitlines()))


def quads_in(place, graph):
    return {quad for quad in everything(place) if quad.endswith(f" <{graph}> .".encode())}


def is_there(place, pattern, graph=None):
    asked = f"GRAPH <{graph}> {{ {pattern} }}" if graph else pattern
    return CurrentDataset(place.snapshots)().dataset.query(f"{PREFIXES} ASK {{ {asked} }}").boolean()


def test_what_follows_from_an_insertion_is_there_and_goes_with_it(place, asked):
    commit = asked("INSERT DATA { e:iec a e:Body }")

    assert (commit.snapshot, commit.added, commit.removed) == (2, 1, 0)
    assert is_there(place, "e:iec a e:Agent", IMPLIED)
    assert is_there(place, "e:iec a e:Body", USERS)

    asked("DELETE DATA { e:iec a e:Body }")
    assert not is_there(place, "e:iec ?p ?o")


def test_what_is_implied_and_gets_stated_is_implied_no_longer_and_back(place, asked):
    assert is_there(place, "e:iso a e:Agent", IMPLIED)

    asked("INSERT DATA { GRAPH e:g { e:iso a e:Agent } }")
    assert not is_there(place, "e:iso a e:Agent", IMPLIED)
    assert is_there(place, "e:iso a e:Agent")

    asked("DELETE DATA { GRAPH e:g { e:iso a e:Agent } }")
    assert is_there(place, "e:iso a e:Agent", IMPLIED)


def test_a_triple_is_stated_as_long_as_one_graph_states_it(place, asked):
    asked("INSERT DATA { GRAPH e:g { e:iso a e:Body } GRAPH e:h { e:iec a e:Body } e:iec a e:Body }")

    asked("DELETE DATA { GRAPH e:g { e:iso a e:Body } e:iec a e:Body }")

    assert is_there(place, "e:iso a e:Body")
    assert is_there(place, "e:iec a e:Agent")
    assert not quads_in(place, f"{E}g")
    asked("DELETE WHERE { GRAPH e:h { ?s a ?c } }")
    assert not is_there(place, "e:iec ?p ?o")


def test_axioms_of_users_take_effect_and_cease_to(place, asked):
    asked("INSERT DATA { e:Agent owl:equivalentClass e:Actor . e:iso owl:sameAs e:ISO }")
    assert is_there(place, "e:ISO a e:Actor")

    asked("DELETE DATA { e:iso owl:sameAs e:ISO }")
    assert is_there(place, "e:iso a e:Actor")
    assert not is_there(place, "e:ISO ?p ?o")


def test_patterns_see_what_is_implied_and_what_earlier_operations_have_done(place, asked):
    asked(
        """INSERT DATA { e:iec a e:Body } ;
        PREFIX e: <https://coop.example/> INSERT { GRAPH e:list { ?s e:in e:agents } } WHERE { ?s a e:Agent }"""
    )

    assert len(quads_in(place, f"{E}list")) == 2


def test_deleting_and_inserting_the_same_leaves_it(place, asked):
    asked("INSERT DATA { e:a e:n 1 , 2 }")

    asked("DELETE { ?s e:n ?n } INSERT { ?s e:n ?m } WHERE { ?s e:n ?n BIND(?n + 1 AS ?m) }")

    assert {quad.split()[2][1:2] for quad in quads_in(place, USERS)} == {b"2", b"3"}


def test_literals_are_those_of_the_store(place, asked):
    asked('INSERT DATA { e:a e:n "01"^^<http://www.w3.org/2001/XMLSchema#integer> }')
    asked('DELETE DATA { e:a e:n "+1"^^<http://www.w3.org/2001/XMLSchema#integer> }')

    assert not quads_in(place, USERS)


def test_blank_nodes_become_new_iris_each_time(place, asked):
    for _ in range(2):
        asked("INSERT DATA { _:x e:p _:y . _:y e:p _:x }")
    asked("INSERT { _:n e:of ?s } WHERE { ?s e:p ?o }")

    nodes = {quad.split()[0] for quad in quads_in(place, USERS)}
    assert len(nodes) == 8
    assert all(node.startswith(f"<{E}.well-known/genid/".encode()) for node in nodes)


def test_with_and_using_choose_the_graphs_of_the_patterns(place, asked):
    asked("INSERT DATA { GRAPH e:g { e:a e:p e:b } GRAPH e:h { e:c e:p e:d } }")

    asked("WITH e:g DELETE { ?s e:p ?o } INSERT { ?s e:q ?o } WHERE { ?s e:p ?o . GRAPH e:h { ?t e:p ?u } }")
    assert is_there(place, "e:a e:q e:b", f"{E}g")
    asked("INSERT { ?s e:r ?o } USING e:g USING e:h WHERE { ?s ?p ?o }")
    assert len(quads_in(place, USERS)) == 2
    asked("INSERT { GRAPH e:n { ?s ?p ?o } } USING NAMED e:h WHERE { GRAPH ?g { ?s ?p ?o } }")
    assert len(quads_in(place, f"{E}n")) == 1
    asked("INSERT { GRAPH e:m { ?s ?p ?o } } WHERE { ?s ?p ?o }", [Iri(f"{E}h")])
    assert len(quads_in(place, f"{E}m")) == 1


@pytest.mark.parametrize(
    "text",
    [
        "INSERT DATA { GRAPH <https://coop.example/claim/1> { e:a e:b e:c } }",
        "DELETE DATA { GRAPH <https://coop.example/claim/1> { e:iso a e:Body } }",
        "DELETE DATA { GRAPH <https://coop.example/graph/implied> { e:iso a e:Agent } }",
        "DELETE WHERE { GRAPH ?g { e:iso a ?c } }",
        "DROP GRAPH <https://coop.example/graph/ontology>",
        "CLEAR GRAPH <https://coop.example/claim/there-is-none>",
        "CREATE GRAPH <https://coop.example/graph/registry>",
        "DROP ALL",
        "CLEAR SILENT NAMED",
        "MOVE <https://coop.example/claim/1> TO e:mine",
        "COPY e:g TO <https://coop.example/graph/provenance>",
        "LOAD <http://127.0.0.1/x.ttl>",
        "LOAD SILENT <http://127.0.0.1/x.ttl> INTO GRAPH <https://coop.example/graph/implied>",
    ],
)
def test_what_belongs_to_the_build_and_other_hosts_are_refused_and_nothing_changes(place, updates, text):
    updates.update(f"{PREFIXES} INSERT DATA {{ GRAPH e:g {{ e:a e:b e:c }} }}", (), ())
    before = everything(place)

    with pytest.raises(RefusedError):
        updates.update(f"{PREFIXES} INSERT DATA {{ e:x a e:Body }} ; {PREFIXES} {text}", (), ())

    assert everything(place) == before
    assert place.sources.journal.last() == 1
    updates.update(f"{PREFIXES} INSERT DATA {{ e:y a e:Body }}", (), ())
    is_as_from_scratch(place)


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ("INSERT DATA { e:iso a e:Event }", "cax-dw"),
        ("INSERT DATA { e:iec a e:Event . e:iec owl:sameAs e:iso }", "cax-dw"),
        ("INSERT DATA { e:Agent owl:disjointWith e:Body }", "cax-dw"),
        ("INSERT DATA { e:iso owl:differentFrom e:ISO } ; INSERT DATA { e:iso owl:sameAs e:ISO }", "eq-diff1"),
        (
            'INSERT DATA { e:n rdfs:range <http://www.w3.org/2001/XMLSchema#integer> . e:iso e:n "many" }',
            "dt-not-type",
        ),
        ("INSERT DATA { [] a owl:AllDifferent ; owl:members (e:a e:b e:c) . e:b owl:sameAs e:c }", "eq-diff"),
    ],
)
def test_a_contradiction_is_refused_with_its_proof_and_nothing_changes(place, updates, text, rule):
    before = everything(place)

    with pytest.raises(InconsistencyError) as caught:
        updates.update(PREFIXES + text.replace(" ; INSERT", f" ; {PREFIXES} INSERT"), (), ())

    assert rule in str(caught.value)
    assert "stated" in str(caught.value)
    assert everything(place) == before
    assert place.sources.journal.last() == 0
    updates.update(f"{PREFIXES} INSERT DATA {{ e:y a e:Body }}", (), ())
    is_as_from_scratch(place)


def test_a_contradiction_that_is_mended_in_the_same_request_is_none(place, asked):
    asked(f"INSERT DATA {{ e:iso a e:Event }} ; {PREFIXES} DELETE DATA {{ e:iso a e:Event }}")
    commit = asked(
        f"INSERT DATA {{ e:x a e:Event , e:Body }} ; {PREFIXES} DELETE {{ ?s a e:Event }} WHERE {{ ?s a e:Event }}"
    )

    assert (commit.snapshot, commit.added) == (2, 1)
    assert place.snapshots.current().manifest.number == 2


def test_a_list_that_an_axiom_needs_and_that_is_broken_is_refused(place, updates):
    before = everything(place)

    with pytest.raises(OntologyError):
        updates.update(f"{PREFIXES} INSERT DATA {{ e:C owl:unionOf e:nothing }}", (), ())

    assert everything(place) == before
    updates.update(f"{PREFIXES} INSERT DATA {{ e:y a e:Body }}", (), ())
    is_as_from_scratch(place)


def test_what_changes_nothing_is_no_commit(place, asked):
    asked("INSERT DATA { e:a e:b e:c }")

    for text in ("INSERT DATA { e:a e:b e:c }", "DELETE DATA { e:x e:b e:c }", "CLEAR GRAPH e:none", ""):
        assert asked(text).snapshot == 2
    assert place.sources.journal.last() == 1


def test_graphs_are_copied_moved_added_and_cleared(place, asked):
    asked("INSERT DATA { GRAPH e:g { e:a e:p e:b } GRAPH e:h { e:c e:p e:d } }")

    asked("ADD e:g TO e:h")
    assert len(quads_in(place, f"{E}h")) == 2
    asked("COPY e:g TO DEFAULT")
    assert len(quads_in(place, USERS)) == 1
    asked("MOVE e:h TO e:g")
    assert (len(quads_in(place, f"{E}g")), len(quads_in(place, f"{E}h"))) == (2, 0)
    asked("COPY <https://coop.example/claim/1> TO e:mine")
    assert is_there(place, "e:iso a e:Body", f"{E}mine")
    asked("DROP GRAPH e:g ; CLEAR DEFAULT ; CREATE GRAPH e:new ; COPY SILENT e:none TO e:mine ; MOVE e:mine TO e:mine")
    assert (len(quads_in(place, f"{E}g")), len(quads_in(place, f"{E}mine"))) == (0, 1)


@pytest.mark.parametrize(
    ("text", "reason"), [("CREATE GRAPH e:g", "already"), ("COPY e:none TO e:g", "no graph"), ("INSERT", "SPARQL")]
)
def test_what_cannot_be_done_is_told_and_nothing_changes(place, updates, text, reason):
    updates.update(f"{PREFIXES} INSERT DATA {{ GRAPH e:g {{ e:a e:p e:b }} }}", (), ())

    with pytest.raises(QueryError, match=reason):
        updates.update(PREFIXES + text, (), ())

    assert len(quads_in(place, f"{E}g")) == 1


def test_a_graph_is_put_posted_and_deleted(place, updates):
    graph, triples = Iri(f"{E}g"), f"<{E}iec> {RDF_TYPE} <{E}Body> .\n".encode()

    first, second = updates.put(graph, triples), updates.post(graph, triples.replace(b"iec", b"itu"))
    assert (first.is_created, second.is_created, second.added) == (True, False, 1)
    third = updates.put(graph, triples)
    assert (third.is_created, third.added, third.removed) == (False, 0, 1)
    is_as_from_scratch(place)

    updates.delete(graph)
    assert not quads_in(place, graph)
    with pytest.raises(UnknownTermError, match="no such graph"):
        updates.delete(graph)
    updates.post(None, b"_:b <https://coop.example/p> _:b .\n")
    assert len(quads_in(place, USERS)) == 1
    updates.delete(None)
    updates.delete(None)
    is_as_from_scratch(place)
    for change in (lambda: updates.put(IMPLIED, triples), lambda: updates.delete(Iri(f"{E}claim/none"))):
        with pytest.raises(RefusedError):
            change()


def test_patterns_may_be_evaluated_elsewhere_over_a_store_that_holds_what_they_are_to_see(place, updates):
    seen = []

    def evaluate(path, text, default_graphs, named_graphs):
        dataset = open_store(path)
        seen.append((path, len(dataset.query(f"{PREFIXES} SELECT * {{ ?s a e:Agent }}").rows())))
        rows = dataset.query(text, default_graphs=default_graphs, named_graphs=named_graphs).rows()
        return [{name: f"<{term}>" for name, term in row.items()} for row in rows]

    elsewhere = replace(updates, evaluate=evaluate)
    insert = f"{PREFIXES} INSERT {{ ?s e:seen e:yes }} WHERE {{ ?s a e:Agent }}"
    elsewhere.update(f"{insert} ; {PREFIXES} INSERT DATA {{ e:iec a e:Body }} ; {insert}", (), ())

    assert [count for _, count in seen] == [1, 2]
    assert [path.exists() for path, _ in seen] == [True, False]
    assert len(quads_in(place, USERS)) == 3


def failing(*_):
    raise OSError(28, "No space left on device")


@pytest.mark.parametrize(
    ("owner", "name"), [(LiveStore, "checkpoint"), (Snapshots, "_numbered"), (Snapshots, "_switch")]
)
def test_what_cannot_be_published_is_taken_back_and_reading_goes_on(place, updates, monkeypatch, owner, name):
    before = everything(place)
    with monkeypatch.context() as patch:
        patch.setattr(owner, name, failing)
        with pytest.raises(SnapshotError, match="No space left"):
            updates.update(f"{PREFIXES} INSERT DATA {{ e:iec a e:Body }}", (), ())

    assert everything(place) == before
    assert place.sources.journal.replay() == b""
    updates.update(f"{PREFIXES} INSERT DATA {{ e:itu a e:Body }}", (), ())
    is_as_from_scratch(place)


def test_a_journal_that_cannot_be_forced_to_the_disk_refuses_the_commit(place, updates, monkeypatch):
    before = everything(place)
    with monkeypatch.context() as patch:
        patch.setattr("os.fsync", failing)
        with pytest.raises((SnapshotError, OSError), match="No space left"):
            updates.update(f"{PREFIXES} INSERT DATA {{ e:iec a e:Body }}", (), ())

    assert everything(place) == before
    updates.update(f"{PREFIXES} INSERT DATA {{ e:itu a e:Body }}", (), ())
    assert not is_there(place, "e:iec ?p ?o")
    is_as_from_scratch(place)


@pytest.mark.usefixtures("updates")
def test_there_is_one_writer_at_a_time(place):
    with pytest.raises(SnapshotError, match="another process takes updates"):
        Commits(place.sources, place.snapshots)


def test_a_journal_that_lacks_what_the_snapshot_has_is_told(place, updates):
    updates.update(f"{PREFIXES} INSERT DATA {{ e:iec a e:Body }}", (), ())
    updates.commits.close()
    place.sources.journal.path.unlink()

    with pytest.raises(SnapshotError, match="ends at transaction 0, and the snapshot has 1"):
        Commits(place.sources, place.snapshots)


def test_a_journal_that_was_written_anew_behind_the_snapshot_is_caught_up_with(place, updates, monkeypatch):
    monkeypatch.setattr("coopkg.storage.journal._LONG_BYTES", 1)
    monkeypatch.setattr("coopkg.storage.journal._TIMES", 0)
    updates.update(f"{PREFIXES} INSERT DATA {{ e:iec a e:Body . e:itu a e:Body }}", (), ())
    updates.commits.close()
    journal = place.sources.journal
    journal.append(quads_of([(f"<{E}ieee>", RDF_TYPE, f"<{E}Body>")], USERS), journal.replay().splitlines()[:1])
    journal.compact()

    Commits(place.sources, place.snapshots).close()

    assert len(quads_in(place, USERS)) == 2
    is_as_from_scratch(place)


UPDATES = (
    "INSERT DATA { e:lan a coop:Person ; org:memberOf <https://w3id.org/coopkg/id/iso> ; e:born 1970 . [] e:of e:lan }",
    "INSERT { GRAPH e:seen { ?s e:is ?c } } WHERE { ?s org:memberOf <https://w3id.org/coopkg/id/iso> ; a ?c }",
    "INSERT DATA { GRAPH e:names { <https://w3id.org/coopkg/id/iso> owl:sameAs e:iso } }",
    "INSERT DATA { e:Club rdfs:subClassOf coop:Place . e:vff a e:Club . e:in owl:inverseOf e:of . e:x e:in e:z }",
    "DELETE { GRAPH e:seen { ?s e:is ?c } } WHERE { GRAPH e:seen { ?s e:is ?c } FILTER(?c = owl:Thing) }",
    "DELETE DATA { GRAPH e:names { <https://w3id.org/coopkg/id/iso> owl:sameAs e:iso } }",
)
SAMPLE = (
    f"PREFIX e: <{E}> PREFIX coop: <https://w3id.org/coopkg/ontology#> PREFIX owl: <http://www.w3.org/2002/07/owl#> "
    "PREFIX org: <http://www.w3.org/ns/org#> PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#> "
)


def dumped(settings):
    dataset = open_published(settings).dataset
    return {*dataset.dump("nquads").splitlines(), *dataset.dump("ntriples").splitlines()}


def test_updates_of_the_sample_are_what_a_build_makes_of_the_same_journal(sample, tmp_path, caplog):
    shutil.copytree(sample.store_dir, tmp_path / "store", symlinks=True)
    copy = replace(sample, store_dir=tmp_path / "store")
    caplog.set_level(logging.INFO)
    updates = updates_of(copy, silent)
    for text in UPDATES:
        updates.update(SAMPLE + text, (), ())
    updates.commits.close()
    updated, counts = dumped(copy), open_published(copy).snapshot.manifest.counts

    build(copy, "columns", silent)

    assert dumped(copy) == updated
    assert open_published(copy).snapshot.manifest.counts == counts
    again = updates_of(copy, silent)
    assert again.update(SAMPLE + UPDATES[-1], (), ()).snapshot == open_published(copy).snapshot.manifest.number
    again.commits.close()


def test_what_users_state_against_a_shape_is_told_and_holds_no_build_up(sample, tmp_path):
    shutil.copytree(sample.store_dir, tmp_path / "store", symlinks=True)
    copy = replace(sample, store_dir=tmp_path / "store")
    updates = updates_of(copy, silent)
    updates.update(f"{SAMPLE} INSERT DATA {{ e:m a org:Membership }}", (), ())
    updates.commits.close()
    told = []

    def report(stage):
        return lambda result: told.append(f"{stage}: {result}")

    build(copy, "columns", report)

    assert any("0 violations" in each and f"{E}m" in each for each in told)
    assert f"<{E}m>".encode() in b" ".join(dumped(copy))


def test_a_damaged_journal_is_told_before_anything_is_published(place, updates):
    for name in ("a", "b", "c"):
        updates.update(f"{PREFIXES} INSERT DATA {{ e:{name} a e:Body }}", (), ())
    updates.commits.close()
    path = place.sources.journal.path
    path.write_bytes(path.read_bytes().replace(b"/b>", b"/x>"))

    with pytest.raises(SnapshotError, match="damaged"):
        Commits(replace(place.sources, journal=Journal(path.parent, BASE)), place.snapshots)
