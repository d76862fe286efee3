import json

from coopkg.publish.explanation import Saying, explanation_dict
from coopkg.rdf.terms import Iri
from coopkg.reasoning.alternatives import Alternatives
from coopkg.reasoning.proof import Inference, Proof, Step


def chain(length: int) -> Proof:
    """A proof in which each step rests on the one before."""
    steps = [Step(("<x:0>", "<x:p>", "<x:o>"))]
    steps += [Step((f"<x:{n}>", "<x:p>", "<x:o>"), Inference("prp-trp", (n - 1,))) for n in range(1, length + 1)]
    return Proof(tuple(steps))


def test_a_proof_becomes_a_list_of_steps_from_what_is_stated_on():
    assert explanation_dict(chain(1), {}) == {
        "triple": ["<x:1>", "<x:p>", "<x:o>"],
        "steps": [
            {"id": 1, "triple": ["<x:0>", "<x:p>", "<x:o>"], "rule": "stated"},
            {
                "id": 2,
                "triple": ["<x:1>", "<x:p>", "<x:o>"],
                "rule": "prp-trp",
                "premises": [1],
                "axioms": [],
                "lists": [],
            },
        ],
    }


def test_no_proof_is_too_deep_for_json():
    found = json.loads(json.dumps(explanation_dict(chain(5000), {})))

    assert len(found["steps"]) == 5001


def test_what_is_stated_has_its_sources():
    stated = ("<x:0>", "<x:p>", "<x:o>")
    said = {stated: (Saying(Iri("https://x.example/graph/registry")),)}

    proof = explanation_dict(chain(1), said)
    found = explanation_dict(Alternatives(stated, (), (), is_stated=True, is_cut=False), said)

    assert [step.get("sources") for step in proof["steps"]] == [[{"graph": "https://x.example/graph/registry"}], None]
    assert found["sources"] == [{"graph": "https://x.example/graph/registry"}]
