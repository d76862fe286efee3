"""Undoing: whatever is decided and then undone, every file has the bytes that it had."""

import tempfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.unit.curation.conftest import NEW_H, ReviewedDir

from coopkg.curation import changes
from coopkg.curation.decisions import Decision
from coopkg.curation.records import Edits
from coopkg.ingest.inputs import read_data

OTHER = {"slug": "chi-k", "kind": "person", "labels": {"vi": "Chị K", "en": "Ms K"}}
DECISIONS = st.builds(
    lambda number, verdict, edits, new: Decision(f"second-p{number}", verdict, None, edits, new),
    st.integers(1, 3),
    st.sampled_from(["accept", "accept", "reject", "edit"]),
    st.sampled_from(
        [
            Edits(),
            Edits(time="2021"),
            Edits(arguments={"member": "vien-h"}),
            Edits(arguments={"member": "association-g"}, modality="reported"),
            Edits(arguments={"holder": "vien-h", "content": "vào «Hội G»\\"}),
        ]
    ),
    st.sampled_from([(), (NEW_H,), (OTHER,), (NEW_H, OTHER)]),
)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.lists(DECISIONS, min_size=1, max_size=3), max_size=4), st.booleans(), st.booleans())
def test_any_decisions_that_are_undone_leave_the_same_bytes(batches, is_cut, has_facts):
    with tempfile.TemporaryDirectory() as directory:
        data = ReviewedDir(Path(directory))
        if is_cut:
            for name in ("proposals/second.jsonl", "registry/things.yaml"):
                data.write(name, (data.path / name).read_bytes().removesuffix(b"\n"))
        if has_facts:
            data.write("facts/second.jsonl", b"\n")
        before = data.files()
        review = data.review()
        done = [outcome for batch in batches for outcome in review.decide(batch) if outcome.is_done]
        assert read_data(data.path)
        undone = [review.undo() for _ in done]

        assert undone == done[::-1]
        assert review.undo() is None
        assert data.files() == before


class Cut(BaseException):
    """The process ends here."""


@pytest.mark.parametrize("place", ["registry/things.yaml", "facts/second.jsonl", "proposals/second.jsonl"])
def test_a_decision_that_a_crash_cuts_short_is_complete_at_the_next_start(reviewed, place, monkeypatch):
    real = changes.write_bytes

    def write(path: Path, content: bytes) -> None:
        if path == reviewed.path / place:
            raise Cut
        real(path, content)

    review = reviewed.review()
    with monkeypatch.context() as patch:
        patch.setattr(changes, "write_bytes", write)
        with pytest.raises(Cut):
            review.decide([Decision("second-p2", "accept", new_entities=(NEW_H,))])
    # Whatever is there by then can be built; the next review finds the whole decision.
    assert read_data(reviewed.path)

    again = reviewed.review("Bình")
    assert [each.id for each in again.waiting()] == ["second-p1", "second-p3"]
    assert {fact.id for fact in read_data(reviewed.path).facts} >= {"second-p2"}
    assert not (reviewed.path / changes.JOURNAL).exists()
