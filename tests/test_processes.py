import multiprocessing
import os
import signal
import time
from threading import Event

import pytest

from coopkg.bootstrap.processes import Told, kept_running
from coopkg.errors import WriterError

SPAWN = multiprocessing.get_context("spawn")


def work(ready):
    ready.set()
    time.sleep(60)


def fail():
    raise SystemExit(3)


def await_(is_true):
    deadline = time.monotonic() + 30
    while not is_true():
        assert time.monotonic() < deadline
        time.sleep(0.02)


class Kept:
    """A process that is to be kept running, and what was told of it."""

    def __init__(self, target):
        self.ready, self.failed, self.processes = Event(), Event(), []
        self.is_working = SPAWN.Event()
        self._target = target

    def begin(self):
        arguments = (self.is_working,) if self._target is work else ()
        self.processes.append(SPAWN.Process(target=self._target, args=arguments, name="worker"))
        self.processes[-1].start()
        return self.processes[-1]

    def running(self, **told):
        both = {"ready": self.ready.set, "failed": self.failed.set} | told
        return kept_running(self.begin, self.is_working.is_set, Told(**both))


def test_a_process_is_begun_anew_and_ends_with_the_block():
    kept = Kept(work)
    with kept.running():
        assert kept.ready.wait(30)
        os.kill(kept.processes[0].pid, signal.SIGKILL)
        await_(lambda: len(kept.processes) == 2)
    assert not any(process.is_alive() for process in kept.processes)
    assert not kept.failed.is_set()


def test_one_that_never_gets_ready_ends_the_block():
    kept = Kept(fail)
    with pytest.raises(WriterError), kept.running():
        assert kept.failed.wait(30)
    assert len(kept.processes) == 1
    assert not kept.ready.is_set()


def test_a_block_that_ends_before_it_is_ready_ends_it():
    kept = Kept(work)
    with kept.running():
        pass
    assert not kept.processes[0].is_alive()
    assert not kept.failed.is_set()


def test_what_telling_raises_is_raised_and_leaves_no_process():
    def broken():
        raise BrokenPipeError

    kept = Kept(work)
    with pytest.raises(BrokenPipeError), kept.running(ready=broken):
        assert kept.failed.wait(30)
    assert not kept.processes[0].is_alive()
