import os
from functools import partial
from itertools import count, islice

import pytest

from coopkg.errors import WorkerError
from coopkg.pipeline.parallel import mapped

#: Makes a function that returns powers of 2, in whichever process.
POWERS = partial(partial, pow, 2)


@pytest.mark.parametrize("jobs", [1, 3])
def test_results_come_in_the_order_of_the_values(jobs):
    assert list(mapped(POWERS, range(20), jobs)) == [2**number for number in range(20)]


@pytest.mark.parametrize("jobs", [1, 2])
def test_values_are_taken_as_they_are_needed(jobs):
    taken = []

    results = mapped(POWERS, (taken.append(number) or number for number in count()), jobs)

    assert list(islice(results, 5)) == [1, 2, 4, 8, 16]
    assert len(taken) <= 5 + jobs


def test_more_processes_than_values_do_no_harm():
    assert list(mapped(POWERS, [3], 4)) == [8]
    assert list(mapped(POWERS, [], 2)) == []


def test_a_process_that_ends_before_its_result_is_told():
    with pytest.raises(WorkerError, match="ended before it had a result"):
        list(mapped(partial(partial, os._exit), [7] * 9, 2))
