"""Looking up many high halves in sorted keys, by search and by a table of where each starts."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from coopkg.rdf.dictionary import FIRST_LITERAL
from coopkg.reasoning import relation
from coopkg.reasoning.relation import LOW, expanded, fan_out, unique

RESOURCES = st.integers(0, 12)
LITERALS = st.integers(FIRST_LITERAL, FIRST_LITERAL + 12)
IDS = RESOURCES | LITERALS
PAIRS = st.lists(st.tuples(RESOURCES, IDS), max_size=30) | st.lists(st.tuples(LITERALS, IDS), max_size=30)


@pytest.mark.parametrize("tabled", [0, relation._TABLED, 1 << 20])
@given(pairs=PAIRS, highs=st.lists(IDS, max_size=30))
def test_each_high_half_finds_its_low_halves_however_they_are_looked_up(
    tabled: int, pairs: list[tuple[int, int]], highs: list[int]
) -> None:
    keys = unique(np.array([one << 32 | two for one, two in pairs], np.uint64).astype(np.int64))
    sought = np.array(highs, np.int64)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(relation, "_TABLED", tabled)
        rows, lows = expanded(keys, sought)
        rows_in_all = fan_out(keys, sought)
    found = sorted(zip(rows.tolist(), lows.tolist(), strict=True))
    expected = sorted(
        (row, key & LOW) for row, high in enumerate(highs) for key in keys.tolist() if key >> 32 & LOW == high
    )
    assert found == expected
    assert rows_in_all == len(expected)
