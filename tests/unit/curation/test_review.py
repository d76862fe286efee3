"""Decisions on proposals: what becomes of them in `data/`, what is refused, and undoing."""

import pytest

from coopkg.errors import RefusedError, UnknownTermError
from coopkg.ingest.inputs import read_data


def test_what_is_accepted_becomes_a_fact_that_names_who_accepted_it(reviewed, decision):
    (outcome,) = reviewed.review().decide([decision(2, "accept", arguments={"member": "association-g"})])

    (fact,) = [each for each in read_data(reviewed.path).facts if each.id == "second-p2"]
    assert outcome.is_done
    assert outcome.fact == "second-p2"
    assert (fact.content.member, fact.reviewed_by, fact.entered.isoformat()) == ("association-g", "An", "2026-12-01")
    assert fact.extractor == "grammar/test"


def test_the_proposal_keeps_what_was_read_and_says_how_it_was_judged(reviewed, decision):
    before = reviewed.lines("proposals/second.jsonl")
    reviewed.review().decide(
        [decision(2, "accept", arguments={"member": "association-g"}), decision(3, "reject")],
    )

    judged = {"reviewed_by": "An", "reviewed": "2026-12-01"}
    assert reviewed.lines("proposals/second.jsonl") == [
        before[0],
        before[1] | {"status": "accepted"} | judged,
        before[2] | {"status": "rejected"} | judged,
    ]


def test_an_unresolved_name_cannot_be_accepted(reviewed, decision):
    before = reviewed.files()
    (outcome,) = reviewed.review().decide([decision(2, "accept")])

    assert not outcome.is_done
    assert outcome.reasons[0].startswith("`arguments.member`: Viện H: nothing in the registry is called that")
    assert reviewed.files() == before


def test_a_new_entity_is_put_into_the_file_where_its_like_stand_and_everything_else_stays(reviewed, decision, new_h):
    before = reviewed.files()
    outcomes = reviewed.review().decide([decision(2, "accept", new=[new_h]), decision(3, "accept")])

    inputs = read_data(reviewed.path)
    assert [outcome.reasons for outcome in outcomes] == [(), ()]
    assert outcomes[0].entities == ("vien-h",)
    assert inputs.registry.entities["vien-h"].kind == "institute"
    assert {fact.content.holder for fact in inputs.facts if fact.id == "second-p3"} == {"vien-h"}
    after = reviewed.files()
    assert after["registry/things.yaml"].startswith(before["registry/things.yaml"])
    assert after["facts/first.yaml"] == before["facts/first.yaml"]


def test_a_faulty_new_entity_is_refused_with_its_decision(reviewed, decision, new_h):
    before = reviewed.files()
    (outcome,) = reviewed.review().decide([decision(2, "accept", new=[new_h | {"labels": {"vi": "Viện H"}}])])

    assert "missing in en" in outcome.reasons[0]
    assert reviewed.files() == before


def test_what_another_article_says_is_accepted_as_a_fact_of_its_own(reviewed, decision):
    reviewed.change("facts/first.yaml", ", on_behalf_of: country-c}\n  time: '2021'", "}")
    (outcome,) = reviewed.review().decide([decision(1, "accept")])

    assert outcome.is_done
    assert outcome.also == ("first-001",)


def test_an_article_says_a_thing_once(reviewed, decision, new_h):
    review = reviewed.review()
    review.decide([decision(2, "accept", new=[new_h])])
    (outcome,) = review.decide([decision(1, "accept", arguments={"member": "vien-h"})])

    assert outcome.reasons == ("the article says so already in the fact second-p2",)


@pytest.mark.parametrize(
    ("edits", "missing"),
    [
        ({"arguments": {"organization": None}}, "`arguments.organization`: missing"),
        ({"arguments": {"organization": "country-c"}}, "is of the kind country"),
        ({"type": "role"}, "`arguments.member`: there is no such key here"),
        ({"modality": "perhaps"}, "`modality`: not"),
        ({"time": "2021-13"}, "not a possible date"),
        ({"evidence": [{"quote": "nowhere"}]}, "`evidence[0].start`: missing"),
        ({"evidence": [{"quote": "Bộ B", "start": 0, "end": 4}]}, "stands at 64–68"),
        ({"evidence": []}, "at least one quotation"),
        ({"arguments": {"member": "U\u0301c"}}, "NFC"),
    ],
)
def test_what_the_reader_of_facts_would_refuse_is_refused_with_the_reason(reviewed, decision, edits, missing):
    before = reviewed.files()
    (outcome,) = reviewed.review().decide([decision(1, "accept", **edits)])

    assert any(missing in reason for reason in outcome.reasons), outcome.reasons
    assert reviewed.files() == before


def test_a_quotation_or_its_offsets_are_enough(reviewed, decision):
    edits = {"evidence": [{"quote": "Bộ B là thành viên"}, {"start": 64, "end": 68}]}
    reviewed.review().decide([decision(1, "accept", **edits)])

    (record,) = reviewed.lines("facts/second.jsonl")
    assert record["evidence"] == [
        {"quote": "Bộ B là thành viên", "start": 64, "end": 82},
        {"start": 64, "end": 68, "quote": "Bộ B"},
    ]
    assert read_data(reviewed.path)


def test_an_edited_proposal_waits_on(reviewed, decision):
    review = reviewed.review()
    edits = {
        "modality": "reported",
        "time": "2021",
        "arguments": {"member": "association-g", "on_behalf_of": {"name": "D"}},
    }
    (outcome,) = review.decide([decision(2, "edit", **edits)])

    (edited,) = [each for each in review.waiting() if each.id == "second-p2"]
    assert outcome.is_done
    assert (edited.modality, edited.time.text, edited.status) == ("reported", "2021", "proposed")
    assert (edited.arguments["member"].slug, edited.arguments["on_behalf_of"].names) == ("association-g", ("D",))


@pytest.mark.parametrize(
    "edits",
    [
        {"type": "friendship"},
        {"type": "role"},
        {"modality": "perhaps"},
        {"time": "soon"},
        {"evidence": [{"quote": "nowhere"}]},
        {"evidence": []},
        {"arguments": {"member": 5}},
    ],
)
def test_what_cannot_stand_in_a_proposal_is_refused(reviewed, decision, edits):
    before = reviewed.files()
    (outcome,) = reviewed.review().decide([decision(1, "edit", **edits)])

    assert not outcome.is_done
    assert reviewed.files() == before


def test_what_is_decided_is_decided(reviewed, decision):
    reviewed.review("An").decide([decision(1, "reject")])
    (outcome,) = reviewed.review("Bình").decide([decision(1, "accept")])

    assert outcome.reasons == ("it was rejected already by An on 2026-12-01",)


def test_two_reviewers_at_once_do_not_overwrite_each_other(reviewed, decision, new_h):
    one, other = reviewed.review("An"), reviewed.review("Bình")
    one.decide([decision(1, "accept")])
    other.decide([decision(2, "accept", new=[new_h])])
    (late,) = other.decide([decision(1, "reject")])

    assert late.reasons == ("it was accepted already by An on 2026-12-01",)
    assert {each["id"]: each["reviewed_by"] for each in reviewed.lines("facts/second.jsonl")} == {
        "second-p1": "An",
        "second-p2": "Bình",
    }


def test_undoing_leaves_what_another_has_done_since(reviewed, decision, new_h):
    one, other = reviewed.review("An"), reviewed.review("Bình")
    one.decide([decision(1, "accept")])
    other.decide([decision(2, "accept", new=[new_h])])
    one.undo()

    assert [each["id"] for each in reviewed.lines("facts/second.jsonl")] == ["second-p2"]
    assert [each["status"] for each in reviewed.lines("proposals/second.jsonl")] == ["proposed", "accepted", "proposed"]
    assert read_data(reviewed.path)


def test_what_was_changed_by_hand_since_is_not_undone(reviewed, decision):
    review = reviewed.review()
    review.decide([decision(1, "accept")])
    reviewed.change("facts/second.jsonl", "asserted", "reported")
    before = reviewed.files()

    with pytest.raises(RefusedError, match="changed since"):
        review.undo()
    assert reviewed.files() == before


def test_without_decisions_there_is_nothing_to_undo(reviewed):
    assert reviewed.review().undo() is None


def test_unknown_proposals_and_articles_are_told(reviewed, decision):
    review = reviewed.review()
    (outcome,) = review.decide([decision(9, "accept")])

    assert outcome.reasons == ("there is no such proposal",)
    with pytest.raises(UnknownTermError, match="did you mean `second`"):
        review.waiting(["secnd"])
