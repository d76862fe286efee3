"""Lanes: places, and who gets the next one."""

import threading
import time

from coopkg.serving.lanes import Lane


def wait_for(lane: Lane, waiting: int) -> None:
    deadline = time.monotonic() + 5
    while lane.waiting != waiting and time.monotonic() < deadline:
        time.sleep(0.001)
    assert lane.waiting == waiting


def test_there_are_so_many_places_and_no_more():
    lane = Lane(2, most_waiting=0)

    assert [lane.try_enter(), lane.enter("a", 1), lane.try_enter(), lane.enter("a", 1)] == [True, True, False, False]
    lane.leave()
    assert lane.try_enter()


def test_who_waits_in_vain_leaves_the_queue():
    lane = Lane(1, most_waiting=5)
    assert lane.try_enter()

    assert not lane.enter("a", 0.01)

    assert lane.waiting == 0
    lane.leave()
    assert lane.try_enter()


def test_clients_take_turns_however_much_one_of_them_asks():
    lane, order = Lane(1, most_waiting=9), []
    assert lane.try_enter()

    def enter(client: str) -> None:
        assert lane.enter(client, 5)
        order.append(client)
        lane.leave()

    threads = []
    for number, client in enumerate("aaabbc"):
        threads.append(threading.Thread(target=enter, args=(client,)))
        threads[-1].start()
        wait_for(lane, number + 1)
    lane.leave()
    for thread in threads:
        thread.join()

    assert "".join(order) == "abcaba"
    assert lane.try_enter()
