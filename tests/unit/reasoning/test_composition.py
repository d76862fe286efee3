"""Joins of which only the ends are asked, by product and by way."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from coopkg.reasoning import composition
from coopkg.reasoning.composition import composed, ends
from coopkg.reasoning.joins import Bindings, Pattern
from coopkg.reasoning.relation import unique
from coopkg.reasoning.relations import Relations

IDS = st.integers(0, 8)
PAIRS = st.lists(st.tuples(IDS, IDS), min_size=1, max_size=40)


@pytest.mark.parametrize("elements", [0, 1 << 30])
@pytest.mark.parametrize("pattern", [Pattern("?y", 7, "?z"), Pattern("?z", 7, "?y")])
@given(rows=PAIRS, pairs=PAIRS)
def test_the_ends_are_those_that_some_middle_connects(
    elements: int, pattern: Pattern, rows: list[tuple[int, int]], pairs: list[tuple[int, int]]
) -> None:
    relations = Relations(0)
    relations.absorb({7: [unique(np.array([one << 32 | two for one, two in pairs], np.int64))]}, 0)
    starts, middles = np.array(rows, np.int64).T
    bindings = Bindings(len(rows), {"?x": starts, "?y": middles, "?p": 3})
    with pytest.MonkeyPatch.context() as patch:
        for name, value in {"_ELEMENTS": elements, "_SAMPLE": 1, "_FAN": -1, "_MANY": -1}.items():
            patch.setattr(composition, name, value)
        join = ends(pattern, bindings, relations, ["?y"])
        found = [] if join is None else list(composed(join))

    columns = [(piece.columns["?x"].tolist(), piece.columns["?z"].tolist()) for piece in found]
    forward = pattern.subject == "?y"
    steps = [(one, two) if forward else (two, one) for one, two in pairs]
    expected = {(x, z) for x, y in rows for middle, z in steps if middle == y}
    assert (join is None) == (len(rows) == 1)
    if join is not None:
        assert {pair for xs, zs in columns for pair in zip(xs, zs, strict=True)} == expected
        assert all(piece.columns["?p"] == 3 for piece in found)


def test_the_closure_of_a_long_chain_of_classes_is_complete(closure_of):
    last = 180
    made = closure_of(*(f"C{number} rdfs:subClassOf C{number + 1}" for number in range(last)), "x a C0")

    assert len(made) == last * (last + 1) // 2 + last + 1
    assert made.stamp(
        (
            "<https://coop.example/x>",
            "<http://www.w3.org/1999/02/22-rdf-syntax-ns#type>",
            f"<https://coop.example/C{last}>",
        )
    )
