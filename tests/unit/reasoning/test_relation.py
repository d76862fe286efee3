"""Looking up many high halves in sorted keys, by search and by a table of where each starts."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from coopkg.rdf.dictionary import FIRST_LITERAL
from coopkg.reasoning import relation
from coopkg.reasoning.relation import LOW, empty_relation, expanded, fan_out, unique

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


@given(
    old=st.dictionaries(st.tuples(RESOURCES, IDS), st.integers(0, 5), max_size=30),
    changes=st.lists(st.tuples(RESOURCES, IDS, st.integers(0, 5) | st.none()), max_size=15),
    half=IDS,
    enough=st.integers(0, 6),
)
def test_stamps_of_one_half_are_told_whatever_is_beside_the_arrays(
    old: dict[tuple[int, int], int],
    changes: list[tuple[int, int, int | None]],
    half: int,
    enough: int,
) -> None:
    held = {one << 32 | two: stamp for (one, two), stamp in old.items()}
    made = empty_relation()
    for stamp in range(6):
        made.absorb(np.array(sorted(key for key in held if held[key] == stamp), np.int64), stamp)
    for one, two, new in changes:
        key = one << 32 | two
        if new is not None:
            held[key] = new
            made.put(key, new)
        elif held.pop(key, None) is not None:
            made.drop(key)

    lows = sorted((stamp, key & LOW) for key, stamp in held.items() if key >> 32 == half)
    highs = sorted((stamp, key >> 32) for key, stamp in held.items() if key & LOW == half)
    assert sorted(made.stamped_lows(half)) == lows
    assert sorted(made.stamped_highs(half)) == highs
    assert made.oldest_of_high(half) == (lows[0][0] if lows else None)
    oldest = made.oldest_of_low(half, enough)
    if not highs:
        assert oldest is None
    else:
        assert oldest == highs[0][0] or highs[0][0] < oldest < enough
