"""Commits of user graphs, against the dataset from scratch: any order of changes, builds, loads and crashes."""

import contextlib
import itertools
import shutil
import tempfile
from pathlib import Path

import pytest
from hypothesis import Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule
from tests.ontologies import axioms, facts
from tests.published import BASE, Place, quads_of

from coopkg.errors import InconsistencyError, OntologyError
from coopkg.pipeline.commits import Commits
from coopkg.pipeline.updates import Updates
from coopkg.rdf.terms import Iri
from coopkg.reasoning import saved
from coopkg.reasoning.checker import check_proof, grounds_of
from coopkg.reasoning.closure import open_closure
from coopkg.reasoning.explain import Explainer
from coopkg.reasoning.owl2rl import OWL2RL
from coopkg.storage.current import CurrentDataset
from coopkg.storage.patches import Transaction, serialize_transaction
from coopkg.storage.snapshots import CLOSURE

GRAPHS = [Iri(f"{BASE}graph/users"), Iri("https://coop.example/g1"), Iri("https://coop.example/g2")]
graphs = st.sampled_from(GRAPHS)
parts = st.lists(st.one_of(axioms, facts, facts), max_size=3).map(
    lambda drawn: [each for part in drawn for each in part]
)
places = st.lists(st.integers(0, 30), max_size=3)
CLAIM = quads_of(
    [
        ("<https://coop.example/i0>", "<https://coop.example/p0>", "<https://coop.example/i1>"),
        ("<https://coop.example/i0>", "<http://www.w3.org/1999/02/22-rdf-syntax-ns#type>", "<https://coop.example/C0>"),
    ],
    f"{BASE}claim/1",
)


def lines(triples):
    return b"".join(f"{' '.join(triple)} .\n".encode() for triple in triples)


class Committing(RuleBasedStateMachine):
    @initialize()
    def begin(self):
        self.directory = Path(tempfile.mkdtemp())
        self.place = Place(self.directory / "place", CLAIM)
        self.place.build()
        self.users = {}
        self.current = CurrentDataset(self.place.snapshots)
        self.open()

    def open(self):
        self.commits = Commits(self.place.sources, self.place.snapshots)
        self.updates = Updates(self.commits)

    def teardown(self):
        self.commits.close()
        shutil.rmtree(self.directory)

    def changed(self, commit, users):
        """Commit, and expect the users to state `users` then, or that nothing changes where that cannot be."""
        try:
            self.place.dataset_of(users)
        except (InconsistencyError, OntologyError) as error:
            with pytest.raises(type(error)):
                commit()
        else:
            commit()
            self.users = dict.fromkeys(users)

    def some(self, numbers):
        quads = list(self.users)
        return {quads[number % len(quads)]: None for number in numbers} if quads else {}

    @rule(triples=parts, graph=graphs, gone=places)
    def changes_quads(self, triples, graph, gone):
        added, removed = dict.fromkeys(quads_of(triples, graph)), self.some(gone)
        left = {quad: None for quad in self.users if quad not in removed}
        self.changed(lambda: self.commits.commit(lambda draft: draft.apply(added, removed)), left | added)

    @rule(first=parts, second=parts, graph=graphs)
    def changes_in_two_steps(self, first, second, graph):
        added, removed = dict.fromkeys(quads_of(first, graph)), dict.fromkeys(quads_of(second, graph))

        def commit():
            def make(draft):
                draft.apply(added)
                draft.apply((), removed)

            self.commits.commit(make)

        with contextlib.suppress(OntologyError):
            # What is broken after the first step is refused, though the second might mend it.
            self.place.closure_of(self.users | added)
            self.changed(commit, {quad: None for quad in self.users | added if quad not in removed})

    @rule(triples=parts, graph=graphs)
    def puts_a_graph(self, triples, graph):
        others = {quad: None for quad in self.users if not quad.endswith(f" <{graph}> .".encode())}
        self.changed(lambda: self.updates.put(graph, lines(triples)), others | dict.fromkeys(quads_of(triples, graph)))

    @rule(triples=parts, graph=graphs)
    def posts_to_a_graph(self, triples, graph):
        self.changed(
            lambda: self.updates.post(graph, lines(triples)), self.users | dict.fromkeys(quads_of(triples, graph))
        )

    @rule()
    def is_killed_and_starts_again(self):
        self.commits.close()
        self.open()

    @rule(triples=parts, graph=graphs, gone=places)
    def is_killed_between_journal_and_snapshot(self, triples, graph, gone):
        added, removed = dict.fromkeys(quads_of(triples, graph)), self.some(gone)
        users = {quad: None for quad in self.users if quad not in removed} | added
        with contextlib.suppress(InconsistencyError, OntologyError):
            self.place.dataset_of(users)
            self.commits.close()
            self.place.sources.journal.append(added, [quad for quad in removed if quad not in added])
            self.users = users
            self.open()

    @rule(triples=parts, share=st.floats(0, 0.99))
    def is_killed_while_it_writes_the_journal(self, triples, share):
        self.commits.close()
        journal = self.place.sources.journal
        text = serialize_transaction(Transaction(journal.last() + 1, tuple(quads_of(triples, GRAPHS[0]))))
        journal.directory.mkdir(exist_ok=True)
        with journal.path.open("ab") as file:
            file.write(text[: int(len(text) * share)])
        self.open()

    @rule()
    def is_built_by_another_process(self):
        self.place.build()

    @rule(triples=parts, graph=graphs)
    def is_loaded_by_another_process(self, triples, graph):
        users = self.users | dict.fromkeys(quads_of(triples, graph))
        with contextlib.suppress(InconsistencyError, OntologyError):
            self.place.dataset_of(users)
            self.place.sources.journal.append(quads_of(triples, graph))
            self.place.build()
            self.users = users

    @invariant()
    def what_is_published_is_as_from_scratch(self):
        expected = self.place.dataset_of(self.users)
        published = self.current()
        dumped = {*published.dataset.dump("nquads").splitlines(), *published.dataset.dump("ntriples").splitlines()}
        assert dumped == expected
        counts = published.snapshot.manifest.counts
        closure = open_closure(published.snapshot.path / CLOSURE)
        assert set(closure.ntriples().splitlines()) == set(published.dataset.dump("ntriples").splitlines())
        assert len(closure) == counts["stated"] + counts["implied"]
        assert len(closure.inferred()) == counts["implied"]
        explainer, grounds = Explainer(closure), grounds_of(OWL2RL, self.place.stated(self.users))
        for triple in itertools.islice(sorted(closure.inferred().tokens()), 2):
            check_proof(explainer.proof(triple), grounds)


def test_any_order_of_changes_builds_loads_and_crashes(monkeypatch):
    monkeypatch.setattr(saved, "MOST_ROWS", 60)
    machine = Committing.TestCase
    machine.settings = settings(
        max_examples=10, stateful_step_count=8, derandomize=True, deadline=None, phases=[Phase.generate]
    )
    machine().runTest()
