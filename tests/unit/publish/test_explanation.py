import pytest

from coopkg.errors import QueryError
from coopkg.publish.explanation import explanation_dict
from coopkg.reasoning.explain import Proof


def chain(length: int) -> Proof:
    """A proof in which each step rests on the one before."""
    proof = Proof(("<x:0>", "<x:p>", "<x:o>"), "stated")
    for number in range(1, length + 1):
        proof = Proof((f"<x:{number}>", "<x:p>", "<x:o>"), "prp-trp", (proof,))
    return proof


def test_a_proof_becomes_nested_dicts_down_to_what_is_stated():
    assert explanation_dict(chain(1), {}) == {
        "triple": ["<x:1>", "<x:p>", "<x:o>"],
        "rule": "prp-trp",
        "premises": [{"triple": ["<x:0>", "<x:p>", "<x:o>"], "rule": "stated"}],
        "axioms": [],
        "lists": [],
    }


def test_a_proof_too_deep_for_json_is_an_error_that_says_what_to_do():
    with pytest.raises(QueryError, match=r"1500 steps deep.*ask for it as text"):
        explanation_dict(chain(1500), {})
