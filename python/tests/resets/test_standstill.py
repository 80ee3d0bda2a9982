"""Whether another thread ran meanwhile: fails when one that nobody can tell of is taken for one that stood still."""

from __future__ import annotations

import _thread
import concurrent.futures
import os
import sys
import threading
import unittest
from types import FrameType

from dspex_bridge.resets.activity import waits_in_a_pool
from dspex_bridge.resets.standstill import Standstill


class TestStandstill(unittest.TestCase):
    def test_does_not_hold_with_a_thread_that_python_knows_no_clock_of(self) -> None:
        began, release = threading.Event(), threading.Event()
        self.addCleanup(release.set)
        _thread.start_new_thread(lambda: (began.set(), release.wait()), ())
        began.wait()
        before = Standstill()
        self.assertFalse(before.is_alone)
        self.assertFalse(before.holds())

    # Fails when what a library imports is taken for anybody's, as a loop that nobody held any more was collected with its pool meanwhile.
    def test_holds_where_a_thread_that_waited_in_a_pool_ends_or_works_for_this_one(self) -> None:
        ends, works = (concurrent.futures.ThreadPoolExecutor(1) for _ in range(2))
        self.addCleanup(works.shutdown)
        for pool in (ends, works):
            pool.submit(int).result()
        while not all(waits_in_a_pool(frame) for frame in self.frames_of(ends, works)):
            pass
        before = Standstill()
        self.assertFalse(before.is_alone)
        ends.shutdown()
        works.submit(sum, range(100_000)).result()
        self.assertTrue(before.holds())

    # Fails when main's clock is asked by the number that it had in the process before: an import on a thread would be anybody's.
    def test_holds_in_a_forked_process_whose_main_waits(self) -> None:
        pid = os.fork()
        if pid == 0:
            held: list[bool] = []
            # Main may still be on its way to its wait.
            thread = threading.Thread(target=lambda: held.append(any(Standstill().holds() for _ in range(10_000))))
            thread.start()
            thread.join()
            os._exit(0 if held == [True] else 1)
        self.assertEqual(os.waitpid(pid, 0)[1], 0)

    @staticmethod
    def frames_of(*pools: concurrent.futures.ThreadPoolExecutor) -> list[FrameType]:
        now = sys._current_frames()
        return [now[thread.ident or 0] for pool in pools for thread in pool._threads]


if __name__ == "__main__":
    unittest.main()
