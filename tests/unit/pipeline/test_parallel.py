import os
import time
from functools import partial
from itertools import count, islice

import pytest

from coopkg.errors import WorkerError
from coopkg.pipeline.parallel import Lost, mapped

#: Makes a function that returns powers of 2, in whichever process.
POWERS = partial(partial, pow, 2)


@pytest.mark.parametrize("jobs", [0, 1, 3])
def test_results_come_in_the_order_of_the_values(jobs):
    assert list(mapped(POWERS, range(20), jobs, 60)) == [2**number for number in range(20)]


@pytest.mark.parametrize("jobs", [0, 1, 2])
def test_values_are_taken_as_they_are_needed(jobs):
    taken = []

    results = mapped(POWERS, (taken.append(number) or number for number in count()), jobs, 60)

    assert list(islice(results, 5)) == [1, 2, 4, 8, 16]
    assert len(taken) <= 5 + jobs


def test_more_processes_than_values_do_no_harm():
    assert list(mapped(POWERS, [3], 4, 60)) == [8]
    assert list(mapped(POWERS, [], 2, 60)) == []


def test_a_value_that_brings_its_process_down_is_lost_and_the_others_go_on():
    results = list(mapped(partial(partial, divmod, 8), [2, 0, 4], 1, 60))

    assert results == [(4, 0), Lost("the process that read it broke down"), (2, 0)]


def test_a_value_that_takes_too_long_is_lost_and_the_others_go_on():
    results = list(mapped(partial(partial, time.sleep), [0, 3600, 0, 0], 2, 2))

    assert results == [None, Lost("it took more than 2 s"), None, None]


def test_a_process_that_cannot_begin_is_told():
    with pytest.raises(WorkerError, match="could not begin"):
        list(mapped(partial(os._exit, 7), [1], 2, 60))
