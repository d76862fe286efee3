"""A closure that is saved again and again: what is opened is what was saved, and can be gone on with."""

import itertools

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.ontologies import axioms, encoded, facts

from coopkg.errors import OntologyError
from coopkg.reasoning import saved as saving
from coopkg.reasoning.closure import open_closure
from coopkg.reasoning.columns import ColumnsEngine
from coopkg.reasoning.consistency import clashes
from coopkg.reasoning.explain import explain
from coopkg.reasoning.incremental import Incremental
from coopkg.reasoning.owl2rl import OWL2RL
from coopkg.reasoning.saved import open_growing


def from_scratch(triples):
    return ColumnsEngine().closure(encoded(triples), OWL2RL)


def contents(closure):
    return set(closure.triples().tokens()), set(closure.inferred().tokens())


def stamped(closure):
    return {triple: closure.stamp(triple) for triple in closure.triples().tokens()}


class Kept:
    """A closure that is saved after each update, in numbered directories, as snapshots are."""

    def __init__(self, path):
        self.path = path
        self.number = 0
        from_scratch([]).save(path / "0")
        self.stated = {}
        self.reopen()

    @property
    def directory(self):
        return self.path / str(self.number)

    def reopen(self):
        closure, self.saved = open_growing(self.directory)
        self.updated = Incremental(closure, OWL2RL)

    def update(self, added=(), retracted=()):
        was_consistent = not clashes(self.updated.closure)
        try:
            self.updated.update(added, retracted)
        except OntologyError:
            self.updated.may_be_inconsistent()
            return
        self.stated = {each: None for each in self.stated if each not in retracted} | dict.fromkeys(added)
        is_doubtful = self.updated.may_be_inconsistent()
        assert is_doubtful or not was_consistent or not clashes(self.updated.closure)
        self.saved.save(self.updated.closure, self.path / str(self.number + 1), self.directory)
        self.number += 1
        opened = open_closure(self.directory)
        assert contents(opened) == contents(self.updated.closure) == contents(from_scratch(self.stated))
        assert stamped(opened) == stamped(self.updated.closure)
        for triple in itertools.islice(sorted(opened.inferred().tokens()), 3):
            assert explain(opened, triple).text()


parts = st.one_of(axioms, facts, facts)
updates = st.lists(
    st.tuples(st.lists(parts, max_size=3), st.lists(st.integers(0, 30), max_size=3), st.booleans()), max_size=6
)


@pytest.mark.parametrize("most_rows", [0, 40, saving.MOST_ROWS])
@settings(max_examples=12, derandomize=True, deadline=None)
@given(updates)
def test_what_was_saved_of_random_updates_is_opened_and_gone_on_with(most_rows, tmp_path_factory, steps):
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(saving, "MOST_ROWS", most_rows)
        kept = Kept(tmp_path_factory.mktemp("kept"))
        for added, places, is_reopened in steps:
            stated = list(kept.stated)
            retracted = [stated[place % len(stated)] for place in places] if stated else []
            kept.update([triple for part in added for triple in part], retracted)
            if is_reopened:
                kept.reopen()
